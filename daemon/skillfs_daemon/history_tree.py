"""What `.skillfs/history/` of a space holds: its log, and every state that it ever had.

    log          the commits, newest first
    latest       a symlink to the newest state
    NUMBER/      the state at that commit: SPACE.md, skills/

What is published never changes, so all but `log` and `latest` stays what it is as long as the space is not purged.
"""

from __future__ import annotations

import re

from skillfs.changelog import changelog
from skillfs.store import commits, snapshots
from skillfs.store.database import Store
from skillfs.store.spaces import Space
from skillfs.tree.nodes import Bytes
from skillfs_daemon.generated import ControlFile, ControlLink, Found, HistoryDirectory, InHistory

LOG, LATEST = b"log", b"latest"
_NUMBER = re.compile(rb"[1-9][0-9]{0,17}")


def resolve(store: Store, space: Space, below: list[bytes]) -> Found:
    """What is at a path below a space's history, None where nothing is."""
    if not below:
        return HistoryDirectory(space.created_ns)
    top, *inner = below
    if top == LOG and not inner:
        return _log(store, space)
    if top == LATEST and not inner:
        return _latest(store, space)
    number = _number(top)
    time_ns = commits.time_of(store, space.id, number)
    if not time_ns:
        return None
    return snapshots.entry_at(store, space.id, number, b"/".join(inner)) if inner else HistoryDirectory(time_ns)


def listing(store: Store, space: Space, below: list[bytes]) -> dict[bytes, InHistory]:
    """What the directory at a path below a space's history holds, by name."""
    if below:
        return {**snapshots.children_at(store, space.id, _number(below[0]), b"/".join(below[1:]))}
    top: dict[bytes, InHistory] = {LOG: _log(store, space)}
    if (latest := _latest(store, space)) is not None:
        top[LATEST] = latest
    states = snapshots.numbers(store, space.id).items()
    return {**top, **{b"%d" % number: HistoryDirectory(time_ns) for number, time_ns in states}}


def _number(name: bytes) -> int:
    """The number that a directory is called by, 0 for a name that is none."""
    return int(name) if _NUMBER.fullmatch(name) else 0


def _log(store: Store, space: Space) -> ControlFile:
    text = changelog(store, space.id, space.head).encode("utf-8", "replace")
    return ControlFile(space.head, Bytes(text), commits.time_of(store, space.id, space.head))


def _latest(store: Store, space: Space) -> ControlLink | None:
    if not space.head:
        return None
    return ControlLink(b"%d" % space.head, commits.time_of(store, space.id, space.head))
