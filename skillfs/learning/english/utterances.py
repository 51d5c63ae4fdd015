"""What people say in a session, cut once: whatever a rule asks of a message was read off it when it was first asked.

Tasks, outcomes, facts, people and the daily log all read the same `Utterance` of a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from skillfs.learning.english import turns
from skillfs.learning.english.human_text import Statement, signed_name, statements, typed_text
from skillfs.learning.english.language import is_english
from skillfs.learning.english.plain_text import sentences
from skillfs.learning.english.recurring_texts import read_once
from skillfs.learning.english.turns import Turn
from skillfs.sessions.messages import Message

SCAN = 20_000
"""Characters of a message that are looked at for what it asks for; what is longer is a document that was pasted."""
_OPENING = 600
_OPENING_SENTENCES = 2


@dataclass(frozen=True)
class Utterance:
    """What a person says in `message`; without text where no person typed it. Immutable: every part is cut at most
    once."""

    message: Message

    @cached_property
    def text(self) -> str:
        """What was typed, without HTML comments."""
        return typed_text(self.message)

    @cached_property
    def scanned(self) -> str:
        """The text as far as it is looked at for requests."""
        return self.text[:SCAN]

    @cached_property
    def is_english(self) -> bool:
        """Whether the rules can read it."""
        return is_english(self.text)

    @property
    def sentences(self) -> Iterator[str]:
        """The sentences of `scanned`, verbatim, code and quotes included: mostly the first few of them decide."""
        return sentences(self.scanned)

    @cached_property
    def opening(self) -> str:
        """The first two sentences: where people say what they think of the work so far."""
        return " ".join(islice(sentences(self.text[:_OPENING]), _OPENING_SENTENCES))

    @cached_property
    def request(self) -> str | None:
        """The sentence that asks for something, without politeness; None where nothing is asked.

        "Hi! Could you please set up a meeting?" asks to "set up a meeting"; "I prefer TypeScript." asks for nothing.
        What is not English cannot be told apart and counts as a request.
        """
        return _asking(self.text)[0]

    @cached_property
    def turn(self) -> Turn:
        """The part that it plays; `SILENT` where no person speaks."""
        return _asking(self.text)[1]

    @cached_property
    def is_praise(self) -> bool:
        """Whether it begins with saying that the work is good, whatever else it asks for."""
        return turns.is_praise(self.opening)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What the person states, sentence by sentence."""
        return tuple(statements(self.message))

    @cached_property
    def signature(self) -> Statement | None:
        """What a signature at its end states."""
        return signed_name(self.message)


@read_once
def _asking(text: str) -> tuple[str | None, Turn]:
    """What a message asks for, and the part that it plays."""
    scanned = text[:SCAN]
    request = turns.request_among(sentences(scanned), english=is_english(text))
    return request, turns.turn_of(scanned, request) if text else Turn.SILENT


class Hearing:
    """The utterances of one session, each made when it is first asked for."""

    def __init__(self) -> None:
        self._utterances: dict[int, Utterance] = {}

    def of(self, message: Message) -> Utterance:
        """What is said in a message of the session."""
        utterance = self._utterances.get(message.index)
        if utterance is None:
            utterance = self._utterances[message.index] = Utterance(message)
        return utterance
