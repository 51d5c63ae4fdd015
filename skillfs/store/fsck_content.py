"""Whether all content that is referred to is there, and is what its hash says."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Set
from functools import partial

from skillfs.store import blobs, commits, inbox
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind
from skillfs.store.findings import Finding, Problem

AUTHOR = "skillfs fsck"


def damaged_blobs(store: Store) -> dict[bytes, Finding]:
    """The blobs whose bytes are not what their hash says, by hash. Reads all content."""
    found = {}
    for blob, size, data, chunks in store.execute("SELECT hash, size, data, chunks FROM blobs ORDER BY hash"):
        if data is not None:
            is_sound = len(data) == size and hashlib.sha256(data).digest() == blob
        else:
            is_sound = chunks is not None and blobs.hash_of(_hashes(chunks), size) == blob
        if not is_sound:
            found[blob] = Finding(
                Problem.DAMAGED_BLOB,
                f"blob {blob.hex()} is not what its hash says",
                "repair deletes it, so that the same content can be stored again, then treats it as missing",
                partial(_delete_blob, blob),
            )
    return found


def whole_blobs(store: Store, damaged: Set[bytes]) -> set[bytes]:
    """The hashes of the blobs that are there with all of their leaves."""
    leaves = {row[0] for row in store.execute("SELECT hash FROM blobs WHERE chunks IS NULL")} - damaged
    lists = store.execute("SELECT hash, chunks FROM blobs WHERE chunks IS NOT NULL")
    sound = leaves | {blobs.HOLE}
    return leaves | {blob for blob, chunks in lists if blob not in damaged and sound.issuperset(_hashes(chunks))}


def missing_content(store: Store, whole: Set[bytes]) -> Iterator[Finding]:
    """A finding for each thing whose content is not whole."""
    yield from _missing_in_commits(store, whole)
    for ino, path, blob, name in store.execute(
        "SELECT i.ino, i.path, i.blob, s.name FROM inbox i JOIN spaces s ON s.id = i.space_id"
        " WHERE i.state NOT IN ('moved', 'cancelled') AND i.blob != x'' ORDER BY s.name, i.path"
    ):
        if blob not in whole:
            yield Finding(
                Problem.MISSING_CONTENT,
                f"{name}/inbox/{_shown(path)}: its content is lost",
                "repair rejects it, with a .error beside it that says so; drop it again",
                partial(_reject, ino),
            )
    for session, document, name in store.execute(
        "SELECT n.name, n.document, s.name FROM sessions n JOIN spaces s ON s.id = n.space_id"
        " WHERE n.document != x'' ORDER BY s.name, n.name"
    ):
        if document not in whole:
            yield Finding(
                Problem.MISSING_CONTENT,
                f"{name}/.skillfs/sessions/{session}/session.json: its content is lost",
                "what was learnt from it stays; drop the session again if you have it",
            )


def _missing_in_commits(store: Store, whole: Set[bytes]) -> Iterator[Finding]:
    rows = store.execute(
        "SELECT c.commit_id, c.path, c.blob, k.number, s.id, s.name FROM changes c JOIN commits k ON k.id = c.commit_id"
        " JOIN spaces s ON s.id = k.space_id WHERE c.kind = 'file' AND c.blob != x'' ORDER BY s.name, c.path, k.number"
    ).fetchall()
    states: dict[int, commits.State] = {}
    for commit_id, path, blob, number, space_id, name in rows:
        if blob in whole:
            continue
        where = f"{name}/{_shown(path)}"
        if number is None:
            yield Finding(
                Problem.MISSING_CONTENT,
                f"{where}: the content of an unpublished change is lost",
                "repair takes the change back",
                partial(commits.take_out, commit_id=commit_id, paths=[path]),
            )
            continue
        if space_id not in states:
            states[space_id] = commits.state(store, space_id)
        if states[space_id].versions.get(path) == number:
            yield Finding(
                Problem.MISSING_CONTENT,
                f"{where}: its content is lost",
                "repair commits its last version that is whole, or its removal where there is none",
                partial(_go_back, space_id=space_id, path=path, version=number, whole=whole),
            )
        else:
            yield Finding(
                Problem.MISSING_CONTENT,
                f"{where}: the content of its version {number} is lost; later ones are not touched",
                "history cannot show that version any more; nothing else depends on it",
            )


def _go_back(store: Store, space_id: int, path: bytes, version: int, whole: Set[bytes]) -> None:
    """Commit the last whole version of a path, or its removal; nothing where somebody has changed it meanwhile."""
    last: Entry | None = None
    for commit in commits.log(store, space_id, upto=version - 1):
        for change in commit.changes:
            if change.path == path:
                last = change.entry if change.entry is None or _is_whole(change.entry, whole) else last
    if last is not None:
        last = dataclasses.replace(last, ino=store.reserve_inodes(1)[0])
    commit_id = commits.begin(store, space_id, commits.STAGED, AUTHOR, f"undo the loss of version {version}")
    commits.put(store, commit_id, space_id, [Change(path, version, last)])
    try:
        commits.publish(store, commit_id)
    except commits.Conflict:
        commits.drop(store, commit_id)


def _is_whole(entry: Entry, whole: Set[bytes]) -> bool:
    return entry.kind is not Kind.FILE or entry.blob == blobs.EMPTY or entry.blob in whole


def _delete_blob(blob: bytes, store: Store) -> None:
    with store.transaction():
        store.execute("DELETE FROM blobs WHERE hash = ?", (blob,))


def _reject(ino: int, store: Store) -> None:
    inbox.reject(store, ino, "the store has lost this file's content (found by `skillfs fsck`); drop it again")


def _hashes(chunks: bytes) -> list[bytes]:
    return [chunks[start : start + blobs.HASH_SIZE] for start in range(0, len(chunks), blobs.HASH_SIZE)]


def _shown(path: bytes) -> str:
    return path.decode("utf-8", "backslashreplace")
