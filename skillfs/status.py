"""What goes on in a space: the content of ``.skillfs/status`` and ``status.json``, and of `skillfs status`."""

from __future__ import annotations

import json as json_text
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from skillfs.learning.budget import DEFERRED
from skillfs.learning.choice import learner_name, model_name, why_paused
from skillfs.learning.receipt import Receipt, counted
from skillfs.learning.settings_in_force import settings_in_force
from skillfs.store import commits, daemons, inbox, jobs, proposals, sessions
from skillfs.store.daemons import COMMAND, LEARNER, MOUNT
from skillfs.store.database import Store, StoreGone
from skillfs.store.entries import SKILLS, Kind, printable
from skillfs.store.inbox import Drop
from skillfs.store.jobs import Job
from skillfs.store.quota import Quota, usage
from skillfs.store.spaces import Space

LAST_SESSIONS = 5


@dataclass(frozen=True, slots=True)
class Mounted:
    """A mount that serves the store."""

    mountpoint: str
    pid: int


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A live session: how many messages it has, and how many of them were learnt from."""

    name: str
    messages: int
    learnt: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A drop that was not accepted or that goes on failing, by its path below ``inbox/``; `error` is one line.

    `attempts` counts the failed ones of a drop that is tried again at `again_at`; None when the user must act.
    """

    path: str
    error: str
    attempts: int = 0
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One of the last sessions. `what` says what was learnt, or why nothing was."""

    name: str
    state: str
    what: str
    received: datetime


@dataclass(frozen=True, slots=True)
class CommitLine:
    """The last commit of the space."""

    number: int
    time: datetime
    author: str
    message: str


@dataclass(frozen=True, slots=True)
class SpaceStatus:
    """The state of one space at one moment.

    `queued` counts drops that are still to be judged or learnt from; `proposed` proposals that wait for review;
    `running` says whether a run is at work on some of
    them; `learnt`, `skipped` and `failed` count sessions. `learners` are the pids of the processes that learn, `paused`
    says why nothing is learnt although they do. `oldest_waiting_seconds` is None when nothing waits. `space_error` is
    what is wrong with SPACE.md when the settings of an earlier one are in force. `deferred` says why some of the queued
    wait for another day, None when none does; `store_problem` why a mount's store takes no changes. `room` says how
    much of its limits `skills/` takes, None without any.
    """

    space: str
    learner: str
    model: str
    learners: tuple[int, ...]
    mounts: tuple[Mounted, ...]
    queued: int
    running: bool
    learnt: int
    skipped: int
    failed: int
    oldest_waiting_seconds: float | None
    live: tuple[LiveSession, ...]
    problems: tuple[Problem, ...]
    last_sessions: tuple[SessionLine, ...]
    last_commit: CommitLine | None
    paused: str | None
    space_error: str | None
    proposed: int = 0
    deferred: str | None = None
    store_problem: str | None = None
    room: str | None = None

    def text(self) -> str:
        """The status as ``cat .skillfs/status`` shows it: aligned plain text that ends with a line break."""
        lines = [f"{name:<10}{value}".rstrip() for name, value in _rows(self)]
        return "\n".join(printable(line) for line in (*lines, *_details(self))) + "\n"

    def json(self) -> str:
        """The status as ``status.json`` shows it: an object with the names of this class, times in ISO 8601."""
        return json_text.dumps(asdict(self), indent=2, ensure_ascii=False, default=_json_value) + "\n"


def space_status(store: Store, space: Space) -> SpaceStatus:
    """The state of `space` now. Costs a few indexed queries, however many sessions there are."""
    in_force = settings_in_force(store, space.id)
    alive = daemons.alive(store)
    drops = [drop for drop in inbox.listed(store, space.id) if drop.kind is Kind.FILE]
    queue = {job.ino: job for job in jobs.queued(store, space.id)}
    waiting = [drop for drop in drops if drop.unlearnt]
    counts = sessions.counts(store, space.id)
    return SpaceStatus(
        space=space.name,
        learner=learner_name(in_force.settings),
        model=model_name(in_force.settings),
        learners=tuple(daemon.pid for daemon in alive if daemon.role == LEARNER),
        mounts=tuple(Mounted(daemon.mountpoint or "", daemon.pid) for daemon in alive if daemon.role == MOUNT),
        queued=len(waiting),
        running=_is_running(store, space, {daemon.id for daemon in alive if daemon.role in (LEARNER, COMMAND)}),
        learnt=counts.get(sessions.LEARNT, 0),
        skipped=counts.get(sessions.SKIPPED, 0),
        failed=counts.get(sessions.FAILED, 0),
        oldest_waiting_seconds=_oldest(waiting, queue),
        live=tuple(
            LiveSession(inbox.session_name(drop.path), drop.turns, drop.learnt)
            for drop in drops
            if drop.live and drop.state != inbox.REJECTED
        ),
        problems=tuple(_problems(drops, queue)),
        last_sessions=tuple(_last_sessions(store, space)),
        last_commit=_last_commit(store, space),
        paused=_missing(store, space) or why_paused(in_force.settings),
        space_error=in_force.error,
        proposed=len(proposals.waiting_numbers(store, space.id)),
        deferred=_deferred(queue),
        store_problem=_store_problem(store),
        room=_room(store, space, in_force.settings.quota),
    )


def _store_problem(store: Store) -> str | None:
    try:
        store.check_place()
    except StoreGone as gone:
        return str(gone)
    return None


def _room(store: Store, space: Space, quota: Quota) -> str | None:
    # Only where there is a limit: what the space holds is added up file by file.
    return None if quota == Quota() else quota.shown(usage(store, commits.state(store, space.id)))


def _deferred(queue: Mapping[int, Job]) -> str | None:
    reasons = [job.error for job in queue.values() if job.error is not None and job.error.startswith(DEFERRED)]
    if not reasons:
        return None
    return f"{len(reasons)} {'file' if len(reasons) == 1 else 'files'}, {reasons[-1].removeprefix(DEFERRED)}"


def _is_running(store: Store, space: Space, living: set[int]) -> bool:
    rows = store.execute(
        "SELECT owner FROM leases WHERE name = ? AND until_ns > ?", (daemons.run_lease(space.id), time.time_ns())
    )
    return any(owner in living for (owner,) in rows)


def _missing(store: Store, space: Space) -> str | None:
    """The directory without which learning pauses, and what to do."""
    kind = store.one(
        "SELECT c.kind FROM changes c JOIN commits k ON k.id = c.commit_id"
        " WHERE c.space_id = ? AND c.path = ? AND k.number IS NOT NULL ORDER BY k.number DESC LIMIT 1",
        (space.id, SKILLS),
    )
    if kind != Kind.DIRECTORY:
        return "skills/ is missing: make it again"
    return None if space.inbox else "inbox/ is missing: make it again"


def _oldest(waiting: list[Drop], queue: Mapping[int, Job]) -> float | None:
    since_ns = [queue[drop.ino].since_ns if drop.ino in queue else drop.changed_ns for drop in waiting]
    return (time.time_ns() - min(since_ns)) / 1e9 if since_ns else None


def _problems(drops: list[Drop], queue: Mapping[int, Job]) -> Iterator[Problem]:
    for drop in drops:
        path = drop.path.decode(errors="replace")
        job = queue.get(drop.ino)
        if job is not None and job.error is not None and not job.error.startswith(DEFERRED):
            yield Problem(path, job.error, job.attempts, _time(job.due_ns))
        elif drop.error is not None:
            yield Problem(path, drop.error)


def _last_sessions(store: Store, space: Space) -> Iterator[SessionLine]:
    rows = store.execute(
        "SELECT name FROM sessions WHERE space_id = ? ORDER BY received_ns DESC, id DESC LIMIT ?",
        (space.id, LAST_SESSIONS),
    )
    for (name,) in rows.fetchall():
        record = sessions.get(store, space.id, name)
        if record is not None:
            receipt = None if record.receipt is None else Receipt.model_validate_json(record.receipt)
            yield SessionLine(name, record.state, _what(receipt), _time(record.received_ns))


def _what(receipt: Receipt | None) -> str:
    if receipt is None:
        return ""
    waits = "".join(f", proposal {line.number} waits" for line in receipt.proposals if line.state == proposals.WAITING)
    return (receipt.reason or counted(receipt.found) or "the skills were edited") + waits


def _last_commit(store: Store, space: Space) -> CommitLine | None:
    row = store.execute(
        "SELECT number, time_ns, author, message FROM commits WHERE space_id = ? AND number = ?", (space.id, space.head)
    ).fetchone()
    return None if row is None else CommitLine(row[0], _time(row[1]), row[2], row[3])


def _rows(status: SpaceStatus) -> Iterator[tuple[str, str]]:
    yield "space", status.space
    yield "learner", status.learner + (f" ({status.model})" if status.model else "") + _at_work(status)
    if status.store_problem:
        yield "store", status.store_problem
    if status.paused:
        yield "paused", status.paused
    if status.space_error:
        yield "settings", f"{status.space_error}; the last good ones are in force"
    yield "mounts", ", ".join(f"{mount.mountpoint} (pid {mount.pid})" for mount in status.mounts) or "none"
    yield "queued", str(status.queued) + _waiting(status)
    if status.deferred:
        yield "deferred", status.deferred
    if status.room:
        yield "room", f"skills/ holds {status.room}"
    yield "learnt", str(status.learnt)
    yield "skipped", str(status.skipped)
    yield "failed", str(status.failed)
    if status.proposed:
        yield "proposed", f"{status.proposed}: skillfs proposed {status.space} lists what waits for review"
    if status.last_commit is not None:
        commit = status.last_commit
        yield "commit", f"{commit.number}, {_shown(commit.time)}: {commit.message}"


def _at_work(status: SpaceStatus) -> str:
    pids = ", ".join(str(pid) for pid in status.learners)
    work = ", learning now" if status.running else ""
    if not pids and not status.running:
        return ", not running: skillfs up or skillfs learner starts it"
    return f", pid {pids}{work}" if pids else work


def _waiting(status: SpaceStatus) -> str:
    if status.oldest_waiting_seconds is None:
        return ""
    return f", the oldest for {_duration(status.oldest_waiting_seconds)}"


def _details(status: SpaceStatus) -> Iterator[str]:
    if status.live:
        yield ""
        yield "live sessions"
        yield from (f"  {item.name}: {item.messages} messages, {item.learnt} learnt from" for item in status.live)
    if status.problems:
        yield ""
        yield "problems"
        yield from (f"  inbox/{problem.path}: {problem.error}{_again(problem)}" for problem in status.problems)
    if status.last_sessions:
        yield ""
        yield "last sessions"
        widths = max(len(item.name) for item in status.last_sessions)
        yield from (f"  {item.name:<{widths}}  {item.state:<8}  {item.what}".rstrip() for item in status.last_sessions)


def _again(problem: Problem) -> str:
    if problem.again_at is None:
        return ""
    return f" (attempt {problem.attempts} failed, the next is at {_shown(problem.again_at)})"


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


def _time(time_ns: int) -> datetime:
    return datetime.fromtimestamp(time_ns / 1e9, UTC)


def _shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def _json_value(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
