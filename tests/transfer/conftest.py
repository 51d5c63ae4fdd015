"""A real store in a temporary directory, and a short way to put entries into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from skillfs.store import blobs, commits, spaces
from skillfs.store.database import Store
from skillfs.store.entries import NO_XATTRS, Change, Entry, Kind

MTIME_NS = 1_773_752_430_123_456_789
Commit = Callable[[spaces.Space, Mapping[bytes, Entry | None]], int]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store" / "store.db") as opened:
        yield opened


@pytest.fixture
def space(store: Store) -> spaces.Space:
    files = {"SPACE.md": b"# work\n", "skills/facts/SKILL.md": b"---\nname: facts\n---\n"}
    return spaces.create(store, "work", files, uid=1000, gid=1000, author="test")


@pytest.fixture
def commit(store: Store) -> Commit:
    """Publish one commit that sets these paths."""

    def publish(space: spaces.Space, entries: Mapping[bytes, Entry | None]) -> int:
        commit_id = commits.begin(store, space.id, commits.STAGED, "test", "test")
        commits.put(store, commit_id, space.id, [Change(path, 0, entry) for path, entry in entries.items()])
        return commits.publish(store, commit_id, force=True)

    return publish


@pytest.fixture
def file(store: Store) -> Callable[..., Entry]:
    """The entry of a file whose content is stored."""

    def entry(
        data: bytes, mode: int = 0o644, mtime_ns: int = MTIME_NS, xattrs: Mapping[bytes, bytes] = NO_XATTRS
    ) -> Entry:
        (ino,) = store.reserve_inodes(1)
        return Entry(Kind.FILE, ino, mode, 1000, 1000, mtime_ns, len(data), blobs.put(store, data), xattrs=xattrs)

    return entry


@pytest.fixture
def directory(store: Store) -> Callable[..., Entry]:
    def entry(mode: int = 0o755, mtime_ns: int = MTIME_NS) -> Entry:
        return Entry(Kind.DIRECTORY, store.reserve_inodes(1)[0], mode, 1000, 1000, mtime_ns)

    return entry


@pytest.fixture
def symlink(store: Store) -> Callable[..., Entry]:
    def entry(target: bytes, mtime_ns: int = MTIME_NS) -> Entry:
        return Entry(Kind.SYMLINK, store.reserve_inodes(1)[0], 0o777, 1000, 1000, mtime_ns, target=target)

    return entry
