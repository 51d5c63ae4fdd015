"""What a fact that holds *now* stands in the place of: an older one that says the same of another value.

Most facts have a key, and one bullet is kept a key (`fact_files.put`). What a sentence says in general has none but
itself: "I'm on the early shift now" and "I'm on the night shift" are two facts until the word *now* says that there
was another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.plain_text import word_key, word_set
from skillfs.learning.user import fact_files
from skillfs.learning.user.fact_files import Line
from skillfs.learning.user.facts import Fact
from skillfs.learning.user.forgetting import content
from skillfs.skills.staging import Staging

_NOW = re.compile(
    r"\b(?:now(?! and then)|instead|upgraded|bumped|from now on|as of|makes? (?:us|me|that)|any (?:longer|more)|"
    r"anymore|in the end|"
    r"has (?:been )?(?:moved|changed)|have (?:moved|changed|gone up|grown))\b",
    re.IGNORECASE,
)
_BESIDES = re.compile(
    r"\b(?:also|too(?=[,.;!]|$)|as well|another|second|besides|additionally|both|still|on top|even)\b", re.IGNORECASE
)
_ADVERBS = word_set("now only just currently instead recently finally already")
_TAKES_VALUE = word_set("on in at with to from for by as over under of")
"""What a sentence's value follows, when that is all that the two sentences do not share."""
_OF_THING = word_set("is are")
_MAX_VALUE_WORDS = 4
_SUBJECT_WORDS = 2
"""Those of "The user", with which each fact begins."""


def replaced(skills: Staging, statement: Statement, fact: Fact, day: str) -> list[Line]:
    """The facts of before `day` (ISO) that `fact` says anew, where the statement tells of a change; newest last."""
    if not _NOW.search(statement.text) or is_besides(statement):
        return []
    new = _words(fact.text)
    return [
        line for line in fact_files.lines(skills) if line.date <= day and _is_of_other_value(_words(line.text), new)
    ]


def former_value(statement: Statement) -> str | None:
    """What is in place no more, beside what the statement says of now: "tabs, no longer spaces" → "spaces"."""
    match = _FORMER.search(statement.text)
    return match["old"] if match else None


def without_former(statement: Statement) -> Statement:
    """The statement without what it says to be in place no more."""
    return replace(statement, text=_FORMER.sub("", statement.text))


def superseded(skills: Staging, facts: Sequence[Fact], old: str, day: str) -> list[Line]:
    """The facts of before `day` (ISO) about what is in place no more, in the files of what is said of now."""
    paths, wanted = {fact_files.path_of(fact.topic) for fact in facts}, content(old)
    return [
        line
        for line in fact_files.lines(skills)
        if wanted and line.path in paths and line.date <= day and wanted <= content(line.text)
    ]


_FORMER = re.compile(
    r"(?:\s*(?:[,;]|\b(?:and|but)\b|\s[–—-])\s*(?:and |but )?(?:(?:no longer|no more) (?P<link>(?:in|with|at|on|as|"
    r"for|use|"
    r"using|the) )?|(?:not )(?=[^,.;:!?]{2,50} any ?(?:more|longer)))|(?<=now)(?:,? and)?,? (?:instead of|"
    r"in place of|rather "
    r"than) )(?P<old>[^,.;:!?]{2,40}?)(?:,? any ?(?:more|longer))?(?=[,.;:!?]|$|\s(?:and|but|so|please)\b)",
    re.IGNORECASE,
)


def is_besides(statement: Statement) -> bool:
    """Whether what is said holds beside what was said before: "I also speak Portuguese"."""
    return _BESIDES.search(statement.text) is not None


def beside(fact: Fact) -> Fact:
    """The fact with a key of its own, so that it takes the place of none."""
    return replace(fact, key=f"{fact.key}:{word_key(fact.text)}")


def _words(sentence: str) -> list[str]:
    return [word for word in word_key(sentence).split() if word not in _ADVERBS]


def _is_of_other_value(old: list[str], new: list[str]) -> bool:
    """Whether two sentences are one frame around two values: "is on the … shift", "'s wedding is on …"."""
    head = _shared(old, new)
    tail = _shared(old[: head - 1 : -1], new[: head - 1 : -1]) if head else 0
    values = old[head : len(old) - tail], new[head : len(new) - tail]
    if head <= _SUBJECT_WORDS or not all(0 < len(value) <= _MAX_VALUE_WORDS for value in values):
        return False
    if new[_SUBJECT_WORDS] == "s":
        # "The user's kids are …": what is said of the same thing, however it is said.
        return bool(_OF_THING.intersection(new[:head]))
    if new[_SUBJECT_WORDS] in _OF_THING or "a" in values[0] + values[1]:
        # "is on insulin" and "is on a diet" are two things that hold at once.
        return tail > 0
    return tail > 0 or new[head - 1] in _TAKES_VALUE


def _shared(some: list[str], others: list[str]) -> int:
    """How many words two sentences begin with in common."""
    count = 0
    for one, other in zip(some, others, strict=False):
        if one != other:
            break
        count += 1
    return count
