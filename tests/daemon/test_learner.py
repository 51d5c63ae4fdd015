"""The learner as a process: what it does with jobs, with a rival, and when it is stopped or killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from skillfs.learning.receipt import Receipt
from skillfs.skills.new_space import create_space
from skillfs.store import blobs, commits, daemons, inbox, jobs, sessions
from skillfs.store.database import Store, StoreBusy
from skillfs.store.entries import SPACE_MD, Change, Kind
from skillfs.store.inbox import Drop
from skillfs_daemon.learner import learn_until_idle

LONGEST_WORK_SECONDS = 3.0
"""Of processor time before a kill. A new process compiles the rules that its first sessions need, which takes a second:
a learner that is always killed before that rightly gives those sessions up."""
SERVE = """
import os, sys, trio
from pathlib import Path
from skillfs_daemon.learner import serve
trio.run(lambda: serve(Path(sys.argv[1]), jobs=2, parent=os.getppid()))
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.db", durable=False) as opened:
        yield opened


def make_space(store: Store, name: str = "work") -> int:
    return create_space(store, name, uid=0, gid=0, author="test").id


def session(number: int, turns: int = 2) -> bytes:
    """A session whose one request names `number`, dated so that thirty days share the log."""
    messages = [
        {"role": "user", "content": f"Please rename the module number {number} to parser{number}."},
        {"role": "assistant", "content": f"Done: the module is called parser{number} now."},
    ]
    for turn in range(2, turns, 2):
        messages.append({"role": "user", "content": "ok, go on"})
        messages.append({"role": "assistant", "content": f"I looked at call site {turn} of parser{number}."})
    created = f"2026-03-{number % 30 + 1:02d}T12:00:00Z"
    return json.dumps({"messages": messages, "created_at": created}).encode()


def drop(store: Store, space_id: int, name: str, data: bytes, turns: int) -> None:
    ino = store.reserve_inodes(1)[0]
    blob = blobs.put(store, data)
    now = time.time_ns()
    inbox.put(store, Drop(ino, space_id, name.encode(), Kind.FILE, 0o644, 0, 0, now, len(data), blob))
    inbox.accept(store, ino, live=False, turns=turns, due_ns=now)


def drop_many(store: Store, space_id: int, count: int, turns: int = 2) -> None:
    for number in range(count):
        drop(store, space_id, f"s{number}.json", session(number, turns), turns)


@contextmanager
def learner(store: Store) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(store.path)], stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def is_learnt(store: Store, space_id: int) -> bool:
    return not inbox.unlearnt(store, space_id)


def unpublished(store: Store) -> list[int]:
    """The ids of the commits that are being put together."""
    return [id_ for (id_,) in store.execute("SELECT id FROM commits WHERE number IS NULL")]


def is_in_a_run(store: Store, space_id: int) -> bool:
    """Whether a learner that lives has begun to learn."""
    owners = [daemon.id for daemon in daemons.alive(store, daemons.LEARNER)]
    return any(job.run_by in owners for job in jobs.queued(store, space_id))


def is_learnt_or_has_worked(store: Store, space_id: int, pid: int, seconds: float) -> bool:
    """Whether all is learnt, or a process has used so much processor time."""
    return cpu_seconds(pid) >= seconds or is_learnt(store, space_id)


def headings(store: Store, space_id: int) -> list[str]:
    """The headings of all daily logs, sorted."""
    found: list[str] = []
    for path, entry in commits.state(store, space_id).entries.items():
        if path.startswith(b"skills/daily-logs/2026") and entry.kind is Kind.FILE:
            text = blobs.get(store, entry.blob, entry.size).decode()
            found.extend(line for line in text.splitlines() if line.startswith("## "))
    return sorted(found)


def assert_learnt_exactly_once(store: Store, space_id: int, count: int) -> None:
    records = sessions.listed(store, space_id)
    assert sorted(record.name for record in records) == sorted(f"s{number}" for number in range(count))
    assert {record.state for record in records} == {"learnt"}
    receipts = [Receipt.model_validate_json(record.receipt or "") for record in records]
    assert [(receipt.earlier, receipt.repeated) for receipt in receipts] == [(0, ())] * count
    found = headings(store, space_id)
    assert (len(found), len(set(found))) == (count, count)
    lessons = store.one("SELECT count(*) FROM lessons WHERE kind = 'log'")
    assert lessons == count
    numbers = [commit.number for commit in commits.log(store, space_id)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert jobs.queued(store, space_id) == []


def test_a_drop_is_learnt_at_once(store: Store) -> None:
    space_id = make_space(store)
    with learner(store):
        wait_until(lambda: bool(daemons.alive(store, daemons.LEARNER)))
        began = time.monotonic()
        drop_many(store, space_id, 1)
        wait_until(lambda: is_learnt(store, space_id))
        # A second where the machine has nothing else to do; in any case it waits for nothing.
        assert time.monotonic() - began < 5 * max(1.0, os.getloadavg()[0] / 2)
    assert_learnt_exactly_once(store, space_id, 1)


@pytest.mark.slow
def test_a_learner_that_is_killed_again_and_again_learns_everything_once(store: Store) -> None:
    space_id = make_space(store)
    drop_many(store, space_id, 150)
    chance = random.Random(4)
    kills = 0
    while not is_learnt(store, space_id):
        assert kills < 60, "it never gets done"
        with learner(store) as process:
            wait_until(lambda: is_in_a_run(store, space_id) or is_learnt(store, space_id))
            before = commits.state(store, space_id).number
            # By processor time: on a busy machine too it gets as far as it would on one of its own.
            moment = cpu_seconds(process.pid) + chance.uniform(0.0, LONGEST_WORK_SECONDS)
            wait_until(partial(is_learnt_or_has_worked, store, space_id, process.pid, moment))
            process.send_signal(signal.SIGKILL)
            kills += 1
            process.wait()
            assert commits.state(store, space_id).number >= before
    print(f"killed {kills} times")
    assert kills >= 2
    assert_learnt_exactly_once(store, space_id, 150)


def test_two_learners_share_the_work_of_several_spaces(store: Store) -> None:
    spaces = [make_space(store, name) for name in ("one", "two", "three")]
    for space_id in spaces:
        drop_many(store, space_id, 40)
    with learner(store), learner(store):
        wait_until(lambda: all(is_learnt(store, space_id) for space_id in spaces), 60)
    assert store.one("SELECT count(*) FROM lessons WHERE kind = 'log'") == 120
    assert [len(set(headings(store, space_id))) for space_id in spaces] == [40, 40, 40]
    assert [len(headings(store, space_id)) for space_id in spaces] == [40, 40, 40]


def test_two_learners_of_one_space_learn_everything_once(store: Store) -> None:
    space_id = make_space(store)
    with learner(store), learner(store):
        wait_until(lambda: len(daemons.alive(store, daemons.LEARNER)) == 2)
        drop_many(store, space_id, 150)
        wait_until(lambda: is_learnt(store, space_id), 60)
    assert_learnt_exactly_once(store, space_id, 150)


def is_put_out_of_action(store: Store, process: subprocess.Popen[bytes]) -> bool:
    """Whether a learner was stopped, and its lease ended as it would be after ten seconds; false in a transaction of
    its own, in which it goes on."""
    process.send_signal(signal.SIGSTOP)
    try:
        with store.transaction(wait=False):
            store.execute("UPDATE leases SET until_ns = 0")
            store.execute("UPDATE daemons SET start_ticks = -1")
    except StoreBusy:
        process.send_signal(signal.SIGCONT)
        return False
    return True


def test_a_stopped_learner_that_wakes_up_publishes_nothing_twice(store: Store) -> None:
    space_id = make_space(store)
    drop_many(store, space_id, 150)
    with learner(store) as first:
        wait_until(lambda: commits.state(store, space_id).number > 1)
        wait_until(partial(is_put_out_of_action, store, first))
        with learner(store):
            wait_until(lambda: is_learnt(store, space_id), 60)
            first.send_signal(signal.SIGCONT)
            time.sleep(0.5)
    assert_learnt_exactly_once(store, space_id, 150)


def test_it_stops_soon_and_leaves_no_row(store: Store) -> None:
    space_id = make_space(store)
    drop_many(store, space_id, 400)
    with learner(store) as process:
        wait_until(lambda: commits.state(store, space_id).number > 1)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        # A second where the machine has nothing else to do.
        assert time.monotonic() - began < max(4.0, os.getloadavg()[0])
        assert not is_learnt(store, space_id)
    assert daemons.listed(store) == []
    assert store.one("SELECT count(*) FROM leases WHERE name LIKE 'run:%'") == 0


def test_it_ends_when_its_parent_dies(store: Store) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", "import subprocess, sys, time; subprocess.Popen(sys.argv[1:]); time.sleep(60)",
         sys.executable, "-c", SERVE, str(store.path)]
    )  # fmt: skip
    wait_until(lambda: bool(daemons.alive(store, daemons.LEARNER)))
    parent.kill()
    parent.wait()

    wait_until(lambda: daemons.listed(store) == [])


def test_it_buries_the_dead(store: Store) -> None:
    make_space(store)
    with learner(store) as process:
        wait_until(lambda: bool(daemons.alive(store, daemons.LEARNER)))
        process.kill()
        process.wait()
    (dead,) = daemons.listed(store)
    with learner(store):
        wait_until(lambda: bool(daemons.alive(store, daemons.LEARNER)))
        assert dead.id not in [daemon.id for daemon in daemons.listed(store)]


def test_what_a_killed_learner_was_staging_is_dropped_by_the_next(store: Store) -> None:
    """Killed while it waits for a file that a mount has open: its commit is complete, and not published."""
    space_id = make_space(store)
    mount = daemons.register(store, daemons.MOUNT)
    hold = daemons.write_lease(space_id, b"skills/daily-logs/2026-03-01.md")
    daemons.hold(store, [hold], mount, 600)
    drop_many(store, space_id, 1)
    with learner(store) as process:
        wait_until(lambda: unpublished(store) != [])
        process.kill()
        process.wait()
    (abandoned,) = unpublished(store)
    with learner(store):
        wait_until(lambda: abandoned not in unpublished(store))
        daemons.release(store, [hold], mount)
        wait_until(lambda: is_learnt(store, space_id))
    assert unpublished(store) == []
    assert_learnt_exactly_once(store, space_id, 1)


def test_a_paused_space_costs_nothing_and_goes_on_when_its_settings_change(store: Store) -> None:
    space_id = make_space(store)
    set_space_md(store, space_id, "---\nlearner: off\n---\n")
    drop_many(store, space_id, 3)
    with learner(store) as process:
        wait_until(lambda: bool(daemons.alive(store, daemons.LEARNER)))
        time.sleep(0.5)
        before = cpu_seconds(process.pid)
        time.sleep(1)
        assert cpu_seconds(process.pid) - before < 0.2
        assert len(inbox.unlearnt(store, space_id)) == 3
        set_space_md(store, space_id, "---\nlearner: offline\n---\n")
        wait_until(lambda: is_learnt(store, space_id))
    assert_learnt_exactly_once(store, space_id, 3)


def set_space_md(store: Store, space_id: int, text: str) -> None:
    state = commits.state(store, space_id)
    blob = blobs.put(store, text.encode())
    entry = replace(state.entries[SPACE_MD], blob=blob, size=len(text.encode()))
    commit_id = commits.begin(store, space_id, commits.STAGED, "person", "edit")
    commits.put(store, commit_id, space_id, [Change(SPACE_MD, state.versions[SPACE_MD], entry)])
    commits.publish(store, commit_id)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, fields 14 and 15 of proc_pid_stat(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_command_learns_without_a_daemon(store: Store) -> None:
    space_id = make_space(store)
    drop_many(store, space_id, 5)

    assert learn_until_idle(store.path, space_id, 30)

    assert_learnt_exactly_once(store, space_id, 5)
    assert daemons.listed(store) == []


def test_a_command_gives_up_when_its_time_is_over(store: Store) -> None:
    space_id = make_space(store)
    drop_many(store, space_id, 1)
    assert daemons.take_lease(store, daemons.run_lease(space_id), daemons.register(store, daemons.LEARNER), 60)

    assert not learn_until_idle(store.path, space_id, 0.3)

    assert len(inbox.unlearnt(store, space_id)) == 1


@pytest.mark.slow
def test_a_thousand_sessions_are_learnt_at_twenty_a_second_or_more(store: Store) -> None:
    space_id = make_space(store)
    drop_many(store, space_id, 1000, turns=20)
    with learner(store) as process:
        wait_until(lambda: is_learnt(store, space_id), 240)
        rate = 1000 / cpu_seconds(process.pid)
    print(f"{rate:.0f} sessions a second of processor time")
    assert rate >= 20
    assert_learnt_exactly_once(store, space_id, 1000)
