"""What every learner is: a session and the skills go in, edits to the skills and an account of them come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Protocol

from skillfs.sessions.messages import Outcome, Session
from skillfs.skills.staging import Staging


class TaskStatus(StrEnum):
    """Where a task stands. Only `SUCCESS` and `FAILED` are ends; an open task is never distilled."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCESS = "success"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        return self in (TaskStatus.SUCCESS, TaskStatus.FAILED)


@dataclass(slots=True)
class Task:
    """One request of the user, with what became of it.

    `request` is one line. `evidence` says who or what decided the outcome ("the user said so", "the last check
    passed", "the agent's claim"). `messages` are the indexes of the messages that belong to it.
    """

    request: str
    status: TaskStatus = TaskStatus.RUNNING
    evidence: str = ""
    progress: list[str] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    time: datetime | None = None


class FoundKind(StrEnum):
    """What sort of thing was learnt."""

    LOG = "log"
    FACT = "fact"
    PREFERENCE = "preference"
    PERSON = "person"
    CORRECTION = "correction"
    FORGOTTEN = "forgotten"
    PROCEDURE = "procedure"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was learnt. `path` is the skill file it went into; `message` the index of the message it is from;
    `source` the words of the transcript that it rests on."""

    kind: FoundKind
    text: str
    path: str
    message: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """One thing that was noticed and not learnt, with the reason in words for the user."""

    what: str
    why: str


@dataclass(slots=True)
class Findings:
    """A learner's account of one session; the receipt is made from it. Empty `found` needs a reason in `skipped`."""

    tasks: list[Task] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    recalled_lines: int = 0
    model: str | None = None
    tokens: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Occasion:
    """The circumstances of one session's learning.

    `session_id` is its id in the space. `learnt_through` counts the messages that earlier runs have learnt from: they
    are context now, not news. `ended` is false for a live session whose last task may still be open. `is_recalled`
    says whether a line of text is one that this space ever served. `dropped_at` dates a session that carries no time.
    """

    session_id: str
    dropped_at: datetime
    timezone: tzinfo
    learnt_through: int = 0
    ended: bool = True
    guidance: str = ""
    success_criteria: str = ""
    failure_criteria: str = ""
    is_recalled: Callable[[str], bool] = lambda line: False
    earlier_tasks: tuple[Task, ...] = ()


class Learner(Protocol):
    """Turns a session into edits of skill files.

    `name` is what receipts and status call it. Secrets are already redacted from the session. All effects are edits
    of `skills`; a raised exception means that none of them count.
    """

    name: str

    async def learn(self, session: Session, skills: Staging, occasion: Occasion) -> Findings: ...


OUTCOME_STATUS: Mapping[Outcome, TaskStatus] = {
    Outcome.SUCCESS: TaskStatus.SUCCESS,
    Outcome.FAILED: TaskStatus.FAILED,
}
