"""Wishes for the work at hand only: "just for this file", "this time", and what a sentence says beside them."""

from __future__ import annotations

import re

_ONE_OFF = re.compile(
    r"(?<!\bnot )\b(?:(?:just|only)\s+(?:for\s+|in\s+)?(?:this|here|once|now|today|the one)\b|"
    r"(?<!\bwork )(?<!\bworking )for now\b|this time\b|"
    r"this once\b|just once\b|for the (?:moment|time being)\b|temporarily\b|for (?:today|tonight)\b|tonight\b|(?:for|"
    r"in|on) (?:this|that|the current) (?:one|file|task|script|pr|pull request|test|session|demo|exercise|function|"
    r"snippet|example|case|container|machine|environment|notebook|directory|folder|shell|project|repo|repository|"
    r"codebase|app|question|answer|commit|branch|ticket|chat|conversation|reply|response|message|mail|email|letter|"
    r"paragraph|sentence|draft|post|slide|page|section|chapter|report|newsletter|round|version|release|sprint|"
    r"meeting|call|trip)\b)",
    re.IGNORECASE,
)
_OWN_PART = re.compile(
    r"(?:,|;|\s[–—-])\s+(?:and |but |since |because |as )?(?=(?:I|we|my|our)\b(?!['’]ll\b))", re.IGNORECASE
)
_SO = re.compile(r",? (?:so|hence|therefore|which is why|that['’]s why) (?!that\b|far\b|much\b|many\b)", re.IGNORECASE)
_OWN_SUBJECT = re.compile(r"(?:(?:and|but|since|because|as) )?(?:I|we|my|our)\b", re.IGNORECASE)
_FRONTED = re.compile(
    r"^[\w ]{0,12}\b(?:for|in|on|just|only|this|today|tonight|temporarily)\b[^,]{0,40}$", re.IGNORECASE
)


def is_one_off(text: str) -> bool:
    """Whether it is scoped to the work at hand ("just for this file")."""
    return bool(_ONE_OFF.search(text))


def beyond_one_off(text: str) -> str:
    """What a sentence says beside what it scopes to the work at hand; empty where the scope is over all of it.

    "Set up pre-commit in this repo, my formatter of choice is ruff" → "my formatter of choice is ruff"; "I'm based in
    Ghent so fire the jobs in that file at noon" → "I'm based in Ghent".
    """
    cause, *_ = _SO.split(text, maxsplit=1)
    if cause != text and _OWN_SUBJECT.match(cause) and not is_one_off(cause):
        return cause
    own = [part for part in _OWN_PART.split(text) if part]
    if len(own) == 1 or (is_one_off(own[0]) and _FRONTED.match(own[0])):
        return ""
    return ", ".join(part for part in own if not is_one_off(part) and _OWN_SUBJECT.match(part))
