"""Agreement of number: what "they" does as "she" would, where "they" means one person."""

from __future__ import annotations

import re


def singular(rest: str) -> str:
    """What "they" does as "she" would: " are a data analyst and prefer email" → " is a data analyst and prefers email".

    Only where "they" means one person; verbs that this module knows no predicate for stay.
    """
    return _PLURAL_VERB.sub(lambda match: f"{match['lead']}{_SINGULAR.get(match['verb'], match['verb'] + 's')}", rest)


_SINGULAR = {
    "are": "is",
    "'re": "'s",
    "’re": "’s",
    "have": "has",
    "oversee": "oversees",
    "teach": "teaches",
    "study": "studies",
    "go": "goes",
    "don't": "doesn't",
    "do": "does",
}
_PLURAL_VERB = re.compile(
    r"(?P<lead>^\s*|^ (?:really |usually |always |now |also |currently )|\b(?:and|but) (?:also )?)"
    r"(?P<verb>are|['’]re|have|work|live|reside|prefer|like|love|hate|dislike|enjoy|avoid|speak|lead|head|run|"
    r"manage|own|"
    r"handle|oversee|chair|direct|look|take|stick|report|belong|serve|go|don't|"
    r"use|sit|teach|play|drive|study|drink|eat|need|want|read|sing|keep|commute|cover|answer|collect|wear|come)\b"
)
