"""Committing to a store from outside of its mount, as a learner does."""

from __future__ import annotations

import os
import time
from pathlib import Path

from live_mount import Mount

from skillfs.store import blobs, commits, spaces
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind


def commit_elsewhere(
    mount: Mount, space: Path, files: dict[str, bytes | None], state: commits.State | None = None
) -> int:
    """Commit as a learner does: in this process, a new inode for each file; the number.

    `state` is the one that the files were made on, by default the last one.
    """
    with mount.store() as store:
        found = spaces.by_name(store, space.name)
        state = state or commits.state(store, found.id)
        changes = []
        stored = {data: blobs.put(store, data) for data in set(files.values()) if data is not None}
        paths = {parent.encode() for path in files for parent in parents(path)} | {path.encode() for path in files}
        for path, ino in zip(sorted(paths), store.reserve_inodes(len(paths)), strict=False):
            data = files.get(path.decode(), b"")
            base = state.versions.get(path, 0)
            entry: Entry | None
            if path.decode() not in files:
                if path in state.entries:
                    continue
                entry = Entry(Kind.DIRECTORY, ino, 0o755, os.getuid(), os.getgid(), time.time_ns())
            elif data is None:
                entry = None
            else:
                owner = (os.getuid(), os.getgid())
                entry = Entry(Kind.FILE, ino, 0o644, *owner, time.time_ns(), len(data), stored[data])
            changes.append(Change(path, base, entry))
        commit_id = commits.begin(store, found.id, commits.STAGED, "session monday", "learn")
        commits.put(store, commit_id, found.id, changes)
        try:
            return commits.publish(store, commit_id, respect_leases=True)
        except (commits.Held, commits.Conflict):
            commits.drop(store, commit_id)
            raise


def publish_version(store: Store, space_id: int, path: bytes, base: int, blob: bytes, size: int) -> int:
    """Publish the next version of a file, a new inode as a learner's are, in one transaction; its number."""
    with store.transaction():
        (ino,) = store.reserve_inodes(1)
        entry = Entry(Kind.FILE, ino, 0o644, os.getuid(), os.getgid(), time.time_ns(), size, blob)
        commit_id = commits.begin(store, space_id, commits.STAGED, "session monday", "learn")
        commits.put(store, commit_id, space_id, [Change(path, base, entry)])
        return commits.publish(store, commit_id, respect_leases=True)


def parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
