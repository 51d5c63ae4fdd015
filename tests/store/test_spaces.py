"""Spaces: made, named, put in the trash, brought back, erased."""

from __future__ import annotations

import time

import pytest

from skillfs.store import blobs, commits, inbox, sessions, spaces
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Change, Entry, Kind
from skillfs.store.inbox import Drop


def generation(store: Store) -> int:
    return int(store.one("SELECT value FROM counters WHERE name = 'spaces'"))


def test_create_makes_one_commit_with_all_directories(store: Store) -> None:
    made = spaces.create(
        store, "w-1", {"SPACE.md": b"# w\n", "skills/a/b/c.md": b"c"}, uid=5, gid=6, author="me", mode=0o700
    )
    assert spaces.by_name(store, "w-1") == spaces.by_id(store, made.id) == made
    assert (made.head, made.removed_ns, made.inbox, generation(store)) == (1, None, True, 1)
    (commit,) = commits.log(store, made.id)
    assert (commit.author, commit.message) == ("me", "create the space")
    found = {
        path: (entry.kind, entry.mode, entry.uid, entry.gid, blobs.get(store, entry.blob, entry.size))
        for path, entry in commits.state(store, made.id).entries.items()
    }
    assert found == {
        b"SPACE.md": (Kind.FILE, 0o644, 5, 6, b"# w\n"),
        b"skills": (Kind.DIRECTORY, 0o755, 5, 6, b""),
        b"skills/a": (Kind.DIRECTORY, 0o755, 5, 6, b""),
        b"skills/a/b": (Kind.DIRECTORY, 0o755, 5, 6, b""),
        b"skills/a/b/c.md": (Kind.FILE, 0o644, 5, 6, b"c"),
    }
    attributes = store.execute("SELECT ino, mode, uid, gid FROM attributes ORDER BY ino").fetchall()
    assert attributes == [(made.ino, 0o700, 5, 6), (made.inbox_ino, 0o755, 5, 6)]
    inodes = [made.ino, made.inbox_ino, *(entry.ino for entry in commits.state(store, made.id).entries.values())]
    assert len(set(inodes)) == 7


@pytest.mark.parametrize("name", ["", "A", "a b", "a/b", "..", ".skillfs", "x" * 65, "ü", "a\n"])
def test_names_no_space_can_have(store: Store, space: spaces.Space, name: str) -> None:
    for attempt in (
        lambda: spaces.create(store, name, {}, uid=0, gid=0, author="t"),
        lambda: spaces.rename(store, "work", name),
    ):
        with pytest.raises(StoreError, match="cannot name a space: use 1 to 64 of a-z, 0-9 and '-'"):
            attempt()
    assert [item.name for item in spaces.listed(store)] == ["work"]


def test_a_name_is_taken_once(store: Store, space: spaces.Space) -> None:
    spaces.create(store, "other", {}, uid=0, gid=0, author="t")
    for attempt in (
        lambda: spaces.create(store, "work", {}, uid=0, gid=0, author="t"),
        lambda: spaces.rename(store, "other", "work"),
    ):
        with pytest.raises(StoreError, match="there is a space 'work' already"):
            attempt()
    assert store.one("SELECT count(*) FROM commits WHERE number IS NULL") == 0


def test_rename_keeps_the_space(store: Store, space: spaces.Space) -> None:
    before = generation(store)
    spaces.rename(store, "work", "play")
    assert spaces.by_name(store, "play").id == space.id
    assert generation(store) == before + 1
    with pytest.raises(StoreError, match="there is no space 'work'; `skillfs space list` shows what there is"):
        spaces.by_name(store, "work")


def remove_as_rm_does(store: Store, space: spaces.Space, author: str) -> None:
    """What `rm -r` of a mount leaves: commits that only take away, depth first, then the space's removal."""
    paths = sorted(commits.state(store, space.id).entries, reverse=True)
    middle = len(paths) // 2
    for part in (paths[:middle], paths[middle:]):
        commit_id = commits.begin(store, space.id, commits.DRAFT, author)
        commits.put(store, commit_id, space.id, [Change(path, 1, None) for path in part])
        commits.publish(store, commit_id, force=True)
    for drop in inbox.listed(store, space.id):
        inbox.cancel(store, drop.ino)
    spaces.set_inbox(store, space.id, False)
    spaces.remove(store, "work")


def drop_at(store: Store, space: spaces.Space, path: bytes, kind: Kind = Kind.FILE) -> int:
    (ino,) = store.reserve_inodes(1)
    blob = blobs.put(store, b"{}") if kind is Kind.FILE else b""
    inbox.put(store, Drop(ino, space.id, path, kind, 0o644, 1, 1, 1, 2, blob))
    return ino


def test_restore_undoes_an_rm_r(store: Store, space: spaces.Space) -> None:
    before = commits.state(store, space.id).entries
    drop_at(store, space, b"a", Kind.DIRECTORY)
    drop_at(store, space, b"a/monday.json")
    learnt = drop_at(store, space, b"sunday.json")
    inbox.move_away(store, learnt, 3)
    remove_as_rm_does(store, space, "uid 1000 rm[77]")
    assert commits.state(store, space.id).entries == {}
    assert spaces.listed(store) == []
    (gone,) = spaces.listed(store, removed=True)
    assert gone.name == "work"

    restored = spaces.restore(store, "work", author="skillfs space restore")
    assert commits.state(store, space.id).entries == before
    assert (restored.id, restored.head, restored.removed_ns, restored.inbox) == (space.id, 4, None, True)
    assert [(drop.path, drop.state) for drop in inbox.listed(store, space.id)] == [
        (b"a", "open"), (b"a/monday.json", "open"),
    ]  # fmt: skip
    assert [commit.author for commit in commits.log(store, space.id)] == [
        "test", "uid 1000 rm[77]", "uid 1000 rm[77]", "skillfs space restore",
    ]  # fmt: skip


def test_restore_brings_a_path_back_once(store: Store, space: spaces.Space) -> None:
    """Dropped, removed, dropped again, then `rm -r`: two cancelled rows have one path."""
    inbox.cancel(store, drop_at(store, space, b"monday.json"))
    second = drop_at(store, space, b"monday.json")
    remove_as_rm_does(store, space, "rm")
    spaces.restore(store, "work", author="t")
    assert [(drop.ino, drop.state) for drop in inbox.listed(store, space.id)] == [(second, "open")]


def test_restore_leaves_what_was_removed_earlier(store: Store, space: spaces.Space) -> None:
    commit_id = commits.begin(store, space.id, commits.DRAFT, "someone else")
    commits.put(store, commit_id, space.id, [Change(b"skills/facts/a.md", 1, None)])
    commits.publish(store, commit_id)
    before = commits.state(store, space.id).entries
    remove_as_rm_does(store, space, "rm")
    spaces.restore(store, "work", author="t")
    assert commits.state(store, space.id).entries == before


def test_restore_of_a_space_that_was_deleted_whole_undoes_no_edit(store: Store, space: spaces.Space) -> None:
    """`skillfs space delete` does not empty it: a file that its user had removed before stays removed."""
    commit_id = commits.begin(store, space.id, commits.DRAFT, "someone")
    commits.put(store, commit_id, space.id, [Change(b"skills/facts/a.md", 1, None)])
    commits.publish(store, commit_id)
    before = commits.state(store, space.id)
    spaces.remove(store, "work")
    assert spaces.restore(store, "work", author="t").head == 2
    assert commits.state(store, space.id) == before


def test_restore_takes_the_one_removed_last(store: Store, space: spaces.Space) -> None:
    spaces.remove(store, "work")
    second = spaces.create(store, "work", {}, uid=0, gid=0, author="t")
    with pytest.raises(StoreError, match="there is a space 'work': rename it first, then restore"):
        spaces.restore(store, "work", author="t")
    time.sleep(0.001)
    spaces.remove(store, "work")
    assert spaces.restore(store, "work", author="t").id == second.id
    with pytest.raises(StoreError, match="the trash has no space 'nothing'"):
        spaces.restore(store, "nothing", author="t")


def test_purge_erases_every_row(store: Store, space: spaces.Space) -> None:
    keep = spaces.create(store, "keep", {"SPACE.md": b"x"}, uid=0, gid=0, author="t")
    ino = drop_at(store, space, b"monday.json")
    inbox.accept(store, ino, live=False, turns=3, due_ns=0)
    record = sessions.SessionRecord(space.id, "monday", sessions.LEARNT, ino, "openai", 3, b"d", b"s", b"o", False, 1)
    session_id = sessions.put(store, record)
    sessions.add_lessons(store, session_id, [sessions.Lesson("fact", "text", "skills/x", 1, "source", 1)])
    commits.unversioned(store, space.id)
    with pytest.raises(StoreError, match="the trash has no space 'work'"):
        spaces.purge(store, "work")
    spaces.remove(store, "work")
    assert spaces.purge(store, "work") == 1
    tables = ("spaces", "commits", "changes", "inbox", "jobs", "sessions", "lessons", "attributes")
    assert {table: store.one(f"SELECT count(*) FROM {table}") for table in tables} == {
        "spaces": 1, "commits": 1, "changes": 2, "inbox": 0, "jobs": 0, "sessions": 0, "lessons": 0, "attributes": 2,
    }  # fmt: skip
    with pytest.raises(StoreError, match=f"space {space.id} was purged"):
        spaces.by_id(store, space.id)
    assert spaces.create(store, "work", {}, uid=0, gid=0, author="t").id > keep.id


def test_a_reserved_space_appears_with_its_first_commit(store: Store) -> None:
    space_id = spaces.reserve_id(store)
    assert (spaces.listed(store), spaces.listed(store, removed=True)) == ([], [])
    commit_id = commits.begin(store, space_id, commits.STAGED, "importer", "import")
    entry = Entry(Kind.DIRECTORY, 99, 0o755, 1, 1, 1)
    commits.put(store, commit_id, space_id, [Change(b"skills", 0, entry)])
    attributes = spaces.Attributes(0o750, 1, 2, 3)
    made = spaces.open_staged(store, space_id, "work", commit_id, attributes, attributes)
    assert (made.id, made.head, commits.state(store, space_id).entries) == (space_id, 1, {b"skills": entry})
    assert spaces.create(store, "next", {}, uid=0, gid=0, author="t").id == space_id + 1
