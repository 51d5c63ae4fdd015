"""All that the words after a name or a pronoun say: verb phrase by verb phrase, by attribute or in general.

" runs the Oslo warehouse, hates video calls and can't do Mondays" are three verb phrases of one subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from skillfs.learning.english.predicate_parts import Said
from skillfs.learning.english.stative_classes import LASTING_ADJECTIVE
from skillfs.learning.english.statives import Evidence, stative, taken_back
from skillfs.learning.third_parties.predicates import predicates

MAX_PHRASES = 6

_LASTING_VERBS = (
    r"prefers|likes|loves|hates|dislikes|enjoys|avoids|works|lives|joined|moved|runs|leads|heads|manages|speaks|"
    r"reports|"
    r"handles|wants|needs|goes|answers|plays|teaches|drives|owns|keeps|takes|collects|collect|commutes|brings|signs|"
    r"approves|cooks|wears|celebrates|writes|maintains|supports|reads|drinks|eats|sings|studies|makes|comes|looks|"
    r"uses|"
    r"oversees|coordinates|supervises|chairs|organi[sz]es|volunteers|coaches|mentors|travels|rides|runs|swims|paints|"
    r"photographs|gardens|bakes|sells|buys|deals|covers|represents|translates|interprets|designs|develops|knows|"
    r"can|can['’]t|cannot|doesn['’]t|does not|won['’]t|will not|is|isn['’]t|has|hasn['’]t|would|was born|grew up|"
    r"left|"
    r"became|got|never|always|only(?= \w+s\b)|usually|rarely|mostly|often|no longer|['’]s|used to"
)
_NEXT_PHRASE = re.compile(
    rf"(?:,\s*(?:(?:and|but)\s+)?|\s+(?:and|but)\s+)(?:(?:also|now|then|still|who)\s+)*(?=(?:{_LASTING_VERBS})(?:\s|$))"
)

_SAME_COPULA = re.compile(
    rf"^(?P<first>\s*(?:who\s+)?(?:is|['’]s) [^,;.]{{2,40}}?),? and (?!(?-i:[A-Z]))(?={LASTING_ADJECTIVE.pattern})",
    re.IGNORECASE,
)
"""Two complements of one verb: "is five | and allergic to nuts"."""
_IS_THE_ONE = re.compile(r"^\s*(?:is|['’]s) (?:also )?the (?:one|guy|person|man|woman|lady|colleague) (?:who|that)\s+")


def predications(rest: str, *, pronoun: bool = False, general: bool = True) -> Iterator[Said]:
    """What each verb phrase of `rest` says, in order; `general` admits what no attribute is known for, as ``note``.

    A note that neither identifies a person nor is of things is one that a few things share: the name must tell.
    """
    for phrase in _phrases(_IS_THE_ONE.sub(" ", rest)):
        found = False
        for said in predicates(phrase, pronoun=pronoun):
            found = True
            yield said
        if found or not general:
            continue
        if gone := taken_back(phrase):
            yield Said("former note", gone)
        elif note := stative(phrase):
            yield Said("note", note.text, note.evidence is Evidence.HUMAN, note.evidence is Evidence.NONE)


def _phrases(rest: str) -> Iterator[str]:
    rest = _SAME_COPULA.sub(r"\g<first> and is ", rest)
    start = 0
    for split in islice(_NEXT_PHRASE.finditer(rest), MAX_PHRASES):
        yield rest[start : split.start()]
        start = split.end() - 1
    yield rest[start:]
