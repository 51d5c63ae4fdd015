"""Third parties that a person speaks of: who they are, and what is said of them.

"Set up a meeting with Alice Chen, our new product manager at Acme Corp, she prefers mornings" says three things of
Alice Chen: her role, her company, a preference. A name that nothing is said of is no news.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from skillfs.learning.human_text import Statement
from skillfs.learning.names import ORGANISATION, PLACES, Name, names_in
from skillfs.learning.plain_text import fold
from skillfs.learning.safety import is_redacted
from skillfs.learning.third_person import others

MAX_VALUE = 120


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is said of somebody. `attribute` is its kind (``role``, ``company``, ``preference``, …).

    `identifies` says whether the remark is of a kind that only people have, so that even a first name alone is one.
    """

    name: str
    attribute: str
    value: str
    message: int
    source: str
    time: datetime | None = None
    identifies: bool = False


_RELATIONS = (
    r"friend|best friend|colleague|coworker|co-worker|teammate|boss|neighbou?r|brother|sister|mother|father|mom|mum|"
    r"dad|wife|husband|partner|"
    r"girlfriend|boyfriend|fianc[ée]e?|son|daughter|cousin|aunt|uncle|nephew|niece|grandmother|grandfather|roommate|"
    r"flatmate|landlord|landlady|"
    r"mentor|mentee|client|customer|contact|point of contact|supervisor|advisor|adviser|report|direct report|buddy|"
    r"classmate|ex|therapist|"
    r"brother-in-law|sister-in-law|mother-in-law|father-in-law|babysitter|tenant|investor|counterpart"
)
_ROLE_NOUNS = (
    r"engineer|developer|programmer|manager|designer|scientist|analyst|architect|administrator|admin|consultant|"
    r"researcher|student|teacher|"
    r"professor|lecturer|writer|journalist|editor|lawyer|attorney|doctor|nurse|accountant|founder|co-?founder|ceo|"
    r"cto|cfo|coo|cmo|cio|ciso|cpo|"
    r"director|lead|head|vp|president|chair(?:man|woman|person)?|freelancer|contractor|intern|sre|dba|specialist|"
    r"technician|officer|owner|"
    r"maintainer|representative|rep|agent|assistant|secretary|recruiter|coordinator|tester|dentist|plumber|"
    r"electrician|realtor|broker|banker|"
    r"coach|trainer|tutor|photographer|producer|buyer|seller|vendor|supplier|pm|po|scrum master|strategist|marketer|"
    r"auditor|partner|principal|"
    r"chef|pilot|physician|therapist|psychologist|pharmacist|veterinarian|vet|notary|translator|interpreter|"
    r"associate|executive|account executive"
)
_ROLE = rf"(?:[\w/&+-]{{1,30}}\s){{0,5}}?(?:{_ROLE_NOUNS}|{_RELATIONS})(?:\s(?:of|for)\s(?:[\w&-]{{1,30}}\s?){{1,3}}?)?"
_STOP_WORDS = "and|but|who|she|he|about|on|to|for|next|this|tomorrow|today|since|because|so|as|in|at|from"
_STOP = rf"(?=\s*[,.;:!?()–—]|\s+(?:{_STOP_WORDS})\b|$)"
_AT = rf"(?:\s+(?:at|from|with|over at|of)\s+(?P<company>{ORGANISATION}))?"
_APPOSITION = re.compile(
    rf"^\s*(?:,|\(|–|—|-)\s*(?:who(?: is|['’]s)\s+)?(?P<whose>our|my|the|an?|their|his|"
    rf"her)?\s*(?P<role>{_ROLE}){_AT}{_STOP}",
    re.IGNORECASE,
)
_FROM = re.compile(rf"^\s*,?\s+(?:from|over at|at|of)\s+(?P<company>{ORGANISATION})(?!\w)")
_RELATIVE = re.compile(r"^,\s*(?P<clause>who\s[^,.;]{2,80}),")
_IN_PARENTHESES = re.compile(rf"^\s*\((?:(?P<role>[^(),]{{2,60}}),\s*)?(?P<company>{ORGANISATION})\)")
_BEFORE = re.compile(
    rf"(?:^|.*[\s,])(?P<whose>our|my|the|their|his|"
    rf"her)\s+(?P<role>{_ROLE})(?:\s+at\s+(?P<company>{ORGANISATION}))?,?\s*$",
    re.IGNORECASE,
)
_ADVERBS = (
    "now|also|really|usually|always|currently|just|recently|has|have|had|actually|strongly|mostly|generally|still"
)
_ADVERB = rf"(?:(?:{_ADVERBS})\s+){{0,3}}"
_WHO = r"^\s*,?\s*(?:who\s+)?"


def _predicate(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{_WHO}{_ADVERB}{pattern}")


_IS_ROLE = re.compile(
    rf"{_WHO}(?:(?:is|was|became|['’]s)\s+(?:now\s+|currently\s+|actually\s+)?(?P<whose>our|my|the|an?|their|his|"
    rf"her)?\s*|(?:got |was |has been )?promoted to\s+)"
    rf"(?:new\s+)?(?P<role>{_ROLE}){_AT}{_STOP}",
    re.IGNORECASE,
)
_WORKS_AT = _predicate(
    rf"(?:works? (?:at|for)|is (?:now |currently |working |employed )*(?:at|with|by)|joined|moved (?:over )?to|"
    rf"switched to|went to|started at|left \S+(?: \S+)? for)\s+(?P<company>{ORGANISATION})"
)
_LEFT = _predicate(
    rf"(?:(?:no longer works? (?:at|for)|left|quit|isn['’]t (?:at|with)|is not (?:at|with)|doesn['’]t work (?:at|"
    rf"for)|is no longer (?:at|with)))\s+(?P<company>{ORGANISATION})"
)
_LIVES_IN = _predicate(
    r"(?:lives? in|is (?:based|located|living) in|works? (?:from|out of)|moved to|"
    r"relocated to)\s+(?P<place>(?:(?! and )[^,.;!?()]){2,60})"
)
_PREFERS = re.compile(
    rf"{_WHO}(?P<what>(?:(?:really|usually|always|strongly|generally|also)\s+)?(?:prefers?|likes?|loves?|hates?|"
    rf"dislikes?|enjoys?|avoids?|is allergic to|"
    r"(?:can['’]t|cannot) (?:stand|do|make)|(?:does not|doesn['’]t|don['’]t|do not) (?:like|want|do|drink|eat|work|"
    r"take)|only (?:takes?|works?|does|drinks?|eats?|meets?)|"
    r"never (?:takes?|works?|answers?|drinks?|eats?)|is (?:vegetarian|vegan|gluten[- ]free)|is a (?:vegetarian|"
    r"vegan)|works? (?:part[- ]time|remotely|best in)|"
    r"speaks?|needs? \w+ notice)\b\s*[^.;!?()]{0,100})",
    re.IGNORECASE,
)
_OWN_THING = re.compile(
    r"^\s*['’]s?\s+(?P<what>birthday|role|title|job|job title|company|employer|time ?zone|e-?mail(?: address)?|"
    r"phone(?: number)?|number|"
    r"pronouns|team|office|location|assistant|nickname)\s+(?:is|are)\s+(?:now\s+|"
    r"actually\s+)?(?P<value>[^;!?()]{2,100})",
    re.IGNORECASE,
)
_PLACE_OF_WORK = re.compile(
    r"\b(?:from|at|in|joined|left|quit|(?:moved|switched|went|works?|working|worked)(?: over)? (?:to|for|with|"
    r"at))\s+$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^(?:(?:and|but|also|so|because|since|plus),?\s+)?(?P<pronoun>she|he|they|"
    r"who)(?P<rest>(?:['’]s)?\s+\S.*)$",
    re.IGNORECASE,
)
_PRONOUN_THING = re.compile(r"^(?:(?:and|but|also),?\s+)?(?:her|his|their)(?P<rest>\s+\S.*)$", re.IGNORECASE)
_CLAUSES = re.compile(
    r"(?:\s*[;–—]\s*|,\s+(?:and\s+|but\s+)?|\s+(?:and|but|because|since)\s+)(?=(?:she|he|they|her|his|their)\b)",
    re.IGNORECASE,
)
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
_HEDGED_ROLE = re.compile(r"^(?:new|current|former|old|great|good|very good)\s+", re.IGNORECASE)
_JUST_RELATION = re.compile(rf"^(?:[\w-]+\s){{0,2}}?(?:{_RELATIONS})$", re.IGNORECASE)


def remarks_in(statements: Iterable[Statement]) -> Iterator[Remark]:
    """What the statements of a session say of third parties, in order.

    "She" and "he" mean the one person spoken of last; after two names in one clause they mean nobody.
    """
    current: str | None = None
    message = -1
    for statement in statements:
        if statement.message != message:
            current, message = None, statement.message
        for clause in _CLAUSES.split(statement.text):
            names = [name for name in names_in(clause) if not _PLACE_OF_WORK.search(clause, 0, name.start)]
            if not names and current:
                yield from _about_pronoun(statement, clause, current)
            remarks = list(_about_named(statement, clause, names))
            yield from remarks
            meant = {remark.name for remark in remarks} or {name.text for name in names}
            if meant:
                current = next(iter(meant)) if len(meant) == 1 else None


def _about_named(statement: Statement, clause: str, names: list[Name]) -> Iterator[Remark]:
    behind = 0
    for name in names:
        before, behind = clause[behind : name.start], name.end
        if match := _BEFORE.match(before[-120:]):
            yield from _of_role(statement, name.text, match)
        yield from _after_name(statement, name.text, clause[name.end :])


def _about_pronoun(statement: Statement, clause: str, name: str) -> Iterator[Remark]:
    if match := _PRONOUN.match(clause):
        yield from _predicates(statement, name, match["rest"])
    elif match := _PRONOUN_THING.match(clause):
        yield from _own_things(statement, name, f"'s{match['rest']}")


def _after_name(statement: Statement, name: str, after: str) -> Iterator[Remark]:
    if match := _IN_PARENTHESES.match(after):
        if match["role"]:
            yield _remark(statement, name, "role", match["role"], identifies=True)
        yield _remark(statement, name, "company", match["company"])
    elif match := _APPOSITION.match(after):
        yield from _of_role(statement, name, match)
        yield from _predicates(statement, name, after[match.end() :].lstrip(" ,)–—-"))
    elif match := _RELATIVE.match(after):
        yield from _predicates(statement, name, match["clause"])
        yield from _predicates(statement, name, after[match.end() :])
        return
    elif match := _FROM.match(after):
        yield _remark(statement, name, "company", match["company"])
    yield from _own_things(statement, name, after)
    yield from _predicates(statement, name, after)


def _predicates(statement: Statement, name: str, rest: str) -> Iterator[Remark]:
    if match := _LEFT.match(rest):
        yield _remark(statement, name, "former company", match["company"])
    if match := _IS_ROLE.match(rest):
        yield from _of_role(statement, name, match)
    elif (match := _LIVES_IN.match(rest)) and (_is_place(match["place"]) or "moved" not in match[0]):
        yield _remark(statement, name, "location", match["place"])
    elif match := _WORKS_AT.match(rest):
        yield _remark(statement, name, "company", match["company"])
    elif match := _PREFERS.match(rest):
        yield _remark(statement, name, "preference", _singular_verb(others(match["what"])))


def _own_things(statement: Statement, name: str, rest: str) -> Iterator[Remark]:
    if match := _OWN_THING.match(rest):
        what = fold(match["what"]).casefold()
        yield _remark(statement, name, _ATTRIBUTE_OF_THING.get(what, what), match["value"])


def _of_role(statement: Statement, name: str, match: re.Match[str]) -> Iterator[Remark]:
    role = _HEDGED_ROLE.sub("", fold(match["role"]))
    whose = (match["whose"] or "").casefold()
    if whose == "my" or (whose == "our" and _JUST_RELATION.match(role)):
        yield _remark(statement, name, "relationship", f"the user's {role}", identifies=True)
    else:
        yield _remark(statement, name, "role", role, identifies=bool(whose))
    if match["company"]:
        yield _remark(statement, name, "company", match["company"])


def _remark(statement: Statement, name: str, attribute: str, value: str, *, identifies: bool = False) -> Remark:
    value = fold(value).strip(" ,.;:-–—(").removesuffix("'s").removesuffix("’s")
    return Remark(name, attribute, value, statement.message, statement.source, statement.time, identifies)


def is_keepable(remark: Remark) -> bool:
    """Whether a remark says something that may be kept: short, not redacted, not empty."""
    return 1 < len(remark.value) <= MAX_VALUE and not is_redacted(remark.value) and not is_redacted(remark.name)


def _is_place(text: str) -> bool:
    return fold(text).casefold().removeprefix("the ") in PLACES


def _singular_verb(text: str) -> str:
    """ "prefer mornings" (said with "they") as "prefers mornings"."""
    return re.sub(r"^(prefer|like|love|hate|dislike|enjoy|avoid|speak)\b", r"\1s", text)
