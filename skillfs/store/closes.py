"""What closes have confirmed and the store does not have yet: files beside the store, one or a few for each mount.

A close in a mount appends one record, in one write(2): it survives the death of every process, as a transaction would,
and takes a tenth of the time. The mount puts what the records say into the draft of its next commit later, many at
once. A file is removed when all of it is in the draft, and the table `closes` says since the same transaction that it
is: what is in an old file is never put on top of something newer. What a mount leaves when it dies is brought into its
draft by `bring_in`.

A file is called `store.db-closes-ORIGIN-SPACE-NUMBER`: the mount's daemon id, the space's id, and a number that grows.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import struct
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from skillfs.store import blobs, commits
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind, dump_xattrs, is_versioned, load_xattrs

RECORDS_A_TRANSACTION = 64

_MAGIC = b"skillfs closes 1"
_HEAD = struct.Struct("<16sQ")
"""What a file begins with: the magic, and when its space was made, by which it is known for this store's."""
_RECORD = struct.Struct("<II")
"""What a record begins with: the length of the rest of it, and the CRC-32 of that."""
_CHANGE = struct.Struct("<?IIIQqqHII")
"""Whether it is a directory; mode, uid, gid; inode, mtime, base; the lengths of what follows: path, extended
attributes, content."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A file as it was closed, or a directory above it: `change` names no blob, `data` is all of a file's content."""

    change: Change
    data: bytes


def packed(
    path: bytes, base: int, ino: int, mode: int, uid: int, gid: int, mtime_ns: int, xattrs: Mapping[bytes, bytes],
    data: bytes | None,
) -> bytes:  # fmt: skip
    """What a record says of one path: a file that holds `data`, at most one leaf, or a directory where that is None.

    The other values are those of a `Change` and its `Entry`, which no close has the time to make.
    """
    attributes = (dump_xattrs(xattrs) or "").encode() if xattrs else b""
    head = _CHANGE.pack(
        data is None, mode, uid, gid, ino, mtime_ns, base, len(path), len(attributes), len(data or b"")
    )  # fmt: skip
    return b"".join((head, path, attributes, data or b""))


@dataclass(frozen=True, slots=True)
class ClosesFile:
    """A file of closes, of whichever mount."""

    path: Path
    origin: int
    space_id: int
    number: int


class Closes:
    """The closes of one space in one mount that are not in a draft yet. To be used by one thread."""

    def __init__(self, store_path: Path, origin: int, space_id: int, created_ns: int) -> None:
        """`created_ns` is the space's."""
        self._prefix = f"{store_path}-closes-{origin}-{space_id}-"
        self._head = _HEAD.pack(_MAGIC, created_ns)
        self._descriptor = -1
        self._number = 0
        self._kept: list[int] = []
        self.size = 0
        """Bytes in the file that is being appended to."""

    @property
    def outstanding(self) -> bool:
        """Whether there are closes that are not known to be in a draft."""
        return bool(self._kept)

    def append(self, payload: bytes) -> None:
        """Add a record of what is `packed`, directories first. Raises `OSError`; no record is added then."""
        record = _RECORD.pack(len(payload), zlib.crc32(payload)) + payload
        try:
            if self._descriptor < 0:
                self._begin()
                record = self._head + record
            if os.write(self._descriptor, record) < len(record):
                # Only a full disk takes a part.
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            # What would come after half a record would not be found.
            self.complete()
            raise
        self.size += len(record)

    def _begin(self) -> None:
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
        while self._descriptor < 0:
            self._number += 1
            # One that is there already is of another store, which had the same place and the same numbers.
            with contextlib.suppress(FileExistsError):
                self._descriptor = os.open(self._path(self._number), flags, 0o600)
        self._kept.append(self._number)

    def _path(self, number: int) -> str:
        return f"{self._prefix}{number}"

    def complete(self) -> int:
        """Append to the present file no more; its number, 0 where there has been none."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor, self.size = -1, 0
        return self._number

    def remove(self, through: int) -> None:
        """Remove the complete files up to a number: drafts have what they say (`note`)."""
        for number in [number for number in self._kept if number <= through]:
            with contextlib.suppress(OSError):
                os.unlink(self._path(number))  # noqa: PTH108 - beside os.open
            self._kept.remove(number)


def note(store: Store, origin: int, space_id: int, through: int) -> None:
    """Note, in the caller's transaction, that drafts have what the files of closes up to a number say."""
    store.execute(
        "INSERT OR REPLACE INTO closes (origin, space_id, through) VALUES (?, ?, ?)", (origin, space_id, through)
    )


def files(store_path: Path) -> list[ClosesFile]:
    """All files of closes beside a store, in the order in which they were made."""
    pattern = re.compile(re.escape(store_path.name) + r"-closes-(\d+)-(\d+)-(\d+)")
    names = (pattern.fullmatch(name) for name in os.listdir(store_path.parent))  # noqa: PTH208 - names are wanted
    found = [ClosesFile(store_path.with_name(name[0]), *map(int, name.groups())) for name in names if name]
    return sorted(found, key=lambda file: (file.origin, file.space_id, file.number))


def is_of(store: Store, file: ClosesFile) -> bool:
    """Whether a file is of a space of this store: one that was purged, or is another's, is not."""
    with contextlib.suppress(FileNotFoundError), file.path.open("rb") as opened:
        return _is_content_of(store, file, opened.read(_HEAD.size))
    return False


def bring_in(store: Store, file: ClosesFile, content: bytes) -> int | None:
    """Put what a file of closes has as its `content` into its mount's draft, unless drafts have it; the draft, None
    where there was nothing to do.

    What was cut off by the death of its writer was confirmed to nobody.
    """
    if not _is_content_of(store, file, content):
        return None
    found = list(records(content))
    draft = None
    for start in range(0, len(found) or 1, RECORDS_A_TRANSACTION):
        with store.transaction():
            if _through(store, file) >= file.number:
                return draft
            draft = _draft_of(store, file)
            for record in found[start : start + RECORDS_A_TRANSACTION]:
                _put(store, file.space_id, draft, record)
            if start + RECORDS_A_TRANSACTION >= len(found):
                note(store, file.origin, file.space_id, file.number)
    return draft


def forget(store: Store, gone: Iterable[ClosesFile], living: Collection[int]) -> None:
    """Remove files that were brought in, and what the store notes of the files of daemons that do not live."""
    for file in gone:
        file.path.unlink(missing_ok=True)
    left = {file.origin for file in files(store.path)}
    noted = {origin for (origin,) in store.execute("SELECT DISTINCT origin FROM closes")}
    if not (over := noted - left - set(living)):
        return
    # A file that came back after a power cut would be brought in again if nothing were noted of it.
    descriptor = os.open(store.path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    with store.transaction():
        store.executemany("DELETE FROM closes WHERE origin = ?", [(origin,) for origin in sorted(over)])


def erase(store_path: Path, space_id: int) -> None:
    """Remove all files of closes of a space."""
    for file in files(store_path):
        if file.space_id == space_id:
            file.path.unlink(missing_ok=True)


def _through(store: Store, file: ClosesFile) -> int:
    found = store.one("SELECT through FROM closes WHERE origin = ? AND space_id = ?", (file.origin, file.space_id))
    return int(found or 0)


def _is_content_of(store: Store, file: ClosesFile, content: bytes) -> bool:
    if len(content) < _HEAD.size:
        return False
    magic, created_ns = _HEAD.unpack_from(content)
    known = store.one("SELECT created_ns FROM spaces WHERE id = ?", (file.space_id,))
    return bool(magic == _MAGIC and created_ns == known)


def _draft_of(store: Store, file: ClosesFile) -> int:
    found = store.one(
        "SELECT max(id) FROM commits WHERE space_id = ? AND origin = ? AND kind = ? AND number IS NULL",
        (file.space_id, file.origin, commits.DRAFT),
    )
    return int(found) if found else commits.begin(store, file.space_id, commits.DRAFT, origin=file.origin)


def _put(store: Store, space_id: int, draft: int, record: Iterable[Closed]) -> None:
    for closed in record:
        change = closed.change
        if closed.data:
            assert change.entry is not None, "what is closed is there"
            leaf = blobs.leaf(closed.data)
            blobs.put_leaves(store, [leaf])
            change = replace(change, entry=replace(change.entry, blob=leaf.hash))
        list_id = draft if is_versioned(change.path) else commits.unversioned(store, space_id)
        commits.put(store, list_id, space_id, [change])


def records(content: bytes) -> Iterator[list[Closed]]:
    """The records of a file, up to the first that is not whole."""
    position = _HEAD.size
    while position + _RECORD.size <= len(content):
        length, checksum = _RECORD.unpack_from(content, position)
        position += _RECORD.size
        payload = content[position : position + length]
        if len(payload) < length or zlib.crc32(payload) != checksum:
            return
        yield list(_unpacked(payload))
        position += length


def _unpacked(payload: bytes) -> Iterator[Closed]:
    position = 0
    while position < len(payload):
        is_directory, mode, uid, gid, ino, mtime_ns, base, *lengths = _CHANGE.unpack_from(payload, position)
        position += _CHANGE.size
        parts = []
        for length in lengths:
            parts.append(payload[position : position + length])
            position += length
        path, xattrs, data = parts
        kind = Kind.DIRECTORY if is_directory else Kind.FILE
        entry = Entry(kind, ino, mode, uid, gid, mtime_ns, len(data), xattrs=load_xattrs(xattrs.decode() or None))
        yield Closed(Change(path, base, entry), data)
