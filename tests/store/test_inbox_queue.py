"""The spool and the queue: which state a drop is in, what waits, what a mount sees."""

from __future__ import annotations

import sqlite3

import pytest

from skillfs.store import inbox, jobs, spaces
from skillfs.store.database import Store
from skillfs.store.entries import Kind
from skillfs.store.inbox import Drop


def drop(store: Store, space: spaces.Space, path: bytes, kind: Kind = Kind.FILE) -> int:
    (ino,) = store.reserve_inodes(1)
    inbox.put(store, Drop(ino, space.id, path, kind, 0o600, 1, 2, 3))
    return ino


def get(store: Store, ino: int) -> Drop:
    found = inbox.get(store, ino)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "temporary", "session", "name"),
    [
        (b"monday.json", False, True, "monday"),
        (b"a/b/c.jsonl", False, True, "a-b-c"),
        (b"v1.2.json", False, True, "v1"),
        (b".monday.json.Xy12Za", True, False, ""),
        (b".hidden/monday.json", True, True, ".hidden-monday"),
        (b"monday.json.tmp", True, False, "monday"),
        (b"monday.json~", True, False, "monday"),
        (b"notes.txt", False, False, "notes"),
        (b"\xff.json", False, True, "�"),
    ],
)
def test_what_a_name_says(path: bytes, temporary: bool, session: bool, name: str) -> None:
    assert (inbox.is_temporary(path), inbox.is_session(path), inbox.session_name(path)) == (temporary, session, name)


def test_the_life_of_a_drop(store: Store, space: spaces.Space) -> None:
    ino = drop(store, space, b"monday.json")
    assert (get(store, ino).state, get(store, ino).unlearnt) == ("open", True)
    inbox.spool(store, ino, 10, b"b" * 32, 77, owner=1)
    inbox.accept(store, ino, live=False, turns=4, due_ns=5, warning="the last line is not whole")
    found = get(store, ino)
    assert (found.state, found.size, found.blob, found.mtime_ns, found.turns, found.error) == (
        "waiting", 10, b"b" * 32, 77, 4, "the last line is not whole",
    )  # fmt: skip
    assert found.unlearnt
    (job,) = jobs.due(store, space.id, 5, 10)
    assert (job.ino, job.space_id, job.due_ns, job.attempts, job.error) == (ino, space.id, 5, 0, None)
    inbox.move_away(store, ino, 4)
    assert (get(store, ino).state, get(store, ino).learnt, get(store, ino).error) == ("moved", 4, None)
    assert (inbox.listed(store, space.id), jobs.queued(store, space.id)) == ([], [])


def test_a_rejected_drop_stays_and_tries_again_when_renamed(store: Store, space: spaces.Space) -> None:
    ino = drop(store, space, b"bad.json")
    inbox.accept(store, ino, live=False, turns=1, due_ns=5)
    inbox.reject(store, ino, "line 3: no JSON")
    assert (get(store, ino).state, get(store, ino).error, jobs.queued(store, space.id)) == (
        "rejected", "line 3: no JSON", [],
    )  # fmt: skip
    assert inbox.unlearnt(store, space.id) == []
    inbox.dismiss_error(store, ino)
    assert (get(store, ino).state, get(store, ino).error) == ("rejected", None)
    inbox.rename(store, ino, b"good.json", owner=1)
    assert (get(store, ino).state, get(store, ino).path) == ("open", b"good.json")
    inbox.set_aside(store, ino)
    inbox.spool(store, ino, 1, b"b", 1, owner=1)
    assert (get(store, ino).state, get(store, ino).unlearnt) == ("aside", False)


def test_what_grows_waits_for_what_is_new(store: Store, space: spaces.Space) -> None:
    ino = drop(store, space, b"live.jsonl")
    inbox.accept(store, ino, live=True, turns=16, due_ns=0)
    inbox.learnt_so_far(store, ino, 16)
    assert not get(store, ino).unlearnt
    inbox.accept(store, ino, live=True, turns=20, due_ns=0)
    assert (get(store, ino).unlearnt, get(store, ino).learnt) == (True, 16)


def test_a_directory_is_never_learnt_from(store: Store, space: spaces.Space) -> None:
    assert not get(store, drop(store, space, b"sub", Kind.DIRECTORY)).unlearnt


def test_a_path_is_visible_once(store: Store, space: spaces.Space) -> None:
    first = drop(store, space, b"monday.json")
    with pytest.raises(sqlite3.IntegrityError):
        inbox.rename(store, drop(store, space, b"other.json"), b"monday.json", owner=1)
    inbox.cancel(store, first)
    second = drop(store, space, b"monday.json")
    assert [item.ino for item in inbox.listed(store, space.id) if item.path == b"monday.json"] == [second]


def test_mounts_follow_by_revision(store: Store, space: spaces.Space) -> None:
    one, two = drop(store, space, b"1.json"), drop(store, space, b"2.json")
    seen = inbox.last_revision(store)
    inbox.cancel(store, one)
    inbox.set_attributes(store, two, 0o640, 8, 9, 10)
    changed = list(inbox.changed_since(store, seen))
    assert [(item.ino, item.state, item.mode, item.uid, item.gid, item.mtime_ns) for item in changed] == [
        (one, "cancelled", 0o600, 1, 2, 3), (two, "open", 0o640, 8, 9, 10),
    ]  # fmt: skip
    assert list(inbox.changed_since(store, inbox.last_revision(store))) == []
    assert [item.revision for item in changed] == [seen + 1, seen + 2]


def test_jobs_are_due_oldest_first_and_back_off(store: Store, space: spaces.Space) -> None:
    inodes = [drop(store, space, b"%d.json" % index) for index in range(3)]
    for ino, due_ns in zip(inodes, (30, 10, 20), strict=True):
        inbox.accept(store, ino, live=False, turns=1, due_ns=due_ns)
    assert [job.ino for job in jobs.due(store, space.id, 20, 10)] == inodes[1:]
    assert [job.ino for job in jobs.due(store, space.id, 99, 2)] == inodes[:2]
    assert jobs.next_due_ns(store) == 10
    jobs.postpone(store, inodes[1], 50, "the endpoint is down")
    jobs.postpone(store, inodes[1], 60, "still down")
    (postponed,) = [job for job in jobs.queued(store, space.id) if job.ino == inodes[1]]
    assert (postponed.due_ns, postponed.attempts, postponed.error) == (60, 2, "still down")
    jobs.enqueue(store, inodes[1], 70)
    (again,) = [job for job in jobs.queued(store, space.id) if job.ino == inodes[1]]
    assert (again.due_ns, again.attempts, again.error, again.since_ns) == (70, 0, None, postponed.since_ns)


def test_a_space_that_pauses_has_nothing_due(store: Store, space: spaces.Space) -> None:
    inbox.accept(store, drop(store, space, b"1.json"), live=False, turns=1, due_ns=10)
    other = spaces.create(store, "other", {}, uid=0, gid=0, author="t")
    inbox.accept(store, drop(store, other, b"1.json"), live=False, turns=1, due_ns=5)
    assert jobs.spaces_due(store, 10) == [space.id, other.id]
    assert jobs.spaces_due(store, 9) == [other.id]
    spaces.set_inbox(store, other.id, False)
    assert (jobs.spaces_due(store, 10), jobs.next_due_ns(store)) == ([space.id], 10)
    spaces.remove(store, "work")
    assert (jobs.spaces_due(store, 10), jobs.next_due_ns(store)) == ([], None)
    assert len(jobs.queued(store, space.id)) == 1
