"""What the closes of a mount confirm: one write(2) beside the store each, until a draft has what they say."""

from __future__ import annotations

import stat

from skillfs.store import closes
from skillfs.store.closes import Closes
from skillfs.store.database import Store, StoreError
from skillfs.tree.nodes import Directory, File
from skillfs.tree.space import SpaceTree
from skillfs_daemon.loop_writer import LoopWriter

MUCH_BYTES, MUCH_CLOSES = 4 * 1024**2, 1024
"""When so many closes have confirmed so much that is in no draft, it is put there without waiting for the cut: it is in
memory for as long, and the loop takes 10 us a path to take it up."""
TOO_MUCH = 2
"""When it has become so many times as much, who closes has to wait for that."""


class SpaceCloses:
    """What was closed in one space of a mount and is in no draft yet. To be used from the mount's loop."""

    def __init__(self, loop_writer: LoopWriter, daemon_id: int, space: SpaceTree) -> None:
        self._loop_writer = loop_writer
        self._origin, self._space_id = daemon_id, space.id
        self._closes = Closes(loop_writer.path, daemon_id, space.id, space.created_ns)
        self._count = 0

    @property
    def outstanding(self) -> bool:
        """Whether something was closed that is not known to be in a draft."""
        return self._closes.outstanding

    @property
    def is_much(self) -> bool:
        """Whether it is to be put into the draft now."""
        return self._is_over(1)

    def _is_over(self, times: int) -> bool:
        return self._closes.size > times * MUCH_BYTES or self._count > times * MUCH_CLOSES

    def confirm(self, space: SpaceTree, path: bytes, file: File) -> bool:
        """See to it that a file that has changed survives the death of every process. False where this is not the way
        to do that: for more than one chunk, for what is stored in part, when it has become too much, after an error."""
        data = file.content.unsaved_whole()
        if data is None or self._is_over(TOO_MUCH):
            return False
        above = space.unconfirmed(path, file)
        states = [_packed(space, place, directory, None) for place, directory in above]
        states.append(_packed(space, path, file, data))
        try:
            self._closes.append(b"".join(states))
            self._loop_writer.check_place()
        except (OSError, StoreError):
            return False
        self._count += 1
        for place, directory in above:
            space.has_confirmed(place, directory)
        return True

    def complete(self) -> int:
        """Begin anew; the number under which drafts will have all that was confirmed so far (`closes.note`)."""
        self._count = 0
        return self._closes.complete()

    def remove(self, through: int) -> None:
        """Let go of what drafts have, by that number."""
        self._closes.remove(through)

    def bring_in(self, store: Store) -> int | None:
        """Put what was confirmed into the draft without the tree, which has the space no more; the draft."""
        draft = None
        for file in closes.files(store.path):
            if (file.origin, file.space_id) == (self._origin, self._space_id):
                draft = closes.bring_in(store, file, file.path.read_bytes()) or draft
        return draft


def _packed(space: SpaceTree, path: bytes, node: File | Directory, data: bytes | None) -> bytes:
    return closes.packed(
        path, max(space.pending[path], 0), node.ino, stat.S_IMODE(node.mode), node.uid, node.gid, node.mtime_ns,
        node.xattrs, data,
    )  # fmt: skip
