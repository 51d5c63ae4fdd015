"""How a task ended. What decides, in this order: the session's own outcome, the user's words, the last check, the "
"agent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from skillfs.learning.commands import is_check, is_verification, only_reads
from skillfs.learning.plain_text import sentences
from skillfs.learning.protocol import OUTCOME_STATUS, TaskStatus
from skillfs.learning.turns import Turn, is_praise, turn_of
from skillfs.learning.verdicts import Execution, Verdict, verdict
from skillfs.sessions.messages import Message, Outcome, Role

EXPLICIT = "the session says so"
USER = "the user said so"
CHECK_PASSED = "the last check passed"
CHECK_FAILED = "the last check failed"
CLAIM = "the agent's claim"
ADMITTED = "the agent said so"

_CHECKED = {
    Verdict.PASSED: (TaskStatus.SUCCESS, CHECK_PASSED),
    Verdict.FAILED: (TaskStatus.FAILED, CHECK_FAILED),
}
_GAVE_UP = re.compile(
    r"\b(?:i (?:was|am|'m) (?:not able|unable) to|unable to (?:complete|finish|fix|solve|resolve)|i (?:could not|"
    r"couldn['’]t|cannot|can['’]t) "
    r"(?:complete|finish|fix|solve|resolve|find|get|make|reproduce)|i (?:have )?failed to|giving up|i give up|"
    r"remains? (?:broken|unresolved)|"
    r"did not succeed|without success)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A task's status with who or what decided it (`evidence`, as in `Task.evidence`)."""

    status: TaskStatus
    evidence: str

    @property
    def in_words(self) -> str:
        """The status as the daily log says it: ``success (unconfirmed)``, ``failed (the user said so)``."""
        if self.evidence == CLAIM:
            return f"{self.status} (unconfirmed)"
        checked = self.evidence in (CHECK_PASSED, CHECK_FAILED)
        return (
            f"{self.status} ({self.evidence}; the user said nothing)" if checked else f"{self.status} ({self.evidence})"
        )


def judge(
    messages: Sequence[Message], executed: Sequence[Execution], explicit: Outcome | None, next_request: Message | None
) -> Judgement:
    """How the task of these messages stands. `explicit` is given for a session's last task only.

    `next_request` is the human message that follows the task: praise in it ("Great, works. Now …") is about this one.
    `RUNNING` where nobody answered yet.
    """
    if explicit is not None:
        return Judgement(OUTCOME_STATUS[explicit], EXPLICIT)
    if said := _users_words(messages, next_request):
        return said
    if not any(message.role is Role.ASSISTANT for message in messages):
        return Judgement(TaskStatus.PENDING, "")
    if checked := _last_check(executed):
        return checked
    return _agents_words(messages)


def _users_words(messages: Sequence[Message], next_request: Message | None) -> Judgement | None:
    """The last word of the user, unless the agent went on working after a complaint."""
    if next_request is not None and is_praise(next_request):
        return Judgement(TaskStatus.SUCCESS, USER)
    worked_since = False
    for message in reversed(messages[1:]):
        if message.role is Role.ASSISTANT:
            worked_since = worked_since or bool(message.tool_calls)
            continue
        turn = turn_of(message)
        if turn is Turn.PRAISE:
            return None if worked_since else Judgement(TaskStatus.SUCCESS, USER)
        if turn is Turn.COMPLAINT:
            return None if worked_since else Judgement(TaskStatus.FAILED, USER)
        if turn is Turn.FOLLOW_UP:
            return None
    return None


def _last_check(executed: Sequence[Execution]) -> Judgement | None:
    """What the last test or build says; a command that only calls itself a verification counts as the last action."""
    acting = [execution for execution in executed if (command := execution.command) and not only_reads(command)]
    for execution in reversed(acting):
        command = execution.command or ""
        if is_check(command) or (execution is acting[-1] and is_verification(command)):
            found = verdict(execution)
            if found is not Verdict.NOISE:
                return Judgement(*_CHECKED[found])
    return None


def _agents_words(messages: Sequence[Message]) -> Judgement:
    answer = next(
        (message for message in reversed(messages) if message.role is Role.ASSISTANT and message.text.strip()), None
    )
    if answer is None:
        return Judgement(TaskStatus.RUNNING, "")
    if any(_GAVE_UP.search(sentence[:600]) for sentence in list(sentences(answer.text[:4000]))[:12]):
        return Judgement(TaskStatus.FAILED, ADMITTED)
    return Judgement(TaskStatus.SUCCESS, CLAIM)
