"""Owner and mode of what nobody sets them on: what is generated below `.skillfs/`, and drops in a drop box.

The kernel checks permissions (mount option default_permissions) by what it is told here. Nothing below `.skillfs/` may
tell anybody more of a space than its own files do.
"""

from __future__ import annotations

import stat

from skillfs.store.entries import Entry, Kind
from skillfs.tree.nodes import Directory, Node

HISTORY = b"history"
PRIVATE = frozenset((b"sessions", HISTORY, b"proposed", b"export.tar", b"export.zip"))
"""The owner's alone: transcripts as they were dropped, versions and proposals that `skills/` does not show, and copies
of files whatever the mode of the original."""
_READ = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
_CLASSES = ((stat.S_IRGRP, stat.S_IRWXG), (stat.S_IROTH, stat.S_IRWXO))


def is_drop_box(inbox: Directory) -> bool:
    """Whether others may add to an inbox without seeing what is in it, as ``chmod 1733`` makes it."""
    return bool(inbox.mode & stat.S_ISVTX) and inbox.mode & _READ != _READ


def drop_mode(inbox: Directory, mode: int) -> int:
    """`mode` as a file or directory in this inbox may have it: in a drop box, nothing for whom may not list the box.

    A name that can be guessed would do to read a file that its writer's umask left open.
    """
    if is_drop_box(inbox):
        for read_bit, all_bits in _CLASSES:
            if not inbox.mode & read_bit:
                mode &= ~all_bits
    return mode


def is_history(path: bytes) -> bool:
    """Whether `path` below a space's `.skillfs/` is the history, or lies below it."""
    return path == HISTORY or path.startswith(HISTORY + b"/")


def is_version(path: bytes) -> bool:
    """Whether what is at `path` below a space's `.skillfs/` is what an earlier state had there, and has its mode."""
    return is_history(path) and path.count(b"/") > 1


def version_mode(entry: Entry) -> int:
    """The permission bits of an earlier version, which nobody may change and the owner of the space may read.

    It has no set-ID bits: it belongs to the owner of the space, whoever owned it, and a copy would run as that user.
    """
    readable = stat.S_IRUSR | stat.S_IXUSR if entry.kind is Kind.DIRECTORY else stat.S_IRUSR
    return entry.mode & 0o555 | readable


def control_access(path: bytes, space: Directory, inbox: Directory, skills: Node | None) -> tuple[int, int, int]:
    """Permission bits for reading, uid and gid of what is generated at `path` below a space's `.skillfs/`.

    `status` names drops, and is for whom may list the inbox; the catalog likewise with `skills`, None where that is
    missing. All else that is not private may be read by everybody who may enter the space.
    """
    name = path.split(b"/")[0]
    if name in PRIVATE:
        return stat.S_IRUSR, space.uid, space.gid
    listing = inbox if name.startswith(b"status") else skills if name.startswith(b"catalog") else None
    if listing is None:
        return _READ, space.uid, space.gid
    return listing.mode & _READ | stat.S_IRUSR, listing.uid, listing.gid
