"""Transactions from the mount's loop: they wait for nobody, and become durable with the writer's next sync."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trio

from skillfs.store.database import Store, StoreBusy
from skillfs_daemon.loop_writer import LoopWriter
from skillfs_daemon.store_writer import StoreWriter


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


def test_a_job_does_not_wait_for_a_slow_disk(
    path: Path, writer: LoopWriter, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another thread is making durable keeps no lock."""
    syncing, go_on, sync = threading.Event(), threading.Event(), os.fdatasync

    def slowly(descriptor: int) -> None:
        syncing.set()
        go_on.wait(10)
        sync(descriptor)

    monkeypatch.setattr(os, "fdatasync", slowly)

    async def main() -> None:
        others = StoreWriter(path)
        others.start()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(others.run, insert)
            assert await trio.to_thread.run_sync(syncing.wait, 10)
            assert (writer.run(insert), rows(store)) == ("done", 2)
            go_on.set()
        await trio.to_thread.run_sync(others.close)

    trio.run(main)


def test_no_job_makes_a_checkpoint(path: Path, writer: LoopWriter, store: Store) -> None:
    """A checkpoint of 1,000 pages, which is SQLite's own bound, would start the log anew."""
    for _ in range(1500):
        writer.run(insert)
    assert path.with_name("store.db-wal").stat().st_size > 1500 * 4096
