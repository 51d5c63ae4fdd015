"""The handlers of a mount under hostile requests: they answer as the model does, or at least with an errno of theirs.

No kernel asks for most of this. But an exception that leaves a handler takes the mount down with everybody in it, and
what a kernel, a program or another process of skillfs will ask for next year is not known today.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import stat
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pyfuse3
import pytest
from handlers import KNOWN, Handlers, drive
from hostile_machine import (
    DATA,
    FAR,
    FLAGS,
    LENGTHS,
    MODES,
    NAMES,
    OFFSETS,
    OWNERS,
    STRANGE_INODES,
    TARGETS,
    TIMES,
    VALUES,
    XATTRS,
    HostileMachine,
    Seen,
    Wanted,
    steps,
)
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from model_fs import DIRECTORY, FILE, INBOX, ROOT_INO, SPACE

from skillfs.store import blobs, commits, fsck, spaces
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Change, Entry, Kind
from skillfs.tree.nodes import Area, Directory

T = TypeVar("T")

REGULAR = stat.S_IFREG
NUMBERS = itertools.count(1)


def soundly_driven(directory: Path, patch: pytest.MonkeyPatch, use: Callable[[Handlers], object]) -> None:
    """Drive handlers, and fail unless the store that they leave is sound and nothing in it half done."""
    drive(directory, patch, use)
    with Store(directory / "store" / "store.db", create=False) as store:
        assert fsck.check(store, repair=False) == []
        drafts = store.execute("SELECT id, kind FROM commits WHERE number IS NULL AND kind != 'unversioned'")
        assert drafts.fetchall() == []


def no_trouble(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the mount logged that says something is wrong."""
    return [record.getMessage() for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]


# -- against the model -----------------------------------------------------------------------------------------------


class HandlersMachine(HostileMachine):
    """Each example makes a space, and removes it at its end: nothing may be left of it."""

    counts_lookups = True
    models_inbox = False

    def __init__(self, driven: Handlers) -> None:
        super().__init__()
        self.fs = self.driven = driven
        self.name = b"space-%d" % next(NUMBERS)
        self.before = set(driven.tree.nodes)
        seen = driven.mkdir(ROOT_INO, self.name, 0o755)
        self.model.add(seen.ino, DIRECTORY, SPACE, seen.ino)
        self.model.lasting[seen.ino] = True
        self.model.children[ROOT_INO][self.name] = self.space = seen.ino
        self.model.known[seen.ino] = 1
        self.ever.append(seen.ino)
        self._adopt(seen.ino)

    def _adopt(self, directory: int) -> None:
        for name, seen in self.fs.listing(directory):
            kind = DIRECTORY if stat.S_ISDIR(seen.mode) else FILE
            self.model.put(directory, name, seen.ino, kind)
            if self.model.place[seen.ino] == INBOX:
                self.model.lasting[seen.ino] = True
            self.ever.append(seen.ino)
            if kind == DIRECTORY:
                self._adopt(seen.ino)
            else:
                self._adopt_content(seen)
            self.learnt(seen)

    def _adopt_content(self, seen: Seen) -> None:
        fh = self.fs.open(seen.ino, os.O_RDONLY)
        self.model.write(seen.ino, 0, self.fs.read(fh, 0, seen.size))
        self.fs.release(fh)

    @rule(data=st.data(), name=NAMES, mode=MODES)
    def mknod(self, data: st.DataObject, name: bytes, mode: int) -> None:
        parent = self.inode(data, DIRECTORY)
        problems = self.model.why_no_new_name(parent, name, FILE)
        if stat.S_IFMT(mode) != REGULAR:
            problems.add(errno.EPERM)
        seen = self.expect(problems, lambda: self.driven.mknod(parent, name, mode))
        if seen is not None:
            self._made(parent, name, seen, FILE, mode)

    @precondition(lambda self: self.opened)
    @rule(data=st.data())
    def fsync(self, data: st.DataObject) -> None:
        self.driven.fsync(self.open_file(data).fh)

    @rule(offset=st.one_of(OFFSETS, FAR), fh=st.sampled_from([0, 10**6, 2**64 - 1]))
    def a_handle_that_is_not_open(self, offset: int, fh: int) -> None:
        fs = self.driven
        for operation in (
            lambda: fs.read(fh, offset, 1), lambda: fs.write(fh, offset, b"x"), lambda: fs.flush(fh),
            lambda: fs.fsync(fh), lambda: fs.release(fh), lambda: fs.readdir(fh, offset, 1),
            lambda: fs.releasedir(fh), lambda: fs.fsyncdir(fh),
        ):  # fmt: skip
            self.expect({errno.EBADF}, operation)

    @rule(data=st.data(), start=st.sampled_from([0, 1, 10**6, 2**63 - 1, -1, -(2**63)]))
    def list_from_anywhere(self, data: st.DataObject, start: int) -> None:
        ino = self.inode(data, DIRECTORY)
        fh = self.expect(self.model.why_no_directory(ino), lambda: self.driven.opendir(ino))
        if fh is None:
            return
        entries = self.expect({errno.EINVAL} if start < 0 else set(), lambda: self.driven.readdir(fh, start, 1000))
        for name, attributes, _ in entries or []:
            assert self.model.children[ino][name] == attributes.st_ino
            self.learnt(self.driven.entry(attributes))
        self.driven.fsyncdir(fh)
        self.driven.releasedir(fh)

    def teardown(self) -> None:
        self.check_everything()
        self._remove(self.space)
        self.driven.rmdir(ROOT_INO, self.name)
        assert set(self.driven.tree.nodes) == self.before

    def _remove(self, directory: int) -> None:
        for name, seen in self.driven.listing(directory):
            if stat.S_ISDIR(seen.mode):
                self._remove(seen.ino)
                self.driven.rmdir(directory, name)
            else:
                self.driven.unlink(directory, name)
            self.driven.forget([(seen.ino, 1)])


def test_handlers_answer_as_the_model_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def use(handlers: Handlers) -> None:
        class Machine(HandlersMachine):
            def __init__(self) -> None:
                super().__init__(handlers)

        run_state_machine_as_test(Machine, settings=steps())

    soundly_driven(tmp_path, monkeypatch, use)
    assert no_trouble(caplog) == []


# -- in every part of the tree ---------------------------------------------------------------------------------------


SESSIONS = st.sampled_from(
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"messages": []}', b"[" * 100_000, b'{"a": 1e999999}', b"\0" * 5000,
     b'{"messages": [{"role": "user", "content": "Rename it"}, {"role": "assistant", "content": "Done."}]}',
     b'{"role": "user", "content": "one line"}\n', b'{"role": "user"}\n{"role"']
)  # fmt: skip
DROPS = st.sampled_from(
    [b"a.json", b"b.jsonl", b"a.json.error", b"a.txt", b".a.json.tmp", b"d", b"\xff.json", b"s.json"]
)
SPACES = st.sampled_from([b"one", b"two", b"No Name", b"-", b"x" * 64, b"x" * 65, b"caf\xe9"])
CONTROLS = st.sampled_from(
    [b"status", b"status.json", b"catalog.md", b"catalog.xml", b"export.tar", b"export.zip", b"sessions", b"proposed",
     b"history", b"latest", b"log", b"1", b"2", b"missing"]
)  # fmt: skip
ANY_NAME = st.one_of(NAMES, DROPS, SPACES, CONTROLS)
PICKS = st.integers(0, 2**30)
"""Which one of what is there: how much that is depends on other processes, and hypothesis must not notice."""
HANDLE_FLAGS = FLAGS.filter(lambda flags: not flags & os.O_APPEND)


def picked(items: Sequence[T], pick: int) -> T:
    return items[pick % len(items)]


class AnywhereMachine(RuleBasedStateMachine):
    """Any handler, any inode of any part of the tree, while other processes commit, rename, remove and purge.

    What is right to answer depends on who comes first; `Handlers.call` has the errors that may be answered at all.
    """

    def __init__(self, driven: Handlers, store_path: Path) -> None:
        super().__init__()
        self.fs = driven
        self.store_path = store_path
        self.files: list[int] = [0]
        self.directories: list[int] = [0]
        self.try_to(lambda: driven.mkdir(ROOT_INO, b"one", 0o755))

    def try_to(self, operation: Callable[[], object]) -> None:
        """Do it; an error that it may have is as good as an answer."""
        with contextlib.suppress(OSError):
            operation()

    def node(self, pick: int) -> int:
        """An inode: of each part of the tree as likely as of the others, and now and then one that is not there."""
        by_area: dict[Area, list[int]] = {}
        for node in self.fs.tree.nodes.copy().values():
            by_area.setdefault(node.area, []).append(node.ino)
        groups = [STRANGE_INODES, *(by_area[area] for area in sorted(by_area, key=str))]
        return picked(picked(groups, pick), pick // len(groups))

    def directory(self, pick: int) -> int:
        directories = [ino for ino, node in self.fs.tree.nodes.copy().items() if stat.S_ISDIR(node.mode)]
        return picked(directories, pick) if pick % 10 else self.node(pick)

    def name(self, parent: int, pick: int, other: bytes) -> bytes:
        """A name that a directory has, or else, and now and then, the other one."""
        found = self.fs.tree.nodes.get(parent)
        there = list(found.children) if isinstance(found, Directory) else []
        return picked(there, pick) if there and pick % 3 else other

    # -- names ---------------------------------------------------------------------------------------------------

    @rule(pick=PICKS, name=ANY_NAME)
    def lookup(self, pick: int, name: bytes) -> None:
        parent = self.directory(pick)
        self.try_to(lambda: self.fs.lookup(parent, self.name(parent, pick, name)))

    @rule(pick=PICKS, name=CONTROLS)
    def look_at_a_control_file(self, pick: int, name: bytes) -> None:
        space = picked([node.top.ino for node in self.fs.tree.spaces.copy().values()] or [ROOT_INO], pick)

        def look() -> None:
            control = self.fs.lookup(space, b".skillfs")
            seen = None if control is None else self.fs.lookup(control.ino, name)
            if seen is not None and stat.S_ISREG(seen.mode):
                self.files.append(self.fs.open(seen.ino, os.O_RDONLY))

        self.try_to(look)

    @rule(pick=PICKS, name=ANY_NAME, mode=MODES, flags=HANDLE_FLAGS)
    def create(self, pick: int, name: bytes, mode: int, flags: int) -> None:
        self.try_to(lambda: self.files.append(self.fs.create(self.directory(pick), name, mode, flags)[0]))

    @rule(pick=PICKS, name=ANY_NAME, mode=MODES)
    def make(self, pick: int, name: bytes, mode: int) -> None:
        parent = self.directory(pick)
        self.try_to(lambda: self.fs.mkdir(parent, name, mode))
        self.try_to(lambda: self.fs.mknod(parent, name, mode))

    @rule(pick=PICKS, name=ANY_NAME, to=TARGETS)
    def symlink_and_readlink(self, pick: int, name: bytes, to: bytes) -> None:
        self.try_to(lambda: self.fs.symlink(self.directory(pick), name, to))
        self.try_to(lambda: self.fs.readlink(self.node(pick)))

    @rule(pick=PICKS, name=ANY_NAME)
    def link(self, pick: int, name: bytes) -> None:
        self.try_to(lambda: self.fs.link(self.node(pick), self.directory(pick // 7), name))

    @rule(pick=PICKS, name=ANY_NAME)
    def unlink(self, pick: int, name: bytes) -> None:
        parent = self.directory(pick)
        self.try_to(lambda: self.fs.unlink(parent, self.name(parent, pick, name)))

    @rule(pick=PICKS, name=ANY_NAME)
    def rmdir(self, pick: int, name: bytes) -> None:
        parent = self.directory(pick)
        self.try_to(lambda: self.fs.rmdir(parent, self.name(parent, pick, name)))

    @rule(pick=PICKS, other=PICKS, name=ANY_NAME, new_name=ANY_NAME, flags=st.sampled_from([0, 0, 1, 2, 4, 2**32 - 1]))
    def rename(self, pick: int, other: int, name: bytes, new_name: bytes, flags: int) -> None:
        parent, new_parent = self.directory(pick), self.directory(other)
        old, new = self.name(parent, pick, name), self.name(new_parent, other // 2, new_name)
        self.try_to(lambda: self.fs.rename(parent, old, new_parent, new, flags))

    @rule(pick=PICKS, count=st.sampled_from([1, 2, 2**63]))
    def forget(self, pick: int, count: int) -> None:
        self.fs.forget([(self.node(pick), count), (self.node(pick // 7), 1)])

    # -- directories ---------------------------------------------------------------------------------------------

    @rule(pick=PICKS)
    def opendir(self, pick: int) -> None:
        self.try_to(lambda: self.directories.append(self.fs.opendir(self.directory(pick))))

    @rule(pick=PICKS, start=st.sampled_from([0, 0, 1, 7, 2**63 - 1, -1]), room=st.sampled_from([0, 1, 1000]))
    def readdir(self, pick: int, start: int, room: int) -> None:
        self.try_to(lambda: self.fs.readdir(picked(self.directories, pick), start, room))

    @rule(pick=PICKS)
    def sync_and_release_a_directory(self, pick: int) -> None:
        fh = picked(self.directories, pick)
        self.try_to(lambda: self.fs.fsyncdir(fh))
        self.try_to(lambda: self.fs.releasedir(fh))

    # -- attributes ----------------------------------------------------------------------------------------------

    @rule(pick=PICKS, mode=st.none() | MODES, uid=st.none() | OWNERS, gid=st.none() | OWNERS)
    def set_mode_and_owner(self, pick: int, mode: int | None, uid: int | None, gid: int | None) -> None:
        self.try_to(lambda: self.fs.setattr(self.node(pick), Wanted(mode=mode, uid=uid, gid=gid)))

    @rule(pick=PICKS, size=st.none() | OFFSETS | FAR, atime_ns=st.none() | TIMES, mtime_ns=st.none() | TIMES)
    def set_size_and_times(self, pick: int, size: int | None, atime_ns: int | None, mtime_ns: int | None) -> None:
        self.try_to(lambda: self.fs.setattr(self.node(pick), Wanted(size, atime_ns=atime_ns, mtime_ns=mtime_ns)))

    @rule(pick=PICKS, mode=MODES)
    def look(self, pick: int, mode: int) -> None:
        ino = self.node(pick)
        self.try_to(lambda: self.fs.getattr(ino))
        self.fs.access(ino, mode)
        assert self.fs.statfs().f_namemax == 255

    @rule(pick=PICKS, name=XATTRS, value=VALUES)
    def xattrs(self, pick: int, name: bytes, value: bytes) -> None:
        ino = self.node(pick)
        self.try_to(lambda: self.fs.setxattr(ino, name, value))
        self.try_to(lambda: self.fs.getxattr(ino, name))
        self.try_to(lambda: self.fs.listxattr(ino))
        self.try_to(lambda: self.fs.removexattr(self.node(pick), name))

    # -- files ---------------------------------------------------------------------------------------------------

    @rule(pick=PICKS, flags=HANDLE_FLAGS)
    def open(self, pick: int, flags: int) -> None:
        self.try_to(lambda: self.files.append(self.fs.open(self.node(pick), flags)))

    @rule(pick=PICKS, offset=OFFSETS | FAR, length=LENGTHS)
    def read(self, pick: int, offset: int, length: int) -> None:
        self.try_to(lambda: self.fs.read(picked(self.files, pick), offset, length))

    @rule(pick=PICKS, offset=OFFSETS | FAR, written=DATA | SESSIONS)
    def write(self, pick: int, offset: int, written: bytes) -> None:
        self.try_to(lambda: self.fs.write(picked(self.files, pick), offset, written))

    @rule(pick=PICKS)
    def sync_and_release(self, pick: int) -> None:
        fh = picked(self.files, pick)
        self.try_to(lambda: self.fs.flush(fh))
        self.try_to(lambda: self.fs.fsync(fh))
        self.try_to(lambda: self.fs.release(fh))

    @rule(pick=PICKS, name=DROPS, session=SESSIONS)
    def drop(self, pick: int, name: bytes, session: bytes) -> None:
        """A whole drop: what becomes of it is decided while other requests are answered."""
        inbox = picked([tree.top.ino for tree in self.fs.tree.inboxes.copy().values()] or [ROOT_INO], pick)

        def write() -> None:
            fh, _ = self.fs.create(inbox, name, 0o644, os.O_WRONLY)
            self.fs.write(fh, 0, session)
            self.try_to(lambda: self.fs.flush(fh))
            self.fs.release(fh)

        self.try_to(write)

    # -- other processes -----------------------------------------------------------------------------------------

    @rule(path=st.sampled_from([b"skills/a", b"skills/b", b"skills/daily-logs/SKILL.md", b"SPACE.md"]), content=DATA)
    def commit_elsewhere(self, path: bytes, content: bytes) -> None:
        with Store(self.store_path, create=False) as store:
            for space in spaces.listed(store):
                self._replace(store, space.id, path, content)

    def _replace(self, store: Store, space_id: int, path: bytes, content: bytes) -> None:
        state = commits.state(store, space_id)
        parent = path.rpartition(b"/")[0]
        old = state.entries.get(path)
        is_there = parent == b"" or (parent in state.entries and state.entries[parent].kind is Kind.DIRECTORY)
        if not is_there or (old is not None and old.kind is Kind.DIRECTORY):
            return
        [ino] = store.reserve_inodes(1)
        entry = Entry(Kind.FILE, ino, 0o644, 0, 0, time.time_ns(), len(content), blobs.put(store, content))
        commit_id = commits.begin(store, space_id, commits.STAGED, "elsewhere")
        commits.put(store, commit_id, space_id, [Change(path, state.versions.get(path, 0), entry)])
        commits.publish(store, commit_id, force=True)

    @rule(name=st.sampled_from(["one", "two"]), new_name=st.sampled_from(["one", "two", "three"]))
    def rename_space_elsewhere(self, name: str, new_name: str) -> None:
        with Store(self.store_path, create=False) as store, contextlib.suppress(StoreError):
            spaces.rename(store, name, new_name)

    @rule(pick=PICKS, purges=st.booleans())
    def remove_and_purge_space_elsewhere(self, pick: int, purges: bool) -> None:
        with Store(self.store_path, create=False) as store:
            names = [space.name for space in spaces.listed(store)]
            if len(names) > 1:
                spaces.remove(store, picked(names, pick))
                if purges:
                    spaces.purge(store, picked(names, pick))

    # -- at the end ----------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        """Close and forget all: what is left has a name."""
        for fh in self.files:
            self.try_to(lambda fh=fh: self.fs.release(fh))  # type: ignore[misc]
        for fh in self.directories:
            self.try_to(lambda fh=fh: self.fs.releasedir(fh))  # type: ignore[misc]
        self.fs.forget([(ino, 2**32) for ino in list(self.fs.tree.nodes)])
        self.fs.forget([(ino, 2**32) for ino in list(self.fs.tree.nodes)])
        left = self.fs.tree.nodes.copy()
        assert [node for node in left.values() if node.handles or node.lookups] == []
        tops = {node.ino for node in left.values() if isinstance(node, Directory) and node.is_top}
        assert [node for node in left.values() if not node.linked and node.ino not in tops | {ROOT_INO}] == []


def test_handlers_answer_with_errors_of_theirs_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def use(handlers: Handlers) -> None:
        class Machine(AnywhereMachine):
            def __init__(self) -> None:
                super().__init__(handlers, tmp_path / "store" / "store.db")

        run_state_machine_as_test(Machine, settings=steps())

    soundly_driven(tmp_path, monkeypatch, use)
    assert no_trouble(caplog) == []


def test_every_handler_has_its_errors() -> None:
    handlers = {name for name in vars(pyfuse3.Operations) if not name.startswith(("_", "enable", "supports"))}
    assert handlers - {"init", "stacktrace", "poll"} == KNOWN.keys()
