"""Transactions from the mount's loop: they wait for nobody, and become durable with the next one that is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillfs.store.database import Store, StoreBusy
from skillfs_daemon.loop_writer import LoopWriter


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as store:
        store.execute("CREATE TABLE written (what TEXT)")
        yield store


@pytest.fixture
def writer(path: Path, store: Store) -> Iterator[LoopWriter]:
    writer = LoopWriter(path)
    yield writer
    writer.close()


def insert(store: Store) -> str:
    store.execute("INSERT INTO written VALUES ('row')")
    return "done"


def rows(store: Store) -> int:
    return int(store.one("SELECT count(*) FROM written"))


def test_a_job_is_there_for_others_when_it_is_done(writer: LoopWriter, store: Store) -> None:
    assert (writer.run(insert), rows(store)) == ("done", 1)


def test_a_job_that_fails_leaves_nothing(writer: LoopWriter, store: Store) -> None:
    def half(connection: Store) -> None:
        insert(connection)
        raise ValueError("half done")

    with pytest.raises(ValueError, match="half done"):
        writer.run(half)
    assert (writer.run(insert), rows(store)) == ("done", 1)


def test_a_job_does_not_wait_for_another_writer(writer: LoopWriter, store: Store) -> None:
    with store.transaction():
        began = time.thread_time()
        with pytest.raises(StoreBusy):
            writer.run(insert)
        assert time.thread_time() - began < 0.05
    assert (writer.run(insert), rows(store)) == ("done", 1)


def test_no_job_makes_a_checkpoint(path: Path, writer: LoopWriter, store: Store) -> None:
    """A checkpoint of 1,000 pages, which is SQLite's own bound, would start the log anew."""
    for _ in range(1500):
        writer.run(insert)
    assert path.with_name("store.db-wal").stat().st_size > 1500 * 4096


def test_settling_writes_to_the_log_so_that_it_is_synced(path: Path, writer: LoopWriter, store: Store) -> None:
    """SQLite syncs the log of a durable connection at each commit that writes to it, and at no other."""
    log = path.with_name("store.db-wal")
    writer.run(insert)
    before = log.read_bytes()
    with store.transaction():
        store.one("SELECT count(*) FROM written")
    assert log.read_bytes() == before
    store.settle()
    assert log.read_bytes() != before
