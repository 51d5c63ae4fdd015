"""Whom to turn to and how: what advice on dealing with somebody says of them, though they are not its subject.

"For legal, talk to Ann", "you can reach Bob only by text", "we've hired Eva as a translator", "everyone calls him "
"Buzz":
the person is an object here, and the verb tells what they are for. Each reading stands with its examples in
tests/learning/test_contact_advice.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.fact_values import points_at_hand
from skillfs.learning.english.names import NAME_RUN
from skillfs.learning.english.plain_text import fold
from skillfs.learning.english.predicate_parts import Said
from skillfs.learning.english.roles import ROLE
from skillfs.learning.english.third_person import about_the_user
from skillfs.learning.english.trailing import without_trailing

_NAME = rf"(?P<name>(?-i:{NAME_RUN}))"
_TURN_TO = (
    r"(?:ask|call|see|contact|consult|ping|message|text|phone|e-?mail|(?:talk|speak|write|turn|go|come|refer|"
    r"reach out)(?: straight| directly)? to|speak with|talk with|check with|get in touch with|"
    r"get hold of|rely on|count on)"
)
_TOPIC = r"(?P<topic>[^,:;.?!]{2,60}?)"
_ABOUT = r"(?:for|with|about|regarding|concerning|on|in|as for|when it comes to|in matters of)"
_FOR_TOPIC = re.compile(
    rf"^{_ABOUT} {_TOPIC},? (?:(?:please|always|you|we|I|just|best|it['’]s best to|better|usually|can|could|should|"
    rf"must|have to|need to|only|simply) )*{_TURN_TO} {_NAME}(?P<end>$|[.!]|,? (?:only|first|not me|always|instead))",
    re.IGNORECASE,
)
_NAME_FOR_TOPIC = re.compile(
    rf"^(?:(?:please|always|best|you (?:should|can|must)|better) )*{_TURN_TO} {_NAME},? {_ABOUT} "
    r"(?P<topic>(?:anything|everything|all|any|every)\b[^,:;.?!]{2,60})",
    re.IGNORECASE,
)
_ONE_TO_ASK = re.compile(
    rf"^{_ABOUT} (?P<topic>[^,:;.?!]{{2,60}}?),? {_NAME}(?: is|['’]s) (?:now |still )?(?:the|your|our|my) "
    rf"(?:best |main |right |first )?(?:person|one|guy|woman|man|lady|colleague|contact|go-to(?: person| guy)?|"
    rf"point of contact|expert|address)(?: to {_TURN_TO})?"
    r"(?=$|[,.!])",
    re.IGNORECASE,
)
_IS_ONE_TO_ASK = re.compile(
    rf"^(?:the|our|my) (?:best |main |right |first )?(?:person|one|guy|woman|man|lady|colleague|contact|expert) "
    rf"(?:to {_TURN_TO} {_ABOUT}|for|about|regarding) (?P<topic>[^,:;.?!]{{2,60}}?)(?: is|:) {_NAME}(?=$|[,.!])",
    re.IGNORECASE,
)
_GENERAL_TOPIC = re.compile(
    r"(?:anything|everything|all|any|every|questions?|issues|problems|matters)\b", re.IGNORECASE
)
_ONE_THING = re.compile(
    r"^(?:the|this|that|these|those|my|your|our|his|her|their|an?|now|today|tomorrow|next|example|instance|once|"
    r"more|details|later|\w+day)\b",
    re.IGNORECASE,
)
_REACH = (
    r"(?:reach|contact|catch|get hold of|get in touch with|get through to|talk to|speak to|call|phone|ring|e-?mail)"
)
_REACHED = re.compile(
    rf"^(?:you|one|we|I) (?:can|could|should|may|must|will)? ?(?P<how>only |best |usually |always |never )?{_REACH} "
    rf"{_NAME} (?P<way>(?:only|best|usually|always|never)? ?(?:by|on|via|at|through|before|after|in|between|over|"
    r"from|during|with|using) [^,;.!?]{2,60})",
    re.IGNORECASE,
)
_BEST_WAY = re.compile(
    rf"^the (?:best|easiest|only|fastest|quickest|surest) (?P<what>way to {_REACH}|time to {_REACH}) {_NAME}"
    r"(?:, [^,]{3,60},)? is (?:(?:by|on|via|through|over|in|at) )?(?P<way>[^,;.!?]{2,60})",
    re.IGNORECASE,
)
_DO_NOT_CALL = re.compile(
    r"^(?:please )?(?:don['’]t|do not|never)(?: ever)? (?P<verb>call|phone|ring|text|e-?mail|ping|disturb|contact|"
    rf"message|schedule|book|invite|bother|visit) {_NAME} (?P<when>(?:before|after|on|during|at|in|between|unless|"
    r"outside|by|for|with) [^,;.!?]{2,60})",
    re.IGNORECASE,
)
_LASTING_TIME = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|weekends?\b|\b(?:before|after) (?:\d|noon|lunch|dinner|dark|ten|"
    r"nine|eight|seven|six|five|four|three|eleven)|at night|nights|mornings?\b|afternoons?\b|evenings?\b|holidays|"
    r"working hours|by phone|unless|school hours",
    re.IGNORECASE,
)
_ENGAGED = re.compile(
    r"^(?:we|I|they|our (?:board|company|team|club|boss))(?:['’]ve| have)? (?:just |recently |now |finally |also )?"
    rf"(?P<verb>hired|appointed|elected|named|made|brought in|taken on|took on|recruited|engaged|promoted|picked|"
    rf"chosen|chose|got|have) {_NAME},? (?:(?P<as>as|to be)? ?(?:our |the |a |an |my |new )*(?P<role>{ROLE})\b"
    r"|to (?P<task>(?!be\b)[a-z]+ [^,;.!?]{3,60}))",
    re.IGNORECASE,
)
_NICKNAME = r"(?P<nick>(?-i:[^\W\d_a-z])[\w'’-]{1,30}(?: (?-i:[^\W\d_a-z])[\w'’-]{1,30})?)"
_EVERYONE = (
    r"(?:every(?:one|body)|people|all|we(?: all)?|most people|they(?: all)?|(?:the|our|my|his|her|their) "
    r"(?:\w+ )?(?:friends|family|colleagues|team|kids|crew|staff|students|team-?mates))"
)
_CALLS_THEM = re.compile(
    rf"\b{_EVERYONE}(?: (?:at|in|on|around|down) (?:the |our )?[\w ]{{2,20}}?| here| else)? (?:just |usually |all )?"
    rf"calls? (?:him|her|them) {_NICKNAME}",
    re.IGNORECASE,
)
_KNOWN_AS = re.compile(
    rf",? (?:but )?(?:is )?(?:better |also |usually |mostly )?(?:known|referred to)(?: (?:to|by|among|around|in) "
    rf"[\w ]{{2,30}}?)? as "
    rf"{_NICKNAME}",
    re.IGNORECASE,
)
_BUT_GOES_BY = re.compile(
    rf",? (?:but|and) (?:he|she|they) (?:usually |just )?(?:goes|go) by {_NICKNAME}", re.IGNORECASE
)
_MAX_CLAUSE = 300


def advice_in(clause: str) -> Iterator[tuple[str, Said]]:
    """The people that a clause advises on, each with what it says of them; nothing for a request at hand.

    "For legal talk to Amadou Diop" says of him "is the person to ask about legal". Linear in the clause.
    """
    if len(clause) > _MAX_CLAUSE:
        return
    clause = fold(clause)
    if (found := _topic(clause)) or (found := _reached(clause)) or (found := _engaged(clause)):
        yield found


def nickname_in(clause: str) -> str | None:
    """What a clause says that its person is called: "everyone at the depot calls him Buzz" → "Buzz"."""
    if " call" not in clause and " as " not in clause and " by " not in clause:
        return None
    match = _CALLS_THEM.search(clause) or _KNOWN_AS.search(clause) or _BUT_GOES_BY.search(clause)
    return match["nick"] if match else None


def _topic(clause: str) -> tuple[str, Said] | None:
    if match := _ONE_TO_ASK.match(clause) or _IS_ONE_TO_ASK.match(clause):
        return match["name"], Said("note", f"is the person to ask about {_shown(match['topic'])}", identifies=True)
    match = _FOR_TOPIC.match(clause) or _NAME_FOR_TOPIC.match(clause)
    if match is None or not _is_general(match["topic"]):
        return None
    return match["name"], Said("note", f"is the person to ask about {_shown(match['topic'])}", identifies=True)


def _is_general(topic: str) -> bool:
    if _GENERAL_TOPIC.search(topic):
        return True
    return not _ONE_THING.match(topic) and not points_at_hand(topic) and len(topic.split()) <= 5


def _shown(topic: str) -> str:
    return about_the_user(without_trailing(fold(topic)))


def _reached(clause: str) -> tuple[str, Said] | None:
    if match := _REACHED.match(clause):
        way = f"{match['how'] or ''}{match['way']}"
        adverb = re.match(r"(?:(?:only|best|usually|always|never) )?", match["how"] or match["way"])
        said = f"can {adverb[0] if adverb else ''}be reached {match['way'].removeprefix(adverb[0] if adverb else '')}"
        general = _LASTING_TIME.search(way) or re.match(r"(?:only|best|usually|always|never) ", way)
        return (match["name"], Said("preference", without_trailing(said), identifies=True)) if general else None
    if match := _BEST_WAY.match(clause):
        return match["name"], Said(
            "preference", f"is best reached by {without_trailing(match['way'])}", identifies=True
        )
    if (match := _DO_NOT_CALL.match(clause)) and _LASTING_TIME.search(match["when"]):
        said = f"is not to be {_participle(match['verb'].lower())} {without_trailing(match['when'])}"
        return match["name"], Said("preference", said, identifies=True)
    return None


def _participle(verb: str) -> str:
    return "rung" if verb == "ring" else f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def _engaged(clause: str) -> tuple[str, Said] | None:
    match = _ENGAGED.match(clause)
    if match is None:
        return None
    if role := match["role"]:
        plain = match["verb"].casefold() in ("made", "got", "have", "picked", "chose", "chosen")
        return None if plain and not match["as"] else (match["name"], Said("role", fold(role), identifies=True))
    if match["verb"].casefold() in ("got", "have", "made", "picked", "promoted") or points_at_hand(match["task"]):
        return None
    return match["name"], Said(
        "responsibility", f"was {match['verb']} to {without_trailing(match['task'])}", identifies=True
    )
