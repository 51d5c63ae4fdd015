"""What may lie below `.skillfs/`, and how its bytes are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from skillfs.store import blobs
from skillfs.store.database import Store
from skillfs.store.entries import Entry
from skillfs.transfer.archive import Archive
from skillfs.tree.nodes import Bytes, StoredBlob


@dataclass(frozen=True, slots=True)
class ControlDirectory:
    """A generated directory, with whether each name in it is a directory."""

    names: dict[bytes, bool]


@dataclass(frozen=True, slots=True)
class ControlFile:
    """A generated file. Equal keys stand for equal contents."""

    key: object
    body: GeneratedBody
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class ControlLink:
    """A generated symbolic link."""

    target: bytes
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class HistoryDirectory:
    """The directory of the history, or that of one whole state in it."""

    mtime_ns: int


GeneratedBody: TypeAlias = Bytes | Archive | StoredBlob
InHistory: TypeAlias = ControlFile | ControlLink | HistoryDirectory | Entry
"""What a directory of the history holds; an `Entry` is a path of an earlier state, as it was."""
Found: TypeAlias = ControlDirectory | InHistory | None


def read_body(store: Store, body: GeneratedBody, offset: int, length: int) -> bytes:
    """A range of a generated file."""
    if isinstance(body, Bytes):
        return body.data[offset : offset + length]
    if isinstance(body, Archive):
        return body.read(store, offset, length)
    return blobs.get_range(store, body.blob, body.size, offset, length)
