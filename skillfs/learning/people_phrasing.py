"""What is said of people, put in the words that the rules read: one order of words for several ways of speaking.

"Ann = our notary" → "Ann is our notary"; "it's Ann who signs" → "Ann signs"; "my boss tamara" → "my boss Tamara".
"""

from __future__ import annotations

import re

from skillfs.learning.given_names import is_given_name
from skillfs.learning.names import NAME_RUN
from skillfs.learning.plain_text import word_set
from skillfs.learning.roles import RELATIONS, ROLE

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
    r"(?P<name>[a-z]{3,})\b(?= \w)",
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
    return text


def _with_capital(match: re.Match[str]) -> str:
    name = match["name"]
    if not name.islower() or name in _NO_NAME or not is_given_name(name):
        return match[0]
    return f"{match['whose']} {match['role']}{match['link']}{name.capitalize()}"
