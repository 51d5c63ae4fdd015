"""Content in and out: around the chunk size, with holes, and when it is missing."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillfs.store import blobs
from skillfs.store.blobs import CHUNK_SIZE, EMPTY, HOLE
from skillfs.store.database import Store, StoreError

SIZES = [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 2 * CHUNK_SIZE, 20 * CHUNK_SIZE + 7]


@pytest.mark.parametrize("size", SIZES)
def test_what_was_put_is_got(store: Store, size: int) -> None:
    data = random.Random(size).randbytes(size)
    blob = blobs.put(store, data)
    assert blobs.get(store, blob, size) == data
    assert blobs.size_of(store, blob) == size
    assert [len(chunk) for chunk in blobs.stream(store, blob, size)] == [
        blobs.chunk_span(index, size) for index in range(-(-size // CHUNK_SIZE))
    ]


def test_nothing_has_no_row(store: Store) -> None:
    assert blobs.put(store, b"") == EMPTY
    assert store.one("SELECT count(*) FROM blobs") == 0


def test_one_chunk_is_its_own_hash(store: Store) -> None:
    assert blobs.put(store, b"text") == hashlib.sha256(b"text").digest()


def test_a_change_of_one_chunk_costs_one_chunk_and_a_list(store: Store) -> None:
    data = bytearray(random.Random(1).randbytes(8 * CHUNK_SIZE))
    blobs.put(store, bytes(data))
    before = store.one("SELECT count(*) FROM blobs")
    data[3 * CHUNK_SIZE] ^= 1
    blobs.put(store, bytes(data))
    assert store.one("SELECT count(*) FROM blobs") == before + 2


def test_lists_of_the_same_chunks_but_another_size_differ() -> None:
    chunks = [b"a" * 32, HOLE]
    assert blobs.hash_of(chunks, CHUNK_SIZE + 1) != blobs.hash_of(chunks, CHUNK_SIZE + 2)


@pytest.mark.parametrize("size", [1, CHUNK_SIZE, 3 * CHUNK_SIZE + 5])
def test_holes_are_zeros_that_cost_nothing(store: Store, size: int) -> None:
    chunks = [HOLE] * -(-size // CHUNK_SIZE)
    with store.transaction():
        blob = blobs.put_list(store, chunks, size)
    assert blobs.get(store, blob, size) == bytes(size)
    assert blobs.chunks_of(store, blob, size) == chunks
    assert store.one("SELECT count(*) FROM blobs WHERE data IS NOT NULL") == 0


@given(offset=st.integers(0, 3 * CHUNK_SIZE + 50), length=st.integers(0, 4 * CHUNK_SIZE))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_range_is_the_slice(store: Store, offset: int, length: int) -> None:
    data = random.Random(5).randbytes(CHUNK_SIZE) + bytes(CHUNK_SIZE) + random.Random(6).randbytes(CHUNK_SIZE // 2)
    leaves = blobs.split(data)
    with store.transaction():
        blobs.put_leaves(store, leaves)
        blob = blobs.put_list(store, [leaves[0].hash, HOLE, leaves[2].hash], len(data))
    assert blobs.get_range(store, blob, len(data), offset, length) == data[offset : offset + length]


def test_a_second_put_renews_the_time(store: Store) -> None:
    blob = blobs.put(store, b"text")
    store.execute("UPDATE blobs SET touched_ns = 5")
    assert blobs.put(store, b"text") == blob
    assert store.one("SELECT touched_ns FROM blobs") > 5


def test_a_missing_blob_is_an_error_that_names_the_remedy(store: Store) -> None:
    gone = hashlib.sha256(b"gone").digest()
    for use in (
        lambda: blobs.get(store, gone, 4),
        lambda: blobs.size_of(store, gone),
        lambda: blobs.get_leaf(store, gone),
        lambda: blobs.get_range(store, gone, 4, 0, 4),
    ):
        with pytest.raises(StoreError, match=f"blob {gone.hex()} is missing from .*; run `skillfs fsck`"):
            use()
