"""Fingerprints that tell a longer version of a known session from an unrelated one."""

from __future__ import annotations

import json
from dataclasses import fields
from hashlib import blake2b

from skillfs.sessions.messages import Message, Opaque, Part, Session, Text, Thinking, ToolCall, ToolResult

DIGEST_SIZE = 16
"""Bytes of a digest."""

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_FIELDS: dict[type[Part], tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in (Text, Thinking, ToolCall, ToolResult, Opaque)
}


def message_digests(session: Session) -> tuple[bytes, ...]:
    """A running digest after each message: each covers its message and all before it, `DIGEST_SIZE` bytes long.

    A session continues a known one of n messages if its digest at position n-1 is the last one of the known. Covered
    are role and parts, not times, indexes or who wrote them: an export with other metadata is still the same.
    """
    digests = []
    digest = b""
    for message in session.messages:
        digest = blake2b(digest + _content(message), digest_size=DIGEST_SIZE).digest()
        digests.append(digest)
    return tuple(digests)


def _content(message: Message) -> bytes:
    parts = [[type(part).__name__, *(getattr(part, name) for name in _FIELDS[type(part)])] for part in message.parts]
    return _ENCODER.encode([message.role, parts]).encode("ascii")
