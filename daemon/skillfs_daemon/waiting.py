"""Waiting until drops are learnt, and seeing to it that somebody learns meanwhile."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from pathlib import Path

from skillfs.learning.budget import DEFERRED
from skillfs.learning.drop import judge_unjudged
from skillfs.status import space_status
from skillfs.store import daemons, inbox, jobs
from skillfs.store.daemons import LEARNER, MOUNT
from skillfs.store.database import Store
from skillfs.store.spaces import Space
from skillfs_daemon.child import Child, StartFailed

POLL_SECONDS = 0.05


class NobodyLearns(Exception):
    """A space is not learnt in. The message is one line that names the reason and the remedy."""


def wait_until_learnt(
    store: Store, space: Space, inos: Collection[int], seconds: float, progress: Callable[[int], None]
) -> list[int]:
    """Wait until the drops `inos` are judged and learnt from, `seconds` at most; the ones that still are not.

    A live session counts as learnt when all of its turns so far are; what is deferred to another day is not waited for.
    `progress` is called with the number that is done whenever it changes. While no learner runs, one runs for just that
    long as a child of this process. Raises `NobodyLearns` where learning is off, `StartFailed` when the learner cannot
    work.
    """
    if inos:
        _refuse_paused(store, space)
    deadline = time.monotonic() + seconds
    stand_in = _StandIn(store, space)
    done = -1
    try:
        while True:
            left = sorted({drop.ino for drop in inbox.unlearnt(store, space.id)} & set(inos))
            if len(inos) - len(left) != done:
                done = len(inos) - len(left)
                progress(done)
            if not left or time.monotonic() > deadline or _wait_for_another_day(store, space, left):
                return left
            if not daemons.alive(store, MOUNT):
                judge_unjudged(store, space)
            stand_in.help(deadline - time.monotonic())
            time.sleep(POLL_SECONDS)
    finally:
        stand_in.stop()


def _wait_for_another_day(store: Store, space: Space, inos: list[int]) -> bool:
    """Whether all of these drops are deferred: waiting for them today is in vain."""
    now = time.time_ns()
    deferred = {
        job.ino
        for job in jobs.queued(store, space.id)
        if job.due_ns > now and job.error is not None and job.error.startswith(DEFERRED)
    }
    return deferred.issuperset(inos)


def _refuse_paused(store: Store, space: Space) -> None:
    if (reason := space_status(store, space).paused) is not None:
        raise NobodyLearns(f"{space.name}: {reason}")


class _StandIn:
    """A learner for one space, which runs while there is something to learn and no other learner."""

    def __init__(self, store: Store, space: Space) -> None:
        self._store, self._space = store, space
        self._child: Child | None = None

    def help(self, seconds: float) -> None:
        """Start to learn where nobody else does. Raises `StartFailed` when that has failed."""
        if self._child is not None and not self._child.alive:
            child, self._child = self._child, None
            child.wait(1.0)
            child.close()
            if child.status != 0:
                raise StartFailed(child.reason)
        if self._child is None and self._is_needed():
            self._child = Child(LEARNER, _arguments(self._store.path, self._space.id, seconds))

    def _is_needed(self) -> bool:
        is_due = bool(jobs.due(self._store, self._space.id, time.time_ns(), 1))
        return is_due and not daemons.alive(self._store, LEARNER)

    def stop(self) -> None:
        if self._child is not None:
            self._child.terminate()
            if not self._child.wait(5.0):
                self._child.kill()
                self._child.wait(1.0)
            self._child.close()


def _arguments(store_path: Path, space_id: int, seconds: float) -> list[str]:
    """What a learner process is told that learns in one space until nothing is due there."""
    return [
        "--parent",
        str(os.getpid()),
        "--store",
        str(store_path),
        "--space",
        str(space_id),
        "--log-level",
        "ERROR",
        "--seconds",
        f"{seconds}",
    ]
