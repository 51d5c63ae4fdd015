"""The commit log: every change to every space's skills, in order, and the state that it adds up to.

The log is the only truth. A space's state at commit N is, for each path, the last published change up to N; nothing
else is stored, so a reader of an older state reads the same rows. A commit is put together unpublished, in as many
short transactions as it takes, and published in one that is always tiny: it takes the next number.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from skillfs.store import daemons, hierarchy
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Change, Entry, Kind, dump_xattrs, load_xattrs

DRAFT, STAGED, UNVERSIONED = "draft", "staged", "unversioned"

ENTRY_COLUMNS = "kind, ino, mode, uid, gid, mtime_ns, size, blob, target, xattrs"
"""The columns of a change that say what a path is then, in the order of `entry_from_row`."""
_ROWS_A_TRANSACTION = 200


class Conflict(StoreError):
    """Paths of an unpublished commit were changed by another one since. `paths` names them."""

    def __init__(self, paths: list[bytes]) -> None:
        super().__init__(f"{len(paths)} path(s) changed meanwhile, {paths[0].decode(errors='replace')} among them")
        self.paths = paths


class Held(StoreError):
    """A mount holds a writable handle on paths of an unpublished commit. `paths` names them."""

    def __init__(self, paths: list[bytes]) -> None:
        super().__init__(f"{paths[0].decode(errors='replace')} is open for writing")
        self.paths = paths


@dataclass(frozen=True, slots=True)
class Commit:
    """A published commit. `origin` is the daemon id of the mount that made it, None for anyone else."""

    id: int
    space_id: int
    number: int
    time_ns: int
    author: str
    message: str
    origin: int | None
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class State:
    """The entries of a space at commit `number`, by path; `versions` has the number that last changed each."""

    space_id: int
    number: int = 0
    entries: dict[bytes, Entry] = field(default_factory=dict)
    versions: dict[bytes, int] = field(default_factory=dict)

    def apply(self, commit: Commit) -> None:
        """Take the step to `commit`, which must be the next one."""
        for change in commit.changes:
            if change.entry is None:
                self.entries.pop(change.path, None)
                self.versions.pop(change.path, None)
            else:
                self.entries[change.path] = change.entry
                self.versions[change.path] = commit.number
        self.number = commit.number

    def advance(self, store: Store) -> bool:
        """Apply what was published since; true when there was something."""
        before = self.number
        for commit in log(store, self.space_id, self.number):
            self.apply(commit)
        return self.number != before


def begin(
    store: Store, space_id: int, kind: str, author: str = "", message: str = "", origin: int | None = None
) -> int:
    """Begin an unpublished commit and return its id."""
    with store.transaction():
        cursor = store.execute(
            "INSERT INTO commits (space_id, kind, author, message, origin) VALUES (?, ?, ?, ?, ?)",
            (space_id, kind, author, message, origin),
        )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def put(store: Store, commit_id: int, space_id: int, changes: Iterable[Change]) -> None:
    """Add changes to an unpublished commit; a path's later change replaces its earlier one."""
    rows = [_row(commit_id, space_id, change) for change in changes]
    for start in range(0, len(rows), _ROWS_A_TRANSACTION):
        with store.transaction():
            store.executemany(
                f"INSERT OR REPLACE INTO changes (commit_id, space_id, path, base, old_blob, {ENTRY_COLUMNS})"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows[start : start + _ROWS_A_TRANSACTION],
            )


def take_out(store: Store, commit_id: int, paths: Iterable[bytes]) -> None:
    """Remove paths from an unpublished commit, as if it had never touched them."""
    if rows := [(commit_id, path) for path in paths]:
        with store.transaction():
            store.executemany("DELETE FROM changes WHERE commit_id = ? AND path = ?", rows)


def drop(store: Store, commit_id: int) -> None:
    """Forget an unpublished commit."""
    with store.transaction():
        if store.execute("DELETE FROM commits WHERE id = ? AND number IS NULL", (commit_id,)).rowcount:
            store.execute("DELETE FROM changes WHERE commit_id = ?", (commit_id,))


def drop_staged(store: Store, owner: int) -> None:
    """Forget all that the process of this daemon id was staging."""
    query = "SELECT id FROM commits WHERE number IS NULL AND kind = ? AND origin = ?"
    for (commit_id,) in store.execute(query, (STAGED, owner)).fetchall():
        drop(store, commit_id)


def drop_abandoned(store: Store) -> list[int]:
    """Forget what processes that died were staging, which nobody will publish; their daemon ids."""
    query = "SELECT DISTINCT origin FROM commits WHERE number IS NULL AND kind = ? AND origin IS NOT NULL"
    owners = [owner for (owner,) in store.execute(query, (STAGED,))]
    # Asked after that: who stages has entered itself before.
    living = {daemon.id for daemon in daemons.alive(store)}
    dead = [owner for owner in owners if owner not in living]
    for owner in dead:
        drop_staged(store, owner)
    return dead


def publish(
    store: Store,
    commit_id: int,
    *,
    author: str | None = None,
    message: str | None = None,
    force: bool = False,
    respect_leases: bool = False,
) -> int:
    """Publish an unpublished commit and return its number.

    Raises `Conflict` when a path was changed since its `base`, unless `force`: a mount's last writer wins, as on any
    file system, and the other version stays in the log. With `respect_leases` raises `Held` while a mount has one of
    the paths open for writing. Directories never conflict: what a commit says of them is their times and modes.

    The log stays a tree (`hierarchy.complete`): a directory that is needed is kept, or comes back.

    Called inside a transaction, publishing is part of it.
    """
    space_id = store.one("SELECT space_id FROM commits WHERE id = ? AND number IS NULL", (commit_id,))
    if space_id is None:
        raise StoreError(f"commit {commit_id} is published or was dropped; try again from the present state")
    checked = 0
    while True:
        head = _head(store, space_id)
        if not force:
            _check_bases(store, commit_id, checked)
        hierarchy.complete(store, commit_id, space_id)
        with store.transaction():
            if _head(store, space_id) != head:
                # Someone published in between: look at those commits too, outside of the transaction.
                checked = head
                continue
            if respect_leases:
                _check_leases(store, commit_id, space_id)
            number = int(store.one("UPDATE spaces SET head = head + 1 WHERE id = ? RETURNING head", (space_id,)))
            store.execute(
                "UPDATE commits SET number = ?, time_ns = ?, author = coalesce(?, author),"
                " message = coalesce(?, message) WHERE id = ?",
                (number, time.time_ns(), author, message, commit_id),
            )
            return number


def _head(store: Store, space_id: int) -> int:
    head = store.one("SELECT head FROM spaces WHERE id = ?", (space_id,))
    if head is None:
        raise StoreError(f"space {space_id} was purged")
    return int(head)


def _check_bases(store: Store, commit_id: int, after: int) -> None:
    # What was removed is nothing again, which is what a base of 0 says: a path may be made anew.
    rows = store.execute(
        "SELECT c.path FROM changes c WHERE c.commit_id = ? AND coalesce(c.kind, '') != 'directory' AND EXISTS ("
        " SELECT 1 FROM (SELECT max(k.number) AS number, d.kind AS kind FROM changes d"
        " JOIN commits k ON k.id = d.commit_id WHERE d.space_id = c.space_id AND d.path = c.path"
        " AND coalesce(d.kind, '') != 'directory' AND k.number IS NOT NULL)"
        " WHERE number > max(c.base, ?) AND (kind IS NOT NULL OR c.base > 0)) ORDER BY c.path",
        (commit_id, after),
    ).fetchall()
    if rows:
        raise Conflict([row[0] for row in rows])


def _check_leases(store: Store, commit_id: int, space_id: int) -> None:
    prefix = f"write:{space_id}:"
    held = {
        bytes.fromhex(row[0][len(prefix) :])
        for row in store.execute(
            "SELECT name FROM leases WHERE name >= ? AND name < ? AND until_ns > ?",
            (prefix, f"write:{space_id};", time.time_ns()),
        )
    }
    if held:
        touched = {row[0] for row in store.execute("SELECT path FROM changes WHERE commit_id = ?", (commit_id,))}
        if both := sorted(held & touched):
            raise Held(both)


def log(store: Store, space_id: int, after: int = 0, upto: int | None = None) -> Iterator[Commit]:
    """The published commits with numbers above `after`, oldest first, each with its changes in path order."""
    rows = store.execute(
        "SELECT k.id, k.number, k.time_ns, k.author, k.message, k.origin, c.path, c.base, c.old_blob,"
        f" {_prefixed('c')} FROM commits k LEFT JOIN changes c ON c.commit_id = k.id"
        " WHERE k.space_id = ? AND k.number > ? AND k.number <= ? ORDER BY k.number, c.path",
        (space_id, after, 2**62 if upto is None else upto),
    )
    for head, group in groupby(rows, key=lambda row: row[:6]):
        changes = tuple(_change(row[6:]) for row in group if row[6] is not None)
        id_, number, time_ns, author, message, origin = head
        yield Commit(id_, space_id, number, time_ns, author, message, origin, changes)


def state(store: Store, space_id: int, at: int | None = None) -> State:
    """The state of a space at commit `at`, by default the last one."""
    number = _head(store, space_id) if at is None else at
    result = State(space_id, number)
    # SQLite takes the other columns of a max() query from the row that has the maximum (lang_select, "bare columns").
    rows = store.execute(
        f"SELECT max(k.number), c.path, {_prefixed('c')} FROM changes c JOIN commits k ON k.id = c.commit_id"
        " WHERE c.space_id = ? AND k.number <= ? GROUP BY c.path",
        (space_id, number),
    )
    for version, path, *columns in rows:
        if (entry := entry_from_row(columns)) is not None:
            result.entries[path] = entry
            result.versions[path] = version
    return result


def time_of(store: Store, space_id: int, number: int) -> int:
    """When a commit was published, in nanoseconds since the epoch; 0 for number 0, the state before any."""
    found = store.one("SELECT time_ns FROM commits WHERE space_id = ? AND number = ?", (space_id, number))
    return int(found or 0)


def unpublished(store: Store, commit_id: int) -> list[Change]:
    """The changes of a commit that is still being put together, in path order."""
    rows = store.execute(
        f"SELECT path, base, old_blob, {ENTRY_COLUMNS} FROM changes WHERE commit_id = ? ORDER BY path", (commit_id,)
    )
    return [_change(row) for row in rows]


def unversioned(store: Store, space_id: int) -> int:
    """The id of the space's list of files that are kept but never published."""
    with store.transaction():
        found = store.one(
            "SELECT id FROM commits WHERE space_id = ? AND kind = ? AND number IS NULL", (space_id, UNVERSIONED)
        )
        return int(found) if found is not None else begin(store, space_id, UNVERSIONED)


def keep_unversioned(store: Store, commit_id: int) -> None:
    """Make a staged commit the list of its space's unversioned files. The space must be new: it has no such list."""
    with store.transaction():
        store.execute("UPDATE commits SET kind = ?, origin = NULL WHERE id = ?", (UNVERSIONED, commit_id))


def recover(store: Store, is_alive: Iterable[int]) -> list[int]:
    """Publish the drafts of mounts that died and drop what dead processes were staging; the ids that were published.

    `is_alive` are the daemon ids that live. Before anything is served, so that nobody misses what a close confirmed.
    """
    published = []
    rows = store.execute("SELECT id, kind, origin FROM commits WHERE number IS NULL ORDER BY id").fetchall()
    # Asked again now, since a process may have entered itself and begun a commit after `is_alive` was asked for.
    living = {*is_alive, *(daemon.id for daemon in daemons.alive(store))}
    for commit_id, kind, origin in rows:
        if kind == UNVERSIONED or origin in living:
            continue
        has_changes = store.one("SELECT 1 FROM changes WHERE commit_id = ? LIMIT 1", (commit_id,))
        if kind == DRAFT and has_changes:
            publish(store, commit_id, force=True, message="recovered after a crash")
            published.append(commit_id)
        else:
            drop(store, commit_id)
    return published


def _prefixed(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in ENTRY_COLUMNS.split(", "))


def _row(commit_id: int, space_id: int, change: Change) -> tuple[Any, ...]:
    entry = change.entry
    head = (commit_id, space_id, change.path, change.base, change.old_blob)
    if entry is None:
        return (*head, *(None,) * 10)
    return (
        *head, entry.kind.value, entry.ino, entry.mode, entry.uid, entry.gid, entry.mtime_ns, entry.size, entry.blob,
        entry.target, dump_xattrs(entry.xattrs),
    )  # fmt: skip


def _change(row: Any) -> Change:
    path, base, old_blob, *columns = row
    return Change(path, base, entry_from_row(columns), old_blob or b"")


def entry_from_row(columns: Any) -> Entry | None:
    """The entry that a change's `ENTRY_COLUMNS` say, None for a removal."""
    kind, ino, mode, uid, gid, mtime_ns, size, blob, target, xattrs = columns
    if kind is None:
        return None
    return Entry(Kind(kind), ino, mode, uid, gid, mtime_ns, size, blob or b"", target or b"", load_xattrs(xattrs))
