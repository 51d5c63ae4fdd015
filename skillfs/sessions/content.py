"""The content of one message: a string or a list of blocks, in the spelling of either big vendor.

Transcripts mix the spellings (gateways translate half of a message), so one table serves all formats. A block type that
is not in the table is kept as `Opaque`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from skillfs.sessions.json_text import JSONTextError, parse_embedded
from skillfs.sessions.messages import JSON, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from skillfs.sessions.shape import Boundary, Path, ShapeError, validate


class _TextBlock(Boundary):
    text: str


class _RefusalBlock(Boundary):
    refusal: str


class _ThinkingBlock(Boundary):
    thinking: str


class _ToolUseBlock(Boundary):
    id: str = ""
    name: str
    input: Any = None


class _ToolResultBlock(Boundary):
    tool_use_id: str = ""
    content: Any = None
    is_error: bool | None = None


def read_content(content: JSON, path: Path) -> list[Part]:
    """The parts of a message's `content`, None being none. Raises `ShapeError` for a known block of a wrong shape.

    A tool call or result without an id has the empty one: whoever knows the neighbours gives it a name.
    """
    if content is None:
        return []
    if isinstance(content, str):
        return [Text(content)] if content else []
    if not isinstance(content, list):
        raise ShapeError(path, "must be a string or a list of parts; correct it")
    return [part for index, block in enumerate(content) for part in _read_block(block, (*path, index))]


def _read_block(block: JSON, path: Path) -> list[Part]:
    if isinstance(block, str):
        return [Text(block)]
    if not isinstance(block, dict):
        raise ShapeError(path, "must be an object with a type; correct it")
    kind = block.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    return reader(block, path) if reader else [Opaque(kind if isinstance(kind, str) else "unknown", block)]


def _read_text(block: JSON, path: Path) -> list[Part]:
    return [Text(validate(_TextBlock, block, path).text)]


def _read_refusal(block: JSON, path: Path) -> list[Part]:
    return [Text(validate(_RefusalBlock, block, path).refusal)]


def _read_thinking(block: JSON, path: Path) -> list[Part]:
    return [Thinking(validate(_ThinkingBlock, block, path).thinking)]


def _read_tool_use(block: JSON, path: Path) -> list[Part]:
    call = validate(_ToolUseBlock, block, path)
    return [ToolCall(call.id, call.name, call_input(call.input))]


def _read_tool_result(block: JSON, path: Path) -> list[Part]:
    result = validate(_ToolResultBlock, block, path)
    return result_parts(result.tool_use_id, read_content(result.content, (*path, "content")), result.is_error)


def result_parts(call_id: str, content: Iterable[Part], is_error: bool | None) -> list[Part]:
    """A tool's answer: the text of `content` as one `ToolResult`, then whatever in it is no text (an image)."""
    parts = list(content)
    text = "\n".join(part.text for part in parts if isinstance(part, Text))
    return [ToolResult(call_id, text, is_error), *(part for part in parts if not isinstance(part, Text))]


def call_input(value: JSON) -> dict[str, JSON]:
    """A tool call's input as a mapping. A JSON string is parsed; what is no object stands under ``input``."""
    if isinstance(value, str):
        try:
            value = parse_embedded(value) if value else {}
        except JSONTextError:
            return {"input": value}
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"input": value}


_READERS: dict[str, Callable[[JSON, Path], list[Part]]] = {
    "text": _read_text,
    "input_text": _read_text,
    "output_text": _read_text,
    "refusal": _read_refusal,
    "thinking": _read_thinking,
    "tool_use": _read_tool_use,
    "server_tool_use": _read_tool_use,
    "mcp_tool_use": _read_tool_use,
    "tool_result": _read_tool_result,
    "mcp_tool_result": _read_tool_result,
}
