"""`.skillfs/history/` as a mount resolves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from skillfs.store import blobs, commits, spaces
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind
from skillfs.store.spaces import Space
from skillfs.tree.nodes import StoredBlob
from skillfs_daemon.control import history_listing, resolve
from skillfs_daemon.generated import ControlDirectory, ControlFile, ControlLink, Found, HistoryDirectory, read_body


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.db", durable=False) as opened:
        yield opened


@pytest.fixture
def space(store: Store) -> Space:
    """A space with two commits: one of `skills/note.md`, one that changes it and adds a symlink to it."""
    made = spaces.create(store, "work", {"skills/note.md": b"one\n"}, uid=0, gid=0, author="test")
    note = Entry(Kind.FILE, 90, 0o644, 0, 0, 5, 4, blobs.put(store, b"two\n"))
    link = Entry(Kind.SYMLINK, 91, 0o777, 0, 0, 6, target=b"note.md")
    commit_id = commits.begin(store, made.id, commits.STAGED, "someone", "why")
    commits.put(store, commit_id, made.id, [Change(b"skills/note.md", 1, note), Change(b"skills/link", 0, link)])
    commits.publish(store, commit_id)
    return spaces.by_id(store, made.id)


def found(store: Store, space: Space, path: str) -> Found:
    return resolve(store, space.id, path.encode(), Path("/mnt"))


def listed(store: Store, space: Space, path: str) -> set[str]:
    return {name.decode() for name in history_listing(store, space.id, path.encode())}


def content(store: Store, space: Space, path: str) -> bytes:
    item = found(store, space, path)
    assert isinstance(item, Entry)
    return read_body(store, StoredBlob(item.blob, item.size), 0, item.size)


def test_each_commit_is_a_directory_with_its_whole_state(store: Store, space: Space) -> None:
    top = found(store, space, "")
    assert isinstance(top, ControlDirectory)
    assert top.names[b"history"]
    assert listed(store, space, "history") == {"log", "latest", "1", "2"}
    assert (listed(store, space, "history/1"), listed(store, space, "history/2")) == ({"skills"}, {"skills"})
    assert listed(store, space, "history/1/skills") == {"note.md"}
    assert listed(store, space, "history/2/skills") == {"note.md", "link"}
    assert content(store, space, "history/1/skills/note.md") == b"one\n"
    assert content(store, space, "history/2/skills/note.md") == b"two\n"


def test_a_state_has_the_time_of_its_commit(store: Store, space: Space) -> None:
    time_ns = commits.time_of(store, space.id, 2)
    assert found(store, space, "history/2") == HistoryDirectory(time_ns)
    assert found(store, space, "history/latest") == ControlLink(b"2", time_ns)
    log = found(store, space, "history/log")
    assert isinstance(log, ControlFile)
    assert (log.mtime_ns, log.key) == (time_ns, 2)


@pytest.mark.parametrize("path", ["latest", "1", "2", "1/skills", "2/skills/note.md", "2/skills/link"])
def test_a_listing_and_a_look_say_the_same(store: Store, space: Space, path: str) -> None:
    parent, _, name = f"history/{path}".rpartition("/")
    looked_at = found(store, space, f"history/{path}")
    assert looked_at is not None
    assert history_listing(store, space.id, parent.encode())[name.encode()] == looked_at


@pytest.mark.parametrize(
    "path",
    ["0", "3", "01", "-1", "+1", " 1", "1 ", "x", "9" * 30, "\u0661", "log/x", "latest/skills", "1/skills/link",
     "1/note.md", "2/skills/note.md/x", "2/skills/..", "1/inbox", "1/.skillfs"],
)  # fmt: skip
def test_nothing_else_is_there(store: Store, space: Space, path: str) -> None:
    assert found(store, space, f"history/{path}") is None


def test_nothing_is_left_of_a_space_that_was_purged(store: Store, space: Space) -> None:
    spaces.remove(store, "work")
    spaces.purge(store, "work")
    assert found(store, space, "history/1/skills/note.md") is None
    assert listed(store, space, "history") == set()
