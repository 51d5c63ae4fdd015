"""A space's versioned tree: `SPACE.md` and `skills/`, and which of its paths differ from the commit log."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from skillfs.store.commits import Commit, State
from skillfs.store.entries import SKILLS, Change, Entry, Kind, is_versioned
from skillfs.store.quota import Usage
from skillfs.tree.content import Content, Snapshot
from skillfs.tree.effects import EntryChanged, InodeChanged, Invalidation, Touched
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

    @property
    def never_was(self) -> bool:
        """Whether it was made and removed between two commits: the log never hears of it."""
        return self.entry is None and self.base == 0

    def change(self, blob: bytes) -> Change:
        """The change to commit, given under which blob the snapshot was stored, if there is one."""
        entry = self.entry
        if entry is not None and self.snapshot is not None:
            entry = replace(entry, blob=blob, size=self.snapshot.size)
        return Change(self.path, max(self.base, 0), entry)


@dataclass(frozen=True, slots=True)
class Step:
    """What a commit that someone else made does to one path: `entry` is put there, None removes what is there."""

    path: bytes
    entry: Entry | None
    number: int
    time_ns: int

    def keeps(self, node: Node) -> bool:
        """Whether the step leaves `node` in place and changes only what it holds."""
        if self.entry is None:
            return False
        return node.ino == self.entry.ino or (isinstance(node, Directory) and self.entry.kind is Kind.DIRECTORY)


def _with_parents(paths: Iterable[bytes]) -> Iterator[bytes]:
    for path in paths:
        while path:
            yield path
            path = path.rpartition(b"/")[0]


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

    def __init__(self, space_id: int, name: str, created_ns: int, top: Directory, nodes: dict[int, Node]) -> None:
        self.id = space_id
        self.name = name
        self.created_ns = created_ns
        self.touched = Touched(space_id)
        self.top = top
        self.number = 0
        self.pending: dict[bytes, int] = {}
        self.unstaged: set[bytes] = set()
        self._cuts: deque[frozenset[bytes]] = deque()
        self._drafted_directories: dict[bytes, int] = {}
        self._confirmed_directories: dict[bytes, int] = {}
        self.writers: dict[bytes, int] = {}
        self._unplaced: dict[bytes, Step] = {}
        self._nodes = nodes
        self._used_files = 0
        self._used_bytes = 0

    @property
    def usage(self) -> Usage:
        """What `skills/` holds now, what is in no commit included."""
        return Usage(self._used_files, self._used_bytes)

    def came(self, node: Node) -> None:
        """Count a node that has just got its place below `skills/`; what is below it is not counted along."""
        if node.area is Area.SKILLS:
            self._used_files += 1
            self._used_bytes += node.size if isinstance(node, File) else 0

    def left(self, node: Node) -> None:
        """Count a node no more that is about to lose its place, or has just lost it."""
        if node.area is Area.SKILLS:
            self._used_files -= 1
            self._used_bytes -= node.size if isinstance(node, File) else 0

    def grew(self, size: int) -> None:
        """Count that a file below `skills/` has got so many bytes more, or fewer."""
        self._used_bytes += size

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
        return self.top.find(path)

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
            self.came(node)

    # -- changes made here ---------------------------------------------------------------------------------------

    def touch(self, path: bytes, version: int) -> None:
        """Note that `path` changed; `version` is the commit that last changed what was there, 0 for nothing."""
        if version == 0 and self._cuts and self._is_in_flight(path):
            version = IN_FLIGHT
        self.pending.setdefault(path, version)
        self.unstaged.add(path)

    def take_unstaged(self, paths: Iterable[bytes] | None = None) -> list[PathState]:
        """The changed paths that the store's draft does not have yet, or those of `paths` and of the directories above
        them, without which they would be nowhere; they count as staged. With `paths`, a directory of which the draft
        has an older state than now is not among them.

        Raises `Missing` where a file's list of chunks is needed first; then nothing was taken.
        """
        wanted = sorted(self.unstaged if paths is None else self._lacking(paths))
        taken = [_state_of(path, self.pending[path], self.find(path)) for path in wanted]
        self.unstaged.difference_update(wanted)
        return taken

    def _lacking(self, paths: Iterable[bytes]) -> set[bytes]:
        """What the draft has to get of changed paths and of the directories above them, so that they are somewhere."""
        asked = set(paths)
        above = self.unstaged.intersection(_with_parents(asked)) - asked
        return (self.unstaged & asked) | {path for path in above if not self._has_drafted(path)}

    def _has_drafted(self, path: bytes) -> bool:
        """Whether the draft has the directory that is at `path` now: its entries come and go, its place stays."""
        node = self.find(path)
        return node is not None and self._drafted_directories.get(path) == node.ino

    def unconfirmed(self, path: bytes, file: File) -> list[tuple[bytes, Directory]]:
        """Those directories above a file, the top one first, of which neither the draft nor what was confirmed before
        says that they are where they are."""
        found = []
        parent, above = file.parent, path.rpartition(b"/")[0]
        while above and parent is not None:
            # Also what is on its way to the draft, and may never come there.
            if (
                above in self.pending
                and self._confirmed_directories.get(above) != parent.ino
                and self._drafted_directories.get(above) != parent.ino
            ):
                found.append((above, parent))
            parent, above = parent.parent, above.rpartition(b"/")[0]
        return found[::-1]

    def has_confirmed(self, path: bytes, directory: Directory) -> None:
        """Note that a directory survives the death of every process, whether or not the draft will have it."""
        self._confirmed_directories[path] = directory.ino

    def has_draft(self, states: Iterable[PathState]) -> None:
        """Note that the store's draft has these states now."""
        for state in states:
            self._confirmed_directories.pop(state.path, None)
            if state.entry is not None and state.entry.kind is Kind.DIRECTORY:
                self._drafted_directories[state.path] = state.entry.ino
            else:
                self._drafted_directories.pop(state.path, None)

    def begin_cut(self, drafted: AbstractSet[bytes]) -> None:
        """Start a new change set: the draft, which has the paths `drafted`, is about to be published.

        A path that changed again since it was staged stays pending, on top of what is being published.
        """
        # A cut of nothing that is versioned makes no commit.
        if drafted:
            self._cuts.append(frozenset(drafted))
        self._drafted_directories = {}
        self.pending = {path: IN_FLIGHT if path in drafted else self.pending[path] for path in self.unstaged}

    @property
    def in_flight(self) -> frozenset[bytes]:
        """The paths of this mount's own commits that are being published, or are and were not confirmed yet."""
        return frozenset().union(*self._cuts)

    def _is_in_flight(self, path: bytes) -> bool:
        return any(path in cut for cut in self._cuts)

    def is_ours(self, path: bytes) -> bool:
        """Whether the last word on a path is this mount's: a commit that comes before it changes nothing there."""
        return path in self.pending or self._is_in_flight(path)

    # -- changes made elsewhere ----------------------------------------------------------------------------------

    def confirm(self, commit: Commit) -> list[Invalidation]:
        """Take note of the number under which this mount's own commit was published; what the kernel has to forget.

        A directory that was removed here is in it again when somebody had put something into it (`hierarchy`).
        """
        if self._cuts:
            self._cuts.popleft()
        outdated: list[Invalidation] = []
        for change in commit.changes:
            node = self.find(change.path)
            if node is not None:
                node.version = commit.number
            elif change.entry is not None:
                outdated += self.take(Step(change.path, change.entry, commit.number, commit.time_ns))
            if self.pending.get(change.path) == IN_FLIGHT:
                self.pending[change.path] = commit.number
        self.number = commit.number
        return [*outdated, *self._place_what_waits()]

    def _place_what_waits(self) -> list[Invalidation]:
        """Take the steps for which the directory was missing, where it is there again."""
        waiting, self._unplaced = self._unplaced, {}
        outdated = [item for path in sorted(waiting) for item in self.take(waiting[path])]
        if not self.pending and not self._cuts:
            self._unplaced = {}
        return outdated

    def apply(self, commit: Commit) -> list[Invalidation]:
        """Show a commit that someone else made, all at once; what the kernel has to forget."""
        outdated = [item for step in self.steps(commit) for item in self.take(step)]
        self.number = commit.number
        return outdated

    def steps(self, commit: Commit) -> list[Step]:
        """The steps to a commit that someone else made, in an order in which they can be taken one by one.

        A path that was changed here and is not published yet stays as it is: its writer has seen what it replaces. So
        does one whose publication was not confirmed yet: that commit comes after this one.
        """
        ours = self.in_flight
        foreign = [change for change in commit.changes if not self._keeps(change.path, commit.number)]
        foreign = [change for change in foreign if change.path not in ours]
        removals = [change for change in reversed(foreign) if change.entry is None]
        entries = [change for change in foreign if change.entry is not None]
        return [Step(change.path, change.entry, commit.number, commit.time_ns) for change in (*removals, *entries)]

    def _keeps(self, path: bytes, number: int) -> bool:
        """Whether a change of this mount stands at a path, now on top of the commit `number`."""
        if path not in self.pending:
            return False
        if self.pending[path] == 0 and path not in self.unstaged and self.find(path) is None:
            # Made and removed here since the last commit: no change at all.
            del self.pending[path]
            return False
        self.pending[path] = number
        return True

    def take(self, step: Step) -> list[Invalidation]:
        """Take one step; what the kernel has to forget. A path that was changed here since stays as it is."""
        parent, name = self._parent(step.path)
        self._unplaced.pop(step.path, None)
        if self.is_ours(step.path):
            return []
        if parent is None:
            if step.entry is not None:
                self._unplaced[step.path] = step
            return []
        old = parent.children.get(name)
        if step.entry is None:
            if isinstance(old, Directory) and old.children:
                # What is in it is this mount's own: the directory has to be in the log for that.
                self.touch(step.path, step.number)
            return self._remove(parent, name, step.time_ns)
        if old is not None and step.keeps(old):
            same_bytes = not isinstance(old, File) or old.content.blob == step.entry.blob
            self.left(old)
            update(old, step.entry, step.number)
            self.came(old)
            return [InodeChanged(old.ino, attributes_only=same_bytes)]
        outdated = self._remove(parent, name, step.time_ns) if old is not None else []
        if name in parent.children:
            return outdated
        node = self.staged(step)
        parent.attach(name, node)
        self.came(node)
        parent.mtime_ns = parent.ctime_ns = step.time_ns
        return [*outdated, EntryChanged(parent.ino, name)]

    def staged(self, step: Step) -> Node:
        """The node that a step puts in place: one that has lost its name, by the same number, or a new one."""
        assert step.entry is not None
        node = self._nodes.get(step.entry.ino)
        if node is None or node.linked:
            node = self._nodes[step.entry.ino] = from_entry(step.entry, area_of(step.path), self.id, step.number)
        else:
            update(node, step.entry, step.number)
        return node

    def _remove(self, parent: Directory, name: bytes, time_ns: int) -> list[Invalidation]:
        node = parent.children.get(name)
        if node is None or (isinstance(node, Directory) and node.children):
            return []
        self.left(parent.detach(name))
        if isinstance(node, File):
            node.superseded = True
        parent.mtime_ns = parent.ctime_ns = time_ns
        if not node.lookups and not node.handles:
            self._nodes.pop(node.ino, None)
        return [EntryChanged(parent.ino, name)]


def area_of(path: bytes) -> Area:
    """Which part of the tree a versioned path belongs to."""
    return Area.SKILLS if path == SKILLS or path.startswith(SKILLS + b"/") else Area.SPACE


def update(node: Node, entry: Entry, version: int) -> None:
    """Make a node what an entry of the same kind says."""
    node.mode = entry.kind.type_bits | entry.mode
    node.uid, node.gid, node.mtime_ns, node.version = entry.uid, entry.gid, entry.mtime_ns, version
    if isinstance(node, File):
        node.superseded = False
        node.xattrs = entry.xattrs
        if node.content.blob != entry.blob:
            node.content = Content(entry.blob, entry.size)
    elif isinstance(node, Directory):
        node.xattrs = entry.xattrs
    elif isinstance(node, Symlink):
        node.target = entry.target
