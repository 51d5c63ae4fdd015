"""Collection takes what nobody refers to, and nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from skillfs.store import blobs, commits, inbox, sessions, spaces
from skillfs.store import collect as collecting
from skillfs.store.collect import Collected, collect
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind
from skillfs.store.inbox import Drop
from skillfs.store.sessions import SessionRecord

DAY_NS = 86_400 * 10**9


def age(store: Store) -> None:
    """Make everything look as if it had last been touched two hours ago."""
    store.execute("UPDATE blobs SET touched_ns = touched_ns - ?", (7200 * 10**9,))


def present(store: Store) -> set[bytes]:
    return {row[0] for row in store.execute("SELECT hash FROM blobs")}


def drop(store: Store, space: spaces.Space, name: bytes, data: bytes) -> tuple[int, bytes]:
    (ino,) = store.reserve_inodes(1)
    blob = blobs.put(store, data)
    inbox.put(store, Drop(ino, space.id, name, Kind.FILE, 0o644, 1, 1, 1, len(data), blob))
    return ino, blob


def test_what_is_referred_to_stays(store: Store, space: spaces.Space) -> None:
    large = os.urandom(blobs.CHUNK_SIZE * 3)
    published, draft, old = blobs.put(store, large), blobs.put(store, b"draft"), blobs.put(store, b"old")
    made = ((commits.STAGED, b"skills/p", published, len(large)), (commits.DRAFT, b"skills/d", draft, 5))
    for kind, path, blob, size in made:
        commit_id = commits.begin(store, space.id, kind)
        entry = Entry(Kind.FILE, 90, 0o644, 1, 1, 1, size, blob)
        commits.put(store, commit_id, space.id, [Change(path, 0, entry, old)])
        if kind == commits.STAGED:
            commits.publish(store, commit_id)
    _, waiting = drop(store, space, b"waiting.json", b"waiting")
    cancelled_ino, cancelled = drop(store, space, b"cancelled.json", b"cancelled")
    inbox.cancel(store, cancelled_ino)
    document = blobs.put(store, b"document")
    sessions.put(store, SessionRecord(space.id, "s", "learnt", 1, "f", 1, b"", b"", document, False, 1))
    age(store)
    before = present(store)
    assert collect(store) == Collected(0, 0, 0)
    assert present(store) == before >= {published, draft, old, waiting, cancelled, document}
    assert blobs.get(store, published, len(large)) == large


def test_what_nothing_refers_to_goes_with_its_leaves(store: Store, space: spaces.Space) -> None:
    used = present(store)
    shared = os.urandom(blobs.CHUNK_SIZE)
    kept = shared + b"kept"
    blob = blobs.put(store, kept)
    commit_id = commits.begin(store, space.id, commits.STAGED)
    entry = Entry(Kind.FILE, 90, 0o644, 1, 1, 1, len(kept), blob)
    commits.put(store, commit_id, space.id, [Change(b"skills/kept", 0, entry)])
    commits.publish(store, commit_id)
    in_use = present(store)
    blobs.put(store, shared + b"gone")
    blobs.put(store, b"single")
    age(store)
    assert collect(store) == Collected(blobs=3, size=len(b"gone") + len(b"single"), drops=0)
    assert present(store) == in_use > used
    assert blobs.get(store, blob, len(kept)) == kept


def test_the_bytes_before_redaction_go(store: Store, space: spaces.Space) -> None:
    ino, raw = drop(store, space, b"monday.json", b"password: hunter2")
    redacted = blobs.put(store, b"password: [redacted]")
    sessions.put(store, SessionRecord(space.id, "monday", "learnt", ino, "f", 1, b"", raw, redacted, False, 1))
    inbox.move_away(store, ino, 1)
    age(store)
    assert collect(store).blobs == 1
    assert raw not in present(store)
    assert redacted in present(store)


def test_what_is_young_stays(store: Store) -> None:
    blobs.put(store, b"about to be referred to")
    assert collect(store) == Collected(0, 0, 0)
    assert collect(store, older_than_seconds=0).blobs == 1


def test_what_is_touched_during_the_collection_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, unwanted = blobs.put(store, b"wanted"), blobs.put(store, b"unwanted")
    age(store)
    find = collecting.unused

    def find_then_somebody_puts(store: Store, before_ns: int) -> list[tuple[bytes, int, int]]:
        found = find(store, before_ns)
        assert {row[0] for row in found} == {wanted, unwanted}
        with Store(store.path) as other:
            blobs.put(other, b"wanted")
        return found

    monkeypatch.setattr(collecting, "unused", find_then_somebody_puts)
    assert collect(store).blobs == 1
    assert present(store) == {wanted}


def test_old_rows_of_the_inbox_are_forgotten(store: Store, space: spaces.Space) -> None:
    ages = {
        b"moved-new.json": (inbox.move_away, 0.5), b"moved-old.json": (inbox.move_away, 1.5),
        b"cancelled-new.json": (inbox.cancel, 29), b"cancelled-old.json": (inbox.cancel, 31),
        b"open-old.json": (None, 100),
    }  # fmt: skip
    for name, (leave, days) in ages.items():
        ino, _ = drop(store, space, name, name)
        if leave is inbox.move_away:
            inbox.move_away(store, ino, 1)
        elif leave is inbox.cancel:
            inbox.cancel(store, ino)
        store.execute("UPDATE inbox SET changed_ns = ? WHERE ino = ?", (time.time_ns() - int(days * DAY_NS), ino))
    age(store)
    assert collect(store).drops == 2
    left = {row[0] for row in store.execute("SELECT path FROM inbox")}
    assert left == {b"moved-new.json", b"cancelled-new.json", b"open-old.json"}


def test_it_runs_beside_writers(
    store: Store, space: spaces.Space, in_processes: Callable[[int, str], list[str]]
) -> None:
    """Two processes put again what lies there unused, and refer to it, while collection takes it away; none is lost."""
    names = [b"%d-%d" % (index, step) for index in (1, 2) for step in range(200)]
    for name in names:
        blobs.put(store, b"content " + name)
    age(store)
    script = f"""
from skillfs.store.collect import collect
if index == 0:
    print(sum(collect(store).blobs for _ in range(40)))
else:
    for step in range(200):
        name = b"%d-%d" % (index, step)
        blob = blobs.put(store, b"content " + name)
        commit_id = commits.begin(store, {space.id}, commits.STAGED)
        entry = Entry(Kind.FILE, 1, 0o644, 0, 0, 0, len(b"content " + name), blob)
        commits.put(store, commit_id, {space.id}, [Change(b"skills/" + name, 0, entry)])
        commits.publish(store, commit_id)
"""
    collected, *_ = in_processes(3, script)
    assert int(collected) > 0
    entries = commits.state(store, space.id).entries
    assert {
        name: blobs.get(store, entries[b"skills/" + name].blob, entries[b"skills/" + name].size) for name in names
    } == {name: b"content " + name for name in names}
