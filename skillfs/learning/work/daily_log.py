"""The daily log: one entry for each finished task, in ``daily-logs/YYYY-MM-DD.md``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from skillfs.learning.dates import day_of
from skillfs.learning.english.plain_text import plain, sentences, shorten
from skillfs.learning.english.questions import is_question
from skillfs.learning.english.turns import Turn
from skillfs.learning.english.verbs import BASE_OF_PAST
from skillfs.learning.entries import Entry, EntryFile
from skillfs.learning.protocol import Found, FoundKind, Occasion, Skipped, TaskStatus
from skillfs.learning.recalled import Recalled
from skillfs.learning.safety import is_redacted, one_safe_line, without_contacts
from skillfs.learning.work.tasks import UNNAMED, Stretch
from skillfs.sessions.messages import Message, Role, Session, Text, Thinking
from skillfs.skills.staging import Staging

SKILL = "daily-logs"
SUMMARY_LIMIT = 240
DECISION_LIMIT = 160
MAX_DECISIONS = 2
_SHORT_ANSWER = 400

_ANNOUNCES = re.compile(
    r"^(?:now\b|let me|let's|i'll|i will|here(?:'s|’s| is| are)|next\b|first\b|perfect|great|excellent|good\b|okay|"
    r"ok\b|sure|certainly|"
    r"of course|absolutely|all done|done[.!]?$|you're welcome|i'm happy|happy to|if you|would you|do you|shall i|"
    r"please |feel free|"
    r"summary|results?:?$|what (?:i|was|the)|step \d)",
    re.IGNORECASE,
)
_SAYS_LITTLE = re.compile(
    r"^(?:the|your|all|this)\s+(?:\w+\s+){1,2}(?:is|are)(?: now)? (?:complete|completed|done|finished|ready|fixed)\b|"
    r"^vulnerability\b",
    re.IGNORECASE,
)
_ACKNOWLEDGES = re.compile(
    r"(?:understood|noted|got it|will do|okay|ok|sure|you['’]re (?:very )?welcome|glad|happy to|no problem|my "
    r"pleasure|thanks|thank "
    r"you|i['’]ll (?:remember|keep|do|make sure)|good to know|great to hear|from now on|good|alright|"
    r"done)\b[^\n]{0,160}$",
    re.IGNORECASE,
)
_ASKS = frozenset({Turn.REQUEST, Turn.FOLLOW_UP, Turn.COMPLAINT})
_HOLDS_NOW = re.compile(
    r"\b(?:pass(?:es|ed)?|works?|worked|succeeds?|succeeded|came from|comes from|was caused by|is (?:now )?(?:there|"
    r"in place|live|up|"
    r"saved|written|green|at|in)|are (?:now )?(?:there|in place|live|up|saved|written|green)|now (?:uses?|has|"
    r"returns?|runs?|"
    r"handles?|shows?))\b",
    re.IGNORECASE,
)
_WAS_DONE = re.compile(r"\b(?:has|have|was|were) (?:been )?\w+(?:ed|en|t)\b")
_MARKUP_LINE = re.compile(r"^\s*(?:\||```|~~~|#{1,6}\s|---+\s*$|[├└│])")
_DECIDED = re.compile(
    r"\b(?:instead of|rather than|decided to|decided on|chose|chosen|opted|on purpose|deliberately|by design|"
    r"trade-?off|settled on)\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(r"^[^,]{4,90}\b(?:is|are|was|were|means?|starts?|needs?)\b[^,]{1,80}, not [^,.]{2,50}\.?$")
_DOUBT = re.compile(
    r"\b(?:maybe|perhaps|might|probably|could be|i think|seems?|wait|hmm|actually|should|if)\b|\?", re.IGNORECASE
)


class DailyLog:
    """The log of one session's tasks. `save` puts into the skills what `write` has logged."""

    def __init__(self, session: Session, skills: Staging, occasion: Occasion, recalled: Recalled) -> None:
        self._session, self._skills, self._occasion, self._recalled = session, skills, occasion, recalled
        self._has_skill = skills.read(f"{SKILL}/SKILL.md") is not None
        self._files: dict[str, EntryFile] = {}

    def write(self, stretch: Stretch, learnings: Sequence[str] = ()) -> Found | Skipped | None:
        """Log a finished task; None where the log says so already.

        A task that earlier runs have seen a part of is revised in place; every other one gets an entry of its own.
        """
        task = stretch.task
        if not self._has_skill:
            return Skipped(task.request, f"the space has no {SKILL}/SKILL.md to keep it")
        if reason := _reason_to_skip(stretch, self._session):
            return Skipped(task.request, reason)
        day = day_of(task.time, self._session, self._occasion)
        path = f"{SKILL}/{day}.md"
        file = self._files.get(path) or EntryFile(self._skills.read_text(path), day)
        entry = Entry(_title(task.request), tuple(_fields(stretch, self._recalled, learnings)))
        known = bool(task.messages) and task.messages[0] < self._occasion.learnt_through
        heading = (entry.heading if file.revise(entry) else None) if known else file.add(entry)
        if heading is None:
            return None
        self._files[path] = file
        return Found(FoundKind.LOG, heading, path, stretch.named_by, stretch.source)

    def save(self) -> None:
        """Write the files in which something was logged."""
        for path, file in self._files.items():
            self._skills.write(path, file.text)


def _reason_to_skip(stretch: Stretch, session: Session) -> str | None:
    if not stretch.task.status.ended:
        return "the task is still open; it is logged when it ends"
    if session.outcome is None and _is_look_up(stretch):
        return "a question with a short answer and no work: nothing to keep"
    return None


def _is_look_up(stretch: Stretch) -> bool:
    asked = [
        request for message in stretch.messages if message.human and (request := stretch.heard.of(message).request)
    ]
    if stretch.executed or len(asked) != 1 or not is_question(asked[0]):
        return False
    return len(_last_answer(stretch)) < _SHORT_ANSWER


def _title(request: str) -> str:
    line = one_safe_line(request).replace("[REDACTED]", "…")
    return line or UNNAMED


def _fields(stretch: Stretch, recalled: Recalled, learnings: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "Outcome", stretch.judgement.in_words
    told = list(islice(_keepable(_summary_sentences(_result(stretch)), SUMMARY_LIMIT, recalled), 12))
    summary = max(told, key=_tells_result, default=None)
    if summary:
        yield "Summary", summary
    decisions = list(dict.fromkeys(_keepable(_decision_sentences(stretch), DECISION_LIMIT, recalled)))[:MAX_DECISIONS]
    if decisions := [decision for decision in decisions if decision != summary]:
        yield "Key Decisions", "; ".join(decision.rstrip(".") for decision in decisions)
    if lessons := [*learnings, *_contrast(stretch, summary, recalled)]:
        yield "Learnings", "; ".join(lessons)


def _last_answer(stretch: Stretch) -> str:
    answers = (message.text for message in reversed(stretch.messages) if message.role is Role.ASSISTANT)
    return next((text for text in answers if text.strip()), "")


def _result(stretch: Stretch) -> str:
    """The agent's last answer to a request, rather than to thanks or to a remark ("Understood: short answers.")."""
    asked = True
    answer = result = ""
    for message in stretch.messages:
        if message.human:
            asked = stretch.heard.of(message).turn in _ASKS
        elif message.role is Role.ASSISTANT and message.text.strip():
            answer = message.text
            result = answer if asked and not _ACKNOWLEDGES.match(answer.strip()) else result
    return result or answer


def _contrast(stretch: Stretch, summary: str | None, recalled: Recalled) -> Iterator[str]:
    """What was first claimed and did not hold, against what did: one lesson for a task that took a retry."""
    complaints = [message.index for message in stretch.messages if stretch.heard.of(message).turn is Turn.COMPLAINT]
    if not complaints or not summary or stretch.judgement.status is not TaskStatus.SUCCESS:
        return
    answers = [message for message in stretch.messages if message.role is Role.ASSISTANT and message.text.strip()]
    first = next((message.text for message in reversed(answers) if message.index < complaints[0]), "")
    claims = list(islice(_keepable(_summary_sentences(first), DECISION_LIMIT, recalled), 12))
    claim = max(claims, key=_tells_result, default=None)
    if claim and claim != summary and answers[-1].index > complaints[-1]:
        held = shorten(summary, DECISION_LIMIT).rstrip(".")
        yield f"first try, which did not hold: {claim.rstrip('.')}; what did: {held}"


def _tells_result(sentence: str) -> int:
    """How much a sentence sounds like the result of a task; of equals the first is meant."""
    if _SAYS_LITTLE.match(sentence) or sentence.endswith(":"):
        return 0
    first = sentence.split()[0].casefold()
    was_done = bool(_WAS_DONE.search(sentence)) or first in BASE_OF_PAST
    return 1 + 3 * was_done + 2 * bool(_HOLDS_NOW.search(sentence)) + bool(re.search(r"\d", sentence))


def _summary_sentences(answer: str) -> Iterator[str]:
    """The sentences of an answer that say what was done, without headings, tables, code and announcements."""
    for line in _prose_lines(answer):
        for sentence in sentences(plain(line)):
            says_something = len(sentence.split()) > 2 and not _ANNOUNCES.match(sentence) and not sentence.endswith("?")
            if says_something and (not sentence.endswith(":") or _WAS_DONE.search(sentence)):
                yield sentence.rstrip(":")


def _decision_sentences(stretch: Stretch) -> Iterator[str]:
    """What was decided, and what turned out to be so against expectation ("the years are in row 9, not row 10")."""
    for line in _prose_lines(_last_answer(stretch)):
        for sentence in sentences(plain(line)):
            if len(sentence) <= DECISION_LIMIT and _DECIDED.search(sentence):
                yield sentence
    for message in stretch.messages:
        for text in _agents_words(message):
            for sentence in sentences(text[:8000]):
                if len(sentence) <= DECISION_LIMIT and _CONTRAST.match(sentence) and not _DOUBT.search(sentence):
                    yield plain(sentence)


def _agents_words(message: Message) -> Iterator[str]:
    if message.role is Role.ASSISTANT:
        yield from (part.text for part in message.parts if isinstance(part, Thinking | Text))


def _prose_lines(text: str) -> Iterator[str]:
    fenced = False
    for line in text[:8000].splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and line.strip() and not _MARKUP_LINE.match(line):
            yield line


def _keepable(found: Iterator[str], limit: int, recalled: Recalled) -> Iterator[str]:
    for sentence in found:
        line = one_safe_line(without_contacts(sentence))
        if line and not is_redacted(line) and not recalled.covers(sentence):
            yield shorten(line, limit)
