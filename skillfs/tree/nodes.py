"""The nodes of the tree: what an inode number stands for."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from enum import Enum, auto
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from skillfs.store.entries import NO_XATTRS, Entry, Kind
from skillfs.tree.content import Content

T = TypeVar("T")


class Area(Enum):
    """The parts of the tree, which differ in what may be done there."""

    ROOT = auto()
    """The mountpoint: spaces, and README.md."""
    SPACE = auto()
    """A space's own directory: SPACE.md, inbox, skills, and temporaries of who edits SPACE.md. Versioned."""
    SKILLS = auto()
    """`skills/` and below: an ordinary tree, versioned."""
    INBOX = auto()
    """`inbox/` and below."""
    CONTROL = auto()
    """`.skillfs/` and below: generated, read-only."""


class _Shown(property, Generic[T]):
    """An attribute that stat(2) shows, kept in the slot `_NAME`. Setting it clears the node's `answer`."""

    def __init__(self, name: str) -> None:
        slot = f"_{name}"

        def change(node: Node, value: T) -> None:
            setattr(node, slot, value)
            node.answer = None

        super().__init__(attrgetter(slot), change)

    if TYPE_CHECKING:

        def __get__(self, node: Any, owner: type | None = None, /) -> T: ...  # type: ignore[override]

        def __set__(self, node: Any, value: T, /) -> None: ...


class Node:
    """What all inodes have in common. `mode` includes the file type; times are in nanoseconds since the epoch.

    `lookups` is the kernel's reference count (libfuse, `forget`), `handles` counts open files and directories: a node
    that is in no directory any more lives until both are 0.

    `answer` belongs to the server: it may keep there what it told the kernel of the attributes. It is None again as
    soon as one of them changes. A file's size never changes without its times.
    """

    is_top = False

    __slots__ = (
        "_atime_ns", "_ctime_ns", "_gid", "_mode", "_mtime_ns", "_parent", "_uid", "answer", "area", "handles", "ino",
        "lookups", "name", "space_id", "version",
    )  # fmt: skip

    mode = _Shown[int]("mode")
    uid = _Shown[int]("uid")
    gid = _Shown[int]("gid")
    atime_ns = _Shown[int]("atime_ns")
    mtime_ns = _Shown[int]("mtime_ns")
    ctime_ns = _Shown[int]("ctime_ns")
    parent = _Shown["Directory | None"]("parent")

    def __init__(self, ino: int, area: Area, space_id: int, mode: int, uid: int, gid: int, mtime_ns: int) -> None:
        self.answer: Any = None
        self.ino = ino
        self.area = area
        self.space_id = space_id
        # The slots themselves: there is no answer yet that would have to be cleared nine times.
        self._mode, self._uid, self._gid = mode, uid, gid
        self._atime_ns = self._mtime_ns = self._ctime_ns = mtime_ns
        self._parent: Directory | None = None
        self.name = b""
        self.lookups = 0
        self.handles = 0
        self.version = 0

    @property
    def linked(self) -> bool:
        """Whether a directory has it."""
        return self.parent is not None

    @property
    def size(self) -> int:
        return 0

    @property
    def allocated(self) -> int:
        """How many bytes of it are in no hole (`st_blocks`)."""
        return self.size

    @property
    def link_count(self) -> int:
        return 1 if self.linked else 0

    def path(self) -> bytes:
        """The path below the node's space, for nodes of the inbox below `inbox/`; empty for the top itself."""
        if self.is_top:
            return b""
        path, node = self.name, self._parent
        while node is not None and not node.is_top:
            path = node.name + b"/" + path
            node = node._parent
        return path


class Directory(Node):
    """A directory. `is_top` marks those that paths are relative to: a space's directory, and its inbox."""

    __slots__ = ("_subdirectories", "children", "is_top", "xattrs")

    def __init__(
        self, ino: int, area: Area, space_id: int, mode: int, uid: int, gid: int, mtime_ns: int, *, is_top: bool = False
    ) -> None:
        super().__init__(ino, area, space_id, stat.S_IFDIR | mode, uid, gid, mtime_ns)
        self.children: dict[bytes, Node] = {}
        self._subdirectories = 0
        self.is_top = is_top
        self.xattrs = NO_XATTRS

    @property
    def link_count(self) -> int:
        # Counted as they come and go: the attributes of a directory of 50,000 entries are asked for at each change.
        return 2 + self._subdirectories if self.linked or self.is_top else 0

    def _count_subdirectory(self, more: int) -> None:
        self._subdirectories += more
        self.answer = None

    def find(self, path: bytes) -> Node | None:
        """What lies at `path` below this directory, None where nothing does."""
        node: Node = self
        for name in path.split(b"/"):
            child = node.children.get(name) if isinstance(node, Directory) else None
            if child is None:
                return None
            node = child
        return node

    def attach(self, name: bytes, node: Node) -> None:
        """Give `node` a name here. The name must be free."""
        self.children[name] = node
        if isinstance(node, Directory):
            self._count_subdirectory(1)
        node.parent, node.name = self, name

    def detach(self, name: bytes) -> Node:
        """Take a name away; the node stays for whoever has it open."""
        node = self.children.pop(name)
        if isinstance(node, Directory):
            self._count_subdirectory(-1)
        if node.parent is self and node.name == name:
            node.parent = None
        return node

    def walk(self) -> Iterator[Node]:
        """This directory and everything below it, parents first."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            if isinstance(node, Directory):
                waiting.extend(reversed(node.children.values()))


class File(Node):
    """A regular file that is written through the mount.

    One that is `superseded` has lost its name to a commit that someone else made: what is written to it is nobody's.
    """

    __slots__ = ("content", "superseded", "writers", "xattrs")

    def __init__(
        self, ino: int, area: Area, space_id: int, mode: int, uid: int, gid: int, mtime_ns: int, content: Content
    ) -> None:
        super().__init__(ino, area, space_id, stat.S_IFREG | mode, uid, gid, mtime_ns)
        self.content = content
        self.superseded = False
        self.writers = 0
        self.xattrs = NO_XATTRS

    @property
    def size(self) -> int:
        return self.content.size

    @property
    def allocated(self) -> int:
        return self.content.allocated


class Symlink(Node):
    """A symbolic link. Its target is the reader's business: nothing here ever follows it."""

    __slots__ = ("target",)

    def __init__(
        self, ino: int, area: Area, space_id: int, mode: int, uid: int, gid: int, mtime_ns: int, target: bytes
    ) -> None:
        super().__init__(ino, area, space_id, stat.S_IFLNK | mode, uid, gid, mtime_ns)
        self.target = target

    @property
    def size(self) -> int:
        return len(self.target)


class Body(Protocol):
    """The bytes of a generated file: their number is known, they need not be in memory."""

    @property
    def size(self) -> int: ...


class Generated(Node):
    """A read-only file that skillfs makes. A new content is a new node, so a reader keeps what it opened."""

    __slots__ = ("body", "key", "xattrs")

    def __init__(self, ino: int, area: Area, space_id: int, uid: int, gid: int, mtime_ns: int, body: Body) -> None:
        super().__init__(ino, area, space_id, stat.S_IFREG | 0o444, uid, gid, mtime_ns)
        self.body = body
        self.key: object = None
        self.xattrs = NO_XATTRS

    @property
    def size(self) -> int:
        return self.body.size


class Bytes:
    """A generated body that is simply there."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    @property
    def size(self) -> int:
        return len(self.data)


class StoredBlob:
    """A generated body that lies in the store as it is."""

    __slots__ = ("_size", "blob")

    def __init__(self, blob: bytes, size: int) -> None:
        self.blob = blob
        self._size = size

    @property
    def size(self) -> int:
        return self._size


def from_entry(entry: Entry, area: Area, space_id: int, version: int) -> Node:
    """The node of a path of a space's state."""
    head = (entry.ino, area, space_id, entry.mode, entry.uid, entry.gid, entry.mtime_ns)
    node: Node
    if entry.kind is Kind.DIRECTORY:
        node = Directory(*head)
        node.xattrs = entry.xattrs
    elif entry.kind is Kind.SYMLINK:
        node = Symlink(*head, entry.target)
    else:
        node = File(*head, Content(entry.blob, entry.size))
        node.xattrs = entry.xattrs
    node.version = version
    return node


def to_entry(node: Node) -> Entry:
    """What the commit log says of a node. A file whose content is not stored yet has no blob."""
    head = (node.ino, stat.S_IMODE(node.mode), node.uid, node.gid, node.mtime_ns)
    if isinstance(node, Directory):
        return Entry(Kind.DIRECTORY, *head, xattrs=node.xattrs)
    if isinstance(node, Symlink):
        return Entry(Kind.SYMLINK, *head, target=node.target)
    assert isinstance(node, File)
    return Entry(Kind.FILE, *head, size=node.size, blob=node.content.blob or b"", xattrs=node.xattrs)
