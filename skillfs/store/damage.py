"""What a damaged database file still gives: asked when SQLite has said that pages of it are not what they should be."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from skillfs.store import blobs, commits, spaces
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Entry, Kind
from skillfs.store.findings import Finding, Problem
from skillfs.store.spaces import Space

SHOWN_MESSAGES = 3
RESTORE = "`skillfs restore FILE` brings a backup back"


def complaints(store: Store, pragma: str) -> list[str]:
    """What SQLite says of the file, a line each; nothing where ``PRAGMA pragma`` finds it whole."""
    messages: list[str] = []
    try:
        for (row,) in store.execute(f"PRAGMA {pragma}"):
            # Under one heading (``*** in database main ***``) there may be a message for each of very many pages.
            messages += [line for line in row.splitlines() if not line.startswith("***")]
    except sqlite3.DatabaseError as error:
        messages.append(str(error))
    return [] if messages == ["ok"] else messages


def check_pages(store: Store) -> list[Finding]:
    """What is wrong with the file, and for each space what that has cost; nothing where SQLite finds it whole.

    Reads every page (https://sqlite.org/pragma.html#pragma_integrity_check). Nothing of it can be repaired in place.
    """
    messages = complaints(store, "integrity_check")
    if not messages:
        return []
    more = f" (and {len(messages) - SHOWN_MESSAGES} more)" if len(messages) > SHOWN_MESSAGES else ""
    said = "; ".join(messages[:SHOWN_MESSAGES])
    whole = Finding(
        Problem.DAMAGED_FILE,
        f"{store.path}: SQLite says: {said}{more}",
        f"stop skillfs; {RESTORE}; without one, export what reads as said below, into a new store",
    )
    return [whole, *_cost(store)]


def unreadable(store: Store, state: commits.State) -> list[bytes]:
    """The paths of a state's files whose content the store does not give, or gives wrong, sorted."""
    return sorted(path for path, entry in state.entries.items() if not _reads(store, entry))


def _reads(store: Store, entry: Entry) -> bool:
    if entry.kind is not Kind.FILE or entry.blob == blobs.EMPTY:
        return True
    try:
        chunks = blobs.chunks_of(store, entry.blob, entry.size)
        if chunks != [entry.blob] and blobs.hash_of(chunks, entry.size) != entry.blob:
            return False
        return all(
            chunk == blobs.HOLE or hashlib.sha256(blobs.get_leaf(store, chunk)).digest() == chunk for chunk in chunks
        )
    except (sqlite3.DatabaseError, StoreError):
        return False


def _cost(store: Store) -> Iterator[Finding]:
    try:
        listed = spaces.listed(store)
    except sqlite3.DatabaseError as error:
        yield Finding(Problem.DAMAGED_SPACE, f"the list of spaces does not read: {error}", RESTORE)
        return
    for space in listed:
        yield _cost_of(store, space)


def _cost_of(store: Store, space: Space) -> Finding:
    try:
        state = commits.state(store, space.id)
    except sqlite3.DatabaseError as error:
        return Finding(Problem.DAMAGED_SPACE, f"space {space.name}: its log does not read: {error}", RESTORE)
    files = sum(entry.kind is Kind.FILE for entry in state.entries.values())
    lost = unreadable(store, state)
    if not lost:
        text = f"space {space.name}: all of its {files} files read"
        return Finding(Problem.DAMAGED_SPACE, text, f"`skillfs space export {space.name} FILE` takes them out")
    first = lost[0].decode("utf-8", "backslashreplace")
    return Finding(
        Problem.DAMAGED_SPACE,
        f"space {space.name}: {len(lost)} of its {files} files do not read, {first} first",
        f"`skillfs space export {space.name} FILE --rescue` takes the others out; {RESTORE}",
    )
