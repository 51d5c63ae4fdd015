"""Garbage collection: content that nothing refers to, and inbox rows that nobody will ask for again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from skillfs.store import blobs
from skillfs.store.database import Store

FORGET_MOVED_SECONDS = 86_400
FORGET_CANCELLED_SECONDS = 30 * 86_400
"""How long the bytes of a removed drop are kept, for `skillfs space restore`."""

_BLOBS_A_TRANSACTION = 50
_ROWS_A_TRANSACTION = 200

# A session's `source` is no reference: it only recognises the same bytes again. They are the ones before redaction, so
# they go. A moved drop refers to nothing either: its session's document is what is left of it.
REFERENCES = (
    ("changes", "blob", "1"),
    ("changes", "old_blob", "1"),
    ("inbox", "blob", "state != 'moved'"),
    ("sessions", "document", "1"),
    ("proposed_files", "blob", "1"),
    ("proposed_files", "old_blob", "1"),
)
"""Where blobs are referred to: table, column, and which of its rows count."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection took away. `size` is the bytes of content in the `blobs`."""

    blobs: int
    size: int
    drops: int


def collect(store: Store, older_than_seconds: float = 3600) -> Collected:
    """Delete the blobs that nothing refers to and that nobody has touched for `older_than_seconds`, and forget drops
    that moved or were cancelled long ago.

    In many short transactions, so others may write meanwhile. A blob that is touched after it was found unused is
    spared: whoever is about to refer to a blob puts it first, which touches it.
    """
    drops = _forget_drops(store)
    before_ns = time.time_ns() - int(older_than_seconds * 1e9)
    count = size = 0
    for batch in _batches(unused(store, before_ns), _BLOBS_A_TRANSACTION):
        with store.transaction():
            for blob, touched_ns, length in batch:
                gone = store.execute("DELETE FROM blobs WHERE hash = ? AND touched_ns = ?", (blob, touched_ns)).rowcount
                count += gone
                size += gone * length
    return Collected(count, size, drops)


def unused(store: Store, before_ns: int) -> list[tuple[bytes, int, int]]:
    """The blobs last touched before a time that nothing refers to: hash, time of the last touch, bytes stored."""
    used = referred_to(store)
    rows = store.execute(
        "SELECT hash, touched_ns, coalesce(length(data), 0) FROM blobs WHERE touched_ns < ?", (before_ns,)
    )
    return [row for row in rows if row[0] not in used]


def referred_to(store: Store) -> set[bytes]:
    """The hashes of all blobs that are in use, and of their leaves."""
    # One statement, so that a reference that moves from one table to another is seen in one of them.
    union = " UNION ".join(f"SELECT {column} FROM {table} WHERE {condition}" for table, column, condition in REFERENCES)
    used = {row[0] for row in store.execute(union) if row[0]}
    for blob, chunks in store.execute("SELECT hash, chunks FROM blobs WHERE chunks IS NOT NULL"):
        if blob in used:
            used.update(chunks[start : start + blobs.HASH_SIZE] for start in range(0, len(chunks), blobs.HASH_SIZE))
    return used


def _forget_drops(store: Store) -> int:
    now = time.time_ns()
    inodes = store.execute(
        "SELECT ino FROM inbox WHERE (state = 'moved' AND changed_ns < ?) OR (state = 'cancelled' AND changed_ns < ?)",
        (now - FORGET_MOVED_SECONDS * 10**9, now - FORGET_CANCELLED_SECONDS * 10**9),
    ).fetchall()
    for batch in _batches(inodes, _ROWS_A_TRANSACTION):
        with store.transaction():
            # One that was restored meanwhile has another state.
            store.executemany("DELETE FROM inbox WHERE ino = ? AND state IN ('moved', 'cancelled')", batch)
    return len(inodes)


def _batches(rows: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
