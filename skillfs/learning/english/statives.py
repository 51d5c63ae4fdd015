"""The general reading of what is said of somebody: a predicate in the present that holds beyond the day.

English says with the simple present of the third person what somebody is, has or habitually does: "plays the cello",
"can't do Mondays", "has two daughters". So every such predicate is read, whatever its verb, unless it is of a class
that tells of the moment: reports ("says"), wants and errands ("needs the file"), passing states ("is late"),
times that pass ("leaves tomorrow"), things at hand ("fixes the build"). An adverb of habit ("always") says
outright that it lasts. Attributes that a file has a field for are read by `predicates` first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from skillfs.learning.english import stative_classes as classes
from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.plain_text import fold
from skillfs.learning.english.predicate_parts import is_at_hand
from skillfs.learning.english.third_person import about_the_user
from skillfs.learning.english.trailing import without_trailing
from skillfs.learning.english.verb_classes import is_generic
from skillfs.learning.english.verbs import BASES

MAX_WORDS = 18


class Evidence(Enum):
    """How much a predicate tells of its subject being a person at all."""

    NONE = "programs and firms do that too"
    SOME = "people do that, and a few things"
    HUMAN = "only people are or have that"


@dataclass(frozen=True, slots=True)
class Stative:
    """A predicate that lasts, in third person, the first person in it being "the user"."""

    text: str
    evidence: Evidence


def stative(rest: str) -> Stative | None:
    """The predicate that `rest`, the words after a subject, begins with, where it lasts; None for every other.

    The subject is a single person ("they" already made singular). " only answers text messages, draft one" → "only
    answers text messages". Linear in `rest`.
    """
    text = re.sub(r"^who(?=['’ ])\s*", "", _own_words(rest))
    words = text.split()
    if not 1 < len(words) <= MAX_WORDS or classes.PASSES.search(text):
        return None
    lead = 0
    while lead < len(words) - 1 and words[lead].casefold() in classes.ADVERBS:
        lead += 1
    core = _IS_NOW.sub("is ", " ".join(words[lead:]))
    habitual = bool(classes.HABIT.search(text)) or "only" in (word.casefold() for word in words[:lead])
    evidence = _evidence(core, habitual=habitual)
    if evidence is None:
        return None
    kept = [word for word in words[:lead] if word.casefold() not in classes.DROPPED]
    core = re.sub(r"^['’]d\b", "would", re.sub(r"^['’]s\b", "is", core))
    return Stative(about_the_user(" ".join([*kept, core])), evidence)


_IS_NOW = re.compile(r"^(?:is|['’]s) (?:(?:now|currently|actually|also|still) )*(?=\S)")


def taken_back(rest: str) -> str | None:
    """The words of a predicate that holds no more: " doesn't eat meat any more" → "eat meat"; None for every "
    "other."""
    match = classes.NO_MORE.match(classes.ENDS.sub("", fold(rest)[:200]).strip(" .!"))
    if match is None or not (match["any"] or match["lead"]):
        return None
    what = match["what"].strip()
    return None if re.match(r"(?:on )?(?:the|this|that|it)\b", what) else what


def _own_words(rest: str) -> str:
    text = classes.ENDS.sub("", fold(rest)[:200])
    for order in classes.ORDERS.finditer(text):
        if order["verb"] in BASES:
            text = text[: order.start()]
            break
    return without_trailing(text.strip(" ,.!"))


def _evidence(core: str, *, habitual: bool) -> Evidence | None:
    """What a predicate tells of its subject; None where it does not last."""
    first, _, rest = core.partition(" ")
    verb = first.casefold()
    if is_at_hand(core) or classes.OF_THE_SCREEN.search(core):
        return None
    if verb in classes.TASTES or classes.KNOWS_ANSWER.match(rest):
        return None
    if classes.AT_HAND.search(core) and not habitual:
        return None
    habitual = habitual or bool(classes.AT_HOURS.search(core) and not classes.DEADLINES.match(verb))
    if core.startswith("is the "):
        return Evidence.SOME if classes.LASTING_FRAMES.match(core) or classes.NOUN_PHRASE.match(rest) else None
    if classes.PERMANENT_PAST.match(core):
        return Evidence.HUMAN
    if core.startswith("will be ") and classes.LASTING_PROGRESSIVE.match(core, len("will be ")):
        return Evidence.SOME
    if verb in ("is", "'s", "’s"):
        return _evidence_of_state(rest, habitual=habitual)
    if verb == "has" and classes.POSSESSIONS.match(rest):
        return Evidence.HUMAN
    if (match := classes.RATHER.match(core)) and _is_lasting_wish(match["object"]):
        return Evidence.SOME
    if match := classes.INABILITY.match(core):
        return Evidence.SOME if habitual or not classes.PASSING_INABILITY.match(core, match.end()) else None
    if classes.SINCE.match(core) or classes.LASTING_FRAMES.match(core) or classes.ABILITY.match(core):
        return Evidence.SOME
    if not classes.VERB.match(verb) or verb in classes.REPORTS or (verb in classes.PASSING_VERBS and not habitual):
        return None
    return Evidence.SOME if habitual or verb in classes.HUMAN_VERBS else Evidence.NONE


def _is_lasting_wish(wish: str) -> bool:
    match = classes.RATHER_VERB.match(wish)
    if match is None or points_at_hand(wish):
        return False
    thing = re.split(r" (?:than|over|to|by|in|on|as) ", match["thing"], maxsplit=1)[0]
    return not thing or not re.match(r"(?:this|that|it|the|an?|so)\b", thing) or is_generic(thing)


def _evidence_of_state(state: str, *, habitual: bool) -> Evidence | None:
    state = re.sub(r"^(?:(?:now|also|still|actually|currently|really) )+", "", state)
    adverb = re.match(r"(?:not|always|never|usually|only|rarely|mostly|often)\s", state)
    if classes.LASTING_ADJECTIVE.match(state[adverb.end() :] if adverb else state):
        return Evidence.HUMAN
    if adverb:
        return Evidence.SOME if habitual else None
    if classes.LASTING_PROGRESSIVE.match(state) or classes.NOUN_PHRASE.match(state):
        return Evidence.SOME
    return Evidence.SOME if habitual and not classes.PASSING_STATE.match(state) else None
