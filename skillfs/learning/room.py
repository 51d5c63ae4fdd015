"""Whether a space has room for what a learner made of its skills."""

from __future__ import annotations

from skillfs.learning.edits import InvalidEdit
from skillfs.skills.staging import Staging
from skillfs.store.commits import State
from skillfs.store.database import Store
from skillfs.store.entries import SKILLS
from skillfs.store.quota import Quota, Usage, usage


class OverQuota(InvalidEdit):
    """`skills/` would hold more than SPACE.md allows. The message says how much, and the remedy."""


def check_room(store: Store, state: State, skills: Staging, quota: Quota) -> None:
    """Raise `OverQuota` unless `skills`, made from `state`, is within the space's quota or makes nothing larger."""
    if quota == Quota():
        return
    used = usage(store, state)
    if excess := quota.excess(used, used + _growth(state, skills)):
        raise OverQuota(f"{excess}: remove files, or raise it")


def _growth(state: State, skills: Staging) -> Usage:
    files = size = 0
    made: set[bytes] = set()
    for change in skills.changes():
        path = SKILLS + b"/" + change.path.encode()
        old = state.entries.get(path)
        files += (change.data is not None) - (old is not None)
        size += len(change.data or b"") - (old.size if old is not None else 0)
        if change.data is not None:
            made |= _parents(path) - state.entries.keys()
    return Usage(files + len(made), size)


def _parents(path: bytes) -> set[bytes]:
    names = path.split(b"/")
    return {b"/".join(names[:depth]) for depth in range(1, len(names))}
