"""Whether what the log adds up to is a tree: every path in a directory that is there.

Publishing sees to that (`hierarchy.complete`); a store that was written before it did may hold paths that no mount can
show, because nothing leads to them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

from skillfs.store import commits, hierarchy
from skillfs.store.commits import State
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind, shown
from skillfs.store.findings import Finding, Problem

_DIRECTORY_MODE = 0o755


def unreachable(store: Store) -> Iterator[Finding]:
    """Spaces with paths whose directory is missing, or is no directory."""
    rows = store.execute("SELECT id, name FROM spaces WHERE removed_ns IS NULL ORDER BY id").fetchall()
    for space_id, name in rows:
        state = commits.state(store, space_id)
        if paths := [path for path in sorted(state.entries) if not _is_reachable(state, path)]:
            yield Finding(
                Problem.UNREACHABLE,
                f"space {name}: {len(paths)} path(s) lie in no directory, {shown(paths[0])} first",
                "repair commits the directories that are missing; what lies below a file it takes out of the space",
                partial(_reach, space_id),
            )


def _is_reachable(state: State, path: bytes) -> bool:
    return all(_kind(state, parent) is Kind.DIRECTORY for parent in hierarchy.parents(path))


def _kind(state: State, path: bytes) -> Kind | None:
    entry = state.entries.get(path)
    return None if entry is None else entry.kind


def _reach(space_id: int, store: Store) -> None:
    """Commit what makes the present state of a space a tree."""
    with store.transaction():
        _commit(store, space_id, _changes(store, space_id))


def _changes(store: Store, space_id: int) -> list[Change]:
    """The directories that are missing, made; and what lies below something that is no directory, removed."""
    state = commits.state(store, space_id)
    lost = [path for path in sorted(state.entries) if not _is_reachable(state, path)]
    changes: dict[bytes, Change] = {}
    for path in lost:
        parents = {parent: _kind(state, parent) for parent in hierarchy.parents(path)}
        if any(kind not in (None, Kind.DIRECTORY) for kind in parents.values()):
            changes[path] = Change(path, state.versions[path], None)
            continue
        owner = state.entries[path]
        for parent in (parent for parent, kind in parents.items() if kind is None and parent not in changes):
            (ino,) = store.reserve_inodes(1)
            entry = Entry(Kind.DIRECTORY, ino, _DIRECTORY_MODE, owner.uid, owner.gid, time.time_ns())
            changes[parent] = Change(parent, 0, entry)
    return list(changes.values())


def _commit(store: Store, space_id: int, changes: list[Change]) -> None:
    if changes:
        commit_id = commits.begin(store, space_id, commits.STAGED, "skillfs fsck", "make every path reachable again")
        commits.put(store, commit_id, space_id, changes)
        commits.publish(store, commit_id, force=True)
