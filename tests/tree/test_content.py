"""`Content` against a plain bytearray, on a real store, with snapshots that are saved out of step with later writes."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from skillfs.store import blobs
from skillfs.store.blobs import CHUNK_SIZE, EMPTY, HOLE
from skillfs.store.database import Store
from skillfs.tree.content import MAX_FILE_SIZE, ChunkCache, Content, Missing, Snapshot, Unsaved

T = TypeVar("T")

LONGEST = 4 * CHUNK_SIZE
BORDERS = st.sampled_from([-2, -1, 0, 1, 2, 1000])
POSITIONS = st.builds(lambda chunk, by: max(chunk * CHUNK_SIZE + by, 0), st.integers(0, 3), BORDERS)
LENGTHS = st.one_of(
    st.integers(1, 40), st.builds(lambda chunks, by: max(chunks * CHUNK_SIZE + by, 1), st.integers(0, 2), BORDERS)
)
BYTES = st.builds(lambda seed, length: (seed * (length // len(seed) + 1))[:length], st.binary(min_size=1), LENGTHS)


@dataclass
class InFlight:
    """A snapshot that is being saved: what the file was then, and the chunks that have arrived."""

    snapshot: Snapshot
    expected: bytes
    hashes: dict[int, bytes] = field(default_factory=dict)

    def left(self) -> list[Unsaved]:
        chunks = self.snapshot.chunks
        return [chunk for chunk in chunks if isinstance(chunk, Unsaved) and chunk.index not in self.hashes]


class ContentMachine(RuleBasedStateMachine):
    """Every rule does the same to a content and to a bytearray. The cache holds three chunks, so most is missing."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.store = Store(Path(self.directory.name) / "store.db", durable=False)
        self.cache = ChunkCache(3 * CHUNK_SIZE)
        self.content = Content()
        self.model = bytearray()
        self.in_flight: list[InFlight] = []

    def teardown(self) -> None:
        self.store.close()
        self.directory.cleanup()

    def fetch(self, missing: Missing) -> None:
        if missing.content is not None:
            assert missing.content is self.content
            assert self.content.blob is not None
            self.content.learn_chunks(blobs.chunks_of(self.store, self.content.blob, self.content.size))
        for chunk in missing.chunks:
            self.cache.put(chunk, blobs.get_leaf(self.store, chunk))

    def attempt(self, operation: Callable[[], T]) -> T:
        while True:
            before = self.content.size, self.content.blob
            try:
                return operation()
            except Missing as missing:
                assert (self.content.size, self.content.blob) == before
                self.fetch(missing)

    def whole(self) -> bytes:
        return b"".join(
            self.attempt(lambda start=start: self.content.read(start, CHUNK_SIZE, self.cache))  # type: ignore[misc]
            for start in range(0, self.content.size, CHUNK_SIZE)
        )

    @rule(position=POSITIONS, data=BYTES)
    def write(self, position: int, data: bytes) -> None:
        assert self.attempt(lambda: self.content.write(position, data, self.cache)) == len(data)
        self.model.extend(bytes(max(position - len(self.model), 0)))
        self.model[position : position + len(data)] = data

    @rule(size=POSITIONS)
    def truncate(self, size: int) -> None:
        self.attempt(lambda: self.content.truncate(size, self.cache))
        del self.model[size:]
        self.model.extend(bytes(size - len(self.model)))

    @rule(position=POSITIONS, data=BYTES, size=POSITIONS, writes=st.booleans())
    def interrupted(self, position: int, data: bytes, size: int, writes: bool) -> None:
        """An operation that lacks content and is never tried again, as when its process is killed."""
        try:
            if writes:
                self.content.write(position, data, self.cache)
                self.model.extend(bytes(max(position - len(self.model), 0)))
                self.model[position : position + len(data)] = data
            else:
                self.content.truncate(size, self.cache)
                del self.model[size:]
                self.model.extend(bytes(size - len(self.model)))
        except Missing:
            pass

    @rule()
    def forget_what_was_read(self) -> None:
        self.cache = ChunkCache(3 * CHUNK_SIZE)

    @rule(position=POSITIONS, length=LENGTHS)
    def read(self, position: int, length: int) -> None:
        length = min(length, CHUNK_SIZE)
        read = self.attempt(lambda: self.content.read(position, length, self.cache))
        assert read == self.model[position : position + length]

    @rule()
    def snapshot(self) -> None:
        taken = self.attempt(self.content.snapshot)
        assert taken.size == len(self.model)
        self.in_flight.append(InFlight(taken, bytes(self.model)))

    def save(self, flight: InFlight, unsaved: Unsaved) -> None:
        leaf = blobs.leaf(unsaved.data)
        blobs.put_leaves(self.store, [leaf])
        flight.hashes[unsaved.index] = leaf.hash
        self.content.saved(unsaved, leaf.hash, self.cache)

    @precondition(lambda self: self.in_flight)
    @rule(data=st.data())
    def save_a_chunk(self, data: st.DataObject) -> None:
        flight = data.draw(st.sampled_from(self.in_flight))
        if left := flight.left():
            self.save(flight, data.draw(st.sampled_from(left)))

    @precondition(lambda self: self.in_flight)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        flight = data.draw(st.sampled_from(self.in_flight))
        self.in_flight.remove(flight)
        for unsaved in flight.left():
            self.save(flight, unsaved)
        chunks = [
            flight.hashes[chunk.index] if isinstance(chunk, Unsaved) else chunk for chunk in flight.snapshot.chunks
        ]
        blob = blobs.put_list(self.store, chunks, flight.snapshot.size)
        assert blobs.get(self.store, blob, flight.snapshot.size) == flight.expected
        self.content.settled(flight.snapshot, chunks, blob)

    @rule()
    def write_behind(self) -> None:
        last = max(len(self.model) - 1, 0) // CHUNK_SIZE
        for unsaved in self.content.full_unsaved(2):
            assert unsaved.index != last
            leaf = blobs.leaf(unsaved.data)
            blobs.put_leaves(self.store, [leaf])
            self.content.saved(unsaved, leaf.hash, self.cache)

    @precondition(lambda self: self.content.blob is not None and not self.in_flight)
    @rule()
    def open_anew(self) -> None:
        """What a remount knows of a file: its blob and its size."""
        assert self.content.blob is not None
        self.content = Content(self.content.blob, self.content.size)
        self.cache = ChunkCache(3 * CHUNK_SIZE)

    @invariant()
    def what_is_allocated_is_what_is_in_no_hole(self) -> None:
        try:
            snapshot = self.content.snapshot()
        except Missing:
            return
        spans = (blobs.chunk_span(index, snapshot.size) for index in range(len(snapshot.chunks)))
        assert self.content.allocated == sum(
            span for span, chunk in zip(spans, snapshot.chunks, strict=True) if chunk != HOLE
        )

    @invariant()
    def is_equal(self) -> None:
        assert self.content.size == len(self.model)
        assert self.whole() == self.model
        if self.content.blob is not None:
            assert blobs.get(self.store, self.content.blob, len(self.model)) == self.model


TestContentMachine = ContentMachine.TestCase
TestContentMachine.settings = settings(
    max_examples=120, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_a_late_save_of_a_chunk_that_was_only_brought_in_does_not_undo_a_later_save() -> None:
    first, second = b"a" * CHUNK_SIZE, b"b" * CHUNK_SIZE
    leaves = blobs.split(first + second)
    cache = ChunkCache()
    content = Content(blobs.hash_of([leaf.hash for leaf in leaves], 2 * CHUNK_SIZE), 2 * CHUNK_SIZE)
    content.learn_chunks([leaf.hash for leaf in leaves])
    cache.put(leaves[0].hash, first)
    with pytest.raises(Missing):
        content.write(CHUNK_SIZE - 1, b"XY", cache)
    old = content.snapshot().chunks[0]
    cache.put(leaves[1].hash, second)
    content.write(CHUNK_SIZE - 1, b"XY", cache)
    for unsaved in content.snapshot().chunks:
        assert isinstance(unsaved, Unsaved)
        content.saved(unsaved, blobs.leaf(unsaved.data).hash, cache)
    without_the_second = ChunkCache()
    without_the_second.put(blobs.leaf(first[:-1] + b"X").hash, first[:-1] + b"X")
    with pytest.raises(Missing):
        content.write(CHUNK_SIZE - 1, b"12", without_the_second)
    assert isinstance(old, Unsaved)
    content.saved(old, leaves[0].hash, cache)
    assert content.read(CHUNK_SIZE - 1, 2, cache) == b"XY"


def test_a_hole_costs_no_memory_and_reads_as_zeros() -> None:
    cache = ChunkCache()
    content = Content()
    content.truncate(MAX_FILE_SIZE, cache)
    content.write(MAX_FILE_SIZE - 1, b"x", cache)
    assert (content.unsaved, content.size) == (1, MAX_FILE_SIZE)
    assert content.read(MAX_FILE_SIZE - 3, 10, cache) == b"\0\0x"
    assert content.read(MAX_FILE_SIZE // 2, 5, cache) == bytes(5)
    chunks = content.snapshot().chunks
    assert (len(chunks), set(chunks[:-1])) == (MAX_FILE_SIZE // CHUNK_SIZE, {HOLE})


def test_no_file_grows_beyond_the_limit() -> None:
    cache, content = ChunkCache(), Content()
    content.write(0, b"abc", cache)
    for grow in (
        lambda: content.truncate(MAX_FILE_SIZE + 1, cache),
        lambda: content.write(MAX_FILE_SIZE, b"x", cache),
        lambda: content.truncate(2**60, cache),
    ):
        with pytest.raises(OSError) as raised:
            grow()
        assert raised.value.errno == errno.EFBIG
    assert (content.size, content.read(0, 10, cache)) == (3, b"abc")


def test_writing_nothing_changes_nothing() -> None:
    content = Content()
    assert content.write(1000, b"", ChunkCache()) == 0
    assert (content.size, content.blob) == (0, EMPTY)


def test_the_cache_forgets_what_was_used_longest_ago() -> None:
    cache = ChunkCache(limit=20)
    for name in (b"a", b"b"):
        cache.put(name, name * 8)
    assert cache.get(b"a") == b"a" * 8
    cache.put(b"c", b"c" * 8)
    assert [cache.get(name) for name in (b"a", b"b", b"c")] == [b"a" * 8, None, b"c" * 8]
