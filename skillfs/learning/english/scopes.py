"""The scope of a choice: "for scripts" sets one apart from the general one, "for all my projects" does not."""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import word_key

_SCOPE = re.compile(r"\s(?P<scope>(?:for|at|on|when|in|during) .{2,60})$", re.IGNORECASE)
_EVERYWHERE = re.compile(
    r"^for (?:indentation|indenting|editing|coding|all|every|everything|most)\b|^in (?:all|every|general)\b",
    re.IGNORECASE,
)


def scope_of(value: str) -> str:
    """What is added to a choice's key for its scope, beginning with a blank; empty for what holds in general."""
    scope = _SCOPE.search(value)
    return f" {word_key(scope['scope'])}" if scope and not _EVERYWHERE.match(scope["scope"]) else ""


def without_scope(value: str) -> str:
    """The value alone: "Python for scripts" → "Python"."""
    scope = _SCOPE.search(value)
    return value[: scope.start()] if scope else value
