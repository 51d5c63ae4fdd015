"""What the user or their team does over and over, whatever it is: "we deploy on Fridays only", "standup is at 11".

A time that comes back makes even talk of work last: who presents to the board every first Monday says what holds next
month. What goes wrong over and over, and what somebody asks to be given, is no schedule.
"""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import fold, word_set
from skillfs.learning.english.third_person import others, third_person
from skillfs.learning.english.verb_classes import PRODUCT
from skillfs.learning.user.life_words import of_life
from skillfs.learning.user.task_talk import is_task_talk

_MAX_WORDS = 22
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:january|february|march|april|june|july|august|september|october|november|december)"
_NTH = r"(?:(?:other|single|second|third|fourth|first|last|\d+(?:st|nd|rd|th)) )*"
_SPAN = (
    rf"(?:{_DAY}s?|{_MONTH}|(?:week|work)?days?|weeks?|weekends?|fortnights?|months?|quarters?|years?|sprints?|"
    rf"semesters?|"
    rf"terms?|spring|summer|autumn|fall|winter|mornings?|evenings?|nights?|release)"
)
_RECURS = re.compile(
    rf"\b(?:(?:every|each|alternate) {_NTH}(?:(?:two|three|four|six|\d) )?{_SPAN}|{_DAY}s|weekdays|weekends|"
    rf"(?:once|twice|(?:two|three|\w+) times) (?:a|per|every|each) {_SPAN}|bi-?weekly|fortnightly|monthly|quarterly|"
    rf"annually|yearly|"
    rf"at the (?:end|start|beginning) of (?:every|each|the) (?:week|month|quarter|year|sprint)|"
    rf"on the (?:first|last|\d+(?:st|nd|rd|th)) (?:of|{_DAY})|(?:mon|tue|wed|thu|fri|sat|sun)\w* ?(?:to|through|"
    rf"thru|till|"
    rf"until|-|–) ?(?:mon|tue|wed|thu|fri|sat|sun)\w*)\b",
    re.IGNORECASE,
)
_EVENT = (
    r"(?:(?:daily |weekly |monthly |team |morning )*(?:stand-?ups?|retros?|retrospectives?|sprint planning|sprint "
    r"reviews?|sprints?|"
    r"planning|all[- ]hands|1:1s?|one-on-ones?|demo days?|code freeze|release trains?|board meetings?|pay ?days?|"
    r"town ?halls?|"
    r"office hours|on-?call (?:rotation|handover|week)|change windows?|deploy(?:ment)? windows?|maintenance windows?))"
)
_AT_A_TIME = re.compile(
    r"\b(?:at|from|until|till|between|around) (?:\d{1,2}(?:[:.]\d\d)?|noon|midday|midnight|(?:half past |quarter \w+ )?"
    r"(?:seven|eight|nine|ten|eleven|twelve|one|two|three|four|five|six))\b|\b(?:two|three|four|six|"
    r"\d+)[- ](?:weeks?|months?)\b",
    re.IGNORECASE,
)
_OF_EVENT = re.compile(
    rf"(?:(?:my|our|the) )?(?P<event>{_EVENT})(?P<rest>(?:['’]s| (?:for (?:me|us) )?(?:is|are|runs?|starts?|begins?|"
    rf"ends?|lasts?|"
    rf"happens?|takes? place|falls?|goes?|opens?|closes?)) .+)",
    re.IGNORECASE,
)
_OF_GROUP = re.compile(
    r"(?:I|we|(?:my|our)(?: whole| entire)? (?:team|company|office|department|squad|firm|school|lab|shop)|(?:(?:my|"
    r"our) )"
    r"(?P<event>[\w-]+(?: [\w-]+){0,2}?)(?= (?:is|are|goes|go|happens?|takes?|falls?|runs?|starts?|opens?|closes?|"
    r"ends?)\b)) "
    r"(?P<adverb>(?:(?:have to|must|need to|always|usually|never|only|also|normally|mostly|typically|generally|all|"
    r"both|still|don['’]t|do not) )*)"
    r"(?P<verb>[a-z]+) .+",
    re.IGNORECASE,
)
_DAY_OF = re.compile(
    rf"(?P<day>(?:(?:every|most) )?{_DAY}s?(?: (?:mornings?|afternoons?|evenings?|nights?))?)(?: is| are)(?: always|"
    rf" usually)? "
    r"(?P<for>(?:for|reserved for|blocked (?:off )?for|set aside for|all about|devoted to) .+)",
    re.IGNORECASE,
)
_ASKS = word_set(
    "need want see saw get got hit notice lose lost find found receive experience observe think guess wonder hope "
    "would "
    "will should could can can't might may was were had did went met ran took made came gave spent have has got am "
    "are is 'd 'll let "
    "try tried like love hate prefer enjoy know mean suppose recommend suggest forget"
)
"""Verbs of wishing, of perceiving and of the past: what follows is asked for, has happened or is a taste."""
_GOES_WRONG = re.compile(
    r"\b(?:errors?|exceptions?|crash\w*|fail\w*|bugs?|time-?outs?|hangs?|down|slow\w*|flaky|outages?|leaks?|wrong|"
    r"stuck|"
    r"[45]\d\ds?|broken|breaks?|complain\w*|warnings?|corrupt\w*|duplicates?|missing|you|your|users?|customer sees|"
    r"clicks?)\b",
    re.IGNORECASE,
)
_HANDED_ON = re.compile(
    r"\b(?P<verb>present|report|send|submit|show|hand in|deliver|demo|share|give) (?:this|that|it|these|those|them) "
    r"(?=to\b|in\b|at\b|every\b|each\b|on\b)",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:this|that|these|those|it|them|here|there|which|what)\b", re.IGNORECASE)
_FOR_US = re.compile(r" (?:for|with) (?:me|us)\b", re.IGNORECASE)


def recurrence(clause: str) -> str | None:
    """The third-person sentence of what comes back at its time; None for every other clause."""
    text = _HANDED_ON.sub(r"\g<verb> ", fold(clause).strip(" .!,;"))
    if len(text.split()) > _MAX_WORDS or _GOES_WRONG.search(text) or _POINTS.search(text):
        return None
    recurs = _RECURS.search(text)
    if (match := _OF_EVENT.fullmatch(text)) and (recurs or (_OWN.search(text) and _AT_A_TIME.search(text))):
        rest = re.sub(r"^['’]s ", " is ", _FOR_US.sub("", match["rest"]))
        return f"The user's {match['event']} {others(rest).lstrip()}"
    if (match := _DAY_OF.fullmatch(text)) and of_life(match["for"]):
        day = match["day"]
        return f"The user keeps {day[:1].upper()}{day[1:]} {others(match['for'])}"
    if (
        recurs
        and not (_DAILY.fullmatch(recurs[0]) and is_task_talk(text) and not _AT_A_TIME.search(text))
        and (match := _OF_GROUP.fullmatch(text))
        and _is_done(match)
    ):
        return third_person(text)
    return None


_OWN = re.compile(r"^(?:my|our)\b| for (?:me|us)\b", re.IGNORECASE)
_DAILY = re.compile(r"(?:every|each) (?:single )?(?:days?|mornings?|evenings?|nights?)", re.IGNORECASE)
"""How often one also does what belongs to the work at hand: "I run the tests every morning"."""
_OF_PRODUCT = re.compile(rf"(?:my|our) {PRODUCT}\b", re.IGNORECASE)


def _is_done(match: re.Match[str]) -> bool:
    """Whether somebody does it, and not a program; whether it is done, and neither wished for nor past."""
    verb = match["verb"].casefold()
    if match["event"]:
        return not _OF_PRODUCT.match(match[0])
    return not (verb in _ASKS or (verb.endswith("ed") and verb not in ("need", "feed", "speed")) or verb.endswith("ly"))
