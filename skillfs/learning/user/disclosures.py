"""What people disclose of themselves, whatever it is about: the reading that comes after every other.

A clause counts that has the person as its subject or object ("I get migraines", "milk doesn't agree with me") and one
of the frames in which English tells what somebody is, has or does for good, with a word of their life in it. What
speaks of the work at hand (`task_talk`) never counts, in whatever frame.
"""

from __future__ import annotations

import re

from skillfs.learning.english.cues import CueIndex
from skillfs.learning.english.plain_text import fold
from skillfs.learning.english.third_person import others, third_person
from skillfs.learning.english.trailing import without_trailing
from skillfs.learning.user.disclosure_frames import FRAMES
from skillfs.learning.user.task_talk import is_errand, is_task_talk

_MAX_WORDS = 24
_BY_CUE = CueIndex(FRAMES)
_FRONTED = re.compile(
    r"^(?P<time>(?:(?:on|at|in|during|over) (?:the )?)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|"
    r"weekdays|"
    r"winter|summer|spring|autumn|evenings?|mornings?|nights?|holidays|term time)(?: (?:mornings?|evenings?|nights?|"
    r"afternoons?))?|(?:every|each|most) (?:(?:other|second|single) )?\w+(?: (?:morning|evening|night|afternoon))?|"
    r"(?:once|twice) a (?:week|month|year)|in my (?:spare|free) time|at home|by (?:day|night|\d\d)|"
    r"before I turn \w+|for \w+ years(?: now)?|"
    r"since (?:19|20)\d\d),? (?=(?:I|we|you)\b)",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"^with (?P<had>(?!(?:the|this|that|it|your|all|no)\b)[^,]{3,60}?),? (?:I|we|my|our)\b.*", re.IGNORECASE
)
_YEARS = re.compile(
    r"^(?P<had>(?:(?:over|almost|nearly|some|more than|about) )?(?:\d+\+?|[\w-]+)(?: odd)? (?:years|yrs|decades) "
    r"(?:as|of|in|into|behind) .+)$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"^(?:until|till|from|up to|as of|since) [^,]{3,20}?,? (?=(?:I am|I['’]m|we are|"
    r"we['’]re)\b)",
    re.IGNORECASE,
)
_ONE_OF_THOSE = re.compile(r"\bone of those (?=\w+ (?:who|that)\b)")
_THIS_MACHINE = re.compile(
    r"(?P<in>\b(?:on|in|from|with)) this (?=(?:old |new |work |tiny |little )*(?:MacBook|ThinkPad|Chromebook|laptop|"
    r"iPad|"
    r"Raspberry|Surface|Mac|iMac|netbook|Dell|Lenovo)\b)",
    re.IGNORECASE,
)
_SECOND_SUBJECT = re.compile(
    r"(?<=\bago),? (?:I|we)\b.*$|(?<=\w),? (?:and|but) (?:the|this|that|it|there|she|he)\b.*$", re.I
)

_FIRST = re.compile(
    r"\b(?:I|me|my|we|our|us|myself)\b|\b[Ii]['’]|^(?:nobody|everyone|everybody|no one) (?:at home|in this house)",
    re.IGNORECASE,
)


def disclosure(clause: str) -> str | None:
    """The third-person sentence of what a clause discloses of its speaker; None for every other clause.

    "I get migraines from flickering screens" → "The user gets migraines from flickering screens".
    """
    text = without_trailing(subject_first(clause))
    if not _FIRST.search(text) or len(text.split()) > _MAX_WORDS or is_task_talk(text) or not of_speaker(text):
        return None
    if any(
        (match := frame.pattern.fullmatch(text)) and frame.holds(match) and (frame.far or not is_errand(text))
        for frame in _BY_CUE.for_text(text)
    ):
        sentence = third_person(text)
        return sentence or others(text)
    return None


def subject_first(clause: str) -> str:
    """The clause with its subject first: "Thursdays I sing in a choir" → "I sing in a choir, Thursdays"."""
    text = _SECOND_SUBJECT.sub(
        "", fold(clause).strip(" .!,;").replace("when it comes to", "in").replace(" here in ", " in ")
    )
    text = _ONE_OF_THOSE.sub("one of the", text)
    text = _UNTIL.sub("", text)
    text = _THIS_MACHINE.sub(r"\g<in> my ", text)
    if match := _WITH.match(text) or _YEARS.match(text):
        return f"I have {match['had']}"
    if match := _FRONTED.match(text):
        return f"{text[match.end() :]}, {match['time']}"
    return text


def of_speaker(text: str) -> bool:
    """Whether nobody else is said to say or to be meant by it."""
    return not _OTHERS.search(text)


_OTHERS = re.compile(
    r"\b(?:according to|they say|people say|claims? (?:that|to|I|my)|reckons?|insists?|says|said|told)\b", re.IGNORECASE
)
