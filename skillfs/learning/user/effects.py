"""What something does to a person, who is no subject then: "milk doesn't agree with me", "gardening is my therapy".

What acts is a kind of thing or a word of their life, never the thing at hand; what it does to them lasts.
"""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import fold
from skillfs.learning.english.rephrasing import DETERMINED
from skillfs.learning.english.third_person import others
from skillfs.learning.user.task_talk import is_task_talk

_THING = r"(?P<thing>[^\W\d_][^,;:!?]{1,50}?)"
_EFFECT = re.compile(
    rf"^{_THING}(?P<effect> (?:(?:just|really|always|simply|never|still) )*(?:"
    r"(?:does(?:n['’]t| not)|do(?:n['’]t| not)|never) (?:agree with|sit well with|appeal to|suit|work for|do it for|do "
    r"anything for) me|"
    r"(?:disagrees?|sits? badly) with me|(?:is|are) (?:right |totally |very much )?(?:up|down) my (?:street|alley)|"
    r"(?:is|are) an? (?:firm |hard |big |clear |definite )?(?:no|yes) from (?:me|us)|"
    r"(?:gets?|grates?) on my (?:wick|nerves|tits)|puts? me (?:in|into|off|to) .{2,40}|tastes? (?:like|of) .{2,30} "
    r"to me|takes? up (?:(?:most|all|half|much|a lot) of )?my .{3,40}|"
    r"(?:has|have) put me (?:off|on) .{2,40}|(?:pay|pays|hire|hires) me to .{3,60}|does my head in|winds? me up|"
    r"(?:is|are)(?:n['’]t| not| never)? (?:a |an |my |totally |strictly |really |firm |hard |big |"
    r"absolute )*(?:no-?go|no-no|no|right up|off[- ]limits|"
    r"off the (?:menu|"
    r"table|list)|out|no good|not an option|too much|essential|sacred|tricky|hard|difficult|impossible|painful|hell|"
    r"torture|a must|must|deal-?breaker|life-?saver|useless|nothing|bad news|poison|easy|challenging) (?:for|to) me|"
    r"(?:is|are) (?:my|our) (?:therapy|life|weakness|everything|first love|passion|kryptonite|happy place|"
    r"guilty pleasure|"
    r"comfort \w+|biggest fear|nemesis|religion|drug|escape|obsession|jam|thing|thing in life|bread and butter)|"
    r"(?:makes?|make) me (?:gag|retch|sneeze|itch|cry|anxious|nervous|sleepy|sick|ill|queasy|nauseous|dizzy|happy|"
    r"wheeze|"
    r"break out|come out in .+|feel (?:ill|sick|bad|queasy|anxious|trapped))|"
    r"(?:gives?|brings?|causes?|triggers?|sets? off) (?:me|my) .{3,40}|"
    r"(?:scares?|terrif(?:y|ies)|bores?|stress(?:es)?|overwhelms?|exhausts?|calms?|relax(?:es)?|fascinates?|drains?|"
    r"confuses?|frightens?|disgusts?|triggers?|wakes?|keeps?) me(?: (?:out|up|awake|down|to death|to tears|to bits|"
    r"stiff|rigid))?|"
    r"(?:has|have) (?:posted|transferred|relocated|seconded|promoted|appointed|elected|made|named|hired|stationed|"
    r"sent) "
    r"(?:me|us) (?:to|as|in|at|for|head|team|lead) ?.{2,60}))(?P<more>(?:,? (?:so|since|because|and|but|these days|"
    r"now|at "
    r"night|till|until|for good)\b.*)?)$",
    re.IGNORECASE,
)
_NOT_ALONG = re.compile(
    r"^(?P<thing>[^\W\d_][^,;:!?]{1,40}?) and (?:I|me|my (?:stomach|body|skin|gut)) (?P<how>(?:do(?:n['’]t| not)|"
    r"never) "
    r"(?:get along|get on|mix|agree|see eye to eye)|are not friends|aren['’]t friends|don['’]t mix|go (?:way|"
    r"a long way) "
    r"back)\b.*$",
    re.IGNORECASE,
)
_ME = re.compile(r"\b(?:me|us|my|our|I)\b")


def effect(clause: str) -> str | None:
    """The third-person sentence of what a kind of thing does to the speaker; None for every other clause.

    "Milk doesn't agree with me" → "Milk doesn't agree with the user".
    """
    text = fold(clause).strip(" .!,;")
    if not _ME.search(text) or is_task_talk(text):
        return None
    if (match := _NOT_ALONG.match(text)) and _is_kind(match["thing"]):
        return f"{_capital(match['thing'])} and the user {match['how'].replace('’', chr(39))}"
    if (match := _EFFECT.match(text)) and _is_kind(match["thing"]):
        return _capital(_of_user(match["thing"] + match["effect"]))
    return None


def _is_kind(thing: str) -> bool:
    """Whether something is a kind of thing, or an institution, and no single thing at hand."""
    return not DETERMINED.match(thing) or _INSTITUTION.match(thing) is not None


_INSTITUTION = re.compile(
    r"(?:the|my|our) (?:doctor|gp|dentist|army|navy|company|firm|bank|ministry|employer|work|council|school|"
    r"club)\b",
    re.I,
)


def _of_user(text: str) -> str:
    text = re.sub(r"\b(?:me|us)\b", "the user", text)
    return others(re.sub(r"\b(?:my|our)\b", "the user's", text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
