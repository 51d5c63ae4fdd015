"""Wishes that only name what is wanted: "type hints everywhere", "prose over bullets, always", "Emojis? Never."."""

from __future__ import annotations

import re

from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.general_wishes import DEFINITE
from skillfs.learning.english.kinds import names_a_kind
from skillfs.learning.english.orders import FINITE, is_verb
from skillfs.learning.english.third_person import others
from skillfs.learning.english.verb_classes import is_generic, is_trouble
from skillfs.learning.user.lasting_scope import Reach

_NONE_OF = re.compile(
    r"(?:no|zero|absolutely no|not a single) (?!way|idea|problem|one\b|need|worr|longer|more\b|matter|doubt|chance|"
    r"rush|hurry|clue|luck|thanks|errors?|changes?|the\b|\w+ (?:yet|so far))(?!.*\b(?:is|are|was|has|found|"
    r"left)\b)\S",
    re.IGNORECASE,
)
_NO_NOMINAL = re.compile(
    r"(?:the|this|that|these|those|it|i|we|you|he|she|they|don['’]t|do|not|if|when|whenever|so|mind|same|nothing|"
    r"nobody|something|what|how|why|who|thanks|sorry|hello|good|great|nice|well|back|still|almost|again)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"[\w'’.+#/-]+(?: [\w'’.+#/-]+){0,3} (?:over|instead of|rather than|not|before) [\w'’.+#/-]+(?: "
    r"[\w'’.+#/-]+){0,3}$",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"(?P<what>[A-Za-z][\w -]{2,40}s): (?P<how>[^:;]{2,60}),? (?:please|thanks|thank you|thx|always)$", re.IGNORECASE
)


def is_named_wish(core: str, reach: Reach) -> bool:
    """Whether a sentence without a verb names what is wanted, said with a scope of that reach."""
    if reach is Reach.NONE or DEFINITE.search(core):
        return False
    if _COMPARES.match(core) and not _NO_NOMINAL.match(core) and not FINITE.search(core):
        return True
    if _NONE_OF.match(core):
        return reach >= Reach.ADVERB or names_a_kind(core) or is_generic(core)
    return reach >= Reach.ADVERB and _names_things(core)


def topic_in(part: str) -> str | None:
    """The third-person sentence of a kind of things and how they are wanted: "docstrings: Google style, please"."""
    match = _TOPIC.match(part)
    if match is None or not names_a_kind(match["what"]) or is_verb(match["how"].split()[0].casefold()):
        return None
    if DEFINITE.search(part) or points_at_hand(part):
        return None
    return f"The user wants {match['what'].lower()}: {others(match['how'].rstrip(' ,'))}"


def _names_things(core: str) -> bool:
    """Whether a sentence is nothing but the name of a kind of things, as of what is wanted: "type hints"."""
    first = core.split()[0].strip(",").casefold()
    if _NO_NOMINAL.match(core) or DEFINITE.search(core) or FINITE.search(core) or is_trouble(core):
        return False
    return (names_a_kind(core) or is_generic(core)) and not is_verb(first)


def verdict_on(asked: str, answer: str) -> str | None:
    """The third-person sentence of a kind of things that a question names and the answer judges: "Emojis? Never."."""
    thing = asked.strip(" ?")
    if not thing or len(thing.split()) > _SHORT or _IS.search(thing) or not (names_a_kind(thing) or is_generic(thing)):
        return None
    if DEFINITE.search(thing) or points_at_hand(thing) or is_verb(thing.split()[0].casefold()):
        return None
    thing = others(f"{thing[:1].lower()}{thing[1:]}")
    if match := _DENIED.match(answer):
        where = f", {others(match['where'])}" if match["where"] else ""
        return f"The user does not want {thing}{where}"
    if _GRANTED.match(answer):
        return f"The user wants {thing}: {others(answer.rstrip(' .!').lower())}"
    return None


_IS = re.compile(r"\b(?:is|are|was|were|isn['’]t|aren['’]t|will|would|has|have|had|does|did)\b", re.IGNORECASE)
_SHORT = 6
_DENIED = re.compile(
    r"(?:(?:oh )?(?:please |absolutely |certainly |definitely |god )?(?:no+|not|never|nope)(?: (?:ever|thanks|thank "
    r"you|please|way))?(?:,? (?P<where>(?:in|on|for|with|under) (?:my|our|any)\b[\w ]{2,30}))?(?:,? (?:thanks|thank "
    r"you|please|ever))?|hard pass|no go|over my dead body|not a fan|(?:not|never) (?:for me|my thing|my style|with "
    r"me)|I (?:hate|dislike|can['’]t stand) (?:them|it|those))[.!]*$",
    re.IGNORECASE,
)
_GRANTED = re.compile(
    r"(?:(?:yes |absolutely |definitely )*(?:always|every time|everywhere)(?: please)?|yes please,? (?:always|"
    r"everywhere))(?: (?:as|in|with|by|on) [\w ]{2,40})?[.!]*$",
    re.IGNORECASE,
)
