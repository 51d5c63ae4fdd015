"""Operations below `skills/` against a real directory: the same results, the same errors, and a log that replays.

The oracle is the file system that the tests run on: each rule does the same to the tree and, through system calls, to
a temporary directory, and both must answer with the same errno. Beside that the changes are published now and then, on
a real store, and what is in no change must be as the log says.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tree_on_store import TreeOnStore, new_tree

from skillfs.store import commits
from skillfs.store.entries import Entry, Kind
from skillfs.store.quota import usage_of
from skillfs.tree import files, namespace
from skillfs.tree.files import Attributes, Handle
from skillfs.tree.nodes import Directory, File, Node, Symlink, to_entry

NAMES = st.sampled_from([b"a", b"b", b"c", b"SKILL.md", b"d.tmp", b".git", b"n" * 255, b"n" * 256])
MODES = st.sampled_from([0o644, 0o600, 0o755, 0o444])
DATA = st.one_of(st.binary(max_size=20), st.sampled_from([b"x" * 5000]))
OFFSETS = st.sampled_from([0, 1, 10, 4096, 200_000])
XATTRS = st.sampled_from([b"user.a", b"user.b"])


@dataclass
class Open:
    """One file that is open in the tree and in the directory."""

    handle: Handle
    descriptor: int


def errno_of(operation: Callable[[], object]) -> int:
    """0 when it succeeds, else the number of its error."""
    try:
        operation()
    except OSError as error:
        assert error.errno is not None
        return error.errno
    return 0


class NamespaceMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp(prefix="skillfs-tree-"))
        self.oracle = self.directory / "skills"
        self.oracle.mkdir(0o755)
        self.mount = new_tree(self.directory)
        for skill in list(self.skills.children.values()):
            assert isinstance(skill, Directory)
            for child in list(skill.children.values()):
                namespace.unlink(self.tree, skill.ino, child.name)
            namespace.rmdir(self.tree, self.skills.ino, skill.name)
        self.opened: list[Open] = []
        self.in_flight: int | None = None
        self.is_cutting = False
        self._fill()
        self.mount.cut()

    def _fill(self) -> None:
        """Begin with a few directories and files that are published."""
        for path in (b"skills/a", b"skills/a/c"):
            parent, _, name = path.rpartition(b"/")
            namespace.mkdir(self.tree, self.mount.ino(parent), name, 0o755, 1, 2)
            (self.directory / os.fsdecode(path)).mkdir(0o755)
        for path in (b"skills/b", b"skills/a/SKILL.md", b"skills/a/c/a"):
            parent, _, name = path.rpartition(b"/")
            namespace.create(self.tree, self.mount.ino(parent), name, 0o644, 1, 2)
            (self.directory / os.fsdecode(path)).touch(0o644)

    def teardown(self) -> None:
        for item in self.opened:
            os.close(item.descriptor)
        self.mount.store.close()
        shutil.rmtree(self.directory)

    @property
    def tree(self):  # type: ignore[no-untyped-def]
        return self.mount.tree

    @property
    def skills(self) -> Directory:
        skills = self.mount.space.find(b"skills")
        assert isinstance(skills, Directory)
        return skills

    def nodes(self, kind: type[Node]) -> list[Node]:
        return [node for node in self.skills.walk() if isinstance(node, kind)]

    def real(self, node: Node) -> Path:
        """Where the node's twin is."""
        return self.directory / os.fsdecode(node.path())

    def both(self, in_tree: Callable[[], object], in_oracle: Callable[[], object]) -> bool:
        """Do both; whether they succeeded, which they have to agree on."""
        wanted = errno_of(in_oracle)
        got = errno_of(lambda: self.mount.with_content(in_tree))
        assert errno.errorcode.get(got) == errno.errorcode.get(wanted)
        return got == 0

    # -- names ---------------------------------------------------------------------------------------------------

    @rule(data=st.data(), name=NAMES, mode=MODES)
    def create(self, data: st.DataObject, name: bytes, mode: int) -> None:
        parent = data.draw(st.sampled_from(self.nodes(Directory)))
        path = self.real(parent) / os.fsdecode(name)

        def make() -> None:
            path.touch(exist_ok=False)
            path.chmod(mode)

        self.both(lambda: namespace.create(self.tree, parent.ino, name, stat.S_IFREG | mode, 1, 2), make)

    @rule(data=st.data(), name=NAMES)
    def mkdir(self, data: st.DataObject, name: bytes) -> None:
        parent = data.draw(st.sampled_from(self.nodes(Directory)))
        path = self.real(parent) / os.fsdecode(name)

        def make() -> None:
            path.mkdir()
            path.chmod(0o755)

        self.both(lambda: namespace.mkdir(self.tree, parent.ino, name, 0o755, 1, 2), make)

    @rule(data=st.data(), name=NAMES, to=st.sampled_from([b"a", b"../b", b"/nowhere"]))
    def symlink(self, data: st.DataObject, name: bytes, to: bytes) -> None:
        parent = data.draw(st.sampled_from(self.nodes(Directory)))
        path = self.real(parent) / os.fsdecode(name)
        self.both(
            lambda: namespace.symlink(self.tree, parent.ino, name, to, 1, 2), lambda: path.symlink_to(os.fsdecode(to))
        )

    @rule(data=st.data(), name=NAMES)
    def unlink(self, data: st.DataObject, name: bytes) -> None:
        parent = data.draw(st.sampled_from(self.nodes(Directory)))
        path = self.real(parent) / os.fsdecode(name)
        self.both(lambda: namespace.unlink(self.tree, parent.ino, name), path.unlink)

    @rule(data=st.data(), name=NAMES)
    def rmdir(self, data: st.DataObject, name: bytes) -> None:
        parent = data.draw(st.sampled_from(self.nodes(Directory)))
        path = self.real(parent) / os.fsdecode(name)
        self.both(lambda: namespace.rmdir(self.tree, parent.ino, name), path.rmdir)

    @rule(data=st.data(), name=NAMES, new_name=NAMES)
    def rename(self, data: st.DataObject, name: bytes, new_name: bytes) -> None:
        directories = self.nodes(Directory)
        parent, new_parent = data.draw(st.sampled_from(directories)), data.draw(st.sampled_from(directories))
        path, new_path = self.real(parent) / os.fsdecode(name), self.real(new_parent) / os.fsdecode(new_name)
        # Over a directory that holds it: Linux itself says ENOTEMPTY before any file system is asked.
        assume(new_path not in path.parents)
        self.both(
            lambda: namespace.rename(self.tree, parent.ino, name, new_parent.ino, new_name, 0),
            lambda: path.rename(new_path),
        )

    @rule(data=st.data(), new_name=NAMES)
    def rename_without_replacing(self, data: st.DataObject, new_name: bytes) -> None:
        """RENAME_NOREPLACE has no system call in Python: what it must say is whether the name is taken."""
        found = [node for node in self.skills.walk() if node is not self.skills]
        assume(found and len(new_name) < 256)
        node, new_parent = data.draw(st.sampled_from(found)), data.draw(st.sampled_from(self.nodes(Directory)))
        assert node.parent is not None
        assume(not (isinstance(node, Directory) and new_parent in list(node.walk())))
        taken = new_parent.children.get(new_name)  # type: ignore[attr-defined]
        assume(taken is not node)
        old, new = self.real(node), self.real(new_parent) / os.fsdecode(new_name)
        parent, name = node.parent, node.name
        got = errno_of(lambda: namespace.rename(self.tree, parent.ino, name, new_parent.ino, new_name, 1))
        assert got == (0 if taken is None else errno.EEXIST)
        if taken is None:
            old.rename(new)

    # -- content -------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.nodes(File))
    @rule(data=st.data(), appends=st.booleans())
    def open(self, data: st.DataObject, appends: bool) -> None:
        node = data.draw(st.sampled_from(self.nodes(File)))
        flags = os.O_RDWR | (os.O_APPEND if appends else 0)
        handle = files.open_file(self.tree, node.ino, flags)
        path = self.real(node)
        path.chmod(0o600)
        self.opened.append(Open(handle, os.open(path, flags)))
        path.chmod(stat.S_IMODE(node.mode))

    @precondition(lambda self: self.opened)
    @rule(data=st.data(), offset=OFFSETS, written=DATA)
    def write(self, data: st.DataObject, offset: int, written: bytes) -> None:
        item = data.draw(st.sampled_from(self.opened))
        self.mount.with_content(lambda: files.write(self.tree, item.handle, offset, written))
        os.pwrite(item.descriptor, written, offset)

    @precondition(lambda self: self.opened)
    @rule(data=st.data(), size=OFFSETS)
    def truncate(self, data: st.DataObject, size: int) -> None:
        item = data.draw(st.sampled_from(self.opened))
        self.mount.with_content(lambda: files.truncate(self.tree, item.handle.node, size))
        os.ftruncate(item.descriptor, size)

    @precondition(lambda self: self.opened)
    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(self.opened))
        self.opened.remove(item)
        others = [other for other in self.opened if other.handle.node is item.handle.node]
        assert files.release(self.tree, item.handle) == (not others)
        os.close(item.descriptor)

    # -- attributes ----------------------------------------------------------------------------------------------

    @rule(data=st.data(), mode=MODES, mtime_s=st.sampled_from([0, 1_700_000_000]))
    def set_attributes(self, data: st.DataObject, mode: int, mtime_s: int) -> None:
        found = [node for node in self.skills.walk() if node is not self.skills and not isinstance(node, Symlink)]
        assume(found)
        node = data.draw(st.sampled_from(found))
        files.set_attributes(self.tree, node, Attributes(mode=mode, mtime_ns=mtime_s * 10**9))
        self.real(node).chmod(mode)
        os.utime(self.real(node), (mtime_s, mtime_s))

    @rule(data=st.data(), name=XATTRS, value=st.binary(max_size=8), removes=st.booleans())
    def set_xattr(self, data: st.DataObject, name: bytes, value: bytes, removes: bool) -> None:
        found = [node for node in self.skills.walk() if isinstance(node, File | Directory)]
        node = data.draw(st.sampled_from(found))
        if removes:
            self.both(
                lambda: files.remove_xattr(self.tree, node.ino, name), lambda: os.removexattr(self.real(node), name)
            )
        else:
            self.both(
                lambda: files.set_xattr(self.tree, node.ino, name, value),
                lambda: os.setxattr(self.real(node), name, value),
            )

    # -- saving --------------------------------------------------------------------------------------------------

    @rule()
    def stage(self) -> None:
        self.mount.stage()

    @precondition(lambda self: not self.is_cutting)
    @rule(late=st.booleans())
    def begin_to_publish(self, late: bool) -> None:
        """`late`: what changed since the last `stage` came while the mount was about to publish."""
        self.in_flight = self.mount.cut_what_is_staged() if late else self.mount.begin_cut()
        self.is_cutting = True

    @precondition(lambda self: self.is_cutting)
    @rule()
    def publish(self) -> None:
        self.mount.publish(self.in_flight)
        self.mount.follow()
        self.in_flight, self.is_cutting = None, False

    @precondition(lambda self: not self.is_cutting and not self.opened)
    @rule()
    def remount(self) -> None:
        """What is published and what is kept beside the log is all that there was."""
        self.mount.cut()
        before = self.mount.entries()
        self.mount = TreeOnStore(self.mount.store, self.mount.space_row)
        assert self.mount.entries() == before

    # -- what holds ----------------------------------------------------------------------------------------------

    @invariant()
    def is_equal(self) -> None:
        assert {node.path(): self.shown(node) for node in self.skills.walk() if node is not self.skills} == {
            os.fsencode(path.relative_to(self.directory)): what for path, what in walk_real(self.oracle)
        }
        below = ((node.path(), to_entry(node)) for node in self.skills.walk())
        assert self.mount.space.usage == usage_of((path, entry.kind, entry.size) for path, entry in below)
        for item in self.opened:
            node = item.handle.node
            assert isinstance(node, File)
            assert self.read(node) == os.pread(item.descriptor, 300_000, 0)

    def read(self, node: File) -> bytes:
        return self.mount.with_content(lambda: node.content.read(0, 300_000, self.tree.cache))

    def shown(self, node: Node) -> object:
        mode = stat.S_IMODE(node.mode)
        if isinstance(node, Symlink):
            return Kind.SYMLINK, node.target
        if isinstance(node, Directory):
            return Kind.DIRECTORY, mode, dict(node.xattrs)
        assert isinstance(node, File)
        return Kind.FILE, mode, dict(node.xattrs), self.read(node)

    @invariant()
    def what_is_not_pending_is_published(self) -> None:
        state = commits.state(self.mount.store, self.mount.space.id)
        logged = dict(state.entries)
        if self.in_flight is not None:
            for change in commits.unpublished(self.mount.store, self.in_flight):
                logged.pop(change.path, None)
                if change.entry is not None:
                    logged[change.path] = change.entry
        kept = {
            change.path: change.entry
            for change in commits.unpublished(
                self.mount.store, commits.unversioned(self.mount.store, self.mount.space.id)
            )
        }
        saved: dict[bytes, Entry | None] = {**logged, **kept}
        shown = self.mount.entries()
        pending = self.mount.space.pending
        differing = {path for path in saved.keys() | shown.keys() if saved.get(path) != shown.get(path)}
        assert differing <= pending.keys()
        assert self.mount.space.unstaged <= pending.keys()
        for path in pending.keys() & logged.keys():
            assert pending[path] != 0, "the log would not hear of its removal"
        ever = {
            change.path for commit in commits.log(self.mount.store, self.mount.space.id) for change in commit.changes
        }
        assert {path for path, base in pending.items() if base > 0} <= ever

    @invariant()
    def no_node_is_lost_or_left(self) -> None:
        below = {node.ino: node for node in self.mount.space.top.walk()}
        below |= {item.handle.node.ino: item.handle.node for item in self.opened}
        space_nodes = {
            ino: node for ino, node in self.tree.nodes.items() if node.space_id and not isinstance(node, Directory)
        }
        assert space_nodes == {ino: node for ino, node in below.items() if not isinstance(node, Directory)}

    @invariant()
    def a_kept_answer_is_what_stat_shows(self) -> None:
        assert {
            node.path(): node.answer for node in self.tree.nodes.values() if node.answer not in (None, attributes(node))
        } == {}
        for node in self.tree.nodes.values():
            node.answer = attributes(node)


def attributes(node: Node) -> object:
    """All that stat(2) shows of a node but its holes, which are learnt later."""
    times = (node.atime_ns, node.mtime_ns, node.ctime_ns)
    return (node.mode, node.uid, node.gid, node.size, node.link_count, *times)


def walk_real(top: Path) -> Iterator[tuple[Path, object]]:
    """What lies below a directory of the file system."""
    for path in top.rglob("*"):
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            yield path, (Kind.SYMLINK, os.fsencode(path.readlink()))
            continue
        head = (
            stat.S_IMODE(status.st_mode),
            {os.fsencode(name): os.getxattr(path, name) for name in os.listxattr(path)},
        )
        yield path, (Kind.DIRECTORY, *head) if path.is_dir() else (Kind.FILE, *head, path.read_bytes())


pytestmark = pytest.mark.slow
TestNamespaceMachine = NamespaceMachine.TestCase
TestNamespaceMachine.settings = settings(
    max_examples=80,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
