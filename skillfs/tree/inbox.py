"""The inbox of one space: drops, and the `.error` files beside those that cannot be learnt from."""

from __future__ import annotations

import stat
import time
from collections import Counter
from collections.abc import Callable

from skillfs.store import inbox as rows
from skillfs.store.entries import Kind, printable, shown
from skillfs.tree.access import drop_mode
from skillfs.tree.content import Content
from skillfs.tree.effects import EntryChanged, InodeChanged, Invalidation
from skillfs.tree.nodes import Area, Bytes, Directory, File, Generated, Node


class DropFile(File):
    """A file in an inbox. `state`, `learnt` and `error` are as in the store.

    `refused` says that a write was refused because the drop is larger than its space allows; `unspooled`, that the
    store lacks bytes of it. One that was moved away stays while a program has it open for writing: what that appends
    continues the session.
    """

    __slots__ = ("aliases", "error", "learnt", "refused", "state", "unspooled")

    def __init__(
        self, ino: int, space_id: int, mode: int, uid: int, gid: int, mtime_ns: int, content: Content | None = None
    ) -> None:
        super().__init__(ino, Area.INBOX, space_id, mode, uid, gid, mtime_ns, content or Content())
        self.state = rows.OPEN
        self.error: str | None = None
        self.learnt = 0
        self.refused = False
        self.unspooled = False
        self.aliases: list[tuple[Directory, bytes]] = []

    @property
    def link_count(self) -> int:
        return super().link_count + len(self.aliases)


class InboxTree:
    """The tree below a space's `inbox/`. An `.error` is a generated file that lies beside its drop like any other."""

    def __init__(self, space_id: int, top: Directory, nodes: dict[int, Node], next_ino: Callable[[], int]) -> None:
        self.space_id = space_id
        self.top = top
        self._nodes = nodes
        self._next_ino = next_ino
        self._unsettled: Counter[int] = Counter()
        self._revisions: dict[int, int] = {}

    def sent(self, ino: int) -> None:
        """Note that a change of a drop is on its way to the store: until it is there, what the store says is old."""
        self._unsettled[ino] += 1

    def settled(self, ino: int, revision: int) -> None:
        """Note that a change that was `sent` is in the store since this revision."""
        self._unsettled[ino] -= 1
        self._revisions[ino] = max(revision, self._revisions.get(ino, 0))
        if not self._unsettled[ino]:
            del self._unsettled[ino]

    def find(self, path: bytes) -> Node | None:
        """What lies at `path` below the inbox, None where nothing does."""
        return self.top.find(path)

    def say(self, drop: DropFile, state: str, error: str | None) -> list[Invalidation]:
        """Set a drop's state, and make, renew or remove its `.error`; what the kernel has to forget."""
        drop.state = state
        if drop.error == error and (error is not None) == (self._error_of(drop) is not None):
            return []
        drop.error = error
        return self._renew_error(drop)

    def _error_of(self, drop: DropFile) -> Generated | None:
        if drop.parent is None:
            return None
        beside = drop.parent.children.get(drop.name + rows.ERROR_SUFFIX)
        return beside if isinstance(beside, Generated) else None

    def _renew_error(self, drop: DropFile) -> list[Invalidation]:
        parent = drop.parent
        if parent is None:
            return []
        name = drop.name + rows.ERROR_SUFFIX
        old = parent.children.get(name)
        if old is not None and not isinstance(old, Generated):
            return []
        if old is not None:
            self._detach(parent, name)
        if drop.error is not None:
            text = f"{shown(drop.name)}: {printable(drop.error)}\n".encode("utf-8", "replace")
            node = Generated(
                self._next_ino(), Area.INBOX, self.space_id, drop.uid, drop.gid, time.time_ns(), Bytes(text)
            )
            node.mode = drop_mode(self.top, node.mode)
            self._nodes[node.ino] = node
            parent.attach(name, node)
        parent.mtime_ns = parent.ctime_ns = time.time_ns()
        return [EntryChanged(parent.ino, name)]

    def remove_error(self, parent: Directory, name: bytes) -> list[Invalidation]:
        """Remove the `.error` of a drop called `name`, which itself may be gone."""
        if not isinstance(parent.children.get(name + rows.ERROR_SUFFIX), Generated):
            return []
        self._detach(parent, name + rows.ERROR_SUFFIX)
        return [EntryChanged(parent.ino, name + rows.ERROR_SUFFIX)]

    def _detach(self, parent: Directory, name: bytes) -> None:
        """Take a name away, and its node too unless somebody knows of that."""
        node = parent.detach(name)
        if not node.lookups and not node.handles:
            self._nodes.pop(node.ino, None)

    def drop_aliases(self, drop: DropFile) -> list[Invalidation]:
        """Take away the further names that link(2) gave a drop."""
        outdated: list[Invalidation] = []
        for parent, name in drop.aliases:
            if parent.children.get(name) is drop:
                parent.children.pop(name)
                outdated.append(EntryChanged(parent.ino, name))
        drop.aliases = []
        return outdated

    def apply(self, row: rows.Drop) -> list[Invalidation]:
        """Show what the store says of a drop; what the kernel has to forget."""
        node = self._nodes.get(row.ino)
        if row.state in rows.GONE:
            self._revisions.pop(row.ino, None)
            if not isinstance(node, DropFile) or not node.writers:
                return self.take_away(node)
            node.state = row.state
            return []
        if row.ino in self._unsettled or row.revision <= self._revisions.get(row.ino, 0):
            return []
        if node is None:
            return self._place(row)
        return self._update(node, row)

    def take_away(self, node: Node | None) -> list[Invalidation]:
        """Show a drop no more; what the kernel has to forget."""
        if node is None or node.parent is None or (isinstance(node, Directory) and node.children):
            return []
        parent, name = node.parent, node.name
        outdated: list[Invalidation] = [EntryChanged(parent.ino, name), *self.remove_error(parent, name)]
        if isinstance(node, DropFile):
            outdated += self.drop_aliases(node)
        self._detach(parent, name)
        parent.mtime_ns = parent.ctime_ns = time.time_ns()
        return outdated

    def _parent_of(self, row: rows.Drop) -> tuple[Directory | None, bytes]:
        head, _, name = row.path.rpartition(b"/")
        parent = self.find(head) if head else self.top
        return (parent if isinstance(parent, Directory) else None), name

    def _place(self, row: rows.Drop) -> list[Invalidation]:
        parent, name = self._parent_of(row)
        if parent is None or name in parent.children:
            return []
        node: Node
        if row.kind is Kind.DIRECTORY:
            node = Directory(row.ino, Area.INBOX, row.space_id, row.mode, row.uid, row.gid, row.mtime_ns)
        else:
            content = Content(row.blob, row.size)
            node = DropFile(row.ino, row.space_id, row.mode, row.uid, row.gid, row.mtime_ns, content)
        node.mode = drop_mode(self.top, node.mode)
        self._nodes[node.ino] = node
        parent.attach(name, node)
        outdated: list[Invalidation] = [EntryChanged(parent.ino, name)]
        if isinstance(node, DropFile):
            node.learnt = row.learnt
            outdated += self.say(node, row.state, row.error)
        return outdated

    def _update(self, node: Node, row: rows.Drop) -> list[Invalidation]:
        outdated: list[Invalidation] = []
        parent, name = self._parent_of(row)
        if node.parent is not None and parent is not None and name not in parent.children:
            outdated += [EntryChanged(node.parent.ino, node.name), EntryChanged(parent.ino, name)]
            outdated += self.remove_error(node.parent, node.name)
            node.parent.detach(node.name)
            parent.attach(name, node)
        node.mode = drop_mode(self.top, stat.S_IFMT(node.mode) | row.mode)
        node.uid, node.gid = row.uid, row.gid
        if isinstance(node, DropFile):
            node.learnt = row.learnt
            if not node.writers and node.content.blob != row.blob:
                node.content = Content(row.blob, row.size)
                node.mtime_ns = row.mtime_ns
                outdated.append(InodeChanged(node.ino))
            outdated += self.say(node, row.state, row.error)
        return outdated
