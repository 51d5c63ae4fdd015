"""Spaces as directories: making, removing and renaming them through the mount."""

from __future__ import annotations

import errno
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import trio
from pyfuse3 import RequestContext

from skillfs.skills.new_space import create_space
from skillfs.store import spaces
from skillfs.store.database import Store, StoreError
from skillfs.store.spaces import is_valid_name
from skillfs.tree.effects import Invalidation
from skillfs.tree.namespace import RENAME_NOREPLACE
from skillfs.tree.nodes import Directory
from skillfs.tree.tree import Tree, fail
from skillfs_daemon.authorship import describe_process
from skillfs_daemon.publishing import Publisher
from skillfs_daemon.store_writer import StoreWriter

T = TypeVar("T")
log = logging.getLogger(__name__)


class SpaceKeeper:
    """Does for the directories of spaces what a mount's operations ask for.

    The store is told first; the tree shows it when the follower reports it, as for a space that the command line made.
    """

    def __init__(
        self,
        tree: Tree,
        writer: StoreWriter,
        publisher: Publisher,
        notify: Callable[[Iterable[Invalidation]], None],
    ) -> None:
        self._tree = tree
        self._writer = writer
        self._publisher = publisher
        self._notify = notify
        self._inboxes_on_their_way: Counter[int] = Counter()
        self._inbox_revisions: dict[int, int] = {}
        self._inbox_news: dict[int, tuple[bool, int]] = {}
        self._attributes_on_their_way: Counter[int] = Counter()
        self._attribute_revisions: dict[int, int] = {}
        self._attribute_news: dict[int, tuple[tuple[int, int, int, int, int], int]] = {}
        self._shown = trio.Condition()
        self.leaving: set[int] = set()
        """Spaces that a process removes or renames through this mount: the kernel knows."""

    async def news_shown(self) -> None:
        """To be called when the tree's spaces have changed."""
        async with self._shown:
            self._shown.notify_all()

    async def create(self, name: bytes, mode: int, ctx: RequestContext) -> Directory:
        """Make a space. Raises EINVAL for a name that no space can have, and EEXIST."""
        text = name.decode("utf-8", "replace")
        if not is_valid_name(text):
            raise fail(errno.EINVAL)
        if name in self._tree.root.children:
            raise fail(errno.EEXIST)
        uid, gid, author = ctx.uid, ctx.gid, describe_process(ctx.uid, ctx.pid)

        def create(store: Store) -> int:
            return create_space(store, text, uid=uid, gid=gid, author=author, mode=mode & 0o7777).id

        space_id = await self._in_store(create, errno.EEXIST)
        async with self._shown:
            while space_id not in self._tree.spaces:
                await self._shown.wait()
        return self._tree.spaces[space_id].top

    async def remove(self, name: bytes) -> None:
        """Put an empty space in the trash. Raises ENOENT, ENOTDIR and ENOTEMPTY."""
        node = self._tree.root.children.get(name)
        if node is None:
            raise fail(errno.ENOENT)
        if not isinstance(node, Directory):
            raise fail(errno.ENOTDIR)
        if node.children:
            raise fail(errno.ENOTEMPTY)
        space_id = node.space_id
        await self._publisher.cut(space_id)
        with self._leaving(space_id):
            await self._in_store(lambda store: spaces.remove(store, name.decode()), errno.ENOENT)
            async with self._shown:
                while space_id in self._tree.spaces:
                    await self._shown.wait()

    async def rename(self, name: bytes, new_name: bytes, flags: int) -> None:
        """Give a space another name. Raises ENOENT, EINVAL, EPERM for README.md, and EEXIST."""
        node = self._tree.root.children.get(name)
        if node is None:
            raise fail(errno.ENOENT)
        if not isinstance(node, Directory):
            raise fail(errno.EPERM)
        new_text = new_name.decode("utf-8", "replace")
        if flags & ~RENAME_NOREPLACE or not is_valid_name(new_text):
            raise fail(errno.EINVAL)
        if new_name == name:
            return
        if new_name in self._tree.root.children:
            raise fail(errno.EEXIST if flags & RENAME_NOREPLACE else errno.ENOTEMPTY)
        space_id = node.space_id
        with self._leaving(space_id):
            await self._in_store(lambda store: spaces.rename(store, name.decode(), new_text), errno.EEXIST)
            async with self._shown:
                while space_id in self._tree.spaces and self._tree.spaces[space_id].name != new_text:
                    await self._shown.wait()

    @contextmanager
    def _leaving(self, space_id: int) -> Iterator[None]:
        self.leaving.add(space_id)
        try:
            yield
        finally:
            self.leaving.discard(space_id)

    async def _in_store(self, change: Callable[[Store], T], code: int) -> T:
        try:
            return await self._writer.run(change, alone=True)
        except StoreError as error:
            log.info("%s", error)
            raise fail(code) from error

    def attributes_set(self, node: Directory) -> None:
        """Mode, owner or times of a directory were set that is in no commit."""
        ino, row = node.ino, (node.mode & 0o7777, node.uid, node.gid, node.atime_ns, node.mtime_ns)
        self._attributes_on_their_way[ino] += 1

        def settled(revision: int) -> None:
            self._attributes_on_their_way[ino] -= 1
            self._attribute_revisions[ino] = max(revision, self._attribute_revisions.get(ino, 0))
            self._follow_attributes(ino)

        self._writer.post(lambda store: spaces.set_attributes(store, ino, row), then=settled, failed=lambda: settled(0))

    def attributes_news(self, ino: int, row: tuple[int, int, int, int, int], revision: int) -> None:
        """Show what the store says of a directory, unless what this mount has said of it is newer."""
        self._attribute_news[ino] = (row, revision)
        self._follow_attributes(ino)

    def _follow_attributes(self, ino: int) -> None:
        if self._attributes_on_their_way[ino] or ino not in self._attribute_news:
            return
        row, revision = self._attribute_news.pop(ino)
        if revision > self._attribute_revisions.get(ino, 0):
            self._notify(self._tree.show_attributes(ino, row))

    def inbox_present(self, space_id: int, present: bool) -> None:
        """A space's `inbox/` was made again, or removed."""
        self._inboxes_on_their_way[space_id] += 1

        def settled(revision: int) -> None:
            self._inboxes_on_their_way[space_id] -= 1
            self._inbox_revisions[space_id] = max(revision, self._inbox_revisions.get(space_id, 0))
            self._follow_inbox(space_id)

        self._writer.post(
            lambda store: spaces.set_inbox(store, space_id, present), then=settled, failed=lambda: settled(0)
        )

    def inbox_news(self, space_id: int, present: bool, revision: int) -> None:
        """Show what the store says of a space's `inbox/`, unless what this mount has said of it is newer."""
        self._inbox_news[space_id] = (present, revision)
        self._follow_inbox(space_id)

    def _follow_inbox(self, space_id: int) -> None:
        if self._inboxes_on_their_way[space_id] or space_id not in self._tree.spaces:
            return
        present, revision = self._inbox_news.pop(space_id, (False, 0))
        if revision <= self._inbox_revisions.get(space_id, 0):
            return
        self._notify(self._tree.show_inbox(space_id, present))
        if not present and self._tree.inboxes[space_id].top.linked:
            # What was dropped here meanwhile must not be in a place that is not there.
            self.inbox_present(space_id, True)
