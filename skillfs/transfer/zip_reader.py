"""Members of a zip file."""

from __future__ import annotations

import calendar
import os
import stat
import struct
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import IO

from skillfs.store.entries import Kind, shown
from skillfs.transfer.incoming import MAX_TARGET_BYTES, ImportRefused, Incoming, allowance, too_large
from skillfs.transfer.zip_format import FLAG_UTF8, TIMESTAMP_EXTRA

MAGIC = (b"PK\3\4", b"PK\5\6")
"""How a zip file starts: with a member, or with its end when it has none."""

_UNIX = 3
_ENCRYPTED = 0x1


def read_zip(file: IO[bytes]) -> Iterator[Incoming]:
    """The members of a zip file, in its order; their content can be opened while the iterator lives.

    Raises `ImportRefused` for a damaged or encrypted file, for devices and the like, and for one that unpacks to more
    than is allowed.
    """
    size = file.seek(0, os.SEEK_END)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, UnicodeDecodeError, struct.error) as error:
        raise ImportRefused(f"the zip archive is damaged: {error}") from error
    infos = archive.infolist()
    allowed = allowance(size)
    if sum(info.file_size for info in infos) > allowed:
        raise too_large(allowed)
    yield from (_incoming(archive, info) for info in infos)


def _incoming(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Incoming:
    name = _name(info)
    if info.flag_bits & _ENCRYPTED:
        raise ImportRefused(f"{shown(name)}: encrypted; unpack the archive first")
    unix = info.external_attr >> 16 if info.create_system == _UNIX else 0
    opened = partial(archive.open, info)
    if stat.S_ISLNK(unix):
        if info.file_size > MAX_TARGET_BYTES:
            raise ImportRefused(f"{shown(name)}: a symlink of {info.file_size} bytes; {MAX_TARGET_BYTES} is the most")
        with opened() as content:
            return Incoming(name, Kind.SYMLINK, 0o777, _mtime_ns(info), opened, target=content.read())
    if name.endswith(b"/"):
        return Incoming(name, Kind.DIRECTORY, stat.S_IMODE(unix) or 0o755, _mtime_ns(info), opened)
    if stat.S_IFMT(unix) not in (0, stat.S_IFREG):
        raise ImportRefused(f"{shown(name)}: a device, FIFO or the like; a space holds files, directories and symlinks")
    mode = stat.S_IMODE(unix) if stat.S_IFMT(unix) else 0o644
    return Incoming(name, Kind.FILE, mode, _mtime_ns(info), opened, size=info.file_size)


def _name(info: zipfile.ZipInfo) -> bytes:
    """The name's bytes. Without the UTF-8 flag, Unix programs write what the file system has, others code page 437."""
    if info.flag_bits & FLAG_UTF8:
        return info.orig_filename.encode()
    raw = info.orig_filename.encode("cp437")
    return raw if info.create_system == _UNIX else info.orig_filename.encode()


def _mtime_ns(info: zipfile.ZipInfo) -> int:
    """The extended timestamp; else the format's own, taken as UTC since it does not say."""
    extra = info.extra
    while len(extra) >= 4:
        field, length = struct.unpack_from("<HH", extra)
        if field == TIMESTAMP_EXTRA and length >= 5 and len(extra) >= 9 and extra[4] & 1:
            return int(struct.unpack_from("<l", extra, 5)[0]) * 1_000_000_000
        extra = extra[4 + length :]
    return calendar.timegm((*info.date_time, 0, 0, 0)) * 1_000_000_000
