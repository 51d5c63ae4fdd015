"""The machine's clock is set back by an hour: whoever waits does not wait an hour more.

To a process that looks later, a clock that was set back is the same as times in the store that are an hour ahead.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillfs.learning.drop import drop_file
from skillfs.skills.new_space import create_space
from skillfs.store import clock, commits, daemons, inbox, jobs, sessions, spaces
from skillfs.store.database import Store
from skillfs.store.entries import Change
from skillfs_daemon.learner import learn_until_idle

HOUR_NS = 3600 * 10**9
SESSION = b'{"messages": [{"role": "user", "content": "I live in Oslo."}, {"role": "assistant", "content": "Noted."}]}'
LINE = b'{"role": "user", "content": "I live in Oslo."}\n'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.db", durable=False) as opened:
        yield opened


@pytest.fixture
def space(store: Store) -> spaces.Space:
    return create_space(store, "work", uid=0, gid=0, author="test")


def set_clock_back(store: Store) -> None:
    for table, columns in {
        "jobs": ("due_ns", "since_ns", "set_ns"), "inbox": ("changed_ns", "mtime_ns"), "leases": ("until_ns",),
        "commits": ("time_ns",), "daemons": ("started_ns", "heartbeat_ns"), "blobs": ("touched_ns",),
        "spaces": ("created_ns",),
    }.items():  # fmt: skip
        moved = ", ".join(f"{column} = {column} + {HOUR_NS}" for column in columns)
        store.execute(f"UPDATE {table} SET {moved}")


def test_what_is_due_is_learnt_from_now_and_not_in_an_hour(store: Store, space: spaces.Space) -> None:
    drop_file(store, space, "monday.json", SESSION, uid=0, gid=0)
    later = drop_file(store, space, "tuesday.json", SESSION.replace(b"Oslo", b"Bergen"), uid=0, gid=0)
    jobs.postpone(store, later.ino, time.time_ns() + 2 * 10**9, "not yet")
    set_clock_back(store)
    assert jobs.due(store, space.id, time.time_ns(), 10) == []
    assert learn_until_idle(store.path, space.id, 30.0)
    assert sessions.names(store, space.id) == ["monday", "tuesday"]


def test_a_wait_keeps_its_length_and_no_other_wait_is_touched(store: Store, space: spaces.Space) -> None:
    ahead = drop_file(store, space, "ahead.json", SESSION, uid=0, gid=0)
    jobs.postpone(store, ahead.ino, time.time_ns() + 10**9, "in a second")
    set_clock_back(store)
    right = drop_file(store, space, "right.json", SESSION, uid=0, gid=0)
    tomorrow = time.time_ns() + 24 * HOUR_NS
    jobs.defer(store, right.ino, tomorrow, "tomorrow")
    before = time.time_ns()
    assert clock.follow(store) == 2
    due = {job.ino: job.due_ns for job in jobs.queued(store, space.id)}
    assert before + 0.9e9 < due[ahead.ino] < time.time_ns() + 10**9
    assert due[right.ino] == tomorrow
    assert clock.follow(store) == 0


def test_a_live_session_ends_as_long_after_its_last_line_as_ever(store: Store, space: spaces.Space) -> None:
    drop = drop_file(store, space, "live.jsonl", LINE, uid=0, gid=0)
    store.execute("UPDATE inbox SET live = 1")
    set_clock_back(store)
    clock.follow(store)
    now = inbox.get(store, drop.ino)
    assert now is not None
    assert time.time_ns() - 10**9 < now.changed_ns <= time.time_ns()


def test_a_file_that_a_dead_mount_had_open_blocks_nobody_for_an_hour(store: Store, space: spaces.Space) -> None:
    path = b"skills/daily-logs/SKILL.md"
    daemons.hold(store, [daemons.write_lease(space.id, path)], 999, 20)
    set_clock_back(store)
    clock.follow(store)
    assert store.one("SELECT until_ns FROM leases") <= time.time_ns() + 30 * 10**9


def test_commits_go_on_in_order(store: Store, space: spaces.Space) -> None:
    set_clock_back(store)
    for number in (2, 3):
        commit_id = commits.begin(store, space.id, commits.STAGED, "test")
        commits.put(store, commit_id, space.id, [Change(b"skills/daily-logs/SKILL.md", number - 1, None)])
        assert commits.publish(store, commit_id, force=True) == number
    assert [commit.number for commit in commits.log(store, space.id)] == [1, 2, 3]
    assert commits.state(store, space.id, 1).entries.keys() - commits.state(store, space.id).entries.keys() == {
        b"skills/daily-logs/SKILL.md"
    }
