"""What lies in the inboxes: the spool of what is being dropped, and the queue of what waits to be learnt from.

A drop is known by its inode number. Every change takes the next revision, so that a mount follows the inboxes by
asking for what is newer than it has seen.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from skillfs.store import daemons, jobs
from skillfs.store.database import Store
from skillfs.store.entries import Kind, is_versioned

OPEN, ASIDE, WAITING, REJECTED, MOVED, CANCELLED = "open", "aside", "waiting", "rejected", "moved", "cancelled"
GONE = (MOVED, CANCELLED)
ERROR_SUFFIX = b".error"

_TEMPORARY_SUFFIXES = (b".tmp", b".part", b"~", b".swp")
_COLUMNS = (
    "ino, space_id, path, kind, mode, uid, gid, mtime_ns, size, blob, state, error, live, turns, learnt, changed_ns,"
    " revision, owner"
)


@dataclass(frozen=True, slots=True)
class Drop:
    """A file or directory of an inbox. `path` is below `inbox/`; see schema.py for the other fields."""

    ino: int
    space_id: int
    path: bytes
    kind: Kind
    mode: int
    uid: int
    gid: int
    mtime_ns: int
    size: int = 0
    blob: bytes = b""
    state: str = OPEN
    error: str | None = None
    live: bool = False
    turns: int = 0
    learnt: int = 0
    changed_ns: int = 0
    revision: int = 0
    owner: int | None = None

    @property
    def unlearnt(self) -> bool:
        """Whether something of it is still to be judged or learnt from."""
        return self.kind == Kind.FILE and (
            self.state == OPEN or (self.state == WAITING and (not self.live or self.learnt < self.turns))
        )


def is_temporary(path: bytes) -> bool:
    """Whether a file of this name is left alone until it is renamed (rsync, editors, `mv` into place)."""
    names = path.split(b"/")
    hidden = any(name.startswith(b".") for name in names)
    return hidden or path.endswith(_TEMPORARY_SUFFIXES) or not is_versioned(names[-1])


def is_session(path: bytes) -> bool:
    """Whether the name says that the file holds sessions."""
    return path.endswith((b".json", b".jsonl"))


def is_lines(path: bytes) -> bool:
    """Whether the name says that the file holds one message, record or session a line."""
    return path.endswith(b".jsonl")


def session_name(path: bytes) -> str:
    """The id that a session dropped at `path` has in its space: directories joined by hyphens, up to the first dot."""
    *directories, name = path.split(b"/")
    return b"-".join([*directories, name.split(b".")[0]]).decode("utf-8", "replace")


def put(store: Store, drop: Drop) -> None:
    """Store a drop's whole row, with the next revision and the time of now."""
    with store.transaction():
        revision = _next_revision(store)
        store.execute(
            f"INSERT OR REPLACE INTO inbox ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                drop.ino, drop.space_id, drop.path, drop.kind.value, drop.mode, drop.uid, drop.gid, drop.mtime_ns,
                drop.size, drop.blob, drop.state, drop.error, int(drop.live), drop.turns, drop.learnt, time.time_ns(),
                revision, drop.owner,
            ),
        )  # fmt: skip


def spool(store: Store, ino: int, size: int, blob: bytes, mtime_ns: int, owner: int) -> None:
    """Say which bytes of a drop are durable now; it is not learnt from until its owner, a mount, judges it again.

    One that was moved away comes back, for its session goes on; one that was cancelled does not.
    """
    with store.transaction():
        store.execute("UPDATE inbox SET state = 'open' WHERE ino = ? AND state = 'moved'", (ino,))
        _set(store, ino, "size = ?, blob = ?, mtime_ns = ?, owner = ?, state = iif(state = 'aside', 'aside', 'open')",
             size, blob, mtime_ns, owner)  # fmt: skip
        jobs.done(store, ino)


def set_attributes(store: Store, ino: int, mode: int, uid: int, gid: int, mtime_ns: int) -> None:
    """Keep what chmod, chown and utimens say."""
    _set(store, ino, "mode = ?, uid = ?, gid = ?, mtime_ns = ?", mode, uid, gid, mtime_ns)


def accept(
    store: Store,
    ino: int,
    *,
    live: bool,
    turns: int,
    due_ns: int,
    warning: str | None = None,
    learnt: int | None = None,
) -> None:
    """Queue a drop that is a session. `warning` is kept as its `.error`: a last line that is not whole yet, say."""
    with store.transaction():
        if _set(store, ino, "state = 'waiting', live = ?, turns = ?, error = ?, learnt = coalesce(?, learnt)",
                int(live), turns, warning, learnt):  # fmt: skip
            jobs.enqueue(store, ino, due_ns)


def reject(store: Store, ino: int, error: str) -> None:
    """Say why a drop is no session. Its bytes stay."""
    with store.transaction():
        _set(store, ino, "state = 'rejected', error = ?", error)
        jobs.done(store, ino)


def set_aside(store: Store, ino: int) -> None:
    """Leave a drop alone until it is renamed."""
    with store.transaction():
        _set(store, ino, "state = 'aside', error = NULL")
        jobs.done(store, ino)


def dismiss_error(store: Store, ino: int) -> None:
    """Remove the `.error` beside a drop, as the user did."""
    _set(store, ino, "error = NULL")


def rename(store: Store, ino: int, path: bytes, owner: int) -> None:
    """Give a drop another place in its inbox; it is to be judged again, by its owner."""
    with store.transaction():
        _set(store, ino, "path = ?, state = 'open', error = NULL, owner = ?", path, owner)
        jobs.done(store, ino)


def orphans(store: Store) -> list[Drop]:
    """The files that are open in no mount that lives: nobody will release them any more, so they are to be judged."""
    living = {daemon.id for daemon in daemons.alive(store, daemons.MOUNT)}
    rows = store.execute(
        f"SELECT {_COLUMNS} FROM inbox WHERE state = 'open' AND kind = 'file'"
        " AND space_id IN (SELECT id FROM spaces WHERE removed_ns IS NULL) ORDER BY ino"
    )
    return [drop for drop in map(_drop, rows) if drop.owner not in living]


def adopt(store: Store, orphan: Drop, owner: int) -> bool:
    """Become the owner of an orphan; false where somebody else did, or has judged it."""
    with store.transaction():
        cursor = store.execute(
            "UPDATE inbox SET owner = ? WHERE ino = ? AND owner IS ? AND state = 'open'",
            (owner, orphan.ino, orphan.owner),
        )
        return cursor.rowcount > 0


def move_away(store: Store, ino: int, learnt: int) -> None:
    """Take a drop that was learnt from out of the inbox."""
    with store.transaction():
        _set(store, ino, "state = 'moved', error = NULL, learnt = ?", learnt)
        jobs.done(store, ino)


def cancel(store: Store, ino: int) -> None:
    """Take a drop that its user removed out of the inbox. Its bytes stay in the store for a while."""
    with store.transaction():
        _set(store, ino, "state = 'cancelled'")
        jobs.done(store, ino)


def learnt_so_far(store: Store, ino: int, learnt: int) -> None:
    """Say how many turns of a live drop were learnt from. It is no change of the drop: it ends as long after its last
    line as before."""
    with store.transaction():
        store.execute(
            "UPDATE inbox SET learnt = ?, revision = ? WHERE ino = ? AND state NOT IN ('moved', 'cancelled')",
            (learnt, _next_revision(store), ino),
        )


def get(store: Store, ino: int) -> Drop | None:
    """The drop with this inode number, None where there is none."""
    row = store.execute(f"SELECT {_COLUMNS} FROM inbox WHERE ino = ?", (ino,)).fetchone()
    return None if row is None else _drop(row)


def listed(store: Store, space_id: int) -> list[Drop]:
    """What an inbox shows, in path order."""
    return [
        _drop(row)
        for row in store.execute(
            f"SELECT {_COLUMNS} FROM inbox WHERE space_id = ? AND state NOT IN ('moved', 'cancelled') ORDER BY path",
            (space_id,),
        )
    ]


def unlearnt(store: Store, space_id: int) -> list[Drop]:
    """What an inbox holds that is still to be judged or learnt from."""
    return [drop for drop in listed(store, space_id) if drop.unlearnt]


def changed_since(store: Store, revision: int) -> Iterator[Drop]:
    """The drops that changed after `revision`, in order of change; those that are gone too."""
    rows = store.execute(f"SELECT {_COLUMNS} FROM inbox WHERE revision > ? ORDER BY revision", (revision,))
    return (_drop(row) for row in rows)


def last_revision(store: Store) -> int:
    return int(store.one("SELECT value FROM counters WHERE name = 'revision'"))


def _next_revision(store: Store) -> int:
    return int(store.one("UPDATE counters SET value = value + 1 WHERE name = 'revision' RETURNING value"))


def _set(store: Store, ino: int, assignments: str, *values: object) -> bool:
    """Change a drop's row; false for one that is gone: what was still on its way does not bring it back."""
    with store.transaction():
        cursor = store.execute(
            f"UPDATE inbox SET {assignments}, changed_ns = ?, revision = ?"
            " WHERE ino = ? AND state NOT IN ('moved', 'cancelled')",
            (*values, time.time_ns(), _next_revision(store), ino),
        )
        return cursor.rowcount > 0


def _drop(row: tuple[Any, ...]) -> Drop:
    values = dict(zip((column.strip() for column in _COLUMNS.split(",")), row, strict=True))
    kind, live, blob = Kind(values["kind"]), bool(values["live"]), values["blob"] or b""
    return Drop(**{**values, "kind": kind, "live": live, "blob": blob})
