"""Which earlier states the kernel knows much of, so that it can be told to forget them.

It keeps what it has seen of a state for as long as it has memory, and so must the mount: somebody who searches a whole
history would fill both with it.
"""

from __future__ import annotations

from collections import OrderedDict

from skillfs.tree.effects import EntryChanged

MOST_NAMES = 50_000
"""How many names of earlier states are kept, those of the state that was listed last in any case."""


class WalkedStates:
    """The states that were listed, with how many names of each; the one that was listed last is the last."""

    def __init__(self) -> None:
        self._names: OrderedDict[EntryChanged, int] = OrderedDict()
        self._total = 0

    def listed(self, state: EntryChanged, names: int) -> list[EntryChanged]:
        """Note that so many names of a state were listed; the states that are to be forgotten for that."""
        self._names[state] = self._names.pop(state, 0) + names
        self._total += names
        forgotten = []
        while self._total > MOST_NAMES and len(self._names) > 1:
            oldest, count = self._names.popitem(last=False)
            self._total -= count
            forgotten.append(oldest)
        return forgotten
