"""Long texts cut in the middle, where they matter least, so that all of them together keep within a budget."""

from __future__ import annotations

from collections.abc import Sequence

CHARACTERS_PER_TOKEN = 4
"""A cautious figure for English; other scripts use more tokens, and a context error then makes the request shrink."""
MIN_KEPT = 200


def elide_middle(text: str, limit: int, remedy: str = "") -> str:
    """At most about `limit` characters of `text`, from its two ends; in between a line says what is missing.

    `remedy` says how to see the rest; ``{offset}`` in it is where the gap starts.
    """
    if len(text) <= limit:
        return text
    head = limit * 2 // 3
    tail = limit - head
    how = "; " + remedy.format(offset=head) if remedy else ""
    return f"{text[:head]}\n[… {len(text) - limit:,} characters are left out here{how} …]\n{text[len(text) - tail :]}"


def fair_limit(lengths: Sequence[int], budget: int) -> int:
    """The longest length to which all texts must be cut so that their sum is within `budget`, at least `MIN_KEPT`.

    Short texts stay whole; what they leave is for the long ones.
    """
    left, waiting = budget, len(lengths)
    for length in sorted(lengths):
        share = left // waiting
        if length > share:
            return max(share, MIN_KEPT)
        left -= length
        waiting -= 1
    return max(lengths, default=0)
