"""The mount process: one FUSE file system that shows the spaces of a store."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyfuse3
import trio

from skillfs.skills.settings import SpaceSettings
from skillfs.store import daemons, inbox, recovery
from skillfs.store.database import Store, StoreError, StoreGone
from skillfs.tree.effects import Invalidation
from skillfs.tree.inbox import DropFile
from skillfs.tree.nodes import Node
from skillfs.tree.tree import Tree
from skillfs_daemon.announcing import Announcer
from skillfs_daemon.control_tree import ControlTree
from skillfs_daemon.drops import DropKeeper
from skillfs_daemon.follower import Follower, News
from skillfs_daemon.inodes import BLOCK, InodePool
from skillfs_daemon.loop_writer import LoopWriter
from skillfs_daemon.notifier import Notifier
from skillfs_daemon.operations import Operations
from skillfs_daemon.publishing import Publisher
from skillfs_daemon.reading import StoreReader
from skillfs_daemon.request_pump import RequestPump
from skillfs_daemon.saving import Loader, Saver
from skillfs_daemon.space_keeper import SpaceKeeper
from skillfs_daemon.stagehand_link import StagehandLink
from skillfs_daemon.store_watch import StoreWatch
from skillfs_daemon.store_writer import StoreWriter
from skillfs_daemon.validator_link import ValidatorLink

log = logging.getLogger(__name__)

PREDECESSOR_SECONDS = 10.0
_M_ARENA_MAX = -8
"""Of malloc.h."""


class MountError(StoreError):
    """The file system cannot be mounted."""


@dataclass(frozen=True, slots=True)
class Granted:
    """Descriptors of what root has opened for a process that may not: the FUSE device by which the mountpoint is
    mounted already (`fuse_device.mount_for`), and the socket of a keeper of stagehands (`stagehand.keep`)."""

    device: int
    keeper: int


def _nothing() -> None:
    """What is called where nobody wants to know."""


def serve(
    store_path: Path,
    mountpoint: Path,
    *,
    allow_other: bool = False,
    read_only: bool = False,
    granted: Granted | None = None,
    before_mount: Callable[[], None] = _nothing,
    ready: Callable[[], None] = _nothing,
) -> None:
    """Mount the spaces of a store at `mountpoint`, and serve them until unmounted or told to stop by a signal.

    `before_mount` is called when all is ready to be mounted, `ready` once the mount stands. Raises `MountError` and
    `StoreError`. pyfuse3 keeps its session in module globals: one mount a process.
    """
    _allocate_from_one_arena()
    with Store(store_path) as store:
        _outwait_predecessor(store, mountpoint)
        daemons.bury(store)
        recovered = recovery.recover(store)
        if recovered:
            log.warning("committed the drafts of %d spaces that a crash had left", len(recovered))
        daemon_id = daemons.register(store, daemons.MOUNT, os.fspath(mountpoint))
        inodes = store.reserve_inodes(BLOCK)
        serving = _Mount(store_path, mountpoint, daemon_id, inodes, granted)
        try:
            trio.run(serving.run, allow_other, read_only, before_mount, ready)
        finally:
            # Only out of the store that it was entered in.
            with contextlib.suppress(StoreGone):
                daemons.leave(store, daemon_id)


def _outwait_predecessor(store: Store, mountpoint: Path) -> None:
    """Let a server whose mount was taken off here commit what it has confirmed, `PREDECESSOR_SECONDS` at most.

    Its supervisor was killed, and nobody else waits for it. What it commits later than that would undo what is saved
    here meanwhile.
    """
    deadline = time.monotonic() + PREDECESSOR_SECONDS
    while pids := [one.pid for one in daemons.alive(store, daemons.MOUNT) if one.mountpoint == os.fspath(mountpoint)]:
        if time.monotonic() > deadline:
            log.warning("%s: process %d, which has served it, does not end", mountpoint, pids[0])
            return
        time.sleep(0.02)


def _allocate_from_one_arena() -> None:
    """Have glibc keep one heap for all threads (mallopt(3), M_ARENA_MAX), where there is glibc.

    Content is read in worker threads and kept or dropped in the loop. From a heap for each of them the same content
    takes ever more memory: measured under stress, 4.3 MiB a minute against 0.1.
    """
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


class _Mount:
    """The parts of a mount, put together."""

    def __init__(
        self, store_path: Path, mountpoint: Path, daemon_id: int, inodes: range, granted: Granted | None
    ) -> None:
        self._store_path = store_path
        self._mountpoint = mountpoint
        self._daemon_id = daemon_id
        self._first_inodes = inodes
        self._granted = granted

    async def run(
        self, allow_other: bool, read_only: bool, before_mount: Callable[[], None], ready: Callable[[], None]
    ) -> None:
        self._writer = StoreWriter(self._store_path)
        self._reader = StoreReader(self._store_path)
        self._tree = Tree(os.getuid(), os.getgid(), InodePool(self._first_inodes, self._writer))
        self._settings: dict[int, SpaceSettings] = {}
        self._notifier = Notifier()
        loader, saver = Loader(self._tree, self._reader), Saver(self._tree, self._writer)
        self._loop_writer = LoopWriter(self._store_path)
        self._publisher = Publisher(self._tree, self._writer, self._loop_writer, loader, saver, self._daemon_id)
        stagehand = StagehandLink(None if self._granted is None else self._granted.keeper)
        self._announcer = Announcer(
            self._tree, self._mountpoint, self._daemon_id, self._notifier.send, self._publisher.advanced, stagehand,
            self._publisher.kept,
            through_mount=not read_only,
        )  # fmt: skip
        self._store_watch = StoreWatch(self._reader)
        self._space_keeper = SpaceKeeper(self._tree, self._writer, self._publisher, self._notifier.send)
        validator = ValidatorLink(self._store_path)
        follower = Follower(self._store_path, self._show)

        self._writer.start()
        self._apply(await self._reader.run(follower.read_all))
        try:
            async with trio.open_nursery() as nursery:
                self._nursery = nursery
                await nursery.start(validator.run)
                self._drops = DropKeeper(
                    self._tree, self._writer, loader, saver, self._publisher, validator, self._settings,
                    self._daemon_id, self._notifier.send, nursery,
                )  # fmt: skip
                control = ControlTree(
                    self._tree, self._mountpoint, self._reader, self._publisher, self._notifier.send,
                )  # fmt: skip
                operations = Operations(
                    self._tree, self._store_path, control, loader, saver, self._publisher, self._drops,
                    self._space_keeper, self._announcer, self._store_watch, nursery,
                )  # fmt: skip
                before_mount()
                _mount(operations, self._place(), allow_other=allow_other, read_only=read_only)
                try:
                    self._notifier.start()
                    follower.start()
                    nursery.start_soon(self._publisher.run)
                    nursery.start_soon(self._announcer.run)
                    nursery.start_soon(self._beat)
                    nursery.start_soon(self._store_watch.run)
                    nursery.start_soon(_stop_on_signal)
                    nursery.start_soon(self._judge_orphans)
                    nursery.start_soon(_tell, ready, validator)
                    await pyfuse3.main()
                    await self._finish()
                finally:
                    self._notifier.stop()
                    pyfuse3.close(unmount=True)
                    follower.close()
                    nursery.cancel_scope.cancel()
        finally:
            self._loop_writer.close()
            await trio.to_thread.run_sync(self._writer.close)
            self._reader.close()

    def _place(self) -> Path:
        """What libfuse is to serve. A mountpoint that is mounted already is not looked at: nobody would answer."""
        if self._granted is not None:
            return Path(f"/dev/fd/{self._granted.device}")
        if not self._mountpoint.is_dir():
            raise MountError(f"{self._mountpoint}: not a directory; choose an empty or a new one")
        return self._mountpoint

    async def _finish(self) -> None:
        """Make durable what the kernel has handed over."""
        for node in list(self._tree.nodes.values()):
            if isinstance(node, DropFile) and node.unspooled and node.linked:
                node.writers = 0
                await self._drops.settle(node)
        await self._publisher.cut_all()
        try:
            await self._writer.flush()
        except StoreGone as error:
            log.error("what was changed since is lost with the store: %s", error)

    async def _beat(self) -> None:
        while True:
            await trio.sleep(daemons.HEARTBEAT_SECONDS)
            if not self._store_watch.refuses:
                self._writer.post(lambda store: daemons.beat(store, self._daemon_id))

    async def _judge_orphans(self) -> None:
        """Look now and then for drops that a mount which died has left open: this one's predecessor, or another."""
        while True:
            if not self._store_watch.refuses:
                try:
                    await self._drops.judge_orphans(await self._reader.run(inbox.orphans))
                except (sqlite3.Error, StoreError) as error:
                    log.warning("drops that another mount left open are not judged yet: %s", error)
            await trio.sleep(daemons.HEARTBEAT_SECONDS)

    def _judge(self, nodes: Iterable[Node]) -> None:
        for node in list(nodes):
            if isinstance(node, DropFile) and node.state == inbox.OPEN:
                self._nursery.start_soon(self._drops.settle, node)

    # -- news from the store -------------------------------------------------------------------------------------

    def _show(self, news: News) -> None:
        try:
            self._show_all(news)
        except Exception:
            # A mount that shows something old is better than none.
            log.exception("what is new in the store could not be shown")

    def _show_all(self, news: News) -> None:
        self._notifier.send(self._apply(news))
        for arrival in news.arrived:
            # What an import or a restored space brings along has no writer.
            self._judge(self._tree.inboxes[arrival.space.id].top.walk())
        if news.arrived or news.renamed or news.removed:
            self._nursery.start_soon(self._space_keeper.news_shown)

    def _apply(self, news: News) -> list[Invalidation]:
        """Bring the tree up to date; what the kernel must forget then."""
        outdated: list[Invalidation] = []
        self._settings.update(news.settings)
        for space_id, settings in news.settings.items():
            self._tree.session_limits[space_id] = settings.max_session_bytes
            self._tree.quotas[space_id] = settings.quota
        for space_id in news.removed:
            changed = self._tree.remove_space(space_id)
            outdated += [] if space_id in self._space_keeper.leaving else changed
        for space_id, name in news.renamed:
            changed = self._tree.rename_space(space_id, name)
            outdated += [] if space_id in self._space_keeper.leaving else changed
        for arrival in news.arrived:
            outdated += self._tree.add_space(
                arrival.space, arrival.state, arrival.unversioned, arrival.drops, arrival.attributes
            )
        for commit in news.commits:
            self._announcer.show(commit)
        for drop in news.drops:
            if (tree := self._tree.inboxes.get(drop.space_id)) is not None:
                outdated += tree.apply(drop)
        for space_id, present in news.inboxes.items():
            self._space_keeper.inbox_news(space_id, present, news.spaces_revision)
        for ino, row in news.attributes.items():
            self._space_keeper.attributes_news(ino, row, news.spaces_revision)
        return outdated


def _mount(operations: Operations, mountpoint: Path, *, allow_other: bool, read_only: bool) -> None:
    options = {"fsname=skillfs", "subtype=skillfs", "default_permissions", "nosuid", "nodev", "noatime"}
    options |= {"allow_other"} if allow_other else set()
    options |= {"ro"} if read_only else set()
    RequestPump().install()
    try:
        pyfuse3.init(operations, os.fspath(mountpoint), options)
    except RuntimeError as error:
        raise MountError(f"{mountpoint}: cannot be mounted ({error}); `skillfs doctor` says what is missing") from error


async def _tell(ready: Callable[[], None] | None, validator: ValidatorLink) -> None:
    """Say that the mount stands. It serves before that, but has no verdict yet when `close` would wait for one."""
    await validator.ready.wait()
    if ready is not None:
        ready()


async def _stop_on_signal() -> None:
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            pyfuse3.terminate()
