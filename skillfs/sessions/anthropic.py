"""Anthropic messages: content blocks for text, thinking, ``tool_use`` and ``tool_result``.

Source: the Messages API reference, https://docs.anthropic.com/en/api/messages
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from skillfs.sessions.content import read_content
from skillfs.sessions.messages import JSON, Message, Role
from skillfs.sessions.shape import Boundary, Path, validate
from skillfs.sessions.timestamps import message_time
from skillfs.sessions.transcript import Transcript

NAME = "anthropic"

_BLOCK_TYPES = frozenset(
    {"tool_use", "tool_result", "thinking", "redacted_thinking", "image", "document", "server_tool_use", "mcp_tool_use"}
)


class _Message(Boundary):
    role: Literal["system", "user", "assistant"]
    content: Any = None


def recognises(record: Mapping[str, JSON]) -> bool:
    """Whether a message can only be one of Anthropic's."""
    content = record.get("content")
    return isinstance(content, list) and any(
        isinstance(block, dict) and block.get("type") in _BLOCK_TYPES for block in content
    )


def read(records: Sequence[JSON], path: Path = ()) -> tuple[Message, ...]:
    """The messages of a chat. Raises `ShapeError` with a path that starts at `path`, where the records stand."""
    transcript = Transcript()
    for index, record in enumerate(records):
        message = validate(_Message, record, (*path, index))
        assert isinstance(record, dict)
        content = read_content(message.content, (*path, index, "content"))
        transcript.add(Role(message.role), content, message_time(record))
    return transcript.messages
