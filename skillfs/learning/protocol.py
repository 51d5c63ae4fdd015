"""What every learner is: a session and the skills go in, edits to the skills and an account of them come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Protocol, runtime_checkable

from skillfs.sessions.messages import Outcome, Session
from skillfs.skills.staging import Staging


class LearningFailed(Exception):
    """A learner cannot do its work. The message is one line for the user, without secrets: the thing and the remedy."""


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


@dataclass(frozen=True, slots=True)
class StageUse:
    """What one stage of a learner took of a model: calls, tokens, and seconds of waiting for answers.

    `shared_by` says for how many sessions it was.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    seconds: float = 0.0
    shared_by: int = 1

    def __add__(self, other: StageUse) -> StageUse:
        return StageUse(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
            self.seconds + other.seconds,
            max(self.shared_by, other.shared_by),
        )

    def __sub__(self, earlier: StageUse) -> StageUse:
        return StageUse(
            self.calls - earlier.calls,
            self.prompt_tokens - earlier.prompt_tokens,
            self.completion_tokens - earlier.completion_tokens,
            self.cached_tokens - earlier.cached_tokens,
            self.seconds - earlier.seconds,
            self.shared_by,
        )


@dataclass(slots=True)
class Findings:
    """A learner's account of one session; the receipt is made from it. Empty `found` needs a reason in `skipped`.

    `awaits_writing`: what was learnt is not in the skills yet; the learner's `finish_run` puts it there. `stages` has
    what a model was asked for, `prompts` the versions of the prompts that it was asked with.
    """

    tasks: list[Task] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    recalled_lines: int = 0
    model: str | None = None
    tokens: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, StageUse] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    awaits_writing: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """The circumstances of one session's learning.

    `session_id` is its id in the space. `learnt_through` counts the messages that earlier runs have learnt from: they
    are context now, not news. `ended` is false for a live session whose last task may still be open. `is_recalled`
    says whether a line of text is one that this space ever served. `dropped_at` dates a session that carries no time.
    `is_persons` says whether a person had a hand in a file below ``skills/``; `spent` is told what a model used.
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
    is_persons: Callable[[str], bool] = lambda path: True
    spent: Callable[[int], None] = lambda tokens: None


class Learner(Protocol):
    """Turns a session into edits of skill files.

    `name` is what receipts and status call it. Secrets are already redacted from the session. All effects are edits
    of `skills`; a raised exception means that none of them count.
    """

    name: str

    async def learn(self, session: Session, skills: Staging, occasion: Occasion) -> Findings: ...


@runtime_checkable
class RunLearner(Learner, Protocol):
    """A learner that looks at all sessions of a run before it writes.

    `learn` reads a session and leaves the skills alone; `finish_run` then writes for those `sessions`, by id, whose
    findings await it, and returns its account of each. `check` says what keeps an edited state from being published,
    None for nothing. It may be called again in the same run, on another state of the skills. `close` ends the run; one
    takes further sessions for `batch_seconds` before it writes. `go_on_from` takes over what the learner of an earlier
    run in the space has read but could not write, so that nothing is asked for twice.
    """

    batch_seconds: float

    async def finish_run(
        self, skills: Staging, sessions: Sequence[str], check: Callable[[Staging], str | None]
    ) -> Mapping[str, Findings]: ...

    def go_on_from(self, earlier: Learner) -> None: ...

    async def close(self) -> None: ...


OUTCOME_STATUS: Mapping[Outcome, TaskStatus] = {
    Outcome.SUCCESS: TaskStatus.SUCCESS,
    Outcome.FAILED: TaskStatus.FAILED,
}
