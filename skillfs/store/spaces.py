"""Learning spaces: making, naming, trashing and restoring them."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from skillfs.store import blobs, closes, commits
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import SKILLS, Change, Entry, Kind

_BEFORE_THE_FIRST_COMMIT_NS = 2_000_000_000
"""How long before its first commit is cut an `rm -r` may have begun with the inbox."""
_NAME = re.compile(r"[a-z0-9-]{1,64}")


@dataclass(frozen=True, slots=True)
class Space:
    """A learning space. `removed_ns` is set while it is in the trash."""

    id: int
    name: str
    ino: int
    inbox_ino: int
    head: int
    created_ns: int
    removed_ns: int | None
    inbox: bool


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a directory has that is in no commit: a space's own, and its `inbox/`. `mode` has permission bits only."""

    mode: int
    uid: int
    gid: int
    mtime_ns: int


_COLUMNS = "id, name, ino, inbox_ino, head, created_ns, removed_ns, inbox"


def is_valid_name(name: str) -> bool:
    """Whether a space may have this name: lower case letters, digits and hyphens, 1 to 64 of them."""
    return _NAME.fullmatch(name) is not None


def check_name(name: str) -> None:
    """Raise `StoreError` unless a space may have this name."""
    if not is_valid_name(name):
        raise StoreError(f"{name!r} cannot name a space: use 1 to 64 of a-z, 0-9 and '-'")


def listed(store: Store, *, removed: bool = False) -> list[Space]:
    """The spaces by name; with `removed` those in the trash, last removed first."""
    order = "removed_ns IS NOT NULL ORDER BY removed_ns DESC" if removed else "removed_ns IS NULL ORDER BY name"
    return [_space(row) for row in store.execute(f"SELECT {_COLUMNS} FROM spaces WHERE {order}")]


def by_name(store: Store, name: str) -> Space:
    """The space of this name. Raises `StoreError` where there is none."""
    row = store.execute(f"SELECT {_COLUMNS} FROM spaces WHERE name = ? AND removed_ns IS NULL", (name,)).fetchone()
    if row is None:
        raise StoreError(f"there is no space {name!r}; `skillfs space list` shows what there is")
    return _space(row)


def by_id(store: Store, space_id: int) -> Space:
    """The space with this id, also one in the trash. Raises `StoreError` after it was purged."""
    row = store.execute(f"SELECT {_COLUMNS} FROM spaces WHERE id = ?", (space_id,)).fetchone()
    if row is None:
        raise StoreError(f"space {space_id} was purged")
    return _space(row)


def exists(store: Store, space_id: int) -> bool:
    """Whether there is a space with this id, be it in the trash."""
    return store.one("SELECT 1 FROM spaces WHERE id = ?", (space_id,)) is not None


def create(
    store: Store,
    name: str,
    files: Mapping[str, bytes],
    *,
    mode: int = 0o755,
    uid: int,
    gid: int,
    author: str,
    message: str = "create the space",
) -> Space:
    """Make a space that holds `files` (paths below the space, such as ``skills/x/SKILL.md``) as its first commit.

    Raises `StoreError` when the name is taken or not allowed.
    """
    check_name(name)
    now = time.time_ns()
    hashes = {path: blobs.put(store, data) for path, data in files.items()}
    paths = _with_parents(files)
    inodes = iter(store.reserve_inodes(len(paths)))
    space_id = reserve_id(store)
    changes = []
    for path in paths:
        data = files.get(path)
        kind, permissions = (Kind.DIRECTORY, 0o755) if data is None else (Kind.FILE, 0o644)
        entry = Entry(kind, next(inodes), permissions, uid, gid, now, len(data or b""), hashes.get(path, b""))
        changes.append(Change(path.encode(), 0, entry))
    with store.transaction():
        commit_id = commits.begin(store, space_id, commits.STAGED, author, message)
        commits.put(store, commit_id, space_id, changes)
        return open_staged(
            store, space_id, name, commit_id, Attributes(mode, uid, gid, now), Attributes(0o755, uid, gid, now)
        )


def reserve_id(store: Store) -> int:
    """The id of a space that is not there yet, so that its first commit can be staged. It is never given out again."""
    with store.transaction():
        space_id = store.execute("INSERT INTO spaces (name, ino, inbox_ino, created_ns) VALUES ('', 0, 0, 0)").lastrowid
        store.execute("DELETE FROM spaces WHERE id = ?", (space_id,))
    assert space_id is not None
    return space_id


def open_staged(
    store: Store, space_id: int, name: str, commit_id: int, attributes: Attributes, inbox_attributes: Attributes
) -> Space:
    """Make the space of a reserved id appear, with a commit that was staged for it as its first one.

    Raises `StoreError` when the name is taken.
    """
    with store.transaction():
        check_free(store, name)
        ino, inbox_ino = store.reserve_inodes(2)
        store.execute(
            "INSERT INTO spaces (id, name, ino, inbox_ino, created_ns) VALUES (?, ?, ?, ?, ?)",
            (space_id, name, ino, inbox_ino, time.time_ns()),
        )
        store.executemany(
            "INSERT INTO attributes VALUES (?, ?, ?, ?, ?, ?)",
            [
                (number, item.mode, item.uid, item.gid, item.mtime_ns, item.mtime_ns)
                for number, item in ((ino, attributes), (inbox_ino, inbox_attributes))
            ],
        )
        # Nobody else can have committed to it, so there is nothing to conflict with.
        commits.publish(store, commit_id, force=True)
        # While it was staged this kept recovery away; in the log it would name a mount.
        store.execute("UPDATE commits SET origin = NULL WHERE id = ?", (commit_id,))
        store.execute("UPDATE counters SET value = value + 1 WHERE name = 'spaces'")
        return by_id(store, space_id)


def check_free(store: Store, name: str) -> None:
    """Raise `StoreError` when there is a space of this name."""
    if store.one("SELECT 1 FROM spaces WHERE name = ? AND removed_ns IS NULL", (name,)):
        raise StoreError(f"there is a space {name!r} already; choose another name")


def _with_parents(files: Mapping[str, bytes]) -> list[str]:
    """The paths of files and of the directories above them, parents first; `skills` is always among them."""
    paths = {SKILLS.decode()} | set(files)
    for path in files:
        parts = path.split("/")[:-1]
        paths.update("/".join(parts[: depth + 1]) for depth in range(len(parts)))
    return sorted(paths)


def rename(store: Store, name: str, new_name: str) -> None:
    """Give a space another name. Raises `StoreError` when that is taken, not allowed, or there is no such space."""
    check_name(new_name)
    with store.transaction():
        space = by_name(store, name)
        check_free(store, new_name)
        store.execute("UPDATE spaces SET name = ? WHERE id = ?", (new_name, space.id))
        store.execute("UPDATE counters SET value = value + 1 WHERE name = 'spaces'")


def remove(store: Store, name: str) -> None:
    """Put a space in the trash: nothing of it is erased. Raises `StoreError` where there is none of this name."""
    with store.transaction():
        space = by_name(store, name)
        store.execute("UPDATE spaces SET removed_ns = ? WHERE id = ?", (time.time_ns(), space.id))
        store.execute("UPDATE counters SET value = value + 1 WHERE name = 'spaces'")


def set_inbox(store: Store, space_id: int, present: bool) -> int:
    """Say whether a space has its `inbox/`; without one, learning pauses. The revision of the list of spaces."""
    with store.transaction():
        store.execute("UPDATE spaces SET inbox = ? WHERE id = ?", (int(present), space_id))
        store.execute("UPDATE counters SET value = value + 1 WHERE name = 'spaces'")
        return revision(store)


def revision(store: Store) -> int:
    """A number that grows with each change of the list of spaces."""
    return int(store.one("SELECT value FROM counters WHERE name = 'spaces'"))


def attributes(store: Store) -> dict[int, tuple[int, int, int, int, int]]:
    """Mode, uid, gid, atime and mtime, in nanoseconds, of the directories that are in no commit, by inode."""
    return {ino: tuple(rest) for ino, *rest in store.execute("SELECT * FROM attributes")}


def set_attributes(store: Store, ino: int, row: tuple[int, int, int, int, int]) -> int:
    """Keep the `attributes` of a directory; the revision of the list of spaces in which they are."""
    with store.transaction():
        store.execute("INSERT OR REPLACE INTO attributes VALUES (?, ?, ?, ?, ?, ?)", (ino, *row))
        store.execute("UPDATE counters SET value = value + 1 WHERE name = 'spaces'")
        return revision(store)


def restore(store: Store, name: str, *, author: str) -> Space:
    """Bring back the space of this name that was removed last, as it was before the removal.

    `rm -r` empties a space before it removes it: when it is empty, the commits by one author at the end of the log that
    only take away are undone by a new commit. Drops that were cancelled meanwhile wait again. Raises `StoreError` where
    the trash has no such space, or when the name is in use.
    """
    row = store.execute(
        f"SELECT {_COLUMNS} FROM spaces WHERE name = ? AND removed_ns IS NOT NULL ORDER BY removed_ns DESC", (name,)
    ).fetchone()
    if row is None:
        raise StoreError(f"the trash has no space {name!r}; `skillfs space list --removed` shows what it has")
    space = _space(row)
    if store.one("SELECT 1 FROM spaces WHERE name = ? AND removed_ns IS NULL", (name,)):
        raise StoreError(f"there is a space {name!r}: rename it first, then restore")
    now = commits.state(store, space.id)
    emptied = None if _holds_files(now) else _emptied_from(store, space)
    changes = []
    since_ns = space.removed_ns or 0
    if emptied is not None:
        number, since_ns = emptied
        before = commits.state(store, space.id, number - 1)
        gone = sorted(before.entries.keys() - now.entries.keys())
        changes = [Change(path, space.head, before.entries[path]) for path in gone]
    with store.transaction():
        if changes:
            commit_id = commits.begin(store, space.id, commits.STAGED, author, "restore the space")
            commits.put(store, commit_id, space.id, changes)
            commits.publish(store, commit_id, force=True)
        store.execute("UPDATE spaces SET removed_ns = NULL, inbox = 1 WHERE id = ?", (space.id,))
        store.execute("UPDATE counters SET value = value + 1 WHERE name IN ('spaces', 'revision')")
        store.execute(
            "UPDATE inbox SET state = 'open', owner = NULL,"
            " revision = (SELECT value FROM counters WHERE name = 'revision')"
            " WHERE ino IN (SELECT max(ino) FROM inbox WHERE space_id = ? AND state = 'cancelled' AND changed_ns >= ?"
            " GROUP BY path)",
            (space.id, since_ns - _BEFORE_THE_FIRST_COMMIT_NS),
        )
    return by_id(store, space.id)


def _holds_files(state: commits.State) -> bool:
    return any(entry.kind is not Kind.DIRECTORY for entry in state.entries.values())


def _emptied_from(store: Store, space: Space) -> tuple[int, int] | None:
    """Number and time of the first of the commits at the end of the log, by one author, that only take away."""
    rows = store.execute(
        "SELECT k.number, k.time_ns, k.author, sum(c.kind IS NOT NULL AND c.kind != 'directory')"
        " FROM commits k LEFT JOIN changes c ON c.commit_id = k.id WHERE k.space_id = ? AND k.number IS NOT NULL"
        " GROUP BY k.id ORDER BY k.number DESC",
        (space.id,),
    )
    first: tuple[int, int] | None = None
    author_of_last = None
    for number, time_ns, author, kept in rows:
        if kept or (author_of_last is not None and author != author_of_last):
            break
        first, author_of_last = (number, time_ns), author
    return first


def purge(store: Store, name: str) -> int:
    """Erase every space of this name from the trash, with all of its history; how many there were.

    Raises `StoreError` where the trash has none.
    """
    doomed = [space for space in listed(store, removed=True) if space.name == name]
    if not doomed:
        raise StoreError(f"the trash has no space {name!r}; `skillfs space list --removed` shows what it has")
    for space in doomed:
        with store.transaction():
            sessions = "SELECT id FROM sessions WHERE space_id = ?"
            store.execute(f"DELETE FROM lessons WHERE session_id IN ({sessions})", (space.id,))
            proposals = "SELECT id FROM proposals WHERE space_id = ?"
            store.execute(f"DELETE FROM proposed_files WHERE proposal_id IN ({proposals})", (space.id,))
            for table in (
                "sessions",
                "proposals",
                "jobs",
                "inbox",
                "changes",
                "commits",
                "served_lines",
                "served_through",
                "model_use",
                "closes",
            ):
                store.execute(f"DELETE FROM {table} WHERE space_id = ?", (space.id,))
            store.execute("DELETE FROM attributes WHERE ino IN (?, ?)", (space.ino, space.inbox_ino))
            store.execute("DELETE FROM spaces WHERE id = ?", (space.id,))
        closes.erase(store.path, space.id)
    return len(doomed)


def _space(row: tuple[int, str, int, int, int, int, int | None, int]) -> Space:
    return Space(*row[:7], inbox=bool(row[7]))
