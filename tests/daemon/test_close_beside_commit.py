"""What is closed while a commit is on its way to a slow disk: it waits for nothing, and is in the next commit."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing

from skillfs.skills.new_space import create_space
from skillfs.store import closes, commits, daemons, spaces
from skillfs.store.database import Store
from skillfs.tree import files, namespace
from skillfs.tree.nodes import File
from skillfs.tree.space import SpaceTree
from skillfs.tree.tree import Tree
from skillfs_daemon import closing
from skillfs_daemon.drafting import store_states
from skillfs_daemon.loop_writer import LoopWriter
from skillfs_daemon.publishing import Publisher
from skillfs_daemon.reading import StoreReader
from skillfs_daemon.saving import Loader, Saver
from skillfs_daemon.store_writer import StoreWriter

LOGS = b"skills/daily-logs"


class Editing:
    """One space as a mount has it, without the mount."""

    def __init__(self, path: Path, store: Store) -> None:
        self.store = store
        space = create_space(store, "work", uid=0, gid=0, author="test")
        self.space_id = space.id
        self.tree = Tree(0, 0, iter(store.reserve_inodes(100)))
        self.tree.add_space(space, commits.state(store, self.space_id), [], [], {})
        self.writer, self.loop_writer, reader = StoreWriter(path), LoopWriter(path), StoreReader(path)
        loader, saver = Loader(self.tree, reader), Saver(self.tree, self.writer)
        daemon_id = daemons.register(store, daemons.MOUNT, "/nowhere")
        self.publisher = Publisher(self.tree, self.writer, self.loop_writer, loader, saver, daemon_id)
        self.close_reader = reader.close

    @property
    def space(self) -> SpaceTree:
        return self.tree.spaces[self.space_id]

    async def save(self, name: bytes, data: bytes = b"") -> None:
        """Make a file, write its name to it unless told what, and close it."""
        parent = self.space.find(LOGS)
        assert parent is not None
        node = namespace.create(self.tree, parent.ino, name, 0o644, 0, 0)
        handle = files.open_file(self.tree, node.ino, os.O_WRONLY)
        files.write(self.tree, handle, 0, data or name)
        await self.publisher.save(node)
        files.release(self.tree, handle)

    def names(self, rows: list[tuple[bytes]]) -> list[bytes]:
        return [path.removeprefix(LOGS + b"/") for (path,) in rows if path != LOGS]

    def saved(self) -> list[bytes]:
        """What has been saved and is in no commit, by name."""
        return sorted({*self.drafted(), *self.closed()})

    def drafted(self) -> list[bytes]:
        """What is in a draft, by name."""
        query = "SELECT path FROM changes c JOIN commits k ON k.id = c.commit_id WHERE k.number IS NULL ORDER BY path"
        return self.names(self.store.execute(query).fetchall())

    def closed(self) -> list[bytes]:
        """What has been saved and is in no draft, by name."""
        contents = [file.path.read_bytes() for file in closes.files(self.store.path)]
        records = [record for content in contents for record in closes.records(content)]
        return self.names([(one.change.path,) for record in records for one in record])

    def logged(self) -> list[list[bytes]]:
        """The names in each commit after the one that made the space."""
        log = commits.log(self.store, self.space_id, after=1)
        return [self.names([(change.path,) for change in commit.changes]) for commit in log]

    def wait_until_nothing_is_closed(self) -> None:
        deadline = time.monotonic() + 10
        while self.closed():
            assert time.monotonic() < deadline
            time.sleep(0.01)


def while_editing(directory: Path, body: Callable[[Editing], Awaitable[None]]) -> None:
    async def main() -> None:
        with Store(directory / "store.db") as store, trio.fail_after(20):
            editing = Editing(directory / "store.db", store)
            editing.writer.start()
            try:
                await body(editing)
            finally:
                await trio.to_thread.run_sync(editing.writer.close)
                editing.loop_writer.close()
                editing.close_reader()

    trio.run(main)


def test_a_close_does_not_wait_for_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    syncing, go_on, sync = threading.Event(), threading.Event(), os.fdatasync

    def slowly(descriptor: int) -> None:
        syncing.set()
        go_on.wait(10)
        sync(descriptor)

    async def body(editing: Editing) -> None:
        await editing.save(b"a.md")
        monkeypatch.setattr(os, "fdatasync", slowly)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(editing.publisher.cut, editing.space_id)
            assert await trio.to_thread.run_sync(syncing.wait, 10)
            with trio.fail_after(5):
                await editing.save(b"b.md")
                await editing.save(b"c.md")
            assert editing.saved() == [b"b.md", b"c.md"]
            go_on.set()
        await editing.publisher.cut(editing.space_id)
        assert editing.logged() == [[b"a.md"], [b"b.md", b"c.md"]]

    while_editing(tmp_path, body)


def test_what_could_not_be_published_is_before_what_was_saved_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    async def body(editing: Editing) -> None:
        await editing.save(b"a.md")
        with monkeypatch.context() as broken:
            broken.setattr(os, "fdatasync", fail)
            with pytest.raises(OSError, match="its disk does not write"):
                await editing.publisher.cut(editing.space_id)
        await editing.save(b"b.md")
        await editing.publisher.cut(editing.space_id)
        assert (editing.logged(), editing.saved()) == ([[b"a.md"], [b"b.md"]], [])

    while_editing(tmp_path, body)


def test_a_full_store_keeps_what_was_cut_for_later(tmp_path: Path) -> None:
    async def body(editing: Editing) -> None:
        await editing.save(b"a.md")
        with editing.store.transaction():
            editing.store.execute("CREATE TRIGGER full BEFORE UPDATE ON commits BEGIN SELECT RAISE(ABORT, 'full'); END")
        with pytest.raises(OSError, match="full"):
            await editing.publisher.cut(editing.space_id)
        await editing.save(b"b.md")
        assert (editing.logged(), editing.saved()) == ([], [b"a.md", b"b.md"])
        with editing.store.transaction():
            editing.store.execute("DROP TRIGGER full")
        await editing.publisher.cut(editing.space_id)
        assert (editing.logged(), editing.saved()) == ([[b"a.md"], [b"b.md"]], [])

    while_editing(tmp_path, body)


def test_what_is_closed_is_in_no_draft_before_the_cut(tmp_path: Path) -> None:
    async def body(editing: Editing) -> None:
        await editing.save(b"a.md")
        await editing.save(b"b.md")
        assert (editing.closed(), editing.drafted()) == ([b"a.md", b"b.md"], [])
        await editing.publisher.cut(editing.space_id)
        assert (editing.closed(), editing.logged()) == ([], [[b"a.md", b"b.md"]])

    while_editing(tmp_path, body)


def test_what_is_closed_is_in_the_draft_after_a_sync(tmp_path: Path) -> None:
    async def body(editing: Editing) -> None:
        await editing.save(b"a.md")
        await editing.publisher.save_space(editing.space_id)
        assert (editing.closed(), editing.drafted()) == ([], [b"a.md"])

    while_editing(tmp_path, body)


def test_a_large_close_goes_into_the_draft_with_all_that_was_closed_before(tmp_path: Path) -> None:
    """Else a crash would bring what is older on top of it."""

    async def body(editing: Editing) -> None:
        await editing.save(b"a.md")
        await editing.save(b"large.md", bytes(range(256)) * 2048)
        assert (editing.closed(), editing.drafted()) == ([], [b"a.md", b"large.md"])

    while_editing(tmp_path, body)


def test_what_has_become_much_goes_into_the_draft_while_others_close(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "MUCH_BYTES", 1000)

    async def body(editing: Editing) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(editing.publisher.run)
            await editing.save(b"a.md", b"a" * 900)
            assert (editing.closed(), editing.drafted()) == ([b"a.md"], [])
            await trio.to_thread.run_sync(editing.wait_until_nothing_is_closed)
            assert editing.drafted() == [b"a.md"]
            nursery.cancel_scope.cancel()

    while_editing(tmp_path, body)


@pytest.mark.parametrize(("bound", "least"), [("MUCH_BYTES", 1000), ("MUCH_CLOSES", 1)])
def test_a_close_waits_for_the_draft_when_far_too_much_is_in_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, least: int
) -> None:
    monkeypatch.setattr(closing, bound, least)

    async def body(editing: Editing) -> None:
        for name in (b"a.md", b"b.md", b"c.md"):
            await editing.save(name, name * 150)
        assert editing.drafted() == []
        await editing.save(b"d.md")
        assert (editing.closed(), editing.drafted()) == ([], [b"a.md", b"b.md", b"c.md", b"d.md"])

    while_editing(tmp_path, body)


def test_what_was_closed_is_committed_when_the_space_is_removed_elsewhere(tmp_path: Path) -> None:
    async def body(editing: Editing) -> None:
        await editing.save(b"a.md")
        spaces.remove(editing.store, "work")
        editing.tree.remove_space(editing.space_id)
        await editing.publisher.cut(editing.space_id)
        assert (editing.closed(), editing.logged()) == ([], [[b"a.md"]])

    while_editing(tmp_path, body)


def test_what_was_closed_goes_with_a_space_that_is_purged(tmp_path: Path) -> None:
    async def body(editing: Editing) -> None:
        await editing.save(b"a.md")
        spaces.remove(editing.store, "work")
        spaces.purge(editing.store, "work")
        await editing.publisher.cut(editing.space_id)
        assert (editing.closed(), editing.drafted()) == ([], [])

    while_editing(tmp_path, body)


def test_what_a_draft_on_its_way_has_taken_is_confirmed_by_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was written before the cut and is closed during it: its close waits for the transaction."""
    go_on = threading.Event()

    def slowly(*arguments: Any) -> None:
        go_on.wait(10)
        store_states(*arguments)

    async def body(editing: Editing) -> None:
        await editing.save(b"a.md", bytes(300_000))
        node = editing.space.find(LOGS + b"/a.md")
        assert isinstance(node, File)
        handle = files.open_file(editing.tree, node.ino, os.O_WRONLY)
        files.write(editing.tree, handle, 200_000, b"x" * 300_000)
        monkeypatch.setattr("skillfs_daemon.publishing.store_states", slowly)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(editing.publisher.stage, editing.space)
            await trio.testing.wait_all_tasks_blocked()
            with trio.move_on_after(0.1) as waited:
                await editing.publisher.save(node)
            assert waited.cancelled_caught
            go_on.set()
        await editing.publisher.save(node)

    while_editing(tmp_path, body)
