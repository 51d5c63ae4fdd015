"""The pure tree, driven with hostile arguments against a model of plain dicts: the same answers, the same errors."""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Iterable, Sequence

from hostile_machine import HostileMachine, Seen, Wanted, steps
from model_fs import CONTROL, DIRECTORY, INBOX, ROOT_INO, SKILLS, SPACE

from skillfs.store.commits import State
from skillfs.store.spaces import Space
from skillfs.tree import files, namespace
from skillfs.tree.files import Attributes, Handle
from skillfs.tree.nodes import Node, Symlink
from skillfs.tree.tree import Tree, fail

SPACE_ID, SPACE_INO, INBOX_INO, FIRST_FREE_INO = 7, 100, 101, 200


class TreeAlone:
    """The tree's operations, with an empty space. Nobody tells it of a kernel's lookups."""

    def __init__(self) -> None:
        self.tree = Tree(1000, 1000, itertools.count(FIRST_FREE_INO))
        space = Space(SPACE_ID, "work", SPACE_INO, INBOX_INO, 0, 10**18, None, inbox=True)
        self.tree.add_space(space, State(SPACE_ID), [], [], {})
        self._handles: dict[int, Handle] = {}
        self._fh = itertools.count(1)

    def _seen(self, node: Node) -> Seen:
        return Seen(node.ino, node.mode, node.link_count, node.uid, node.gid, node.size, node.mtime_ns)

    def lookup(self, parent: int, name: bytes) -> Seen | None:
        node = self.tree.lookup(parent, name)
        return None if node is None else self._seen(node)

    def getattr(self, ino: int) -> Seen:
        return self._seen(self.tree.node(ino))

    def setattr(self, ino: int, wanted: Wanted) -> Seen:
        node = self.tree.node(ino)
        if wanted.size is not None:
            files.truncate(self.tree, node, wanted.size)
        attributes = Attributes(wanted.mode, wanted.uid, wanted.gid, wanted.atime_ns, wanted.mtime_ns)
        if attributes != Attributes():
            files.set_attributes(self.tree, node, attributes)
        return self._seen(node)

    def create(self, parent: int, name: bytes, mode: int, flags: int) -> tuple[int, Seen]:
        node = namespace.create(self.tree, parent, name, mode, 1000, 1000)
        return self.open(node.ino, flags & ~os.O_TRUNC), self._seen(node)

    def mkdir(self, parent: int, name: bytes, mode: int) -> Seen:
        return self._seen(namespace.mkdir(self.tree, parent, name, mode, 1000, 1000))

    def symlink(self, parent: int, name: bytes, target: bytes) -> Seen:
        return self._seen(namespace.symlink(self.tree, parent, name, target, 1000, 1000))

    def link(self, ino: int, parent: int, name: bytes) -> Seen:
        return self._seen(namespace.link(self.tree, ino, parent, name))

    def unlink(self, parent: int, name: bytes) -> None:
        namespace.unlink(self.tree, parent, name)

    def rmdir(self, parent: int, name: bytes) -> None:
        namespace.rmdir(self.tree, parent, name)

    def rename(self, parent: int, name: bytes, new_parent: int, new_name: bytes, flags: int) -> None:
        namespace.rename(self.tree, parent, name, new_parent, new_name, flags)

    def readlink(self, ino: int) -> bytes:
        node = self.tree.node(ino)
        if not isinstance(node, Symlink):
            raise fail(errno.EINVAL)
        return node.target

    def open(self, ino: int, flags: int) -> int:
        handle = files.open_file(self.tree, ino, flags)
        self._handles[fh := next(self._fh)] = handle
        return fh

    def read(self, fh: int, offset: int, length: int) -> bytes:
        return files.read(self.tree, self._handles[fh], offset, length)

    def write(self, fh: int, offset: int, data: bytes) -> int:
        return files.write(self.tree, self._handles[fh], offset, data)

    def flush(self, fh: int) -> None:
        """Saving is not the tree's business."""

    def release(self, fh: int) -> None:
        files.release(self.tree, self._handles.pop(fh))

    def listing(self, ino: int) -> list[tuple[bytes, Seen]]:
        return [(name, self._seen(node)) for name, node in self.tree.listing(ino)]

    def getxattr(self, ino: int, name: bytes) -> bytes:
        return files.get_xattr(self.tree, ino, name)

    def listxattr(self, ino: int) -> Sequence[bytes]:
        return files.list_xattrs(self.tree, ino)

    def setxattr(self, ino: int, name: bytes, value: bytes) -> None:
        files.set_xattr(self.tree, ino, name, value)

    def removexattr(self, ino: int, name: bytes) -> None:
        files.remove_xattr(self.tree, ino, name)

    def forget(self, inodes: Iterable[tuple[int, int]]) -> None:
        for ino, count in inodes:
            self.tree.forget(ino, count)


class TreeMachine(HostileMachine):
    def __init__(self) -> None:
        super().__init__()
        self.fs = self.driven = TreeAlone()
        model = self.model
        model.add(SPACE_INO, DIRECTORY, SPACE, SPACE_INO)
        model.add(INBOX_INO, DIRECTORY, INBOX, SPACE_INO)
        control = self.fs.lookup(SPACE_INO, b".skillfs")
        assert control is not None
        model.add(control.ino, DIRECTORY, CONTROL, SPACE_INO)
        model.lasting |= {SPACE_INO: True, INBOX_INO: True, control.ino: True}
        model.children[ROOT_INO][b"work"] = SPACE_INO
        model.children[SPACE_INO][b"inbox"] = INBOX_INO
        self.ever += [SPACE_INO, INBOX_INO, control.ino]
        skills = self.fs.mkdir(SPACE_INO, b"skills", 0o755)
        self._made(SPACE_INO, b"skills", skills, DIRECTORY, 0o755)
        assert model.place[skills.ino] == SKILLS

    def teardown(self) -> None:
        self.check_everything()
        assert self.driven.tree.nodes.keys() == set(self.model.inodes())


TestTreeMachine = TreeMachine.TestCase
TestTreeMachine.settings = steps()
