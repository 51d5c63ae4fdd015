"""Claude Code transcripts: one record a line, the conversation in Anthropic's blocks inside ``message``.

Records come in file order, which a transcript only ever appends to. Records that are no turn (file snapshots,
summaries, progress) are kept as `Opaque`. There is no published schema; this is the shape of the files in
``~/.claude/projects/*/*.jsonl``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from skillfs.sessions.content import read_content
from skillfs.sessions.messages import JSON, Message, Opaque, Part, Role, ToolResult
from skillfs.sessions.shape import Boundary, Path, validate
from skillfs.sessions.timestamps import message_time
from skillfs.sessions.transcript import Transcript

NAME = "claude-code"

_TURNS = {"user": Role.USER, "assistant": Role.ASSISTANT}
_ENVELOPE = ("cwd", "gitBranch", "version", "slug")


class _Turn(Boundary):
    content: Any = None


class _Record(Boundary):
    type: str
    message: _Turn | None = None
    content: Any = None
    isMeta: bool | None = None  # noqa: N815
    isSidechain: bool | None = None  # noqa: N815
    isCompactSummary: bool | None = None  # noqa: N815
    isVisibleInTranscriptOnly: bool | None = None  # noqa: N815
    toolUseResult: Any = None  # noqa: N815

    @property
    def injected(self) -> bool:
        """Whether the transcript itself marks the turn as no person's."""
        return bool(self.isMeta or self.isSidechain or self.isCompactSummary or self.isVisibleInTranscriptOnly)


def recognises(record: Mapping[str, JSON]) -> bool:
    """Whether a record can only be one of Claude Code's."""
    kind = record.get("type")
    if not isinstance(kind, str) or "role" in record or "payload" in record:
        return False
    if kind in _TURNS and isinstance(record.get("message"), dict):
        return True
    return not record.keys().isdisjoint({"sessionId", "parentUuid", "leafUuid"}) or kind == "file-history-snapshot"


def read(records: Sequence[JSON], path: Path = ()) -> tuple[Message, ...]:
    """The turns of a transcript. Raises `ShapeError` with a path that starts at `path`, where the records stand."""
    transcript = Transcript()
    for index, raw in enumerate(records):
        record = validate(_Record, raw, (*path, index))
        assert isinstance(raw, dict)
        role = _TURNS.get(record.type, Role.SYSTEM)
        parts = _parts(record, raw, (*path, index))
        is_result = record.toolUseResult is not None and any(isinstance(part, ToolResult) for part in parts)
        transcript.add(role, parts, message_time(raw), injected=record.injected or is_result)
    return transcript.messages


def _parts(record: _Record, raw: JSON, path: Path) -> list[Part]:
    if record.type in _TURNS and record.message:
        return read_content(record.message.content, (*path, "message", "content"))
    if record.type == "system" and isinstance(record.content, str):
        return read_content(record.content, (*path, "content"))
    return [Opaque(record.type, raw)]


def session_id(records: Iterable[JSON]) -> str | None:
    """The id that the transcript gives itself."""
    return _first_string(records, "sessionId")


def envelope(records: Sequence[JSON]) -> dict[str, JSON]:
    """What every record repeats about where the session took place: directory, branch, version."""
    found = {name: _first_string(records, name) for name in _ENVELOPE}
    return {name: value for name, value in found.items() if value is not None}


def _first_string(records: Iterable[JSON], name: str) -> str | None:
    values = (record.get(name) for record in records if isinstance(record, dict))
    return next((value for value in values if isinstance(value, str) and value), None)
