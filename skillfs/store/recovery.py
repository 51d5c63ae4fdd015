"""What the next start owes to processes that died: what they confirmed is committed, what they did not is dropped."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from skillfs.store import closes, commits, daemons
from skillfs.store.database import Store


def recover(store: Store, is_alive: Iterable[int] = ()) -> list[int]:
    """Publish what closes had confirmed in mounts that died, and their drafts; drop what dead processes were staging.
    The ids of the commits that were published.

    `is_alive` are the daemon ids that live. Before anything is served, so that nobody misses what a close confirmed.
    """
    found = closes.files(store.path)
    # Asked after that: who has a file is entered by then, or dead.
    living = {*is_alive, *(daemon.id for daemon in daemons.alive(store))}
    left = [file for file in found if file.origin not in living and closes.is_of(store, file)]
    for file in left:
        # Another one that starts may have brought it in and removed it.
        with contextlib.suppress(FileNotFoundError):
            closes.bring_in(store, file, file.path.read_bytes())
    published = commits.recover(store, living)
    closes.forget(store, left, living)
    return published
