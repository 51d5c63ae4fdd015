"""Importing into a store, and archives made for it."""

from __future__ import annotations

import dataclasses
import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from skillfs.store import commits, spaces
from skillfs.store.database import Store
from skillfs.store.entries import Entry
from skillfs.transfer.imports import import_archive


def take(store: Store, source: Path | IO[bytes], name: str | None = None) -> spaces.Space:
    return import_archive(store, source, name=name, author="test", uid=7, gid=8)


def content(store: Store, space: spaces.Space) -> dict[bytes, Entry]:
    """A space's entries without what an import gives anew: inode numbers and owners."""
    entries = commits.state(store, space.id).entries
    return {path: dataclasses.replace(entry, ino=0, uid=0, gid=0) for path, entry in entries.items()}


def nothing_came_of_it(store: Store) -> None:
    assert spaces.listed(store) == []
    assert spaces.listed(store, removed=True) == []
    for table in ("commits", "changes", "inbox", "attributes", "daemons"):
        assert (table, store.one(f"SELECT count(*) FROM {table}")) == (table, 0)


def tar_of(*members: tuple[tarfile.TarInfo, bytes], compress: Callable[[bytes], bytes] = bytes) -> io.BytesIO:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return io.BytesIO(compress(buffer.getvalue()))


def a_file(name: str, data: bytes = b"x") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    return info, data


def of_type(name: str, type_: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type = type_
    info.linkname = target
    info.mode = 0o755
    return info, b""


def a_directory(name: str) -> tuple[tarfile.TarInfo, bytes]:
    return of_type(name, tarfile.DIRTYPE)
