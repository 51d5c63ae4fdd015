"""Which process starts the stagehands of a mount, and whether they may act in every directory of it."""

from __future__ import annotations

from pathlib import Path

from skillfs.store.daemons import start_ticks
from skillfs_daemon.privileges import CAP_DAC_OVERRIDE

GRANTED = "--granted"
"""The argument of a mount process that has a keeper."""
KEEPER = "--keeper"
"""The argument of that keeper, which has the same parent."""


def started_from(mount: int) -> int | None:
    """The process whose capabilities the stagehands of a mount process have: that itself, or its keeper; None when that
    has died."""
    if GRANTED not in _arguments(mount):
        return mount
    numbers = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal())
    parent = _status(mount).get("PPid")
    siblings = (pid for pid in numbers if KEEPER in _arguments(pid) and _status(pid).get("PPid") == parent)
    return next((pid for pid in siblings if start_ticks(pid) is not None), None)


def may_act_for_all(pid: int) -> bool:
    """Whether a process can rename and remove in directories that belong to other users."""
    return bool(int(_status(pid).get("CapEff", "0"), 16) >> CAP_DAC_OVERRIDE & 1)


def _arguments(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return []


def _status(pid: int) -> dict[str, str]:
    """The fields of proc_pid_status(5); none for a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(errors="replace").splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
