"""Rules that ask a file system for everything, hostile arguments included, and compare it with the model.

What is driven (the tree alone, or the handlers of a mount) is a `FileSystem`; a machine for it subclasses
`HostileMachine`.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from model_fs import CONTROL, DIRECTORY, FILE, GENERATED, INBOX, README_INO, ROOT_INO, SYMLINK, Model

T = TypeVar("T")

STEPS = int(os.environ.get("SKILLFS_FUZZ_STEPS", "300"))
"""How many steps each machine takes; `make test-fuzz` asks for 10,000."""
STEPS_AN_EXAMPLE = 50

NAMES = st.sampled_from(
    [b"a", b"b", b"c", b"SKILL.md", b"x.tmp", b".git", b"SPACE.md", b"SPACE.md~", b".SPACE.md.swp", b"skills", b"inbox",
     b".skillfs", b"README.md", b"", b".", b"..", b"a/b", b"/", b"nul\0", b"caf\xe9", b"\xff\xfe", b"new\nline",
     b"n" * 255, b"n" * 256, b"n" * 3000, b".skillfs.new.1"]
)  # fmt: skip
PLAIN_NAMES = st.sampled_from([b"a", b"b", b"c"])
MODES = st.sampled_from([0, 0o644, 0o755, 0o7777, stat.S_IFREG | 0o600, stat.S_IFDIR | 0o700, 0xFFFFFFFF])
OWNERS = st.sampled_from([0, 1, 1000, 65534, 2**32 - 1])
FLAGS = st.sampled_from(
    [os.O_RDONLY, os.O_RDWR, os.O_WRONLY, os.O_RDWR | os.O_APPEND, os.O_RDWR | os.O_TRUNC, os.O_RDONLY | os.O_TRUNC,
     os.O_WRONLY | os.O_CREAT | os.O_EXCL, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, os.O_RDWR | os.O_DIRECT,
     3]
)  # fmt: skip
OFFSETS = st.sampled_from([0, 1, 10, 4096, 131_071, 131_072, 300_000])
FAR = st.sampled_from([2**32, 2**32 + 1, 2**60, 2**63 - 1, -1])
LENGTHS = st.sampled_from([0, 1, 20, 4096, 140_000])
DATA = st.one_of(st.binary(max_size=20), st.sampled_from([b"x" * 5000, b"y" * 131_073]))
TIMES = st.sampled_from([0, 1, -1, 1_700_000_000_123_456_789, 2**63 - 1, 2**63, -(2**63) * 10**9, (2**63 - 1) * 10**9])
XATTRS = st.sampled_from([b"user.a", b"user.b", b"user.", b"", b"trusted.x", b"security.capability", b"user.\xff\xfe"])
VALUES = st.sampled_from([b"", b"1", b"\0\xff", b"v" * 40_000, b"v" * 65_530, b"v" * 65_536])
TARGETS = st.sampled_from([b"a", b"../b", b"/nowhere", b"t" * 4095, b"t" * 4096, b"\xff"])
STRANGE_INODES = [0, ROOT_INO, README_INO, 3, 2**48, 2**48 + 10**6, 2**63 - 1, 2**64 - 1]


@dataclass(frozen=True, slots=True)
class Seen:
    """The attributes of an inode, as a file system tells them."""

    ino: int
    mode: int
    nlink: int
    uid: int
    gid: int
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What setattr is to set; None leaves it."""

    size: int | None = None
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None
    atime_ns: int | None = None
    mtime_ns: int | None = None


class FileSystem(Protocol):
    """What is driven. Every method raises `OSError`, and nothing else."""

    def lookup(self, parent: int, name: bytes) -> Seen | None: ...
    def getattr(self, ino: int) -> Seen: ...
    def setattr(self, ino: int, wanted: Wanted) -> Seen: ...
    def create(self, parent: int, name: bytes, mode: int, flags: int) -> tuple[int, Seen]: ...
    def mkdir(self, parent: int, name: bytes, mode: int) -> Seen: ...
    def symlink(self, parent: int, name: bytes, target: bytes) -> Seen: ...
    def link(self, ino: int, parent: int, name: bytes) -> Seen: ...
    def unlink(self, parent: int, name: bytes) -> None: ...
    def rmdir(self, parent: int, name: bytes) -> None: ...
    def rename(self, parent: int, name: bytes, new_parent: int, new_name: bytes, flags: int) -> None: ...
    def readlink(self, ino: int) -> bytes: ...
    def open(self, ino: int, flags: int) -> int: ...
    def read(self, fh: int, offset: int, length: int) -> bytes: ...
    def write(self, fh: int, offset: int, data: bytes) -> int: ...
    def flush(self, fh: int) -> None: ...
    def release(self, fh: int) -> None: ...
    def listing(self, ino: int) -> list[tuple[bytes, Seen]]: ...
    def getxattr(self, ino: int, name: bytes) -> bytes: ...
    def listxattr(self, ino: int) -> Sequence[bytes]: ...
    def setxattr(self, ino: int, name: bytes, value: bytes) -> None: ...
    def removexattr(self, ino: int, name: bytes) -> None: ...
    def forget(self, inodes: Iterable[tuple[int, int]]) -> None: ...


@dataclass(slots=True)
class Open:
    """One open file."""

    fh: int
    ino: int
    flags: int

    @property
    def writes(self) -> bool:
        return bool(self.flags & (os.O_ACCMODE | os.O_TRUNC))


class HostileMachine(RuleBasedStateMachine):
    """A subclass sets `fs` and fills `model` with a space before the first rule."""

    fs: FileSystem
    counts_lookups = False
    """Whether what is driven counts what the kernel knows, as handlers do."""
    models_inbox = True
    """Whether nobody but the machine changes an inbox."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.opened: list[Open] = []
        self.ever: list[int] = list(STRANGE_INODES)

    # -- picking and comparing -----------------------------------------------------------------------------------

    def inode(self, data: st.DataObject, *kinds: str) -> int:
        """Mostly an inode of these kinds; now and then any that ever was, or never was."""
        right = [ino for ino in self.model.inodes(*kinds) if self._is_modelled(ino)]
        if not right or data.draw(st.integers(0, 7)) == 0:
            return data.draw(st.sampled_from([ino for ino in self.ever if self._is_modelled(ino)]))
        return data.draw(st.sampled_from(right))

    def _is_modelled(self, ino: int) -> bool:
        return self.models_inbox or self.model.place.get(ino) != INBOX

    def expect(self, problems: set[int], operation: Callable[[], T]) -> T | None:
        """What the operation returns; it must fail with one of `problems` if there is one."""
        try:
            answer = operation()
        except OSError as error:
            assert error.errno in problems, f"{error}; {named(problems)} were right"
            return None
        assert not problems, f"succeeded; {named(problems)} were right"
        return answer

    def learnt(self, seen: Seen) -> None:
        """The kernel was told of an inode, and remembers it until it says FORGET."""
        self.check_attributes(seen)
        if self.counts_lookups:
            self.model.known[seen.ino] = self.model.known.get(seen.ino, 0) + 1

    def check_attributes(self, seen: Seen) -> None:
        """Compare what is said of an inode with what has to be said."""
        model, ino = self.model, seen.ino
        kind = model.kind[ino]
        formats = {DIRECTORY: stat.S_IFDIR, SYMLINK: stat.S_IFLNK}
        assert stat.S_IFMT(seen.mode) == formats.get(kind, stat.S_IFREG)
        if kind == DIRECTORY:
            removed = not model.lasting.get(ino, False) and not model.links(ino)
            below = sum(model.kind[child] == DIRECTORY for child in model.children[ino].values())
            assert seen.nlink == (0 if removed else 2 + below)
        else:
            assert seen.nlink == model.links(ino)
        if kind != GENERATED:
            assert seen.size == model.size.get(ino, len(model.target.get(ino, b"")))
        told = (stat.S_IMODE(seen.mode), (seen.uid, seen.gid), seen.mtime_ns)
        facts = (model.mode.get(ino, told[0]), model.owner.get(ino, told[1]), model.mtime_ns.get(ino, told[2]))
        assert told == facts

    # -- names ---------------------------------------------------------------------------------------------------

    @rule(data=st.data(), name=NAMES)
    def lookup(self, data: st.DataObject, name: bytes) -> None:
        parent = self.inode(data, DIRECTORY)
        problems = self.model.why_no_directory(parent)
        if not problems and len(name) > 255:
            problems = {errno.ENAMETOOLONG}
        if name in (b".", b"..") or (name == b".skillfs" and self.model.place.get(parent) in ("space", CONTROL)):
            return
        found = None if problems else self.model.children[parent].get(name)
        if found is None and not problems:
            problems = {errno.ENOENT}
        seen = self.expect(problems, lambda: self._look_up(parent, name))
        if seen is not None:
            assert seen.ino == found
            self.learnt(seen)

    def _look_up(self, parent: int, name: bytes) -> Seen:
        seen = self.fs.lookup(parent, name)
        if seen is None:
            raise FileNotFoundError(errno.ENOENT, "absent, and to be remembered as that")
        return seen

    @rule(data=st.data(), name=st.one_of(PLAIN_NAMES, NAMES), mode=MODES, flags=FLAGS)
    def create(self, data: st.DataObject, name: bytes, mode: int, flags: int) -> None:
        parent = self.inode(data, DIRECTORY)
        problems = self.model.why_no_new_name(parent, name, FILE)
        if errno.EEXIST in problems and not flags & os.O_EXCL:
            # For the kernel to look again: it asks to create only what is not there, as far as it knows.
            problems.add(errno.ESTALE)
        answer = self.expect(problems, lambda: self.fs.create(parent, name, mode, flags))
        if answer is not None:
            fh, seen = answer
            self._made(parent, name, seen, FILE, mode)
            self._now_open(fh, seen.ino, flags & ~os.O_TRUNC)

    @rule(data=st.data(), name=st.one_of(PLAIN_NAMES, NAMES), mode=MODES)
    def mkdir(self, data: st.DataObject, name: bytes, mode: int) -> None:
        parent = self.inode(data, DIRECTORY)
        if parent == ROOT_INO:
            return
        problems = self.model.why_no_new_name(parent, name, DIRECTORY)
        seen = self.expect(problems, lambda: self.fs.mkdir(parent, name, mode))
        if seen is not None:
            self._made(parent, name, seen, DIRECTORY, mode)

    @rule(data=st.data(), name=st.one_of(PLAIN_NAMES, NAMES), to=TARGETS)
    def symlink(self, data: st.DataObject, name: bytes, to: bytes) -> None:
        parent = self.inode(data, DIRECTORY)
        problems = self.model.why_no_new_name(parent, name, SYMLINK)
        if not self.model.why_no_directory(parent) and len(to) > 4095:
            problems.add(errno.ENAMETOOLONG)
        seen = self.expect(problems, lambda: self.fs.symlink(parent, name, to))
        if seen is not None:
            self.model.target[seen.ino] = to
            self._made(parent, name, seen, SYMLINK, 0o777)

    def _made(self, parent: int, name: bytes, seen: Seen, kind: str, mode: int) -> None:
        again = seen.ino in self.model.kind
        assert again or seen.ino not in self.ever, "an inode number was given out twice"
        self.model.made(parent, name, seen.ino, kind, mode)
        assert seen.gid == self.model.group.get(seen.ino, seen.gid)
        self.ever.append(seen.ino)
        self.learnt(seen)

    @rule(data=st.data(), name=st.one_of(PLAIN_NAMES, NAMES))
    def link(self, data: st.DataObject, name: bytes) -> None:
        ino, parent = self.inode(data, FILE), self.inode(data, DIRECTORY)
        seen = self.expect(self.model.why_no_link(ino, parent, name), lambda: self.fs.link(ino, parent, name))
        if seen is not None:
            self.model.put(parent, name, ino, FILE)
            self.learnt(seen)

    def name_in(self, data: st.DataObject, parent: int) -> bytes:
        """Mostly a name that a directory has."""
        there = sorted(self.model.children.get(parent, {}))
        return data.draw(st.one_of(st.sampled_from(there), st.sampled_from(there), NAMES) if there else NAMES)

    @rule(data=st.data())
    def unlink(self, data: st.DataObject) -> None:
        parent = self.inode(data, DIRECTORY)
        name = self.name_in(data, parent)
        problems = self.model.why_no_unlink(parent, name)
        self.expect(problems, lambda: self.fs.unlink(parent, name))
        if not problems:
            self.model.remove(parent, name)
            self.model.forget_dead()

    @rule(data=st.data())
    def rmdir(self, data: st.DataObject) -> None:
        parent = self.inode(data, DIRECTORY)
        name = self.name_in(data, parent)
        if parent == ROOT_INO:
            return
        problems = self.model.why_no_rmdir(parent, name)
        self.expect(problems, lambda: self.fs.rmdir(parent, name))
        if not problems:
            self.model.remove(parent, name)
            self.model.forget_dead()

    @rule(data=st.data(), new_name=st.one_of(PLAIN_NAMES, NAMES), flags=st.sampled_from([0, 0, 0, 1, 2, 4, 2**31]))
    def rename(self, data: st.DataObject, new_name: bytes, flags: int) -> None:
        parent, new_parent = self.inode(data, DIRECTORY), self.inode(data, DIRECTORY)
        if parent == new_parent == ROOT_INO:
            return
        name = self.name_in(data, parent)
        problems = self.model.why_no_rename(parent, name, new_parent, new_name, flags)
        self.expect(problems, lambda: self.fs.rename(parent, name, new_parent, new_name, flags))
        if not problems:
            self.model.move(parent, name, new_parent, new_name)
            self.model.forget_dead()

    @rule(data=st.data())
    def readlink(self, data: st.DataObject) -> None:
        ino = self.inode(data, SYMLINK)
        problems = set() if self.model.alive(ino) else {errno.ENOENT}
        if not problems and self.model.kind[ino] != SYMLINK:
            problems = {errno.EINVAL}
        target = self.expect(problems, lambda: self.fs.readlink(ino))
        if target is not None:
            assert target == self.model.target[ino]

    @rule(data=st.data())
    def list_directory(self, data: st.DataObject) -> None:
        ino = self.inode(data, DIRECTORY)
        listing = self.expect(self.model.why_no_directory(ino), lambda: self.fs.listing(ino))
        if listing is not None and self.model.place[ino] != CONTROL:
            assert {name: seen.ino for name, seen in listing} == self.model.children[ino]
            for _, seen in listing:
                self.learnt(seen)

    # -- attributes ----------------------------------------------------------------------------------------------

    @rule(data=st.data())
    def getattr(self, data: st.DataObject) -> None:
        ino = self.inode(data)
        seen = self.expect(set() if self.model.alive(ino) else {errno.ENOENT}, lambda: self.fs.getattr(ino))
        if seen is not None:
            self.check_attributes(seen)

    @rule(data=st.data(), mode=st.none() | MODES, uid=st.none() | OWNERS, gid=st.none() | OWNERS)
    def set_mode_and_owner(self, data: st.DataObject, mode: int | None, uid: int | None, gid: int | None) -> None:
        self._set_attributes(self.inode(data), Wanted(mode=mode, uid=uid, gid=gid))

    @rule(data=st.data(), atime_ns=st.none() | TIMES, mtime_ns=st.none() | TIMES)
    def set_times(self, data: st.DataObject, atime_ns: int | None, mtime_ns: int | None) -> None:
        self._set_attributes(self.inode(data), Wanted(atime_ns=atime_ns, mtime_ns=mtime_ns))

    def _set_attributes(self, ino: int, wanted: Wanted) -> None:
        problems = set() if self.model.alive(ino) else {errno.ENOENT}
        if wanted != Wanted():
            problems = self.model.why_no_attributes(ino)
        seen = self.expect(problems, lambda: self.fs.setattr(ino, wanted))
        if seen is None:
            return
        if self.model.kind[ino] != GENERATED:
            uid, gid = self.model.owner.get(ino, (seen.uid, seen.gid))
            if wanted.uid is not None or wanted.gid is not None:
                self.model.owner[ino] = (
                    uid if wanted.uid is None else wanted.uid, gid if wanted.gid is None else wanted.gid
                )  # fmt: skip
            if wanted.mode is not None:
                self.model.set_mode(ino, wanted.mode)
            if wanted.mtime_ns is not None:
                self.model.set_times(ino, wanted.mtime_ns)
        self.check_attributes(seen)

    @rule(data=st.data(), size=st.one_of(OFFSETS, OFFSETS, FAR))
    def truncate(self, data: st.DataObject, size: int) -> None:
        ino = self.inode(data, FILE)
        seen = self.expect(self.model.why_not_sized(ino, size), lambda: self.fs.setattr(ino, Wanted(size=size)))
        if seen is not None:
            self.model.truncate(ino, size)
            self.check_attributes(seen)

    @rule(data=st.data(), name=XATTRS, value=VALUES)
    def set_xattr(self, data: st.DataObject, name: bytes, value: bytes) -> None:
        ino = self.inode(data, FILE, DIRECTORY)
        problems = self.model.why_no_xattr(ino, name, value)
        self.expect(problems, lambda: self.fs.setxattr(ino, name, value))
        if not problems:
            self.model.xattrs[ino][name] = value

    @rule(data=st.data(), name=XATTRS)
    def remove_xattr(self, data: st.DataObject, name: bytes) -> None:
        ino = self.inode(data, FILE, DIRECTORY)
        problems = self.model.why_no_xattr(ino, name, None)
        self.expect(problems, lambda: self.fs.removexattr(ino, name))
        if not problems:
            del self.model.xattrs[ino][name]

    @rule(data=st.data(), name=XATTRS)
    def get_xattr(self, data: st.DataObject, name: bytes) -> None:
        ino = self.inode(data, FILE, DIRECTORY)
        kept = self.model.xattrs.get(ino, {})
        problems = set() if self.model.alive(ino) else {errno.ENOENT}
        assert self.expect(problems, lambda: self.fs.listxattr(ino)) in (None, sorted(kept))
        if not problems and name not in kept:
            problems = {errno.ENODATA}
        assert self.expect(problems, lambda: self.fs.getxattr(ino, name)) == kept.get(name)

    # -- content -------------------------------------------------------------------------------------------------

    @rule(data=st.data(), flags=FLAGS)
    def open(self, data: st.DataObject, flags: int) -> None:
        ino = self.inode(data, FILE)
        attempt = Open(0, ino, flags)
        fh = self.expect(self.model.why_not_open(ino, attempt.writes), lambda: self.fs.open(ino, flags))
        if fh is not None:
            if flags & os.O_TRUNC:
                self.model.truncate(ino, 0)
            self._now_open(fh, ino, flags)

    def _now_open(self, fh: int, ino: int, flags: int) -> None:
        assert all(fh != other.fh for other in self.opened)
        self.opened.append(Open(fh, ino, flags))
        self.model.opened[ino] = self.model.opened.get(ino, 0) + 1

    def open_file(self, data: st.DataObject) -> Open:
        return data.draw(st.sampled_from(self.opened))

    @precondition(lambda self: self.opened)
    @rule(data=st.data(), offset=st.one_of(OFFSETS, OFFSETS, FAR), written=DATA)
    def write(self, data: st.DataObject, offset: int, written: bytes) -> None:
        item = self.open_file(data)
        problems = set() if item.writes else {errno.EBADF}
        at = self.model.size.get(item.ino, 0) if item.flags & os.O_APPEND else offset
        problems |= {errno.EINVAL} if offset < 0 else set()
        if self.model.kind[item.ino] == FILE:
            problems |= self.model.why_not_sized(item.ino, max(at, 0) + len(written))
        count = self.expect(problems, lambda: self.fs.write(item.fh, offset, written))
        if count is not None:
            assert count == len(written)
            self.model.write(item.ino, at, written)

    @precondition(lambda self: self.opened)
    @rule(data=st.data(), offset=st.one_of(OFFSETS, OFFSETS, FAR), length=LENGTHS)
    def read(self, data: st.DataObject, offset: int, length: int) -> None:
        item = self.open_file(data)
        if self.model.kind[item.ino] != FILE:
            return
        problems = {errno.EINVAL} if offset < 0 else set()
        found = self.expect(problems, lambda: self.fs.read(item.fh, offset, length))
        if found is not None:
            assert found == self.model.read(item.ino, offset, length)

    @precondition(lambda self: self.opened)
    @rule(data=st.data())
    def flush(self, data: st.DataObject) -> None:
        self.fs.flush(self.open_file(data).fh)

    @precondition(lambda self: self.opened)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        self._release(self.open_file(data))

    def _release(self, item: Open) -> None:
        self.opened.remove(item)
        self.fs.release(item.fh)
        self.model.opened[item.ino] -= 1
        self.model.forget_dead()

    # -- what the kernel knows -----------------------------------------------------------------------------------

    @precondition(lambda self: self.counts_lookups and self.model.known)
    @rule(data=st.data(), all_of_it=st.booleans())
    def forget(self, data: st.DataObject, all_of_it: bool) -> None:
        ino = data.draw(st.sampled_from(sorted(self.model.known)))
        self._forget(ino, self.model.known[ino] if all_of_it else 1)

    def _forget(self, ino: int, count: int) -> None:
        self.fs.forget([(ino, count)])
        self.model.known[ino] -= count
        if not self.model.known[ino]:
            del self.model.known[ino]
        self.model.forget_dead()

    # -- at the end ----------------------------------------------------------------------------------------------

    def check_everything(self) -> None:
        """Compare all that can be reached, then close and forget all: only what has a name may be left."""
        self._compare(ROOT_INO)
        for item in list(self.opened):
            self._release(item)
        for ino, count in list(self.model.known.items()):
            self._forget(ino, count)

    def _compare(self, directory: int) -> None:
        for name, seen in self.fs.listing(directory):
            assert self.model.children[directory][name] == seen.ino
            self.learnt(seen)
            if self.model.kind[seen.ino] == DIRECTORY:
                if self._is_modelled(seen.ino):
                    self._compare(seen.ino)
            elif self.model.kind[seen.ino] == FILE:
                self._compare_content(seen.ino)

    def _compare_content(self, ino: int) -> None:
        fh = self.fs.open(ino, os.O_RDONLY)
        size = self.model.size[ino]
        for offset in (0, 131_000, max(size - 5000, 0)):
            assert self.fs.read(fh, offset, 6000) == self.model.read(ino, offset, 6000)
        self.fs.release(fh)


def named(codes: Iterable[int]) -> str:
    """Errors by name."""
    return "/".join(sorted(errno.errorcode[code] for code in codes)) or "nothing"


def steps(total: int = STEPS) -> settings:
    """How a machine is run for about `total` steps.

    A failure is shown as it was found: fifty steps are read in less time than it takes to find fewer that fail too.
    """
    return settings(
        phases=(Phase.explicit, Phase.generate),
        max_examples=max(total // STEPS_AN_EXAMPLE, 1),
        stateful_step_count=STEPS_AN_EXAMPLE,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
