"""What the words after a name or a pronoun say of a person: role, company, place, likes. One pattern for each kind.

To teach another predicate, add it to `_KINDS`; the examples are the lines of tests/learning/test_people.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from skillfs.learning.fact_values import is_spoken, points_at_hand
from skillfs.learning.names import ORGANISATION, PLACES
from skillfs.learning.plain_text import fold
from skillfs.learning.roles import RELATIONS, ROLE, is_also_of_things, is_department, split_company
from skillfs.learning.third_person import others
from skillfs.learning.trailing import without_trailing
from skillfs.learning.verb_classes import DISLIKES, FOND_OF, LIKES, is_generic


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said of a person. `identifies`: only people have it; `of_things`: programs and firms have it as "
    "well."""

    attribute: str
    value: str
    identifies: bool = False
    of_things: bool = False


_STOP_WORDS = (
    "there|now|here|these|again|too|already|any|and|but|who|she|he|about|on|to|for|next|this|last|tomorrow|today|"
    "since|"
    "because|so|as|in|at|from|with|not"
)
STOP = rf"(?=\s*[,.;:!?()–—]|\s+(?:{_STOP_WORDS})\b|\s*$)"
AT = rf"(?:\s+(?:at|from|with|over at|of)\s+(?P<company>{ORGANISATION}))?"
WHOSE = r"(?:(?P<whose>our|my|the|an?|their|his|her)\s+)?"
_ADVERB = (
    r"(?:(?:now|also|really|usually|always|currently|just|recently|has|have|had|actually|strongly|mostly|generally|"
    r"still)"
    r"\s+){0,3}"
)
_WHO = r"\s*,?\s*(?:who\s+)?"
_AND = re.compile(r"\s*,?\s*(?:and|but)\s+(?:also\s+)?(?:who\s+)?(?=\w)", re.IGNORECASE)
_NEXT_VERB = re.compile(
    r"(?:,\s*|\s+)(?:and|but)\s+(?:also\s+)?(?=(?:prefers?|likes?|loves?|hates?|dislikes?|enjoys?|avoids?|works?|"
    r"lives?|is|has|"
    r"joined|moved|runs|leads|manages|speaks|reports|handles|wants?|needs?|goes|only|never|does|can)\b)"
    r"|,\s+(?=(?:so|but|because|can|could|please|and|who|which|let|not|I|we|you)\b)|\s+(?:so|because|since)\s+",
    re.IGNORECASE,
)
_MAX_CHAIN = 4
_DIRECTION = re.compile(r"(?:home|out|off|back|over|into|to|for|towards?|there|up|down)\b", re.IGNORECASE)


def _predicate(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    return re.compile(rf"{_WHO}{_ADVERB}{pattern}", flags)


_TOOK_UP = (
    r"(?:(?:has|have|['’]s|just|now|will|is)\s+){0,2}(?:join(?:ed|s|ing)?|start(?:ed|s|ing)?|took over|takes over|"
    r"taken over|tak(?:e|ing) over|stepped in|(?:replaced|replaces|succeeded|succeeds|follows|"
    r"followed) [\w'’-]+(?: [\w'’-]+)?|"
    r"came (?:on board|aboard|in)|(?:been |was |got )?(?:hired|appointed|elected|named|brought in|recruited)|serving|"
    r"working|acting|doubl(?:es|ing))"
)
_WHOSE_3, _WHOSE_4 = WHOSE.replace("<whose>", "<whose3>"), WHOSE.replace("<whose>", "<whose4>")
_WHOSE_5 = WHOSE.replace("<whose>", "<whose5>")
_IS_ROLE = re.compile(
    rf"{_WHO}(?:(?:(?:also|now|just|recently|actually|officially)\s+)?(?P<verb>is|became|['’]s|has become|will be|"
    rf"is going to be|is becoming)\s+"
    rf"(?:(?:now|currently|actually|also|still|officially|going to be|one of)\s+)*{WHOSE}|"
    rf"(?:(?:got|was|has been|just got|['’]s been)\s+)?(?:promoted|moved up)\s+to\s+{_WHOSE_3}|"
    rf"(?:was|got|has been|['’]s been)\s+(?:made|appointed|elected|named)\s+{_WHOSE_5}|"
    rf"{_TOOK_UP}(?:\s+(?:us|the team|our team|the company|here|with us|at {ORGANISATION}|(?:from|"
    rf"for) {ORGANISATION}))?(?:\s+(?:on|in|this|"
    rf"last|next)"
    rf"\s\w+)?\s+as\s+{_WHOSE_4})"
    rf"(?:new\s+)?(?P<role>{ROLE}){AT}{STOP}",
    re.IGNORECASE,
)
_WHOSE_2, _AT_2 = WHOSE.replace("<whose>", "<whose2>"), AT.replace("<company>", "<company2>")
_HOLDS_ROLE = re.compile(
    rf"{_WHO}(?:(?:has|['’]s) (?:now |recently )?been {WHOSE}(?P<role>{ROLE}){AT}(?=\s+(?:for|since)\s)|"
    rf"(?:(?:now|currently) )?(?:works|serves|acts) as {_WHOSE_2}(?P<role2>{ROLE}){_AT_2}{STOP})",
    re.IGNORECASE,
)
_NOT_ROLE = re.compile(
    rf"{_WHO}(?:(?:is|['’]s) no longer|is not|isn['’]t|['’]s not)\s+{WHOSE}(?P<role>{ROLE}){STOP}"
    rf"(?:,?\s+but\s+(?:rather\s+)?(?P<whose2>our|my|the|an?)\s+(?P<instead>{ROLE}){STOP})?",
    re.IGNORECASE,
)
_WORKS_AT = _predicate(
    rf"(?:works? (?:over )?(?:at|for)|(?:is|are|['’]s) (?:(?:now|currently|back|over|again) )*(?:working |employed )?"
    rf"(?:at|with)|(?:is|['’]s) (?:working |employed )(?:with|by|for)|joined|joins|is joining|"
    rf"(?:(?:has|['’]s) )?(?:moved|moving|gone|switched|changed|jumped ship|transferred|defected)"
    rf"(?: jobs?| employers?)?(?: over| on| across)? to|(?:has )?(?:moved|switched|gone|changed)"
    rf"(?: over| on| jobs?)? from {ORGANISATION} to|switched to|"
    rf"went(?: over)? to|start(?:ed|s) (?:at|with)|(?:got|took|has|accepted|landed|found) (?:a|his|her) "
    rf"(?:new )?(?:job|post|position|role|offer) (?:at|with|from)|was hired by|(?:has )?signed (?:up )?with|"
    rf"(?:has )?left \S+(?: \S+)? (?:for|to join)|earns (?:his|her) living at)"
    rf"\s+(?P<company>{ORGANISATION})"
)
_LEFT = _predicate(
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
_LIVES_IN = _predicate(
    r"(?:(?:lives?|resides?) in|(?:is|['’]s) (?:based|located|living) (?:out of|in)|works? (?:from|out of)|"
    r"(?P<moved>moved to|relocated to))\s+"
    r"(?P<place>(?:(?! (?:and|with|but|since|because) )[^,.;!?()]){2,60})",
    re.IGNORECASE,
)
_TASTE_VERB = (
    r"prefers?|likes?|loves?|hates?|dislikes?|enjoys?|avoids?|is allergic to|(?:can['’]t|cannot) (?:stand|do|make)|"
    r"(?:does not|doesn['’]t|don['’]t|do not) (?:like|do|drink|eat|take|work (?=on |before |after |in |weekends))|"
    r"only (?:takes?|works?|does|drinks?|eats?|meets?)|never (?:takes?|works?|answers?|drinks?|eats?)|speaks?"
)
_PREFERS = re.compile(
    rf"{_WHO}(?P<what>(?:(?:really|usually|always|strongly|generally|also)\s+)?(?:(?P<verb>{_TASTE_VERB})\b\s*"
    r"(?P<object>[^.;!?()]{1,100})|(?:is|['’]s) an? (?:vegetarian|vegan)|(?:is|['’]s) (?:vegetarian|vegan|"
    r"gluten[- ]free|"
    r"left-handed)|works? (?:part[- ]time|remotely|best in [^.;,!?()]{3,40})|needs? \w+ notice))",
    re.IGNORECASE,
)
_NO_MORE = re.compile(
    rf"{_WHO}(?:(?:no longer|stopped)\s+(?P<verb>prefers?|likes?|loves?|hates?|enjoys?|liking|speaks?|drinks?|"
    rf"eats?)\s+"
    rf"(?P<object>[^,.;!?()]{{2,60}})|(?:doesn['’]t|does not)\s+(?P<verb2>prefer|like|love|hate|enjoy|drink|eat)\s+"
    rf"(?P<object2>[^,.;!?()]{{2,60}}?)\s+any ?more\b)",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"(?:it|this|that|these|those|them|him|you|your|me|my|us|our|how|when|what|to (?:hear|see|know|say)|so|too|"
    r"one\b|the (?:first|second|third|last|other|new|old|idea|plan|design|proposal|draft|look|sound|current|way|"
    r"result|"
    r"version|option|changes?)|option|version|everything|something|nothing)\b",
    re.IGNORECASE,
)
_PLURAL_TIMES = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days|mornings|afternoons|evenings|weekends", re.IGNORECASE
)
_IN_CHARGE = _predicate(
    r"(?:is the (?:one|person) (?:who|that)\s+)?(?P<what>(?:runs|leads|(?:heads|manages|handles|owns|oversees|"
    r"directs|"
    r"supervises|coordinates|chairs)(?: up)?|looks after|takes care of|(?:is|['’]s) (?:in charge of|"
    r"responsible for))\s+"
    r"(?P<object>[^,.;!?()]{3,60}))",
    re.IGNORECASE,
)
_REPORTS = _predicate(rf"reports to\s+(?P<who>{ORGANISATION})")
_ON_TEAM = _predicate(
    r"(?:(?:(?:is|['’]s)(?: a member of| part of)?|sits|works) (?:(?:on|in) )?|belongs to )(?:the|our)\s+"
    r"(?P<team>[\w &-]{2,30}) (?:team|squad)\b",
    re.IGNORECASE,
)
_GENERIC_TASTE = _predicate(
    r"(?P<what>(?P<verb>would (?:rather|sooner)(?: not)? (?:get|have|use|read|write|receive)|(?:can['’]t|cannot) "
    r"bear|"
    rf"{LIKES}|{FOND_OF}|{DISLIKES})\s+(?P<object>[^,.;!?()]{{2,60}}))",
    re.IGNORECASE,
)
_GOES_BY = _predicate(r"(?:goes by|(?i:likes|prefers) to be called)\s+(?P<name>[^\W\d_a-z][\w'’-]{1,30})")
_USES_PRONOUNS = _predicate(
    r"(?:uses|goes by|prefers) (?:the pronouns )?(?P<pronouns>(?:she|he|they|ze|xe)/\w+(?:/\w+)?)(?: pronouns)?"
)
DEPARTMENTS = (
    r"(?:accounting|accounts|legal|finance|HR|human resources|sales|marketing|procurement|logistics|operations|"
    r"ops|payroll|"
    r"support|engineering|design|product|security|compliance|IT|facilities|customer success|quality assurance|QA|"
    r"purchasing|communications|comms|PR|research)"
)
_IN_DEPARTMENT = _predicate(
    rf"(?:is|['’]s|works|sits) (?:now |over )*(?:in|with) (?:the )?(?P<team>(?i:{DEPARTMENTS}))(?: "
    rf"department)?(?=\s*[,.;]|\s+(?:and|"
    r"now)|\s*$)"
)
_APPOSITION = re.compile(
    rf"\s*(?:,|\(|–|—|-)\s*(?:who(?: is|['’]s)\s+)?(?:{WHOSE})(?:new\s+)?(?P<role>{ROLE}){AT}{STOP}", re.IGNORECASE
)
_HEDGED_ROLE = re.compile(r"^(?:new|current|former|old|great|good|very good)\s+", re.IGNORECASE)
_JUST_RELATION = re.compile(rf"^(?:[\w-]+\s){{0,2}}?(?:{RELATIONS})$", re.IGNORECASE)
_MINE = re.compile(r"\s(?:of|for|to)\s(?P<whose>ours|mine|us|me)\b.*$", re.IGNORECASE)
_AS_ROLE = re.compile(rf"\s+as\s+{WHOSE}(?:new\s+)?(?P<role>{ROLE}){STOP}", re.IGNORECASE)
_NO_COMPANY = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:January|February|March|April|May|June|July|August|September|"
    r"October|"
    r"November|December|Easter|Christmas)\b|(?:Q[1-4]|[A-Z][a-z]+ \d{1,2})$"
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


def apposition(after: str) -> tuple[list[Said], int] | None:
    """What ", our product manager at Acme" says, and where it ends; None where the words are no apposition."""
    match = _APPOSITION.match(after)
    return (list(of_role(match)), match.end()) if match else None


_WHOSE_GROUPS = ("whose", "whose3", "whose4", "whose5")


def of_role(match: re.Match[str], *, identifies: bool = False) -> Iterator[Said]:
    """What a match with the groups `whose`, `role` and `company` says."""
    groups = match.groupdict()
    role, company = split_company(_HEDGED_ROLE.sub("", fold(match["role"])))
    company = company or groups.get("company")
    role = without_trailing(role)
    if points_at_hand(role) or role.startswith(("only ", "sole ")):
        return
    role = re.sub(r"\b(of|to|for) (?:my|our) ", r"\1 the user's ", role)
    whose = next((str(groups[name]) for name in _WHOSE_GROUPS if groups.get(name)), "").casefold()
    if company and whose in ("a", "an") and groups.get("company") and _COMES_FROM.search(match[0]):
        role, company = f"{role} from {company}", None
    if mine := _MINE.search(role):
        role, whose = role[: mine.start()], "my" if mine["whose"].casefold() in ("mine", "me") else "our"
    of_things = is_also_of_things(role)
    if whose == "my" or (whose == "our" and _JUST_RELATION.match(role)):
        yield Said("relationship", f"the user's {role}", identifies or not of_things, of_things)
    else:
        yield Said("role", role, identifies or (whose in ("our", "the", "my") and not of_things), of_things)
    if company and not _NO_COMPANY.match(company):
        yield Said("company", company)


_COMES_FROM = re.compile(rf"\sfrom\s+{ORGANISATION}\W*$")
_Found = Iterator[tuple[Iterator[Said] | list[Said], int]]


def _is_no_longer(rest: str, pronoun: bool) -> _Found:
    if (match := _LEFT.match(rest)) and match["company"].casefold() not in PLACES:
        said = [Said("former company", match["company"])]
        if instead := _JOINED_INSTEAD.match(rest, match.end()):
            said.append(Said("company", instead["company"] or instead["company2"]))
        yield said, (instead or match).end()
    elif match := _NOT_ROLE.match(rest):
        yield _other_role(match), match.end()
    elif match := _NO_MORE.match(rest):
        verb, thing = match["verb"] or match["verb2"], match["object"] or match["object2"]
        yield [Said("former preference", f"{verb} {thing}")], match.end()


def _other_role(match: re.Match[str]) -> Iterator[Said]:
    yield Said("former role", fold(match["role"]))
    if match["instead"]:
        yield Said("role", fold(match["instead"]))


def _is_role(rest: str, pronoun: bool) -> _Found:
    match = _IS_ROLE.match(rest)
    # "Alice's designer" owns one, "she's designer" is one.
    if match and (pronoun or match["whose"] or (match["verb"] or "") not in ("'s", "’s")):
        yield of_role(match, identifies=pronoun), match.end()
    elif held := _HOLDS_ROLE.match(rest):
        yield _held_role(held), held.end()


def _held_role(match: re.Match[str]) -> Iterator[Said]:
    """What "has been our accountant since 2019" and "serves as our treasurer" say; an occupation identifies one."""
    role, whose = fold(match["role"] or match["role2"]), (match["whose"] or match["whose2"] or "").casefold()
    if whose == "my":
        yield Said("relationship", f"the user's {role}", identifies=True)
    else:
        yield Said("role", role, identifies=not is_also_of_things(role), of_things=is_also_of_things(role))
    if company := match["company"] or match["company2"]:
        yield Said("company", company)


_NO_PLACE = re.compile(r"the (?:\w+ )?(?:branch|list|spec|draft|template|copy|design|docs?|main|same)\b", re.IGNORECASE)


def _has_place(rest: str, pronoun: bool) -> _Found:
    if match := _LIVES_IN.match(rest):
        place = without_trailing(match["place"])
        if points_at_hand(place) or _NO_PLACE.match(place):
            return
        if not match["moved"] or fold(place).casefold().removeprefix("the ") in PLACES:
            yield [Said("location", place)], match.end()


def _has_company(rest: str, pronoun: bool) -> _Found:
    match = _WORKS_AT.match(rest)
    if match and not _NO_COMPANY.match(match["company"]):
        attribute = "team" if is_department(match["company"]) else "company"
        as_role = _AS_ROLE.match(rest, match.end())
        said = [Said(attribute, match["company"]), *(of_role(as_role) if as_role else ())]
        yield said, (as_role or match).end()


def _has_taste(rest: str, pronoun: bool) -> _Found:
    match = _PREFERS.match(rest)
    if match is None:
        return
    what = match["what"]
    if cut := _NEXT_VERB.search(what, len(what.split()[0])):
        what = what[: cut.start()]
    thing = what[match.start("object") - match.start("what") :] if match["object"] else ""
    thing = without_trailing(thing)
    if thing and (_PASSING.match(thing) or points_at_hand(thing) or not _suits(match["verb"], thing)):
        return
    text = re.sub(r"^['’]s\b", "is", others(what.strip()))
    yield [Said("preference", _singular_verb(without_trailing(text)))], match.start("what") + len(what)


def _suits(verb: str, thing: str) -> bool:
    if verb.startswith("speak"):
        return is_spoken(thing)
    return not verb.endswith((" make", " do")) or bool(_PLURAL_TIMES.search(thing))


def _has_generic_taste(rest: str, pronoun: bool) -> _Found:
    match = _GENERIC_TASTE.match(rest)
    if match and is_generic(_without_next(match["object"])):
        what = _without_next(match["what"])
        yield [Said("preference", without_trailing(others(what)))], match.start("what") + len(what)


def _without_next(text: str) -> str:
    cut = _NEXT_VERB.search(text)
    return without_trailing(text[: cut.start()] if cut else text)


def _has_charge(rest: str, pronoun: bool) -> _Found:
    match = _IN_CHARGE.match(rest)
    if match and _DIRECTION.match(match["object"]):
        return
    if match and not _PASSING.match(match["object"]) and not points_at_hand(match["object"]):
        what = match["what"]
        cut = _NEXT_VERB.search(what)
        what = what[: cut.start()] if cut else what
        text = without_trailing(re.sub(r"^['’]s\b", "is", others(what)))
        yield [Said("responsibility", text)], match.start("what") + len(what)


def _belongs(rest: str, pronoun: bool) -> _Found:
    if match := _REPORTS.match(rest):
        yield [Said("manager", match["who"])], match.end()
    elif match := _ON_TEAM.match(rest):
        yield [Said("team", match["team"])], match.end()
    elif match := _GOES_BY.match(rest):
        yield [Said("nickname", match["name"])], match.end()
    elif match := _USES_PRONOUNS.match(rest):
        yield [Said("pronouns", match["pronouns"], identifies=True)], match.end()
    elif match := _IN_DEPARTMENT.match(rest):
        yield [Said("team", match["team"])], match.end()


_KINDS: tuple[Callable[[str, bool], _Found], ...] = (
    _is_no_longer,
    _is_role,
    _has_place,
    _has_company,
    _belongs,
    _has_taste,
    _has_generic_taste,
    _has_charge,
)


def singular(rest: str) -> str:
    """What "they" does as "she" would: " are a data analyst and prefer email" → " is a data analyst and prefers email".

    Only where "they" means one person; verbs that this module knows no predicate for stay.
    """
    return _PLURAL_VERB.sub(lambda match: f"{match['lead']}{_SINGULAR.get(match['verb'], match['verb'] + 's')}", rest)


_SINGULAR = {
    "are": "is",
    "'re": "'s",
    "’re": "’s",
    "have": "has",
    "oversee": "oversees",
    "teach": "teaches",
    "study": "studies",
    "go": "goes",
    "don't": "doesn't",
    "do": "does",
}
_PLURAL_VERB = re.compile(
    r"(?P<lead>^\s*|^ (?:really |usually |always |now |also |currently )|\b(?:and|but) (?:also )?)"
    r"(?P<verb>are|['’]re|have|work|live|reside|prefer|like|love|hate|dislike|enjoy|avoid|speak|lead|head|run|"
    r"manage|own|"
    r"handle|oversee|chair|direct|look|take|stick|report|belong|serve|go|don't|"
    r"use|sit|teach|play|drive|study|drink|eat|need|want|read|sing|keep|commute|cover|answer|collect|wear|come)\b"
)


def _singular_verb(text: str) -> str:
    """ "prefer mornings" (said with "they") as "prefers mornings"."""
    return re.sub(r"^(prefer|like|love|hate|dislike|enjoy|avoid|speak|work)\b", r"\1s", text)
