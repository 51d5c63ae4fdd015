"""The kernel's requests, answered from the tree: pyfuse3's operations.

Handlers run in one trio thread and touch the tree only there. What takes time (reading the store, writing it, parsing)
happens in other threads and processes, and a handler that waits for it leaves the tree consistent first.
"""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyfuse3
import trio
from pyfuse3 import EntryAttributes, FileInfo, FUSEError, ReaddirToken, RequestContext, SetattrFields, StatvfsData

from skillfs.tree import effects, files, namespace
from skillfs.tree.files import Attributes, Handle
from skillfs.tree.inbox import DropFile
from skillfs.tree.nodes import Area, Directory, File, Generated, Node, Symlink
from skillfs.tree.tree import MAX_NAME, Tree
from skillfs_daemon import answers
from skillfs_daemon.announcing import Announcer
from skillfs_daemon.control_tree import ControlTree
from skillfs_daemon.drops import DropKeeper
from skillfs_daemon.guarding import changing, guarded
from skillfs_daemon.publishing import Publisher
from skillfs_daemon.saving import Loader, Saver
from skillfs_daemon.space_keeper import SpaceKeeper
from skillfs_daemon.store_watch import StoreWatch

log = logging.getLogger(__name__)

LEAST_FILE_SIZE = 128
"""Bytes that a file takes of the store at least: 50,000 empty ones take 100 each in the log, with its indexes."""


@dataclass(slots=True)
class _Listing:
    """An open directory: its names with their nodes when it was opened or rewound."""

    directory: Directory
    names: list[tuple[bytes, Node]]
    begun: bool = False


class Operations(pyfuse3.Operations):
    """The file system of one mount."""

    enable_writeback_cache = False
    supports_dot_lookup = True

    def __init__(
        self,
        tree: Tree,
        store_path: Path,
        control: ControlTree,
        loader: Loader,
        saver: Saver,
        publisher: Publisher,
        drops: DropKeeper,
        spaces: SpaceKeeper,
        announcer: Announcer,
        store_watch: StoreWatch,
        nursery: trio.Nursery,
    ) -> None:
        super().__init__()
        self._tree = tree
        self._store_directory = store_path.parent
        self._control = control
        self._loader = loader
        self._saver = saver
        self._publisher = publisher
        self._drops = drops
        self._spaces = spaces
        self._announcer = announcer
        self.store_watch = store_watch
        self._nursery = nursery
        self._handles: dict[int, Handle] = {}
        self._listings: dict[int, _Listing] = {}
        self._last_handle = 0

    # -- handles and effects -------------------------------------------------------------------------------------

    def _new_handle(self) -> int:
        self._last_handle += 1
        return self._last_handle

    def _handle(self, fh: int) -> Handle:
        if fh not in self._handles:
            raise FUSEError(errno.EBADF)
        return self._handles[fh]

    def _listing(self, fh: int) -> _Listing:
        if fh not in self._listings:
            raise FUSEError(errno.EBADF)
        return self._listings[fh]

    def _carry_out(self, actor: RequestContext | Handle) -> None:
        """Pass on what the tree asks of the world, after an operation of a process."""
        pending, self._tree.effects = self._tree.effects, []
        if pending:
            self._control.acted(actor.pid)
        for effect in pending:
            match effect:
                case effects.Touched():
                    self._publisher.touched(effect.space_id, actor.uid, actor.pid)
                case effects.DropMade():
                    self._drops.made(effect)
                case effects.DropRenamed():
                    self._drops.renamed(effect)
                case effects.DropRemoved():
                    self._drops.removed(effect)
                case effects.DropAttributes():
                    self._drops.attributes_set(effect.node)
                case effects.ErrorDismissed():
                    self._drops.error_dismissed(effect.node)
                case effects.AttributesSet():
                    self._spaces.attributes_set(effect.node)
                case effects.InboxMade():
                    self._spaces.inbox_present(effect.space_id, True)
                case effects.InboxRemoved():
                    self._spaces.inbox_present(effect.space_id, False)

    # -- names ---------------------------------------------------------------------------------------------------

    @guarded
    async def lookup(self, parent_inode: int, name: bytes, ctx: RequestContext) -> EntryAttributes:
        parent = self._tree.directory(parent_inode)
        if parent.area is Area.CONTROL and name not in (b".", b".."):
            node = await self._control.look_at(parent, name, ctx.pid)
        else:
            node = self._announcer.staged(name, ctx.pid) or self._tree.lookup(parent_inode, name)
            if isinstance(node, File) and not node.content.knows_holes:
                await self._loader.learn_holes(node)
                node = self._announcer.staged(name, ctx.pid) or self._tree.lookup(parent_inode, name)
        return answers.absent(parent.area) if node is None else answers.entry(self._tree, node)

    async def forget(self, inode_list: Sequence[tuple[int, int]]) -> None:
        """Take back references of the kernel. Raises nothing at all: pyfuse3 has no answer to give, and would end."""
        for inode, count in inode_list:
            try:
                self._tree.forget(inode, count)
            except Exception:
                log.exception("inode %d could not be forgotten", inode)

    @changing
    async def create(
        self, parent_inode: int, name: bytes, mode: int, flags: int, ctx: RequestContext
    ) -> tuple[FileInfo, EntryAttributes]:
        if not flags & os.O_EXCL and name in self._tree.directory(parent_inode).children:
            # Committed by another process since the kernel looked: it looks again, and opens what is there.
            raise FUSEError(errno.ESTALE)
        node = namespace.create(self._tree, parent_inode, name, mode, ctx.uid, ctx.gid)
        self._carry_out(ctx)
        # A new file is empty: there is nothing to truncate, and nothing to save before the first write.
        handle = files.open_file(self._tree, node.ino, flags & ~os.O_TRUNC, ctx.uid, ctx.pid)
        answer = answers.entry(self._tree, node)
        return await self._opened(handle), answer

    @changing
    async def mknod(self, parent_inode: int, name: bytes, mode: int, rdev: int, ctx: RequestContext) -> EntryAttributes:
        if not _is_regular(mode):
            # Devices, fifos and sockets are no memory, and would not survive an export.
            raise FUSEError(errno.EPERM)
        node = namespace.create(self._tree, parent_inode, name, mode, ctx.uid, ctx.gid)
        self._carry_out(ctx)
        return answers.entry(self._tree, node)

    @changing
    async def mkdir(self, parent_inode: int, name: bytes, mode: int, ctx: RequestContext) -> EntryAttributes:
        if self._tree.directory(parent_inode).area is Area.ROOT:
            return answers.entry(self._tree, await self._spaces.create(name, mode, ctx))
        if self._announcer.is_stagehand(ctx.pid):
            self._announcer.take(parent_inode, name)
            return answers.entry(self._tree, self._tree.directory(parent_inode).children[name])
        node = namespace.mkdir(self._tree, parent_inode, name, mode, ctx.uid, ctx.gid)
        self._carry_out(ctx)
        return answers.entry(self._tree, node)

    @changing
    async def symlink(self, parent_inode: int, name: bytes, target: bytes, ctx: RequestContext) -> EntryAttributes:
        node = namespace.symlink(self._tree, parent_inode, name, target, ctx.uid, ctx.gid)
        self._carry_out(ctx)
        return answers.entry(self._tree, node)

    @changing
    async def link(self, inode: int, new_parent_inode: int, new_name: bytes, ctx: RequestContext) -> EntryAttributes:
        if ctx.uid not in (0, self._tree.node(inode).uid):
            # A new name is what counts of a drop: nobody gives another's one (as fs.protected_hardlinks has it).
            raise FUSEError(errno.EPERM)
        node = namespace.link(self._tree, inode, new_parent_inode, new_name)
        self._carry_out(ctx)
        return answers.entry(self._tree, node)

    @changing
    async def unlink(self, parent_inode: int, name: bytes, ctx: RequestContext) -> None:
        if self._announcer.is_stagehand(ctx.pid):
            self._announcer.take(parent_inode, name)
            return
        namespace.unlink(self._tree, parent_inode, name)
        self._carry_out(ctx)

    @changing
    async def rmdir(self, parent_inode: int, name: bytes, ctx: RequestContext) -> None:
        if self._announcer.is_stagehand(ctx.pid):
            self._announcer.take(parent_inode, name)
            return
        if self._tree.directory(parent_inode).area is Area.ROOT:
            await self._spaces.remove(name)
            return
        namespace.rmdir(self._tree, parent_inode, name)
        self._carry_out(ctx)

    @changing
    async def rename(
        self,
        parent_inode_old: int,
        name_old: bytes,
        parent_inode_new: int,
        name_new: bytes,
        flags: int,
        ctx: RequestContext,
    ) -> None:
        if self._announcer.is_stagehand(ctx.pid):
            self._announcer.take(parent_inode_new, name_new)
            return
        if parent_inode_old == parent_inode_new == pyfuse3.ROOT_INODE:
            await self._spaces.rename(name_old, name_new, flags)
            return
        namespace.rename(self._tree, parent_inode_old, name_old, parent_inode_new, name_new, flags)
        self._carry_out(ctx)

    @guarded
    async def readlink(self, inode: int, ctx: RequestContext) -> bytes:
        node = self._tree.node(inode)
        if not isinstance(node, Symlink):
            raise FUSEError(errno.EINVAL)
        return node.target

    # -- directories ---------------------------------------------------------------------------------------------

    @guarded
    async def opendir(self, inode: int, ctx: RequestContext) -> int:
        directory = self._tree.directory(inode)
        listing = await self._list(directory)
        directory.handles += 1
        fh = self._new_handle()
        self._listings[fh] = _Listing(directory, listing)
        return fh

    async def _list(self, directory: Directory) -> list[tuple[bytes, Node]]:
        if directory.area is Area.CONTROL:
            return await self._control.listing(directory)
        return self._tree.listing(directory.ino)

    def _listed(self, directory: Directory, names: list[tuple[bytes, Node]]) -> None:
        if directory.area is Area.CONTROL:
            self._control.listed(names)

    @guarded
    async def readdir(self, fh: int, start_id: int, token: ReaddirToken) -> None:
        listing = self._listing(fh)
        if start_id < 0:
            raise FUSEError(errno.EINVAL)
        if start_id == 0 and listing.begun:
            # rewinddir(3): the directory as it is now.
            listing.names, before = await self._list(listing.directory), listing.names
            self._listed(listing.directory, before)
        listing.begun = True
        children = None if listing.directory.area is Area.CONTROL else listing.directory.children
        for position in range(start_id, len(listing.names)):
            name, listed = listing.names[position]
            if listed.answer is None and isinstance(listed, File) and not listed.content.knows_holes:
                await self._loader.learn_holes(listed)
            # The kernel takes what it is told here for looked up: a name that was removed since would come back, and
            # one that a learner has given to a new version meanwhile would be missing.
            node = children.get(name) if children is not None else self._tree.nodes.get(listed.ino)
            if node is None:
                continue
            answer = node.answer or answers.attributes(self._tree, node)
            if not pyfuse3.readdir_reply(token, name, answer, position + 1):
                return
            node.lookups += 1

    @guarded
    async def releasedir(self, fh: int) -> None:
        listing = self._listing(fh)
        del self._listings[fh]
        self._listed(listing.directory, listing.names)
        listing.directory.handles -= 1
        self._tree.discard(listing.directory)

    @guarded
    async def fsyncdir(self, fh: int, datasync: bool) -> None:
        await self._publisher.save_space(self._listing(fh).directory.space_id)

    # -- attributes ----------------------------------------------------------------------------------------------

    @guarded
    async def getattr(self, inode: int, ctx: RequestContext) -> EntryAttributes:
        node = self._tree.node(inode)
        if isinstance(node, File) and not node.content.knows_holes:
            await self._loader.learn_holes(node)
        return answers.attributes(self._tree, node)

    @changing
    async def setattr(
        self, inode: int, attr: EntryAttributes, fields: SetattrFields, fh: int | None, ctx: RequestContext
    ) -> EntryAttributes:
        node = self._tree.node(inode)
        if self._announcer.is_stagehand(ctx.pid):
            return answers.attributes(self._tree, node)
        if fields.update_size:
            await self._truncate(node, attr.st_size)
        wanted = Attributes(
            mode=attr.st_mode if fields.update_mode else None,
            uid=attr.st_uid if fields.update_uid else None,
            gid=attr.st_gid if fields.update_gid else None,
            atime_ns=attr.st_atime_ns if fields.update_atime else None,
            mtime_ns=attr.st_mtime_ns if fields.update_mtime else None,
        )
        if wanted != Attributes():
            files.set_attributes(self._tree, node, wanted)
        self._carry_out(ctx)
        return answers.attributes(self._tree, node)

    async def _truncate(self, node: Node, size: int) -> None:
        await self._loader.with_content(lambda: files.truncate(self._tree, node, size))
        if isinstance(node, DropFile) and node.writers == 0:
            # truncate(2) by name: no handle will ever be flushed or released.
            self._nursery.start_soon(self._drops.settle, node)

    @guarded
    async def access(self, inode: int, mode: int, ctx: RequestContext) -> bool:
        return True

    @guarded
    async def statfs(self, ctx: RequestContext) -> StatvfsData:
        below = os.statvfs(self._store_directory)
        answer = StatvfsData()
        answer.f_bsize, answer.f_frsize = below.f_bsize, below.f_frsize
        answer.f_blocks, answer.f_bfree, answer.f_bavail = below.f_blocks, below.f_bfree, below.f_bavail
        # Files take room in the store, not inodes of the disk below it. What `df -i` calls used are the inodes in
        # memory: those with a name, and those that the kernel remembers.
        answer.f_ffree = answer.f_favail = below.f_bavail * below.f_frsize // LEAST_FILE_SIZE
        answer.f_files = len(self._tree.nodes) + answer.f_ffree
        answer.f_namemax = MAX_NAME
        return answer

    @guarded
    async def getxattr(self, inode: int, name: bytes, ctx: RequestContext) -> bytes:
        node = self._tree.node(inode)
        if isinstance(node, File) and not node.xattrs:
            # Asked for before each write of a file (security.capability).
            raise FUSEError(errno.ENODATA)
        return files.get_xattr(self._tree, inode, name)

    @guarded
    async def listxattr(self, inode: int, ctx: RequestContext) -> Sequence[bytes]:
        return files.list_xattrs(self._tree, inode)

    @changing
    async def setxattr(self, inode: int, name: bytes, value: bytes, ctx: RequestContext) -> None:
        files.set_xattr(self._tree, inode, name, value)
        self._carry_out(ctx)

    @changing
    async def removexattr(self, inode: int, name: bytes, ctx: RequestContext) -> None:
        files.remove_xattr(self._tree, inode, name)
        self._carry_out(ctx)

    # -- files ---------------------------------------------------------------------------------------------------

    @guarded
    async def open(self, inode: int, flags: int, ctx: RequestContext) -> FileInfo:
        if flags & os.O_ACCMODE != os.O_RDONLY:
            self.store_watch.check()
        handle = files.open_file(self._tree, inode, flags, ctx.uid, ctx.pid)
        self._control.acted(ctx.pid)
        self._carry_out(ctx)
        return await self._opened(handle)

    async def _opened(self, handle: Handle) -> FileInfo:
        """The answer to an open. Raises ESTALE, at which the kernel looks the name up again and opens what it finds."""
        node = handle.node
        if handle.writable and isinstance(node, File) and node.area is not Area.INBOX:
            try:
                await self._publisher.opened(node)
                if node.superseded:
                    # Since the kernel looked, or just now. What is written to this version would be lost.
                    raise FUSEError(errno.ESTALE)
            except (OSError, FUSEError):
                files.release(self._tree, handle)
                self._publisher.closed(node)
                raise
        fh = self._new_handle()
        self._handles[fh] = handle
        # The cache belongs to the inode, and what replaces a file's content behind the kernel's back is another inode.
        return FileInfo(fh=fh, keep_cache=True)

    @guarded
    async def read(self, fh: int, offset: int, size: int) -> bytes:
        handle = self._handle(fh)
        node = handle.node
        if isinstance(node, Generated):
            return await self._control.read(node, offset, size)
        return await self._loader.with_content(lambda: files.read(self._tree, handle, offset, size))

    @changing
    async def write(self, fh: int, offset: int, data: bytes) -> int:
        handle = self._handle(fh)
        written = await self._loader.with_content(lambda: files.write(self._tree, handle, offset, data))
        self._carry_out(handle)
        if isinstance(handle.node, File):
            await self._saver.write_behind(handle.node)
        return written

    @guarded
    async def flush(self, fh: int) -> None:
        handle = self._handle(fh)
        if not handle.changed:
            return
        handle.changed = False
        if isinstance(handle.node, DropFile):
            await self._drops.flush(handle.node)
        else:
            await self._publisher.save(handle.node)

    @guarded
    async def fsync(self, fh: int, datasync: bool) -> None:
        node = self._handle(fh).node
        if isinstance(node, DropFile):
            await self._drops.flush(node)
        else:
            await self._publisher.save_space(node.space_id)

    @guarded
    async def release(self, fh: int) -> None:
        handle = self._handle(fh)
        del self._handles[fh]
        node = handle.node
        last = files.release(self._tree, handle)
        if not handle.writable:
            return
        if isinstance(node, DropFile):
            if last:
                self._nursery.start_soon(self._drops.settle, node)
        elif isinstance(node, File):
            self._publisher.closed(node)


def _is_regular(mode: int) -> bool:
    return mode & 0o170000 == 0o100000
