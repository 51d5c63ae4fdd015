"""How a task ended: the session's own outcome decides, else the user's words, the last check, the agent's claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from skillfs.learning.english.plain_text import sentences
from skillfs.learning.english.turns import Turn
from skillfs.learning.english.utterances import Hearing, Utterance
from skillfs.learning.protocol import OUTCOME_STATUS, TaskStatus
from skillfs.learning.work.commands import is_check, is_verification, only_reads
from skillfs.learning.work.criteria import NO_CRITERIA, Criteria
from skillfs.learning.work.verdicts import Execution, Verdict, verdict
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
    messages: Sequence[Message],
    executed: Sequence[Execution],
    explicit: Outcome | None,
    next_request: Message | None,
    heard: Hearing,
    criteria: Criteria = NO_CRITERIA,
) -> Judgement:
    """How the task of these messages stands. `explicit` is given for a session's last task only.

    `next_request` is the human message that follows the task: praise in it ("Great, works. Now …") is about this one.
    `heard` are the session's utterances. `criteria` are the space's own: what a person says when a task is done or
    failed, and which commands check it.
    `RUNNING` where nobody answered yet.
    """
    if explicit is not None:
        return Judgement(OUTCOME_STATUS[explicit], EXPLICIT)
    if said := _users_words(messages, heard.of(next_request) if next_request else None, heard, criteria):
        return said
    if not any(message.role is Role.ASSISTANT for message in messages):
        return Judgement(TaskStatus.PENDING, "")
    if checked := _last_check(executed, criteria):
        return checked
    return _agents_words(messages)


def _users_words(
    messages: Sequence[Message], next_request: Utterance | None, heard: Hearing, criteria: Criteria
) -> Judgement | None:
    """The last word of the user, unless the agent went on working after a complaint."""
    if next_request is not None:
        if criteria.says_failed(next_request.opening):
            return Judgement(TaskStatus.FAILED, USER)
        if next_request.is_praise or criteria.says_done(next_request.opening):
            return Judgement(TaskStatus.SUCCESS, USER)
    worked_since = False
    for message in reversed(messages[1:]):
        if message.role is Role.ASSISTANT:
            worked_since = worked_since or bool(message.tool_calls)
            continue
        if not message.human:
            continue
        turn = _meant(heard.of(message), criteria)
        if turn is Turn.PRAISE:
            return None if worked_since else Judgement(TaskStatus.SUCCESS, USER)
        if turn is Turn.COMPLAINT:
            return None if worked_since else Judgement(TaskStatus.FAILED, USER)
        if turn is Turn.FOLLOW_UP:
            return None
    return None


def _meant(utterance: Utterance, criteria: Criteria) -> Turn:
    text = utterance.text[:4000]
    if criteria.says_failed(text):
        return Turn.COMPLAINT
    return Turn.PRAISE if criteria.says_done(text) else utterance.turn


def _last_check(executed: Sequence[Execution], criteria: Criteria) -> Judgement | None:
    """What the last test or build says; a command that only calls itself a verification counts as the last action.

    Where the space names its checks, they alone count.
    """
    acting = [execution for execution in executed if (command := execution.command) and not only_reads(command)]
    for execution in reversed(acting):
        command = execution.command or ""
        if criteria.checks:
            decides = criteria.is_check(command)
        else:
            decides = is_check(command) or (execution is acting[-1] and is_verification(command))
        if decides:
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
