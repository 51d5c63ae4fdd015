"""The tasks stage: what the user asked for in a session, how it ended, and what was said of the user on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import Field

from skillfs.learning.dates import day_of
from skillfs.learning.english.plain_text import fold, shorten
from skillfs.learning.english.utterances import Hearing
from skillfs.learning.llm.agent import Agent, Arguments, Limits, NoArguments, Tool, ToolError
from skillfs.learning.llm.client import ChatClient
from skillfs.learning.llm.prompts import TASKS, prompt
from skillfs.learning.llm.rendering import Transcript, fenced
from skillfs.learning.llm.sources import HumanSources, Source
from skillfs.learning.llm.statements import checked_statement, statement_key
from skillfs.learning.protocol import OUTCOME_STATUS, Occasion, Skipped, Task, TaskStatus
from skillfs.learning.recalled import Recalled
from skillfs.learning.work.outcomes import ADMITTED, CHECK_FAILED, CHECK_PASSED, CLAIM, EXPLICIT, USER, judge
from skillfs.learning.work.verdicts import Execution, Verdict, executions, verdict
from skillfs.sessions.messages import Session

MAX_FACTS = 20
"""Statements that one session may add (LEARNING.md)."""
VERIFIED = frozenset({EXPLICIT, USER, CHECK_PASSED, CHECK_FAILED})
"""What makes a task's outcome more than a claim (`Task.evidence`)."""
RECENT_PROGRESS = 3
SUCCESS = (
    "the user says so; else the last test, build or exit status after the work says so; else the agent says that it is"
    " done and nothing contradicts it."
)
FAILURE = (
    "the user says so or gives it up; else the last test, build or exit status says so; else the agent says that it"
    " could not do it."
)


@dataclass(frozen=True, slots=True)
class Preference:
    """A statement about the user, or about people and matters of theirs; `source` is where a person said it."""

    text: str
    source: Source
    date: str


@dataclass(slots=True)
class TaskRecord:
    """What the stage found. `ended` are the indexes in `tasks` of those that ended just now, to be distilled."""

    tasks: list[Task] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)


async def extract(
    chat: ChatClient,
    session: Session,
    occasion: Occasion,
    *,
    known: Iterable[str] = (),
    limits: Limits | None = None,
    recalled: Recalled | None = None,
) -> TaskRecord:
    """The tasks of a session, those of earlier runs brought up to date, and what its messages since then say of people.

    `known` are statements that the skills hold already. The model sees the messages from `occasion.learnt_through` on,
    batch by batch. Raises `LearningFailed`.
    """
    recalled = recalled or Recalled(session, occasion.is_recalled)
    transcript = Transcript(session, recalled)
    desk = _Desk(session, occasion, HumanSources(session, recalled), known)
    limits = limits or Limits(chat)
    batches = list(transcript.batches(transcript.indexes(occasion.learnt_through), chat.settings.batch_tokens))
    for number, batch in enumerate(batches):
        desk.batch = batch
        is_last = number == len(batches) - 1
        agent = Agent(chat, TASKS, desk.tools(), limits)
        agent.messages = [
            {"role": "system", "content": _instructions(occasion)},
            {"role": "user", "content": _batch_text(desk, transcript, chat, is_last=is_last)},
        ]
        await agent.work()
    return desk.record()


def _instructions(occasion: Occasion) -> str:
    return prompt(TASKS).filled(
        success_criteria=fold(occasion.success_criteria) or SUCCESS,
        failure_criteria=fold(occasion.failure_criteria) or FAILURE,
        guidance=guidance_section(occasion),
    )


def guidance_section(occasion: Occasion) -> str:
    """What the space's owner wrote to the learner, as a section of a prompt; empty for nothing."""
    return (
        f"\n# What the owner of this space asks of you\n{occasion.guidance.strip()}"
        if occasion.guidance.strip()
        else ""
    )


def _batch_text(desk: _Desk, transcript: Transcript, chat: ChatClient, *, is_last: bool) -> str:
    parts = [desk.summary(), transcript.text(desk.batch, chat.settings.batch_tokens)]
    session, occasion = desk.session, desk.occasion
    if is_last and session.outcome is not None:
        parts.append(f"Whoever dropped the session says that it ended in: {session.outcome}.")
    if is_last and session.feedback:
        parts.append("They also say:\n" + fenced(session.feedback, "feedback"))
    if not is_last:
        parts.append("More messages of this session follow in the next batch.")
    elif occasion.ended:
        parts.append(
            "This is the end of the session: no task may stay pending or running, unless nothing shows its end."
        )
    else:
        parts.append("The session is still going on: a task that may go on stays running.")
    return "\n\n".join(parts)


class _InsertTask(Arguments):
    task_description: str = Field(description="what the user asked for, one line")
    message_ids: list[int] = Field(default_factory=list, description="ids of its messages, the request first")


class _UpdateTask(Arguments):
    task_order: int = Field(description="the task's number, from 1")
    task_status: TaskStatus | None = None
    task_description: str | None = None
    evidence: Literal["user", "check", "agent"] | None = Field(None, description="what decides the status")
    evidence_message_id: int | None = Field(None, description="the message that shows it")


class _AppendMessages(Arguments):
    task_order: int
    message_ids: list[int]


class _AppendProgress(Arguments):
    task_order: int
    progress: str


class _SubmitPreference(Arguments):
    preference: str = Field(description="one statement in the third person")
    message_id: int | None = Field(None, description="the message in which a person says it")


class ReportThinking(Arguments):
    """The arguments of `report_thinking`."""

    thinking: str


def thinking_tool() -> Tool[ReportThinking]:
    """A tool that lets a model think before it acts; nothing comes of it."""
    return Tool("report_thinking", "Think aloud before you act.", ReportThinking, lambda arguments: "Noted.")


@dataclass(slots=True)
class _Desk:
    """The tools of the stage and what they have recorded so far."""

    session: Session
    occasion: Occasion
    humans: HumanSources
    known: Iterable[str]
    batch: list[int] = field(default_factory=list)
    _tasks: list[Task] = field(init=False)
    _was_ended: list[bool] = field(init=False)
    _preferences: list[Preference] = field(default_factory=list)
    _over: int = 0
    _keys: dict[str, str] = field(init=False)
    _executions: list[Execution] = field(init=False)
    _failed_calls: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self._tasks = [
            replace(task, progress=list(task.progress), messages=list(task.messages))
            for task in self.occasion.earlier_tasks
        ]
        self._was_ended = [task.status.ended for task in self._tasks]
        self._keys = {statement_key(line): line for line in self.known}
        self._executions = executions(self.session)
        self._failed_calls = _failed_results(self.session, self._executions)

    def tools(self) -> Sequence[Tool[Any]]:
        return (
            Tool("insert_task", "Note a new request of the user.", _InsertTask, self._insert),
            Tool("update_task", "Set a task's status, with what decides it, or its description.", _UpdateTask,
                 self._update),
            Tool("append_messages_to_task", "Say which messages belong to a task.", _AppendMessages, self._append),
            Tool("append_task_progress", "Note a milestone, or what the user adds (“User: …”).", _AppendProgress,
                 self._progress),
            Tool("submit_user_preference", "Record a lasting preference or fact that a person told.", _SubmitPreference,
                 self._prefer),
            thinking_tool(),
            Tool("finish", "The batch is recorded.", NoArguments, lambda arguments: "Done.", ends=True),
        )  # fmt: skip

    def summary(self) -> str:
        """What is recorded so far, for the next batch."""
        lines = ["# Tasks so far"]
        for number, task in enumerate(self._tasks, 1):
            lines.append(f"{number}. [{task.status}] {task.request}")
            lines.extend(f"   - {line}" for line in task.progress[-RECENT_PROGRESS:])
        if not self._tasks:
            lines.append("None.")
        lines.append("\n# Known already of the user and their people")
        lines.extend(f"- {line}" for line in self._keys.values())
        return fenced("\n".join(lines if self._keys else [*lines, "Nothing."]), "record")

    def record(self) -> TaskRecord:
        self._apply_explicit_outcome()
        ended = [
            index
            for index, task in enumerate(self._tasks)
            if task.status.ended and not (index < len(self._was_ended) and self._was_ended[index])
        ]
        skipped = [
            Skipped(f"{self._over} more statements", f"a session may add {MAX_FACTS}; the rest is left out")
        ] * bool(self._over)
        return TaskRecord(self._tasks, self._preferences, skipped, ended)

    def _apply_explicit_outcome(self) -> None:
        if self.session.outcome is not None and self.occasion.ended and self._tasks:
            last = self._tasks[-1]
            last.status, last.evidence = OUTCOME_STATUS[self.session.outcome], EXPLICIT

    def _insert(self, arguments: _InsertTask) -> str:
        request = shorten(fold(arguments.task_description), 300)
        if not request:
            raise ToolError("task_description is empty")
        task = Task(request, messages=self._checked(arguments.message_ids))
        task.time = self._time_of(task)
        self._tasks.append(task)
        return f"Task {len(self._tasks)} is noted."

    def _update(self, arguments: _UpdateTask) -> str:
        task = self._task(arguments.task_order)
        status = arguments.task_status or task.status
        evidence = self._evidence(task, status, arguments) if status.ended else ""
        if arguments.task_status is not None:
            if not status.ended and arguments.task_order <= len(self._was_ended):
                self._was_ended[arguments.task_order - 1] = False
            task.status, task.evidence = status, evidence
        if arguments.task_description and (request := fold(arguments.task_description)):
            task.request = shorten(request, 300)
        return f"Task {arguments.task_order} is {task.status}" + (f" ({task.evidence})." if task.evidence else ".")

    def _evidence(self, task: Task, status: TaskStatus, arguments: _UpdateTask) -> str:
        """What decided the end, as receipts say it; only what the transcript bears out counts for more than a claim."""
        claimed = ADMITTED if status is TaskStatus.FAILED else CLAIM
        index = arguments.evidence_message_id
        if arguments.evidence is None:
            return self._evident(task, status) or claimed
        if arguments.evidence == "agent":
            return claimed
        if index is None:
            raise ToolError(f"evidence {arguments.evidence!r} needs evidence_message_id: the message that shows it")
        if arguments.evidence == "user":
            if self.humans.of(index) is None:
                raise ToolError(f"message {index} was not typed by a person: the user decides nothing there")
            return USER
        return self._check_evidence(status, index)

    def _evident(self, task: Task, status: TaskStatus) -> str | None:
        """What the rules of the offline learner see in a task whose end the model gives no evidence for."""
        messages = [self.session.messages[index] for index in task.messages] or list(self.session.messages)
        executed = [
            execution for execution in self._executions if execution.message in {item.index for item in messages}
        ]
        found = judge(messages, executed, None, None, Hearing())
        return found.evidence if found.status is status and found.evidence in VERIFIED else None

    def _check_evidence(self, status: TaskStatus, index: int) -> str:
        message = self.session.messages[index] if 0 <= index < len(self.session.messages) else None
        if message is None or not message.tool_results:
            raise ToolError(f"message {index} has no result of a tool: name the message with the check's result")
        if status is TaskStatus.SUCCESS and index in self._failed_calls:
            raise ToolError(f"the check in message {index} failed: it does not show success")
        return CHECK_PASSED if status is TaskStatus.SUCCESS else CHECK_FAILED

    def _append(self, arguments: _AppendMessages) -> str:
        task = self._task(arguments.task_order)
        task.messages = sorted({*task.messages, *self._checked(arguments.message_ids)})
        task.time = task.time or self._time_of(task)
        return f"Task {arguments.task_order} has {len(task.messages)} messages."

    def _progress(self, arguments: _AppendProgress) -> str:
        task = self._task(arguments.task_order)
        line = shorten(fold(arguments.progress), 600)
        if not line:
            raise ToolError("progress is empty")
        if line not in task.progress:
            task.progress.append(line)
        return "Noted."

    def _prefer(self, arguments: _SubmitPreference) -> str:
        line = checked_statement(arguments.preference)
        source = self._source(line, arguments.message_id)
        if known := self._keys.get(statement_key(line)):
            return f"Known already: {known}"
        if len(self._preferences) >= MAX_FACTS:
            self._over += 1
            raise ToolError(f"a session may add {MAX_FACTS} statements, and these are recorded; leave the rest out")
        self._keys[statement_key(line)] = line
        time = self.session.messages[source.message].time
        self._preferences.append(Preference(line, source, day_of(time, self.session, self.occasion)))
        return "Recorded."

    def _source(self, line: str, index: int | None) -> Source:
        source = (
            self.humans.of_text(line, least=0.0, first=self.occasion.learnt_through)
            if index is None
            else self.humans.of(index)
        )
        if source is None:
            where = "no message of this session was" if index is None else f"message {index} was not"
            raise ToolError(f"{where} typed by a person: only what people say of themselves counts")
        return source

    def _task(self, order: int) -> Task:
        if not 1 <= order <= len(self._tasks):
            have = f"there are {len(self._tasks)}" if self._tasks else "there is none yet: insert_task first"
            raise ToolError(f"there is no task {order}; {have}")
        return self._tasks[order - 1]

    def _checked(self, indexes: list[int]) -> list[int]:
        total = len(self.session.messages)
        if wrong := [index for index in indexes if not 0 <= index < total]:
            raise ToolError(f"there is no message {wrong[0]}; ids go from 0 to {total - 1}")
        return sorted(set(indexes))

    def _time_of(self, task: Task) -> Any:
        times = (self.session.messages[index].time for index in task.messages)
        return next((time for time in times if time is not None), None)


def _failed_results(session: Session, executed: list[Execution]) -> set[int]:
    """The indexes of the messages with the result of a call that failed."""
    failed = {
        execution.result.call_id
        for execution in executed
        if execution.result is not None and verdict(execution) is Verdict.FAILED
    }
    return {
        message.index
        for message in session.messages
        if any(result.call_id in failed for result in message.tool_results)
    }
