"""Members of a plain directory, as an archive of it would have them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

from skillfs.store.entries import Kind
from skillfs.transfer.incoming import ImportRefused, Incoming, shown


def read_directory(path: Path) -> Iterator[Incoming]:
    """The directory itself and all below it, parents first; names start with the directory's own.

    No symlink is followed. Raises `ImportRefused` for sockets, devices and the like, and `OSError`.
    """
    top = os.fsencode(path.resolve())
    prefix = len(top) - len(os.fsencode(path.resolve().name))
    waiting = [top]
    while waiting:
        current = waiting.pop()
        member = _incoming(current, current[prefix:])
        yield member
        if member.kind is Kind.DIRECTORY:
            with os.scandir(current) as entries:
                waiting.extend(sorted((entry.path for entry in entries), reverse=True))


def _incoming(path: bytes, name: bytes) -> Incoming:
    status = os.lstat(path)
    member = partial(
        Incoming, name, mode=stat.S_IMODE(status.st_mode), mtime_ns=status.st_mtime_ns,
        open=partial(_open, path), xattrs=_xattrs(path),
    )  # fmt: skip
    if stat.S_ISDIR(status.st_mode):
        return member(kind=Kind.DIRECTORY)
    if stat.S_ISLNK(status.st_mode):
        return member(kind=Kind.SYMLINK, target=os.readlink(path))  # noqa: PTH115 - bytes
    if stat.S_ISREG(status.st_mode):
        return member(kind=Kind.FILE, size=status.st_size)
    raise ImportRefused(f"{shown(name)}: a device, FIFO or the like; a space holds files, directories and symlinks")


def _open(path: bytes) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")


def _xattrs(path: bytes) -> dict[bytes, bytes]:
    names = (os.fsencode(name) for name in os.listxattr(path, follow_symlinks=False))
    return {name: os.getxattr(path, name, follow_symlinks=False) for name in names if name.startswith(b"user.")}
