"""The queue of drops to learn from: one job a drop, due at a time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from skillfs.store.database import Store


@dataclass(frozen=True, slots=True)
class Job:
    """A drop that is due to be learnt from. `attempts` counts the runs that failed, the last one with `error`.

    `crashes` counts the runs that ended with their process; `run_by` is the daemon id of one that is going on, or that
    has ended like that.
    """

    ino: int
    space_id: int
    due_ns: int
    since_ns: int
    attempts: int
    error: str | None
    run_by: int | None = None
    crashes: int = 0


_COLUMNS = "ino, space_id, due_ns, since_ns, attempts, error, run_by, crashes"


def enqueue(store: Store, ino: int, due_ns: int) -> None:
    """Ask for a drop to be learnt from, not before `due_ns`. Asked again, the new time counts, attempts start anew."""
    now = time.time_ns()
    with store.transaction():
        store.execute(
            "INSERT INTO jobs (ino, space_id, due_ns, since_ns, set_ns)"
            " SELECT ino, space_id, ?, ?, ? FROM inbox WHERE ino = ?"
            " ON CONFLICT (ino) DO UPDATE SET due_ns = excluded.due_ns, set_ns = excluded.set_ns, attempts = 0,"
            " crashes = 0, error = NULL",
            (due_ns, now, now, ino),
        )


def done(store: Store, ino: int) -> None:
    """Take a job out of the queue."""
    with store.transaction():
        store.execute("DELETE FROM jobs WHERE ino = ?", (ino,))


def postpone(store: Store, ino: int, due_ns: int, error: str | None) -> None:
    """Try again at `due_ns`, after an attempt that failed with `error`."""
    with store.transaction():
        store.execute(
            "UPDATE jobs SET due_ns = ?, set_ns = ?, attempts = attempts + 1, error = ? WHERE ino = ?",
            (due_ns, time.time_ns(), error, ino),
        )


def defer(store: Store, ino: int, due_ns: int, reason: str) -> None:
    """Wait until `due_ns` although nothing has failed. Its attempts stay, `reason` stands where an error would."""
    with store.transaction():
        store.execute(
            "UPDATE jobs SET due_ns = ?, set_ns = ?, error = ?, crashes = 0 WHERE ino = ?",
            (due_ns, time.time_ns(), reason, ino),
        )


def go_on(store: Store, ino: int, due_ns: int) -> None:
    """Go on at `due_ns` with a job of which a part is done. Its attempts stay: the part that fails may be done last."""
    with store.transaction():
        store.execute(
            "UPDATE jobs SET due_ns = ?, set_ns = ?, crashes = 0 WHERE ino = ?", (due_ns, time.time_ns(), ino)
        )


def begin(store: Store, space_id: int, batch: Sequence[Job], owner: int) -> list[Job]:
    """Note that the run of the daemon `owner` in a space is at work on just these jobs; the jobs as they are then.

    Where another daemon's run was at work it never came to an end: that counts as a crash. The caller has the run lease
    of the space, so that nobody else is at work.
    """
    update = "UPDATE jobs SET crashes = crashes + (run_by IS NOT NULL AND run_by != ?), run_by = ? WHERE ino = ?"
    with store.transaction():
        end(store, space_id, owner)
        rows = [store.execute(f"{update} RETURNING {_COLUMNS}", (owner, owner, job.ino)).fetchone() for job in batch]
    return [Job(*row) for row in rows if row is not None]


def end(store: Store, space_id: int, owner: int) -> None:
    """Note that the run of `owner` in a space has ended, with whatever result: its process is alive."""
    with store.transaction():
        store.execute("UPDATE jobs SET run_by = NULL WHERE space_id = ? AND run_by = ?", (space_id, owner))


def spaces_due(store: Store, now_ns: int) -> list[int]:
    """The ids of the spaces in which something is due, the longest waiting first.

    A space in the trash, or one without `inbox/` or `skills/`, waits.
    """
    rows = store.execute(
        "SELECT j.space_id FROM jobs j JOIN spaces s ON s.id = j.space_id"
        " WHERE j.due_ns <= ? AND s.removed_ns IS NULL AND s.inbox GROUP BY j.space_id ORDER BY min(j.since_ns)",
        (now_ns,),
    )
    return [row[0] for row in rows]


def due(store: Store, space_id: int, now_ns: int, limit: int) -> list[Job]:
    """The due jobs of a space, the longest waiting first, at most `limit`."""
    rows = store.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE space_id = ? AND due_ns <= ? ORDER BY since_ns, ino LIMIT ?",
        (space_id, now_ns, limit),
    )
    return [Job(*row) for row in rows]


def next_due_ns(store: Store) -> int | None:
    """When the next job is due, None when none waits."""
    found: int | None = store.one(
        "SELECT min(j.due_ns) FROM jobs j JOIN spaces s ON s.id = j.space_id WHERE s.removed_ns IS NULL AND s.inbox"
    )
    return found


def queued(store: Store, space_id: int) -> list[Job]:
    """All jobs of a space, the longest waiting first."""
    rows = store.execute(f"SELECT {_COLUMNS} FROM jobs WHERE space_id = ? ORDER BY since_ns, ino", (space_id,))
    return [Job(*row) for row in rows]
