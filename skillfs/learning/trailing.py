"""What trails a value in speech without being part of it: "head of product | there now", "Berlin | last month"."""

from __future__ import annotations

import re

_TRAILING = re.compile(
    r"[\s,–—-]+(?:there|here|now|right now|nowadays|these days|at the moment|currently|at present|today|yesterday|"
    r"recently|lately|again|too|as well|as of (?:today|now|\w+ \d{1,2})|(?:since|as of|starting|from) "
    r"(?:last|this|next) \w+|(?:last|next) (?:week|month|year|spring|summer|autumn|fall|winter|monday|tuesday|"
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
