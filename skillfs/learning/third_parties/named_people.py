"""What a clause says of the people whom it names: around each name, and of several names at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.names import Name
from skillfs.learning.english.predicate_parts import Said
from skillfs.learning.english.roles import ROLE
from skillfs.learning.third_parties.mentions import TITLE, after_name, before_name
from skillfs.learning.third_parties.number_agreement import singular
from skillfs.learning.third_parties.predicates import FIELDS
from skillfs.learning.third_parties.predications import predications
from skillfs.learning.third_parties.remarks import Remark, remarks_on
from skillfs.learning.third_parties.role_predicates import apposition, of_role

_NO_SUBJECT = re.compile(r"\b(?:with|for|from|to|by|of|about|than|like|and)\s+$", re.IGNORECASE)
_OBJECT_OF = re.compile(
    r"(?:^|\s)(?!(?:and|but|or|while|whereas|that|because|since|so|when|where|as|than|if|though|although|then|also|now|"
    r"is|are|was|were|here|there)\s)[a-z]+\s+$"
)
"""A verb right before a name, whose object it is: "Ann, who replaced | Bob, prefers tea"."""
_OF_NEXT = re.compile(r"\s*[,(]?\s*who(?:m|se)?\b", re.IGNORECASE)
_JOINED = re.compile(rf"\s*(?:,|&|and|, and)(?:\s+(?:his|her|their)\s+{ROLE})?\s*$", re.IGNORECASE)
_PLURAL = re.compile(
    r",?\s+(?:both |all )?(?P<verb>are|work|live|prefer|like|love|hate|dislike|speak|play|have|run|share|own|teach|got|"
    r"moved|want|need|use|sit)"
    r"(?: both| all)?(?P<rest>\s.+)$",
    re.IGNORECASE,
)
_PLURAL_ROLE = re.compile(rf"(?P<role>{ROLE}|vegetarian|vegan|muslim|catholic|twin|left-hander)s\b", re.IGNORECASE)
_PLURAL_TIE = re.compile(
    rf"(?:^|.*?[\s,;:(])(?P<whose>my|our)\s+(?:(?:two|three|four|new|old|other|dear|twin|big|little|older|younger)\s+)*"
    rf"(?P<role>{ROLE})s(?:,|:|\s+(?:are|called|named))?\s*$",
    re.IGNORECASE,
)
_FIELD = re.compile(rf"\s*[,:–—-]\s*(?P<field>{FIELDS})[.;]?", re.IGNORECASE)
_CLOSES = re.compile(r"^\s*\)")


def about_named(statement: Statement, clause: str, names: list[Name]) -> Iterator[Remark]:
    """What a clause of a statement says of each of its names, in order."""
    behind = 0
    together: list[Name] = []
    neighbours: list[Said] = []
    before = ""
    for number, name in enumerate(names):
        if clause.startswith(("'s ", "’s "), behind):
            behind = names[number - 1].start if number else behind
        before, behind = _with_determiner(clause[behind : name.start], before), name.end
        after = clause[name.end : names[number + 1].start if number + 1 < len(names) else None]
        told = [one for one in before_name(before, name.text) if not _is_of_neighbour(one, neighbours)]
        yield from remarks_on(statement, name.text, [_of_a_person(one, clause, name, []) for one in told])
        is_subject = bool(together) or not (
            _NO_SUBJECT.search(clause, 0, name.start) or (number and not told and _OBJECT_OF.search(before))
        )
        if _JOINED.fullmatch(after):
            together.append(name)
            continue
        if together:
            yield from _of_all(statement, clause, [*together, name])
        if not (together and _PLURAL.match(clause, name.end)):
            is_general = is_subject and not statement.one_off
            following = names[number + 1 : number + 2]
            own = clause[: following[0].end] if following and _OF_NEXT.match(clause, following[0].end) else clause
            said = after_name(name.text, _behind(own, name, before), is_subject=is_general)
            neighbours = [_of_a_person(one, clause, name, following) for one in said]
            yield from remarks_on(statement, name.text, neighbours)
        together = []


def _of_a_person(said: Said, clause: str, name: Name, following: list[Name]) -> Said:
    """What is said of a name, without a clause on the next one; whoever has a title ("Ms. Park") is a person."""
    value = said.value
    for other in following:
        value = re.split(rf"\s*[,;]\s+(?:and |but |while )?{re.escape(other.text)}\b", value, maxsplit=1)[0]
    return replace(said, value=value, identifies=said.identifies or bool(TITLE.search(clause[: name.start])))


def _with_determiner(before: str, earlier: str) -> str:
    """The words before a name with the "our" that it shares with the name before: "our CTO Ann and | CFO Bob"."""
    joint = _COORDINATED.match(before)
    shared = _DETERMINER.search(earlier) if joint else None
    return f"{shared['whose']} {before[joint.end() :]}" if shared and joint else before


_DETERMINER = re.compile(rf"\b(?P<whose>our|my)\s+(?:new\s+)?{ROLE},?\s*$", re.IGNORECASE)
_COORDINATED = re.compile(rf"\s*,?\s*(?:and|&|or|as well as|plus)\s+(?:new\s+)?(?={ROLE}\s+$)", re.IGNORECASE)


def _is_of_neighbour(said: Said, neighbours: list[Said]) -> bool:
    """Whether a role between two names was said of the first already: "Ann is our lawyer, Bob …"."""
    return any(one.attribute == said.attribute and one.value == said.value for one in neighbours)


def _of_all(statement: Statement, clause: str, named: list[Name]) -> Iterator[Remark]:
    """What is said of several at once: "my brothers Cillian and Fergal are both firefighters"."""
    tie = _PLURAL_TIE.match(clause[: named[0].start])
    plural = _PLURAL.match(clause, named[-1].end)
    names = [name.text for name in named]
    if tie and " " in names[-1]:
        surname = names[-1].partition(" ")[2]
        names = [name if " " in name else f"{name} {surname}" for name in names]
    for name in names:
        yield from remarks_on(statement, name, of_role(tie, identifies=True) if tie else ())
        if plural:
            rest = _PLURAL_ROLE.sub(r"\g<role>", plural["rest"])
            yield from remarks_on(statement, name, predications(singular(f" {plural['verb']}{rest}")))


def _behind(clause: str, name: Name, before: str) -> str:
    """What stands behind a name, as of an apposition where it opens a line of a list: "Gunnar Holm: boat builder"."""
    after = clause[name.end :]
    if before.endswith("("):
        return _CLOSES.sub("", after)
    if not name.start and (field := _FIELD.fullmatch(after)):
        return f" ({field['field']})"
    if name.start or not after.startswith(":"):
        return after
    as_kind = f", a {after[1:].lstrip()}"
    return as_kind if apposition(as_kind) else f",{after[1:]}"
