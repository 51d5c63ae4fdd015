"""Third parties that a person speaks of: who they are, and what is said of them.

"Set up a meeting with Alice Chen, our new product manager at Acme Corp, she prefers mornings" says three things of
Alice Chen: her role, her company, a preference. A name that nothing is said of is no news.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from skillfs.learning.corrections import forget_request
from skillfs.learning.human_text import Statement
from skillfs.learning.names import ORGANISATION, Name, names_in
from skillfs.learning.plain_text import fold
from skillfs.learning.predicates import Said, apposition, of_role, predicates, singular
from skillfs.learning.roles import ROLE
from skillfs.learning.safety import is_redacted
from skillfs.learning.trailing import without_trailing

MAX_VALUE = 120


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is said of somebody. `attribute` is its kind (``role``, ``company``, ``preference``, …).

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


_FROM = re.compile(rf"\s*,?\s+(?:from|over at|at|of)\s+(?P<company>{ORGANISATION})(?!\w)")
_RELATIVE = re.compile(r",\s*(?P<clause>who\s[^,.;]{2,80}),")
_IN_PARENTHESES = re.compile(rf"\s*\((?:(?P<role>[^(),]{{2,60}}),\s*)?(?P<company>{ORGANISATION})\)")
_BEFORE = re.compile(
    rf"(?:^|.*[\s,])(?:(?P<whose>our|my|the|their|his|her)\s+(?:new\s+)?(?P<role>{ROLE})(?:['’]s name)?"
    rf"(?:\s+(?:at|from|over at)\s+(?P<company>{ORGANISATION}))?(?:,|\s+is(?: now| called| named)?)?"
    rf"|an?\s+(?P<role2>{ROLE})\s+of (?P<mine>mine|ours)(?:,| called| named)?)\s*$",
    re.IGNORECASE,
)
_OWN_PRONOUNS = re.compile(r"\s*\((?P<pronouns>(?:they|she|he|ze|xe)/\w+(?:/\w+)?)\)", re.IGNORECASE)
_OWN_THING = re.compile(
    r"\s*['’]s?\s+(?P<what>birthday|role|title|job|job title|company|employer|time ?zone|e-?mail(?: address)?|"
    r"phone(?: number)?|number|pronouns|team|office|location|assistant|nickname)\s+(?:is|are)\s+(?:now\s+|actually\s+)?"
    r"(?P<value>[^;!?()]{2,100})",
    re.IGNORECASE,
)
_PLACE_OF_WORK = re.compile(
    r"\b(?:from|at|(?<!loop )(?<!bring )(?<!pull )(?<!rope )in|(?:founder|owner|president|director|c[efot]o|"
    r"head) of|joined|left|quit|reports to|(?:moved|"
    r"switched|went|works?|working|worked)(?: over)? (?:to|for|with|"
    r"at)|(?:left|quit) \S{1,40} for)\s+$",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(r"\b(?:with|for|from|to|by|of|about|than|like|and)\s+$", re.IGNORECASE)
_SET_OFF = re.compile(r"\s*(?:[,(–—-]|who\b)")
_PRONOUN = re.compile(
    r"^(?:(?:and|but|also|so|because|since|plus),?\s+)?(?P<pronoun>she|he|they|who)(?P<rest>(?:['’](?:s|re))?\s+\S.*)$",
    re.IGNORECASE,
)
_PRONOUN_THING = re.compile(r"^(?:(?:and|but|also),?\s+)?(?:her|his|their)(?P<rest>\s+\S.*)$", re.IGNORECASE)
_CLAUSES = re.compile(
    r"(?:\s*[;–—]\s*|,\s+(?:and\s+|but\s+)?|\s+(?:and|but|because|since)\s+)(?=(?:she|he|they|her|his|their)\b)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:,|&|and|, and)\s*$", re.IGNORECASE)
_PLURAL = re.compile(
    r"\s+(?:both |all )?(?P<verb>are|work|live|prefer|like|love|hate|dislike)(?P<rest>\s.+)$", re.IGNORECASE
)
_PLURAL_ROLE = re.compile(rf"(?P<role>{ROLE})s\b", re.IGNORECASE)
_ATTRIBUTE_OF_THING = {
    "title": "role",
    "job": "role",
    "job title": "role",
    "employer": "company",
    "e-mail": "email",
    "e-mail address": "email",
    "email address": "email",
    "phone number": "phone",
    "number": "phone",
    "timezone": "time zone",
    "office": "location",
}
_GOES_ON = re.compile(r"^(?:sorry|oops|no|wait|actually|correction|(?:a )?small correction|i meant?)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:sorry|oops|no|wait|actually|correction|(?:a )?small correction|i meant?(?: that)?|oh|and|also|btw|by "
    r"the way|"
    r"remember that|note that|fyi)[\s,:.!–—-]+)+(?=\w)",
    re.IGNORECASE,
)


def remarks_in(statements: Iterable[Statement]) -> Iterator[Remark]:
    """What the statements of a session say of third parties, in order.

    "She" and "he" mean the one person spoken of last; after two names in one clause they mean nobody.
    """
    current: str | None = None
    message = -1
    for statement in statements:
        if statement.message != message:
            current = current if _GOES_ON.match(statement.text) else None
            message = statement.message
        if statement.invented or forget_request(statement):
            continue
        for clause in _CLAUSES.split(_LEAD.sub("", statement.text)):
            names = [name for name in names_in(clause) if not _PLACE_OF_WORK.search(clause, 0, name.start)]
            spoken_of = current
            if current and (not names or _PRONOUN.match(clause)):
                yield from _about_pronoun(statement, clause, current)
            remarks = list(_about_named(statement, clause, names))
            yield from remarks
            meant = {remark.name for remark in remarks} or {name.text for name in names}
            if meant and not (spoken_of and _PRONOUN.match(clause)):
                current = next(iter(meant)) if len(meant) == 1 else None


def _about_named(statement: Statement, clause: str, names: list[Name]) -> Iterator[Remark]:
    behind = 0
    together: list[str] = []
    for number, name in enumerate(names):
        before, behind = clause[behind : name.start], name.end
        if match := _BEFORE.match(before[-120:]):
            yield from _remarks(statement, name.text, _of_role_before(match))
        after = clause[name.end : names[number + 1].start if number + 1 < len(names) else None]
        is_subject = not _NO_SUBJECT.search(clause, 0, name.start) or bool(together)
        if _JOINED.fullmatch(after):
            together.append(name.text)
            continue
        plural = _PLURAL.match(clause, name.end) if together else None
        if plural:
            rest = _PLURAL_ROLE.sub(r"\g<role>", plural["rest"])
            singular = " is" if plural["verb"].casefold() == "are" else f" {plural['verb']}s"
            for one in [*together, name.text]:
                yield from _remarks(statement, one, predicates(f"{singular}{rest}"))
        else:
            yield from _after_name(statement, name.text, clause[name.end :], is_subject=is_subject)
        together = []


def _of_role_before(match: re.Match[str]) -> Iterator[Said]:
    if match["mine"]:
        yield Said("relationship", f"the user's {fold(match['role2'])}", identifies=True)
    else:
        yield from of_role(match)


def _about_pronoun(statement: Statement, clause: str, name: str) -> Iterator[Remark]:
    if match := _PRONOUN.match(clause):
        is_person = match["pronoun"].casefold() in ("she", "he")
        they = match["pronoun"].casefold() == "they"
        said = predicates(singular(match["rest"]) if they else match["rest"], pronoun=True)
        yield from (replace(remark, identifies=is_person) for remark in _remarks(statement, name, said))
    elif match := _PRONOUN_THING.match(clause):
        yield from _remarks(statement, name, _own_things(f"'s{match['rest']}"))


def _after_name(statement: Statement, name: str, after: str, *, is_subject: bool) -> Iterator[Remark]:
    if match := _OWN_PRONOUNS.match(after):
        yield from _remarks(statement, name, [Said("pronouns", match["pronouns"], identifies=True)])
        after = after[match.end() :]
    if owned := list(_own_things(after)):
        yield from _remarks(statement, name, owned)
        return
    if match := _IN_PARENTHESES.match(after):
        if match["role"]:
            yield from _remarks(statement, name, [Said("role", match["role"], identifies=True)])
        yield from _remarks(statement, name, [Said("company", match["company"])])
        after = after[match.end() :]
    elif found := apposition(after):
        said, end = found
        yield from _remarks(statement, name, said)
        after = f" {after[end:].lstrip(' ,)–—-')}"
    elif match := _RELATIVE.match(after):
        yield from _remarks(statement, name, predicates(f" {match['clause']}"))
        after = after[match.end() :]
    elif match := _FROM.match(after):
        yield from _remarks(statement, name, [Said("company", match["company"])])
        after = after[match.end() :]
    elif not is_subject and not _SET_OFF.match(after):
        return
    yield from _remarks(statement, name, predicates(after))


def _own_things(rest: str) -> Iterator[Said]:
    if match := _OWN_THING.match(rest):
        what = fold(match["what"]).casefold()
        yield Said(_ATTRIBUTE_OF_THING.get(what, what), match["value"])


def _remarks(statement: Statement, name: str, said: Iterable[Said]) -> Iterator[Remark]:
    for one in said:
        value = without_trailing(fold(one.value).strip(" ,.;:-–—(").removesuffix("'s").removesuffix("’s"))
        yield Remark(
            name,
            one.attribute,
            value,
            statement.message,
            statement.source,
            statement.time,
            one.identifies,
            one.of_things,
        )


def is_keepable(remark: Remark) -> bool:
    """Whether a remark says something that may be kept: short, not redacted, not empty."""
    return 1 < len(remark.value) <= MAX_VALUE and not is_redacted(remark.value) and not is_redacted(remark.name)
