"""What a path of a space is: the value that the commit log, the mount's tree and the archives share."""

from __future__ import annotations

import base64
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

SKILLS = b"skills"
SPACE_MD = b"SPACE.md"
NO_XATTRS: Mapping[bytes, bytes] = MappingProxyType({})


class Kind(StrEnum):
    """The file types that a space can hold."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"

    @property
    def type_bits(self) -> int:
        """The file type as in ``st_mode`` (inode(7))."""
        return {Kind.FILE: stat.S_IFREG, Kind.DIRECTORY: stat.S_IFDIR, Kind.SYMLINK: stat.S_IFLNK}[self]


@dataclass(frozen=True, slots=True)
class Entry:
    """One path's complete state. `mode` has the permission bits only; `blob` and `size` are a file's, `target` a
    symlink's; `mtime_ns` is in nanoseconds since the epoch."""

    kind: Kind
    ino: int
    mode: int
    uid: int
    gid: int
    mtime_ns: int
    size: int = 0
    blob: bytes = b""
    target: bytes = b""
    xattrs: Mapping[bytes, bytes] = field(default_factory=lambda: NO_XATTRS)


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does to `path`: `entry` is its new state, None a removal.

    `base` is the number of the commit that last changed the path when this change was made (0: there was nothing), by
    which lost updates are found; `old_blob` is the content that is replaced.
    """

    path: bytes
    base: int
    entry: Entry | None
    old_blob: bytes = b""


def printable(text: str) -> str:
    """The text on one line, with all that a terminal would act on escaped."""
    return text if text.isprintable() else "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def shown(name: bytes) -> str:
    """A name or path for people, `printable`."""
    return printable(name.decode("utf-8", "surrogateescape"))


def dump_xattrs(xattrs: Mapping[bytes, bytes]) -> str | None:
    """Extended attributes as stored: JSON of name to base64 value; None where there are none."""
    if not xattrs:
        return None
    encoded = {
        name.decode("utf-8", "surrogateescape"): base64.b64encode(xattrs[name]).decode() for name in sorted(xattrs)
    }
    return json.dumps(encoded)


def load_xattrs(text: str | None) -> Mapping[bytes, bytes]:
    """The reverse of `dump_xattrs`."""
    if text is None:
        return NO_XATTRS
    return {
        name.encode("utf-8", "surrogateescape"): base64.b64decode(value) for name, value in json.loads(text).items()
    }


@lru_cache(maxsize=1 << 10)
def is_versioned(path: bytes) -> bool:
    """Whether a path's changes go into the commit log.

    Editor temporaries, lock files and version control directories are kept, but are nobody's knowledge.
    """
    names = path.split(b"/")
    return b".git" not in names and not any(_is_temporary(name) for name in names)


@lru_cache(maxsize=1 << 14)
def _is_temporary(name: bytes) -> bool:
    """Names that vim, emacs, sed, rsync and LibreOffice use for a file that is not yet, or only briefly, real."""
    return (
        name == b"4913"
        or name.endswith((b"~", b".tmp", b".part", b".lock", b".swp", b".swx", b".swo"))
        or name.startswith((b".#", b".~lock.", b".nfs", b".fuse_hidden"))
        or (name.startswith(b"#") and name.endswith(b"#"))
        or (len(name) == 9 and name.startswith(b"sed") and name[3:].isalnum() and not name.islower())
        or (name.startswith(b".") and len(name) > 8 and name[-7:-6] == b"." and name[-6:].isalnum())
    )
