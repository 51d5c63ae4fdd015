"""What is said of people, put in the words that the rules read: one order of words for several ways of speaking.

"Ann = our notary" → "Ann is our notary"; "it's Ann who signs" → "Ann signs"; "my boss tamara" → "my boss Tamara".
"""

from __future__ import annotations

import re

from skillfs.learning.english.given_names import is_given_name
from skillfs.learning.english.names import NAME_RUN
from skillfs.learning.english.plain_text import word_set
from skillfs.learning.english.roles import RELATIONS, ROLE
from skillfs.learning.third_parties.people_lists import said_in_full
from skillfs.learning.third_parties.predicates import FIELDS
from skillfs.learning.third_parties.surnames import is_surname

_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_EQUALS = re.compile(r"(?<=[\w)]) (?:=|==|->|→) (?=[^\W\d])")
_IT_IS = re.compile(rf"(?:^|(?<=, )|(?<=and ))[Ii]t(?:['’]s| is) (?P<name>{NAME_RUN}) (?:who|that) ")
_HAS_GOT = re.compile(
    r"(?:['’]s| has) got (?=an?\b|no\b|the\b|his\b|her\b|\w+ (?:kids|children)|\w+s\b)", re.IGNORECASE
)
_KIN = (
    r"(?:dad|daddy|mum|mom|mummy|mommy|mother|father|gran|granny|grandma|grandpa|granddad|grandad|nan|nana|papa|mama)"
)
_KIN_TOLD_BY = ("dad", "mum", "mom", "ther", "gran", "nan", "apa", "mama")
_OWN_KIN = re.compile(
    rf"(?:^|(?<=, )|(?<=; )|(?<=and )|(?<=but )|(?<=while ))(?P<kin>{_KIN})(?=['’]s (?:called|name)|,? "
    r"\(?(?-i:[^\W\d_a-z])[\w'’-]+)",
    re.IGNORECASE,
)
_LOWER_NAME = re.compile(
    rf"(?<=\b)(?P<whose>my|our) (?P<role>(?:[\w-]+ ){{0,2}}?(?:{RELATIONS}|{ROLE}))(?P<link>,? (?:is (?:called )?|"
    rf"called |named )?)"
    r"(?P<name>[a-z]{3,})\b(?=,? \w)",
    re.IGNORECASE,
)
_NO_NAME = word_set(
    "will may mark can says said has had who that wants is are was and for with about from the who she her but let did "
    "dean bill rob sue pat art gene ray jay skip chip drew grant chase max dan jan nick rose dawn hope faith joy grace "
    "sandy robin ivy amber dale heath line king angel song win sol per tove sun lal tor gay happy merry ever even"
)


def in_plain_words(text: str) -> str:
    """The sentence with the same said of the same people, as "NAME is …", "my ROLE NAME …". Linear in the text."""
    text = _BULLET.sub("", text)
    if _SEVERAL.search(text):
        text = said_in_full(text)
    if "=" in text or "→" in text or "->" in text:
        text = _EQUALS.sub(" is ", text)
    if " got " in text:
        text = _HAS_GOT.sub(" has ", text)
    low = text.casefold()
    if "it" in low and (" who " in low or " that " in low):
        text = _IT_IS.sub(r"\g<name> ", text)
    if any(kin in low for kin in _KIN_TOLD_BY):
        text = _OWN_KIN.sub(r"my \g<kin>", text)
    if "my " in low or "our " in low:
        text = _LOWER_NAME.sub(_with_capital, text)
    if _OF_PERSON.search(text):
        text = _LOWER_PERSON.sub(_with_capitals, text)
    return text


_SEVERAL = re.compile(r"[,;] |\band\b|\bwhile\b")
_TEAM = rf"(?:the |our )?(?:(?:[\w&-]+ ){{1,3}}(?:team|squad|department|dept|office)|(?:{FIELDS}))\b"
_OF_PERSON = re.compile(
    rf"(?P<before>[a-z])(?:,? \(?(?:from|in|at|over (?:at|in)|on) {_TEAM}|"
    rf",? (?:\(|is |who is |who['’]s )?(?:our|my) \w|"
    rf"['’]s (?:our|my) \w|,? \((?:{FIELDS}|(?:the|an?) [\w -]{{3,30}})\))",
    re.IGNORECASE,
)
"""What stands behind people's names only: their team, and whose they are."""
_LOWER_PERSON = re.compile(
    rf"(?<![\w@#/.'’-])(?:(?P<first>[a-z]{{2,}}) )?(?P<last>(?-i:(?!is\b|who\b)[a-z]{{2,}}(?:-[a-z]{{2,}})?))"
    rf"(?={_OF_PERSON.pattern.removeprefix('(?P<before>[a-z])')})",
    re.IGNORECASE,
)
_NEVER_NAME = word_set("will may can says said has had who that wants is are was and for with about from the")


def _with_capitals(match: re.Match[str]) -> str:
    """The words before "from the infra team" or "is our intern" as a name, where they are one: "Lena Fischer"."""
    first, last = match["first"], match["last"]
    if not last.islower() or (first and not first.islower()):
        return match[0]
    if (
        first
        and first not in _NEVER_NAME
        and is_given_name(first)
        and (first not in _NO_NAME or is_surname(last.title()))
    ):
        return f"{first.capitalize()} {last.title()}"
    if last in _NEVER_NAME or not is_given_name(last):
        return match[0]
    return f"{first} {last.capitalize()}" if first else last.capitalize()


def _with_capital(match: re.Match[str]) -> str:
    name = match["name"]
    if not name.islower() or name in _NO_NAME or not is_given_name(name):
        return match[0]
    return f"{match['whose']} {match['role']}{match['link']}{name.capitalize()}"
