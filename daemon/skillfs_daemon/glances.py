"""What a process has just looked at and not opened yet: generated files that it must not lose in between.

`cp` and `tar` look a file up, look it up again to open it, and give up when that is another inode; a generated file is
another inode whenever its content is another.
"""

from __future__ import annotations

import time
from collections import OrderedDict

GLANCE_SECONDS = 1.0


class Glances:
    """The generated files that processes looked at lately, until each opens or changes one, or for `GLANCE_SECONDS`."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[int, int, bytes], tuple[int, float]] = OrderedDict()

    def at(self, pid: int, parent: int, name: bytes) -> int | None:
        """The inode that a process saw under a name, None when it saw none that it has not opened."""
        self._forget_old()
        seen = self._seen.get((pid, parent, name))
        return None if seen is None else seen[0]

    def note(self, pid: int, parent: int, name: bytes, ino: int) -> None:
        """Note that a process saw an inode under a name."""
        self._seen.pop((pid, parent, name), None)
        self._seen[pid, parent, name] = ino, time.monotonic()

    def end(self, pid: int) -> None:
        """Note that a process opened or changed something: its next look is at what is there then."""
        for key in [key for key in self._seen if key[0] == pid]:
            del self._seen[key]

    def _forget_old(self) -> None:
        oldest = time.monotonic() - GLANCE_SECONDS
        while self._seen and next(iter(self._seen.values()))[1] < oldest:
            self._seen.popitem(last=False)
