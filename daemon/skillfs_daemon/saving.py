"""Getting file content from memory into the store, a few chunks a transaction."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import trio

from skillfs.store import blobs
from skillfs.store.blobs import Leaf
from skillfs.store.database import Store, StoreBusy, StoreError, StoreFull
from skillfs.tree.content import Content, Missing, Snapshot, Unsaved
from skillfs.tree.nodes import File
from skillfs.tree.tree import Tree
from skillfs_daemon.reading import StoreReader
from skillfs_daemon.store_writer import StoreWriter

T = TypeVar("T")

CHUNKS_A_TRANSACTION = 8
WRITE_BEHIND_CHUNKS = 16
"""How many complete chunks of a file may wait in memory before its writer has to wait for the store."""


def as_os_error(error: Exception) -> OSError:
    """What a program that uses the mount is told of a failure of the store."""
    if isinstance(error, OSError):
        return error
    full = isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
    if full or isinstance(error, StoreFull):
        return OSError(errno.ENOSPC, "no space left for the store")
    if isinstance(error, StoreBusy):
        return OSError(errno.EAGAIN, str(error))
    return OSError(errno.EIO, str(error))


class Loader:
    """Fetches what the tree has not in memory, in worker threads with a connection each."""

    def __init__(self, tree: Tree, reader: StoreReader) -> None:
        self._tree = tree
        self._reader = reader

    async def with_content(self, operation: Callable[[], T]) -> T:
        """The result of an operation of the tree, which is repeated when it first lacks content."""
        while True:
            try:
                return operation()
            except Missing as missing:
                await self._fetch(missing)

    async def learn_holes(self, file: File) -> None:
        """See to it that `file.allocated` is exact, as far as the store has what that takes."""
        with contextlib.suppress(sqlite3.Error, StoreError):
            await self.with_content(file.content.load)

    async def _fetch(self, missing: Missing) -> None:
        content, chunks = missing.content, missing.chunks
        if content is not None:
            blob, size = content.blob, content.size
            assert blob is not None, "changed content has its list of chunks"
            chunks, found = await self._reader.run(lambda store: _chunks_of(store, blob, size))
            content.learn_chunks(chunks)
        else:
            found = await self._reader.run(lambda store: [(chunk, blobs.get_leaf(store, chunk)) for chunk in chunks])
        for chunk, data in found:
            self._tree.cache.put(chunk, data)


def _chunks_of(store: Store, blob: bytes, size: int) -> tuple[Sequence[bytes], list[tuple[bytes, bytes]]]:
    """The hashes of a blob's leaves; with it the leaf of a blob that has just one, which is what is read next."""
    chunks = blobs.chunks_of(store, blob, size)
    is_leaf = chunks == [blob]
    return chunks, [(blob, blobs.get_leaf(store, blob))] if is_leaf else []


@dataclass(slots=True)
class Saving:
    """A snapshot on its way to the store. After `hash_rest` and `store_rest` it is stored as `blob`."""

    content: Content
    snapshot: Snapshot
    stored: dict[int, bytes] = field(default_factory=dict)
    leaves: list[tuple[Unsaved, Leaf]] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    blob: bytes = b""

    def rest(self) -> list[Unsaved]:
        """The chunks that are not stored yet."""
        return [
            chunk for chunk in self.snapshot.chunks if isinstance(chunk, Unsaved) and chunk.index not in self.stored
        ]

    def hash_rest(self) -> None:
        """Hash what is not stored yet. Takes time, touches nothing that is shared."""
        self.leaves = [(unsaved, blobs.leaf(unsaved.data)) for unsaved in self.rest()]

    def store_rest(self, store: Store) -> bytes:
        """Store what is left, within the caller's transaction; the blob."""
        blobs.put_leaves(store, [leaf for _, leaf in self.leaves])
        hashes = self.stored | {unsaved.index: leaf.hash for unsaved, leaf in self.leaves}
        self.chunks = [hashes[chunk.index] if isinstance(chunk, Unsaved) else chunk for chunk in self.snapshot.chunks]
        self.blob = blobs.put_list(store, self.chunks, self.snapshot.size)
        return self.blob


class Saver:
    """Saves content through the store's writer."""

    def __init__(self, tree: Tree, writer: StoreWriter) -> None:
        self._tree = tree
        self._writer = writer
        self._locks: dict[int, trio.Lock] = {}

    async def store_large(self, saving: Saving) -> None:
        """Store all but the last few chunks of a snapshot, so that what is left fits into a short transaction."""
        unsaved = saving.rest()
        while len(unsaved) > CHUNKS_A_TRANSACTION:
            group, unsaved = unsaved[:CHUNKS_A_TRANSACTION], unsaved[CHUNKS_A_TRANSACTION:]
            for chunk, leaf in await self._store(group):
                saving.stored[chunk.index] = leaf.hash
                saving.content.saved(chunk, leaf.hash, self._tree.cache)

    def finish(self, saving: Saving) -> None:
        """Tell the content that its snapshot is stored."""
        for unsaved, leaf in saving.leaves:
            saving.content.saved(unsaved, leaf.hash, self._tree.cache)
        saving.content.settled(saving.snapshot, saving.chunks, saving.blob)

    async def write_behind(self, file: File) -> None:
        """Store complete chunks of a file that is being written, when too many wait in memory."""
        if file.content.unsaved < WRITE_BEHIND_CHUNKS:
            return
        lock = self._locks.setdefault(file.ino, trio.Lock())
        async with lock:
            while file.content.unsaved >= WRITE_BEHIND_CHUNKS:
                group = file.content.full_unsaved(CHUNKS_A_TRANSACTION)
                for chunk, leaf in await self._store(group):
                    file.content.saved(chunk, leaf.hash, self._tree.cache)
        if not lock.statistics().tasks_waiting:
            self._locks.pop(file.ino, None)

    async def _store(self, group: Sequence[Unsaved]) -> Iterable[tuple[Unsaved, Leaf]]:
        leaves: list[Leaf] = []
        try:
            await self._writer.run(
                lambda store: blobs.put_leaves(store, leaves),
                prepare=lambda: leaves.extend(blobs.leaf(unsaved.data) for unsaved in group),
                # A chunk is of use to nobody before what it is part of is stored too.
                durable=False,
            )
        except (sqlite3.Error, StoreError) as error:
            raise as_os_error(error) from error
        return zip(group, leaves, strict=True)
