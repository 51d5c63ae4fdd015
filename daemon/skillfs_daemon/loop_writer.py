"""Writing a few rows from the mount's loop itself: handing them to the writer's thread would cost more than they do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from skillfs.store.database import Store

T = TypeVar("T")


class LoopWriter:
    """Short transactions that never wait: not for a lock, not for the disk.

    They survive the death of every process. A power cut may take back those after the last transaction that the mount's
    `StoreWriter`, or any other durable connection, has committed.
    """

    def __init__(self, path: Path) -> None:
        self._store = Store(path, durable=False)
        self._store.wait_for_nothing()
        # A checkpoint waits for the disk: it is left to the writer's thread, which commits a heartbeat every 2 s.
        self._store.execute("PRAGMA wal_autocheckpoint = 0")

    def close(self) -> None:
        self._store.close()

    @property
    def path(self) -> Path:
        """Where the store is."""
        return self._store.path

    def check_place(self) -> None:
        """Raise `StoreGone` unless the store is in place: what is put beside it is of use to nobody then."""
        self._store.check_place()

    def run(self, job: Callable[[Store], T]) -> T:
        """Do `job` in a transaction. Raises `StoreFull`, and `StoreBusy` when somebody else is writing just then."""
        with self._store.transaction(wait=False):
            return job(self._store)
