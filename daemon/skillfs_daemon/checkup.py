"""The whole check of a store: its content and rows, its inboxes, and the mounts that its dead processes left."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from skillfs.learning.unjudged import half_spooled
from skillfs.store import daemons, fsck
from skillfs.store.database import Store
from skillfs.store.findings import Finding, Problem
from skillfs_daemon import mountpoints


def check(store: Store, *, repair: bool) -> list[Finding]:
    """All that is wrong with a store and what serves it; with `repair`, after all that can be repaired was."""
    return fsck.check(store, repair=repair, also=(half_spooled, dead_mounts))


def dead_mounts(store: Store) -> Iterator[Finding]:
    """Mounts of this store whose process died, and which nobody is about to replace."""
    supervised = {daemon.mountpoint for daemon in daemons.alive(store, daemons.SUPERVISOR)}
    served = {daemon.mountpoint for daemon in daemons.alive(store, daemons.MOUNT)}
    for daemon in daemons.listed(store, daemons.MOUNT):
        path = daemon.mountpoint
        if daemon.alive or path is None or path in supervised | served or not mountpoints.is_skillfs(Path(path)):
            continue
        yield Finding(
            Problem.DEAD_MOUNT,
            f"{path}: its process {daemon.pid} died, and the mount answers nobody",
            "repair unmounts it; `skillfs up` mounts it again",
            partial(_detach, Path(path)),
        )


def _detach(path: Path, _store: Store) -> None:
    if not mountpoints.answers(path):
        mountpoints.detach(path)
