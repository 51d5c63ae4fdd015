"""Content-addressed blobs: a leaf of up to `CHUNK_SIZE` bytes, or a list of leaves.

A blob's hash says all of its content. A leaf's is the SHA-256 of its bytes; a list's is the SHA-256 of its size and of
the hashes of its leaves, so that changing one chunk of a large file costs one chunk, and so that a hole costs nothing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from skillfs.store.database import Store, StoreError

CHUNK_SIZE = 128 * 1024
HASH_SIZE = 32
HOLE = bytes(HASH_SIZE)
EMPTY = b""
"""The blob hash of a file of no bytes. It has no row."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A chunk that is ready to be stored."""

    hash: bytes
    data: bytes


def leaf(data: bytes) -> Leaf:
    """The leaf of `data`, at most `CHUNK_SIZE` bytes."""
    return Leaf(hashlib.sha256(data).digest(), data)


def hash_of(chunks: Sequence[bytes], size: int) -> bytes:
    """The hash of the blob of `size` bytes that consists of these leaves; of the leaf itself when there is just one."""
    if size == 0:
        return EMPTY
    if size <= CHUNK_SIZE and chunks[0] != HOLE:
        return chunks[0]
    return hashlib.sha256(b"skillfs list %d\n" % size + b"".join(chunks)).digest()


def put_leaves(store: Store, leaves: Iterable[Leaf]) -> None:
    """Store leaves; those that are there already are kept from collection."""
    now = time.time_ns()
    store.executemany(
        "INSERT INTO blobs (hash, size, data, touched_ns) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (hash) DO UPDATE SET touched_ns = excluded.touched_ns",
        ((item.hash, len(item.data), item.data, now) for item in leaves),
    )


def put_list(store: Store, chunks: Sequence[bytes], size: int) -> bytes:
    """Store the blob that consists of leaves which are stored already, and return its hash."""
    blob = hash_of(chunks, size)
    if blob != EMPTY and (len(chunks) > 1 or chunks[0] == HOLE):
        store.execute(
            "INSERT INTO blobs (hash, size, chunks, touched_ns) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (hash) DO UPDATE SET touched_ns = excluded.touched_ns",
            (blob, size, b"".join(chunks), time.time_ns()),
        )
    return blob


def split(data: bytes | memoryview) -> list[Leaf]:
    """The leaves of `data`, hashed."""
    view = memoryview(data)
    return [leaf(bytes(view[start : start + CHUNK_SIZE])) for start in range(0, len(view), CHUNK_SIZE)]


def put(store: Store, data: bytes) -> bytes:
    """Store `data` and return its blob hash. Large data takes several short transactions."""
    leaves = split(data)
    for start in range(0, len(leaves), 8):
        with store.transaction():
            put_leaves(store, leaves[start : start + 8])
    with store.transaction():
        return put_list(store, [item.hash for item in leaves], len(data))


def chunks_of(store: Store, blob: bytes, size: int) -> list[bytes]:
    """The hashes of a blob's leaves, in order. Raises `StoreError` where the store has no such blob."""
    if blob == EMPTY:
        return []
    row = store.execute("SELECT chunks FROM blobs WHERE hash = ?", (blob,)).fetchone()
    if row is None:
        raise StoreError(f"blob {blob.hex()} is missing from {store.path}; run `skillfs fsck`")
    if row[0] is None:
        return [blob]
    return [row[0][start : start + HASH_SIZE] for start in range(0, len(row[0]), HASH_SIZE)]


def chunk_span(index: int, size: int) -> int:
    """How many bytes the chunk at `index` has in a blob of `size` bytes."""
    return min(CHUNK_SIZE, size - index * CHUNK_SIZE)


def get_leaf(store: Store, chunk: bytes) -> bytes:
    """The bytes of one leaf. Raises `StoreError` where it is missing."""
    data = store.one("SELECT data FROM blobs WHERE hash = ?", (chunk,))
    if data is None:
        raise StoreError(f"blob {chunk.hex()} is missing from {store.path}; run `skillfs fsck`")
    return bytes(data)


def stream(store: Store, blob: bytes, size: int) -> Iterator[bytes]:
    """The content of a blob, chunk by chunk."""
    for index, chunk in enumerate(chunks_of(store, blob, size)):
        span = chunk_span(index, size)
        yield bytes(span) if chunk == HOLE else get_leaf(store, chunk)


def get(store: Store, blob: bytes, size: int) -> bytes:
    """The whole content of a blob."""
    return b"".join(stream(store, blob, size))


def get_range(store: Store, blob: bytes, size: int, offset: int, length: int) -> bytes:
    """The bytes of a blob from `offset`, fewer than `length` only at the end. Reads just the leaves that it needs."""
    end = min(offset + length, size)
    if offset >= end:
        return b""
    first = offset // CHUNK_SIZE
    chunks = chunks_of(store, blob, size)[first : -(-end // CHUNK_SIZE)]
    pieces = (
        bytes(chunk_span(index, size)) if chunk == HOLE else get_leaf(store, chunk)
        for index, chunk in enumerate(chunks, first)
    )
    return b"".join(pieces)[offset - first * CHUNK_SIZE : end - first * CHUNK_SIZE]


def size_of(store: Store, blob: bytes) -> int:
    """The size in bytes of a stored blob. Raises `StoreError` where it is missing."""
    if blob == EMPTY:
        return 0
    size = store.one("SELECT size FROM blobs WHERE hash = ?", (blob,))
    if size is None:
        raise StoreError(f"blob {blob.hex()} is missing from {store.path}; run `skillfs fsck`")
    return int(size)
