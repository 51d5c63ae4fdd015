"""A case's conversation as the bytes of a transcript, the way an agent's host writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from bench.learning.cases import Conversation, Turn

Block = dict[str, object]
CLAUDE_CODE = "claude-code"


def suffix(conversation: Conversation) -> str:
    """The extension under which a conversation is dropped."""
    return "jsonl" if conversation.format == CLAUDE_CODE else "json"


def transcript(conversation: Conversation, *, indent: int | None = None) -> bytes:
    """The transcript; with `indent` other bytes of the same messages (a JSON Lines file has spaces instead)."""
    if conversation.format == CLAUDE_CODE:
        separators = (", ", ": ") if indent is None else (",", ":")
        records = _claude_code_records(conversation)
        return b"".join(json.dumps(record, separators=separators).encode() + b"\n" for record in records)
    document: dict[str, object] = {
        "created_at": conversation.at.isoformat(),
        "messages": [
            {"role": role, "content": content} for turn in _numbered(conversation) for role, content in _messages(*turn)
        ],
    }
    if conversation.outcome:
        document["outcome"] = conversation.outcome
    return json.dumps(document, indent=indent).encode()


def _numbered(conversation: Conversation) -> Iterator[tuple[int, Turn]]:
    yield from enumerate(conversation.talk)


def _messages(number: int, turn: Turn) -> Iterator[tuple[str, str | list[Block]]]:
    """The messages of a turn by role, as Anthropic's API has them: a tool call is one, and its result another."""
    if turn.agent is not None:
        yield "assistant", turn.agent
    elif tool := _tool(turn):
        name, arguments = tool
        call = f"toolu_{number:04}"
        yield "assistant", [{"type": "tool_use", "id": call, "name": name, "input": arguments}]
        result: Block = {"type": "tool_result", "tool_use_id": call, "content": turn.prints}
        yield "user", [{**result, "is_error": True} if turn.fails else result]
    else:
        yield "user", turn.user or turn.meta or turn.summary or turn.sidechain or ""


def _tool(turn: Turn) -> tuple[str, dict[str, str]] | None:
    if turn.run is not None:
        return "Bash", {"command": turn.run}
    if turn.edit is not None:
        return "Edit", {"file_path": turn.edit, "old_string": turn.was, "new_string": turn.now}
    if turn.read is not None:
        return "Read", {"file_path": turn.read}
    if turn.web is not None:
        return "WebFetch", {"url": turn.web, "prompt": "What does it say?"}
    return None


def _claude_code_records(conversation: Conversation) -> Iterator[dict[str, object]]:
    parent: str | None = None
    for number, turn in _numbered(conversation):
        for part, (role, content) in enumerate(_messages(number, turn)):
            uuid = f"{number:08}-0000-4000-8000-{part:012}"
            yield {
                "parentUuid": parent,
                "isSidechain": turn.sidechain is not None,
                "userType": "external",
                "cwd": "/work",
                "sessionId": "0f0e0d0c-0000-4000-8000-000000000001",
                "version": "2.1.0",
                "type": role,
                "message": {"role": role, "content": content},
                **({"isMeta": True} if turn.meta is not None else {}),
                **({"isCompactSummary": True} if turn.summary is not None else {}),
                "uuid": uuid,
                "timestamp": _stamp(conversation.at + timedelta(seconds=20 * number + part)),
            }
            parent = uuid


def _stamp(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
