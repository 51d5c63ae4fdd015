"""Reading sessions from a file's bytes: secrets are redacted first, then everything else sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from skillfs.sessions.documents import read_document, read_lines
from skillfs.sessions.json_text import MAX_DEPTH
from skillfs.sessions.messages import Session
from skillfs.sessions.redaction import redact_document


@dataclass(frozen=True, slots=True)
class NamedSession:
    """A session and the name that it has within its space."""

    name: str
    session: Session


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. `redactions` counts the secrets that were replaced, by kind."""

    sessions: tuple[NamedSession, ...]
    redactions: Mapping[str, int]


def read(data: bytes | memoryview, *, lines: bool, name: str, redacted: bool = True) -> Reading:
    """The sessions in a file's bytes, named `name`, `name`-2, …; of a live ``.jsonl`` what its complete lines hold.

    `redacted` is false where the space's settings switch redaction off. Raises `DocumentError` exactly where `judge`
    does not say COMPLETE, but for a ``.jsonl`` with an unfinished last line, which is read without it.
    """
    document, found = redact_document(bytes(data)) if redacted else (bytes(data), Counter[str]())
    contents = (read_lines if lines else read_document)(document, MAX_DEPTH)
    named = (NamedSession(_name(name, number), session) for number, session in enumerate(contents.sessions, 1))
    return Reading(tuple(named), found)


def _name(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"
