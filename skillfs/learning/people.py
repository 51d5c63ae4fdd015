"""Third parties that a person speaks of: who they are, and what is said of them.

"Set up a meeting with Alice Chen, our new product manager at Acme Corp, she prefers mornings" says three things of
Alice Chen: her role, her company, a preference. A name that nothing is said of is no news.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from skillfs.learning.forgetting import forget_request
from skillfs.learning.given_names import is_given_name
from skillfs.learning.human_text import Statement, is_past
from skillfs.learning.mentions import after_name, before_name, is_related, own_things
from skillfs.learning.names import Name, names_in
from skillfs.learning.number_agreement import singular
from skillfs.learning.people_clauses import clauses_of, elided_subject
from skillfs.learning.plain_text import fold
from skillfs.learning.predicate_parts import Said
from skillfs.learning.predicates import predicates
from skillfs.learning.predications import predications
from skillfs.learning.roles import ROLE
from skillfs.learning.safety import is_redacted
from skillfs.learning.trailing import without_trailing

MAX_VALUE = 120
MAX_NAMES = 12
"""Names of one clause; what has more is a list of invitees."""

_WINDOW = 100


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is said of somebody. `attribute` is its kind (``role``, ``company``, ``preference``, ``note``, …).

    `identifies` says whether the remark is of a kind that only people have, so that even a first name alone is one;
    `of_things` whether it holds of programs and firms as well ("our vendor").
    """

    name: str
    attribute: str
    value: str
    message: int
    source: str
    time: datetime | None = None
    identifies: bool = False
    of_things: bool = False


_PLACE_OF_WORK = (
    r"\b(?:from|at|(?<!loop )(?<!bring )(?<!pull )(?<!rope )(?<!cc )(?<!copy )(?<!get )in|(?:founder|owner|president|"
    r"director|c[efot]o|head) of|joined|left|quit|reports to|(?:is|['’]s)(?: now| back| still)? with|(?:moved|"
    r"switched|went|works?|working|worked)(?: over| on)? (?:to|for|with|"
    r"at)|(?:left|quit) \S{1,40} for)\s+$"
)
_TOPIC = (
    r"\b(?:chapter|episode|film|movie|series|book|biography|quiz|plot|article|essay|wikipedia|lyrics|opera|"
    r"passage|poster|"
    r"slide|timeline|obituary|lecture|exhibition|documentary|painting|caption|trivia|museum|legend|"
    r"myth)s?\b[^,.]{0,40}"
    r"\b(?:where|in which|about|when|on|of|by|with|that)\s+(?:\S+\s+)?$"
)
_PART = r"(?<!our )(?<!my )(?<!a )(?<!new )\b(?:customer|user|client|visitor|guest|member|patient)\s+$"
_NOT_MET = re.compile(rf"{_PLACE_OF_WORK}|{_TOPIC}|{_PART}", re.IGNORECASE)
"""What stands before a name that is no acquaintance's: a firm one works at, the subject of a work, a part played."""
_NOW = re.compile(r"\bnow\b", re.IGNORECASE)
_FROM_SOMEBODY = re.compile(r"(?<!moved )(?<!switched )\bfrom\s+$", re.IGNORECASE)
_IS_SELF = re.compile(
    r"\b(?:I['’]m|I am|my (?:\w+ )?name(?:['’]s| is)|calls? me|I go by|I (?:usually )?sign (?:as|with))\s+$",
    re.IGNORECASE,
)
_THIS_IS = re.compile(r"\b(?:this|it)(?: is|['’]s)\s+$", re.IGNORECASE)
_GREETS = re.compile(r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings|dear \w+)\b", re.IGNORECASE)
_SPEAKS = re.compile(r"\s+(?:from|at|here|speaking|with|over at)\b", re.IGNORECASE)
_NO_SUBJECT = re.compile(r"\b(?:with|for|from|to|by|of|about|than|like|and)\s+$", re.IGNORECASE)
_PRONOUN = re.compile(
    r"^(?:(?:and|but|also|so|because|since|plus|now|apparently|as|turns out),?\s+)?(?P<pronoun>she|he|they|who)"
    r"(?P<rest>(?:['’](?:s|re|d|ve|ll))?\s+\S.*)$",
    re.IGNORECASE,
)
_PRONOUN_THING = re.compile(
    r"^(?:(?:and|but|also|so|because|since|now),?\s+)?(?P<pronoun>her|his|their)(?P<rest>\s+\S.*)$", re.IGNORECASE
)
_JOINED = re.compile(r"\s*(?:,|&|and|, and)\s*$", re.IGNORECASE)
_PLURAL = re.compile(
    r"\s+(?:both |all )?(?P<verb>are|work|live|prefer|like|love|hate|dislike|speak|play|have|run|share|own|teach)"
    r"(?P<rest>\s.+)$",
    re.IGNORECASE,
)
_PLURAL_ROLE = re.compile(rf"(?P<role>{ROLE})s\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"^(?:sorry|oops|no|wait|actually|correction|(?:a )?small correction|i meant?|scratch that|strike that|ah|oh|my "
    r"mistake|my bad)\b",
    re.IGNORECASE,
)


def remarks_in(statements: Iterable[Statement]) -> Iterator[Remark]:
    """What the statements of a session say of third parties, in order.

    "She" and "he" mean the one person spoken of last; after two names in one clause they mean nobody. Whom a pronoun
    meant is a person, also where an earlier remark left that open.
    """
    reading = _Reading()
    remarks = [remark for statement in statements for remark in reading.read(statement)]
    for remark in remarks:
        yield replace(remark, identifies=True) if remark.name in reading.persons else remark


@dataclass(slots=True)
class _Reading:
    """Whom the statements read so far spoke of: `current` last, in `message`; `persons` are those called she or "
    "he."""

    current: str | None = None
    message: int = -1
    persons: set[str] = field(default_factory=set)

    def read(self, statement: Statement) -> Iterator[Remark]:
        if statement.message != self.message:
            self.current = self.current if _GOES_ON.match(statement.text) else None
            self.message = statement.message
        if statement.invented or forget_request(statement):
            return
        for clause in clauses_of(statement.text):
            yield from self._clause(statement, clause)

    def _clause(self, statement: Statement, clause: str) -> Iterator[Remark]:
        if is_past(clause) and not _NOW.search(clause):
            return
        names = [name for name in islice(names_in(clause), MAX_NAMES) if _is_third_party(name, clause)]
        spoken_of = self.current
        refers = bool(_PRONOUN.match(clause) or _PRONOUN_THING.match(clause))
        if self.current and elided_subject(clause):
            names = [name for name in names if name.start]
        if self.current and (not names or refers or elided_subject(clause)):
            yield from self._about_current(statement, clause, self.current)
        remarks = list(_about_named(statement, clause, names))
        yield from remarks
        meant = {remark.name for remark in remarks if not _is_weak(remark)} or _likely({name.text for name in names})
        if meant and not (spoken_of and (refers or elided_subject(clause))):
            self.current = next(iter(meant)) if len(meant) == 1 else None

    def _about_current(self, statement: Statement, clause: str, name: str) -> Iterator[Remark]:
        if match := _PRONOUN.match(clause):
            pronoun = match["pronoun"].casefold()
            if pronoun in ("she", "he"):
                self.persons.add(name)
            rest = singular(match["rest"]) if pronoun == "they" else match["rest"]
            general = pronoun != "they" or " " in name or is_given_name(name)
            said = predications(rest, pronoun=True, general=general and not statement.one_off)
            yield from _remarks(statement, name, said)
        elif match := _PRONOUN_THING.match(clause):
            if match["pronoun"].casefold() != "their":
                self.persons.add(name)
            yield from _remarks(statement, name, own_things(f"'s{match['rest']}"))
        elif rest := elided_subject(clause):
            yield from _remarks(statement, name, predications(rest, pronoun=True))


def _is_third_party(name: Name, clause: str) -> bool:
    since = max(0, name.start - _WINDOW)
    if _NOT_MET.search(clause, since, name.start) and not (
        is_related(clause[since : name.start])
        or (_FROM_SOMEBODY.search(clause, since, name.start) and _is_full_name(name.text))
    ):
        return False
    if _IS_SELF.search(clause, since, name.start):
        return False
    return not (
        _THIS_IS.search(clause, since, name.start) and (_GREETS.match(clause) or _SPEAKS.match(clause, name.end))
    )


def _is_weak(remark: Remark) -> bool:
    return remark.of_things and not remark.identifies


def _likely(names: set[str]) -> set[str]:
    """The names that are people's where some are: full ones, and given names; else all."""
    return (
        {name for name in names if is_given_name(name.split()[0])} or {name for name in names if " " in name} or names
    )


def _about_named(statement: Statement, clause: str, names: list[Name]) -> Iterator[Remark]:
    behind = 0
    together: list[str] = []
    for number, name in enumerate(names):
        if clause.startswith(("'s ", "’s "), behind):
            behind = names[number - 1].start if number else behind
        before, behind = clause[behind : name.start], name.end
        yield from _remarks(statement, name.text, before_name(before, name.text))
        after = clause[name.end : names[number + 1].start if number + 1 < len(names) else None]
        is_subject = not _NO_SUBJECT.search(clause, 0, name.start) or bool(together)
        if _JOINED.fullmatch(after):
            together.append(name.text)
            continue
        plural = _PLURAL.match(clause, name.end) if together else None
        if plural:
            rest = _PLURAL_ROLE.sub(r"\g<role>", plural["rest"])
            for one in [*together, name.text]:
                yield from _remarks(statement, one, predicates(singular(f" {plural['verb']}{rest}")))
        else:
            said = after_name(name.text, clause[name.end :], is_subject=is_subject and not statement.one_off)
            yield from _remarks(statement, name.text, said)
        together = []


def _remarks(statement: Statement, name: str, said: Iterable[Said]) -> Iterator[Remark]:
    for one in said:
        value = without_trailing(fold(one.value).strip(" ,.;:-–—(").removesuffix("'s").removesuffix("’s"))
        is_persons_name = _is_full_name(name)
        value = _COMPANY_PART.sub("", value) if one.attribute == "company" else value
        yield Remark(
            name,
            one.attribute,
            value,
            statement.message,
            statement.source,
            statement.time,
            one.identifies or (is_persons_name and one.attribute in ("role", "relationship")),
            one.of_things
            or (one.attribute == "note" and not one.identifies and not (is_persons_name or _is_foreign(name))),
        )


_COMPANY_PART = re.compile(r"['’]s\s.*$")


def _is_full_name(name: str) -> bool:
    return " " in name and is_given_name(name.split()[0])


def _is_foreign(name: str) -> bool:
    """Whether a name of two words has letters that names of programs do not: "Matjaž Kranjc"."""
    return " " in name and not name.isascii()


def is_keepable(remark: Remark) -> bool:
    """Whether a remark says something that may be kept: short, not redacted, not empty."""
    return 1 < len(remark.value) <= MAX_VALUE and not is_redacted(remark.value) and not is_redacted(remark.name)
