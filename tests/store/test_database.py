"""Opening, refusing to open, transactions."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from skillfs.store import database, schema
from skillfs.store.database import Store, StoreBusy, StoreError, StoreTooNew

InProcesses = Callable[[int, str], list[str]]


def counter(store: Store) -> int:
    return int(store.one("SELECT value FROM counters WHERE name = 'spaces'"))


def increment(store: Store) -> None:
    store.execute("UPDATE counters SET value = value + 1 WHERE name = 'spaces'")


def test_only_the_owner_may_read_it(store: Store, path: Path) -> None:
    increment(store)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"store.db": 0o600, "store.db-wal": 0o600, "store.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_store_that_others_could_read_is_closed_to_them(
    store: Store, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    increment(store)
    files = [path, path.with_name("store.db-wal"), path.with_name("store.db-shm")]
    for file in files:
        file.chmod(0o664)
    with Store(path):
        modes = [stat.S_IMODE(file.stat().st_mode) for file in files]
    assert modes == [0o600] * 3
    assert caplog.messages == [f"{file}: mode 664 let others read transcripts; it is 600 now" for file in files]


def test_a_store_that_is_not_there_is_not_made(path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no store; `skillfs up MOUNT` or `skillfs space create` makes one"):
        Store(path, create=False)
    assert not path.exists()


def test_a_newer_store_is_not_opened(store: Store, path: Path) -> None:
    store.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('skillfs', 'm9999_future', 'now')"
    )
    with pytest.raises(StoreTooNew, match=r"made by a newer skillfs \(it has m9999_future\); upgrade skillfs"):
        Store(path)


def test_what_is_no_database_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"my only copy of a novel\n" * 100)
    with pytest.raises(StoreError, match="not a database; is it a skillfs store"):
        Store(path)
    assert path.read_bytes() == b"my only copy of a novel\n" * 100


def test_a_directory_that_cannot_be_made_is_named(path: Path) -> None:
    path.parent.write_bytes(b"")
    with pytest.raises(StoreError, match=str(path)):
        Store(path)


def test_the_default_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SKILLFS_STORE", "/x/y.db")
    assert database.default_path() == Path("/x/y.db")
    monkeypatch.delenv("SKILLFS_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert database.default_path() == Path("/data/skillfs/store.db")
    monkeypatch.setenv("XDG_DATA_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert database.default_path() == tmp_path / ".local/share/skillfs/store.db"


def schema_of(store: Store) -> set[tuple[str, str]]:
    return set(store.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall())


def test_a_store_of_the_first_schema_becomes_what_a_new_one_is(store: Store, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    with contextlib.closing(sqlite3.connect(older)) as connection:
        schema.apply(connection, stop_before="m0002_model_use")
        assert schema.applied(connection) == {"m0001_initial"}
    with Store(older) as upgraded:
        assert schema_of(upgraded) == schema_of(store)


def test_a_transaction_is_whole_or_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction():
        increment(store)
        with store.transaction():
            increment(store)
        1 / 0  # noqa: B018
    assert counter(store) == 0
    with store.transaction():
        increment(store)
    assert counter(store) == 1


def test_a_lock_that_is_never_released_is_an_error(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LOCK_PATIENCE_SECONDS", 0.1)
    with (
        Store(path) as other,
        store.transaction(),
        pytest.raises(StoreBusy, match="locked for 0 s"),
        other.transaction(),
    ):
        pass


def test_another_connection_sees_that_something_was_committed(store: Store, path: Path) -> None:
    with Store(path) as other:
        before = other.data_version()
        assert other.data_version() == before
        increment(store)
        assert other.data_version() != before


def test_inode_numbers_are_never_given_out_twice(store: Store) -> None:
    first, second = store.reserve_inodes(3), store.reserve_inodes(2)
    assert (list(first), list(second)) == ([16, 17, 18], [19, 20])


def test_many_processes_make_one_store(in_processes: InProcesses, path: Path) -> None:
    outputs = in_processes(6, "print(list(store.reserve_inodes(10)))")
    numbers = [int(number) for out in outputs for number in out.strip("[]\n").split(",")]
    assert sorted(numbers) == list(range(16, 76))


COMMITS = """
seconds = []
for _ in range(250):
    started = time.perf_counter()
    with store.transaction():
        store.execute("UPDATE counters SET value = value + 1 WHERE name = 'spaces'")
    seconds.append(time.perf_counter() - started)
print(*seconds)
"""
ALONE = "store.close()\nstore = Store(path.with_name(f'alone-{index}.db'))\n"


def p99(outputs: list[str]) -> float:
    seconds = sorted(float(value) for out in outputs for value in out.split())
    return seconds[len(seconds) * 99 // 100]


def test_writers_do_not_starve_each_other(store: Store, in_processes: InProcesses) -> None:
    """Four processes commit one row at a time, in loops. SQLite's own back-off would make this seconds.

    On a machine that is busy with something else even four processes with a store each are slow: that is the measure.
    """
    together = p99(in_processes(4, COMMITS))
    assert counter(store) == 1000
    if together >= 0.05:
        assert together < 5 * p99(in_processes(4, ALONE + COMMITS))
