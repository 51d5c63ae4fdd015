"""One thread through which a mount writes to the store, with group commit.

What arrives while a transaction is being made durable goes into the next one, so that a hundred files closing at once
wait for a few syncs, not for a hundred. Jobs run in the order in which they were handed in. A sync holds up nobody
else: it comes after the transaction, when others may write again.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

import trio

from skillfs.store.database import Store

T = TypeVar("T")
log = logging.getLogger(__name__)

TRANSACTION_SECONDS = 0.003
"""No job is added to a transaction that has lasted this long."""


@dataclass(slots=True)
class _Job(Generic[T]):
    run: Callable[[Store], T]
    done: Callable[[T | None, Exception | None], None]
    prepare: Callable[[], object]
    alone: bool
    durable: bool


_Answer: TypeAlias = tuple[_Job[object], object, Exception | None]


def _nothing() -> None:
    """What there is to prepare for most jobs."""


class StoreWriter:
    """The write side of a mount. To be used from the trio thread that made it, between `start` and `close`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._jobs: queue.SimpleQueue[_Job[object] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._token = trio.lowlevel.current_trio_token()

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Finish what was handed in, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def post(
        self,
        run: Callable[[Store], T],
        *,
        then: Callable[[T], None] | None = None,
        failed: Callable[[], None] | None = None,
    ) -> None:
        """Have `run` done, and `then` called with its result in the trio thread.

        A failure is logged, and `failed` called.
        """

        def done(result: T | None, error: Exception | None) -> None:
            if error is not None:
                log.error("store: a change was not written: %s", error, exc_info=error)
                if failed is not None:
                    failed()
            elif then is not None:
                then(result)  # type: ignore[arg-type]

        self._put(_Job(run, done, _nothing, alone=False, durable=True))

    async def run(
        self,
        run: Callable[[Store], T],
        *,
        prepare: Callable[[], object] = _nothing,
        alone: bool = False,
        durable: bool = True,
    ) -> T:
        """Do `run` in a transaction and return its result once that is durable; without `durable`, once it survives the
        death of every process. It is durable then with the next job that is.

        `prepare` is called first, in the writer's thread but in no transaction: hashing and compressing belong there.
        """
        arrived = trio.Event()
        outcome: list[tuple[T | None, Exception | None]] = []

        def done(result: T | None, error: Exception | None) -> None:
            outcome.append((result, error))
            arrived.set()

        self._put(_Job(run, done, prepare, alone, durable))
        # What was handed in happens whether or not its caller is still there: a shield, so that nobody acts on half.
        with trio.CancelScope(shield=True):
            await arrived.wait()
        result, error = outcome[0]
        if error is not None:
            raise error
        return result  # type: ignore[return-value]

    async def flush(self) -> None:
        """Wait until all that was handed in so far is durable, and what other connections have committed before."""
        await self.run(lambda store: None)

    def _put(self, job: _Job[T]) -> None:
        self._jobs.put(job)  # type: ignore[arg-type]

    def _work(self) -> None:
        with Store(self._path, durable=False, create=False) as store:
            waiting: deque[_Job[object] | None] = deque()
            while True:
                waiting.append(self._jobs.get())
                with contextlib.suppress(queue.Empty):
                    while True:
                        waiting.append(self._jobs.get_nowait())
                while waiting:
                    job = waiting.popleft()
                    if job is None:
                        return
                    if job.alone:
                        self._answer([(job, *_attempt(job, store))])
                        continue
                    group = [job]
                    while waiting and waiting[0] is not None and not waiting[0].alone:
                        group.append(waiting.popleft())  # type: ignore[arg-type]
                    self._commit(store, deque(group))

    def _commit(self, store: Store, group: deque[_Job[object]]) -> None:
        """Do jobs in as few transactions as their length allows, and answer each when it is durable."""
        group = deque(job for job in group if self._is_prepared(job))
        while group:
            batch: list[_Answer] = []
            deadline = time.monotonic() + TRANSACTION_SECONDS
            try:
                with store.transaction():
                    while group and time.monotonic() < deadline:
                        job = group.popleft()
                        result, error = _attempt(job, store, in_transaction=True)
                        batch.append((job, result, error))
                        if error is not None and not store.in_transaction:
                            raise error
                if any(job.durable for job, _, _ in batch):
                    store.sync()
            except Exception as error:
                batch = [(job, None, error) for job, _, _ in batch]
                batch += [(job, None, error) for job in group]
                group.clear()
            self._answer(batch)

    def _is_prepared(self, job: _Job[object]) -> bool:
        """Prepare a job; one that cannot be is answered at once, and stops no other."""
        try:
            job.prepare()
        except Exception as error:
            self._answer([(job, None, error)])
            return False
        return True

    def _answer(self, results: list[_Answer]) -> None:
        def tell() -> None:
            for job, result, error in results:
                job.done(result, error)

        try:
            self._token.run_sync_soon(tell)
        except trio.RunFinishedError:
            log.debug("store: the mount ended before %d answers reached it", len(results))


def _attempt(job: _Job[object], store: Store, *, in_transaction: bool = False) -> tuple[object, Exception | None]:
    """Run a job; when it fails inside a transaction, its own part of that is undone."""
    try:
        if not in_transaction:
            job.prepare()
            result = job.run(store)
            if job.durable:
                store.sync()
            return result, None
        store.execute("SAVEPOINT job")
        try:
            return job.run(store), None
        except Exception:
            # A full disk has undone the whole transaction already.
            if store.in_transaction:
                store.execute("ROLLBACK TO job")
            raise
        finally:
            if store.in_transaction:
                store.execute("RELEASE job")
    except Exception as error:
        return None, error
