"""Storing the content of many files in few transactions, none of them long."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from skillfs.store import blobs
from skillfs.store.database import Store

_BYTES_A_TRANSACTION = 1 << 20
_LEAVES_A_TRANSACTION = 100


class BlobWriter:
    """Stores contents one after the other. What was added is stored after `flush`, not before."""

    def __init__(self, store: Store, on_progress: Callable[[int], None]) -> None:
        """`on_progress` is called with the bytes that were added so far."""
        self._store = store
        self._on_progress = on_progress
        self._leaves: list[blobs.Leaf] = []
        self._pending_bytes = 0
        self._lists: list[tuple[list[bytes], int]] = []
        self._done = 0

    def add(self, file: IO[bytes], limit: int) -> tuple[bytes, int]:
        """Take the content of `file` in, up to `limit` bytes and one more; its blob hash and how many bytes there were.

        One more than `limit` says that the file is longer.
        """
        chunks: list[bytes] = []
        size = 0
        while data := _read_fully(file, min(blobs.CHUNK_SIZE, limit + 1 - size)):
            chunks.append(self._add_leaf(data))
            size += len(data)
        if len(chunks) > 1:
            self._lists.append((chunks, size))
        return blobs.hash_of(chunks, size), size

    def _add_leaf(self, data: bytes) -> bytes:
        leaf = blobs.leaf(data)
        self._leaves.append(leaf)
        self._pending_bytes += len(data)
        self._done += len(data)
        if self._pending_bytes >= _BYTES_A_TRANSACTION or len(self._leaves) >= _LEAVES_A_TRANSACTION:
            self._flush_leaves()
        return leaf.hash

    def flush(self) -> None:
        """Store what was added and is not stored yet."""
        self._flush_leaves()
        for chunks, size in self._lists:
            with self._store.transaction():
                blobs.put_list(self._store, chunks, size)
        self._lists = []

    def _flush_leaves(self) -> None:
        if self._leaves:
            with self._store.transaction():
                blobs.put_leaves(self._store, self._leaves)
            self._on_progress(self._done)
        self._leaves = []
        self._pending_bytes = 0


def _read_fully(file: IO[bytes], size: int) -> bytes:
    """`size` bytes, fewer only at the end: a raw stream may give less at a time."""
    pieces = []
    while size > 0 and (piece := file.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
