"""What trails a value in speech without being part of it: "head of product | there now", "Berlin | last month"."""

from __future__ import annotations

import re

_TRAILING = re.compile(
    r"[\s,–—-]+(?:there|here|now|right now|nowadays|these days|at the moment|currently|at present|today|yesterday|"
    r"recently|lately|again|too|as well|in this (?:team|company|house(?:hold)?|office|family|shop)|as of (?:today|"
    r"\w+day|"
    r"now|\w+ \d{1,2})|(?:since|as of|starting|from) "
    r"(?:last|this|next) \w+|(?:last|next) (?:week|month|year|quarter|semester|spring|summer|autumn|fall|winter|"
    r"monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday)|(?:a|an|two|three|four|five|six|\d+|a few|a couple of) "
    r"(?:days?|weeks?|months?|years?) ago|any ?more|already|by now|finally|for good|by the way|btw|please|thanks|"
    r"thank you|though|actually|then|for me|in fact|of course|you know|fyi|instead|ok(?:ay)?)$",
    re.IGNORECASE,
)
_MAX_ROUNDS = 5
_TAIL = 60


def without_trailing(value: str) -> str:
    """The value without the words of time, place and courtesy that end a sentence; never the empty string.

    "head of product there now" → "head of product"; "tabs please" → "tabs".
    """
    for _ in range(_MAX_ROUNDS):
        start = max(0, len(value) - _TAIL)
        match = _TRAILING.search(value, start)
        if match is None or not value[: match.start()].strip():
            break
        value = value[: match.start()]
    return value.rstrip(" ,;:.!–—-")


_CLAUSE_AFTER = re.compile(
    r"(?:,? (?:which|who|whose|because|since (?:I|we|they|it|that)|although|though|even though|whereas|while|so that|"
    r"unless|"
    r"hence|therefore|thanks to|in case)\b|,? (?:but|and) (?:it|that|this|there|what|how|so|now|nothing|they|the|I|"
    r"we)\b|"
    r" (?:that's|it's)\b| \().*$",
    re.IGNORECASE,
)
_IN_LIST = re.compile(r"(?:(?:and|or|&|plus) )?[\w'’.+#/ -]{1,40}$")


def first_of_list(sentence: str) -> str:
    """The sentence up to the first comma, or through the list or the place name that the commas belong to.

    "The user is saving up for a house deposit, 40k by next summer" ends with "deposit"; "FastAPI, Celery and Redis" and
    "Kreuzberg, Berlin" stay whole.
    """
    first, *more = _CLAUSE_AFTER.sub("", sentence).split(", ")
    kept = 0
    for number, part in enumerate(more, 1):
        if len(part.split()) > 5 or not _IN_LIST.match(part):
            break
        if re.search(r"(?:^|\s)(?:and|or|&)\s", part):
            kept = number
            break
        if part[:1].isupper() and all(word[:1].isupper() or word[:1].isdigit() for word in part.split()):
            kept = number
    return ", ".join([first, *more[:kept]])
