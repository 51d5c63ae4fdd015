"""The handlers of a mount without a kernel: `skillfs_daemon.mount.serve` as it is, but for what would speak to one.

The loop runs in the main thread, as in a mount process; what drives it runs in a worker thread and calls the handlers
in the loop, as pyfuse3 does. Any exception that is not `FUSEError`, and any errno that the operation has no business
with (EIO most of all: an exception that nobody foresaw), fails the caller.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pyfuse3
import pytest
import trio
from hostile_machine import Seen, Wanted
from pyfuse3 import EntryAttributes, FileInfo, FUSEError, StatvfsData

from skillfs.tree.tree import Tree
from skillfs_daemon import mount
from skillfs_daemon.operations import Operations

T = TypeVar("T")

_NEW_NAME = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL, errno.EEXIST, errno.EPERM}
_OLD_NAME = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EPERM}

KNOWN: dict[str, set[int]] = {
    "lookup": {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG},
    "forget": set(),
    "create": _NEW_NAME | {errno.ESTALE},
    "mknod": _NEW_NAME,
    "mkdir": _NEW_NAME,
    "symlink": _NEW_NAME,
    "link": _NEW_NAME | {errno.EXDEV},
    "unlink": _OLD_NAME | {errno.EISDIR},
    "rmdir": _OLD_NAME | {errno.ENOTEMPTY},
    "rename": _OLD_NAME | _NEW_NAME | {errno.EXDEV, errno.ENOTEMPTY, errno.EISDIR},
    "readlink": {errno.ENOENT, errno.EINVAL},
    "open": {errno.ESTALE, errno.ENOENT, errno.EISDIR, errno.ELOOP, errno.EACCES},
    "read": {errno.EBADF, errno.EINVAL},
    "write": {errno.EBADF, errno.EINVAL, errno.EFBIG},
    # EINVAL: bytes that can never become a session.
    "flush": {errno.EBADF, errno.EINVAL},
    "fsync": {errno.EBADF, errno.EINVAL},
    "release": {errno.EBADF},
    "opendir": {errno.ENOENT, errno.ENOTDIR},
    "readdir": {errno.EBADF, errno.EINVAL},
    "releasedir": {errno.EBADF},
    "fsyncdir": {errno.EBADF},
    "getattr": {errno.ENOENT},
    "setattr": {errno.ENOENT, errno.EISDIR, errno.EINVAL, errno.EFBIG, errno.EACCES, errno.EPERM},
    "getxattr": {errno.ENOENT, errno.ENODATA},
    "listxattr": {errno.ENOENT},
    "setxattr": {errno.ENOENT, errno.ENOTSUP, errno.EINVAL, errno.E2BIG},
    "removexattr": {errno.ENOENT, errno.ENOTSUP, errno.ENODATA},
    "access": set(),
    "statfs": set(),
}
"""Every handler, with the errors that it may answer."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as pyfuse3's RequestContext says, whose fields are read-only."""

    uid: int = 0
    gid: int = 0
    pid: int = field(default_factory=os.getpid)
    umask: int = 0


@dataclass(frozen=True, slots=True)
class Fields:
    """What SETATTR sets, as pyfuse3's SetattrFields says."""

    update_size: bool
    update_mode: bool
    update_uid: bool
    update_gid: bool
    update_atime: bool
    update_mtime: bool
    update_ctime: bool = False


@dataclass(slots=True)
class Token:
    """The room that the kernel gives a READDIR, in entries."""

    room: int
    entries: list[tuple[bytes, EntryAttributes, int]] = field(default_factory=list)


@dataclass(slots=True)
class NoKernel:
    """What stands where the kernel would: it takes listings, and notes from which thread it is notified."""

    operations: Operations | None = None
    notified_from: set[str] = field(default_factory=set)

    def readdir_reply(self, token: Token, name: bytes, attributes: EntryAttributes, next_id: int) -> bool:
        if len(token.entries) == token.room:
            return False
        token.entries.append((name, attributes, next_id))
        return True

    def notified(self, *_: object, **__: object) -> None:
        self.notified_from.add(threading.current_thread().name)


class Handlers:
    """The handlers as a `FileSystem`. To be used from another thread than the loop's."""

    def __init__(self, operations: Operations, *, caller: Caller | None = None) -> None:
        self.operations = operations
        self.caller = caller or Caller()
        self._forgotten_listings: list[int] = []

    @property
    def tree(self) -> Tree:
        return self.operations._tree

    def call(self, name: str, *arguments: object) -> Any:
        """The answer of a handler. Raises `OSError` for an errno that the handler may answer."""

        async def handle() -> Any:
            handler: Callable[..., Awaitable[Any]] = getattr(self.operations, name)
            return await handler(*arguments)

        try:
            return trio.from_thread.run(handle)
        except FUSEError as error:
            code = error.errno
            assert code in KNOWN[name], f"{name}{arguments} answers {errno.errorcode.get(code, code)}"
            raise OSError(code, os.strerror(code)) from None

    def entry(self, answer: object) -> Seen:
        """The attributes that a handler answered, of the type that pyfuse3 takes."""
        assert isinstance(answer, EntryAttributes)
        return Seen(
            answer.st_ino, answer.st_mode, answer.st_nlink, answer.st_uid, answer.st_gid, answer.st_size,
            answer.st_mtime_ns,
        )  # fmt: skip

    def lookup(self, parent: int, name: bytes) -> Seen | None:
        seen = self.entry(self.call("lookup", parent, name, self.caller))
        return seen if seen.ino else None

    def getattr(self, ino: int) -> Seen:
        return self.entry(self.call("getattr", ino, self.caller))

    def setattr(self, ino: int, wanted: Wanted) -> Seen:
        attributes = EntryAttributes()
        attributes.st_size, attributes.st_mode = wanted.size or 0, wanted.mode or 0
        attributes.st_uid, attributes.st_gid = wanted.uid or 0, wanted.gid or 0
        attributes.st_atime_ns, attributes.st_mtime_ns = wanted.atime_ns or 0, wanted.mtime_ns or 0
        given = (wanted.size, wanted.mode, wanted.uid, wanted.gid, wanted.atime_ns, wanted.mtime_ns)
        fields = Fields(*(value is not None for value in given))
        return self.entry(self.call("setattr", ino, attributes, fields, None, self.caller))

    def create(self, parent: int, name: bytes, mode: int, flags: int) -> tuple[int, Seen]:
        info, entry = self.call("create", parent, name, mode, flags, self.caller)
        assert isinstance(info, FileInfo)
        return info.fh, self.entry(entry)

    def mknod(self, parent: int, name: bytes, mode: int) -> Seen:
        return self.entry(self.call("mknod", parent, name, mode, 0, self.caller))

    def mkdir(self, parent: int, name: bytes, mode: int) -> Seen:
        return self.entry(self.call("mkdir", parent, name, mode, self.caller))

    def symlink(self, parent: int, name: bytes, target: bytes) -> Seen:
        return self.entry(self.call("symlink", parent, name, target, self.caller))

    def link(self, ino: int, parent: int, name: bytes) -> Seen:
        return self.entry(self.call("link", ino, parent, name, self.caller))

    def unlink(self, parent: int, name: bytes) -> None:
        assert self.call("unlink", parent, name, self.caller) is None

    def rmdir(self, parent: int, name: bytes) -> None:
        assert self.call("rmdir", parent, name, self.caller) is None

    def rename(self, parent: int, name: bytes, new_parent: int, new_name: bytes, flags: int) -> None:
        assert self.call("rename", parent, name, new_parent, new_name, flags, self.caller) is None

    def readlink(self, ino: int) -> bytes:
        return self._bytes(self.call("readlink", ino, self.caller))

    def open(self, ino: int, flags: int) -> int:
        info = self.call("open", ino, flags, self.caller)
        assert isinstance(info, FileInfo)
        return info.fh

    def read(self, fh: int, offset: int, length: int) -> bytes:
        return self._bytes(self.call("read", fh, offset, length))

    def write(self, fh: int, offset: int, data: bytes) -> int:
        count = self.call("write", fh, offset, data)
        assert isinstance(count, int)
        return count

    def flush(self, fh: int) -> None:
        assert self.call("flush", fh) is None

    def fsync(self, fh: int) -> None:
        assert self.call("fsync", fh, True) is None

    def release(self, fh: int) -> None:
        assert self.call("release", fh) is None

    def opendir(self, ino: int) -> int:
        fh = self.call("opendir", ino, self.caller)
        assert isinstance(fh, int)
        return fh

    def readdir(self, fh: int, start: int, room: int) -> list[tuple[bytes, EntryAttributes, int]]:
        token = Token(room)
        assert self.call("readdir", fh, start, token) is None
        return token.entries

    def releasedir(self, fh: int) -> None:
        assert self.call("releasedir", fh) is None

    def fsyncdir(self, fh: int) -> None:
        assert self.call("fsyncdir", fh, True) is None

    def listing(self, ino: int) -> list[tuple[bytes, Seen]]:
        """All of a directory, three entries a request."""
        fh, found, at = self.opendir(ino), list[tuple[bytes, Seen]](), 0
        while entries := self.readdir(fh, at, 3):
            found += [(name, self.entry(attributes)) for name, attributes, _ in entries]
            at = entries[-1][2]
        self.releasedir(fh)
        return found

    def getxattr(self, ino: int, name: bytes) -> bytes:
        return self._bytes(self.call("getxattr", ino, name, self.caller))

    def listxattr(self, ino: int) -> Sequence[bytes]:
        names = self.call("listxattr", ino, self.caller)
        assert all(isinstance(name, bytes) for name in names)
        return list(names)

    def setxattr(self, ino: int, name: bytes, value: bytes) -> None:
        assert self.call("setxattr", ino, name, value, self.caller) is None

    def removexattr(self, ino: int, name: bytes) -> None:
        assert self.call("removexattr", ino, name, self.caller) is None

    def access(self, ino: int, mode: int) -> None:
        assert self.call("access", ino, mode, self.caller) is True

    def statfs(self) -> StatvfsData:
        answer = self.call("statfs", self.caller)
        assert isinstance(answer, StatvfsData)
        return answer

    def forget(self, inodes: Iterable[tuple[int, int]]) -> None:
        assert self.call("forget", list(inodes)) is None

    def _bytes(self, answer: object) -> bytes:
        assert isinstance(answer, bytes)
        return answer


def drive(directory: Path, patch: pytest.MonkeyPatch, use: Callable[[Handlers], T]) -> T:
    """What `use` returns of the handlers of a mount of a new store, which is ended in order afterwards."""
    kernel, results = NoKernel(), list[T]()

    def enter(operations: Operations, *_: object, **__: object) -> None:
        kernel.operations = operations

    async def main() -> None:
        assert kernel.operations is not None
        results.append(await trio.to_thread.run_sync(use, Handlers(kernel.operations)))

    mountpoint = directory / "mnt"
    mountpoint.mkdir()
    patch.setattr(mount, "_mount", enter)
    patch.setattr(pyfuse3, "main", main)
    patch.setattr(pyfuse3, "close", lambda unmount: None)
    patch.setattr(pyfuse3, "readdir_reply", kernel.readdir_reply)
    patch.setattr(pyfuse3, "invalidate_inode", kernel.notified)
    patch.setattr(pyfuse3, "invalidate_entry", kernel.notified)
    # Read-only: nothing can be shown through a mount that is none.
    mount.serve(directory / "store" / "store.db", mountpoint, read_only=True)
    assert kernel.notified_from <= {"notifier"}
    return results[0]
