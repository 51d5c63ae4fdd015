"""The write side of a mount: order, group commit, failures that stay alone, and an end that loses nothing."""

from __future__ import annotations

import errno
import logging
import os
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
import trio
import trio.testing

from skillfs.store.database import Store, StoreError, beside
from skillfs_daemon.store_writer import StoreWriter

Insert = Callable[[Store], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    with Store(path) as store:
        store.execute("CREATE TABLE written (id INTEGER PRIMARY KEY, what TEXT UNIQUE)")
    return path


def insert(what: str) -> Insert:
    return lambda store: store.execute("INSERT INTO written (what) VALUES (?)", (what,))


def written(path: Path) -> list[str]:
    with Store(path) as store:
        return [row[0] for row in store.execute("SELECT what FROM written ORDER BY id")]


def with_writer(path: Path, body: Callable[[StoreWriter], Awaitable[None]]) -> None:
    """Run `body` with a writer, and close that."""

    async def main() -> None:
        writer = StoreWriter(path)
        writer.start()
        try:
            with trio.fail_after(20):
                await body(writer)
        finally:
            await trio.to_thread.run_sync(writer.close)

    trio.run(main)


def test_jobs_run_in_the_order_in_which_they_were_handed_in(path: Path) -> None:
    names = [str(number) for number in range(400)]

    async def body(writer: StoreWriter) -> None:
        async with trio.open_nursery() as nursery:
            for name in names:
                if int(name) % 97 == 0:
                    nursery.start_soon(partial(writer.run, insert(name), alone=True))
                    await trio.testing.wait_all_tasks_blocked()
                else:
                    writer.post(insert(name))
        await writer.flush()
        assert written(path) == names

    with_writer(path, body)


@pytest.mark.parametrize("alone", [False, True])
def test_no_answer_comes_before_the_log_is_on_the_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch, alone: bool
) -> None:
    """Not for a job's own transaction, nor for what another connection has committed without a sync before."""
    log, synced, sync = beside(path)[0], [], os.fdatasync

    def watched(descriptor: int) -> None:
        synced.append((Path(f"/proc/self/fd/{descriptor}").readlink(), written(path)))
        sync(descriptor)

    monkeypatch.setattr(os, "fdatasync", watched)

    async def body(writer: StoreWriter) -> None:
        await writer.run(insert("a"), alone=alone)
        assert synced == [(log, ["a"])]
        with Store(path, durable=False) as other, other.transaction():
            insert("b")(other)
        await writer.run(insert("c"), alone=alone, durable=False)
        assert synced == [(log, ["a"])]
        await writer.flush()
        assert synced == [(log, ["a"]), (log, ["a", "b", "c"])]

    with_writer(path, body)


def test_a_disk_that_does_not_write_is_told_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    async def body(writer: StoreWriter) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(os, "fdatasync", fail)
            with pytest.raises(StoreError, match=r"store\.db: Input/output error; its disk does not write"):
                await writer.run(insert("a"))
        await writer.run(insert("b"))
        assert written(path) == ["a", "b"]

    with_writer(path, body)


def test_what_waits_is_committed_in_few_transactions(path: Path) -> None:
    seen: list[set[str]] = []

    async def body(writer: StoreWriter) -> None:
        go_on = threading.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(partial(writer.run, lambda store: go_on.wait(10), alone=True))
            await trio.testing.wait_all_tasks_blocked()
            for number in range(200):
                writer.post(insert(str(number)), then=lambda _: seen.append(set(written(path))))
            go_on.set()
        await writer.flush()

    with_writer(path, body)
    assert len(seen) == 200
    assert len({frozenset(shown) for shown in seen}) < 40


def test_a_failing_job_is_undone_alone_and_its_caller_is_told(path: Path) -> None:
    def half(store: Store) -> None:
        insert("half")(store)
        insert("a")(store)

    async def body(writer: StoreWriter) -> None:
        writer.post(insert("a"))
        failures: list[str] = []

        async def fail() -> None:
            try:
                await writer.run(half)
            except Exception as error:
                failures.append(str(error))

        async with trio.open_nursery() as nursery:
            nursery.start_soon(fail)
            nursery.start_soon(writer.run, insert("b"))
        assert failures == ["UNIQUE constraint failed: written.what"]

    with_writer(path, body)
    assert sorted(written(path)) == ["a", "b"]


def test_a_failing_preparation_fails_its_job_alone(path: Path) -> None:
    def prepare() -> None:
        raise MemoryError("no room to hash")

    async def body(writer: StoreWriter) -> None:
        with pytest.raises(MemoryError, match="no room to hash"):
            await writer.run(insert("never"), prepare=prepare)
        await writer.run(insert("after"))

    with_writer(path, body)
    assert written(path) == ["after"]


def test_a_failure_that_nobody_waits_for_is_logged(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    done: list[object] = []

    async def body(writer: StoreWriter) -> None:
        writer.post(
            lambda store: store.execute("SELECT * FROM nowhere"), then=done.append, failed=lambda: done.append("failed")
        )
        writer.post(lambda store: 42, then=done.append)
        await writer.flush()

    with caplog.at_level(logging.ERROR):
        with_writer(path, body)
    assert done == ["failed", 42]
    assert [record.getMessage() for record in caplog.records] == [
        "store: a change was not written: no such table: nowhere"
    ]


def test_a_job_that_is_alone_makes_its_own_transactions(path: Path) -> None:
    def several(store: Store) -> str:
        with store.transaction():
            insert("first")(store)
        assert written(path) == ["before", "first"]
        insert("second")(store)
        return "done"

    async def body(writer: StoreWriter) -> None:
        writer.post(insert("before"))
        assert await writer.run(several, alone=True) == "done"

    with_writer(path, body)
    assert written(path) == ["before", "first", "second"]


def test_an_answer_comes_when_the_change_is_there_for_others(path: Path) -> None:
    async def body(writer: StoreWriter) -> None:
        for number in range(20):
            await writer.run(insert(str(number)))
            assert len(written(path)) == number + 1

    with_writer(path, body)


def test_what_a_cancelled_caller_handed_in_happens_all_the_same(path: Path) -> None:
    async def body(writer: StoreWriter) -> None:
        with trio.CancelScope() as scope:
            scope.cancel()
            await writer.run(insert("asked for"))
        assert written(path) == ["asked for"]

    with_writer(path, body)


def test_close_finishes_what_was_handed_in(path: Path) -> None:
    async def body(writer: StoreWriter) -> None:
        for number in range(300):
            writer.post(insert(str(number)))

    with_writer(path, body)
    assert written(path) == [str(number) for number in range(300)]
