"""What the words after a name or a pronoun say of a person: role, company, place, likes. One pattern for each kind.

To teach another predicate, add it to `_KINDS`; the examples are the lines of tests/learning/test_people.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.names import NAME_RUN, ORGANISATION, PLACES
from skillfs.learning.english.plain_text import fold
from skillfs.learning.english.predicate_parts import Found, Said, is_at_hand, predicate
from skillfs.learning.english.roles import is_department
from skillfs.learning.english.third_person import others
from skillfs.learning.english.trailing import without_trailing
from skillfs.learning.third_parties.public_figures import is_public_figure
from skillfs.learning.third_parties.remarks import is_full_name
from skillfs.learning.third_parties.role_predicates import as_role, is_company, is_no_longer_role, is_role
from skillfs.learning.third_parties.taste_predicates import (
    has_generic_taste,
    has_taste,
    is_no_more_liked,
    is_passing,
    without_next,
)

_AND = re.compile(r"\s*,?\s*(?:and|but)\s+(?:also\s+)?(?:who\s+)?(?=\w)", re.IGNORECASE)
_MAX_CHAIN = 4
_DIRECTION = re.compile(r"(?:home|out|off|back|over|into|to|for|towards?|there|up|down)\b", re.IGNORECASE)
_WORKS_AT = predicate(
    rf"(?:works? (?:over )?(?:at|for)|(?:is|are|['’]s) (?:(?:now|currently|back|over|again) )*(?:working |employed )?"
    rf"(?:at|with)|(?:is|['’]s) (?:working |employed )(?:with|by|for)|joined|joins|is joining|"
    rf"(?:(?:has|['’]s) )?(?:moved|moving|gone|switched|changed|jumped ship|transferred|defected)"
    rf"(?: jobs?| employers?)?(?: over| on| across)? to|(?:has )?(?:moved|switched|gone|changed)"
    rf"(?: over| on| jobs?)? from {ORGANISATION} to|switched to|"
    rf"went(?: over)? to|start(?:ed|s) (?:at|with)|(?:got|took|has|accepted|landed|found) (?:a|his|her) "
    rf"(?:new )?(?:job|post|position|role|offer) (?:at|with|from)|was hired by|(?:has )?signed (?:up )?with|"
    rf"(?:has )?left (?:\S+(?: \S+)? )?(?:for|to join)|earns (?:his|her) living at)"
    rf"\s+(?P<company>{ORGANISATION})"
)
_LEFT = predicate(
    rf"(?:(?:no longer works? (?:at|for|with)|left|quit|resigned from|retired from|(?:was|got) (?:fired by|"
    rf"laid off (?:by|at))|(?:is |['’]s )?(?:done|finished) with|isn['’]t (?:working )?(?:at|with|for)|"
    rf"(?:is|['’]s) not (?:working )?(?:at|with|for)|stopped working (?:at|for)|"
    rf"doesn['’]t work (?:at|for)|does not work (?:at|for)|(?:is|['’]s) no longer (?:working )?(?:at|for|"
    rf"with)))\s+(?P<company>{ORGANISATION})(?:\s+any ?more|\s+any longer)?"
)
_JOINED_INSTEAD = re.compile(
    rf"\s+(?:for|to join)\s+(?P<company>{ORGANISATION})|,?\s+(?:but|and) (?:rather |now |instead )?(?:is |works "
    rf")?(?:now )?"
    rf"(?:at|with|for) (?P<company2>{ORGANISATION})"
)
_LIVES_IN = predicate(
    r"(?:(?:lives?|resides?) in|(?:is|['’]s) (?:based|located|living) (?:out of|in)|works? (?:from|out of)|"
    r"(?P<moved>moved to|relocated to))\s+"
    r"(?P<place>(?:(?! (?:and|with|but|since|because) )[^,.;!?()]){2,60})",
    re.IGNORECASE,
)
_IN_CHARGE = predicate(
    r"(?:is the (?:one|person) (?:who|that)\s+)?(?P<what>(?:runs|leads|(?:heads|manages|handles|owns|oversees|"
    r"directs|"
    r"supervises|coordinates|chairs)(?: up)?|looks after|takes care of|(?:is|['’]s) (?:in charge of|"
    r"responsible for))\s+"
    r"(?P<object>[^,.;!?()]{3,60}))",
    re.IGNORECASE,
)
_REPORTS = predicate(rf"reports to\s+(?P<who>(?-i:{NAME_RUN}))")
_ON_TEAM = predicate(
    r"(?:(?:(?:is|['’]s)(?: a member of| part of)?|sits|works) (?:(?:on|in) )?|belongs to |"
    r"(?:joined|joins|is joining) |(?:moved|switched|transferred|changed)(?: over)?"
    r"(?: from (?:the|our) [\w &-]{2,30} (?:team|squad))? to )(?:the|our)\s+"
    r"(?P<team>[\w &-]{2,30}) (?:team|squad)\b",
    re.IGNORECASE,
)
_GOES_BY = predicate(r"(?:goes by|(?i:likes|prefers) to be called)\s+(?P<name>[^\W\d_a-z][\w'’-]{1,30})")
_USES_PRONOUNS = predicate(
    r"(?:uses|goes by|prefers) (?:the pronouns )?(?P<pronouns>(?:she|he|they|ze|xe)/\w+(?:/\w+)?)(?: pronouns)?"
)
DEPARTMENTS = (
    r"(?:accounting|accounts|legal|finance|HR|human resources|sales|marketing|procurement|logistics|operations|"
    r"ops|payroll|"
    r"support|engineering|design|product|security|compliance|IT|facilities|customer success|quality assurance|QA|"
    r"purchasing|communications|comms|PR|research)"
)
FIELDS = (
    rf"(?:{DEPARTMENTS}|back-?end|front-?end|full-?stack|infra(?:structure)?|data|dev-?ops|platform|mobile|web|"
    rf"catering|"
    r"sound|lighting|stage|press|admin|reception|maintenance|billing|invoicing|treasury|audit|training|events|"
    r"fund-?raising|customer (?:care|service)|tech support|help ?desk|machine learning|data science|analytics|growth|"
    r"business development|partnerships|public relations|translations?|editing|layout|photography|transport|warehouse|"
    r"shipping|production|quality|(?:health and )?safety|first aid|planning|strategy|risk|content|social media|brand|"
    r"UX|UI|R&D|iOS|Android|ML|AI|drums|bass|guitar|vocals|keyboards|decoration|music|drinks|food|security|parking|tickets)"
)
"""What somebody in a list does: "(backend)", ", catering"."""
_IN_DEPARTMENT = predicate(
    rf"(?:(?:is|['’]s|works|sits) (?:now |over )*(?:in|with|on)|(?:(?:has|['’]s) )?(?:moved|switched|transferred|"
    rf"changed|"
    rf"gone)(?: over)?(?: from (?:the )?(?i:{DEPARTMENTS}))? to) (?:the )?(?P<team>(?i:{FIELDS}))(?: "
    rf"department)?(?=\s*[,.;]|\s+(?:and|"
    r"now)|\s*$)"
)
_IS_OF_FIELD = predicate(
    r"(?:(?:is|['’]s) (?:mostly |all )?(?:our )?|does (?:mostly |all (?:the |our )?)?)"
    rf"(?P<team>(?i:{FIELDS}))(?=\s*[,.;]|\s+and\b|\s*$)"
)


def predicates(rest: str, *, pronoun: bool = False) -> Iterator[Said]:
    """What a predicate and those joined to it by "and" say of their subject.

    " is our CTO and hates phone calls" says two things. `pronoun` tells that the subject is "she", "he" or "they".
    """
    for _ in range(_MAX_CHAIN):
        found = next(((list(said), end) for kind in _KINDS for said, end in kind(rest, pronoun)), None)
        if found is None:
            return
        said, end = found
        yield from said
        joined = _AND.match(rest, end)
        if joined is None:
            return
        rest = f" {rest[joined.end() :]}"


def _is_no_longer(rest: str, pronoun: bool) -> Found:
    if (match := _LEFT.match(rest)) and match["company"].casefold() not in PLACES:
        said = [Said("former company", match["company"])]
        if instead := _JOINED_INSTEAD.match(rest, match.end()):
            said.append(Said("company", instead["company"] or instead["company2"]))
        yield said, (instead or match).end()


_NO_PLACE = re.compile(r"the (?:\w+ )?(?:branch|list|spec|draft|template|copy|design|docs?|main|same)\b", re.IGNORECASE)


def _has_place(rest: str, pronoun: bool) -> Found:
    if match := _LIVES_IN.match(rest):
        place = without_trailing(match["place"])
        if points_at_hand(place) or _NO_PLACE.match(place):
            return
        if not match["moved"] or fold(place).casefold().removeprefix("the ") in PLACES:
            yield [Said("location", place)], match.end()


_FOR_SOMEBODY = predicate(r"(?:works?|(?:is|['’]s) (?:now )?working) (?:for|with) ")
_LEFT_FOR = predicate(r"(?:has )?left for ")


def _has_company(rest: str, pronoun: bool) -> Found:
    match = _WORKS_AT.match(rest)
    if match and is_company(match["company"]) and not (_LEFT_FOR.match(rest) and match["company"].casefold() in PLACES):
        attribute = "team" if is_department(match["company"]) else "company"
        if _FOR_SOMEBODY.match(rest) and is_full_name(match["company"]) and not is_public_figure(match["company"]):
            attribute = "manager"
        roles, end = as_role(rest, match.end())
        yield [Said(attribute, match["company"]), *roles], end


def _has_charge(rest: str, pronoun: bool) -> Found:
    match = _IN_CHARGE.match(rest)
    if match and _DIRECTION.match(match["object"]):
        return
    if match and not is_passing(match["object"]) and not is_at_hand(match["object"]):
        what = without_next(match["what"])
        text = without_trailing(re.sub(r"^['’]s\b", "is", others(what)))
        yield [Said("responsibility", text)], match.start("what") + len(what)


def _belongs(rest: str, pronoun: bool) -> Found:
    if match := _REPORTS.match(rest):
        yield [Said("manager", match["who"])], match.end()
    elif match := _ON_TEAM.match(rest):
        yield [Said("team", match["team"])], match.end()
    elif match := _GOES_BY.match(rest):
        yield [Said("nickname", match["name"])], match.end()
    elif match := _USES_PRONOUNS.match(rest):
        yield [Said("pronouns", match["pronouns"], identifies=True)], match.end()
    elif match := _IN_DEPARTMENT.match(rest) or _IS_OF_FIELD.match(rest):
        yield [Said("team", match["team"])], match.end()


_KINDS: tuple[Callable[[str, bool], Found], ...] = (
    _is_no_longer,
    is_no_longer_role,
    is_no_more_liked,
    is_role,
    _has_place,
    _has_company,
    _belongs,
    has_taste,
    has_generic_taste,
    _has_charge,
)
