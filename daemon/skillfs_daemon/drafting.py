"""Writing the states of changed paths into the store's draft of a commit."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from skillfs.store import commits
from skillfs.store.database import Store
from skillfs.tree.space import PathState
from skillfs_daemon.saving import Saving


def savings_of(states: Iterable[PathState]) -> dict[bytes, Saving]:
    """What has to be stored of files, by path."""
    return {
        state.path: Saving(state.content, state.snapshot)
        for state in states
        if state.content is not None and state.snapshot is not None
    }


def store_states(
    store: Store,
    space_id: int,
    draft_id: int,
    states: Iterable[PathState],
    savings: dict[bytes, Saving],
    drafted: AbstractSet[bytes],
) -> None:
    """Write the states of paths into the draft, and those that are not versioned into the list of such files."""
    changes, undone, kept, gone = [], [], [], []
    for state in states:
        saving = savings.get(state.path)
        blob = saving.store_rest(store) if saving else b""
        if not state.versioned:
            if state.entry is None:
                gone.append(state.path)
            else:
                kept.append(state.change(blob))
        elif not state.never_was:
            changes.append(state.change(blob))
        elif state.path in drafted:
            undone.append(state.path)
    commits.put(store, draft_id, space_id, changes)
    commits.take_out(store, draft_id, undone)
    if kept or gone:
        list_id = commits.unversioned(store, space_id)
        commits.put(store, list_id, space_id, kept)
        commits.take_out(store, list_id, gone)
