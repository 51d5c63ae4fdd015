"""What a verb phrase or an apposition says of somebody's role: "is our CTO", "joined us as a nurse", ", my dentist"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.names import ORGANISATION
from skillfs.learning.english.plain_text import fold
from skillfs.learning.english.predicate_parts import AT, STOP, WHO, WHOSE, Found, Said
from skillfs.learning.english.roles import RELATIONS, ROLE, WIDE_ROLE, is_also_of_things, split_company
from skillfs.learning.english.third_person import about_the_user
from skillfs.learning.english.trailing import without_trailing

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
    rf"{WHO}(?:(?:(?:also|now|just|recently|actually|officially)\s+)?(?P<verb>is|became|['’]s|has become|will be|"
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
    rf"{WHO}(?:(?:has|['’]s) (?:now |recently )?been {WHOSE}(?P<role>{ROLE}){AT}(?=\s+(?:for|since)\s)|"
    rf"(?:(?:now|currently) )?(?:works|serves|acts)(?: here| there| with us| for us)? as "
    rf"{_WHOSE_2}(?P<role2>{ROLE}){_AT_2}{STOP})",
    re.IGNORECASE,
)
_NOT_ROLE = re.compile(
    rf"{WHO}(?:(?:is|['’]s) no longer|is not|isn['’]t|['’]s not)\s+{WHOSE}(?P<role>{ROLE}){STOP}"
    rf"(?:,?\s+but\s+(?:rather\s+)?(?P<whose2>our|my|the|an?)\s+(?P<instead>{ROLE}){STOP})?",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    rf"\s*(?:,|\(|–|—|-)\s*(?:who(?: is|['’]s)\s+)?(?:{WHOSE})(?:new\s+)?(?P<role>{ROLE}){AT}{STOP}", re.IGNORECASE
)
_ONE_OF_SEVERAL = re.compile(
    rf"\s*(?:,|\(|–|—|-)\s*(?:who(?: is|['’]s)\s+)?one of (?P<whose>our|my|the)\s+(?P<role>{ROLE})s{AT}{STOP}",
    re.IGNORECASE,
)
_IS_WIDE_ROLE = re.compile(
    rf"{WHO}(?:is|['’]s|became|has become|will be)\s+(?:(?:now|currently|actually|also|still)\s+)*"
    rf"(?P<whose>our|my)\s+(?:new\s+)?(?P<role>{WIDE_ROLE}){AT}{STOP}",
    re.IGNORECASE,
)
_WIDE_APPOSITION = re.compile(
    rf"\s*(?:,|\(|–|—|-)\s*(?:who(?: is|['’]s)\s+)?(?P<whose>our|my|an?)\s+(?:new\s+)?(?P<role>{WIDE_ROLE}){AT}{STOP}",
    re.IGNORECASE,
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


def apposition(after: str) -> tuple[list[Said], int] | None:
    """What ", our product manager at Acme" says, and where it ends; None where the words are no apposition."""
    match = _APPOSITION.match(after) or _ONE_OF_SEVERAL.match(after) or _WIDE_APPOSITION.match(after)
    return _placed(of_role(match), after, match.end()) if match else None


def as_role(rest: str, start: int) -> tuple[list[Said], int]:
    """What " as our treasurer" at `start` says, and where it ends; nothing, and `start`, where no role stands."""
    match = _AS_ROLE.match(rest, start)
    return (list(of_role(match)), match.end()) if match else ([], start)


def is_company(name: str) -> bool:
    """Whether a capitalised name after "at" may be a firm's: no day, month or quarter."""
    return _NO_COMPANY.match(name) is None


_WHERE = re.compile(
    r"\s+(?P<where>(?:(?:at|in|on|for|with) (?:the|our|my)|to do with|related to|concerning) [\w'’&-]+"
    r"(?: [\w'’&-]+){0,4}?)"
    r"(?=[,.;:!?()]|\s+(?:and|but|who|so|since|because|as)\b|\s*$)"
)


def _placed(said: Iterator[Said], text: str, end: int) -> tuple[list[Said], int]:
    """What is said of a role, with where one has it: "our liaison | at the port authority"; and where that ends."""
    roles = list(said)
    match = _WHERE.match(text, end)
    if not roles or match is None or points_at_hand(_NAMED.sub("", match["where"])) or len(roles) > 1:
        return roles, end
    return [replace(roles[0], value=f"{roles[0].value} {about_the_user(match['where'])}")], match.end()


_NAMED = re.compile(r"\bthe \w+ project\b|\b[A-Z]\w+\b")
_WHOSE_GROUPS = ("whose", "whose3", "whose4", "whose5")


def of_role(match: re.Match[str], *, identifies: bool = False) -> Iterator[Said]:
    """What a match with the groups `whose`, `role` and `company` says."""
    groups = match.groupdict()
    role, company = split_company(_HEDGED_ROLE.sub("", fold(match["role"])))
    company = company or groups.get("company")
    role = without_trailing(role)
    if points_at_hand(_IT.sub("", role)) or role.startswith(("only ", "sole ")):
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
    if company and is_company(company):
        yield Said("company", company)


_IT = re.compile(r"\bIT\b")
_COMES_FROM = re.compile(rf"\sfrom\s+{ORGANISATION}\W*$")


def is_no_longer_role(rest: str, pronoun: bool) -> Found:
    """What "is no longer our CTO, but our CEO" says."""
    if match := _NOT_ROLE.match(rest):
        yield _other_role(match), match.end()


def _other_role(match: re.Match[str]) -> Iterator[Said]:
    yield Said("former role", fold(match["role"]))
    if match["instead"]:
        yield Said("role", fold(match["instead"]))


def is_role(rest: str, pronoun: bool) -> Found:
    """What "is our CTO" says, and "has been our accountant since 2019"."""
    match = _IS_ROLE.match(rest)
    # "Alice's designer" owns one, "she's designer" is one.
    if match and (pronoun or match["whose"] or (match["verb"] or "") not in ("'s", "’s")):
        yield _placed(of_role(match, identifies=pronoun), rest, match.end())
    elif held := _HOLDS_ROLE.match(rest):
        yield _held_role(held), held.end()
    elif wide := _IS_WIDE_ROLE.match(rest):
        yield of_role(wide, identifies=pronoun), wide.end()


def _held_role(match: re.Match[str]) -> Iterator[Said]:
    """What "has been our accountant since 2019" and "serves as our treasurer" say; an occupation identifies one."""
    role, whose = fold(match["role"] or match["role2"]), (match["whose"] or match["whose2"] or "").casefold()
    if whose == "my":
        yield Said("relationship", f"the user's {role}", identifies=True)
    else:
        yield Said("role", role, identifies=not is_also_of_things(role), of_things=is_also_of_things(role))
    if company := match["company"] or match["company2"]:
        yield Said("company", company)
