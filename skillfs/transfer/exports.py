"""The last state of a space, written to a file as an archive."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import IO

from skillfs.store import commits
from skillfs.store.database import Store
from skillfs.store.spaces import Space
from skillfs.transfer.archive import tar_archive, zip_archive


class Format(StrEnum):
    """The archive formats that can be written."""

    TAR = "tar"
    ZIP = "zip"


def export_archive(
    store: Store,
    space: Space,
    file: IO[bytes],
    format: Format,  # noqa: A002
    leave_out: Collection[bytes] = (),
) -> int:
    """Write the last state of a space to `file`, the same bytes as `.skillfs/export.*` has; how many they were.

    `leave_out` are paths that are not to be in it.
    """
    state = commits.state(store, space.id)
    for path in leave_out:
        state.entries.pop(path, None)
    make = {Format.TAR: tar_archive, Format.ZIP: zip_archive}[format]
    time_ns = commits.time_of(store, space.id, state.number) or space.created_ns
    archive = make(space.name, state, space_mtime_ns=time_ns)
    for piece in archive.stream(store):
        file.write(piece)
    return archive.size
