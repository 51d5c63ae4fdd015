"""An archive that is only a list of segments: its size is known at once, its bytes are made when they are read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from skillfs.store import blobs
from skillfs.store.database import Store

STREAM_SIZE = 1024 * 1024


class Segment(Protocol):
    """A run of an archive's bytes."""

    @property
    def size(self) -> int:
        """How many bytes, known without making them."""

    def read(self, store: Store, offset: int, length: int) -> bytes:
        """The bytes from `offset`, fewer than `length` only at the end."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Bytes of the archive format itself. `render` must give `size` of them, the same ones each time."""

    size: int
    render: Callable[[Store], bytes]

    def read(self, store: Store, offset: int, length: int) -> bytes:
        return self.render(store)[offset : offset + length]


@dataclass(frozen=True, slots=True)
class Content:
    """A file's content."""

    size: int
    blob: bytes

    def read(self, store: Store, offset: int, length: int) -> bytes:
        return blobs.get_range(store, self.blob, self.size, offset, length)


def literal(data: bytes) -> Rendered:
    """A segment of bytes that are at hand."""
    return Rendered(len(data), lambda _store: data)


class Archive:
    """One state of a space as a file of some archive format, readable at any offset.

    Holds no content and no store, so several threads may read it, each with its own `Store`.
    """

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._segments = [segment for segment in segments if segment.size]
        ends = list(accumulate(segment.size for segment in self._segments))
        self._starts = [0, *ends[:-1]]
        self.size = ends[-1] if ends else 0

    def read(self, store: Store, offset: int, length: int) -> bytes:
        """The bytes from `offset`, fewer than `length` only at the end. Raises `StoreError` where a blob is missing."""
        pieces = []
        end = min(offset + length, self.size)
        index = bisect_right(self._starts, offset) - 1
        while offset < end:
            within = offset - self._starts[index]
            pieces.append(self._segments[index].read(store, within, end - offset))
            offset += len(pieces[-1])
            index += 1
        return b"".join(pieces)

    def stream(self, store: Store) -> Iterator[bytes]:
        """The whole archive, piece by piece."""
        for offset in range(0, self.size, STREAM_SIZE):
            yield self.read(store, offset, STREAM_SIZE)
