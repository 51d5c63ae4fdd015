"""Earlier states, a path and a directory at a time: the same as what the whole state says."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillfs.store import commits, snapshots, spaces
from skillfs.store.commits import STAGED
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind

FILE = Entry(Kind.FILE, 1, 0o644, 1, 2, 3, 5, b"b" * 32)
DIRECTORY = Entry(Kind.DIRECTORY, 2, 0o755, 1, 2, 3)
LINK = Entry(Kind.SYMLINK, 3, 0o777, 1, 2, 3, target=b"elsewhere")


def commit(store: Store, space: spaces.Space, changes: dict[bytes, Entry | None], *, publish: bool = True) -> int:
    commit_id = commits.begin(store, space.id, STAGED, "author", "message")
    commits.put(store, commit_id, space.id, [Change(path, 0, entry) for path, entry in changes.items()])
    return commits.publish(store, commit_id, force=True) if publish else 0


def children(store: Store, space: spaces.Space, number: int, directory: bytes) -> dict[bytes, Kind]:
    held = snapshots.children_at(store, space.id, number, directory)
    return {name: entry.kind for name, entry in held.items()}


def test_a_path_that_was_a_file_then_a_directory_then_gone_then_a_link(store: Store, space: spaces.Space) -> None:
    path, inside = b"skills/x", b"skills/x/note.md"
    steps: list[tuple[dict[bytes, Entry | None], Kind | None, dict[bytes, Kind]]] = [
        ({path: FILE}, Kind.FILE, {}),
        ({path: DIRECTORY, inside: FILE}, Kind.DIRECTORY, {b"note.md": Kind.FILE}),
        ({b"skills/x/more.md": FILE}, Kind.DIRECTORY, {b"note.md": Kind.FILE, b"more.md": Kind.FILE}),
        ({inside: None, b"skills/x/more.md": None, path: None}, None, {}),
        ({path: LINK}, Kind.SYMLINK, {}),
        ({path: FILE}, Kind.FILE, {}),
    ]
    numbers = [commit(store, space, changes) for changes, _, _ in steps]
    for number, (_, kind, held) in zip(numbers, steps, strict=True):
        entry = snapshots.entry_at(store, space.id, number, path)
        assert (entry.kind if entry else None, children(store, space, number, path)) == (kind, held), number
        assert (b"x" in children(store, space, number, b"skills")) == (kind is not None), number
    assert snapshots.entry_at(store, space.id, numbers[0] - 1, path) is None


def test_only_what_was_published_is_there(store: Store, space: spaces.Space) -> None:
    other = spaces.create(store, "other", {"skills/facts/theirs.md": b""}, uid=0, gid=0, author="test")
    commit(store, space, {b"skills/facts/draft.md": FILE}, publish=False)
    assert children(store, space, 1, b"skills/facts") == {b"SKILL.md": Kind.FILE, b"a.md": Kind.FILE}
    assert snapshots.entry_at(store, space.id, 1, b"skills/facts/draft.md") is None
    assert children(store, other, 1, b"skills/facts") == {b"theirs.md": Kind.FILE}
    assert list(snapshots.numbers(store, space.id)) == [1]
    commit(store, space, {b"skills/facts/a.md": None})
    assert snapshots.numbers(store, space.id) == {number: commits.time_of(store, space.id, number) for number in (1, 2)}


def test_an_entry_comes_back_whole(store: Store, space: spaces.Space) -> None:
    entry = Entry(Kind.FILE, 77, 0o4751, 11, 12, -13, 14, b"h" * 32, xattrs={b"user.a": b"\xff"})
    number = commit(store, space, {b"skills/x": entry})
    commit(store, space, {b"skills/x": FILE})
    assert snapshots.entry_at(store, space.id, number, b"skills/x") == entry
    assert snapshots.children_at(store, space.id, number, b"skills")[b"x"] == entry


# What sorts just before and just after what lies below a directory, and bytes that are no text.
NAMES = st.sampled_from([b"a", b"a-", b"a.md", b"a0", b"b", b"\xff", b"\xc3(", b" "])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map(lambda names: b"skills/" + b"/".join(names))
HISTORIES = st.lists(
    st.dictionaries(PATHS, st.none() | st.sampled_from([FILE, DIRECTORY, LINK]), max_size=4), max_size=8
)
serial = count()


def as_tree(changes: dict[bytes, Entry | None]) -> dict[bytes, Entry | None]:
    """The changes with what they need to be those of a tree: a directory above whatever is there."""
    made: dict[bytes, Entry | None] = {}
    for path in sorted(changes):
        above = path.rpartition(b"/")[0]
        while changes[path] is not None and above != b"skills":
            made[above] = DIRECTORY
            above = above.rpartition(b"/")[0]
        made.setdefault(path, changes[path])
    return made


@given(history=HISTORIES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_they_say_what_the_whole_state_says(store: Store, history: list[dict[bytes, Entry | None]]) -> None:
    space = spaces.create(store, f"space-{next(serial)}", {}, uid=0, gid=0, author="test")
    for changes in history:
        commit(store, space, as_tree(changes))
    asked = {b"", b"skills", *(path for changes in history for path in as_tree(changes))}
    for number in range(1, len(history) + 2):
        whole = commits.state(store, space.id, at=number).entries
        for path in asked:
            below = {other.rpartition(b"/")[2]: entry for other, entry in whole.items()
                     if other.rpartition(b"/")[0] == path}  # fmt: skip
            assert snapshots.children_at(store, space.id, number, path) == below, (number, path)
            if path:
                assert snapshots.entry_at(store, space.id, number, path) == whole.get(path), (number, path)


def steps_of_sqlite(store: Store, space: spaces.Space, directory: bytes) -> int:
    """How much work of SQLite's machine it is to list a directory."""
    steps = [0]

    def step() -> None:
        steps[0] += 1

    store.connection.set_progress_handler(step, 10)
    try:
        snapshots.children_at(store, space.id, 1, directory)
    finally:
        store.connection.set_progress_handler(None, 10)
    return steps[0]


@pytest.mark.parametrize("directory", [b"", b"skills"])
def test_what_lies_deeper_costs_nothing(store: Store, directory: bytes) -> None:
    few = {f"skills/{top}/{number}.md": b"" for top in "abc" for number in range(5)}
    many = {f"skills/{top}/{number}.md": b"" for top in "abc" for number in range(500)}
    small = spaces.create(store, "small", few, uid=0, gid=0, author="test")
    large = spaces.create(store, "large", many, uid=0, gid=0, author="test")
    least = steps_of_sqlite(store, small, directory)
    assert least > 0
    assert steps_of_sqlite(store, large, directory) <= 2 * least
