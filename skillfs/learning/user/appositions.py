"""What is named beside a word of one's own, whatever the sentence is about: "my cat Biscotti just walked over the …".

A possessive with a noun of one's household or belongings and a name or a description set beside it says what these are;
the sentence around it may be of the moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.third_person import others
from skillfs.learning.user.life_rules import PET

_HOUSEHOLD = (
    r"wife|husband|partner|spouse|fianc[ée]e?|girlfriend|boyfriend|son|daughter|stepson|stepdaughter|twins?|kids?|baby|"
    r"toddler|eldest|youngest|oldest|(?:little|youngest|eldest|oldest|middle|elder|younger) (?:son|daughter|one|boy|"
    r"girl)"
)
_FIRM = r"employer|company|firm|startup|school|university|uni|college|choir|band|club|shop|bakery|restaurant|caf[ée]"
_THING = (
    r"phone|laptop|tablet|camera|car|van|bike|motorbike|boat|piano|guitar|violin|cello|keyboard|printer|e-?reader|"
    r"desktop|workstation|watch|machine|sewing machine|kiln|loom|telescope"
)
_NAME = r"(?P<name>(?-i:[^\W\d_a-z])[\w'’-]*(?: (?:&|and|of) (?=(?-i:[A-Z]))|(?: (?-i:[^\W\d_a-z])[\w'’-]*)){0,3})"
_PERSON = r"(?P<name>(?-i:[^\W\d_a-z])[\w-]{1,20})"
_GONE = re.compile(r"\b(?:late|old|former|ex|first|previous|last|childhood)[- ]", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:I|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|Windows|Mac|Linux|Android|Python|Java|OK|CI|API|SQL)\b"
)
_NAMED = (
    re.compile(
        rf"\b(?P<whose>my|our) (?P<what>{PET}s?|{_HOUSEHOLD})(?:,? (?:who(?:['’]s| is) )?(?:called|named) |"
        rf",? ){_PERSON}"
        r"(?=$|[\s,.;:!?)]|['’]s\b)(?!['’]s)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<whose>my|our) (?P<what>(?:own )?(?:{_FIRM})),? (?:(?:called|named) )?{_NAME}(?=,)", re.IGNORECASE
    ),
)
_IS_A = re.compile(
    rf"\b(?:my|our|(?:got|have|bought|own|use) an?)(?: new| shiny new)? (?P<what>{PET}|{_THING}|{_HOUSEHOLD})(?:, |"
    rf" \()(?P<kind>an? (?:[\w.-]+ ){{0,4}}?[\w.-]+"
    r"(?: (?:called|named) [\w'’-]+)?)(?=$|[,.;:)!?])",
    re.IGNORECASE,
)
_SELF_OWNED = re.compile(r"\b(?:my|our|I)\b", re.IGNORECASE)


_BOSS = re.compile(
    r"\b[Mm]y (?:new |current |line )?(?P<what>manager|boss|supervisor|team lead),? "
    r"(?P<name>(?-i:[^\W\d_a-z])[\w-]+(?: (?-i:[A-Z])[\w-]+)?)"
    r"(?=,| (?:is|was|has|wants|needs|asks|asked|says|said|likes|prefers|will|keeps|expects|hates|loves|insists)\b)"
)


def appositions(text: str) -> Iterator[str]:
    """The third-person sentences of what is named in `text` beside a word of the speaker's own.

    "My employer, Vantaro Logistics, blocks Docker Hub" → "The user's employer is Vantaro Logistics"; "it's broken on my
    phone, a Pixel 6a" → "The user's phone is a Pixel 6a".
    """
    if not _SELF_OWNED.search(text) or _GONE.search(text):
        return
    for pattern, verb in zip(_NAMED, ("is called", "is"), strict=True):
        for match in pattern.finditer(text):
            if not _NO_NAME.match(match["name"]):
                yield f"The user's {match['what']} {_agreed(verb, match['what'])} {match['name']}"
    for match in _BOSS.finditer(text):
        if not _NO_NAME.match(match["name"]):
            yield f"The user's manager is {match['name']}"
    for match in _IS_A.finditer(text):
        yield f"The user's {match['what']} is {others(match['kind'].rstrip('.'))}"


def _agreed(verb: str, what: str) -> str:
    plural = re.search(r"(?:twins|kids|s)$", what) is not None and not what.endswith("ss")
    return verb.replace("is", "are", 1) if plural else verb
