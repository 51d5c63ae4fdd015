"""The learner process: takes what is due in any space, one run at a time a space, several spaces at once.

Runs happen in threads, each with its own connection and its own event loop, so that this loop keeps its heartbeat and
its leases whatever a run computes. Nothing of a run counts before the one transaction that publishes it, so a learner
may be killed at any moment: the next one takes the same jobs up again.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import trio

from skillfs.learning.choice import learner_for
from skillfs.learning.publication import LEASE_SECONDS
from skillfs.learning.run import RunReport, SpaceMemory, learn_space
from skillfs.store import clock, commits, daemons, inbox, jobs, spaces
from skillfs.store.collect import Collected, collect
from skillfs.store.daemons import COMMAND, HEARTBEAT_SECONDS, LEARNER
from skillfs.store.database import Store, StoreError, StoreGone

log = logging.getLogger(__name__)

POLL_SECONDS = 0.02
"""How often the store is asked whether anything was committed; one question costs 2 µs."""
LOOK_SECONDS = 1.0
"""How often the queue is looked at although nothing was committed: a rival's lease may have run out."""
STOP_SECONDS = 0.8
"""How long a run may take to end after a stop was asked for; then it is dropped, and its sessions stay queued."""
COLLECT_SECONDS = 600.0
"""How often what nothing in the store refers to any more is deleted."""
COLLECT_AGE_SECONDS = 2 * 86_400.0
"""How old that has to be: a mount may hold on to chunks of a file that is being written, and has told nobody yet."""
PAUSED_SECONDS = 10.0
"""How long a space rests in which nothing can be learnt, unless it changes before: the configuration may."""
RESTART_SECONDS = (1.0, 5.0, 30.0)
"""How long a space rests after runs in it that broke, one after the other."""

ReportRun = Callable[[RunReport], None]


async def serve(
    store_path: Path,
    *,
    jobs: int = 2,
    idle_exit: bool = False,
    on_report: ReportRun | None = None,
    parent: int | None = None,
) -> None:
    """Learn whatever is dropped, in up to `jobs` spaces at once, until SIGTERM or SIGINT, or until `parent` dies.

    With `idle_exit` it ends when nothing is queued any more. Raises `StoreError`.
    """
    _collect_garbage_seldom()
    with Store(store_path, durable=False) as store:
        for dead in daemons.bury(store):
            log.info("buried role=%s pid=%d", dead.role, dead.pid)
        commits.drop_abandoned(store)
        owner = daemons.register(store, LEARNER)
        try:
            process = LearnerProcess(store, owner, jobs_at_once=jobs, on_report=on_report)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(_stop_on_signal, process)
                if parent is not None:
                    nursery.start_soon(_stop_when_orphaned, process, parent)
                nursery.start_soon(_collect_now_and_then, store_path)
                await process.work(lambda: idle_exit and not _anything_queued(store))
                nursery.cancel_scope.cancel()
        finally:
            with contextlib.suppress(StoreGone):
                daemons.leave(store, owner)


def learn_until_idle(
    store_path: Path, space_id: int, timeout_seconds: float, on_report: ReportRun | None = None
) -> bool:
    """Learn in this process until nothing of the space is left to learn from; false when `timeout_seconds` ran out.

    For a command without a daemon; with one, or another such command, the two take turns. A live session counts as far
    as it goes. Raises `StoreError`.
    """
    _collect_garbage_seldom()
    with Store(store_path, durable=False) as store:
        owner = daemons.register(store, COMMAND)
        try:
            process = LearnerProcess(store, owner, only_space=space_id, on_report=on_report)
            return trio.run(_work_until_idle, process, store, space_id, timeout_seconds)
        finally:
            with contextlib.suppress(StoreGone):
                daemons.leave(store, owner)


def _collect_garbage_seldom() -> None:
    """Have Python look for cycles after 20,000 new objects, not after 700.

    A session is read into more objects than that, all of which live as long as it does: each look goes through them in
    vain, and all looks together were a twentieth of the time that learning takes.
    """
    gc.set_threshold(20_000)


async def _work_until_idle(process: LearnerProcess, store: Store, space_id: int, timeout_seconds: float) -> bool:
    def is_idle() -> bool:
        return process.is_paused(space_id) or not waiting_drops(store, space_id)

    with trio.move_on_after(timeout_seconds):
        await process.work(is_idle)
    return not waiting_drops(store, space_id)


def waiting_drops(store: Store, space_id: int) -> list[inbox.Drop]:
    """The drops of a space that were accepted and not yet learnt from; of a live one counts what it has so far."""
    return [drop for drop in inbox.unlearnt(store, space_id) if drop.state == inbox.WAITING]


def _anything_queued(store: Store) -> bool:
    return jobs.next_due_ns(store) is not None


@dataclass(slots=True)
class _Rest:
    """A space that is left alone until `until` (of time.monotonic), or until its head is no longer `head`."""

    until: float
    head: int | None
    is_paused: bool
    failures: int = 0


@dataclass(slots=True)
class LearnerProcess:
    """The loop of one learner process. `owner` is its daemon id; with `only_space` it serves that one alone."""

    store: Store
    owner: int
    jobs_at_once: int = 1
    only_space: int | None = None
    on_report: ReportRun | None = None
    _memory: SpaceMemory = field(default_factory=SpaceMemory)
    _has_ended: bool = False
    _is_gone: bool = False
    _running: set[int] = field(default_factory=set)
    _rests: dict[int, _Rest] = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Begin no further session, end the runs, and let `work` return."""
        self._stopping.set()

    def is_paused(self, space_id: int) -> bool:
        """Whether the space was found to have learning switched off, or nothing to learn with."""
        rest = self._rests.get(space_id)
        return rest is not None and rest.is_paused

    async def work(self, is_done: Callable[[], bool]) -> None:
        """Run what is due, as it becomes due, until `stop` or until `is_done` while nothing runs."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._beat)
            async with trio.open_nursery() as runs:
                await self._follow(runs, is_done)
                runs.cancel_scope.deadline = trio.current_time() + STOP_SECONDS
            nursery.cancel_scope.cancel()

    async def _follow(self, nursery: trio.Nursery, is_done: Callable[[], bool]) -> None:
        seen, look_at = -1, 0.0
        while not self._stopping.is_set():
            if not self._store_is_in_place():
                await trio.sleep(LOOK_SECONDS)
                continue
            version = self.store.data_version()
            if version != seen or self._has_ended or time.monotonic() >= look_at:
                seen, self._has_ended = version, False
                with contextlib.suppress(StoreGone):
                    self._start_due(nursery)
                look_at = time.monotonic() + self._seconds_to_next()
                if not self._running and is_done():
                    return
            await trio.sleep(POLL_SECONDS)

    def _store_is_in_place(self) -> bool:
        """Whether there is a store to learn in: one that was moved or deleted is waited for."""
        was_gone, self._is_gone = self._is_gone, not self.store.is_in_place
        if self._is_gone and not was_gone:
            log.error("%s: moved, deleted or replaced; nothing is learnt until it is back", self.store.path)
        elif was_gone and not self._is_gone:
            log.warning("%s: is back", self.store.path)
        return not self._is_gone

    def _seconds_to_next(self) -> float:
        due_ns = jobs.next_due_ns(self.store)
        if due_ns is None or due_ns <= time.time_ns():
            return LOOK_SECONDS
        return min(LOOK_SECONDS, (due_ns - time.time_ns()) / 1e9)

    def _start_due(self, nursery: trio.Nursery) -> None:
        for space_id in jobs.spaces_due(self.store, time.time_ns()):
            if len(self._running) >= self.jobs_at_once:
                return
            if space_id in self._running or self.only_space not in (None, space_id) or self._rests_now(space_id):
                continue
            if daemons.take_lease(self.store, daemons.run_lease(space_id), self.owner, LEASE_SECONDS):
                self._running.add(space_id)
                nursery.start_soon(self._run, space_id)

    def _rests_now(self, space_id: int) -> bool:
        rest = self._rests.get(space_id)
        return rest is not None and time.monotonic() < rest.until and rest.head == self._head(space_id)

    def _head(self, space_id: int) -> int | None:
        """The number of the space's last commit, None after it was purged."""
        try:
            return spaces.by_id(self.store, space_id).head
        except StoreError:
            return None

    async def _run(self, space_id: int) -> None:
        try:
            head = self._head(space_id)
            report = await trio.to_thread.run_sync(
                partial(_run_in_thread, self.store.path, space_id, self.owner, self._memory, self._stopping.is_set),
                abandon_on_cancel=True,
            )
        except StoreError as error:
            self._rest_after_failure(space_id, error)
        except Exception as error:
            log.debug("space=%d", space_id, exc_info=error)
            self._rest_after_failure(space_id, error)
        else:
            was_paused = self.is_paused(space_id)
            self._rest_if_paused(space_id, head, report)
            if report.paused is None or not was_paused:
                _log_report(report)
            if self.on_report is not None:
                self.on_report(report)
        finally:
            self._running.discard(space_id)
            self._has_ended = True
            with contextlib.suppress(StoreGone):
                # Also of a run that is abandoned by a stop: its sessions are not what ends this process.
                jobs.end(self.store, space_id, self.owner)
                daemons.release(self.store, [daemons.run_lease(space_id)], self.owner)

    def _rest_if_paused(self, space_id: int, head: int | None, report: RunReport) -> None:
        if report.paused is None:
            self._rests.pop(space_id, None)
        else:
            self._rests[space_id] = _Rest(time.monotonic() + PAUSED_SECONDS, head, is_paused=True)

    def _rest_after_failure(self, space_id: int, error: Exception) -> None:
        """A space in which runs break must not keep the machine busy."""
        before = self._rests.get(space_id)
        failures = before.failures + 1 if before else 1
        seconds = RESTART_SECONDS[min(failures, len(RESTART_SECONDS)) - 1]
        log.error("space=%d run broke, again in %.0f s: %s: %s", space_id, seconds, type(error).__name__, error)
        # What the run remembered of the space may be what broke it.
        self._memory.forget(space_id)
        until = time.monotonic() + seconds
        self._rests[space_id] = _Rest(until, self._head(space_id), is_paused=False, failures=failures)

    async def _beat(self) -> None:
        while True:
            with contextlib.suppress(StoreGone):
                self._renew()
            await trio.sleep(HEARTBEAT_SECONDS)

    def _renew(self) -> None:
        daemons.beat(self.store, self.owner)
        if moved := clock.follow(self.store):
            log.warning("the clock was set back: %d waits are counted from now", moved)
        for space_id in tuple(self._running):
            if not daemons.take_lease(self.store, daemons.run_lease(space_id), self.owner, LEASE_SECONDS):
                log.warning("space=%d another learner has taken the space over; this run will be dropped", space_id)


def _run_in_thread(
    store_path: Path, space_id: int, owner: int, memory: SpaceMemory, stopping: Callable[[], bool]
) -> RunReport:
    with Store(store_path, durable=False, create=False) as store:
        return trio.run(partial(learn_space, store, space_id, learner_for, owner, memory=memory, stopping=stopping))


def _log_report(report: RunReport) -> None:
    if report.paused is not None:
        log.info("space=%s paused: %s", report.space, report.paused)
        return
    log.info(
        "space=%s commit=%s proposal=%s learnt=%d skipped=%d failed=%d postponed=%d seconds=%.2f",
        report.space, report.commit or "-", report.proposal or "-", len(report.learnt),
        len(report.skipped), len(report.failed), len(report.postponed), report.seconds,
    )  # fmt: skip


async def _stop_on_signal(process: LearnerProcess) -> None:
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for number in signals:
            log.info("stopping on %s", signal.Signals(number).name)
            process.stop()
            return


async def _stop_when_orphaned(process: LearnerProcess, parent: int) -> None:
    while True:
        if os.getppid() != parent:
            log.info("stopping: the parent process is gone")
            process.stop()
            return
        await trio.sleep(LOOK_SECONDS)


async def _collect_now_and_then(store_path: Path) -> None:
    while True:
        await trio.sleep(COLLECT_SECONDS)
        try:
            collected = await trio.to_thread.run_sync(_collect, store_path, abandon_on_cancel=True)
            log.info("collected %s", collected)
        except StoreError as error:
            log.warning("nothing was collected: %s", error)


def _collect(store_path: Path) -> Collected:
    with Store(store_path, durable=False, create=False) as store:
        return collect(store, COLLECT_AGE_SECONDS)
