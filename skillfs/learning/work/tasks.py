"""A session cut into tasks: one for each request of the user, or one for the agent's goal where nobody speaks."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime

from skillfs.learning.english.plain_text import sentences
from skillfs.learning.english.turns import Turn, feedback_outcome
from skillfs.learning.english.utterances import Hearing, Utterance
from skillfs.learning.protocol import Occasion, Task, TaskStatus
from skillfs.learning.recalled import Recalled
from skillfs.learning.work.criteria import read_criteria
from skillfs.learning.work.goals import heading, stated_goal
from skillfs.learning.work.outcomes import EXPLICIT, USER, Judgement, judge
from skillfs.learning.work.verdicts import Execution
from skillfs.sessions.messages import Message, Session

_BARE = re.compile(
    r"(?:please )?\w+(?: \w+)?(?: \w+)? (?:it|this|that|them|these)(?: (?:please|now|again))?[.!?]*", re.IGNORECASE
)
UNNAMED = "A session whose request is not in its transcript"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A task with the messages and executions it consists of, and how it was judged.

    `request` stands verbatim in message `named_by`, None where the transcript does not say it. `heard` are the
    session's utterances.
    """

    task: Task
    messages: tuple[Message, ...]
    executed: tuple[Execution, ...]
    judgement: Judgement
    named_by: int | None
    source: str
    heard: Hearing


def stretches(
    session: Session, executed: list[Execution], occasion: Occasion, recalled: Recalled, heard: Hearing
) -> list[Stretch]:
    """The tasks of a session in order.

    Greetings, thanks and facts are no requests; a follow-up belongs to the task that is running. The last task of a
    session that has not ended stays open unless the user called it done.
    """
    starts = _starts(session, heard)
    if not starts:
        return _without_person(session, executed, occasion, recalled, heard)
    bounds = [*[message.index for message, _ in starts], len(session.messages)]
    positions = [execution.message for execution in executed]
    told = session.outcome or feedback_outcome(session.feedback)
    criteria = read_criteria(occasion.success_criteria, occasion.failure_criteria)
    found = []
    for number, (message, request) in enumerate(starts):
        last = number == len(starts) - 1
        first = 0 if number == 0 else bounds[number]
        messages = session.messages[first : bounds[number + 1]]
        inside = executed[bisect_left(positions, first) : bisect_left(positions, bounds[number + 1])]
        after = None if last else starts[number + 1][0]
        judgement = judge(messages[message.index - first :], inside, told if last else None, after, heard, criteria)
        if last and not occasion.ended:
            judgement = _still_open(judgement)
        task = _task(heading(_named(request, heard.of(message))), messages, judgement, message.time)
        found.append(Stretch(task, messages, tuple(inside), judgement, message.index, request, heard))
    return found


def _named(request: str, utterance: Utterance) -> str:
    """What names a task: the request, and where that only says "fix it" the sentence before, which says what."""
    if not _BARE.fullmatch(request):
        return request
    before = utterance.scanned.partition(request)[0]
    told = [sentence for sentence in sentences(before) if len(sentence.split()) > 2]
    return f"{request.rstrip('.!? ')}: {told[-1].rstrip('.! ')}" if told else request


def _starts(session: Session, heard: Hearing) -> list[tuple[Message, str]]:
    """The human messages that open a task, each with its request."""
    starts: list[tuple[Message, str]] = []
    for message in session.messages:
        if not message.human:
            continue
        said = heard.of(message)
        opens = said.turn is Turn.REQUEST or (not starts and said.turn in (Turn.FOLLOW_UP, Turn.COMPLAINT))
        if opens and (said.request or said.turn is Turn.COMPLAINT):
            starts.append((message, said.request or message.text))
    return starts or _unrecognised(session, heard)


def _unrecognised(session: Session, heard: Hearing) -> list[tuple[Message, str]]:
    """The first thing that a person said, where the agent then worked on what the rules take for no request."""
    worked = max((message.index for message in session.messages if message.tool_calls), default=-1)
    for message in session.messages[: worked + 1]:
        if message.human and heard.of(message).turn is Turn.STATEMENT:
            return [(message, next(heard.of(message).sentences, ""))]
    return []


def _without_person(
    session: Session, executed: list[Execution], occasion: Occasion, recalled: Recalled, heard: Hearing
) -> list[Stretch]:
    messages = session.messages
    if any(message.human for message in messages) or not any(message.parts for message in messages):
        return []
    goal = stated_goal(session, list(messages), recalled)
    told = session.outcome or feedback_outcome(session.feedback)
    criteria = read_criteria(occasion.success_criteria, occasion.failure_criteria)
    if goal is None and told is None and not executed:
        return []
    judgement = judge(messages, executed, told, None, heard, criteria)
    if not occasion.ended:
        judgement = _still_open(judgement)
    time = next((message.time for message in messages if message.time), None)
    task = _task(goal.text if goal else UNNAMED, messages, judgement, time)
    named_by, source = (goal.message, goal.source) if goal else (None, "")
    return [Stretch(task, messages, tuple(executed), judgement, named_by, source, heard)]


def _still_open(judgement: Judgement) -> Judgement:
    """What holds of a task that may go on: only the user's word or the session's own outcome ends it."""
    if not judgement.status.ended or judgement.evidence in (EXPLICIT, USER):
        return judgement
    return Judgement(TaskStatus.RUNNING, "")


def _task(request: str, messages: tuple[Message, ...], judgement: Judgement, time: datetime | None) -> Task:
    return Task(
        request=request,
        status=judgement.status,
        evidence=judgement.evidence,
        messages=[message.index for message in messages],
        time=time,
    )
