"""What the readers of predicates share: what one says of a person, and how a verb phrase begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.names import ORGANISATION


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said of a person. `identifies`: only people have it; `of_things`: programs and firms have it too."""

    attribute: str
    value: str
    identifies: bool = False
    of_things: bool = False


_STOP_WORDS = (
    "there|now|here|these|again|too|already|any|and|but|who|she|he|about|on|to|for|next|this|last|tomorrow|today|"
    "since|because|so|as|in|at|from|with|not"
)
STOP = rf"(?=\s*[,.;:!?()–—]|\s+(?:{_STOP_WORDS})\b|\s*$)"
AT = rf"(?:\s+(?:at|from|with|over at|of)\s+(?P<company>{ORGANISATION}))?"
WHOSE = r"(?:(?P<whose>our|my|the|an?|their|his|her)\s+)?"
ADVERB = (
    r"(?:(?:now|also|really|usually|always|currently|just|recently|has|have|had|actually|strongly|mostly|generally|"
    r"still)"
    r"\s+){0,3}"
)
WHO = r"\s*,?\s*(?:who\s+)?"
Found = Iterator[tuple[Iterator[Said] | list[Said], int]]
"""What a reader yields at most once: what is said, and where in the text its words end."""


_NAMED_THING = re.compile(
    r"\bthe (?-i:[A-Z])[\w'’-]+ "
    r"(?!(?:file|bug|error|ticket|issue|branch|test|failure|draft|version|meeting|call|link|PR)s?\b)[a-z]+\b"
)


def is_at_hand(value: str) -> bool:
    """Whether the value is about the thing at hand: "the new page"; a thing with a name, "the Accra site", is not."""
    return points_at_hand(_NAMED_THING.sub("", value))


def predicate(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """The pattern of a verb phrase, after "who" and adverbs: "who now runs …"."""
    return re.compile(rf"{WHO}{ADVERB}{pattern}", flags)
