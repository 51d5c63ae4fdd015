"""Two mounts of one store that change the same few paths at once: in the end both show what the log says."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from tree_on_store import TreeOnStore, new_tree

from skillfs.store import blobs, commits, hierarchy
from skillfs.store.entries import Entry, Kind
from skillfs.store.quota import usage_of
from skillfs.tree import files, namespace
from skillfs.tree.nodes import Directory

DIRECTORIES = st.sampled_from([b"skills", b"skills/d", b"skills/e", b"skills/a", b"skills/d/e"])
NAMES = st.sampled_from([b"a", b"b"])
FOLDERS = st.sampled_from([b"d", b"e", b"a"])
WHICH = st.integers(0, 1)


class TwoMounts(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        first = new_tree(Path(self.directory.name))
        self.mounts = [first, TreeOnStore(first.store, first.space_row, origin=2)]
        for directory in (b"d", b"e"):
            self.mkdir(0, b"skills", directory)
            for name in (b"a", b"b"):
                self.write(0, b"skills/" + directory, name, b"1")
        self.come_to_rest()

    def parent(self, which: int, path: bytes) -> int | None:
        node = self.mounts[which].space.find(path)
        return node.ino if isinstance(node, Directory) else None

    @rule(which=WHICH, directory=DIRECTORIES, name=NAMES, data=st.binary(min_size=1, max_size=4))
    def write(self, which: int, directory: bytes, name: bytes, data: bytes) -> None:
        mount, parent = self.mounts[which], self.parent(which, directory)
        if parent is None:
            return
        with contextlib.suppress(FileExistsError):
            namespace.create(mount.tree, parent, name, 0o644, 1, 2)
        if self.parent(which, directory + b"/" + name) is not None:
            return
        handle = files.open_file(mount.tree, mount.ino(directory + b"/" + name), os.O_RDWR)
        files.truncate(mount.tree, handle.node, 0)
        files.write(mount.tree, handle, 0, data)
        files.release(mount.tree, handle)

    @rule(which=WHICH, directory=DIRECTORIES, name=NAMES)
    def unlink(self, which: int, directory: bytes, name: bytes) -> None:
        if (parent := self.parent(which, directory)) is not None:
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                namespace.unlink(self.mounts[which].tree, parent, name)

    @rule(which=WHICH, directory=DIRECTORIES, name=FOLDERS)
    def mkdir(self, which: int, directory: bytes, name: bytes) -> None:
        if (parent := self.parent(which, directory)) is not None:
            with contextlib.suppress(FileExistsError):
                namespace.mkdir(self.mounts[which].tree, parent, name, 0o755, 1, 2)

    @rule(which=WHICH, name=FOLDERS)
    def remove_recursively(self, which: int, name: bytes) -> None:
        """While the other mount may be at work in it: what that makes there stays, with its directory."""
        node = self.mounts[which].space.find(b"skills/" + name)
        if isinstance(node, Directory):
            self._remove(which, node)

    def _remove(self, which: int, directory: Directory) -> None:
        tree, parent = self.mounts[which].tree, directory.parent
        assert parent is not None
        for name, child in list(directory.children.items()):
            if isinstance(child, Directory):
                self._remove(which, child)
            else:
                namespace.unlink(tree, directory.ino, name)
        namespace.rmdir(tree, parent.ino, directory.name)

    @rule(which=WHICH, old=DIRECTORIES, new=DIRECTORIES, name=NAMES, new_name=NAMES)
    def rename(self, which: int, old: bytes, new: bytes, name: bytes, new_name: bytes) -> None:
        parent, new_parent = self.parent(which, old), self.parent(which, new)
        if parent is not None and new_parent is not None:
            # Anything but a mistake of the tree: what rename(2) refuses by itself.
            with contextlib.suppress(OSError):
                namespace.rename(self.mounts[which].tree, parent, name, new_parent, new_name, 0)

    @rule(which=WHICH)
    def commit(self, which: int) -> None:
        """Without taking note of it yet: a mount hears of its own commits when it hears of those of others."""
        self.mounts[which].publish(self.mounts[which].begin_cut())

    @rule(which=WHICH)
    def follow(self, which: int) -> None:
        self.mounts[which].follow()

    def come_to_rest(self) -> None:
        for mount in (*self.mounts, *self.mounts):
            mount.cut()

    def teardown(self) -> None:
        try:
            self.come_to_rest()
            again = TreeOnStore(self.mounts[0].store, self.mounts[0].space_row, origin=3)
            shown = [{path: what(entry) for path, entry in mount.entries().items()} for mount in (*self.mounts, again)]
            assert shown[0] == shown[2]
            assert shown[1] == shown[2]
            state = commits.state(again.store, again.space.id)
            assert {path: what(entry) for path, entry in state.entries.items()} == shown[2]
            for path in state.entries:
                assert all(state.entries[parent].kind is Kind.DIRECTORY for parent in hierarchy.parents(path)), path
            used = [usage_of((path, entry.kind, entry.size) for path, entry in again.entries().items())] * 3
            assert [mount.space.usage for mount in (*self.mounts, again)] == used
            for entry in again.entries().values():
                if entry.kind is Kind.FILE:
                    assert len(blobs.get(again.store, entry.blob, entry.size)) == entry.size
        finally:
            self.mounts[0].store.close()
            self.directory.cleanup()


def what(entry: Entry) -> tuple[Kind, bytes]:
    """What everyone has to agree on: a directory's own times and inode may differ."""
    return entry.kind, entry.blob


TestTwoMounts = TwoMounts.TestCase
TestTwoMounts.settings = settings(
    max_examples=80, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
