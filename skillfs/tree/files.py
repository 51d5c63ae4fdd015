"""Operations on what a node holds: bytes, attributes, extended attributes, handles."""

from __future__ import annotations

import errno
import os
import stat
import time
from dataclasses import dataclass

from skillfs.tree import effects
from skillfs.tree.access import drop_mode
from skillfs.tree.inbox import DropFile
from skillfs.tree.namespace import touch
from skillfs.tree.nodes import Area, Directory, File, Generated, Node, Symlink
from skillfs.tree.tree import DEFAULT_SESSION_LIMIT, Tree, fail

EARLIEST_NS, LATEST_NS = -(2**63), 2**63 - 1
"""The times that the store's integers can hold: 1677 to 2262."""
MAX_XATTRS = 64 * 1024
"""Bytes of names and values that the extended attributes of one node may have together (E2BIG)."""


@dataclass(slots=True)
class Handle:
    """An open file. `uid` and `pid` opened it; `changed` says whether it was written through since the last flush."""

    node: Node
    writable: bool
    append: bool
    uid: int
    pid: int
    changed: bool = False


def open_file(tree: Tree, ino: int, flags: int, uid: int = 0, pid: int = 0) -> Handle:
    """Open a file on behalf of a process, and empty it where O_TRUNC says so: the kernel sends no SETATTR then.

    Emptied by anybody but root it loses the set-user-ID and set-group-ID bits, as by any write.
    Raises EISDIR, ELOOP for a symlink, and EACCES for writing to a generated one.
    """
    node = tree.node(ino)
    if isinstance(node, Directory):
        raise fail(errno.EISDIR)
    if isinstance(node, Symlink):
        raise fail(errno.ELOOP)
    # Linux empties a file that is opened with O_RDONLY | O_TRUNC: whoever may do that writes.
    writable = bool(flags & (os.O_ACCMODE | os.O_TRUNC))
    if writable and not isinstance(node, File):
        raise fail(errno.EACCES)
    node.handles += 1
    if writable and isinstance(node, File):
        node.writers += 1
    handle = Handle(node, writable, bool(flags & os.O_APPEND), uid, pid)
    if writable and flags & os.O_TRUNC:
        truncate(tree, node, 0)
        handle.changed = True
        if uid != 0:
            # Before a write or a truncation the kernel sees to that itself, by a SETATTR.
            node.mode &= ~(stat.S_ISUID | stat.S_ISGID)
    return handle


def release(tree: Tree, handle: Handle) -> bool:
    """Close a handle; true when it was the last one through which the file could be written."""
    node = handle.node
    node.handles -= 1
    last = False
    if handle.writable and isinstance(node, File):
        node.writers -= 1
        last = node.writers == 0
    tree.discard(node)
    return last


def read(tree: Tree, handle: Handle, offset: int, length: int) -> bytes:
    """Up to `length` bytes from `offset`. Raises `Missing`, and EINVAL for a negative offset.

    Generated files are read elsewhere.
    """
    node = handle.node
    if not isinstance(node, File) or offset < 0:
        raise fail(errno.EINVAL)
    return node.content.read(offset, length, tree.cache)


def write(tree: Tree, handle: Handle, offset: int, data: bytes) -> int:
    """Write all of `data`, at the end of the file for a handle that appends.

    Raises `Missing`, EFBIG, EDQUOT, EBADF for a handle to read, and EINVAL for a negative offset.
    """
    node = handle.node
    if not handle.writable or not isinstance(node, File):
        raise fail(errno.EBADF)
    if offset < 0:
        raise fail(errno.EINVAL)
    if handle.append:
        offset = node.content.size
    _check_limit(tree, node, max(offset + len(data), node.size))
    before = node.size
    node.content.write(offset, data, tree.cache)
    _count_growth(tree, node, node.size - before)
    handle.changed = True
    _note_unspooled(node)
    node.mtime_ns = time.time_ns()
    touch(tree, node)
    return len(data)


def truncate(tree: Tree, node: Node, size: int) -> None:
    """Make a file `size` bytes long. Raises `Missing`, EFBIG, EDQUOT, and EINVAL for what has no size to set."""
    if isinstance(node, Directory):
        raise fail(errno.EISDIR)
    if not isinstance(node, File):
        raise fail(errno.EACCES if isinstance(node, Generated) else errno.EINVAL)
    if size < 0:
        raise fail(errno.EINVAL)
    _check_limit(tree, node, size)
    before = node.size
    node.content.truncate(size, tree.cache)
    _count_growth(tree, node, size - before)
    _note_unspooled(node)
    node.mtime_ns = time.time_ns()
    touch(tree, node)


def _note_unspooled(node: File) -> None:
    if isinstance(node, DropFile):
        node.unspooled = True


def _check_limit(tree: Tree, node: File, size: int) -> None:
    """Nothing grows beyond what SPACE.md allows: better an error that the writer sees than a session cut short."""
    if isinstance(node, DropFile):
        node.refused = size > tree.session_limits.get(node.space_id, DEFAULT_SESSION_LIMIT)
        if node.refused:
            raise fail(errno.EFBIG)
    elif _is_counted(node):
        tree.check_room(node.space_id, size=size - node.size)


def _is_counted(node: File) -> bool:
    """Whether a file takes of what its space may hold; one without a name is as good as gone."""
    return node.area is Area.SKILLS and node.linked


def _count_growth(tree: Tree, node: File, size: int) -> None:
    if size and _is_counted(node):
        tree.spaces[node.space_id].grew(size)


@dataclass(frozen=True, slots=True)
class Attributes:
    """What setattr is to set; None leaves it. Times are in nanoseconds since the epoch."""

    mode: int | None = None
    uid: int | None = None
    gid: int | None = None
    atime_ns: int | None = None
    mtime_ns: int | None = None


def set_attributes(tree: Tree, node: Node, wanted: Attributes) -> None:
    """Set mode, owner and times. Generated files take them without effect, so that an archive unpacks over them.

    Raises EPERM in the control directory.
    """
    if node.area is Area.CONTROL:
        raise fail(errno.EPERM)
    if isinstance(node, Generated):
        return
    if wanted.mode is not None:
        _set_mode(tree, node, stat.S_IMODE(wanted.mode))
    node.uid = node.uid if wanted.uid is None else wanted.uid
    node.gid = node.gid if wanted.gid is None else wanted.gid
    node.atime_ns = node.atime_ns if wanted.atime_ns is None else _kept_time(wanted.atime_ns)
    node.mtime_ns = node.mtime_ns if wanted.mtime_ns is None else _kept_time(wanted.mtime_ns)
    if isinstance(node, Directory) and (node.is_top or node.area is Area.ROOT):
        node.ctime_ns = time.time_ns()
        tree.effects.append(effects.AttributesSet(node))
    elif node.area is Area.INBOX:
        node.ctime_ns = time.time_ns()
        tree.effects.append(effects.DropAttributes(node))
    else:
        touch(tree, node)


def _set_mode(tree: Tree, node: Node, mode: int) -> None:
    inbox = tree.inboxes.get(node.space_id) if node.area is Area.INBOX else None
    node.mode = stat.S_IFMT(node.mode) | mode
    if inbox is not None and node is inbox.top:
        _close_to_others(tree, inbox.top)
    elif inbox is not None:
        node.mode = drop_mode(inbox.top, node.mode)


def _close_to_others(tree: Tree, inbox: Directory) -> None:
    """Take from what is in an inbox the permissions that it may not have, now that the inbox is a drop box."""
    for node in inbox.walk():
        mode = drop_mode(inbox, node.mode)
        if node is not inbox and mode != node.mode:
            node.mode = mode
            if not isinstance(node, Generated):
                tree.effects.append(effects.DropAttributes(node))


def _kept_time(time_ns: int) -> int:
    """The nearest time that the store can hold, as every file system clamps what its inodes have no room for."""
    return max(EARLIEST_NS, min(time_ns, LATEST_NS))


def _holder(tree: Tree, ino: int) -> File | Directory:
    node = tree.node(ino)
    if node.area is not Area.SKILLS or not isinstance(node, File | Directory):
        raise fail(errno.ENOTSUP)
    return node


def get_xattr(tree: Tree, ino: int, name: bytes) -> bytes:
    """The value of an extended attribute. Raises ENODATA."""
    node = tree.node(ino)
    value = node.xattrs.get(name) if isinstance(node, File | Directory | Generated) else None
    if value is None:
        raise fail(errno.ENODATA)
    return value


def list_xattrs(tree: Tree, ino: int) -> list[bytes]:
    """The names of a node's extended attributes."""
    node = tree.node(ino)
    return sorted(node.xattrs) if isinstance(node, File | Directory | Generated) else []


def set_xattr(tree: Tree, ino: int, name: bytes, value: bytes) -> None:
    """Set a user extended attribute below `skills/`.

    Raises ENOTSUP elsewhere and for other names, EINVAL for the mere prefix, and E2BIG.
    """
    node = _holder(tree, ino)
    if not name.startswith(b"user."):
        raise fail(errno.ENOTSUP)
    if name == b"user.":
        raise fail(errno.EINVAL)
    xattrs = {**node.xattrs, name: value}
    if sum(len(key) + len(item) for key, item in xattrs.items()) > MAX_XATTRS:
        raise fail(errno.E2BIG)
    node.xattrs = xattrs
    touch(tree, node)


def remove_xattr(tree: Tree, ino: int, name: bytes) -> None:
    """Remove an extended attribute. Raises ENODATA and ENOTSUP."""
    node = _holder(tree, ino)
    if name not in node.xattrs:
        raise fail(errno.ENODATA)
    node.xattrs = {key: value for key, value in node.xattrs.items() if key != name}
    touch(tree, node)
