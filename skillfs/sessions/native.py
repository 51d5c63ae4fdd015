"""skillfs's own form: an object with ``messages`` in any known format and, beside them, what is known of the session.

``{"messages": [...], "format"?, "id"?, "created_at"?, "meta"?, "outcome"?: "success"|"failed", "feedback"?}``. Request
bodies of the big vendors and dataclaw's lines have this shape too: ``system`` becomes the first message, ``session_id``
and ``start_time`` are read as ``id`` and ``created_at``, and all other fields join ``meta``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from skillfs.sessions import claude_code
from skillfs.sessions.content import read_content
from skillfs.sessions.formats import FORMATS, Format, detect
from skillfs.sessions.messages import JSON, Message, Outcome, Role, Session
from skillfs.sessions.shape import Boundary, Path, ShapeError, validate
from skillfs.sessions.timestamps import parse_time

NAME = "native"

_ID_FIELDS = ("id", "session_id")
_TIME_FIELDS = ("created_at", "start_time")
_OWN_FIELDS = frozenset({"messages", "system", "format", "meta", "outcome", "feedback", *_ID_FIELDS, *_TIME_FIELDS})


class _Envelope(Boundary):
    messages: list[Any]
    format: str | None = None
    meta: dict[str, Any] | None = None
    outcome: Outcome | None = None
    feedback: str | None = None


def is_envelope(value: JSON) -> bool:
    """Whether `value` claims to be a whole session."""
    return isinstance(value, dict) and "messages" in value


def read(value: Mapping[str, JSON], path: Path = ()) -> Session:
    """The session in an envelope. Raises `ShapeError` for an unknown ``format`` or a wrong shape."""
    envelope = validate(_Envelope, dict(value), path)
    records: list[JSON] = envelope.messages
    session = read_messages(records, _chosen(envelope.format, path), (*path, "messages"))
    rest = {name: field for name, field in value.items() if name not in _OWN_FIELDS}
    times = (parse_time(value.get(name)) for name in _TIME_FIELDS)
    return Session(
        format=session.format,
        messages=_with_system(value.get("system"), session.messages, path),
        id=_id(value) or session.id,
        created_at=next((time for time in times if time), session.created_at),
        meta={**session.meta, **rest, **(envelope.meta or {})},
        outcome=envelope.outcome,
        feedback=envelope.feedback,
    )


def read_messages(records: Sequence[JSON], chosen: Format | None = None, path: Path = ()) -> Session:
    """The session that bare messages make; `chosen` overrides what their content says. Raises `ShapeError`."""
    reader = chosen or detect(records)
    messages = reader.read(records, path)
    is_transcript = reader is FORMATS[claude_code.NAME]
    return Session(
        format=reader.name,
        messages=messages,
        id=claude_code.session_id(records) if is_transcript else None,
        created_at=next((message.time for message in messages if message.time), None),
        meta=claude_code.envelope(records) if is_transcript else {},
    )


def _with_system(prompt: JSON, messages: tuple[Message, ...], path: Path) -> tuple[Message, ...]:
    parts = tuple(read_content(prompt, (*path, "system")))
    if not parts:
        return messages
    return (Message(0, Role.SYSTEM, parts), *(replace(message, index=message.index + 1) for message in messages))


def _chosen(name: str | None, path: Path) -> Format | None:
    if name is None or name == NAME:
        return None
    if name not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        raise ShapeError((*path, "format"), f"{name[:40]!r} is not known; use one of {known}, or leave it out")
    return FORMATS[name]


def _id(value: Mapping[str, JSON]) -> str | None:
    ids = (value.get(name) for name in _ID_FIELDS)
    return next(
        (str(id_) for id_ in ids if isinstance(id_, str | int) and not isinstance(id_, bool) and id_ != ""), None
    )
