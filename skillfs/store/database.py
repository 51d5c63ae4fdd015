"""Opening the store, and transactions that do not starve each other.

Measured: SQLite's own busy handler backs off in growing steps, so that one process's transactions of 40 ms delay
another's commit by 2 s at p99. Hence the rules here: everything is prepared before `Store.transaction`, a transaction
takes at most 5 ms, and the lock is retried every half millisecond.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from skillfs.store import schema

log = logging.getLogger(__name__)

LOCK_RETRY_SECONDS = 0.0005
LOCK_PATIENCE_SECONDS = 30.0
BUSY_TIMEOUT_MS = 5000
"""How long SQLite itself waits for its other locks, which are held for moments."""
_OTHERS = 0o077


class StoreError(Exception):
    """The store cannot do what was asked. The message is one line that names the thing and the remedy."""


class StoreTooNew(StoreError):
    """The store was written by a newer skillfs."""


class StoreGone(StoreError):
    """The file that is open is no longer the one at the store's path: it was moved, deleted or replaced."""


class StoreBusy(StoreError):
    """Another process held the write lock for longer than `LOCK_PATIENCE_SECONDS`."""


def beside(path: Path) -> tuple[Path, Path]:
    """The files that SQLite keeps beside a database in WAL mode (https://sqlite.org/walformat.html)."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def default_path() -> Path:
    """Where the store is unless told otherwise: ``$SKILLFS_STORE``, else below ``$XDG_DATA_HOME``."""
    if named := os.environ.get("SKILLFS_STORE"):
        return Path(named)
    data_home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data_home) / "skillfs" / "store.db"


class StoreFull(StoreError):
    """There is no room on the disk that the store is on."""


def explain(error: sqlite3.Error, path: Path) -> str:
    """One line for the user of what SQLite says of the store at `path`: what it means, and the remedy."""
    meaning = _MEANINGS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return f"{path}: {error}; {meaning}" if meaning else f"{path}: {error}; `skillfs doctor` says what works"


_DAMAGED = "it is damaged: `skillfs fsck` says what is hurt, `skillfs restore FILE` brings a backup back"
_MEANINGS = {
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_READONLY: "make its disk, its directory and the file writable",
    sqlite3.SQLITE_IOERR: "its disk does not read or write: see `dmesg`",
    sqlite3.SQLITE_FULL: "free some room on its disk, then try again",
}


class Store:
    """One connection to the store. Each thread opens its own, unless they take turns (`any_thread`).

    With `durable`, a transaction that has returned survives power loss; without, it survives the death of every
    process but a power cut may take the last ones back, whole and in order. Either way it is atomic.
    """

    def __init__(self, path: Path, *, durable: bool = True, create: bool = True, any_thread: bool = False) -> None:
        """Open `path`, creating and migrating it where needed. Raises `StoreError`."""
        self.path = path
        self._released = -LOCK_RETRY_SECONDS
        self._patience_ms = BUSY_TIMEOUT_MS
        try:
            if create:
                _make_private(path)
            elif not path.exists():
                raise StoreError(f"{path}: there is no store; `skillfs up MOUNT` or `skillfs space create` makes one")
            # The library drives transactions itself: the driver must not open any (isolation_level).
            self._connection = sqlite3.connect(
                path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000, check_same_thread=not any_thread
            )
        except (sqlite3.DatabaseError, OSError) as error:
            raise self._unusable(error) from error
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            # The first read opens the write-ahead log, which stays the same one for as long as somebody has it open.
            self._connection.execute("SELECT count(*) FROM sqlite_master")
            self._opened = [(name, _identity(name)) for name in map(os.fspath, (path, beside(path)[0]))]
            self._migrate()
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise self._unusable(error) from error
        except StoreError:
            self._connection.close()
            raise

    def _unusable(self, error: Exception) -> StoreError:
        reason = error.strerror if isinstance(error, OSError) else error
        return StoreError(f"{self.path}: {reason}; is it a skillfs store that you may read and write?")

    def _migrate(self) -> None:
        known = {migration.__name__ for migration in schema.MIGRATIONS}
        applied = schema.applied(self._connection)
        if unknown := applied - known:
            raise StoreTooNew(f"{self.path}: made by a newer skillfs (it has {max(unknown)}); upgrade skillfs")
        if known - applied:
            with self.transaction():
                # Another process may have migrated while this one waited for the lock: `apply` looks again.
                schema.apply(self._connection)

    @property
    def connection(self) -> sqlite3.Connection:
        """What it is a connection of, for what only the driver can do."""
        return self._connection

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    @contextlib.contextmanager
    def transaction(self, *, wait: bool = True) -> Iterator[None]:
        """Run the block as one transaction that is committed at its end, or undone when it raises.

        Nested, the inner block is part of the outer transaction. Raises `StoreBusy`, without `wait` as soon as another
        connection is found writing, `StoreFull`, and `StoreGone`, also after the commit: what went into a file that
        nobody will find again is not to be confirmed to anyone.
        """
        if self._connection.in_transaction:
            yield
            return
        if wait:
            self.check_place()
            self._begin()
        else:
            self._begin_at_once()
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
                raise self._full() from error
            raise
        self._released = time.monotonic()
        self.check_place()

    def _full(self) -> StoreFull:
        return StoreFull(f"{self.path}: no space left on its disk; free some, then try again")

    @property
    def is_in_place(self) -> bool:
        """Whether the files that are open are the ones at the store's path: it costs two calls of stat(2)."""
        return all(_identity(path) == identity for path, identity in self._opened)

    def check_place(self) -> None:
        """Raise `StoreGone` unless the store is in place."""
        if not self.is_in_place:
            raise StoreGone(
                f"{self.path}: moved, deleted or replaced while in use; put it back,"
                " or stop skillfs and restore a backup"
            )

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open: a full disk can end one before its block does."""
        return self._connection.in_transaction

    def _begin(self) -> None:
        # Who commits in a loop leaves the others a gap as long as their retry, or they would hardly ever hit one
        # (four such processes: p99 27 ms instead of 77 ms, at the same rate).
        if time.monotonic() - self._released < LOCK_RETRY_SECONDS:
            time.sleep(LOCK_RETRY_SECONDS)
        deadline = time.monotonic() + LOCK_PATIENCE_SECONDS
        while True:
            try:
                self._begin_at_once()
                return
            except StoreBusy:
                if time.monotonic() > deadline:
                    raise StoreBusy(
                        f"{self.path}: locked for {LOCK_PATIENCE_SECONDS:.0f} s; see `skillfs doctor`"
                    ) from None
                time.sleep(LOCK_RETRY_SECONDS)

    def wait_for_nothing(self) -> None:
        """Have no statement of this connection wait for any lock."""
        self._connection.execute("PRAGMA busy_timeout = 0")
        self._patience_ms = 0

    def _begin_at_once(self) -> None:
        if self._patience_ms:
            self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            raise StoreBusy(f"{self.path}: another process is writing; try again") from error
        finally:
            if self._patience_ms:
                self._connection.execute(f"PRAGMA busy_timeout = {self._patience_ms}")

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> sqlite3.Cursor:
        return self._connection.executemany(sql, rows)

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, None where there is no row."""
        row = self._connection.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def data_version(self) -> int:
        """A number that differs from the last call's when another connection has committed in between.

        Costs 1.7 µs (https://sqlite.org/pragma.html#pragma_data_version), so it can be polled.
        """
        return int(self.one("PRAGMA data_version"))

    def sync(self) -> None:
        """Make durable what any connection has committed so far, while others go on writing.

        A durable connection's own sync keeps the write lock for as long as the disk takes. Synced from outside, the
        log says the same: a transaction is in it once its frames are (https://sqlite.org/walformat.html). Raises
        `StoreFull` and `StoreError`; what was committed is committed all the same.
        """
        try:
            descriptor = os.open(beside(self.path)[0], os.O_RDONLY)
            try:
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise self._full() from error
            raise StoreError(f"{self.path}: {error.strerror}; its disk does not write: see `dmesg`") from error

    def reserve_inodes(self, count: int) -> range:
        """`count` inode numbers that were never given out before."""
        with self.transaction():
            last = self.one("UPDATE counters SET value = value + ? WHERE name = 'inode' RETURNING value", (count,))
        return range(last - count, last)


def _identity(path: str) -> tuple[int, int] | None:
    """Device and inode number of a file, None for one that is missing."""
    try:
        status = os.stat(path)  # noqa: PTH116 - asked twice for every transaction, and faster than Path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _make_private(path: Path) -> None:
    """Make sure that `path` exists, readable by its owner alone: it holds transcripts as they were dropped."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        _narrow(path)


def _narrow(path: Path) -> None:
    """Take from a store, as far as it is this user's, what others may do with it: one that was copied has any mode."""
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with contextlib.suppress(FileNotFoundError):
            status = file.stat()
            if status.st_mode & _OTHERS and status.st_uid == os.geteuid():
                log.warning("%s: mode %o let others read transcripts; it is 600 now", file, status.st_mode & 0o7777)
                file.chmod(0o600)
