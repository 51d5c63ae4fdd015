"""Telling the kernel what it must forget, from a thread of its own.

Never from the loop or a handler: a notification waits for locks that a request holds which only the loop can answer
(FUSE.md counts seven ways to deadlock).
"""

from __future__ import annotations

import errno
import logging
import queue
import threading
from collections.abc import Iterable

import pyfuse3

from skillfs.tree.effects import EntryChanged, Invalidation

log = logging.getLogger(__name__)

_NOTHING_KNOWN = (errno.ENOENT, errno.ENOTDIR, errno.EBADF, errno.ENODEV, errno.ENOTCONN, errno.ENOSYS)
"""Answers of a kernel that knows nothing of a name or inode, as is wanted: never has, or not any more. ENOSYS says so
of all of them, before the mount has had its first request."""


class Notifier:
    """Sends invalidations in order. The tree must show the new state before they are handed in."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Invalidation] = queue.SimpleQueue()
        self._stopped = False
        # A daemon thread: when the mount dies under it, a notification may never return.
        self._thread = threading.Thread(target=self._work, name="notifier", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def send(self, outdated: Iterable[Invalidation]) -> None:
        for invalidation in outdated:
            self._queue.put(invalidation)

    def stop(self) -> None:
        """Say nothing more: a mount that ends leaves nothing in the kernel to forget, and takes no notification."""
        self._stopped = True

    def _work(self) -> None:
        while not self._stopped:
            invalidation = self._queue.get()
            try:
                _notify(invalidation)
            except OSError as error:
                if error.errno not in _NOTHING_KNOWN and not self._stopped:
                    log.warning("the kernel did not take %s: %s", invalidation, error)
            except Exception:
                log.exception("the kernel could not be told %s", invalidation)


def _notify(invalidation: Invalidation) -> None:
    if not isinstance(invalidation, EntryChanged):
        pyfuse3.invalidate_inode(pyfuse3.InodeT(invalidation.ino), attr_only=invalidation.attributes_only)
        return
    parent = pyfuse3.InodeT(invalidation.parent)
    # For a name that was never looked up this fails, and the directory is stale all the same.
    pyfuse3.invalidate_inode(parent)
    pyfuse3.invalidate_entry(parent, pyfuse3.FileNameT(invalidation.name))
