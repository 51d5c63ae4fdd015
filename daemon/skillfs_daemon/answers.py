"""What the kernel is told of a node's attributes, and for how long it may rely on that."""

from __future__ import annotations

import errno

from pyfuse3 import EntryAttributes, FUSEError

from skillfs.tree.nodes import Area, Directory, File, Generated, Node
from skillfs.tree.tree import Tree

KERNEL_CACHE_SECONDS = 3600.0
"""How long the kernel may rely on what it was told: whatever changes behind its back is invalidated."""
BLOCK_SIZE = 4096


def attributes(tree: Tree, node: Node) -> EntryAttributes:
    """The attributes of a node as they are now. Not to be changed: the next answer may be the same object."""
    if node.area is Area.CONTROL:
        tree.renew_access(node)
    if node.answer is not None:
        known: EntryAttributes = node.answer
        return known
    answer = _attributes(node)
    if node.area is Area.SKILLS and not (isinstance(node, File) and not node.content.knows_holes):
        node.answer = answer
    return answer


def entry(tree: Tree, node: Node) -> EntryAttributes:
    """The answer to a request that makes the kernel remember `node` until it says FORGET."""
    node.lookups += 1
    return attributes(tree, node)


def absent(area: Area) -> EntryAttributes:
    """The answer for a name that is not there: the kernel may remember that where it is told of new names.

    Raises ENOENT where it is not.
    """
    if area not in (Area.SPACE, Area.SKILLS):
        raise FUSEError(errno.ENOENT)
    return _ABSENT


def _attributes(node: Node) -> EntryAttributes:
    answer = EntryAttributes()
    answer.st_ino = node.ino
    answer.st_mode = node.mode
    answer.st_nlink = node.link_count
    answer.st_uid, answer.st_gid = node.uid, node.gid
    answer.st_size = node.size
    answer.st_blksize = BLOCK_SIZE
    answer.st_blocks = (node.allocated + 511) // 512
    answer.st_atime_ns, answer.st_mtime_ns, answer.st_ctime_ns = node.atime_ns, node.mtime_ns, node.ctime_ns
    generated = isinstance(node, Generated) or node.area is Area.CONTROL
    answer.entry_timeout = 0 if generated and node.area is not Area.ROOT else KERNEL_CACHE_SECONDS
    answer.attr_timeout = 0 if isinstance(node, Directory) and generated else KERNEL_CACHE_SECONDS
    return answer


def _nothing() -> EntryAttributes:
    answer = EntryAttributes()
    answer.st_ino = 0
    answer.entry_timeout = KERNEL_CACHE_SECONDS
    return answer


_ABSENT = _nothing()
