"""One run of learning in one space: several sessions are learnt from one after the other, and published at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from skillfs.learning import edits, served
from skillfs.learning.arrivals import KnownSessions
from skillfs.learning.choice import LearnerUnavailable, why_paused
from skillfs.learning.drop_run import Circumstances, DropRun
from skillfs.learning.protocol import Learner
from skillfs.learning.publication import Blocked, Publication, Replay
from skillfs.learning.receipt import ReceiptState
from skillfs.learning.results import (
    DropResult,
)
from skillfs.learning.settings_in_force import SettingsInForce, settings_in_force
from skillfs.learning.space_reader import SpaceReader
from skillfs.skills.settings import SpaceSettings
from skillfs.skills.staging import Staging
from skillfs.store import commits, inbox, jobs, spaces
from skillfs.store.commits import State
from skillfs.store.database import Store
from skillfs.store.entries import SKILLS

BATCH_DROPS = 24
BATCH_SECONDS = 2.0
"""A run takes no further drop after this time, so that what it made appears soon."""
MAX_REPLAYS = 8
REMEMBERED_SPACES = 16


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did. `paused` says why nothing could be learnt, None when learning goes on; `commit` is the number of
    its commit, None when no file changed; `learnt`, `skipped`, `failed` and `postponed` name the sessions."""

    space: str
    seconds: float
    commit: int | None = None
    paused: str | None = None
    learnt: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    postponed: tuple[str, ...] = ()


@dataclass(slots=True)
class SpaceMemory:
    """What a learner keeps of the spaces it was last in: their states, so that a run need only read what is new."""

    _states: dict[int, State] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def state(self, store: Store, space_id: int) -> State:
        """The present state of a space."""
        with self._lock:
            state = self._states.pop(space_id, None)
        if state is None:
            state = commits.state(store, space_id)
        state.advance(store)
        with self._lock:
            self._states[space_id] = state
            while len(self._states) > REMEMBERED_SPACES:
                del self._states[next(iter(self._states))]
        return state

    def forget(self, space_id: int) -> None:
        """Read the space anew next time."""
        with self._lock:
            self._states.pop(space_id, None)


async def learn_space(
    store: Store,
    space_id: int,
    learner_for: Callable[[SpaceSettings], Learner | None],
    owner: int,
    *,
    memory: SpaceMemory | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> RunReport:
    """Learn from the drops of a space that are due, at most `BATCH_DROPS`, in one commit.

    `owner` is the daemon id that holds the space's run lease. A session that raises leaves no trace, is tried again
    later and does not stop the others. When `stopping` turns true no further session is begun. Raises `StoreError`.
    """
    began = time.monotonic()
    space = spaces.by_id(store, space_id)
    in_force = settings_in_force(store, space_id)
    state = (memory or SpaceMemory()).state(store, space_id)
    try:
        learner = learner_for(in_force.settings)
    except LearnerUnavailable as error:
        return RunReport(space.name, 0.0, paused=str(error))
    if learner is None:
        return RunReport(space.name, 0.0, paused=why_paused(in_force.settings))
    if SKILLS not in state.entries:
        return RunReport(space.name, 0.0, paused="skills/ is missing: make it again")
    run = _Run(store, state, in_force, learner, stopping)
    drops, commit = await run.publish(owner)
    return _report(space.name, time.monotonic() - began, drops, commit)


def _report(space: str, seconds: float, drops: list[DropResult], commit: int | None) -> RunReport:
    def names(state: ReceiptState) -> tuple[str, ...]:
        results = (result for drop in drops for result in drop.sessions)
        return tuple(result.record.name for result in results if result.receipt.state is state)

    return RunReport(
        space,
        seconds,
        commit,
        learnt=names(ReceiptState.LEARNT),
        skipped=names(ReceiptState.SKIPPED),
        failed=names(ReceiptState.FAILED),
        postponed=tuple(inbox.session_name(drop.drop.path) for drop in drops if drop.drop and drop.is_postponed),
    )


class _Run:
    """The runs of one batch: usually one, more when the space changes underneath."""

    def __init__(
        self, store: Store, state: State, in_force: SettingsInForce, learner: Learner, stopping: Callable[[], bool]
    ) -> None:
        self._store = store
        self._state = state
        self._stopping = stopping
        self._reader = SpaceReader(store.path, state.space_id)
        self._circumstances = Circumstances(state, in_force, learner, self._reader)

    async def publish(self, owner: int) -> tuple[list[DropResult], int | None]:
        """Learn and publish, again while the space changes underneath; what came of the drops, the commit's number."""
        for _ in range(MAX_REPLAYS):
            base = edits.staging_of(self._state, self._reader)
            drops, skills = await self._learn_batch(base)
            try:
                publication = Publication(self._store, self._state, drops, owner)
                return drops, await publication.publish(edits.edits_between(base, skills))
            except Replay:
                self._state.advance(self._store)
            except Blocked as blocked:
                self._circumstances.blocked |= blocked.paths
        return [], None

    async def _learn_batch(self, skills: Staging) -> tuple[list[DropResult], Staging]:
        served.advance(self._store, self._state.space_id)
        queue = jobs.due(self._store, self._state.space_id, time.time_ns(), BATCH_DROPS)
        drops = [inbox.get(self._store, job.ino) for job in queue]
        known = KnownSessions(self._store, self._state.space_id, [drop.blob for drop in drops if drop])
        deadline = time.monotonic() + BATCH_SECONDS
        results: list[DropResult] = []
        for job, drop in zip(queue, drops, strict=True):
            if results and (self._stopping() or time.monotonic() > deadline):
                break
            if drop is None or drop.state != inbox.WAITING:
                results.append(DropResult(job, None))
                continue
            run = DropRun(self._store, self._circumstances, known, job, drop, skills)
            results.append(await run.learn())
            skills = run.skills
        return results, skills
