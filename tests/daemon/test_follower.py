"""What a mount is told of the store: spaces, commits, drops and settings that other processes write."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import trio

from skillfs.skills.new_space import create_space
from skillfs.store import blobs, commits, inbox, spaces
from skillfs.store.database import Store
from skillfs.store.entries import SPACE_MD, Change, Entry, Kind
from skillfs.store.inbox import Drop
from skillfs.store.spaces import Space
from skillfs_daemon.follower import Follower, News

VISIBLE_SECONDS = 0.5


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.db") as opened:
        yield opened


def new_space(store: Store, name: str) -> Space:
    return create_space(store, name, uid=1, gid=2, author="test")


def publish(store: Store, space: Space, path: bytes, data: bytes) -> int:
    [ino] = store.reserve_inodes(1)
    entry = Entry(Kind.FILE, ino, 0o644, 1, 2, 3, len(data), blobs.put(store, data))
    commit_id = commits.begin(store, space.id, commits.STAGED, "learner")
    commits.put(store, commit_id, space.id, [Change(path, 0, entry)])
    return commits.publish(store, commit_id, force=True)


class Told:
    """The news as they come. `next` waits for one, and says how long after the question it came."""

    def __init__(self) -> None:
        self._send, self._receive = trio.open_memory_channel[News](1000)

    def __call__(self, news: News) -> None:
        self._send.send_nowait(news)

    async def next(self) -> News:
        with trio.fail_after(5):
            return await self._receive.receive()

    async def nothing(self, seconds: float) -> bool:
        with trio.move_on_after(seconds):
            await self._receive.receive()
            return False
        return True


def following(store: Store, body: Callable[[Told, News], Awaitable[None]]) -> None:
    """Run `body` while a follower tells it what happens; it also gets the first news, which have everything."""

    async def main() -> None:
        told = Told()
        follower = Follower(store.path, told)
        first = follower.read_all(store)
        follower.start()
        try:
            await body(told, first)
        finally:
            await trio.to_thread.run_sync(follower.close)

    trio.run(main)


def test_the_first_news_have_everything(store: Store) -> None:
    space = new_space(store, "work")
    kept = commits.unversioned(store, space.id)
    entry = Entry(Kind.FILE, 99, 0o600, 1, 2, 3)
    commits.put(store, kept, space.id, [Change(b"skills/.a.swp", 0, entry)])
    drop = Drop(100, space.id, b"a.json", Kind.FILE, 0o644, 1, 2, 3)
    inbox.put(store, drop)

    async def body(told: Told, first: News) -> None:
        [arrival] = first.arrived
        assert (arrival.space, arrival.state.number) == (space, 1)
        assert arrival.state.entries == commits.state(store, space.id).entries
        assert [(change.path, change.entry) for change in arrival.unversioned] == [(b"skills/.a.swp", entry)]
        assert [(row.ino, row.path) for row in arrival.drops] == [(100, b"a.json")]
        assert set(arrival.attributes) == {space.ino, space.inbox_ino}
        assert arrival.attributes[space.inbox_ino][:3] == (0o755, 1, 2)
        assert first.settings[space.id].max_session_bytes == 64 * 1024**2
        assert (first.commits, first.removed, first.renamed) == ([], [], [])

    following(store, body)


def test_a_commit_is_told_in_time_and_once(store: Store) -> None:
    space = new_space(store, "work")

    async def body(told: Told, first: News) -> None:
        number = publish(store, space, b"skills/a.md", b"a")
        published = time.monotonic()
        news = await told.next()
        # A tenth of a second where the machine has nothing else to do.
        assert time.monotonic() - published < VISIBLE_SECONDS * max(1.0, os.getloadavg()[0])
        [commit] = news.commits
        assert (commit.number, commit.author, [change.path for change in commit.changes]) == (
            number,
            "learner",
            [b"skills/a.md"],
        )
        assert (news.arrived, news.drops, news.settings) == ([], [], {})
        assert await told.nothing(0.1)

    following(store, body)


def test_every_commit_of_every_space_is_told_in_order(store: Store) -> None:
    one, two = new_space(store, "one"), new_space(store, "two")

    async def body(told: Told, first: News) -> None:
        for number in range(20):
            publish(store, (one, two)[number % 2], b"skills/a.md", str(number).encode())
            await trio.sleep(0.003)
        seen: dict[int, list[int]] = {one.id: [], two.id: []}
        while sum(map(len, seen.values())) < 20:
            for commit in (await told.next()).commits:
                seen[commit.space_id].append(commit.number)
        assert seen == {one.id: list(range(2, 12)), two.id: list(range(2, 12))}

    following(store, body)


def test_a_draft_and_a_heartbeat_are_no_news(store: Store) -> None:
    space = new_space(store, "work")

    async def body(told: Told, first: News) -> None:
        draft = commits.begin(store, space.id, commits.DRAFT, origin=7)
        commits.put(store, draft, space.id, [Change(b"skills/a.md", 0, Entry(Kind.FILE, 9, 0o644, 1, 2, 3))])
        assert await told.nothing(0.15)

    following(store, body)


def test_spaces_that_come_change_their_name_and_go(store: Store) -> None:
    async def body(told: Told, first: News) -> None:
        assert not first
        space = new_space(store, "work")
        news = await told.next()
        assert [arrival.space for arrival in news.arrived] == [space]
        spaces.rename(store, "work", "play")
        assert (await told.next()).renamed == [(space.id, "play")]
        spaces.remove(store, "play")
        assert (await told.next()).removed == [space.id]
        spaces.restore(store, "play", author="test")
        restored = (await told.next()).arrived
        assert [(arrival.space.id, arrival.space.name) for arrival in restored] == [(space.id, "play")]

    following(store, body)


def test_drops_are_told_by_revision(store: Store) -> None:
    space = new_space(store, "work")

    async def body(told: Told, first: News) -> None:
        inbox.put(store, Drop(100, space.id, b"a.json", Kind.FILE, 0o644, 1, 2, 3))
        assert [drop.state for drop in (await told.next()).drops] == [inbox.OPEN]
        inbox.reject(store, 100, "no session")
        [drop] = (await told.next()).drops
        assert (drop.state, drop.error) == (inbox.REJECTED, "no session")
        inbox.put(store, Drop(101, space.id + 1, b"b.json", Kind.FILE, 0o644, 1, 2, 3))
        assert await told.nothing(0.1), "of a space that is not shown"

    following(store, body)


def test_settings_follow_space_md_and_keep_the_last_good_ones(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    space = new_space(store, "work")

    async def body(told: Told, first: News) -> None:
        publish(store, space, SPACE_MD, b"---\nbatch_turns: 3\nmax_session_bytes: 2048\n---\n")
        settings = (await told.next()).settings[space.id]
        assert (settings.batch_turns, settings.max_session_bytes) == (3, 2048)
        publish(store, space, SPACE_MD, b"---\nbatch_turns: many\n---\n")
        news = await told.next()
        assert (len(news.commits), news.settings) == (1, {})
        assert "batch_turns" in caplog.text

    following(store, body)


def test_a_store_that_cannot_be_read_for_a_while_is_read_when_it_can(store: Store) -> None:
    space = new_space(store, "work")

    async def body(told: Told, first: News) -> None:
        with store.transaction():
            store.execute("ALTER TABLE inbox RENAME TO hidden")
        await trio.sleep(0.1)
        with store.transaction():
            store.execute("ALTER TABLE hidden RENAME TO inbox")
        number = publish(store, space, b"skills/a.md", b"a")
        assert [commit.number for commit in (await told.next()).commits] == [number]

    following(store, body)
