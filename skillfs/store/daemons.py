"""Which processes are at work on the store, and what they have a right to for now."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from skillfs.store.database import Store

HEARTBEAT_SECONDS = 2.0
_KILLED = 1 << (signal.SIGKILL - 1)
MOUNT, LEARNER, SUPERVISOR, COMMAND = "mount", "learner", "supervisor", "command"


@dataclass(frozen=True, slots=True)
class Daemon:
    """A process at work on this store."""

    id: int
    role: str
    pid: int
    start_ticks: int
    mountpoint: str | None
    started_ns: int
    heartbeat_ns: int

    @property
    def alive(self) -> bool:
        """Whether that very process runs: one that was killed does not, nor does another one that has got its pid."""
        return start_ticks(self.pid) == self.start_ticks


def start_ticks(pid: int) -> int | None:
    """When a process started, in clock ticks since boot (field 22 of proc_pid_stat(5)); None when it does not run.

    A zombie does not, nor does one that SIGKILL was sent to: a server that waits for its own mount cannot die of it,
    but does nothing else any more either.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    # The command, in parentheses, may itself hold spaces and parentheses.
    fields = stat[stat.rindex(b")") + 2 :].split()
    # Field 31 has the signals that wait to be delivered to the first thread; SIGKILL is sent to all of them.
    is_dead = fields[0] in (b"Z", b"X") or int(fields[28]) & _KILLED
    return None if is_dead else int(fields[19])


def register(store: Store, role: str, mountpoint: str | None = None) -> int:
    """Enter this process; its daemon id."""
    now = time.time_ns()
    with store.transaction():
        cursor = store.execute(
            "INSERT INTO daemons (role, pid, start_ticks, mountpoint, started_ns, heartbeat_ns)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (role, os.getpid(), start_ticks(os.getpid()), mountpoint, now, now),
        )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def leave(store: Store, daemon_id: int) -> None:
    """Take a process and its leases out."""
    with store.transaction():
        store.execute("DELETE FROM leases WHERE owner = ?", (daemon_id,))
        store.execute("DELETE FROM daemons WHERE id = ?", (daemon_id,))


def beat(store: Store, daemon_id: int) -> None:
    """Say that a process is at work."""
    with store.transaction():
        store.execute("UPDATE daemons SET heartbeat_ns = ? WHERE id = ?", (time.time_ns(), daemon_id))


def listed(store: Store, role: str | None = None) -> list[Daemon]:
    """The processes that are entered, dead ones too; of one role when given."""
    rows = store.execute(
        "SELECT id, role, pid, start_ticks, mountpoint, started_ns, heartbeat_ns FROM daemons"
        " WHERE ? IS NULL OR role = ? ORDER BY id",
        (role, role),
    )
    return [Daemon(*row) for row in rows]


def alive(store: Store, role: str | None = None) -> list[Daemon]:
    """The processes that run."""
    return [daemon for daemon in listed(store, role) if daemon.alive]


def bury(store: Store) -> list[Daemon]:
    """Take out the processes that died, with their leases; those that were."""
    dead = [daemon for daemon in listed(store) if not daemon.alive]
    for daemon in dead:
        leave(store, daemon.id)
    return dead


def take_lease(store: Store, name: str, owner: int, seconds: float) -> bool:
    """Take or renew an exclusive lease; false while another living process has it."""
    now = time.time_ns()
    with store.transaction():
        rivals = store.execute(
            "SELECT owner FROM leases WHERE name = ? AND owner != ? AND until_ns > ?", (name, owner, now)
        ).fetchall()
        living = {daemon.id for daemon in listed(store) if daemon.alive} if rivals else set()
        if any(rival in living for (rival,) in rivals):
            return False
        store.execute("DELETE FROM leases WHERE name = ? AND owner != ?", (name, owner))
        store.execute(
            "INSERT OR REPLACE INTO leases (name, owner, until_ns) VALUES (?, ?, ?)",
            (name, owner, now + int(seconds * 1e9)),
        )
    return True


def hold(store: Store, names: Iterable[str], owner: int, seconds: float) -> None:
    """Take or renew leases that several processes may hold at once."""
    until = time.time_ns() + int(seconds * 1e9)
    with store.transaction():
        store.executemany(
            "INSERT OR REPLACE INTO leases (name, owner, until_ns) VALUES (?, ?, ?)",
            ((name, owner, until) for name in names),
        )


def release(store: Store, names: Iterable[str], owner: int) -> None:
    """Give leases back."""
    with store.transaction():
        store.executemany("DELETE FROM leases WHERE name = ? AND owner = ?", ((name, owner) for name in names))


def run_lease(space_id: int) -> str:
    """The name of the right to learn in a space."""
    return f"run:{space_id}"


def write_lease(space_id: int, path: bytes) -> str:
    """The name of a mount's hold on a file that it has open for writing."""
    return f"write:{space_id}:{path.hex()}"
