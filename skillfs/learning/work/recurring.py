"""Failures that nobody overcame: what the daily log knows of them, and the warning that one seen twice becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skillfs.learning.english.plain_text import shorten
from skillfs.learning.safety import is_dangerous, is_poison, is_redacted
from skillfs.learning.work.causes import root_cause
from skillfs.learning.work.fixes import Unsolved
from skillfs.learning.work.tasks import Stretch
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging

_LOGS = "daily-logs"
_QUOTED = 100
_REMEMBER = re.compile(
    r"\b(?:remember|note|keep|write down|save|memori[sz]e) (?:this|that|it)\b(?! (?:file|page|document))|"
    r"\bfor next time\b|\bdon['’]t forget (?:this|that)\b",
    re.IGNORECASE,
)
_SHOULD_HAVE = re.compile(
    r"^(?:you (?:should have|should|need to|have to|must)|the right way is to|instead,?)\s+(?P<what>\S.{4,160})$",
    re.IGNORECASE,
)
_NEXT_TIME = re.compile(r"^(?P<what>(?:next time|in (?:the )?future|always|never|before)\b.{4,160})$", re.IGNORECASE)


def open_question(failure: Unsolved) -> str:
    """The line by which the daily log keeps a failure that stayed."""
    return f"unsolved: `{shorten(failure.symptom, _QUOTED)}`"


def seen_before(failure: Unsolved, skills: Staging) -> str | None:
    """The first day on which the daily log has the same failure from an earlier session, unsolved as well; or None."""
    line = open_question(failure)
    logs = (path for path in skills.paths(_LOGS) if line in (skills.read_text(path) or ""))
    return next((path.rpartition("/")[2].removesuffix(".md") for path in logs), None)


def is_to_be_remembered(stretch: Stretch) -> bool:
    """Whether the user said to remember what happened in a task."""
    return any(_REMEMBER.search(text) for text in _said(stretch, -1))


def warning_lines(failure: Unsolved, stretch: Stretch, session: Session) -> Iterator[str]:
    """What is known of a failure, as the lines of an entry: Symptom, Root Cause, Correct Approach, Prevention.

    The cause is the agent's own explanation, approach and prevention are the user's words; the unknown is left out.
    """
    yield f"- Symptom: `{failure.symptom}`"
    if cause := root_cause(session, failure.failing.message):
        yield f"- Root Cause: {cause}"
    said = list(_said(stretch, failure.failing.message))
    for name, pattern in (("Correct Approach", _SHOULD_HAVE), ("Prevention", _NEXT_TIME)):
        told = (match["what"] for text in said if (match := pattern.match(text)) and _is_safe(text))
        if what := next(told, ""):
            yield f"- {name}: {what[:1].upper()}{what[1:].rstrip('.!')}"


def distinct(unsolved: Sequence[Unsolved]) -> list[Unsolved]:
    """One failure of each symptom, the last ones last."""
    return list({failure.symptom: failure for failure in unsolved}.values())


def _said(stretch: Stretch, after: int) -> Iterator[str]:
    for message in stretch.messages:
        if message.human and message.index > after:
            yield from (said.text for said in stretch.heard.of(message).statements if not said.one_off)


def _is_safe(text: str) -> bool:
    return not (is_poison(text) or is_redacted(text) or is_dangerous(text))
