"""Rules for who somebody is: what they are called, where they live and come from, their age, body and health."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.fact_values import is_birthday, is_name, is_place_name
from skillfs.learning.english.plain_text import word_key, word_set
from skillfs.learning.english.verb_classes import COMES_FROM, LIVES_IN
from skillfs.learning.user.meanings import PERSONAL, Rule, about, fixed, fixed_if, rule

NAME = r"[^\W\d_][\w'’.-]{0,40}(?: [^\W\d_][\w'’.-]{0,40}){0,3}"
_CONDITIONS = (
    r"ADHD|dyslexia|asthma|diabetes|epilepsy|arthritis|migraines|insomnia|tinnitus|hay fever|celiac disease|"
    r"coeliac disease|a (?:bad|weak|sore) (?:back|knee|hip|heart|shoulder)|bad (?:eyes|eyesight|knees|hearing)|"
    r"poor (?:eyesight|hearing)|autism|anxiety|RSI|carpal tunnel|high blood pressure|a pacemaker|a stutter|"
    r"(?:an? )?[\w -]{2,30} (?:syndrome|disorder|disability|deficiency)"
)
_TRAITS = (
    r"(?:a |an )?(?:left[- ]handed|right[- ]handed|colou?r[- ]?blind|dyslexic|deaf|blind|hard of hearing|autistic|"
    r"partially sighted|visually impaired|short-sighted|near-sighted|diabetic|asthmatic|epileptic|pregnant|"
    r"night owl|early bird|early riser|morning person|introvert|extrovert|aries|taurus|gemini|leo|virgo|libra|"
    r"scorpio|sagittarius|capricorn|aquarius|pisces)(?: in one (?:ear|eye))?"
)


def identity_rules() -> Iterator[Rule]:
    """The rules, the more exact ones first."""
    yield rule(
        rf"'s (?:full |real |given )?name is (?P<value>{NAME})", PERSONAL, fixed_if("name", is_name),
        "My name is Gus.", "It's Gus here.", "The name's Quentin, by the way.", "Siobhán Ní Dhomhnaill here",
        "Nora here, can you look at the failing job?",
    )  # fmt: skip
    yield rule(
        rf" signs as (?P<value>{NAME})", PERSONAL, fixed_if("name", is_name), "The build is red.\n\nBest,\nGus Stone",
        inferred=True,
    )  # fmt: skip
    yield rule(
        rf" (?:goes by|prefers to be called) (?P<value>{NAME})", PERSONAL, fixed_if("nickname", is_name),
        "Folks at the office know me as Teddy", "You can call me Zoë", "Please address me as Dr. Weiss",
        "I'd like to be called Vic", "People usually shorten my name to Lex", "My nickname is Sparky",
        "Just Kim is fine, no need for Ms. Park.",
    )  # fmt: skip
    yield rule(
        r"'s (?:first|last|middle|maiden|family|sur) ?name is (?P<value>.+)", PERSONAL, fixed("name part"),
        "My maiden name is Roth",
    )  # fmt: skip
    yield rule(
        r" (?:uses )?(?P<value>(?:she|he|they|ze|xe)/\S+)(?: pronouns)?", PERSONAL, fixed("attribute:pronouns"),
        "I use they/them pronouns",
    )  # fmt: skip
    yield rule(
        rf" (?:{LIVES_IN}) (?P<value>.+)", PERSONAL, _home,
        "I reside in Tallinn", "I'm based out of Denver", "We moved up to Aberdeen in January", "Home is Ghent",
        "I'm a Kiwi living in Seoul", "Snow again here in Tromsø, where I live.", "I've lived in Utrecht since 2018",
    )  # fmt: skip
    yield rule(r" calls (?P<value>.+) home", PERSONAL, _home, "I call Oslo home")
    yield rule(
        rf" (?:{COMES_FROM}) (?P<value>.+)", PERSONAL, fixed_if("origin", is_place_name),
        "I hail from Naples", "I grew up on the Faroe Islands", "I'm originally from Chile", "I was raised in Accra",
        "I spent my childhood in Goa",
    )  # fmt: skip
    yield rule(
        r" was born in (?P<value>\D+)", PERSONAL, fixed_if("birthplace", is_place_name),
        "I was born in Manila and raised in Toronto",
    )  # fmt: skip
    yield rule(
        r" was born (?:on|in) (?P<value>.+)", PERSONAL, fixed_if("attribute:birthday", is_birthday),
        "I was born on 3 July 1990", "I was born in 1988",
    )  # fmt: skip
    yield rule(
        r" turns (?P<value>(?:\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty)(?:-\w+)?)(?: (?:in|on|this|"
        r"next|soon) ?.*)?)",
        PERSONAL,
        fixed("turns"),
        "I turn 40 in October",
    )
    yield rule(
        r" (?:has )?(?:just )?turned (?P<value>\d\d)(?: .{2,30})?", PERSONAL, fixed("attribute:age"), "I turned 42 "
        r"in May",
    )  # fmt: skip
    yield rule(
        r" is (?P<value>\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?(?= years old))"
        r"(?: years old)?(?:,? and .{2,60})?",
        PERSONAL,
        fixed("attribute:age"),
        "I'm 52",
        "I'm 34 years old",
    )
    yield rule(
        rf" (?:is|has been|was born) (?P<value>(?:[\w-]+ ){{0,2}}?{_TRAITS})", PERSONAL, _trait,
        "I'm left-handed", "I'm an early riser", "I'm deaf in one ear", "I'm color blind, so avoid red and green",
    )  # fmt: skip
    yield rule(
        rf" (?:has|suffers from|lives with|was diagnosed with) (?P<value>{_CONDITIONS})", PERSONAL, about("has"),
        "I have ADHD", "I've got coeliac disease", "I suffer from migraines",
    )  # fmt: skip
    yield rule(
        r" (?:uses|relies on|wears|needs) (?P<value>an? (?:screen reader|wheelchair|hearing aid|walking stick|cane|"
        r"braille display|screen magnifier|guide dog)|hearing aids|glasses|large (?:fonts?|text|print))",
        PERSONAL, about("aid"),
        "I use a screen reader", "I wear hearing aids",
    )  # fmt: skip


def _trait(match: re.Match[str]) -> str:
    return f"trait:{re.sub('^an? ', '', word_key(match['value']))}"


def _home(match: re.Match[str]) -> str | None:
    """The key of where they live; who "moved to Helix" changed an editor."""
    if category_of(match["value"]):
        return None
    return "home" if is_place_name(match["value"]) or _is_place_in_lower_case(match) else None


def _is_place_in_lower_case(match: re.Match[str]) -> bool:
    """Whether who writes in lower case names a place: "based in ghent", not "i live in fear"."""
    resides = _RESIDES.search(match[0][: match.start("value")]) is not None
    return resides and _LOW.fullmatch(match["value"]) is not None and _NO_RESIDENCE.isdisjoint(match["value"].split())


_RESIDES = re.compile(
    r"\b(?:lives?|lived|living|resides?|residing|based|located|settled|born|stays)(?: (?:out of|just|right|near|in))+ $"
)
_LOW = re.compile(r"[^\W\d_A-Z]{3,}(?:[ -](?:[^\W\d_A-Z]{3,})){0,1}")
_NO_RESIDENCE = word_set(
    "fear hope denial times conditions uncertainty danger debt chaos peace sin luxury poverty squalor harmony "
    "reality pain silence exile limbo terror dread",
    "darkness misery shame bliss comfort style tents town memory ram cache code production staging prod dev main src",
    "tmux slack excel spreadsheets notion jira email emails meetings terminals terminal browser git docker kubernetes",
    "sales marketing finance procurement insurance logistics healthcare education publishing consulting retail tech",
    "fact facts truth science evidence theory practice part total general python rust java hotels hostels airports",
)
