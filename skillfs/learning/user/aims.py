"""What somebody means to reach by a time that lies beyond the work at hand: "trying to get to N2 by December".

The time makes it a goal, whatever the verb and the thing: nobody gives a bug until their fortieth birthday.
"""

from __future__ import annotations

import re

from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.plain_text import fold
from skillfs.learning.english.third_person import others

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|aug|"
    r"sept?|oct|"
    r"nov|dec)"
)
_SEASON = r"(?:spring|summer|autumn|fall|winter|year|season|semester|term|quarter|decade|christmas|easter|new year)"
_HORIZON = (
    rf"(?:(?:by|before|until|till|in|for|come|around) (?:(?:the )?(?:end|start|middle|beginning) of )?(?:(?:early|"
    rf"mid|late)[- ])?"
    rf"(?:(?:the|this|next|my|our) )?(?:{_MONTH}|{_SEASON}|\d{{4}}|(?:\w+ )?(?:birthday|graduation|retirement|"
    rf"wedding|finals))"
    rf"(?:['’]s end)?|(?:this|next) (?:{_SEASON}|{_MONTH})|(?:with)?in (?:the next )?(?:a|\d+|two|three|four|five|"
    rf"six|ten|fifteen|"
    rf"twenty|a few|a couple of) (?:years?|months?)(?:['’] time)?|(?:by|before|when) (?:I|we)(?:['’]m| am| turn| "
    rf"retire|['’]re)? ?"
    rf"(?:\d\d|thirty|forty|fifty|sixty|seventy|retired?)?|before I die|one day|some ?day|eventually|at some point|"
    rf"in the long run|"
    rf"long[- ]term|down the (?:line|road))"
)
_INTENDS = (
    r"(?:(?:['’]d|['’]m|['’]re|am|are|would|have|['’]ve)\b ?)?(?:(?:really|just|currently|still|now|also|finally|so|"
    r"very much|dearly) )*"
    r"(?:want(?:ing)?|hop(?:e|ing)|plan(?:ning)?|aim(?:ing)?|intend(?:ing)?|like|love|mean|trying|working|"
    r"determined|set on|gunning|"
    r"pushing|saving(?: up)?|shooting|training|dream(?:ing)?|going|gonna|keen|resolved|on track|promised myself|"
    r"decided|vowed|"
    r"swore|bent on|looking)"
)
_AIM = re.compile(
    rf"(?:(?P<first>{_HORIZON}),? )?(?:I|we) ?{_INTENDS} ?(?P<how>to|for|of|on|towards?)(?: (?:eventually|one day|"
    rf"finally))? "
    rf"(?P<what>\S.*)",
    re.IGNORECASE,
)
_ENVISION = re.compile(
    rf"(?:(?P<first>{_HORIZON}),? )?(?:I|we) (?:can )?(?:see|picture|imagine|envision) (?:myself|ourselves|me|us) "
    rf"(?P<what>\S.*)",
    re.IGNORECASE,
)
_ENDS_AT = re.compile(rf"(?:^|\s|,)(?:{_HORIZON})(?=$|[\s,.;])", re.IGNORECASE)
_NO_AIM = re.compile(
    r"\b(?:you|your|the (?:agent|user|app|page|script|code|build|release|fix|bug|tests?|ticket|pr|branch|meeting|"
    r"report|deck)|"
    r"know|see if|fix|debug|understand (?:this|why|how|the)|be (?:sure|clear|honest|able to see))\b",
    re.IGNORECASE,
)


def aim(clause: str) -> str | None:
    """The third-person sentence of a goal with a time to it; None for every other clause.

    "By 40 I want to have seen every national park" → "The user wants to have seen every national park by 40".
    """
    text = fold(clause).strip(" .!,;")
    match = _AIM.fullmatch(text) or _ENVISION.fullmatch(text)
    if match is None or points_at_hand(text) or _NO_AIM.search(text):
        return None
    if not match["what"][:1].islower() and match.groupdict().get("how") == "to":
        return None
    first = match["first"]
    if not first and not _ENDS_AT.search(match["what"]):
        return None
    what = f"{match['what']} {first[:1].lower()}{first[1:]}" if first else match["what"]
    how = match.groupdict().get("how")
    if how is None:
        return f"The user wants to be {others(what)}"
    return f"The user wants to {others(what)}" if how.casefold() == "to" else f"The user is aiming for {others(what)}"
