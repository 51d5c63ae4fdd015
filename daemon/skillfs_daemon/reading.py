"""Reading the store from a mount without stopping its loop."""

from __future__ import annotations

import queue
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import trio

from skillfs.store.database import Store

T = TypeVar("T")

READERS = 4


class StoreReader:
    """Runs reads in worker threads, at most `READERS` at once.

    All connections are opened at once and kept: when the store's file is moved or deleted, they go on reading it.
    """

    def __init__(self, path: Path) -> None:
        """Open the connections. Raises `StoreError`."""
        self._limiter = trio.CapacityLimiter(READERS)
        self._idle: queue.LifoQueue[Store] = queue.LifoQueue()
        for _ in range(READERS):
            self._idle.put(Store(path, create=False, any_thread=True))

    async def run(self, read: Callable[[Store], T]) -> T:
        """The result of `read`, which gets a connection for as long as it runs."""
        return await trio.to_thread.run_sync(self._run, read, limiter=self._limiter)

    def _run(self, read: Callable[[Store], T]) -> T:
        # Never waits: there are as many connections as the limiter lets threads in.
        store = self._idle.get_nowait()
        try:
            return read(store)
        finally:
            self._idle.put(store)

    def close(self) -> None:
        """Close the connections; nothing may be running."""
        while not self._idle.empty():
            self._idle.get_nowait().close()
