"""What a third-person sentence about the user means: its key, its topic, and the words in it that may change.

A rule recognises one way of saying one thing. Its examples are what people say, kept beside it; tests/learning holds
every rule to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from skillfs.learning.english.plain_text import word_key, word_set
from skillfs.learning.protocol import FoundKind
from skillfs.learning.safety import is_redacted

PERSONAL = "personal-info"
CODING = "coding-preferences"
STACK = "tech-stack"
STYLE = "communication-style"
WORK = "work-context"
GOALS = "goals"
TOPICS = (PERSONAL, CODING, STACK, STYLE, WORK, GOALS)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a third-person sentence is about; `value` are the words in it that a correction would replace."""

    key: str
    topic: str
    kind: FoundKind
    value: str
    inferred: bool = False
    """Whether it is only read off something, such as a signature: what is stated is stronger, whatever its date."""


Key = Callable[[re.Match[str]], str | None]
Topic = str | Callable[[str], str]


@dataclass(frozen=True)
class Rule:
    """Sentences that match `regex` as a whole belong to `topic`; `key` gives their key, None where they say nothing.

    `says` are examples, each a sentence that a person says and this rule reads.
    """

    regex: str
    topic: Topic
    key: Key
    says: tuple[str, ...]
    kind: FoundKind = FoundKind.FACT
    inferred: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The `regex`, compiled when a sentence comes that it may match."""
        return re.compile(self.regex, re.IGNORECASE)

    def meaning(self, sentence: str) -> Meaning | None:
        """What the sentence means by this rule; None where the rule does not know it."""
        match = self.pattern.match(sentence)
        key = self.key(match) if match else None
        if match is None or key is None:
            return None
        topic = self.topic if isinstance(self.topic, str) else self.topic(sentence)
        return Meaning(key, topic, self.kind, match.groupdict().get("value") or "", self.inferred)


def rule(
    pattern: str, topic: Topic, key: Key, *says: str, kind: FoundKind = FoundKind.FACT, inferred: bool = False
) -> Rule:
    """A rule for the sentences "The user" + `pattern`, whose case does not matter."""
    return Rule(f"^The user{pattern}$", topic, key, says, kind, inferred)


def fixed(key: str) -> Key:
    """The key of what one has one of, whatever it is: a home."""
    return lambda match: key


def fixed_if(key: str, holds: Callable[[str], bool]) -> Key:
    """The key of what one has one of, where the value is one."""
    return lambda match: key if holds(match["value"]) else None


def about(prefix: str, holds: Callable[[str], bool] = lambda value: True) -> Key:
    """The key of what one may have several of, each by its name."""
    return lambda match: thing_key(prefix, match["value"]) if holds(match["value"]) else None


def thing_key(prefix: str, value: str) -> str | None:
    """The key of a thing by the words that name it, contrasts aside ("over spaces"); None where they name nothing."""
    if says_nothing(value):
        return None
    words = [word for word in word_key(_CONTRAST.sub("", value)).split() if word not in _SMALL_WORDS]
    return f"{prefix}:{' '.join(words[:8])}" if words else None


def says_nothing(value: str) -> bool:
    """Whether the words in a value's place name no thing of their own: "it", "the second one", "to see that"."""
    return bool(_NO_VALUE.match(value)) or is_redacted(value)


_NO_VALUE = re.compile(
    r"^(?:(?:it|this|that|these|those|they|them|him|her|he|she|how|what|when|where|why|which|who|your|yours)\b|"
    r"the (?:first|second|third|last|former|latter|other|idea|way|new|one|look|sound|approach|option|version|result|"
    r"output|current|\w+ (?:one|version|option|variant))\b|to (?:see|know|ask|say|thank|point|add|hear|get|have)"
    r"|(?:option|version|one|some|something|anything|nothing|everything|so|not|if|any)\b|a (?:lot|bit|few)\b|"
    r"an? (?:new|quick|different)\b)",
    re.IGNORECASE,
)
_CONTRAST = re.compile(r"\s+(?:over|to|instead of|rather than|and not|, not)\s+.{1,60}$", re.IGNORECASE)
_SMALL_WORDS = word_set(
    "the a an of to in on for with and or any all my their your please using use uses when ever code it is are be no "
    "not"
)
