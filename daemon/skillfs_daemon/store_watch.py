"""Whether the store can take changes, asked now and then, so that a mount refuses what it could not keep.

A process that has a file open does not notice when that is moved or deleted: it would go on writing into a file that
nobody finds again. What is read stays readable, through connections that are open already.
"""

from __future__ import annotations

import errno
import logging
import os

import trio

from skillfs.store.database import Store, StoreGone
from skillfs_daemon.reading import StoreReader

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.25


class StoreWatch:
    """The mount's opinion of its store. What passes `check` just before the store goes is refused by the writer."""

    def __init__(self, reader: StoreReader) -> None:
        self._reader = reader
        self._refusal: OSError | None = None

    @property
    def refuses(self) -> bool:
        """Whether changes are refused at present."""
        return self._refusal is not None

    def check(self) -> None:
        """Raise EIO while the store is not in place, EROFS while its file system is read-only."""
        if self._refusal is not None:
            raise OSError(self._refusal.errno, self._refusal.strerror)

    async def run(self) -> None:
        """Look, until cancelled."""
        while True:
            before, self._refusal = self._refusal, await self._reader.run(refusal_of)
            if self._refusal is not None and before is None:
                log.error("changes are refused: %s", self._refusal.strerror)
            elif self._refusal is None and before is not None:
                log.warning("changes are taken again: the store is back")
            await trio.sleep(LOOK_SECONDS)


def refusal_of(store: Store) -> OSError | None:
    """Why a store takes no changes, None when it does."""
    try:
        store.check_place()
    except StoreGone as gone:
        return OSError(errno.EIO, str(gone))
    if os.statvfs(store.path).f_flag & os.ST_RDONLY:
        return OSError(errno.EROFS, f"{store.path}: its file system is read-only; make it writable")
    return None
