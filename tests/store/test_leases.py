"""Who is at work, who died, and who may do what for now."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from skillfs.store import daemons
from skillfs.store.database import Store

SCRIPT = """
import sys, time
from pathlib import Path
from skillfs.store import daemons
from skillfs.store.database import Store
store = Store(Path(sys.argv[1]))
me = daemons.register(store, daemons.LEARNER)
print(me, daemons.take_lease(store, "run:1", me, 600), flush=True)
time.sleep(600)
"""


@pytest.fixture
def learner(store: Store) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process, which has the right to learn in space 1; killed at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(store.path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        number, taken = process.stdout.readline().split()
        assert taken == "True"
        yield process, int(number)
        process.kill()


def test_a_lease_of_the_living_is_theirs_and_of_the_dead_is_free(
    store: Store, learner: tuple[subprocess.Popen[str], int]
) -> None:
    process, number = learner
    me = daemons.register(store, daemons.LEARNER)
    assert not daemons.take_lease(store, "run:1", me, 60)
    assert daemons.take_lease(store, "run:2", me, 60)
    assert [daemon.id for daemon in daemons.alive(store, daemons.LEARNER)] == [number, me]
    process.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert daemons.start_ticks(process.pid) is None  # a zombie by now
    assert daemons.take_lease(store, "run:1", me, 60)
    assert [daemon.id for daemon in daemons.bury(store)] == [number]
    assert [daemon.id for daemon in daemons.listed(store)] == [me]


def test_a_pid_that_was_used_again_is_not_the_same_process(store: Store) -> None:
    me = daemons.register(store, daemons.MOUNT, "/mnt")
    store.execute("UPDATE daemons SET start_ticks = start_ticks - 1")
    (entered,) = daemons.listed(store)
    assert (entered.id, entered.pid, entered.mountpoint, entered.alive) == (me, os.getpid(), "/mnt", False)


def test_an_expired_lease_is_free_and_renewing_keeps_it(store: Store) -> None:
    one, two = daemons.register(store, daemons.LEARNER), daemons.register(store, daemons.LEARNER)
    assert daemons.take_lease(store, "run:1", one, 60)
    assert daemons.take_lease(store, "run:1", one, 60)
    assert not daemons.take_lease(store, "run:1", two, 60)
    assert daemons.take_lease(store, "run:1", one, -1)
    assert daemons.take_lease(store, "run:1", two, 60)
    assert store.execute("SELECT name, owner FROM leases").fetchall() == [("run:1", two)]


def test_holds_are_shared_and_go_with_their_owner(store: Store) -> None:
    one, two = daemons.register(store, daemons.MOUNT), daemons.register(store, daemons.MOUNT)
    name = daemons.write_lease(3, b"skills/\xff")
    assert name == "write:3:736b696c6c732fff"
    daemons.hold(store, [name], one, 60)
    daemons.hold(store, [name], two, 60)
    daemons.release(store, [name], one)
    assert store.execute("SELECT owner FROM leases").fetchall() == [(two,)]
    daemons.leave(store, two)
    assert store.one("SELECT count(*) FROM leases") == 0
    assert [daemon.id for daemon in daemons.listed(store)] == [one]


def test_a_heartbeat_is_kept(store: Store) -> None:
    me = daemons.register(store, daemons.MOUNT)
    (before,) = daemons.listed(store)
    daemons.beat(store, me)
    (after,) = daemons.listed(store)
    assert after.heartbeat_ns > before.heartbeat_ns == before.started_ns
