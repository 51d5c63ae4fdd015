"""A tree over a real store, saved and published as a mount does it, but at once and in one thread."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from skillfs.skills.new_space import create_space
from skillfs.store import blobs, commits
from skillfs.store.commits import Commit
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry
from skillfs.store.spaces import Space
from skillfs.tree.content import Missing, Unsaved
from skillfs.tree.effects import Invalidation
from skillfs.tree.nodes import Area, to_entry
from skillfs.tree.space import PathState, SpaceTree
from skillfs.tree.tree import Tree

T = TypeVar("T")


class TreeOnStore:
    """One mount's tree of one space, with the draft of its next commit. `origin` tells its commits from others'."""

    def __init__(self, store: Store, space: Space, origin: int = 1) -> None:
        self.store, self.space_row, self.origin = store, space, origin
        self.tree = Tree(1000, 1000, iter(store.reserve_inodes(100_000)))
        self.tree.add_space(space, commits.state(store, space.id), self._unversioned(), [], {})
        self.draft: int | None = None
        self.drafted: set[bytes] = set()

    @property
    def space(self) -> SpaceTree:
        return self.tree.spaces[self.space_row.id]

    def ino(self, path: bytes) -> int:
        """The inode number of what is at a path of the space."""
        node = self.space.top if path == b"" else self.space.find(path)
        assert node is not None, path
        return node.ino

    def entries(self) -> dict[bytes, Entry]:
        """What is at each path, with the blobs that are stored; without the inbox."""
        versioned = (Area.SPACE, Area.SKILLS)
        nodes = (node for node in self.space.top.walk() if node.area in versioned and node is not self.space.top)
        return {node.path(): to_entry(node) for node in nodes}

    def with_content(self, operation: Callable[[], T]) -> T:
        """The result of an operation, which is given the content that it lacks."""
        while True:
            try:
                return operation()
            except Missing as missing:
                if missing.content is not None:
                    blob = missing.content.blob
                    assert blob is not None
                    missing.content.learn_chunks(blobs.chunks_of(self.store, blob, missing.content.size))
                for chunk in missing.chunks:
                    self.tree.cache.put(chunk, blobs.get_leaf(self.store, chunk))

    def stage(self) -> list[PathState]:
        """Put what changed into the draft; what was taken."""
        taken = self.with_content(self.space.take_unstaged)
        for state in taken:
            self._stage(state)
        return taken

    def _stage(self, state: PathState) -> None:
        change = state.change(self._save(state))
        if not state.versioned:
            self._keep(change)
        elif state.never_was:
            if self.draft is not None:
                commits.take_out(self.store, self.draft, [state.path])
                self.drafted.discard(state.path)
        else:
            if self.draft is None:
                self.draft = commits.begin(self.store, self.space.id, commits.DRAFT, origin=self.origin)
            commits.put(self.store, self.draft, self.space.id, [change])
            self.drafted.add(state.path)

    def _keep(self, change: Change) -> None:
        list_id = commits.unversioned(self.store, self.space.id)
        if change.entry is None:
            commits.take_out(self.store, list_id, [change.path])
        else:
            commits.put(self.store, list_id, self.space.id, [change])

    def _save(self, state: PathState) -> bytes:
        content, snapshot = state.content, state.snapshot
        if content is None or snapshot is None:
            return b""
        chunks = []
        for chunk in snapshot.chunks:
            if isinstance(chunk, Unsaved):
                leaf = blobs.leaf(chunk.data)
                blobs.put_leaves(self.store, [leaf])
                content.saved(chunk, leaf.hash, self.tree.cache)
                chunks.append(leaf.hash)
            else:
                chunks.append(chunk)
        blob = blobs.put_list(self.store, chunks, snapshot.size)
        content.settled(snapshot, chunks, blob)
        return blob

    def begin_cut(self) -> int | None:
        """Stage everything and start a new change set; the commit that is to be published, if there is one."""
        self.stage()
        return self.cut_what_is_staged()

    def cut_what_is_staged(self) -> int | None:
        """Start a new change set as a mount does when something changed after it had staged everything."""
        draft, drafted, self.draft, self.drafted = self.draft, self.drafted, None, set()
        self.space.begin_cut(drafted)
        return draft

    def publish(self, draft: int | None) -> None:
        if draft is None:
            return
        if commits.unpublished(self.store, draft):
            commits.publish(self.store, draft, author="test", force=True)
        else:
            commits.drop(self.store, draft)

    def follow(self) -> list[Invalidation]:
        """Take note of what was published since, own commits and others; what the kernel must forget."""
        outdated: list[Invalidation] = []
        for commit in commits.log(self.store, self.space.id, self.space.number):
            outdated += self._take_note(commit)
        return outdated

    def _take_note(self, commit: Commit) -> list[Invalidation]:
        if commit.origin == self.origin:
            return self.space.confirm(commit)
        return self.space.apply(commit)

    def cut(self) -> list[Invalidation]:
        """Commit everything that was changed, and take note of it."""
        self.publish(self.begin_cut())
        return self.follow()

    def _unversioned(self) -> list[Change]:
        return commits.unpublished(self.store, commits.unversioned(self.store, self.space_row.id))


def new_tree(directory: Path, name: str = "work") -> TreeOnStore:
    """A tree of a new space in a new store. The store is the caller's to close."""
    store = Store(directory / "store.db", durable=False)
    return TreeOnStore(store, create_space(store, name, uid=1000, gid=1000, author="test"))


def commit_elsewhere(store: Store, space_id: int, files: dict[bytes, Entry | None]) -> Commit:
    """Publish what another process makes of a space; the commit."""
    state = commits.state(store, space_id)
    draft = commits.begin(store, space_id, commits.STAGED, author="elsewhere")
    changes = [Change(path, state.versions.get(path, 0), entry) for path, entry in files.items()]
    commits.put(store, draft, space_id, changes)
    number = commits.publish(store, draft)
    [commit] = itertools.islice(commits.log(store, space_id, number - 1), 1)
    return commit
