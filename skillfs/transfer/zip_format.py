"""The zip format (APPNOTE.TXT 6.3.10), stored, with zip64 where a number needs it.

Every length follows from metadata alone. Only the checksums need the content: they are computed when a header that
carries one is read, and remembered by blob.
"""

from __future__ import annotations

import struct
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from skillfs.store import blobs
from skillfs.store.database import Store
from skillfs.store.entries import Kind
from skillfs.transfer.members import Member
from skillfs.transfer.segments import Content, Rendered, Segment, literal

TIMESTAMP_EXTRA = 0x5455
"""Extended timestamp: whole seconds UTC, where the format's own field has two-second steps of a local time."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
_VERSION, _VERSION64 = 20, 45
_UNIX = 3 << 8
FLAG_UTF8 = 0x800
_DOS_DIRECTORY = 0x10
_ZIP64_EXTRA = 0x0001
_REMEMBERED_CHECKSUMS = 65_536


class Checksums:
    """The CRC-32 of blobs, the last used ones remembered. May be used from several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._known: OrderedDict[bytes, int] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, store: Store, blob: bytes, size: int) -> int:
        """The checksum of a blob's content."""
        with self._lock:
            if blob in self._known:
                self._known.move_to_end(blob)
                return self._known[blob]
        checksum = 0
        for chunk in blobs.stream(store, blob, size):
            checksum = zlib.crc32(chunk, checksum)
        with self._lock:
            self._known[blob] = checksum
            if len(self._known) > self._limit:
                self._known.popitem(last=False)
        return checksum


_checksums = Checksums(_REMEMBERED_CHECKSUMS)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A member and where its local header starts."""

    member: Member
    offset: int

    @property
    def name(self) -> bytes:
        return self.member.path + b"/" if self.member.entry.kind is Kind.DIRECTORY else self.member.path

    @property
    def size(self) -> int:
        entry = self.member.entry
        return {Kind.FILE: entry.size, Kind.SYMLINK: len(entry.target), Kind.DIRECTORY: 0}[entry.kind]

    @property
    def content(self) -> Segment:
        entry = self.member.entry
        return Content(entry.size, entry.blob) if entry.kind is Kind.FILE else literal(entry.target)

    def checksum(self, store: Store) -> int:
        entry = self.member.entry
        return _checksums.of(store, entry.blob, entry.size) if entry.kind is Kind.FILE else zlib.crc32(entry.target)

    @property
    def flags(self) -> int:
        try:
            self.name.decode()
        except UnicodeDecodeError:
            return 0
        return FLAG_UTF8

    @property
    def is_large(self) -> bool:
        return self.size >= _MAX32

    @property
    def local_extra(self) -> bytes:
        # In a local header the zip64 field must hold both sizes (APPNOTE 4.5.3).
        return _zip64(self.size, self.size) * self.is_large + self._timestamp

    @property
    def central_extra(self) -> bytes:
        numbers = [self.size, self.size] * self.is_large + [self.offset] * (self.offset >= _MAX32)
        return _zip64(*numbers) * bool(numbers) + self._timestamp

    @property
    def _timestamp(self) -> bytes:
        seconds = self.member.entry.mtime_ns // 1_000_000_000
        return struct.pack("<HHBl", TIMESTAMP_EXTRA, 5, 1, seconds) if -(2**31) <= seconds < 2**31 else b""

    @property
    def dos_time(self) -> tuple[int, int]:
        """Time and date in DOS format, UTC, within the years that it can say."""
        seconds = self.member.entry.mtime_ns // 1_000_000_000
        moment = time.gmtime(min(max(seconds, _DOS_EPOCH), _DOS_LAST))
        clock = moment.tm_hour << 11 | moment.tm_min << 5 | moment.tm_sec // 2
        return clock, (moment.tm_year - 1980) << 9 | moment.tm_mon << 5 | moment.tm_mday

    @property
    def attributes(self) -> int:
        entry = self.member.entry
        return (entry.kind.type_bits | entry.mode) << 16 | _DOS_DIRECTORY * (entry.kind is Kind.DIRECTORY)


_DOS_EPOCH, _DOS_LAST = 315_532_800, 4_354_819_198
"""1980-01-01 and 2107-12-31, 23:59:58."""


def segments(members: Iterable[Member]) -> Iterator[Segment]:
    """A whole zip file of `members`."""
    offset = 0
    placed = []
    for member in members:
        item = _Placed(member, offset)
        placed.append(item)
        header = Rendered(_LOCAL.size + len(item.name) + len(item.local_extra), partial(_local_header, item))
        yield header
        yield item.content
        offset += header.size + item.size
    size = 0
    for item in placed:
        record = Rendered(_CENTRAL.size + len(item.name) + len(item.central_extra), partial(_central_record, item))
        yield record
        size += record.size
    yield literal(_end(len(placed), size, offset))


def _local_header(item: _Placed, store: Store) -> bytes:
    size = _MAX32 if item.is_large else item.size
    version = _VERSION64 if item.is_large else _VERSION
    extra = item.local_extra
    return (
        _LOCAL.pack(
            b"PK\3\4", version, item.flags, 0, *item.dos_time, item.checksum(store), size, size,
            len(item.name), len(extra),
        )
        + item.name + extra
    )  # fmt: skip


def _central_record(item: _Placed, store: Store) -> bytes:
    size = _MAX32 if item.is_large else item.size
    version = _VERSION64 if item.is_large or item.offset >= _MAX32 else _VERSION
    extra = item.central_extra
    return (
        _CENTRAL.pack(
            b"PK\1\2", _UNIX | version, version, item.flags, 0, *item.dos_time, item.checksum(store), size, size,
            len(item.name), len(extra), 0, 0, 0, item.attributes, min(item.offset, _MAX32),
        )
        + item.name + extra
    )  # fmt: skip


def _end(count: int, size: int, offset: int) -> bytes:
    end = _END.pack(b"PK\5\6", 0, 0, min(count, _MAX16), min(count, _MAX16), min(size, _MAX32), min(offset, _MAX32), 0)
    if count < _MAX16 and size < _MAX32 and offset < _MAX32:
        return end
    end64 = _END64.pack(b"PK\6\6", _END64.size - 12, _UNIX | _VERSION64, _VERSION64, 0, 0, count, count, size, offset)
    return end64 + _LOCATOR64.pack(b"PK\6\7", 0, offset + size, 1) + end


def _zip64(*numbers: int) -> bytes:
    return struct.pack(f"<HH{len(numbers)}Q", _ZIP64_EXTRA, 8 * len(numbers), *numbers)
