"""Copies of a whole store: one made while it is in use, and one put in its place.

Both go through SQLite's online backup (https://sqlite.org/backup.html) into a temporary file beside the target, which
is checked, made durable and only then renamed: at the target's name there is what was, or a whole store.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import sqlite3
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from skillfs.store import closes
from skillfs.store.closes import ClosesFile
from skillfs.store.database import Store, StoreError, beside

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are copied."""

PAGES_A_STEP = 1024
SET_ASIDE_SUFFIX = ".before-restore"

_FLOCK = "hhqqi4x"
"""struct flock of Linux on 64-bit machines (fcntl(2)): type, whence, start, length, pid."""
_LOCK_BYTES = 0x40000000, 512
"""Where SQLite locks a database file (os.h: PENDING_BYTE and what follows)."""


class BackupRefused(StoreError):
    """A store is not copied. The message is one line that names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that was put in place; `aside` is where the one is now that was there before, None where none was."""

    size: int
    aside: Path | None


def back_up(store: Store, target: Path, *, force: bool = False, progress: Progress = lambda done, total: None) -> int:
    """Copy a store, as it is at this moment, to the file `target`; its size in bytes.

    Others may go on writing: the copy is of one read transaction. It is a single file of mode 0600 without any process
    at work, and SQLite's integrity check has passed. Raises `BackupRefused` where `target` is there already, unless
    `force`, and `StoreError` where it cannot be written or the store is damaged.
    """
    if target.exists() and (not force or not target.is_file()):
        raise BackupRefused(f"{target}: is there already; choose another name" + ", or use --force" * target.is_file())
    if target.exists() and target.samefile(store.path):
        raise BackupRefused(f"{target}: that is the store itself; choose another name")
    if (user := user_of(target)) is not None:
        raise BackupRefused(f"{target}: process {user} uses it as its store; choose another name")
    with contextlib.ExitStack() as stack:
        # Before the transaction: what is in no draft then is in one of these, also when it is removed meanwhile.
        files = [(file, stack.enter_context(opened)) for file, opened in _opened_closes(store.path)]
        # Holding one read transaction keeps the copy from starting over whenever somebody commits.
        store.execute("BEGIN")
        stack.callback(store.execute, "ROLLBACK")
        store.one("SELECT count(*) FROM counters")
        contents = [(file, opened.read()) for file, opened in files]
        with _complete(target) as unfinished:
            _copy(store.connection, unfinished, progress)
            _bring_in(unfinished, contents)
    return target.stat().st_size


def _opened_closes(store_path: Path) -> Iterator[tuple[ClosesFile, BinaryIO]]:
    for file in closes.files(store_path):
        with contextlib.suppress(FileNotFoundError):
            yield file, file.path.open("rb")


def _bring_in(copy: Path, contents: Sequence[tuple[ClosesFile, bytes]]) -> None:
    """Put into the drafts of a copy what closes had confirmed before it was made."""
    if contents:
        with Store(copy, create=False) as store:
            for file, content in contents:
                closes.bring_in(store, file, content)
            store.execute("DELETE FROM closes")
            store.execute("PRAGMA journal_mode = DELETE")


def restore(
    source: Path, target: Path, *, force: bool = False, progress: Progress = lambda done, total: None
) -> Restored:
    """Make the store at `target` what the backup `source` has.

    A store that is there already is set aside, under a name of its own. Raises `BackupRefused` when that is not allowed
    (`force`) or a process uses it, and `StoreError` for a source that is no sound store, or is of a newer version.
    """
    if (user := user_of(target)) is not None:
        raise BackupRefused(f"{target}: in use by process {user}; stop it first (`skillfs down MOUNT`)")
    if target.exists() and not force:
        raise BackupRefused(f"{target}: there is a store already; --force sets it aside")
    aside = _free_aside(target) if target.exists() else None
    with _opened(source) as connection, _complete(target, as_store=True) as unfinished:
        _copy(connection, unfinished, progress)
        _bring_up_to_date(unfinished, source)
        if (user := user_of(target)) is not None:
            raise BackupRefused(f"{target}: process {user} has opened it meanwhile; stop that, then try again")
    return Restored(target.stat().st_size, aside)


def user_of(path: Path) -> int | None:
    """The pid of a process that has the database at `path` open, None where there is none.

    Every connection to a database in WAL mode holds a shared lock for as long as it is open. Not to be asked by a
    process that has it open itself: closing any descriptor of a file gives up all of a process's locks (fcntl(2)).
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        answer = fcntl.fcntl(descriptor, fcntl.F_GETLK, struct.pack(_FLOCK, fcntl.F_WRLCK, 0, *_LOCK_BYTES, 0))
    finally:
        os.close(descriptor)
    kind, _, _, _, pid = struct.unpack(_FLOCK, answer)
    return None if kind == fcntl.F_UNLCK else int(pid)


def _copy(source: sqlite3.Connection, target: Path, progress: Progress) -> None:
    """Copy a database into an empty file, take out who was at work on it, and check the result."""
    page_size = source.execute("PRAGMA page_size").fetchone()[0]
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy:

        def tell(_status: int, remaining: int, total: int) -> None:
            progress((total - remaining) * page_size, total * page_size)

        source.backup(copy, pages=PAGES_A_STEP, progress=tell)
        # A single file, and no process of the time of the copy: another may have got its pid.
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.executescript("DELETE FROM leases; DELETE FROM daemons; UPDATE jobs SET run_by = NULL;")
        verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise StoreError(
            f"the copy is damaged, as its source is ({' '.join(verdict.split())}); `skillfs fsck` says more"
        )


def _bring_up_to_date(copy: Path, source: Path) -> None:
    """Migrate the copy of an older store. Raises `StoreError` for one of a newer version."""
    try:
        Store(copy, create=False).close()
    except StoreError as error:
        raise BackupRefused(str(error).replace(str(copy), str(source))) from error


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[sqlite3.Connection]:
    """The database in a file, for reading."""
    if not source.is_file():
        raise BackupRefused(f"{source}: there is no such file; name one that `skillfs backup` made")
    with contextlib.closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'changes'").fetchone():
                raise BackupRefused(f"{source}: no skillfs store; name a file that `skillfs backup` made")
        except sqlite3.DatabaseError as error:
            raise BackupRefused(f"{source}: {error}; name a file that `skillfs backup` made") from error
        yield connection


@contextlib.contextmanager
def _complete(target: Path, *, as_store: bool = False) -> Iterator[Path]:
    """A temporary file, which gets the name `target` when the block has succeeded.

    With `as_store` its directory is made, and a store that is there is set aside.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if as_store:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            yield unfinished
            _sync(unfinished)
            if as_store:
                _set_aside(target)
            unfinished.replace(target)
            _sync(target.parent)
        finally:
            for path in (unfinished, *beside(unfinished)):
                path.unlink(missing_ok=True)
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{target}: {error}; is there room, and may you write there?") from error
    except OSError as error:
        raise StoreError(f"{target}: {error.strerror}; choose a place that you may write to") from error


def _set_aside(path: Path) -> None:
    """Give a store, with what belongs to it, a second name; what belongs to it is not to be read into the next one."""
    aside = _free_aside(path)
    belonging = _belonging(path)
    for old in (path, *belonging):
        if old.exists():
            old.with_name(aside.name + old.name.removeprefix(path.name)).hardlink_to(old)
    _sync(path.parent)
    for old in belonging:
        old.unlink(missing_ok=True)


def _free_aside(path: Path) -> Path:
    """Where a store can be set aside without taking the place of one that was before."""
    numbers = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    names = (path.with_name(path.name + SET_ASIDE_SUFFIX + number) for number in numbers)
    return next(name for name in names if not any(file.exists() for file in (name, *_belonging(name))))


def _belonging(path: Path) -> list[Path]:
    """The files beside a store that are part of it."""
    return [*beside(path), *(file.path for file in closes.files(path))]


def _sync(path: Path) -> None:
    """Make a file, or the names in a directory, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
