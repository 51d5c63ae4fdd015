"""Classes of verbs and nouns that mean the same of a person, as parts of regular expressions over third-person text.

A class is what `fact_rules` needs to know of a way of saying something: whoever resides, is settled or makes their home
somewhere lives there. To teach another way, add it to its class.
"""

from __future__ import annotations

import re

from skillfs.learning.categories import category_of
from skillfs.learning.fact_values import JOB, is_habit, points_at_hand
from skillfs.learning.plain_text import word_set

_DEGREE = r"(?:really |very |quite |rather |pretty |particularly |especially )?"

LIVES_IN = (
    r"(?:lives|resides|makes their home) in|"
    r"is (?:based|living|located|residing|settled) (?:out of|in|near)|"
    r"(?:has |is )?(?:moved|relocated|emigrated|resettled)(?: from .{1,40}?)? to|(?:has )?settled (?:down )?in"
)
COMES_FROM = r"(?:is|comes|hails) (?:originally )?from|(?:grew up|was raised) in"
TEAM = r"(?:team|squad|crew|guild|tribe|chapter|department|division|group)"
BELONGS_TO = (
    r"(?:is|sits|works|has been) (?:on|in|with|part of|a member of)|(?:has )?joined|belongs to|works for|"
    r"is an? \w+ (?:on|in)"
)
LIKES = (
    rf"is {_DEGREE}(?:fond of|keen on|partial to|big on|a (?:big |huge |firm |strong )?(?:fan of|believer in)|"
    r"a sucker for)|"
    r"has a soft spot for|sticks (?:to|with)|leans (?:towards?|to)|gravitates (?:to|towards?)|opts for|goes (?:with|"
    r"for)"
)
"""Weak verbs of liking: they tell of a habit only with a generic object."""
_RATHER_NOT = (
    r"would (?:much )?(?:rather|sooner|prefer to|prefer) not (?:to )?(?:use|have|see|write|read|get|rely on|"
    r"(?:work|deal|bother) with|depend on|attend|receive|add|eat|drink|take|adopt|introduce|touch|nest|do)"
)
DISLIKES = (
    rf"{_RATHER_NOT}|is not {_DEGREE}(?:keen on|big on|fond of|a (?:big )?(?:fan of|believer in)|into)|"
    r"loathes|despises|abhors|cannot (?:bear|abide|tolerate)|has (?:no|little) (?:patience|time|love|use|taste) for|"
    r"(?:steers clear|stays clear|keeps clear|stays away|keeps away|shies away) (?:of|from)|refuses to use|"
    r"(?:tries|tends|prefers) (?:to avoid|not to use)|(?:could|can) do without|(?:would )?rather avoids?|"
    r"would (?:rather|sooner) avoid"
)
"""Verbs of dislike that tell of a habit only with a generic object: "would rather not use ORMs"."""
AIMS_AT = (
    r"is in training for|is (?:currently )?saving(?: up)?(?: money)? to|"
    r"is (?:currently )?(?:saving(?: up)?(?: money)?|training|preparing|studying|practi[sc]ing|revising) for|"
    r"is (?:currently )?working towards?|is (?:teaching themself|taking lessons in|brushing up(?: on)?)|"
    r"(?:has )?signed up for"
)
_LIFE_VERBS = (
    r"learn|become|run (?:an?|their first)|move to|launch (?:an?|their)|start (?:an?|their)|"
    r"apply|retire|pass|graduate|qualify|"
    r"emigrate|"
    r"(?:write|publish) an? (?=\w* ?(?:book|novel|thesis|memoir|album|paper))|master|buy an? (?=\w* ?(?:house|flat|"
    r"home))"
)
PLANS_TO = (
    rf"(?:is (?:hoping|aiming|planning|looking|determined)|(?:hopes|aims|plans|intends|dreams)) (?:to|of) "
    rf"(?:eventually |one day )?(?:{_LIFE_VERBS})"
)
_PRODUCT = (
    r"(?:backend|back ?end|frontend|front ?end|apps?|api|apis|sites?|website|blog|services?|microservices|platform|"
    r"product|pipelines?|infra(?:structure)?|servers?|monolith|codebase|store|storefront|shop|dashboard|ci|game|system|"
    r"software|tooling|stack|database|warehouse|cluster|workers?|jobs|cli|library|bot|firmware|portal|intranet|"
    r"homepage|newsletter|models?|docs|documentation|"
    r"production|(?:production|staging) environment|workloads?)"
)
PRODUCT = rf"(?:[\w-]+ ){{0,3}}?{_PRODUCT}"
RUNS_ON = (
    r"(?:now )?(?:runs|lives|sits) (?:on|in)|is (?:now )?(?:hosted|deployed|running) (?:on|with|via|to)|"
    r"deploys (?:to|on|via)|"
    r"deploys with"
)
MADE_WITH = (
    r"is (?:now )?(?:built|written|implemented|coded|developed|made|done) (?:with|on|in|around|using|on top of)|"
    r"is (?:now )?(?:powered|backed|driven) by|is (?:now )?based on|(?:uses|relies on)"
)

_NO_OCCUPATION = word_set(
    "fan user member customer reader subscriber believer lover supporter smoker father mother brother sister follower "
    "listener drinker eater commuter homeowner foreigner outsider parent newcomer owner sufferer regular loser winner "
    "player other another number partner bother"
)
_OCCUPATION = re.compile(
    rf"(?:{JOB}|(?:[\w&/-]{{1,30}} ){{0,4}}?[a-z]{{3,}}(?:er|or|ist|ian|ant|smith|wright|medic|grapher|wife|keeper|"
    rf"nurse|chef|"
    r"pilot|cook|clerk|judge|guard|monk|surgeon|guide|host|model|agent|vet))",
    re.IGNORECASE,
)
_DETERMINED = re.compile(
    r"(?:the|this|that|these|those|my|our|your|his|her|their|its|an?|any|some|it|them|option|version|plan|one|what|how|"
    r"when|where|so|not|to)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:errors?|warnings?|bugs?|surprises?|changes?|conflicts?|failures?|problems?|mistakes?|regressions?|delays?|"
    r"issues?|crash(?:es)?|questions?|results?|things?|ways?|options?)$",
    re.IGNORECASE,
)
_MASS = re.compile(
    r"(?:.* )?(?:[A-Z]{2,}|(?:\w+(?:tion|ness|ment|ance|ence|ity|ism|ing|age|ware)))|.*\b(?:whitespace|code|coffee|tea|"
    r"music|food|meat|notation|syntax|prose|rebase|history|work|sugar|magic|boilerplate)"
)
_TECHNOLOGY = re.compile(
    r"(?:an? |the )?[^\W\d_a-zß-öø-ÿ][\w.+#/-]*(?: (?:[^\W\d_a-zß-öø-ÿ]|\d)[\w.+#/-]*){0,3}"
    r"(?:(?:,| and| on| with| plus|, and) [^\W\d_a-zß-öø-ÿ][\w.+#/-]*(?: (?:[^\W\d_a-zß-öø-ÿ]|\d)[\w.+#/-]*){0,2}){0,3}"
)
_NO_TECHNOLOGY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\S*\d{4}$|I\b", re.IGNORECASE)
_ERRAND = re.compile(
    r"(?:.*\b)?(?:fix|fixes|release|demo|meeting|call|presentation|review|talk|deploy(?:ment)?|launch|interview|"
    r"migration|"
    r"merge|sprint|stand-?up|workshop|solution|pr|rewrite|refactor(?:ing)?|upgrade|ticket|lesson|worst|rollout|"
    r"agreement|consensus|compromise|deadline|closing \w+|fixing \w+)\b.*",
    re.IGNORECASE,
)
_EXAM = re.compile(
    r"the .*\b(?:exams?|marathon|certificat\w+|championships?|olympi\w+|licen[cs]e|bar|gre|gmat|toefl|ielts|test|"
    r"finals|"
    r"season|triathlon)\b",
    re.IGNORECASE,
)


def is_occupation(value: str) -> bool:
    """Whether one is that for years as one's work: "translator" and "court stenographer" are, "fan" is not."""
    return bool(_OCCUPATION.fullmatch(value)) and value.split()[-1].casefold() not in _NO_OCCUPATION


def is_team_name(value: str) -> bool:
    """Whether "the … team" names a part of a company: "fraud detection" does, "whole" and "other" do not."""
    return not re.match(
        r"(?:whole|entire|same|other|right|wrong|winning|first|second|next|old|best|customer's)\b", value
    )


def is_generic(value: str) -> bool:
    """Whether the words name a kind of thing and no single one: "small functions" do, "the plan" and "a run" do not.

    A bare plural, a mass noun and a known technology are kinds; what has gone wrong ("errors") is nobody's taste.
    """
    if _DETERMINED.match(value) or points_at_hand(value) or _TROUBLE.search(value):
        return False
    head = re.split(r" (?:in|on|for|at|with|before|after|over|of|when|to) ", value, maxsplit=1)[0]
    return bool(
        category_of(head) or is_habit(head) or re.search(r"(?<![su'’])s$", head) or _MASS.fullmatch(head)
    ) and not _TROUBLE.search(head)


def is_technology(value: str) -> bool:
    """Whether something runs on it or is made with it: names with a capital or of a known category, no day, no port."""
    if _NO_TECHNOLOGY.match(value) or points_at_hand(value):
        return False
    return bool(_TECHNOLOGY.fullmatch(value)) or (category_of(value) is not None and len(value.split()) <= 3)


def is_aspiration(value: str) -> bool:
    """Whether one works towards it for longer than a task takes: "a camper van", "the bar exam", no meeting."""
    if points_at_hand(value) or _ERRAND.fullmatch(value):
        return False
    return not re.match(r"the\b", value) or bool(_EXAM.match(value))
