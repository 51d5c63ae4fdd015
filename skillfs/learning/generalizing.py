"""Sentences that make the one before them hold for good: "That goes for all our sessions", "Standing rule."."""

from __future__ import annotations

import re

from skillfs.learning.plain_text import fold

_GENERALIZES = re.compile(
    r"^(?:(?:and|so|please|ok(?:ay)?),? )*(?:(?:(?:that|this|the same|it)(?:['’]s| is)? |(?=goes|holds|applies|"
    r"counts))(?:always so\b|(?:a rule|how I (?:like|"
    r"want) it)?\s*)?"
    r"(?:goes|holds|applies|counts|stands|is valid|true)? ?(?:for|to|in|across|with|on)? ?(?:all|every(?:thing)?|"
    r"each|any)\b"
    r"(?! (?:of us|the (?:others|rest)|files|rows|lines|tests))|"
    r"(?:do|keep|make) (?:that|it|this|so) (?:every|each|all the|for (?:all|every|good))\b(?! (?:of us|of them|"
    r"the (?:others|rest)|files|rows|lines|tests|others))|always\b[.! ]*$|every (?:single )?time[.! ]*$|"
    r"(?:that|this) is (?:how I (?:like|want|need)|a standing|a general|always)|(?:please )?(?:keep|bear) (?:that|"
    r"this|it) in mind(?: for| from| in|[.!]|$)|"
    r"(?:please )?remember (?:that|this|it)(?: for (?:next|later|the|all|good)| from|[.!]|$)|"
    r"(?:and )?(?:I )?mean(?:ing)? (?:it )?always|"
    r"not just (?:now|today|here|this once|for this)|no exceptions|(?:that|this) (?:is|goes) for good|"
    r"(?:(?:that|this|it)(?:['’]s| is) )?(?:a |my |our |the )?(?:standing|house|general|ground|golden|hard|firm|"
    r"permanent) "
    r"(?:rule|order|instruction|policy|request)\b|from now on[.! ]*$|ever[.! ]*$|(?:as a (?:general )?rule|by "
    r"default|everywhere|at all times)[.! ]*$|"
    r"(?:I(?:['’]d)? (?:want|need|expect|like) (?:that|this|it)|(?:please )?do (?:that|this|so)) (?:always|"
    r"everywhere|every time|(?:in|for|with|on|"
    r"to|across) (?:all|every\w*|each|any\w*|whatever)\b(?! (?:of us|files|rows|lines|tests)))|(?:I mean |generally "
    r"|just )*in general(?:,? (?:I mean|that is|please))?[.! ]*$)",
    re.IGNORECASE,
)


def generalizes(sentence: str) -> bool:
    """Whether a sentence makes the one before it hold for good: "That goes for all our sessions", "Always."."""
    return bool(_GENERALIZES.match(fold(sentence)))
