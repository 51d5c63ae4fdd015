"""What a learner may ask of a space while it works, from whichever thread it works in."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path

from skillfs.learning import served
from skillfs.store import blobs
from skillfs.store.database import Store
from skillfs.store.entries import Entry

REMEMBERED = 512
"""File contents that are kept, so that each session of a batch need not fetch them again."""


class _PerThread(threading.local):
    """A connection of its own for each thread that asks, as SQLite demands."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path, durable=False, create=False)


class SpaceReader:
    """Reads a space's file contents, and tells which lines it ever served."""

    def __init__(self, path: Path, space_id: int) -> None:
        self._connections = _PerThread(path)
        self._space_id = space_id
        self._content = lru_cache(maxsize=REMEMBERED)(self._fetch)

    def read(self, entry: Entry) -> bytes:
        """The content of a file."""
        return self._content(entry.blob, entry.size)

    def was_served(self, line: str) -> bool:
        """Whether the space ever served this line; see `served.was_served`."""
        return served.was_served(self._connections.store, self._space_id, line)

    def _fetch(self, blob: bytes, size: int) -> bytes:
        return blobs.get(self._connections.store, blob, size)
