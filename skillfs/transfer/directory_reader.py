"""Members of a plain directory, as an archive of it would have them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from skillfs.store.entries import Kind, shown
from skillfs.transfer.incoming import ImportRefused, Incoming
from skillfs.transfer.plain_directory import PlainDirectory


def read_directory(directory: PlainDirectory, path: Path) -> Iterator[Incoming]:
    """The directory at `path` itself and all below it, parents first; names start with the directory's own.

    No symlink is followed, nor is one that takes a directory's place meanwhile. Raises `ImportRefused` for sockets,
    devices and the like, and `OSError`.
    """
    top = os.fsencode(path.resolve().name)
    waiting = [(b"", os.fstat(directory.fd))]
    while waiting:
        below, status = waiting.pop()
        member = _incoming(directory, below, b"/".join(filter(None, (top, below))), status)
        yield member
        if member.kind is Kind.DIRECTORY:
            waiting.extend(sorted(directory.entries(below), reverse=True, key=lambda entry: entry[0]))


def _incoming(directory: PlainDirectory, path: bytes, name: bytes, status: os.stat_result) -> Incoming:
    kinds = {kind.type_bits: kind for kind in Kind}
    kind = kinds.get(stat.S_IFMT(status.st_mode))
    if kind is None:
        raise ImportRefused(f"{shown(name)}: a device, FIFO or the like; a space holds files, directories and symlinks")
    return Incoming(
        name, kind, stat.S_IMODE(status.st_mode), status.st_mtime_ns, partial(directory.open_file, path),
        size=status.st_size if kind is Kind.FILE else 0,
        target=directory.read_link(path) if kind is Kind.SYMLINK else b"",
        xattrs={} if kind is Kind.SYMLINK else directory.user_xattrs(path, is_directory=kind is Kind.DIRECTORY),
    )  # fmt: skip
