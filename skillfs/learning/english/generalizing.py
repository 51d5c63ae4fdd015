"""Sentences that make the one before them hold for good: "That goes for all our sessions", "Standing rule."."""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import fold

_GENERALIZES = re.compile(
    r"^(?:(?:and|so|please|ok(?:ay)?),? )*(?:(?:(?:that|this|the same|it)(?:['’]s| is)? |(?=goes|holds|applies|"
    r"counts))(?:always so\b|(?:a rule|how I (?:like|want) it)?\s*)?(?:goes|holds|applies|counts|stands|is valid|"
    r"true)? ?(?:for|to|in|across|with|on)? ?(?:all|every(?:thing)?|each|any)\b(?! (?:of us|the (?:others|rest)|"
    r"files|rows|lines|tests))|(?:do|keep|make) (?:that|it|this|so) (?:every|each|all the|for (?:all|every|"
    r"good))\b(?! (?:of us|of them|the (?:others|rest)|files|rows|lines|tests|others))|always\b[.! ]*$|every "
    r"(?:single )?time[.! ]*$|(?:that|this) is (?:how I (?:like|want|need)|a standing|a general|always)|(?:please "
    r")?(?:keep|bear) (?:that|this|it) in mind(?: for| from| in|[.!]|$)|(?:please )?remember (?:that|this|it)(?: for "
    r"(?:next|later|the|all|good)| from|[.!]|$)|(?:and )?(?:I )?mean(?:ing)? (?:it )?always|not just (?:now|today|"
    r"here|this once|for this)|no exceptions|(?:that|this) (?:is|goes) for good|(?:(?:that|this|it)(?:['’]s| is) "
    r")?(?:a |my |our |the )?(?:standing|house|general|ground|golden|hard|firm|permanent) (?:rule|order|instruction|"
    r"policy|request)\b|from now on[.! ]*$|ever[.! ]*$|(?:as a (?:general )?rule|by default|everywhere|at all "
    r"times)[.! ]*$|(?:I(?:['’]d)? (?:want|need|expect|like) (?:that|this|it)|(?:please )?do (?:that|this|so)) "
    r"(?:always|everywhere|every time|(?:in|for|with|on|to|across) (?:all|every\w*|each|any\w*|whatever)\b(?! (?:of "
    r"us|files|rows|lines|tests)))|(?:I mean |generally |just )*in general(?:,? (?:I mean|that is|please))?[.! ]*$)",
    re.IGNORECASE,
)


def generalizes(sentence: str) -> bool:
    """Whether a sentence makes the one before it hold for good: "That goes for all our sessions", "Always."."""
    return bool(_GENERALIZES.match(fold(sentence)))
