"""Drops that a mount which died has left open: what a check of the store says of them, and judging them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from skillfs.learning.drop import judge_drop
from skillfs.store import inbox, spaces
from skillfs.store.database import Store
from skillfs.store.findings import Finding, Problem


def half_spooled(store: Store) -> Iterator[Finding]:
    """A finding for each drop that is open, though no mount that lives has it open."""
    for orphan in inbox.orphans(store):
        name = spaces.by_id(store, orphan.space_id).name
        yield Finding(
            Problem.HALF_SPOOLED,
            f"{name}/inbox/{orphan.path.decode('utf-8', 'backslashreplace')}: was not judged yet when its mount died;"
            f" {orphan.size} bytes of it are safe",
            "repair judges it, as the next mount does: it is queued, or gets a .error beside it",
            partial(_judge, orphan),
        )


def _judge(orphan: inbox.Drop, store: Store) -> None:
    now = inbox.get(store, orphan.ino)
    if now is not None and (now.state, now.owner, now.blob) == (inbox.OPEN, orphan.owner, orphan.blob):
        judge_drop(store, now)
