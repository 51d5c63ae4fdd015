"""The tree of a mount: every inode that the kernel may ask for, and how it is found.

Nothing here does I/O. Operations that change something are in `namespace` and `files`; they leave in `Tree.effects`
what the store has to be told.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import TypeVar

from skillfs.store.commits import State
from skillfs.store.entries import SKILLS, Change, Entry, Kind
from skillfs.store.inbox import Drop
from skillfs.store.quota import Quota, Usage
from skillfs.store.spaces import Space
from skillfs.tree.access import control_access, is_version, version_mode
from skillfs.tree.content import ChunkCache
from skillfs.tree.effects import Effect, EntryChanged, InodeChanged, Invalidation
from skillfs.tree.inbox import InboxTree
from skillfs.tree.nodes import Area, Body, Bytes, Directory, Generated, Node, StoredBlob, Symlink
from skillfs.tree.space import SpaceTree

N = TypeVar("N", bound=Node)

ROOT_INO = 1
README_INO = 2
CONTROL = b".skillfs"
INBOX = b"inbox"
FIRST_EPHEMERAL_INO = 1 << 48
"""Generated nodes are numbered from here; all other numbers come from the store and survive a remount."""
MAX_NAME = 255

DEFAULT_SESSION_LIMIT = 64 * 1024**2


def fail(code: int) -> OSError:
    """The error of this number, to be raised."""
    return OSError(code, os.strerror(code))


class Tree:
    """All nodes of a mount. `uid` and `gid` own what nobody made: the root and the generated files."""

    def __init__(self, uid: int, gid: int, inodes: Iterator[int]) -> None:
        """`inodes` gives numbers that the store has reserved for this mount."""
        self.uid = uid
        self.gid = gid
        self.nodes: dict[int, Node] = {}
        self.spaces: dict[int, SpaceTree] = {}
        self.inboxes: dict[int, InboxTree] = {}
        self.session_limits: dict[int, int] = {}
        self.quotas: dict[int, Quota] = {}
        self.cache = ChunkCache()
        self.effects: list[Effect] = []
        self.inodes = inodes
        self._ephemeral = FIRST_EPHEMERAL_INO
        self._controls: dict[int, Directory] = {}
        self.root = Directory(ROOT_INO, Area.ROOT, 0, 0o755, uid, gid, time.time_ns(), is_top=True)
        readme = (files("skillfs.tree") / "README.md").read_bytes()
        readme_node = Generated(README_INO, Area.ROOT, 0, uid, gid, self.root.mtime_ns, Bytes(readme))
        self.nodes[ROOT_INO], self.nodes[README_INO] = self.root, readme_node
        self.root.attach(b"README.md", readme_node)

    def next_ephemeral(self) -> int:
        """A number for a generated node."""
        self._ephemeral += 1
        return self._ephemeral

    # -- spaces --------------------------------------------------------------------------------------------------

    def add_space(
        self,
        space: Space,
        state: State,
        unversioned: Iterable[Change],
        drops: Iterable[Drop],
        attributes: dict[int, tuple[int, int, int, int, int]],
    ) -> list[Invalidation]:
        """Show a space. `attributes` has mode, uid, gid, atime and mtime of its directory and its inbox, by inode."""
        top = self._directory(space.ino, Area.SPACE, space, attributes)
        tree = SpaceTree(space.id, space.name, space.created_ns, top, self.nodes)
        tree.load(state, unversioned)
        self.spaces[space.id] = tree
        inbox = self._directory(space.inbox_ino, Area.INBOX, space, attributes)
        self.inboxes[space.id] = InboxTree(space.id, inbox, self.nodes, self.next_ephemeral)
        if space.inbox:
            top.attach(INBOX, inbox)
        for drop in sorted(drops, key=lambda row: row.path):
            self.inboxes[space.id].apply(drop)
        control = Directory(self.next_ephemeral(), Area.CONTROL, space.id, 0o555, self.uid, self.gid, space.created_ns)
        control.is_top = True
        self.nodes[control.ino] = self._controls[space.id] = control
        self.root.attach(space.name.encode(), top)
        self.root.mtime_ns = self.root.ctime_ns = time.time_ns()
        # The kernel remembers no absent name here, and must not drop one that a process of its own has just made and
        # entered: only the root's attributes are out of date.
        return [InodeChanged(ROOT_INO, attributes_only=True)]

    def _directory(
        self, ino: int, area: Area, space: Space, attributes: dict[int, tuple[int, int, int, int, int]]
    ) -> Directory:
        now = space.created_ns
        mode, uid, gid, atime_ns, mtime_ns = attributes.get(ino, (0o755, self.uid, self.gid, now, now))
        node = Directory(ino, area, space.id, mode, uid, gid, mtime_ns, is_top=True)
        node.atime_ns = atime_ns
        self.nodes[ino] = node
        return node

    def show_attributes(self, ino: int, row: tuple[int, int, int, int, int]) -> list[Invalidation]:
        """Show a directory that is in no commit with these mode, uid, gid, atime and mtime."""
        node = self.nodes.get(ino)
        if not isinstance(node, Directory):
            return []
        if row == (stat.S_IMODE(node.mode), node.uid, node.gid, node.atime_ns, node.mtime_ns):
            return []
        mode, node.uid, node.gid, node.atime_ns, node.mtime_ns = row
        node.mode = stat.S_IFMT(node.mode) | mode
        return [InodeChanged(ino, attributes_only=True)]

    def remove_space(self, space_id: int) -> list[Invalidation]:
        """Show a space no more. What is open stays readable."""
        space = self.spaces.pop(space_id)
        inbox = self.inboxes.pop(space_id)
        control = self._controls.pop(space_id)
        self.root.detach(space.top.name)
        self.root.mtime_ns = self.root.ctime_ns = time.time_ns()
        for node in [*space.top.walk(), *inbox.top.walk(), *control.walk()]:
            if node.parent is not None:
                node.parent.detach(node.name)
            self.discard(node)
        return [EntryChanged(ROOT_INO, space.name.encode())]

    def rename_space(self, space_id: int, name: str) -> list[Invalidation]:
        """Show a space under another name."""
        space = self.spaces[space_id]
        outdated: list[Invalidation] = [
            EntryChanged(ROOT_INO, space.name.encode()),
            EntryChanged(ROOT_INO, name.encode()),
        ]
        self.root.detach(space.top.name)
        self.root.attach(name.encode(), space.top)
        space.name = name
        return outdated

    def show_inbox(self, space_id: int, present: bool) -> list[Invalidation]:
        """Show the `inbox/` of a space, or no more; one in which something lies stays."""
        top, inbox = self.spaces[space_id].top, self.inboxes[space_id].top
        if inbox.linked == present or (inbox.children and not present):
            return []
        if present:
            top.attach(INBOX, inbox)
        else:
            top.detach(INBOX)
        top.mtime_ns = top.ctime_ns = time.time_ns()
        return [EntryChanged(top.ino, INBOX)]

    def check_room(self, space_id: int, *, files: int = 0, size: int = 0) -> None:
        """Raise EDQUOT when a space's `skills/` may not hold so many files and bytes more."""
        quota = self.quotas.get(space_id)
        if quota is not None and quota.limits_anything:
            used = self.spaces[space_id].usage
            if quota.excess(used, used + Usage(files, size)):
                raise fail(errno.EDQUOT)

    # -- finding nodes -------------------------------------------------------------------------------------------

    def node(self, ino: int) -> Node:
        """The node with this inode number. Raises ENOENT after it was forgotten."""
        try:
            return self.nodes[ino]
        except KeyError:
            raise fail(errno.ENOENT) from None

    def directory(self, ino: int) -> Directory:
        """The directory with this inode number. Raises ENOENT and ENOTDIR."""
        node = self.node(ino)
        if not isinstance(node, Directory):
            raise fail(errno.ENOTDIR)
        return node

    def lookup(self, parent_ino: int, name: bytes) -> Node | None:
        """What is called `name` in a directory, None where nothing is. Raises ENAMETOOLONG."""
        parent = self.directory(parent_ino)
        if name == b".":
            return parent
        if name == b"..":
            return parent.parent or self.root
        if len(name) > MAX_NAME:
            raise fail(errno.ENAMETOOLONG)
        if parent.area is Area.SPACE and parent.is_top and name == CONTROL and parent.linked:
            return self._controls.get(parent.space_id)
        return parent.children.get(name)

    def listing(self, ino: int) -> list[tuple[bytes, Node]]:
        """The names in a directory with their nodes, as they are now. The control directory is never among them."""
        return list(self.directory(ino).children.items())

    def forget(self, ino: int, count: int) -> None:
        """Take back `count` references of the kernel."""
        node = self.nodes.get(ino)
        if node is not None:
            node.lookups = max(node.lookups - count, 0)
            if not node.lookups:
                node.answer = None
            self.discard(node)

    def discard(self, node: Node) -> None:
        """Let go of a node that is in no directory, nor known to the kernel, nor open."""
        if node is self.root or node.lookups > 0 or node.handles > 0:
            return
        if (
            node.area is Area.CONTROL
            and node.parent is not None
            and not (isinstance(node, Directory) and node.children)
        ):
            parent = node.parent
            parent.detach(node.name)
            # It may have been let go before, and stayed for what was in it.
            self.discard(parent)
        if not node.linked and not (isinstance(node, Directory) and node.is_top and node.space_id in self.spaces):
            self.nodes.pop(node.ino, None)

    # -- generated files -----------------------------------------------------------------------------------------

    def renew_access(self, node: Node) -> None:
        """Give a node of the control directory the owner and mode that follow from those of its space now."""
        space, inbox = self.spaces.get(node.space_id), self.inboxes.get(node.space_id)
        if space is None or inbox is None:
            return
        path = node.path()
        mode, node.uid, node.gid = control_access(path, space.top, inbox.top, space.find(SKILLS))
        if isinstance(node, Symlink) or is_version(path):
            return
        if isinstance(node, Directory):
            # Who may list a directory may enter it. It has no use for the owner's write bit, which people expect.
            mode |= (mode >> 2) | (stat.S_IWUSR if mode == stat.S_IRUSR else 0)
        node.mode = stat.S_IFMT(node.mode) | mode

    def control_directory(self, parent: Directory, name: bytes, mtime_ns: int | None = None) -> Directory:
        """The control directory called `name`, made when it was not known yet, by default with its parent's time."""
        known = parent.children.get(name)
        if isinstance(known, Directory):
            return known
        made_ns = parent.mtime_ns if mtime_ns is None else mtime_ns
        node = Directory(self.next_ephemeral(), Area.CONTROL, parent.space_id, 0o555, self.uid, self.gid, made_ns)
        return self._install(parent, name, node)

    def control_file(self, parent: Directory, name: bytes, key: object, body: Body, mtime_ns: int) -> Generated:
        """The generated file called `name`: the known node while its content is what `key` says, else a new one."""
        known = parent.children.get(name)
        if isinstance(known, Generated) and known.key == key:
            return known
        node = Generated(self.next_ephemeral(), Area.CONTROL, parent.space_id, self.uid, self.gid, mtime_ns, body)
        node.key = key
        return self._install(parent, name, node)

    def control_link(self, parent: Directory, name: bytes, target: bytes, mtime_ns: int) -> Symlink:
        """The generated symlink called `name`: the known node while it has this target, else a new one."""
        known = parent.children.get(name)
        if isinstance(known, Symlink) and known.target == target:
            return known
        number = self.next_ephemeral()
        node = Symlink(number, Area.CONTROL, parent.space_id, 0o777, self.uid, self.gid, mtime_ns, target)
        return self._install(parent, name, node)

    def version(self, parent: Directory, name: bytes, entry: Entry) -> Node:
        """The node of what an earlier state had as `name`: the known one, since no earlier state ever changes."""
        if (known := parent.children.get(name)) is not None:
            return known
        head = (self.next_ephemeral(), Area.CONTROL, parent.space_id)
        owned = (self.uid, self.gid, entry.mtime_ns)
        if entry.kind is Kind.SYMLINK:
            return self._install(parent, name, Symlink(*head, entry.mode, *owned, entry.target))
        if entry.kind is Kind.DIRECTORY:
            directory = Directory(*head, version_mode(entry), *owned)
            directory.xattrs = entry.xattrs
            return self._install(parent, name, directory)
        file = Generated(*head, *owned, StoredBlob(entry.blob, entry.size))
        file.mode = entry.kind.type_bits | version_mode(entry)
        file.xattrs = entry.xattrs
        return self._install(parent, name, file)

    def control_place(self, directory: Directory) -> bytes | None:
        """The path of a control directory below `.skillfs/`, None when its space was removed since."""
        top = directory
        while top.parent is not None:
            top = top.parent
        return directory.path() if self._controls.get(directory.space_id) is top else None

    def _install(self, parent: Directory, name: bytes, node: N) -> N:
        if name in parent.children:
            self.discard(parent.detach(name))
        self.nodes[node.ino] = node
        parent.attach(name, node)
        return node
