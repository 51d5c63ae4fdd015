"""The one shape that every transcript format becomes: a `Session` of typed `Message`s.

Formats differ in how they spell a tool call; learners must not. Whatever a format module does not understand is
kept as an `Opaque` part, never dropped, so that a later version can learn from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"


class Role(StrEnum):
    """Who a message is attributed to by its format. It does not say that a person wrote it: see `Message.human`."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class Text:
    """Prose, as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Thinking:
    """The model's reasoning, where the transcript shows it."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool invoked by the assistant. `id` pairs it with its `ToolResult`; formats without ids get made-up ones."""

    id: str
    name: str
    input: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool answered. `is_error` is the transcript's own flag; None where the format has none."""

    call_id: str
    text: str
    is_error: bool | None = None


@dataclass(frozen=True, slots=True)
class Opaque:
    """A part that skillfs does not interpret (an image, an unknown block), kept as it came. `kind` is its own type."""

    kind: str
    raw: JSON


Part: TypeAlias = Text | Thinking | ToolCall | ToolResult | Opaque


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a session.

    `human` is true only where a person typed the text: never for tool results, injected reminders, skill loads,
    compaction summaries or sub-agent prompts. `index` is the position within the session, counted from 0 and stable
    when the session grows.
    """

    index: int
    role: Role
    parts: tuple[Part, ...]
    time: datetime | None = None
    human: bool = False

    @property
    def text(self) -> str:
        """The message's prose: its `Text` parts, joined by newlines."""
        return "\n".join(part.text for part in self.parts if isinstance(part, Text))

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        return tuple(part for part in self.parts if isinstance(part, ToolCall))

    @property
    def tool_results(self) -> tuple[ToolResult, ...]:
        return tuple(part for part in self.parts if isinstance(part, ToolResult))


class Outcome(StrEnum):
    """How a task, or a whole session, ended."""

    SUCCESS = "success"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Session:
    """A transcript in its normal form. `format` names the module that read it, e.g. ``claude-code``.

    `outcome` and `feedback` are what the one who dropped the session said of it; `meta` is whatever else came with it.
    """

    format: str
    messages: tuple[Message, ...]
    id: str | None = None
    created_at: datetime | None = None
    meta: Mapping[str, JSON] = field(default_factory=dict)
    outcome: Outcome | None = None
    feedback: str | None = None
