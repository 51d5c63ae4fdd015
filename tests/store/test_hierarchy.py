"""What publishing does so that every path in the log has its directories, whatever two writers did at once."""

from __future__ import annotations

import pytest

from skillfs.store import commits, spaces
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind
from skillfs.store.spaces import Space

BEGINNING: dict[str, str | None] = {
    "skills/d": "directory",
    "skills/d/e": "directory",
    "skills/d/e/f": "file",
    "skills/g": "directory",
}


@pytest.fixture
def space(store: Store) -> Space:
    made = spaces.create(store, "work", {}, uid=7, gid=8, author="test")
    publish(store, made, BEGINNING)
    return made


def publish(store: Store, space: Space, what: dict[str, str | None]) -> int:
    """Publish a commit that makes of each path what is said, None a removal, as a mount does; its number."""
    inodes = iter(store.reserve_inodes(len(what)))
    kinds = {path: None if kind is None else Kind(kind) for path, kind in what.items()}
    commit_id = commits.begin(store, space.id, commits.DRAFT, origin=1)
    changes = [
        Change(path.encode(), 0, None if kind is None else Entry(kind, next(inodes), 0o750, 7, 8, 9))
        for path, kind in kinds.items()
    ]
    commits.put(store, commit_id, space.id, changes)
    return commits.publish(store, commit_id, force=True)


def shown(store: Store, space: Space) -> dict[str, str]:
    """The paths below `skills/` with their kinds."""
    entries = commits.state(store, space.id).entries
    return {path.decode(): str(entry.kind) for path, entry in sorted(entries.items()) if path != b"skills"}


REMOVED: dict[str, str | None] = {"skills/d": None, "skills/d/e": None, "skills/d/e/f": None}


def test_what_is_put_below_a_removed_directory_brings_that_back_as_it_was(store: Store, space: Space) -> None:
    before = commits.state(store, space.id).entries
    publish(store, space, REMOVED)
    publish(store, space, {"skills/d/e/f": "file"})
    assert shown(store, space) == BEGINNING
    after = commits.state(store, space.id).entries
    assert (after[b"skills/d"], after[b"skills/d/e"]) == (before[b"skills/d"], before[b"skills/d/e"])


def test_a_directory_that_got_something_meanwhile_is_not_removed(store: Store, space: Space) -> None:
    publish(store, space, {"skills/d/e/new": "file", "skills/d/e": "directory"})
    publish(store, space, {**REMOVED, "skills/g": None})
    assert shown(store, space) == {"skills/d": "directory", "skills/d/e": "directory", "skills/d/e/new": "file"}


def test_what_lies_below_a_path_that_becomes_a_file_goes(store: Store, space: Space) -> None:
    publish(store, space, {"skills/d/e/new": "file", "skills/d/e": "directory"})
    publish(store, space, {**REMOVED, "skills/d": "symlink"})
    assert shown(store, space) == {"skills/d": "symlink", "skills/g": "directory"}


def test_a_file_that_stands_where_a_directory_is_needed_makes_way(store: Store, space: Space) -> None:
    publish(store, space, {**REMOVED, "skills/d": "file"})
    publish(store, space, {"skills/d/e/f": "file"})
    assert shown(store, space) == BEGINNING


def test_names_that_begin_alike_are_no_directories_of_each_other(store: Store, space: Space) -> None:
    publish(store, space, {"skills/d-2": "directory", "skills/d-2/x": "file", "skills/d.md": "file"})
    publish(store, space, REMOVED)
    assert shown(store, space) == {
        "skills/d-2": "directory",
        "skills/d-2/x": "file",
        "skills/d.md": "file",
        "skills/g": "directory",
    }


def test_the_draft_of_a_mount_that_died_is_completed_too(store: Store, space: Space) -> None:
    draft = commits.begin(store, space.id, commits.DRAFT, origin=99)
    entry = Entry(Kind.FILE, store.reserve_inodes(1)[0], 0o644, 7, 8, 9)
    commits.put(store, draft, space.id, [Change(b"skills/d/e/f", 2, entry)])
    publish(store, space, REMOVED)
    assert commits.recover(store, []) == [draft]
    assert shown(store, space) == BEGINNING


def test_a_commit_of_ten_thousand_removals_is_published_in_short_transactions(store: Store, space: Space) -> None:
    """What is there to complete is found before the write lock is taken."""
    files: dict[str, str | None] = {f"skills/g/{index}": "file" for index in range(10_000)}
    publish(store, space, files)
    removals: dict[str, str | None] = {**dict.fromkeys(files), "skills/g": None}
    held: list[str] = []
    store.connection.set_trace_callback(held.append)
    publish(store, space, removals)
    store.connection.set_trace_callback(None)
    begins = [index for index, statement in enumerate(held) if statement.startswith("BEGIN IMMEDIATE")]
    reads = [index for index, statement in enumerate(held) if "GROUP BY c.path" in statement]
    assert [index < begins[-1] for index in reads] == [True]
    assert "skills/g" not in shown(store, space)
