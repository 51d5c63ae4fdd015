"""The working content of an open or changed file: chunks that are stored, and chunks that are not yet.

A `Content` never does I/O. What it needs and does not have it names in `Missing`; the caller fetches that into the
`ChunkCache` and tries again, which is safe because an operation that raises has changed nothing.
"""

from __future__ import annotations

import errno
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from skillfs.store.blobs import CHUNK_SIZE, EMPTY, HOLE

MAX_FILE_SIZE = 4 * 1024**3
"""No file grows beyond this (EFBIG): a list of chunks has to fit in memory."""


class Missing(Exception):
    """An operation needs content that is not in memory: `chunks` by hash, or the chunk list of `blob`."""

    def __init__(self, chunks: Sequence[bytes] = (), content: Content | None = None) -> None:
        super().__init__()
        self.chunks = chunks
        self.content = content


class ChunkCache:
    """Recently used chunks by hash, at most `limit` bytes of them."""

    def __init__(self, limit: int = 32 * 1024**2) -> None:
        self._limit = limit
        self._size = 0
        self._chunks: OrderedDict[bytes, bytes] = OrderedDict()

    def get(self, chunk: bytes) -> bytes | None:
        data = self._chunks.get(chunk)
        if data is not None:
            self._chunks.move_to_end(chunk)
        return data

    def put(self, chunk: bytes, data: bytes) -> None:
        if chunk in self._chunks:
            return
        self._chunks[chunk] = data
        self._size += len(data)
        while self._size > self._limit and len(self._chunks) > 1:
            _, evicted = self._chunks.popitem(last=False)
            self._size -= len(evicted)


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A copy of a chunk that is not stored yet. `generation` says which state of the chunk it is."""

    index: int
    generation: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A file's content at one moment: `size` bytes, each chunk either the hash of a stored one or `Unsaved`."""

    size: int
    chunks: tuple[bytes | Unsaved, ...]


class Content:
    """The bytes of one file.

    `blob` is the stored blob that equals the content, None as soon as they differ. The chunks are the hashes of stored
    leaves or `HOLE`; a chunk that has a buffer is what the buffer says, whatever its hash. Only the last chunk is
    shorter than `CHUNK_SIZE`, and its buffer or leaf has just its length.
    """

    __slots__ = ("_buffers", "_changes", "_chunks", "_generations", "blob", "size")

    def __init__(self, blob: bytes = EMPTY, size: int = 0) -> None:
        self.size = size
        self.blob: bytes | None = blob
        self._chunks: list[bytes] | None = None if size else []
        self._buffers: dict[int, bytearray] = {}
        self._generations: dict[int, int] = {}
        self._changes = 0

    def learn_chunks(self, chunks: Sequence[bytes]) -> None:
        """Say which leaves the stored blob consists of, as `Missing.content` asked."""
        if self._chunks is None:
            self._chunks = list(chunks)

    def _loaded(self) -> list[bytes]:
        if self._chunks is None:
            raise Missing(content=self)
        return self._chunks

    @property
    def knows_holes(self) -> bool:
        """Whether `allocated` is exact: a larger stored file has to have its list of chunks loaded for that."""
        return self._chunks is not None or self.size <= CHUNK_SIZE

    def load(self) -> None:
        """Raise `Missing` unless the list of chunks is in memory."""
        self._loaded()

    @property
    def allocated(self) -> int:
        """How many bytes are in no hole."""
        chunks = self._chunks
        if not chunks:
            return self.size
        holes = chunks.count(HOLE) - sum(chunks[index] == HOLE for index in self._buffers)
        if not holes:
            return self.size
        last = len(chunks) - 1
        ends_in_hole = chunks[last] == HOLE and last not in self._buffers
        return self.size - holes * CHUNK_SIZE + (-self.size % CHUNK_SIZE if ends_in_hole else 0)

    def read(self, offset: int, length: int, cache: ChunkCache) -> bytes:
        """Up to `length` bytes from `offset`, fewer only at the end of the file. Raises `Missing`."""
        end = min(offset + length, self.size)
        if offset >= end:
            return b""
        chunks = self._loaded()
        pieces, missing = [], []
        for index in range(offset // CHUNK_SIZE, (end - 1) // CHUNK_SIZE + 1):
            start, stop = max(offset - index * CHUNK_SIZE, 0), min(end - index * CHUNK_SIZE, CHUNK_SIZE)
            if (buffer := self._buffers.get(index)) is not None:
                pieces.append(bytes(buffer[start:stop]))
            elif chunks[index] == HOLE:
                pieces.append(bytes(stop - start))
            elif (data := cache.get(chunks[index])) is not None:
                pieces.append(data if stop - start == len(data) else data[start:stop])
            else:
                missing.append(chunks[index])
        if missing:
            raise Missing(missing)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def write(self, offset: int, data: bytes, cache: ChunkCache) -> int:
        """Write all of `data` at `offset`, zeros before it where the file was shorter. Raises `Missing` and EFBIG."""
        end = offset + len(data)
        if end > MAX_FILE_SIZE:
            raise OSError(errno.EFBIG, "file too large")
        if not data:
            return 0
        if offset > self.size:
            self._grow(offset, cache)
        indexes = range(offset // CHUNK_SIZE, (end - 1) // CHUNK_SIZE + 1)
        # All that is overwritten in part has to be in memory; find that out before anything is overwritten.
        for index in indexes:
            if not (offset <= index * CHUNK_SIZE and end >= min((index + 1) * CHUNK_SIZE, self.size)):
                self._bring_in(index, cache)
        chunks = self._loaded()
        chunks.extend([HOLE] * (indexes[-1] + 1 - len(chunks)))
        taken = 0
        for index in indexes:
            start = max(offset - index * CHUNK_SIZE, 0)
            count = min(CHUNK_SIZE - start, len(data) - taken)
            piece = data if count == len(data) else data[taken : taken + count]
            if (buffer := self._buffers.get(index)) is None:
                self._buffers[index] = bytearray(piece)
            else:
                buffer[start : start + count] = piece
            self._note_change(index)
            taken += count
        self.size = max(self.size, end)
        return len(data)

    def truncate(self, size: int, cache: ChunkCache) -> None:
        """Make the file `size` bytes long, with zeros where it grows. Raises `Missing` and EFBIG."""
        if size > MAX_FILE_SIZE:
            raise OSError(errno.EFBIG, "file too large")
        if size > self.size:
            self._grow(size, cache)
        elif size == 0:
            self._chunks, self.size, self.blob = [], 0, EMPTY
            self._buffers.clear()
            self._generations.clear()
        elif size < self.size:
            self._shrink(size, cache)

    def _grow(self, size: int, cache: ChunkCache) -> None:
        chunks = self._loaded()
        if short := self.size % CHUNK_SIZE:
            index = self.size // CHUNK_SIZE
            self._bring_in(index, cache)
            self._buffers[index].extend(bytes(min(size - self.size, CHUNK_SIZE - short)))
            self._note_change(index)
        chunks.extend([HOLE] * ((size + CHUNK_SIZE - 1) // CHUNK_SIZE - len(chunks)))
        self.size, self.blob = size, None

    def _shrink(self, size: int, cache: ChunkCache) -> None:
        chunks = self._loaded()
        last = (size - 1) // CHUNK_SIZE
        self._bring_in(last, cache)
        del self._buffers[last][size - last * CHUNK_SIZE :]
        del chunks[last + 1 :]
        for index in [index for index in self._buffers if index > last]:
            del self._buffers[index]
            del self._generations[index]
        self._note_change(last)
        self.size = size

    def _bring_in(self, index: int, cache: ChunkCache) -> None:
        """Give the chunk at `index` a buffer, which by itself changes nothing. Raises `Missing`."""
        chunks = self._loaded()
        if index in self._buffers or index >= len(chunks):
            return
        if chunks[index] == HOLE:
            self._buffers[index] = bytearray(min(CHUNK_SIZE, self.size - index * CHUNK_SIZE))
        elif (data := cache.get(chunks[index])) is not None:
            self._buffers[index] = bytearray(data)
        else:
            raise Missing([chunks[index]])
        self._new_generation(index)

    def _note_change(self, index: int) -> None:
        self._new_generation(index)
        self.blob = None

    def _new_generation(self, index: int) -> None:
        # A number is never used again, so that a copy which is still on its way to the store cannot pass for a later
        # state of its chunk.
        self._changes += 1
        self._generations[index] = self._changes

    @property
    def unsaved(self) -> int:
        """How many chunks are in memory because they are not stored."""
        return len(self._buffers)

    def full_unsaved(self, limit: int) -> list[Unsaved]:
        """Copies of up to `limit` chunks that are not stored, the last one excepted: it may still grow."""
        last = len(self._chunks or ()) - 1
        return [self._copy(index) for index in islice((index for index in self._buffers if index != last), limit)]

    def _copy(self, index: int) -> Unsaved:
        return Unsaved(index, self._generations[index], bytes(self._buffers[index]))

    def unsaved_whole(self) -> bytes | None:
        """A copy of the content where that is not stored and no longer than one chunk, else None."""
        if not self.size:
            return b""
        buffer = self._buffers.get(0) if self.size <= CHUNK_SIZE else None
        return None if buffer is None else bytes(buffer)

    def snapshot(self) -> Snapshot:
        """The content as it is now. Raises `Missing` when a changed file's list of chunks is not loaded."""
        return Snapshot(
            self.size,
            tuple(self._copy(index) if index in self._buffers else chunk for index, chunk in enumerate(self._loaded())),
        )

    def saved(self, unsaved: Unsaved, chunk: bytes, cache: ChunkCache) -> None:
        """Say that a chunk is stored under a hash; it leaves memory unless it was changed again meanwhile."""
        cache.put(chunk, unsaved.data)
        if self._generations.get(unsaved.index) == unsaved.generation:
            assert self._chunks is not None
            self._chunks[unsaved.index] = chunk
            del self._buffers[unsaved.index], self._generations[unsaved.index]

    def settled(self, snapshot: Snapshot, chunks: Sequence[bytes], blob: bytes) -> None:
        """Say that a snapshot is stored as `blob`, made of `chunks`; the content is that blob if nothing changed."""
        if self.size == snapshot.size and not self._buffers and self._chunks == list(chunks):
            self.blob = blob
