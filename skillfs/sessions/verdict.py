"""What `skillfs.sessions.judge` says of bytes, for those who only pass it on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class VerdictState(StrEnum):
    """How far bytes are from being a session."""

    COMPLETE = "complete"
    PREFIX = "prefix"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `judge` found. `error` is one redacted line that names flaw, place and remedy; None if COMPLETE.

    `format` names the format of the first session; `sessions` and `messages` count what can be read, which for the
    PREFIX of a live ``.jsonl`` is what its complete lines hold. `live` says that the session may go on, line by line.
    """

    state: VerdictState
    format: str | None = None
    error: str | None = None
    sessions: int = 0
    messages: int = 0
    live: bool = False
