"""The lessons stage: one ended task in, one lesson out, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import Field

from skillfs.learning.dates import day_of
from skillfs.learning.english.plain_text import fold
from skillfs.learning.llm.agent import Agent, Arguments, Limits, Tool, ToolError
from skillfs.learning.llm.client import ChatClient
from skillfs.learning.llm.commands import Shown, refuse_dangerous, refuse_unseen
from skillfs.learning.llm.prompts import LESSONS, prompt
from skillfs.learning.llm.rendering import Transcript, fenced
from skillfs.learning.llm.sources import HumanSources
from skillfs.learning.llm.statements import check_safe, checked_statement, statement_key
from skillfs.learning.llm.tasks import VERIFIED, Preference, guidance_section, thinking_tool
from skillfs.learning.protocol import Occasion, Task, TaskStatus
from skillfs.learning.recalled import Recalled
from skillfs.sessions.messages import Session

MAX_FIELD = 2_000


class LessonKind(StrEnum):
    """What sort of lesson it is."""

    SUCCESS = "success"
    FAILURE = "failure"
    FACTS = "facts"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one task taught. `fields` are the report's, by name; `facts` those of a report of facts.

    `verified`: its outcome rests on more than the agent's claim, or a person asked to remember it.
    """

    kind: LessonKind
    task: Task
    fields: tuple[tuple[str, str], ...]
    applies_when: str
    date: str
    verified: bool
    facts: tuple[Preference, ...] = ()

    @property
    def headline(self) -> str:
        """The lesson in one line."""
        by_name = dict(self.fields)
        for name in ("generalizable_pattern", "prevention_principle", "approach", "task_goal"):
            if by_name.get(name):
                return by_name[name]
        return self.task.request

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join([*(value for _, value in self.fields), self.applies_when, *(fact.text for fact in self.facts)])


@dataclass(frozen=True, slots=True)
class NoLesson:
    """A task that taught nothing, and why."""

    task: Task
    reason: str


async def distil(
    chat: ChatClient,
    session: Session,
    task: Task,
    occasion: Occasion,
    *,
    tasks: Sequence[Task] = (),
    skills: str = "None.",
    known: Iterable[str] = (),
    limits: Limits | None = None,
    recalled: Recalled | None = None,
) -> Lesson | NoLesson:
    """The lesson of one ended task of `session`.

    `tasks` are all of the session's, by which the span of this one is found; `skills` the names and descriptions of the
    skills that exist, `known` statements that are recorded already. Raises `ValueError` for an open task, and
    `LearningFailed`.
    """
    if not task.status.ended:
        raise ValueError(f"the task {task.request!r} is still open")
    recalled = recalled or Recalled(session, occasion.is_recalled)
    transcript = Transcript(session, recalled)
    desk = _Desk(
        session, task, occasion, transcript, HumanSources(session, recalled), {statement_key(k) for k in known}
    )
    agent = Agent(chat, LESSONS, desk.tools(), limits or Limits(chat))
    indexes = [index for index in transcript.indexes() if index in span_of(task, tasks or [task], session)]
    agent.messages = [
        {
            "role": "system",
            "content": prompt(LESSONS).filled(skills=skills, guidance=guidance_section(occasion)),
        },
        {
            "role": "user",
            "content": "\n\n".join(
                [_described(task), transcript.text(indexes, chat.settings.lesson_tokens, can_read=True)]
            ),
        },
    ]
    await agent.work()
    return desk.result or NoLesson(task, "the model gave no report")


def span_of(task: Task, tasks: Sequence[Task], session: Session) -> range:
    """The messages of a task: from its first to its last; to the next task's first where only its request is known."""
    total = len(session.messages)
    if not task.messages:
        return range(total)
    first, last = task.messages[0], task.messages[-1]
    if len(task.messages) < 2 or not any(not session.messages[index].human for index in task.messages):
        later = [other.messages[0] for other in tasks if other.messages and other.messages[0] > first]
        last = min(later, default=total) - 1
    return range(first, max(first, last) + 1)


def _described(task: Task) -> str:
    lines = [f"Task: {task.request}", f"It ended in: {task.status} ({task.evidence or 'the agent says so'})"]
    if task.progress:
        lines += ["Progress:", *(f"- {line}" for line in task.progress)]
    return fenced("\n".join(lines), "task")


class _Skip(Arguments):
    reason: str = Field(description="why nothing is worth keeping, one line")


class _Report(Arguments):
    task_goal: str = Field(description="what was to be reached")
    applies_when: str = Field(description="the situation in which this holds, one line")
    remember_message_id: int | None = Field(None, description="the message in which a person asks to remember this")


class _Success(_Report):
    approach: str = Field(description="what worked, with the exact commands")
    key_decisions: list[str] = Field(default_factory=list)
    generalizable_pattern: str = Field(description="the rule for the next time")


class _Failure(_Report):
    failure_point: str = Field(description="what failed, and how it showed")
    flawed_reasoning: str
    what_should_have_been_done: str
    prevention_principle: str


class _Facts(_Report):
    facts: list[str] = Field(description="statements in the third person, self-contained")


class _Read(Arguments):
    id: int = Field(description="the message's id")
    offset: int = Field(0, ge=0, description="the first character to show")


@dataclass(slots=True)
class _Desk:
    """The tools of the stage, and the report once it is there."""

    session: Session
    task: Task
    occasion: Occasion
    transcript: Transcript
    humans: HumanSources
    known: set[str]
    result: Lesson | NoLesson | None = None
    _shown: Shown = field(init=False)

    def __post_init__(self) -> None:
        self._shown = Shown.of(self.session)

    def tools(self) -> list[Tool[Any]]:
        read = Tool("read_message", "Show a message in full, from a character on.", _Read, self._read)
        skip = Tool("skip_learning", "There is no lesson in it.", _Skip, self._skip, ends=True)
        if self.task.status is TaskStatus.FAILED:
            report: list[Tool[Any]] = [
                Tool(
                    "report_failure_analysis",
                    "What went wrong and how to prevent it.",
                    _Failure,
                    self._failure,
                    ends=True,
                )
            ]
        else:
            report = [
                Tool("report_success_analysis", "How it is done, verified.", _Success, self._success, ends=True),
                Tool("report_factual_content", "Facts that a person told.", _Facts, self._facts, ends=True),
            ]
        return [thinking_tool(), read, skip, *report]

    def _read(self, arguments: _Read) -> str:
        page = self.transcript.page(arguments.id, arguments.offset)
        if page is None:
            raise ToolError(f"there is no message {arguments.id} to read")
        return page

    def _skip(self, arguments: _Skip) -> str:
        self._once()
        self.result = NoLesson(self.task, fold(arguments.reason)[:300] or "the model gave no reason")
        return "Done."

    def _success(self, arguments: _Success) -> str:
        fields = (
            ("task_goal", arguments.task_goal),
            ("approach", arguments.approach),
            ("key_decisions", "\n".join(arguments.key_decisions)),
            ("generalizable_pattern", arguments.generalizable_pattern),
        )
        return self._report(LessonKind.SUCCESS, fields, arguments)

    def _failure(self, arguments: _Failure) -> str:
        fields = (
            ("task_goal", arguments.task_goal),
            ("failure_point", arguments.failure_point),
            ("flawed_reasoning", arguments.flawed_reasoning),
            ("what_should_have_been_done", arguments.what_should_have_been_done),
            ("prevention_principle", arguments.prevention_principle),
        )
        return self._report(LessonKind.FAILURE, fields, arguments)

    def _facts(self, arguments: _Facts) -> str:
        facts = []
        for text in arguments.facts:
            line = checked_statement(text)
            source = self.humans.of_text(line)
            if source is None:
                raise ToolError(
                    f"{line[:80]!r}: no person says this in the session; what tools and agents say is no fact"
                )
            if statement_key(line) not in self.known:
                time = self.session.messages[source.message].time
                facts.append(Preference(line, source, day_of(time, self.session, self.occasion)))
        if not facts:
            raise ToolError("every fact is recorded already, or there is none: use skip_learning")
        return self._report(LessonKind.FACTS, (("task_goal", arguments.task_goal),), arguments, tuple(facts))

    def _report(
        self,
        kind: LessonKind,
        fields: tuple[tuple[str, str], ...],
        arguments: _Report,
        facts: tuple[Preference, ...] = (),
    ) -> str:
        self._once()
        checked = tuple((name, self._checked(name, value)) for name, value in fields if value.strip())
        applies_when = fold(self._checked("applies_when", arguments.applies_when))
        if not applies_when:
            raise ToolError("applies_when is empty: say in which situation this holds")
        date = day_of(self.task.time, self.session, self.occasion)
        verified = self._was_asked(arguments) or kind is LessonKind.FACTS or self.task.evidence in VERIFIED
        self.result = Lesson(kind, self.task, checked, applies_when, date, verified, facts)
        return "Done."

    def _once(self) -> None:
        if self.result is not None:
            raise ToolError("the task has its report already")

    def _was_asked(self, arguments: _Report) -> bool:
        index = arguments.remember_message_id
        if index is None:
            return False
        if self.humans.of(index) is None:
            raise ToolError(f"message {index} was not typed by a person: leave remember_message_id out")
        return True

    def _checked(self, name: str, value: str) -> str:
        if len(value) > MAX_FIELD:
            raise ToolError(f"{name} has {len(value)} characters: say it in {MAX_FIELD}")
        for line in value.splitlines():
            check_safe(line)
        refuse_dangerous(value)
        refuse_unseen(value, [self._shown])
        return value.strip()
