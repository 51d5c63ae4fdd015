"""Reading the store from a mount without stopping its loop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import trio

from skillfs.store.database import Store

T = TypeVar("T")

READERS = 4


class StoreReader:
    """Runs reads in worker threads, at most `READERS` at once, each thread with its own connection."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._limiter = trio.CapacityLimiter(READERS)
        self._local = threading.local()

    async def run(self, read: Callable[[Store], T]) -> T:
        """The result of `read`, which gets a connection of the thread it runs in."""
        return await trio.to_thread.run_sync(self._run, read, limiter=self._limiter)

    def _run(self, read: Callable[[Store], T]) -> T:
        store: Store | None = getattr(self._local, "store", None)
        if store is None:
            store = self._local.store = Store(self._path, create=False)
        return read(store)
