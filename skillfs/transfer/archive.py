"""Archives of one state of a space: `export.tar` and `export.zip`.

The same state under the same name gives the same bytes, always.
"""

from __future__ import annotations

from skillfs.store import commits
from skillfs.transfer import tar_format, zip_format
from skillfs.transfer.members import members
from skillfs.transfer.segments import Archive

__all__ = ["Archive", "tar_archive", "zip_archive"]


def tar_archive(space_name: str, state: commits.State, *, space_mtime_ns: int) -> Archive:
    """`state` as a tar file (pax) with one top directory, `space_name`. It carries all that a space keeps.

    `space_mtime_ns` is the time of the space's directory and of its `inbox/`: pass the time of the state's commit.
    """
    return Archive(tar_format.segments(members(space_name, state, space_mtime_ns)))


def zip_archive(space_name: str, state: commits.State, *, space_mtime_ns: int) -> Archive:
    """`state` as a zip file (stored) with one top directory, `space_name`.

    A zip file has whole seconds, and neither owners nor extended attributes. `space_mtime_ns` as for `tar_archive`.
    """
    return Archive(zip_format.segments(members(space_name, state, space_mtime_ns)))
