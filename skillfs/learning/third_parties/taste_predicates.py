"""What a verb phrase says of somebody's likes: "prefers mornings", "can't stand phone calls", "no longer eats meat"."""

from __future__ import annotations

import re

from skillfs.learning.english.fact_values import is_spoken, points_at_hand
from skillfs.learning.english.predicate_parts import WHO, Found, Said, predicate
from skillfs.learning.english.third_person import others
from skillfs.learning.english.trailing import without_trailing
from skillfs.learning.english.verb_classes import DISLIKES, FOND_OF, LIKES, is_generic

_TASTE_VERB = (
    r"prefers?|likes?|loves?|hates?|dislikes?|enjoys?|avoids?|is allergic to|(?:can['’]t|cannot) (?:stand|do|make)|"
    r"(?:does not|doesn['’]t|don['’]t|do not) (?:like|do|drink|eat|take|work (?=on |before |after |in |weekends))|"
    r"only (?:takes?|works?|does|drinks?|eats?|meets?)|never (?:takes?|works?|answers?|drinks?|eats?)|speaks?"
)
_PREFERS = re.compile(
    rf"{WHO}(?P<what>(?:(?:really|usually|always|strongly|generally|also)\s+)?(?:(?P<verb>{_TASTE_VERB})\b\s*"
    r"(?P<object>[^.;!?()]{1,100})|(?:is|['’]s) an? (?:vegetarian|vegan)|(?:is|['’]s) (?:vegetarian|vegan|"
    r"gluten[- ]free|"
    r"left-handed)|works? (?:part[- ]time|remotely|best in [^.;,!?()]{3,40})|needs? \w+ notice))",
    re.IGNORECASE,
)
_NO_MORE = re.compile(
    rf"{WHO}(?:(?:no longer|stopped)\s+(?P<verb>prefers?|likes?|loves?|hates?|enjoys?|liking|speaks?|drinks?|"
    rf"eats?)\s+"
    rf"(?P<object>[^,.;!?()]{{2,60}})|(?:doesn['’]t|does not)\s+(?P<verb2>prefer|like|love|hate|enjoy|drink|eat)\s+"
    rf"(?P<object2>[^,.;!?()]{{2,60}}?)\s+any ?more\b)",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"(?:it|this|that|these|those|them|him|you|your|me|my|us|our|how|when|what|to (?:hear|see|know|say)|so|too|"
    r"one\b|the (?:first|second|third|last|other|new|old|idea|plan|design|proposal|draft|look|sound|current|way|"
    r"result|"
    r"version|option|changes?)|option|version|everything|something|nothing)\b",
    re.IGNORECASE,
)
_PLURAL_TIMES = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days|mornings|afternoons|evenings|weekends", re.IGNORECASE
)
_GENERIC_TASTE = predicate(
    r"(?P<what>(?P<verb>would (?:rather|sooner)(?: not)? (?:get|have|use|read|write|receive)|(?:can['’]t|cannot) "
    r"bear|"
    rf"{LIKES}|{FOND_OF}|{DISLIKES})\s+(?P<object>[^,.;!?()]{{2,60}}))",
    re.IGNORECASE,
)
_NEXT_VERB = re.compile(
    r"(?:,\s*|\s+)(?:and|but)\s+(?:also\s+)?(?=(?:prefers?|likes?|loves?|hates?|dislikes?|enjoys?|avoids?|works?|"
    r"lives?|is|has|"
    r"joined|moved|runs|leads|manages|speaks|reports|handles|wants?|needs?|goes|only|never|does|can)\b)"
    r"|,\s+(?=(?:so|but|because|can|could|please|and|who|which|let|not|I|we|you)\b)|\s+(?:so|because|since)\s+",
    re.IGNORECASE,
)


def is_passing(thing: str) -> bool:
    """Whether the object of a verb is of the moment: "it", "the new draft"."""
    return _PASSING.match(thing) is not None


def is_no_more_liked(rest: str, pronoun: bool) -> Found:
    """What "no longer likes mornings" takes back."""
    if match := _NO_MORE.match(rest):
        verb, thing = match["verb"] or match["verb2"], match["object"] or match["object2"]
        yield [Said("former preference", f"{verb} {thing}")], match.end()


def has_taste(rest: str, pronoun: bool) -> Found:
    """What "loves the sea and hates calls" says, as "loves the sea"."""
    match = _PREFERS.match(rest)
    if match is None:
        return
    what = match["what"]
    if cut := _NEXT_VERB.search(what, len(what.split()[0])):
        what = what[: cut.start()]
    thing = what[match.start("object") - match.start("what") :] if match["object"] else ""
    thing = without_trailing(thing)
    if thing and (is_passing(thing) or points_at_hand(thing) or not _suits(match["verb"], thing)):
        return
    text = re.sub(r"^['’]s\b", "is", others(what.strip()))
    yield [Said("preference", _singular_verb(without_trailing(text)))], match.start("what") + len(what)


def _suits(verb: str, thing: str) -> bool:
    if verb.startswith("speak"):
        return is_spoken(thing)
    return not verb.endswith((" make", " do")) or bool(_PLURAL_TIMES.search(thing))


def has_generic_taste(rest: str, pronoun: bool) -> Found:
    """What "is keen on early meetings" says: a weaker verb of liking, of a kind of thing."""
    match = _GENERIC_TASTE.match(rest)
    if match and is_generic(without_next(match["object"])):
        what = without_next(match["what"])
        yield [Said("preference", without_trailing(others(what)))], match.start("what") + len(what)


def without_next(text: str) -> str:
    """The first verb phrase of several: "runs payroll | and hates calls"."""
    cut = _NEXT_VERB.search(text)
    return without_trailing(text[: cut.start()] if cut else text)


def _singular_verb(text: str) -> str:
    """ "prefer mornings" (said with "they") as "prefers mornings"."""
    return re.sub(r"^(prefer|like|love|hate|dislike|enjoy|avoid|speak|work)\b", r"\1s", text)
