"""What came of each session and each drop of a run, as the store keeps it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from pydantic import TypeAdapter

from skillfs.learning.arrivals import Arrival
from skillfs.learning.budget import Deferral
from skillfs.learning.edits import EditConflict, InvalidEdit
from skillfs.learning.protocol import LearningFailed, Task
from skillfs.learning.receipt import FoundItem, ProposalLine, Receipt, ReceiptState, counted, going_on
from skillfs.learning.written_by import LEARNT
from skillfs.sessions.documents import DocumentError
from skillfs.sessions.redaction import redact
from skillfs.store import inbox, jobs, sessions
from skillfs.store.database import Store, StoreError
from skillfs.store.inbox import Drop
from skillfs.store.jobs import Job
from skillfs.store.sessions import Lesson, SessionRecord

RETRY_SECONDS = (1, 5, 30, 120)
"""How long after each failed attempt the next one is due."""
MAX_ATTEMPTS = len(RETRY_SECONDS) + 1
MAX_CRASHES = 5
"""A drop with which so many runs ended with their process, the last ones with it alone, is refused."""
MAX_ERROR = 500

_TASKS = TypeAdapter(list[Task])
_SPACES = re.compile(r"\s+")


def dump_tasks(tasks: list[Task]) -> str:
    """Tasks as `sessions.tasks` and `tasks.json` have them: a JSON array."""
    return _TASKS.dump_json(tasks, indent=2).decode()


def load_tasks(text: str | None) -> list[Task]:
    """The reverse of `dump_tasks`; no tasks for None."""
    return [] if text is None else _TASKS.validate_json(text)


def one_line(error: BaseException) -> str:
    """What an exception says, on one line without secrets; with its type when it was not made for people."""
    is_explained = isinstance(error, StoreError | DocumentError | InvalidEdit | EditConflict | LearningFailed)
    text = str(error) if is_explained else f"{type(error).__name__}: {error}"
    line = _SPACES.sub(" ", redact(text)[0]).strip()
    return line if len(line) <= MAX_ERROR else line[: MAX_ERROR - 1] + "…"


def time_of(time_ns: int) -> datetime:
    """Nanoseconds since the epoch as a time in UTC."""
    return datetime.fromtimestamp(time_ns / 1e9, UTC)


@dataclass(frozen=True, slots=True)
class Published:
    """What a run's edits became: the commit of that number, or a proposal; neither where it edited nothing."""

    commit: int | None = None
    proposal: ProposalLine | None = None


@dataclass(frozen=True, slots=True)
class SessionResult:
    """What a run made of one session.

    `receipt` is the session's whole one, which includes those of earlier runs; `state` and `lessons` are of this run
    alone, and so are `paths`, the files below ``skills/`` that it edited, and `tokens`, what it took of a model.
    """

    record: SessionRecord
    receipt: Receipt
    state: ReceiptState
    lessons: tuple[FoundItem, ...] = ()
    paths: frozenset[str] = frozenset()
    tokens: int = 0

    @property
    def is_failed(self) -> bool:
        return self.state is ReceiptState.FAILED

    def rows(self, published: Published) -> tuple[SessionRecord, list[Lesson]]:
        """The session with its receipt, and what was learnt from it, when that is what the run's edits became."""
        became = published if self.paths else Published()
        proposal = became.proposal.number if became.proposal else None
        record = replace(self.record, receipt=self._numbered(became, proposal).model_dump_json())
        return record, [
            Lesson(item.kind, item.text, item.path, item.message, item.source, became.commit, proposal)
            for item in self.lessons
        ]

    def _numbered(self, became: Published, proposal: int | None) -> Receipt:
        """The receipt with the number that this run's commit or proposal got only now."""
        if not self.paths:
            return self.receipt
        files = tuple(
            change.model_copy(update={"commit": became.commit, "proposal": proposal})
            if change.commit is None and change.proposal is None
            else change
            for change in self.receipt.files
        )
        lines = (became.proposal,) if became.proposal else ()
        return self.receipt.model_copy(
            update={
                "commit": became.commit or self.receipt.commit,
                "files": files,
                "proposals": self.receipt.proposals + lines,
            }
        )


@dataclass(slots=True)
class DropResult:
    """What a run made of one drop: its sessions, and the first error among them.

    `drop` is None when it was not there to be read: taken back, or being written again. `ended` is false for a live one
    that may still grow; it is looked at again after `finish_seconds`. With `has_more` the run was full before all
    of its sessions were read; the next one goes on. `deferral` says why and until when the rest of them waits.
    """

    job: Job
    drop: Drop | None
    sessions: list[SessionResult] = field(default_factory=list)
    error: str | None = None
    is_final: bool = False
    ended: bool = True
    finish_seconds: float = 0.0
    has_more: bool = False
    deferral: Deferral | None = None

    @property
    def taken(self) -> int:
        """How many sessions were read for the first time, or further than before."""
        return sum(result.record.ino == self.job.ino and not result.is_failed for result in self.sessions)

    @property
    def is_postponed(self) -> bool:
        """Whether it is to be tried again, or waits for another day."""
        return (self.error is not None and not self.is_final) or self.deferral is not None

    def fail(self, error: str, *, is_final: bool = False) -> None:
        """Note an error; `is_final` says that another attempt cannot help."""
        self.error = self.error or error
        self.is_final = is_final or self.job.attempts + 1 >= MAX_ATTEMPTS

    def is_current(self, store: Store) -> bool:
        """Whether the drop is still what was read: a live one may have grown, any other must have the same bytes."""
        if self.drop is None:
            return True
        now = inbox.get(store, self.drop.ino)
        if now is None or now.state in inbox.GONE or now.state in (inbox.REJECTED, inbox.ASIDE):
            return False
        return self.drop.live or (now.blob == self.drop.blob and now.state == inbox.WAITING)

    def settle(self, store: Store) -> None:
        """Say in the inbox and the queue what became of the drop. Part of the transaction that keeps its sessions."""
        now = inbox.get(store, self.job.ino)
        if now is None or now.state != inbox.WAITING:
            # Whoever makes it wait again asks for it again.
            jobs.done(store, self.job.ino)
        if now is None or self.drop is None:
            return
        if now.state != inbox.WAITING or now.blob != self.drop.blob:
            if self.error is None and not self.has_more and self.deferral is None:
                inbox.learnt_so_far(store, now.ino, self.drop.turns)
        elif self.deferral is not None and (self.error is None or self.is_final):
            jobs.defer(store, now.ino, self.deferral.until_ns, self.deferral.reason)
        elif self.has_more and (self.error is None or self.is_final):
            jobs.go_on(store, now.ino, time.time_ns())
        elif self.error is not None and self.is_final:
            inbox.reject(store, now.ino, f"{self.error}; write or rename the file to try again, or remove it")
        elif self.error is not None:
            due_ns = time.time_ns() + RETRY_SECONDS[self.job.attempts] * 10**9
            jobs.postpone(store, now.ino, due_ns, self.error)
        elif self.ended:
            inbox.move_away(store, now.ino, now.turns)
        else:
            inbox.learnt_so_far(store, now.ino, now.turns)
            jobs.enqueue(store, now.ino, max(time.time_ns(), now.changed_ns + int(self.finish_seconds * 1e9)))


def session_result(
    arrival: Arrival,
    drop: Drop,
    receipt: Receipt,
    *,
    document: bytes,
    finished: bool,
    tasks: str | None,
    paths: Iterable[str],
) -> SessionResult:
    """The result of a session that was read to its end. `document` is the blob of its redacted bytes; without
    `finished` it may still grow."""
    whole = _with_earlier(arrival, receipt)
    record = SessionRecord(
        drop.space_id,
        arrival.name,
        whole.state,
        drop.ino,
        arrival.session.format,
        len(arrival.session.messages),
        arrival.digest,
        drop.blob,
        document,
        inbox.is_lines(drop.path),
        int(whole.received.timestamp() * 1e9),
        time.time_ns() if finished else None,
        whole.model_dump_json(),
        tasks,
    )
    tokens = receipt.tokens.get("prompt", 0) + receipt.tokens.get("completion", 0)
    return SessionResult(record, whole, receipt.state, receipt.found, frozenset(paths), tokens)


def repeated(arrival: Arrival, receipt: Receipt) -> SessionResult:
    """The result of a session that is known: nothing changes but that its receipt says so."""
    assert arrival.known is not None
    whole = _with_earlier(arrival, receipt.model_copy(update={"repeated": (receipt.finished,)}))
    return SessionResult(arrival.known, whole, receipt.state)


def failure(arrival: Arrival, drop: Drop, job: Job, receipt: Receipt) -> SessionResult:
    """The result of a session that could not be learnt from: what was known of it stays, its receipt says why."""
    whole = _with_earlier(arrival, receipt)
    known = arrival.known or SessionRecord(
        drop.space_id, arrival.name, sessions.FAILED, drop.ino, arrival.session.format, 0, b"", drop.blob, b"",
        inbox.is_lines(drop.path), job.since_ns,
    )  # fmt: skip
    record = replace(
        known, state=sessions.FAILED, ino=drop.ino, finished_ns=time.time_ns(), receipt=whole.model_dump_json()
    )
    return SessionResult(record, whole, receipt.state)


def _with_earlier(arrival: Arrival, receipt: Receipt) -> Receipt:
    known = arrival.known
    if known is None or known.receipt is None or not arrival.learnt_through:
        return receipt
    return going_on(Receipt.model_validate_json(known.receipt), receipt)


def author_of(results: Iterable[SessionResult], limit: int = 1000) -> str:
    """The author of a run's commit: the ids of the sessions that it learnt from, separated by commas."""
    names = ", ".join(result.record.name for result in results)
    return names if len(names) <= limit else names[: limit - 1].rpartition(",")[0] + ", …"


def message_of(results: list[SessionResult]) -> str:
    """The message of a run's commit: ``learn from monday: 2 facts, 1 person``, then the model and its tokens if any."""
    what = results[0].record.name if len(results) == 1 else f"{len(results)} sessions"
    amounts = counted(item for result in results for item in result.lessons)
    models = ", ".join(sorted({result.receipt.model for result in results if result.receipt.model}))
    cost = f" ({models}, {sum(result.tokens for result in results):,} tokens)" if models else ""
    return f"{LEARNT}{what}" + (f": {amounts}" if amounts else "") + cost
