"""dataclaw exports: one session a line, tool calls together with their results under ``tool_uses``.

A message's calls and results become two turns, the assistant's and the tool's, as in the other formats.
Source: https://github.com/peteromallet/dataclaw
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from skillfs.sessions.content import call_input, read_content
from skillfs.sessions.messages import JSON, Message, Opaque, Part, Role, Thinking, ToolCall, ToolResult
from skillfs.sessions.shape import Boundary, Path, validate
from skillfs.sessions.timestamps import message_time
from skillfs.sessions.transcript import Transcript

NAME = "dataclaw"


class _ToolUse(Boundary):
    tool: str
    input: Any = None
    output: Any = None
    status: str | None = None


class _Message(Boundary):
    role: Literal["system", "user", "assistant"]
    content: Any = None
    thinking: str | None = None
    tool_uses: tuple[_ToolUse, ...] = ()


def recognises(record: Mapping[str, JSON]) -> bool:
    """Whether a message can only be one of dataclaw's."""
    return "tool_uses" in record or isinstance(record.get("thinking"), str)


def read(records: Sequence[JSON], path: Path = ()) -> tuple[Message, ...]:
    """The messages of one session. Raises `ShapeError` with a path that starts at `path`, where the records stand."""
    transcript = Transcript()
    for index, record in enumerate(records):
        message = validate(_Message, record, (*path, index))
        assert isinstance(record, dict)
        time = message_time(record)
        said: list[Part] = [Thinking(message.thinking)] if message.thinking else []
        said += read_content(message.content, (*path, index, "content"))
        ids = [f"call-{index}-{position}" for position in range(len(message.tool_uses))]
        said += [
            ToolCall(id_, use.tool, call_input(use.input)) for id_, use in zip(ids, message.tool_uses, strict=True)
        ]
        transcript.add(Role(message.role), said, time)
        answered = [part for id_, use in zip(ids, message.tool_uses, strict=True) for part in _answer(id_, use)]
        if answered:
            transcript.add(Role.TOOL, answered, time)
    return transcript.messages


def _answer(call_id: str, use: _ToolUse) -> list[Part]:
    """What a call gave: nothing while it has neither output nor status."""
    if use.output is None and use.status is None:
        return []
    is_error = None if use.status is None else use.status != "success"
    if isinstance(use.output, dict):
        text = use.output.get("text", "")
        rest = {name: value for name, value in use.output.items() if name != "text"}
    else:
        text, rest = use.output or "", {}
    if not isinstance(text, str):
        text, rest = "", {"text": text, **rest}
    answer: list[Part] = [ToolResult(call_id, text, is_error)]
    return [*answer, Opaque("output", rest)] if rest else answer
