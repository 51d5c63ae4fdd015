"""OpenAI chat messages: ``tool_calls``, the ``tool`` role, multimodal parts.

Source: the Chat Completions API reference, https://platform.openai.com/docs/api-reference/chat/create
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from skillfs.sessions.content import call_input, read_content, result_parts
from skillfs.sessions.messages import JSON, Message, Opaque, Part, Role, Text, Thinking, ToolCall
from skillfs.sessions.shape import Boundary, Path, validate
from skillfs.sessions.timestamps import message_time
from skillfs.sessions.transcript import Transcript

NAME = "openai"

_PART_TYPES = frozenset({"image_url", "input_audio", "input_text", "output_text", "input_image", "refusal", "file"})
_ROLES = {
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
    "user": Role.USER,
    "assistant": Role.ASSISTANT,
    "tool": Role.TOOL,
    "function": Role.TOOL,
}


class _Function(Boundary):
    name: str
    arguments: Any = None


class _ToolCall(Boundary):
    id: str = ""
    type: str = "function"
    function: _Function | None = None
    custom: dict[str, Any] | None = None


class _Message(Boundary):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Any = None
    reasoning_content: str | None = None
    refusal: str | None = None
    audio: Any = None
    tool_calls: list[_ToolCall] | None = None
    function_call: _Function | None = None
    tool_call_id: str | None = None
    is_error: bool | None = None


def recognises(record: Mapping[str, JSON]) -> bool:
    """Whether a message can only be one of OpenAI's."""
    if record.get("role") in ("tool", "function", "developer") or "tool_calls" in record or "function_call" in record:
        return True
    content = record.get("content")
    return isinstance(content, list) and any(
        isinstance(part, dict) and part.get("type") in _PART_TYPES for part in content
    )


def read(records: Sequence[JSON], path: Path = ()) -> tuple[Message, ...]:
    """The messages of a chat. Raises `ShapeError` with a path that starts at `path`, where the records stand."""
    transcript = Transcript()
    for index, record in enumerate(records):
        message = validate(_Message, record, (*path, index))
        assert isinstance(record, dict)
        parts = _parts(message, (*path, index))
        transcript.add(_ROLES[message.role], parts, message_time(record))
    return transcript.messages


def _parts(message: _Message, path: Path) -> list[Part]:
    content = read_content(message.content, (*path, "content"))
    if _ROLES[message.role] is Role.TOOL:
        return result_parts(message.tool_call_id or "", content, message.is_error)
    parts: list[Part] = [Thinking(message.reasoning_content)] if message.reasoning_content else []
    parts += content
    if message.refusal:
        parts.append(Text(message.refusal))
    if message.audio is not None:
        parts.append(Opaque("audio", message.audio))
    parts += [_call(call) for call in message.tool_calls or []]
    if message.function_call:
        parts.append(ToolCall("", message.function_call.name, call_input(message.function_call.arguments)))
    return parts


def _call(call: _ToolCall) -> Part:
    if call.function:
        return ToolCall(call.id, call.function.name, call_input(call.function.arguments))
    custom = call.custom or {}
    return ToolCall(call.id, str(custom.get("name", call.type)), call_input(custom.get("input")))
