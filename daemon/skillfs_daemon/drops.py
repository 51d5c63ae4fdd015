"""What is dropped into inboxes: spooled to the store, judged, queued or refused with an `.error`."""

from __future__ import annotations

import errno
import functools
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable

import trio

from skillfs.sessions.verdict import Verdict, VerdictState
from skillfs.skills.settings import SpaceSettings
from skillfs.store import inbox, spaces
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Kind
from skillfs.tree import effects
from skillfs.tree.effects import InodeChanged, Invalidation
from skillfs.tree.inbox import DropFile
from skillfs.tree.nodes import Directory, Node
from skillfs.tree.tree import Tree
from skillfs_daemon.publishing import Publisher
from skillfs_daemon.saving import Loader, Saver, Saving, as_os_error
from skillfs_daemon.store_writer import StoreWriter
from skillfs_daemon.validator_link import ValidatorLink

log = logging.getLogger(__name__)

FLUSH_PATIENCE_SECONDS = 1.0
"""How long close(2) waits for a verdict; what takes longer is judged when the file has been released."""
ERROR_LINGERS_SECONDS = 2.0
"""How long the `.error` of a removed drop stays, for `rm -r` has listed it and will remove it too."""

WRONG_NAME = "is not learnt from: its name must end in .json or .jsonl; rename it"


class DropKeeper:
    """Does for the inboxes of a mount what its operations ask for."""

    def __init__(
        self,
        tree: Tree,
        writer: StoreWriter,
        loader: Loader,
        saver: Saver,
        publisher: Publisher,
        validator: ValidatorLink,
        settings: dict[int, SpaceSettings],
        daemon_id: int,
        notify: Callable[[Iterable[Invalidation]], None],
        nursery: trio.Nursery,
    ) -> None:
        self._tree = tree
        self._writer = writer
        self._loader = loader
        self._saver = saver
        self._publisher = publisher
        self._validator = validator
        self._settings = settings
        self._daemon_id = daemon_id
        self._notify = notify
        self._nursery = nursery
        self._spooling: dict[int, trio.Lock] = {}

    # -- what the mount's operations report ----------------------------------------------------------------------

    def made(self, effect: effects.DropMade) -> None:
        """A file or directory was created."""
        node = effect.node
        is_directory = isinstance(node, Directory)
        state = inbox.ASIDE if is_directory or inbox.is_temporary(effect.path) else inbox.OPEN
        if isinstance(node, DropFile):
            node.state = state
        row = _row_of(node, effect.path, state, self._daemon_id)
        self._post(node, lambda store: inbox.put(store, row))

    def renamed(self, effect: effects.DropRenamed) -> None:
        """A file or directory has a new place; a file that nobody writes is judged by its new name."""
        node = effect.node
        self._post(node, lambda store: inbox.rename(store, node.ino, effect.path, self._daemon_id))
        if isinstance(node, DropFile):
            node.state = inbox.OPEN
            if node.writers == 0:
                self._nursery.start_soon(self.settle, node)

    def removed(self, effect: effects.DropRemoved) -> None:
        """A file or directory was removed: what waited is cancelled."""
        self._post(effect.node, lambda store: inbox.cancel(store, effect.node.ino))
        if isinstance(effect.node, DropFile):
            self._nursery.start_soon(self._remove_error_later, effect)

    async def _remove_error_later(self, effect: effects.DropRemoved) -> None:
        await trio.sleep(ERROR_LINGERS_SECONDS)
        if effect.name not in effect.parent.children and (tree := self._tree.inboxes.get(effect.node.space_id)):
            self._notify(tree.remove_error(effect.parent, effect.name))

    def attributes_set(self, node: Node) -> None:
        """Mode, owner or times were set."""
        mode, uid, gid, mtime_ns = node.mode & 0o7777, node.uid, node.gid, node.mtime_ns
        self._post(node, lambda store: inbox.set_attributes(store, node.ino, mode, uid, gid, mtime_ns))
        # The kernel knows of the node it asked about, not of others that had to follow.
        self._notify([InodeChanged(node.ino, attributes_only=True)])

    def error_dismissed(self, node: Node) -> None:
        """An `.error` was removed."""
        self._post(node, lambda store: inbox.dismiss_error(store, node.ino))

    def _post(self, node: Node, change: Callable[[Store], object]) -> None:
        """Have the row of a file or directory changed; until that is done, what the store says of it is ignored."""
        ino, tree = node.ino, self._tree.inboxes.get(node.space_id)
        if tree is None:
            return
        tree.sent(ino)

        def change_and_tell(store: Store) -> int:
            # Of a space that was purged meanwhile nothing is to be kept.
            if spaces.exists(store, node.space_id):
                change(store)
            return inbox.last_revision(store)

        self._writer.post(
            change_and_tell, then=lambda revision: tree.settled(ino, revision), failed=lambda: tree.settled(ino, 0)
        )

    # -- spooling and judging ------------------------------------------------------------------------------------

    async def flush(self, drop: DropFile) -> None:
        """Make a drop's bytes durable, and refuse those that can never become a session.

        Raises EINVAL for such bytes, EFBIG where some were refused before, and what the store has to say (ENOSPC).
        """
        if not drop.linked:
            return
        await self._spool(drop)
        path = drop.path()
        if inbox.is_temporary(path) or not inbox.is_session(path):
            return
        if drop.refused:
            self._reject(drop, self._too_large(drop))
            raise OSError(errno.EFBIG, self._too_large(drop))
        with trio.move_on_after(FLUSH_PATIENCE_SECONDS):
            verdict = await self._judge(drop)
            if verdict is not None and verdict.state is VerdictState.INVALID:
                self._reject(drop, verdict.error or "is no session")
                raise OSError(errno.EINVAL, verdict.error)

    async def _spool(self, drop: DropFile) -> None:
        """Store what is not stored yet; the drop is open then, whatever it was. Raises `OSError`.

        Of two that ask at once the second one waits: what it answers for is on its way, not yet there.
        """
        lock = self._spooling.setdefault(drop.ino, trio.Lock())
        async with lock:
            if drop.unspooled:
                drop.unspooled = False
                try:
                    await self._store_spool(drop)
                except (sqlite3.Error, StoreError, OSError) as error:
                    drop.unspooled = True
                    raise as_os_error(error) from error
        if not lock.statistics().tasks_waiting:
            self._spooling.pop(drop.ino, None)

    async def _store_spool(self, drop: DropFile) -> None:
        saving = Saving(drop.content, await self._loader.with_content(drop.content.snapshot))
        await self._saver.store_large(saving)
        mtime_ns = drop.mtime_ns
        row = _row_of(drop, drop.path(), drop.state, self._daemon_id)

        def store_all(store: Store) -> None:
            if not spaces.exists(store, drop.space_id):
                return
            if inbox.get(store, drop.ino) is None:
                # What was said of it when it was made is lost: the disk was full.
                inbox.put(store, row)
            inbox.spool(store, drop.ino, saving.snapshot.size, saving.store_rest(store), mtime_ns, self._daemon_id)

        await self._writer.run(store_all, prepare=saving.hash_rest)
        self._saver.finish(saving)
        if drop.state != inbox.ASIDE:
            drop.state = inbox.OPEN

    async def _judge(self, drop: DropFile) -> Verdict | None:
        """The verdict on what is stored of a drop; None when it is being changed meanwhile."""
        blob, size = drop.content.blob, drop.content.size
        if blob is None:
            return None
        return await self._validator.judge(blob, size, inbox.is_lines(drop.path()))

    async def judge_orphans(self, orphans: Iterable[inbox.Drop]) -> None:
        """Judge drops that were open in a mount that died: it has released them, whatever its writers thought."""
        for orphan in orphans:
            node = self._tree.nodes.get(orphan.ino)
            if not isinstance(node, DropFile) or node.state != inbox.OPEN or node.writers:
                continue
            if await self._writer.run(functools.partial(inbox.adopt, orphan=orphan, owner=self._daemon_id)):
                self._nursery.start_soon(self.settle, node)

    async def settle(self, drop: DropFile) -> None:
        """Decide what becomes of a drop that nobody has open for writing any more."""
        try:
            await self._settle(drop)
        except OSError as error:
            # It stays open, as `wait` says: the next mount judges it.
            log.error("inbox: %s could not be judged: %s", drop.name.decode(errors="replace"), error)
        except Exception:
            log.exception("inbox: %s could not be judged", drop.name.decode(errors="replace"))

    async def _settle(self, drop: DropFile) -> None:
        if not drop.linked or drop.writers:
            return
        await self._spool(drop)
        if not drop.linked or drop.writers:
            return
        path = drop.path()
        if drop.state in inbox.GONE:
            # The learner was done with it before its writer was.
            self._notify(self._tree.inboxes[drop.space_id].take_away(drop))
        elif inbox.is_temporary(path):
            self._say(drop, inbox.ASIDE, None)
            self._post(drop, lambda store: inbox.set_aside(store, drop.ino))
        elif not inbox.is_session(path):
            self._reject(drop, WRONG_NAME)
        elif drop.refused:
            self._reject(drop, self._too_large(drop))
        elif drop.state == inbox.OPEN:
            blob = drop.content.blob
            verdict = await self._judge(drop)
            # What was saved before the drop belongs to what is learnt by: a skill that was copied a moment ago, say.
            await self._publisher.cut_at_rest(drop.space_id)
            if verdict is not None and drop.linked and not drop.writers and drop.content.blob == blob:
                self._apply(drop, verdict)

    def _too_large(self, drop: DropFile) -> str:
        limit = self._tree.session_limits.get(drop.space_id, 0)
        return f"is larger than max_session_bytes ({limit} bytes) in SPACE.md; raise that, then drop it again"

    def _apply(self, drop: DropFile, verdict: Verdict) -> None:
        readable = verdict.state is VerdictState.COMPLETE or (verdict.live and verdict.messages > 0)
        if not readable:
            self._reject(drop, verdict.error or "is no session")
            return
        due_ns = time.time_ns()
        settings = self._settings.get(drop.space_id, SpaceSettings())
        if verdict.live and verdict.messages - drop.learnt < settings.batch_turns:
            due_ns += int(settings.idle_seconds * 1e9)
        self._say(drop, inbox.WAITING, verdict.error)
        self._post(
            drop,
            lambda store: inbox.accept(
                store, drop.ino, live=verdict.live, turns=verdict.messages, due_ns=due_ns, warning=verdict.error
            ),
        )

    def _reject(self, drop: DropFile, error: str) -> None:
        self._say(drop, inbox.REJECTED, error)
        self._post(drop, lambda store: inbox.reject(store, drop.ino, error))

    def _say(self, drop: DropFile, state: str, error: str | None) -> None:
        if (tree := self._tree.inboxes.get(drop.space_id)) is not None:
            self._notify(tree.say(drop, state, error))


def _row_of(node: Node, path: bytes, state: str, owner: int) -> inbox.Drop:
    """What the store is to say of a new file or directory of an inbox."""
    kind = Kind.DIRECTORY if isinstance(node, Directory) else Kind.FILE
    mode = node.mode & 0o7777
    return inbox.Drop(
        node.ino, node.space_id, path, kind, mode, node.uid, node.gid, node.mtime_ns, state=state, owner=owner
    )
