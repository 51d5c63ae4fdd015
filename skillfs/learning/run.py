"""One run of learning in one space: several sessions are learnt from one after the other, and published at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from skillfs.learning import edits, served
from skillfs.learning.arrivals import KnownSessions
from skillfs.learning.budget import DailyBudget
from skillfs.learning.choice import LearnerUnavailable, why_paused
from skillfs.learning.drop_run import Circumstances, DropRun
from skillfs.learning.proposals import add_waiting
from skillfs.learning.protocol import Learner, RunLearner
from skillfs.learning.publication import Blocked, Publication, Replay
from skillfs.learning.receipt import ReceiptState
from skillfs.learning.results import DropResult, Published
from skillfs.learning.run_writing import write_run
from skillfs.learning.settings_in_force import SettingsInForce, settings_in_force
from skillfs.learning.space_reader import SpaceReader
from skillfs.skills.settings import SpaceSettings
from skillfs.skills.staging import Staging
from skillfs.store import commits, inbox, jobs, proposals, spaces
from skillfs.store.commits import State
from skillfs.store.database import Store
from skillfs.store.entries import SKILLS
from skillfs.store.jobs import Job

BATCH_DROPS = 24
BATCH_SESSIONS = 64
"""How many sessions a run takes at most: what it made of them is stored in one transaction."""
BATCH_SECONDS = 2.0
"""A run takes no further drop after this time, so that what it made appears soon."""
BATCH_BYTES = 32 * 1024 * 1024
"""A run takes no further drop when those that it has are as large: some learners keep them until the end."""
MAX_REPLAYS = 8
REMEMBERED_SPACES = 16


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did. `paused` says why nothing could be learnt, None when learning goes on; `commit` is the number of
    its commit, or `proposal` that of its proposal, both None when no file changed; `learnt`, `skipped`, `failed` and
    `postponed` name the sessions."""

    space: str
    seconds: float
    commit: int | None = None
    paused: str | None = None
    learnt: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    postponed: tuple[str, ...] = ()
    proposal: int | None = None


@dataclass(slots=True)
class SpaceMemory:
    """What a learner keeps of the spaces it was last in: their states, so that a run need only read what is new, and
    the learners of runs that are to be tried again, so that a model need not read a session twice."""

    _states: dict[int, State] = field(default_factory=dict)
    _learners: dict[int, RunLearner] = field(default_factory=dict)
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

    def keep(self, space_id: int, learner: RunLearner) -> None:
        """Keep the learner of a run that is to be tried again."""
        with self._lock:
            self._learners[space_id] = learner
            while len(self._learners) > REMEMBERED_SPACES:
                del self._learners[next(iter(self._learners))]

    def take(self, space_id: int) -> RunLearner | None:
        """The learner that was kept of a space, once."""
        with self._lock:
            return self._learners.pop(space_id, None)

    def forget(self, space_id: int) -> None:
        """Read the space anew next time."""
        with self._lock:
            self._states.pop(space_id, None)
            self._learners.pop(space_id, None)


async def learn_space(
    store: Store,
    space_id: int,
    learner_for: Callable[[SpaceSettings], Learner | None],
    owner: int,
    *,
    memory: SpaceMemory | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> RunReport:
    """Learn from the drops of a space that are due, at most `BATCH_DROPS`, in one commit, or one proposal for review.

    `owner` is the daemon id that holds the space's run lease. A session that raises leaves no trace, is tried again
    later and does not stop the others. When `stopping` turns true no further session is begun. Raises `StoreError`.
    """
    began = time.monotonic()
    space = spaces.by_id(store, space_id)
    in_force = settings_in_force(store, space_id)
    memory = memory or SpaceMemory()
    state = memory.state(store, space_id)
    try:
        learner = learner_for(in_force.settings)
    except LearnerUnavailable as error:
        return RunReport(space.name, 0.0, paused=str(error))
    if learner is None:
        return RunReport(space.name, 0.0, paused=why_paused(in_force.settings))
    if SKILLS not in state.entries:
        return RunReport(space.name, 0.0, paused="skills/ is missing: make it again")
    if isinstance(learner, RunLearner) and (earlier := memory.take(space_id)) is not None:
        learner.go_on_from(earlier)
    run = _Run(store, state, in_force, learner, owner, stopping)
    try:
        drops, published = await run.publish()
    finally:
        jobs.end(store, space_id, owner)
        if isinstance(learner, RunLearner):
            await learner.close()
    if isinstance(learner, RunLearner) and any(drop.is_postponed for drop in drops):
        memory.keep(space_id, learner)
    return _report(space.name, time.monotonic() - began, drops, published)


def _report(space: str, seconds: float, drops: list[DropResult], published: Published) -> RunReport:
    def names(state: ReceiptState) -> tuple[str, ...]:
        results = (result for drop in drops for result in drop.sessions)
        return tuple(result.record.name for result in results if result.receipt.state is state)

    return RunReport(
        space,
        seconds,
        published.commit,
        learnt=names(ReceiptState.LEARNT),
        skipped=names(ReceiptState.SKIPPED),
        failed=names(ReceiptState.FAILED),
        postponed=tuple(inbox.session_name(drop.drop.path) for drop in drops if drop.drop and drop.is_postponed),
        proposal=published.proposal.number if published.proposal else None,
    )


class _Run:
    """The runs of one batch: usually one, more when the space changes underneath."""

    def __init__(
        self,
        store: Store,
        state: State,
        in_force: SettingsInForce,
        learner: Learner,
        owner: int,
        stopping: Callable[[], bool],
    ) -> None:
        self._store = store
        self._state = state
        self._review = in_force.settings.review
        self._owner = owner
        self._stopping = stopping
        self._reader = SpaceReader(store.path, state.space_id)
        self._learner = learner
        budget = DailyBudget(store, state.space_id, in_force.settings)
        self._circumstances = Circumstances(store, state, in_force, learner, self._reader, budget)

    async def publish(self) -> tuple[list[DropResult], Published]:
        """Learn, and publish or propose, again while the space changes underneath; what came of the drops and edits."""
        for _ in range(MAX_REPLAYS):
            waiting = proposals.waiting_numbers(self._store, self._state.space_id)
            base = edits.staging_of(self._state, self._reader)
            if self._review:
                add_waiting(self._store, self._state, base)
            drops, skills = await self._learn_batch(base)
            publication = Publication(self._store, self._state, drops, self._owner, waiting)
            try:
                if self._review:
                    return drops, publication.propose(base, skills)
                return drops, await publication.publish(edits.edits_between(base, skills))
            except Replay:
                self._state.advance(self._store)
            except Blocked as blocked:
                self._circumstances.blocked |= blocked.paths
        return [], Published()

    async def _learn_batch(self, skills: Staging) -> tuple[list[DropResult], Staging]:
        served.advance(self._store, self._state.space_id)
        self._circumstances.unwritten.clear()
        batch = _Batch(KnownSessions(self._store, self._state.space_id), skills, self._until())
        while queue := self._take_jobs(batch):
            await self._learn_drops(batch, queue)
            if not isinstance(self._learner, RunLearner) or self._is_suspect(queue[0]):
                break
        if isinstance(self._learner, RunLearner):
            jobs.begin(self._store, self._state.space_id, [result.job for result in batch.results], self._owner)
            batch.skills = await write_run(self._learner, batch.runs, batch.skills, self._circumstances)
        return batch.results, batch.skills

    def _until(self) -> float:
        seconds = self._learner.batch_seconds if isinstance(self._learner, RunLearner) else BATCH_SECONDS
        return time.monotonic() + seconds

    async def _learn_drops(self, batch: _Batch, queue: Sequence[Job]) -> None:
        drops = [inbox.get(self._store, job.ino) for job in queue]
        batch.known.expect(drop.blob for drop in drops if drop)
        for job, drop in zip(queue, drops, strict=True):
            if batch.results and (self._stopping() or batch.is_full):
                return
            (job,) = jobs.begin(self._store, self._state.space_id, [job], self._owner) or (job,)
            if drop is None or drop.state != inbox.WAITING:
                batch.results.append(DropResult(job, None))
                continue
            run = DropRun(self._store, self._circumstances, batch.known, job, drop, batch.skills, batch.room)
            batch.results.append(await run.learn())
            batch.runs.append(run)
            batch.bytes += drop.size
            batch.skills = run.skills

    def _take_jobs(self, batch: _Batch) -> list[Job]:
        """The next jobs of this run. A suspect is taken alone: when it was the cause it takes no other down."""
        taken = {result.job.ino for result in batch.results}
        if taken and (self._stopping() or batch.is_full):
            return []
        due = jobs.due(self._store, self._state.space_id, time.time_ns(), BATCH_DROPS + len(taken))
        queue = [job for job in due if job.ino not in taken]
        first = next((at for at, job in enumerate(queue) if self._is_suspect(job)), len(queue))
        return queue[:first] if taken else queue[: max(first, 1)]

    def _is_suspect(self, job: Job) -> bool:
        """Whether processes ended while they were at work on the job: once may be chance, a machine that was switched
        off, say."""
        return job.crashes + (job.run_by not in (None, self._owner)) > 1


@dataclass(slots=True)
class _Batch:
    """What a run has learnt so far; it takes no further drop after `until` (of time.monotonic)."""

    known: KnownSessions
    skills: Staging
    until: float
    results: list[DropResult] = field(default_factory=list)
    runs: list[DropRun] = field(default_factory=list)
    bytes: int = 0

    @property
    def room(self) -> int:
        """How many sessions it still takes."""
        return BATCH_SESSIONS - sum(result.taken for result in self.results)

    @property
    def is_full(self) -> bool:
        return self.room <= 0 or self.bytes > BATCH_BYTES or time.monotonic() > self.until
