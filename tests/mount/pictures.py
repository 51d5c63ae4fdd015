"""What a directory holds, as one value: two trees are equal when their pictures are."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Shown:
    """One path: its type and permission bits, time, content (a symlink's target, None of a directory) and attributes.

    A symlink has no time and no permission bits of its own here: not every program that copies one sets them.
    """

    mode: int
    mtime_ns: int
    body: bytes | None
    xattrs: tuple[tuple[str, bytes], ...]


def picture(directory: Path) -> dict[str, Shown]:
    """All that is below a directory, and the directory itself as ``.``, by path."""
    paths = [directory, *directory.rglob("*")]
    return {str(path.relative_to(directory)): _shown(path) for path in paths}


def _shown(path: Path) -> Shown:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return Shown(stat.S_IFLNK, 0, os.fsencode(path.readlink()), ())
    xattrs = tuple((name, os.getxattr(path, name)) for name in sorted(os.listxattr(path)))
    body = path.read_bytes() if stat.S_ISREG(status.st_mode) else None
    return Shown(status.st_mode, status.st_mtime_ns, body, xattrs)
