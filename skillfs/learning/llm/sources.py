"""Where in a transcript a sentence that a model wrote comes from: facts need a person who said them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skillfs.learning.english.human_text import typed_text
from skillfs.learning.english.plain_text import shorten, word_set
from skillfs.learning.recalled import Recalled
from skillfs.sessions.messages import Message, Session

LEAST_SHARE = 0.25
"""Of a fact's content words, how many the message that it is from must have."""
_WORD = re.compile(r"[\w'’+#.-]*\w[+#]*")
_STOP = word_set(
    "the a an and or of to in on at for with by from is are was were be been has have had that this it its as not no",
    "user user's users prefers prefer wants likes uses their they them his her he she him date will would should",
    "i my me we our you your",
)


@dataclass(frozen=True, slots=True)
class Source:
    """A message, by its index, and the words of it that something rests on."""

    message: int
    words: str


def content_words(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, in lower case."""
    words = (word.strip(".-'’").casefold() for word in _WORD.findall(text))
    return frozenset(word for word in words if len(word) > 1 and word not in _STOP)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the smaller set of words that the other has too; 0 for an empty one."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


class HumanSources:
    """What people typed in a session, and was not recalled."""

    def __init__(self, session: Session, recalled: Recalled) -> None:
        self._typed = {
            message.index: text
            for message in session.messages
            if (text := _typed(message)) and not recalled.covers_message(text)
        }

    def of(self, index: int) -> Source | None:
        """A message that a person typed, None for any other."""
        text = self._typed.get(index)
        return None if text is None else Source(index, shorten(" ".join(text.split()), 200))

    def of_text(self, text: str, *, least: float = LEAST_SHARE, first: int = 0) -> Source | None:
        """The message from `first` on that has most of the words of `text`, None where none has the `least` share.

        Of two that have as many the later one counts.
        """
        words = content_words(text)
        shares = [(_share(words, typed), index) for index, typed in self._typed.items() if index >= first]
        share, index = max(shares, default=(0.0, -1))
        return self.of(index) if index >= 0 and share >= least else None


def _typed(message: Message) -> str:
    return typed_text(message).strip() if message.human else ""


def _share(words: frozenset[str], text: str) -> float:
    return len(words & content_words(text)) / len(words) if words else 0.0
