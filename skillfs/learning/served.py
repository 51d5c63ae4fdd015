"""What a space has served: digests of the lines that its skills ever held, so that what was recalled is no news."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice

from skillfs.learning.english.plain_text import fold, plain, sentences
from skillfs.learning.recalled import MIN_LENGTH
from skillfs.store import blobs, commits
from skillfs.store.database import Store
from skillfs.store.entries import SKILLS, Change, Kind

MAX_FILE_BYTES = 8 * 1024 * 1024
"""The largest file of `skills/` that is read to learn: a sparse one costs its writer nothing, and its reader memory."""
DIGEST_SIZE = 8
"""Bytes. Of a million lines one stranger in 10**13 is taken for one of them."""

_ROWS_A_TRANSACTION = 400


def advance(store: Store, space_id: int) -> int:
    """Take in the lines of what was committed since the last call; the number of the last commit that is covered.

    In short transactions, and any number of processes may do it at once.
    """
    through = store.one("SELECT number FROM served_through WHERE space_id = ?", (space_id,)) or 0
    # One commit at a time: no statement may be open when a transaction begins, or SQLite refuses it as stale.
    while commit := next(iter(list(commits.log(store, space_id, through, through + 1))), None):
        _add(store, space_id, {digest for change in commit.changes for digest in _digests(store, change)})
        through = commit.number
        with store.transaction():
            store.execute(
                "INSERT INTO served_through (space_id, number) VALUES (?, ?)"
                " ON CONFLICT (space_id) DO UPDATE SET number = max(number, excluded.number)",
                (space_id, through),
            )
    return int(through)


def was_served(store: Store, space_id: int, line: str) -> bool:
    """Whether a skill of the space ever held this line or sentence of at least `MIN_LENGTH` characters.

    White space is folded, and Markdown marks around the line do not count.
    """
    keys = {digest(key) for key in (fold(line), plain(line)) if len(key) >= MIN_LENGTH}
    query = "SELECT 1 FROM served_lines WHERE space_id = ? AND digest = ?"
    return any(store.one(query, (space_id, key)) is not None for key in keys)


def digest(line: str) -> bytes:
    """The digest of a folded line."""
    return blake2b(line.encode("utf-8", "surrogatepass"), digest_size=DIGEST_SIZE).digest()


def _digests(store: Store, change: Change) -> Iterator[bytes]:
    entry = change.entry
    if entry is None or entry.kind is not Kind.FILE or not change.path.startswith(SKILLS + b"/"):
        return
    if entry.size > MAX_FILE_BYTES:
        return
    text = blobs.get(store, entry.blob, entry.size).decode("utf-8", "replace")
    earlier = _lines(store, change.old_blob) if change.old_blob else frozenset()
    for line in text.splitlines():
        if line not in earlier:
            yield from (digest(key) for key in _keys(line))


def _lines(store: Store, blob: bytes) -> frozenset[str]:
    size = blobs.size_of(store, blob)
    data = blobs.get(store, blob, size) if size <= MAX_FILE_BYTES else b""
    return frozenset(data.decode("utf-8", "replace").splitlines())


def _keys(line: str) -> Iterator[str]:
    """The forms in which a line may come back: as it stands, without its Markdown, and each of its sentences."""
    bare = plain(line)
    for key in {fold(line), bare, *sentences(bare)}:
        if len(key) >= MIN_LENGTH:
            yield key


def _add(store: Store, space_id: int, digests: set[bytes]) -> None:
    rows = iter(sorted(digests))
    while batch := list(islice(rows, _ROWS_A_TRANSACTION)):
        with store.transaction():
            store.executemany(
                "INSERT OR IGNORE INTO served_lines (space_id, digest) VALUES (?, ?)",
                ((space_id, item) for item in batch),
            )
