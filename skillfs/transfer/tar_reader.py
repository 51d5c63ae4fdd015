"""Members of a tar file, compressed or not."""

from __future__ import annotations

import bz2
import gzip
import importlib
import io
import lzma
import os
import tarfile
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from skillfs.store.entries import Kind, shown
from skillfs.transfer.incoming import (
    MAX_HEADER_BYTES,
    ImportRefused,
    Incoming,
    allowance,
    clamp_time,
    too_large,
)
from skillfs.transfer.tar_format import XATTR_KEYWORD

_GZIP, _BZIP2, _XZ, _ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"


def read_tar(file: IO[bytes]) -> Iterator[Incoming]:
    """The members of a tar file, in its order; their content can be opened while the iterator lives.

    `file` must be seekable. Raises `ImportRefused` for what is no tar file or is damaged, for devices and the like, and
    for one that unpacks to more than is allowed, be it compressed or sparse.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    allowed = allowance(size)
    stream = _Bounded(_decompressed(file), allowed)
    try:
        archive = tarfile.open(  # noqa: SIM115 - members are read after the loop
            fileobj=stream, mode="r:", encoding="utf-8", errors="surrogateescape"
        )
    except tarfile.ReadError as error:
        raise ImportRefused(f"neither a tar nor a zip archive: {error}") from error
    announced = 0
    for info in archive:
        # A sparse member is larger than what the stream has of it.
        announced += info.size
        if announced > allowed:
            raise too_large(allowed)
        yield _incoming(archive, info)
    stream.seek(archive.offset)
    # `tarfile` takes a damaged header for the end.
    if any(stream.read(tarfile.BLOCKSIZE)):
        raise ImportRefused(f"the tar archive is damaged at byte {archive.offset}")


def _incoming(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Incoming:
    name = _bytes(info.name)
    member = partial(
        Incoming, name, mode=info.mode & 0o7777, mtime_ns=_mtime_ns(info), open=partial(_open, archive, info),
        xattrs=_xattrs(info.pax_headers),
    )  # fmt: skip
    if info.isdir():
        return member(kind=Kind.DIRECTORY)
    if info.issym():
        return member(kind=Kind.SYMLINK, target=_bytes(info.linkname))
    if info.islnk():
        return member(kind=Kind.FILE, hard_link=_bytes(info.linkname))
    if info.isfile():
        return member(kind=Kind.FILE, size=info.size)
    raise ImportRefused(f"{shown(name)}: a device, FIFO or the like; a space holds files, directories and symlinks")


def _open(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(info)
    assert content is not None
    return content


def _mtime_ns(info: tarfile.TarInfo) -> int:
    try:
        seconds = Decimal(info.pax_headers.get("mtime") or Decimal(info.mtime))
        return clamp_time(int(seconds * 1_000_000_000))
    except (InvalidOperation, ValueError, OverflowError):
        return 0


def _xattrs(pax_headers: Mapping[str, str]) -> dict[bytes, bytes]:
    """The user extended attributes; those of other namespaces belong to the machine that the archive is from."""
    prefix = XATTR_KEYWORD + "user."
    return {
        unquote_to_bytes(_bytes(keyword.removeprefix(XATTR_KEYWORD))): _bytes(value)
        for keyword, value in pax_headers.items()
        if keyword.startswith(prefix)
    }


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _decompressed(file: IO[bytes]) -> IO[bytes]:
    start = file.read(6)
    file.seek(0)
    if start.startswith(_GZIP):
        return gzip.GzipFile(fileobj=file, mode="rb")  # type: ignore[return-value]
    if start.startswith(_BZIP2):
        return bz2.BZ2File(file)
    if start.startswith(_XZ):
        return lzma.LZMAFile(file)
    if start.startswith(_ZSTD):
        try:
            zstd: Any = importlib.import_module("compression.zstd")
        except ImportError as error:
            raise ImportRefused("zstd archives need Python 3.14; unpack it with `zstd -d` first") from error
        return zstd.ZstdFile(file)  # type: ignore[no-any-return]
    return file


class _Bounded(io.RawIOBase):
    """A stream that refuses to give more than `limit` bytes, and more than a header's worth at once.

    `tarfile` reads a header of any size into memory, and reads through content to pass over it.
    """

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._limit = limit

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence != os.SEEK_SET:
            raise io.UnsupportedOperation("only absolute positions")
        if offset > self._limit:
            raise too_large(self._limit)
        return self._stream.seek(offset)

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= MAX_HEADER_BYTES:
            raise ImportRefused(f"a header of the archive is larger than {MAX_HEADER_BYTES >> 20} MiB")
        if self._stream.tell() + size > self._limit + tarfile.RECORDSIZE:
            raise too_large(self._limit)
        return self._stream.read(size)
