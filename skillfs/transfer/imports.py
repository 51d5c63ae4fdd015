"""A space from an archive or a directory: exactly what that holds, or nothing at all.

Everything is checked before anything is stored. Then content is stored and a first commit is staged in short
transactions, and the space appears in one.
"""

from __future__ import annotations

import contextlib
import lzma
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, TypeAlias

from skillfs.skills.settings import InvalidSpace, parse_space
from skillfs.store import blobs, commits, daemons, inbox, spaces
from skillfs.store.database import Store
from skillfs.store.entries import SPACE_MD, Change, Entry, Kind, is_versioned, shown
from skillfs.store.inbox import Drop
from skillfs.store.quota import Usage, usage_of
from skillfs.store.spaces import Attributes, Space
from skillfs.transfer.blob_writer import BlobWriter
from skillfs.transfer.directory_reader import read_directory
from skillfs.transfer.import_plan import Plan, plan
from skillfs.transfer.incoming import MAX_CONTENT_BYTES, ImportRefused, Incoming, too_large
from skillfs.transfer.members import INBOX
from skillfs.transfer.plain_directory import PlainDirectory
from skillfs.transfer.tar_reader import read_tar
from skillfs.transfer.zip_reader import MAGIC as ZIP_MAGIC
from skillfs.transfer.zip_reader import read_zip

__all__ = ["ImportRefused", "import_archive"]

Progress: TypeAlias = Callable[[int, int], None]
"""Called with the bytes of content that are stored so far, and those that there are."""

_ENTRIES_A_BATCH = 200
MAX_SPACE_MD_BYTES = 1 << 20
"""As much of a SPACE.md is read at all."""
_SAFE_MODE = 0o1777
"""Set-user-id and set-group-id come from another machine's users: they are not taken over."""
_DAMAGE = (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError)


def import_archive(
    store: Store,
    source: Path | IO[bytes],
    *,
    name: str | None,
    author: str,
    uid: int,
    gid: int,
    on_progress: Progress = lambda done, total: None,
) -> Space:
    """Make a new space of what a tar file (plain, gzip, bzip2, xz; zstd from Python 3.14), a zip file or a directory
    holds, and of nothing else: no default skills are added.

    `name` None stands for the archive's single top directory. All files belong to `uid` and `gid`. What lies in the
    archive's `inbox/` waits to be learnt from; a `.error` beside it is left out, since it is judged again. Raises
    `ImportRefused` for an archive that is damaged or cannot become a space, `StoreError` where the name is taken or not
    allowed; then nothing was created.
    """
    with _refused_when_damaged(source), _members(source) as members:
        planned = plan(members)
        space_name = _name(planned, name)
        spaces.check_name(space_name)
        spaces.check_free(store, space_name)
        _check_quota(planned)
        return _Import(store, planned, author, uid, gid, on_progress).run(space_name)


@contextlib.contextmanager
def _refused_when_damaged(source: Path | IO[bytes]) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise ImportRefused(f"the archive is damaged: {error}") from error
    except OSError as error:
        raise ImportRefused(
            f"{source if isinstance(source, Path) else 'the archive'}: {error.strerror or error}"
        ) from error


@contextlib.contextmanager
def _members(source: Path | IO[bytes]) -> Iterator[Iterator[Incoming]]:
    if isinstance(source, Path) and source.is_dir():
        with PlainDirectory(source) as directory:
            yield read_directory(directory, source)
    elif isinstance(source, Path):
        with source.open("rb") as file:
            yield _read(file)
    elif source.seekable():
        yield _read(source)
    else:
        with tempfile.TemporaryFile() as file:
            _spool(source, file)
            yield _read(file)


def _read(file: IO[bytes]) -> Iterator[Incoming]:
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    return read_zip(file) if start in ZIP_MAGIC else read_tar(file)


def _spool(source: IO[bytes], file: IO[bytes]) -> None:
    """Make a pipe seekable: an archive is read twice, once to check it."""
    while chunk := source.read(1 << 20):
        file.write(chunk)
        if file.tell() > MAX_CONTENT_BYTES:
            raise too_large(MAX_CONTENT_BYTES)


def _name(planned: Plan, name: str | None) -> str:
    if name is not None:
        return name
    if planned.top is None:
        raise ImportRefused("the archive has no single top directory to name the space after; name it yourself")
    return planned.top.decode("utf-8", "surrogateescape")


def _check_quota(planned: Plan) -> None:
    """Refuse what the archive's own SPACE.md does not allow; one that cannot be used allows everything."""
    member = planned.members.get(SPACE_MD)
    if member is None or member.kind is not Kind.FILE or member.size > MAX_SPACE_MD_BYTES:
        return
    with member.open() as file, contextlib.suppress(InvalidSpace):
        quota = parse_space(file.read().decode("utf-8", "replace")).settings.quota
        directories = ((path, Kind.DIRECTORY, 0) for path in _implied_directories(planned.members))
        members = ((path, item.kind, item.size) for path, item in planned.members.items())
        if excess := quota.excess(Usage(), usage_of(directories) + usage_of(members)):
            raise ImportRefused(f"{excess}: raise it in the archive's SPACE.md, then import it again")


class _Import:
    """One import at work: the members of a plan, stored and staged for a space that is not there yet."""

    def __init__(self, store: Store, planned: Plan, author: str, uid: int, gid: int, on_progress: Progress) -> None:
        self._store = store
        self._plan = planned
        self._uid, self._gid = uid, gid
        self._author = author
        self._now = time.time_ns()
        self._space_id = spaces.reserve_id(store)
        self._writer = BlobWriter(store, lambda done: on_progress(done, planned.content_size))
        self._contents: dict[bytes, tuple[bytes, int]] = {}
        """Blob and size of each file, for hard links to it."""

    def run(self, name: str) -> Space:
        # Recovery, by a mount that starts meanwhile, spares what belongs to a process that is entered and lives.
        owner = daemons.register(self._store, daemons.COMMAND)
        try:
            staged, unversioned = (
                commits.begin(self._store, self._space_id, commits.STAGED, self._author, "import the space", owner)
                for _ in range(2)
            )
            drops = self._stage(staged, unversioned)
            return self._open(name, staged, unversioned, drops)
        finally:
            commits.drop_staged(self._store, owner)
            daemons.leave(self._store, owner)

    def _stage(self, staged: int, unversioned: int) -> list[Drop]:
        """Store all content and stage all entries but the inbox's, which are returned."""
        paths = [*_implied_directories(self._plan.members), *self._plan.members]
        inodes = iter(self._store.reserve_inodes(len(paths)))
        drops: list[Drop] = []
        for batch in _batches(paths, _ENTRIES_A_BATCH):
            entries = {path: self._entry(path, next(inodes)) for path in batch}
            self._writer.flush()
            logged = [Change(path, 0, entry) for path, entry in entries.items() if not _is_in_inbox(path)]
            commits.put(self._store, staged, self._space_id, (item for item in logged if is_versioned(item.path)))
            commits.put(
                self._store, unversioned, self._space_id, (item for item in logged if not is_versioned(item.path))
            )
            drops.extend(self._drop(path, entry) for path, entry in entries.items() if path.startswith(INBOX + b"/"))
        return drops

    def _entry(self, path: bytes, ino: int) -> Entry:
        member = self._plan.members.get(path)
        if member is None:
            return Entry(Kind.DIRECTORY, ino, 0o755, self._uid, self._gid, self._now)
        blob, size = self._content(path, member) if member.kind is Kind.FILE else (blobs.EMPTY, 0)
        mode = 0o777 if member.kind is Kind.SYMLINK else member.mode & _SAFE_MODE
        return Entry(
            member.kind, ino, mode, self._uid, self._gid, member.mtime_ns, size, blob, member.target, member.xattrs
        )

    def _content(self, path: bytes, member: Incoming) -> tuple[bytes, int]:
        if member.hard_link is not None:
            content = self._contents[self._plan.resolve_hard_link(member)]
        else:
            with member.open() as file:
                content = self._writer.add(file, member.size)
            if content[1] != member.size:
                raise ImportRefused(f"{shown(member.name)}: not the {member.size} bytes that were announced; try again")
        self._contents[path] = content
        return content

    def _drop(self, path: bytes, entry: Entry) -> Drop:
        below = path.removeprefix(INBOX + b"/")
        state = inbox.ASIDE if inbox.is_temporary(below) else inbox.OPEN
        return Drop(
            entry.ino, self._space_id, below, entry.kind, entry.mode, entry.uid, entry.gid, entry.mtime_ns,
            entry.size, entry.blob, state,
        )  # fmt: skip

    def _open(self, name: str, staged: int, unversioned: int, drops: list[Drop]) -> Space:
        """The only transaction that anyone else sees."""
        has_unversioned = bool(commits.unpublished(self._store, unversioned))
        with self._store.transaction():
            space = spaces.open_staged(
                self._store, self._space_id, name, staged,
                self._attributes(self._plan.directory), self._attributes(self._plan.members.get(INBOX)),
            )  # fmt: skip
            if has_unversioned:
                commits.keep_unversioned(self._store, unversioned)
            else:
                commits.drop(self._store, unversioned)
            for drop in drops:
                inbox.put(self._store, drop)
        return space

    def _attributes(self, member: Incoming | None) -> Attributes:
        if member is None:
            return Attributes(0o755, self._uid, self._gid, self._now)
        return Attributes(member.mode & _SAFE_MODE, self._uid, self._gid, member.mtime_ns)


def _is_in_inbox(path: bytes) -> bool:
    return path == INBOX or path.startswith(INBOX + b"/")


def _implied_directories(members: Mapping[bytes, Incoming]) -> list[bytes]:
    """The directories that hold a member but are none themselves: not every tar file names them."""
    implied = set()
    for path in members:
        while (path := path.rpartition(b"/")[0]) and path not in members:
            implied.add(path)
    return sorted(implied)


def _batches(paths: list[bytes], size: int) -> Iterator[list[bytes]]:
    for start in range(0, len(paths), size):
        yield paths[start : start + size]
