"""What a run would make of a file that is not dropped: its diff and its receipts, with nothing kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from skillfs.learning import edits, served
from skillfs.learning.arrivals import KnownSessions
from skillfs.learning.budget import DailyBudget
from skillfs.learning.choice import why_paused
from skillfs.learning.diffs import unified_diff
from skillfs.learning.drop import check_drop
from skillfs.learning.drop_run import Circumstances, DropRun
from skillfs.learning.proposals import add_waiting
from skillfs.learning.protocol import Learner, LearningFailed, RunLearner
from skillfs.learning.receipt import Receipt
from skillfs.learning.run import BATCH_SESSIONS
from skillfs.learning.run_writing import write_run
from skillfs.learning.settings_in_force import settings_in_force
from skillfs.learning.space_reader import SpaceReader
from skillfs.skills.settings import SpaceSettings
from skillfs.store import blobs, commits, inbox
from skillfs.store.database import Store
from skillfs.store.entries import SKILLS, Kind
from skillfs.store.inbox import Drop
from skillfs.store.jobs import Job
from skillfs.store.spaces import Space

_NO_INODE = 0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would come of a drop. `diff` is that of the commit, paths below ``skills/``, empty where nothing changes."""

    diff: str
    receipts: tuple[Receipt, ...]


async def rehearse(
    store: Store, space: Space, name: str, data: bytes, learner_for: Callable[[SpaceSettings], Learner | None]
) -> Rehearsal:
    """Learn from a session as if it were dropped into `space` as `name`, and drop what comes of it.

    The skills, the inbox and the known sessions stay; tokens that a model takes count towards the day's budget. Raises
    `DropRefused` for what is no session, `LearnerUnavailable`, and `LearningFailed` when it would fail.
    """
    verdict = check_drop(store, space, name, data)
    in_force = settings_in_force(store, space.id)
    learner = learner_for(in_force.settings)
    if learner is None:
        raise LearningFailed(f"{space.name}: {why_paused(in_force.settings)}")
    state = commits.state(store, space.id)
    if SKILLS not in state.entries:
        raise LearningFailed(f"{space.name}: skills/ is missing: make it again")
    served.advance(store, space.id)
    reader = SpaceReader(store.path, space.id)
    base = edits.staging_of(state, reader)
    if in_force.settings.review:
        add_waiting(store, state, base)
    budget = DailyBudget(store, space.id, in_force.settings)
    circumstances = Circumstances(store, state, in_force, learner, reader, budget)
    now, blob = time.time_ns(), blobs.put(store, data)
    drop = Drop(
        _NO_INODE, space.id, name.encode(), Kind.FILE, 0o644, 0, 0, now, len(data), blob, inbox.WAITING,
        turns=verdict.messages, changed_ns=now,
    )  # fmt: skip
    job = Job(_NO_INODE, space.id, now, now, 0, None)
    run = DropRun(store, circumstances, KnownSessions(store, space.id, [blob]), job, drop, base, BATCH_SESSIONS)
    try:
        result = await run.learn()
        skills = run.skills
        if isinstance(learner, RunLearner):
            skills = await write_run(learner, [run], skills, circumstances)
    finally:
        if isinstance(learner, RunLearner):
            await learner.close()
    if reason := result.error or (result.deferral.reason if result.deferral else None):
        raise LearningFailed(f"{name}: {reason}")
    changed = edits.edits_between(base, skills)
    diff = "".join(f"{unified_diff(edit.path, base.read(edit.path), edit.data)}\n" for edit in changed)
    return Rehearsal(diff, tuple(session.receipt for session in result.sessions))
