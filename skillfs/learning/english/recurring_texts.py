"""Texts that come again: the same prompt in every run of a schedule, the same orders at the start of every session."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

LONGEST = 2_000
"""Characters of a text whose reading is kept; a longer one is a document, and takes more memory than it saves time."""
KEPT = 1_024
"""Readings that each function keeps."""

_T = TypeVar("_T")


def read_once(read: Callable[[str], _T]) -> Callable[[str], _T]:
    """`read`, a function of nothing but a text with a result that nobody changes, which keeps its latest results."""
    kept = lru_cache(maxsize=KEPT)(read)

    @wraps(read)
    def reading(text: str) -> _T:
        return kept(text) if len(text) <= LONGEST else read(text)

    return reading
