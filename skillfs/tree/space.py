"""A space's versioned tree: `SPACE.md` and `skills/`, and which of its paths differ from the commit log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from skillfs.store.commits import Commit, State
from skillfs.store.entries import SKILLS, Change, Entry, Kind, is_versioned
from skillfs.tree.content import Content, Snapshot
from skillfs.tree.effects import EntryChanged, InodeChanged, Invalidation
from skillfs.tree.nodes import Area, Directory, File, Node, Symlink, from_entry, to_entry

IN_FLIGHT = -1
"""The base of a path whose last version is being published: it is in the log, its number is not known yet."""


@dataclass(frozen=True, slots=True)
class PathState:
    """One changed path at one moment, ready for the store: `entry` is what was there, None for a removal.

    `snapshot` is a file's content where it is not stored yet: the entry lacks its blob then. `content` is where it is
    from.
    """

    path: bytes
    base: int
    entry: Entry | None
    content: Content | None = None
    snapshot: Snapshot | None = None

    @property
    def versioned(self) -> bool:
        return is_versioned(self.path)

    def change(self, blob: bytes) -> Change:
        """The change to commit, given under which blob the snapshot was stored, if there is one."""
        entry = self.entry
        if entry is not None and self.snapshot is not None:
            entry = replace(entry, blob=blob, size=self.snapshot.size)
        return Change(self.path, max(self.base, 0), entry)


def _state_of(path: bytes, base: int, node: Node | None) -> PathState:
    if node is None:
        return PathState(path, base, None)
    if not isinstance(node, File):
        return PathState(path, base, to_entry(node))
    content = node.content
    return PathState(path, base, to_entry(node), content, None if content.blob is not None else content.snapshot())


class SpaceTree:
    """The versioned tree of one space as a mount shows it, ahead of the log by what is `pending`.

    Every path that changed here since the last cut is in `pending` with the number of the commit that it was based on;
    those of them that are not in the store's draft yet are in `unstaged`.
    """

    def __init__(self, space_id: int, name: str, top: Directory, nodes: dict[int, Node]) -> None:
        self.id = space_id
        self.name = name
        self.top = top
        self.number = 0
        self.pending: dict[bytes, int] = {}
        self.unstaged: set[bytes] = set()
        self.in_flight: frozenset[bytes] = frozenset()
        self.writers: dict[bytes, int] = {}
        self._nodes = nodes

    def load(self, state: State, unversioned: Iterable[Change]) -> None:
        """Fill the empty tree with a state of the log and the files that are kept beside it."""
        self.number = state.number
        for path in sorted(state.entries):
            self._put(path, state.entries[path], state.versions[path])
        for change in unversioned:
            if change.entry is not None and self.find(change.path) is None:
                self._put(change.path, change.entry, 0)

    def find(self, path: bytes) -> Node | None:
        """What is at `path` now, None where nothing is."""
        node: Node = self.top
        for name in path.split(b"/"):
            child = node.children.get(name) if isinstance(node, Directory) else None
            if child is None:
                return None
            node = child
        return node

    def _parent(self, path: bytes) -> tuple[Directory | None, bytes]:
        head, _, name = path.rpartition(b"/")
        parent = self.find(head) if head else self.top
        return (parent if isinstance(parent, Directory) else None), name

    def _put(self, path: bytes, entry: Entry, version: int) -> None:
        parent, name = self._parent(path)
        if parent is not None:
            node = from_entry(entry, area_of(path), self.id, version)
            self._nodes[node.ino] = node
            parent.attach(name, node)

    # -- changes made here ---------------------------------------------------------------------------------------

    def touch(self, path: bytes, version: int) -> None:
        """Note that `path` changed; `version` is the commit that last changed what was there, 0 for nothing."""
        if version == 0 and path in self.in_flight:
            version = IN_FLIGHT
        self.pending.setdefault(path, version)
        self.unstaged.add(path)

    def take_unstaged(self, paths: Iterable[bytes] | None = None) -> list[PathState]:
        """The changed paths that the store's draft does not have yet, or those of `paths`; they count as staged.

        Raises `Missing` where a file's list of chunks is needed first; then nothing was taken.
        """
        wanted = sorted(self.unstaged if paths is None else self.unstaged.intersection(paths))
        taken = [_state_of(path, self.pending[path], self.find(path)) for path in wanted]
        self.unstaged.difference_update(wanted)
        return taken

    def begin_cut(self) -> None:
        """Start a new change set: what was staged is about to be published."""
        self.in_flight = frozenset(self.pending.keys() - self.unstaged)
        self.pending = {path: self.pending[path] for path in self.unstaged}

    # -- changes made elsewhere ----------------------------------------------------------------------------------

    def confirm(self, commit: Commit) -> None:
        """Take note of the number under which this mount's own commit was published."""
        for change in commit.changes:
            node = self.find(change.path)
            if node is not None:
                node.version = commit.number
            if self.pending.get(change.path) == IN_FLIGHT:
                self.pending[change.path] = commit.number
        self.in_flight -= {change.path for change in commit.changes}
        self.number = commit.number

    def apply(self, commit: Commit) -> list[Invalidation]:
        """Show a commit that someone else made; what the kernel has to forget.

        A path that was changed here and is not published yet stays as it is: its writer has seen what it replaces.
        """
        outdated: list[Invalidation] = []
        detached: dict[int, Node] = {}
        for change in reversed(commit.changes):
            if change.entry is None and not self._is_ours(change, commit.number):
                self._apply_removal(change.path, commit.time_ns, detached, outdated)
        for change in commit.changes:
            if change.entry is not None and not self._is_ours(change, commit.number):
                self._apply_entry(change.path, change.entry, commit, detached, outdated)
        self.number = commit.number
        return outdated

    def _is_ours(self, change: Change, number: int) -> bool:
        if change.path not in self.pending:
            return False
        self.pending[change.path] = number
        return True

    def _apply_removal(
        self, path: bytes, time_ns: int, detached: dict[int, Node], outdated: list[Invalidation]
    ) -> None:
        parent, name = self._parent(path)
        node = parent.children.get(name) if parent is not None else None
        if parent is None or node is None or (isinstance(node, Directory) and node.children):
            return
        detached[node.ino] = parent.detach(name)
        parent.mtime_ns = parent.ctime_ns = time_ns
        outdated.append(EntryChanged(parent.ino, name))
        if not node.lookups and not node.handles:
            self._nodes.pop(node.ino, None)

    def _apply_entry(
        self, path: bytes, entry: Entry, commit: Commit, detached: dict[int, Node], outdated: list[Invalidation]
    ) -> None:
        parent, name = self._parent(path)
        if parent is None:
            return
        old = parent.children.get(name)
        if old is not None and (old.ino == entry.ino or (isinstance(old, Directory) and entry.kind is Kind.DIRECTORY)):
            same_bytes = not isinstance(old, File) or old.content.blob == entry.blob
            update(old, entry, commit.number)
            outdated.append(InodeChanged(old.ino, attributes_only=same_bytes))
            return
        if old is not None:
            self._apply_removal(path, commit.time_ns, detached, outdated)
            if name in parent.children:
                return
        node = detached.get(entry.ino)
        if node is None:
            node = from_entry(entry, area_of(path), self.id, commit.number)
        else:
            update(node, entry, commit.number)
        self._nodes[node.ino] = node
        parent.attach(name, node)
        parent.mtime_ns = parent.ctime_ns = commit.time_ns
        outdated.append(EntryChanged(parent.ino, name))


def area_of(path: bytes) -> Area:
    """Which part of the tree a versioned path belongs to."""
    return Area.SKILLS if path == SKILLS or path.startswith(SKILLS + b"/") else Area.SPACE


def update(node: Node, entry: Entry, version: int) -> None:
    """Make a node what an entry of the same kind says."""
    node.mode = entry.kind.type_bits | entry.mode
    node.uid, node.gid, node.mtime_ns, node.version = entry.uid, entry.gid, entry.mtime_ns, version
    if isinstance(node, File):
        node.xattrs = entry.xattrs
        if node.content.blob != entry.blob:
            node.content = Content(entry.blob, entry.size)
    elif isinstance(node, Directory):
        node.xattrs = entry.xattrs
    elif isinstance(node, Symlink):
        node.target = entry.target
