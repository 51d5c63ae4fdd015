"""Operations on names: create, mkdir, symlink, link, unlink, rmdir, rename.

Each checks everything before it changes anything, and raises `OSError` with the number that POSIX names. Permission
bits are the kernel's business (mount option default_permissions).
"""

from __future__ import annotations

import errno
import stat
import time

from skillfs.store.entries import SKILLS, SPACE_MD, is_versioned
from skillfs.tree import effects
from skillfs.tree.access import drop_mode
from skillfs.tree.content import Content
from skillfs.tree.inbox import DropFile
from skillfs.tree.nodes import Area, Directory, File, Generated, Node, Symlink
from skillfs.tree.space import SpaceTree, area_of
from skillfs.tree.tree import CONTROL, INBOX, MAX_NAME, Tree, fail

RENAME_NOREPLACE = 1
_VERSIONED = (Area.SPACE, Area.SKILLS)
MAX_TARGET = 4095
MAX_PATH = 4095 + 512
"""Bytes of a path below its space: one of PATH_MAX has to fit below a skill folder, as pjdfstest tries it. The log has
every path in full: without a bound a chain of directories, each in the last, would take the square of its length."""


def create(tree: Tree, parent_ino: int, name: bytes, mode: int, uid: int, gid: int) -> File:
    """A new empty file. Raises EEXIST, EPERM where the tree has no place for it, and EDQUOT."""
    parent = _new_name(tree, parent_ino, name)
    ino, now = next(tree.inodes), time.time_ns()
    file: File
    if parent.area is Area.INBOX:
        mode = drop_mode(tree.inboxes[parent.space_id].top, stat.S_IMODE(mode))
        file = DropFile(ino, parent.space_id, mode, uid, gid, now)
    else:
        _check_place(parent, name, is_directory=False)
        _check_room(tree, parent)
        file = File(ino, parent.area, parent.space_id, stat.S_IMODE(mode), uid, gid, now, Content())
    _add(tree, parent, name, file)
    return file


def mkdir(tree: Tree, parent_ino: int, name: bytes, mode: int, uid: int, gid: int) -> Directory:
    """A new directory. A space is not made here (see `Tree.add_space`). Raises EEXIST, EPERM and EDQUOT."""
    parent = _new_name(tree, parent_ino, name)
    if parent.area is Area.ROOT:
        raise fail(errno.EPERM)
    if parent.area is Area.SPACE and name == INBOX:
        return _make_inbox_again(tree, parent, mode, uid, gid)
    if parent.area is Area.SPACE:
        _check_place(parent, name, is_directory=True)
    _check_room(tree, parent)
    now = time.time_ns()
    area = Area.SKILLS if parent.area is Area.SPACE else parent.area
    if area is Area.INBOX:
        mode = drop_mode(tree.inboxes[parent.space_id].top, mode)
    directory = Directory(next(tree.inodes), area, parent.space_id, stat.S_IMODE(mode), uid, gid, now)
    _add(tree, parent, name, directory)
    return directory


def symlink(tree: Tree, parent_ino: int, name: bytes, target: bytes, uid: int, gid: int) -> Symlink:
    """A new symbolic link, below `skills/` only. Raises EEXIST, EPERM, ENAMETOOLONG and EDQUOT."""
    parent = _new_name(tree, parent_ino, name)
    if parent.area is not Area.SKILLS:
        raise fail(errno.EPERM)
    if len(target) > MAX_TARGET:
        raise fail(errno.ENAMETOOLONG)
    _check_room(tree, parent)
    link_node = Symlink(next(tree.inodes), Area.SKILLS, parent.space_id, 0o777, uid, gid, time.time_ns(), target)
    _add(tree, parent, name, link_node)
    return link_node


def link(tree: Tree, ino: int, new_parent_ino: int, new_name: bytes) -> DropFile:
    """A further name for a drop, as sftp and `ln` put files in place: the new name is what counts from now on.

    Raises EPERM outside of an inbox: an exported space could not tell hard links from copies.
    """
    node = tree.node(ino)
    parent = _new_name(tree, new_parent_ino, new_name)
    if not isinstance(node, DropFile) or parent.area is not Area.INBOX or not node.linked:
        raise fail(errno.EPERM)
    if parent.space_id != node.space_id:
        raise fail(errno.EXDEV)
    assert node.parent is not None
    node.aliases.append((node.parent, node.name))
    parent.attach(new_name, node)
    _renew_times(tree, parent)
    tree.effects.append(effects.DropRenamed(node, node.path()))
    return node


def unlink(tree: Tree, parent_ino: int, name: bytes) -> Node:
    """Take a name away from a file or symlink, and return that. Raises ENOENT, EISDIR and EPERM."""
    parent, node = _existing(tree, parent_ino, name)
    if isinstance(node, Directory):
        raise fail(errno.EISDIR)
    if parent.area is Area.CONTROL or (isinstance(node, Generated) and parent.area is not Area.INBOX):
        raise fail(errno.EPERM)
    _remove(tree, parent, name, node)
    return node


def rmdir(tree: Tree, parent_ino: int, name: bytes) -> Directory:
    """Remove an empty directory, and return it. Raises ENOENT, ENOTDIR, ENOTEMPTY and EPERM.

    A space is not removed here (see `Tree.remove_space`).
    """
    parent, node = _existing(tree, parent_ino, name)
    if not isinstance(node, Directory):
        raise fail(errno.ENOTDIR)
    if parent.area is Area.ROOT or node.area is Area.CONTROL:
        raise fail(errno.EPERM)
    if node.children:
        raise fail(errno.ENOTEMPTY)
    _remove(tree, parent, name, node)
    return node


def rename(tree: Tree, parent_ino: int, name: bytes, new_parent_ino: int, new_name: bytes, flags: int) -> None:
    """Give a node another place, replacing what is there: rename(2). Spaces are not renamed here.

    Raises EINVAL for flags other than RENAME_NOREPLACE, EXDEV between parts of the tree and between spaces, so that
    `mv` copies instead, and what POSIX names.
    """
    if flags & ~RENAME_NOREPLACE:
        raise fail(errno.EINVAL)
    parent, node = _existing(tree, parent_ino, name)
    new_parent = tree.directory(new_parent_ino)
    _check_name(new_name)
    if not new_parent.linked and new_parent is not tree.root:
        raise fail(errno.ENOENT)
    if node.space_id != new_parent.space_id or (node.area is Area.INBOX) != (new_parent.area is Area.INBOX):
        raise fail(errno.EXDEV)
    if Area.ROOT in (parent.area, new_parent.area) or Area.CONTROL in (parent.area, new_parent.area):
        raise fail(errno.EPERM)
    if isinstance(node, Generated) or (isinstance(node, Directory) and Area.SPACE in (parent.area, new_parent.area)):
        raise fail(errno.EPERM)
    if isinstance(node, Symlink) and new_parent.area is Area.SPACE:
        raise fail(errno.EPERM)
    _check_place(new_parent, new_name, is_directory=False)
    _check_no_loop(node, new_parent)
    _check_path(new_parent, new_name, node)
    if parent.area is Area.SPACE:
        _check_room(tree, new_parent, node.size)
    replaced = new_parent.children.get(new_name)
    if replaced is not None and flags & RENAME_NOREPLACE:
        raise fail(errno.EEXIST)
    if replaced is node:
        return
    if replaced is not None:
        _check_replaceable(node, replaced)
        _remove(tree, new_parent, new_name, replaced)
    _move(tree, node, parent, name, new_parent, new_name)


def touch(tree: Tree, node: Node) -> None:
    """Note that a node's content or attributes changed."""
    node.ctime_ns = time.time_ns()
    if node.area in _VERSIONED and node.linked and not node.is_top:
        space = tree.spaces[node.space_id]
        space.touch(node.path(), node.version)
        _tell_touched(tree, space)


def _tell_touched(tree: Tree, space: SpaceTree) -> None:
    # Most operations touch two paths of a space or three: it is told once.
    if not tree.effects or tree.effects[-1] is not space.touched:
        tree.effects.append(space.touched)


def _new_name(tree: Tree, parent_ino: int, name: bytes) -> Directory:
    parent = tree.directory(parent_ino)
    _check_name(name)
    if parent.area is Area.CONTROL:
        raise fail(errno.EPERM)
    if not parent.linked and parent is not tree.root:
        raise fail(errno.ENOENT)
    if name in parent.children:
        raise fail(errno.EEXIST)
    if parent.area is Area.ROOT:
        raise fail(errno.EPERM)
    _check_path(parent, name)
    return parent


def _check_path(parent: Directory, name: bytes, node: Node | None = None) -> None:
    """Raise ENAMETOOLONG where a name would be too deep for itself, or for what is below the `node` that gets it."""
    length = len(parent.path()) + 1 + len(name)
    if isinstance(node, Directory):
        length += max(len(moved.path()) for moved in node.walk()) - len(node.path())
    if length > MAX_PATH:
        raise fail(errno.ENAMETOOLONG)


def _check_name(name: bytes) -> None:
    if len(name) > MAX_NAME:
        raise fail(errno.ENAMETOOLONG)
    if name in (b"", b".", b"..") or b"/" in name or b"\0" in name:
        raise fail(errno.EINVAL)


def _check_place(parent: Directory, name: bytes, *, is_directory: bool) -> None:
    """A space's own directory takes nothing but what belongs there, and an editor's temporaries."""
    if parent.area is not Area.SPACE:
        return
    allowed = name in (SKILLS, INBOX) if is_directory else name == SPACE_MD or not is_versioned(name)
    if not allowed or name == CONTROL:
        raise fail(errno.EPERM)


def _check_room(tree: Tree, parent: Directory, size: int = 0) -> None:
    """Raise EDQUOT where one more file of `size` bytes is too much for `skills/`."""
    if parent.area is Area.SKILLS:
        tree.check_room(parent.space_id, files=1, size=size)


def _make_inbox_again(tree: Tree, parent: Directory, mode: int, uid: int, gid: int) -> Directory:
    inbox = tree.inboxes[parent.space_id].top
    inbox.mode = stat.S_IFDIR | stat.S_IMODE(mode)
    inbox.uid, inbox.gid = uid, gid
    _inherit_group(parent, inbox)
    parent.attach(INBOX, inbox)
    _renew_times(tree, parent)
    tree.effects += [effects.InboxMade(parent.space_id), effects.AttributesSet(inbox)]
    return inbox


def _existing(tree: Tree, parent_ino: int, name: bytes) -> tuple[Directory, Node]:
    parent = tree.directory(parent_ino)
    if len(name) > MAX_NAME:
        raise fail(errno.ENAMETOOLONG)
    node = parent.children.get(name)
    if node is None:
        raise fail(errno.EPERM if tree.lookup(parent_ino, name) is not None else errno.ENOENT)
    return parent, node


def _check_no_loop(node: Node, new_parent: Directory) -> None:
    above: Directory | None = new_parent
    while above is not None:
        if above is node:
            raise fail(errno.EINVAL)
        above = above.parent


def _check_replaceable(node: Node, replaced: Node) -> None:
    if isinstance(replaced, Directory):
        if not isinstance(node, Directory):
            raise fail(errno.EISDIR)
        if replaced.children:
            raise fail(errno.ENOTEMPTY)
    elif isinstance(node, Directory):
        raise fail(errno.ENOTDIR)
    elif isinstance(replaced, Generated):
        raise fail(errno.EPERM)


def _renew_times(tree: Tree, directory: Directory) -> None:
    """A directory whose entries changed has new times (POSIX), and says so in the log where it is versioned."""
    directory.mtime_ns = time.time_ns()
    touch(tree, directory)


def _inherit_group(parent: Directory, node: Node) -> None:
    """A directory with the set-group-ID bit gives its group to what is made in it, and the bit to directories.

    So Linux has it (inode(7)); the kernel leaves it to a FUSE server.
    """
    if parent.mode & stat.S_ISGID:
        node.gid = parent.gid
        if isinstance(node, Directory):
            node.mode |= stat.S_ISGID


def _add(tree: Tree, parent: Directory, name: bytes, node: Node) -> None:
    _inherit_group(parent, node)
    parent.attach(name, node)
    tree.nodes[node.ino] = node
    _renew_times(tree, parent)
    if parent.area is Area.INBOX:
        tree.effects.append(effects.DropMade(node, node.path()))
    else:
        tree.spaces[node.space_id].came(node)
        touch(tree, node)


def _remove(tree: Tree, parent: Directory, name: bytes, node: Node) -> None:
    if node.area is Area.INBOX:
        _remove_from_inbox(tree, parent, name, node)
    else:
        _take_paths(tree, node)
        tree.spaces[node.space_id].left(parent.detach(name))
    node.ctime_ns = time.time_ns()
    _renew_times(tree, parent)
    tree.discard(node)


def _take_paths(tree: Tree, node: Node) -> None:
    """Note that nothing is left at the paths of a node and of what is below it."""
    space = tree.spaces[node.space_id]
    for gone in node.walk() if isinstance(node, Directory) else (node,):
        space.touch(gone.path(), gone.version)
    _tell_touched(tree, space)


def _remove_from_inbox(tree: Tree, parent: Directory, name: bytes, node: Node) -> None:
    if isinstance(node, Directory) and node.is_top:
        parent.detach(name)
        tree.effects.append(effects.InboxRemoved(node.space_id))
        return
    if isinstance(node, Generated):
        parent.detach(name)
        drop = parent.children.get(name.removesuffix(b".error"))
        if isinstance(drop, DropFile):
            drop.error = None
            tree.effects.append(effects.ErrorDismissed(drop))
        return
    if isinstance(node, DropFile) and (parent, name) in node.aliases:
        node.aliases.remove((parent, name))
        parent.children.pop(name)
        return
    parent.detach(name)
    if isinstance(node, DropFile) and node.aliases:
        # The name that counted is gone; an older one counts again.
        older_parent, older_name = node.aliases.pop()
        node.parent, node.name = older_parent, older_name
        tree.effects.append(effects.DropRenamed(node, node.path()))
        return
    tree.effects.append(effects.DropRemoved(node, parent, name))


def _move(tree: Tree, node: Node, parent: Directory, name: bytes, new_parent: Directory, new_name: bytes) -> None:
    if node.area is Area.INBOX:
        _move_in_inbox(tree, node, parent, name, new_parent, new_name)
    else:
        _take_paths(tree, node)
        parent.detach(name)
        new_parent.attach(new_name, node)
        _restamp(tree, node)
    _renew_times(tree, parent)
    if new_parent is not parent:
        _renew_times(tree, new_parent)


def _restamp(tree: Tree, node: Node) -> None:
    """Note what is at the paths of a node and of what is below it, after it came to a new place."""
    area, space = area_of(node.path()), tree.spaces[node.space_id]
    for moved in node.walk() if isinstance(node, Directory) else (node,):
        space.left(moved)
        moved.area = area
        space.came(moved)
        moved.version = 0
        touch(tree, moved)


def _move_in_inbox(
    tree: Tree, node: Node, parent: Directory, name: bytes, new_parent: Directory, new_name: bytes
) -> None:
    if isinstance(node, DropFile) and (parent, name) in node.aliases:
        node.aliases.remove((parent, name))
        parent.children.pop(name)
        assert node.parent is not None
        node.aliases.append((node.parent, node.name))
    else:
        if isinstance(node, DropFile):
            tree.inboxes[node.space_id].remove_error(parent, name)
            node.error = None
        parent.detach(name)
    new_parent.attach(new_name, node)
    for moved in node.walk() if isinstance(node, Directory) else (node,):
        if not isinstance(moved, Generated):
            tree.effects.append(effects.DropRenamed(moved, moved.path()))
