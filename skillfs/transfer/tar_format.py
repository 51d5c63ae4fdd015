"""The POSIX pax interchange format (pax(1), IEEE Std 1003.1), written member by member."""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from urllib.parse import quote_from_bytes

from skillfs.store.database import Store
from skillfs.store.entries import Kind
from skillfs.transfer.members import Member
from skillfs.transfer.segments import Content, Rendered, Segment, literal

XATTR_KEYWORD = "SCHILY.xattr."
"""How star, GNU tar and libarchive name extended attributes in pax headers."""

_TYPES = {Kind.FILE: tarfile.REGTYPE, Kind.DIRECTORY: tarfile.DIRTYPE, Kind.SYMLINK: tarfile.SYMTYPE}
_HDRCHARSET_SIZE = len(b"21 hdrcharset=BINARY\n")
_MAX_SECONDS, _MAX_ID, _MAX_SIZE = 8**11, 8**7, 8**11


def segments(members: Iterable[Member]) -> Iterator[Segment]:
    """A whole tar file of `members`, with its end of two zero blocks, padded to a record."""
    total = 0
    for member in members:
        header = Rendered(_header_size(member), partial(_header, member))
        size = member.entry.size if member.entry.kind is Kind.FILE else 0
        padding = -size % tarfile.BLOCKSIZE
        yield header
        yield Content(size, member.entry.blob)
        yield literal(bytes(padding))
        total += header.size + size + padding
    end = 2 * tarfile.BLOCKSIZE
    yield literal(bytes(end + -(total + end) % tarfile.RECORDSIZE))


def _header(member: Member, _store: Store) -> bytes:
    entry = member.entry
    info = tarfile.TarInfo(_text(member.path))
    info.type = _TYPES[entry.kind]
    info.mode = entry.mode
    info.uid, info.gid = entry.uid, entry.gid
    info.mtime = entry.mtime_ns // 1_000_000_000
    info.size = entry.size if entry.kind is Kind.FILE else 0
    info.linkname = _text(entry.target)
    info.pax_headers = _pax_records(member)
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def _pax_records(member: Member) -> dict[str, str]:
    """What a ustar header cannot hold. All of it is here, so that `tarfile` adds nothing and the size is known."""
    entry = member.entry
    records = {}
    path = member.path + b"/" if entry.kind is Kind.DIRECTORY else member.path
    if not path.isascii() or len(path) > tarfile.LENGTH_NAME:
        records["path"] = _text(path)
    if not entry.target.isascii() or len(entry.target) > tarfile.LENGTH_LINK:
        records["linkpath"] = _text(entry.target)
    seconds, nanoseconds = divmod(entry.mtime_ns, 1_000_000_000)
    if nanoseconds or not 0 <= seconds < _MAX_SECONDS:
        records["mtime"] = _decimal_seconds(entry.mtime_ns)
    for keyword, number, limit in (("uid", entry.uid, _MAX_ID), ("gid", entry.gid, _MAX_ID)):
        if number >= limit:
            records[keyword] = str(number)
    if entry.kind is Kind.FILE and entry.size >= _MAX_SIZE:
        records["size"] = str(entry.size)
    records.update((_xattr_keyword(name), _text(value)) for name, value in sorted(entry.xattrs.items()))
    return records


def _header_size(member: Member) -> int:
    """The size of what `_header` gives, at a tenth of its cost."""
    records = _pax_records(member)
    if not records:
        return tarfile.BLOCKSIZE
    size = sum(map(_record_size, records, records.values())) + _HDRCHARSET_SIZE * _is_binary(records)
    return 2 * tarfile.BLOCKSIZE + size + -size % tarfile.BLOCKSIZE


def _record_size(keyword: str, value: str) -> int:
    """The size of the record ``LENGTH KEYWORD=VALUE\\n``, whose length counts its own digits."""
    rest = len(keyword.encode()) + len(value.encode("utf-8", "surrogateescape")) + len(b" =\n")
    size = rest + len(str(rest))
    return rest + len(str(size))


def _is_binary(records: Mapping[str, str]) -> bool:
    """Whether a value is not UTF-8, which `tarfile` announces by an hdrcharset record."""
    return any("\ud800" <= character <= "\udfff" for value in records.values() if not value.isascii()
               for character in value)  # fmt: skip


def _decimal_seconds(time_ns: int) -> str:
    seconds, nanoseconds = divmod(abs(time_ns), 1_000_000_000)
    digits = f"{seconds}.{nanoseconds:09d}".rstrip("0").rstrip(".")
    return f"-{digits}" if time_ns < 0 else digits


def _xattr_keyword(name: bytes) -> str:
    """The pax keyword of an extended attribute; ``%`` and ``=`` are escaped as GNU tar does."""
    try:
        text = name.decode().replace("%", "%25").replace("=", "%3D")
    except UnicodeDecodeError:
        text = quote_from_bytes(name)
    return XATTR_KEYWORD + text


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
