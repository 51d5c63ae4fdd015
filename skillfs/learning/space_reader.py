"""What a learner may ask of a space while it works, from whichever thread it works in."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from skillfs.learning import served, written_by
from skillfs.learning.protocol import LearningFailed
from skillfs.learning.served import MAX_FILE_BYTES
from skillfs.store import blobs
from skillfs.store.database import Store
from skillfs.store.entries import Entry

REMEMBERED_BYTES = 16 * 1024 * 1024
"""How much file content is kept, so that each session of a batch need not fetch it again."""


class _ThreadConnection(threading.local):
    """The connection of the thread that asks, as SQLite demands: made once, kept for the next run."""

    _store: Store | None = None

    def to(self, path: Path) -> Store:
        """A connection to the store at `path`; one to another store is given up."""
        if self._store is None or self._store.path != path:
            if self._store is not None:
                self._store.close()
            self._store = Store(path, durable=False, create=False)
        return self._store


_connection = _ThreadConnection()


class SpaceReader:
    """Reads a space's file contents, and tells which lines it ever served. For one thread at a time, any of them."""

    def __init__(self, path: Path, space_id: int) -> None:
        self._path = path
        self._space_id = space_id
        self._contents: OrderedDict[bytes, bytes] = OrderedDict()
        self._remembered = 0

    def read(self, entry: Entry) -> bytes:
        """The content of a file. Raises `LearningFailed` for one that is larger than `MAX_FILE_BYTES`."""
        if entry.size > MAX_FILE_BYTES:
            raise LearningFailed(
                f"a file of {entry.size} bytes in skills/ is more than the {MAX_FILE_BYTES} that a learner reads;"
                " make it smaller, or move it away"
            )
        data = self._contents.pop(entry.blob, None)
        if data is None:
            data = blobs.get(_connection.to(self._path), entry.blob, entry.size)
            self._remembered += len(data)
        self._contents[entry.blob] = data
        while self._remembered > REMEMBERED_BYTES:
            self._remembered -= len(self._contents.popitem(last=False)[1])
        return data

    def was_served(self, line: str) -> bool:
        """Whether the space ever served this line; see `served.was_served`."""
        return served.was_served(_connection.to(self._path), self._space_id, line)

    def is_persons(self, path: str) -> bool:
        """Whether a person had a hand in a file below ``skills/``; see `written_by.is_persons`."""
        return written_by.is_persons(_connection.to(self._path), self._space_id, path)
