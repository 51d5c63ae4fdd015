"""SIGKILL of mount, learner and supervisor at random moments of a mixed load: nothing that was confirmed is lost,
nothing is half done, nothing happens twice.

`make test` kills each once; `SKILLFS_KILLS=200` (`make test-kills`) each so many times, twelve kills a store.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import mixed_load
import pytest
from live_skillfs import PATIENCE_SECONDS, Skillfs, own_skillfs, wait_until, wait_until_none
from mixed_load import FILES_AN_IMPORT, KEPT_IMPORTS, SPACE, line_of, note_of

from skillfs.learning.receipt import Receipt
from skillfs.store import blobs, commits, daemons, fsck, inbox, jobs, sessions, spaces
from skillfs.store.daemons import COMMAND, LEARNER, MOUNT, SUPERVISOR
from skillfs.store.database import Store
from skillfs.store.entries import Kind

pytestmark = [
    pytest.mark.mount,
    pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="/dev/fuse cannot be opened"),
]

ROLES = (MOUNT, LEARNER, SUPERVISOR)
KILLS = int(os.environ.get("SKILLFS_KILLS", "1"))
KILLS_A_STORE = 4
"""Of each process."""
LONGEST_PAUSE_SECONDS = 1.5


class Load:
    """The programs of mixed_load.py at work, each with what was confirmed to it."""

    def __init__(self, skillfs: Skillfs, directory: Path) -> None:
        self._outputs = {kind: directory / f"{kind}.confirmed" for kind in mixed_load.WORK}
        self._processes = [self._start(skillfs, kind, output) for kind, output in self._outputs.items()]

    @staticmethod
    def _start(skillfs: Skillfs, kind: str, output: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, mixed_load.__file__, kind, str(skillfs.mountpoint), str(skillfs.store)]
        with output.open("wb") as out, output.with_suffix(".errors").open("wb") as errors:
            return subprocess.Popen(command, env=skillfs.environment, stdout=out, stderr=errors)

    def confirmed(self, kind: str) -> int:
        """The last number that was confirmed; all before it were too."""
        lines = self._outputs[kind].read_text().split("\n")[:-1]
        return int(lines[-1]) if lines else 0

    def is_at_work(self) -> bool:
        """Whether all of them live and have had something confirmed."""
        assert [process.poll() for process in self._processes] == [None] * len(self._processes)
        return all(self.confirmed(kind) for kind in self._outputs)

    def stop(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(PATIENCE_SECONDS)


@pytest.fixture
def skillfs(tmp_path: Path) -> Iterator[Skillfs]:
    with own_skillfs(tmp_path) as made:
        yield made


def kills_of(seed: int) -> list[str]:
    """Whom to kill in the store of this seed, in which order."""
    count = min(KILLS_A_STORE, KILLS - seed * KILLS_A_STORE)
    order = [role for role in ROLES for _ in range(count)]
    random.Random(seed).shuffle(order)
    return order


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(-(-KILLS // KILLS_A_STORE)))
def test_what_was_confirmed_survives_sigkill(skillfs: Skillfs, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    skillfs.up()
    (skillfs.mountpoint / SPACE).mkdir()
    (skillfs.mountpoint / SPACE / "SPACE.md").write_text("---\nidle_seconds: 0.5\n---\n")
    load = Load(skillfs, tmp_path)
    try:
        wait_until(load.is_at_work, "all programs work")
        for role in kills_of(seed):
            time.sleep(chance.uniform(0.0, LONGEST_PAUSE_SECONDS))
            seconds = kill_and_recover(skillfs, role)
            print(f"seed {seed}: {role} killed, served again after {seconds:.2f} s")
            assert load.is_at_work()
    finally:
        load.stop()
    seconds = wait_until_none(lambda: waiting(skillfs), "all is learnt")
    print(f"seed {seed}: all is learnt after {seconds:.2f} s")
    down = skillfs.run("down", skillfs.mountpoint)
    assert (down.returncode, down.stderr) == (0, "")
    assert skillfs.nothing_is_left()
    with Store(skillfs.store) as store:
        is_sound(store)
        notes_are_there(store, load)
        each_session_has_one_outcome(store, load)
        imports_are_whole(store, load)


def kill_and_recover(skillfs: Skillfs, role: str) -> float:
    """Kill a process; how long it took until it was replaced and the mount answered, in seconds."""
    killed = skillfs.one(role)
    os.kill(killed.pid, signal.SIGKILL)
    began = time.monotonic()
    if role == SUPERVISOR:
        # As a service manager does; what the dead one had started may still be on its way out.
        wait_until(lambda: skillfs.run("up", skillfs.mountpoint, "--detach").returncode == 0, "it can be started again")
    else:
        wait_until(lambda: [one.pid for one in skillfs.alive(role)] not in ([], [killed.pid]), "another one runs")
    wait_until(skillfs.answers, "the mount answers")
    return time.monotonic() - began


def waiting(skillfs: Skillfs) -> list[str]:
    """Every drop that is not learnt from or rejected, and every draft, with what is known of who is to see to it.

    Of the live session count its lines so far.
    """
    with Store(skillfs.store) as store:
        space = spaces.by_name(store, SPACE)
        drops = inbox.unlearnt(store, space.id)
        drafts = store.execute(
            "SELECT id, kind, origin FROM commits WHERE number IS NULL AND kind != 'unversioned'"
        ).fetchall()
        if not drops and not drafts:
            return []
        queue = {job.ino: job for job in jobs.queued(store, space.id)}
        return [
            *(f"drop {drop.path.decode()}: {drop.state}, {drop.learnt} of {drop.turns} turns learnt, owner {drop.owner}"
              f", {queue.get(drop.ino, 'no job')}" for drop in drops),
            *(f"{kind} {commit_id} of {origin}" for commit_id, kind, origin in drafts),
            *(f"lease {name} of {owner}" for name, owner in store.execute("SELECT name, owner FROM leases")),
            *(f"{daemon.role} {daemon.id}: process {daemon.pid}" for daemon in daemons.alive(store)),
        ]  # fmt: skip


def is_sound(store: Store) -> None:
    assert store.execute("SELECT role, mountpoint FROM daemons WHERE role != ?", (COMMAND,)).fetchall() == []
    # An import that SIGTERM ends in the moment in which it enters itself is taken out by the next process that starts.
    daemons.bury(store)
    assert fsck.check(store, repair=False) == []
    assert store.execute("SELECT id, kind FROM commits WHERE number IS NULL AND kind != 'unversioned'").fetchall() == []
    assert store.execute("SELECT name FROM leases").fetchall() == []


def files(store: Store, space_id: int) -> dict[bytes, bytes]:
    return {
        path: blobs.get(store, entry.blob, entry.size)
        for path, entry in commits.state(store, space_id).entries.items()
        if entry.kind is Kind.FILE
    }


def notes_are_there(store: Store, load: Load) -> None:
    held = files(store, spaces.by_name(store, SPACE).id)
    for number in range(1, load.confirmed("note") + 1):
        assert held[b"skills/notes/%d.md" % number] == note_of(number), f"note {number}"
    last = load.confirmed("diary")
    # The save after the last confirmed one was on its way, in place: of that one any prefix may be there.
    diary = held[b"skills/diary.md"]
    assert diary == note_of(last) or note_of(last + 1).startswith(diary)


def each_session_has_one_outcome(store: Store, load: Load) -> None:
    space = spaces.by_name(store, SPACE)
    names = sessions.names(store, space.id)
    dropped = {f"s{number}" for number in range(1, load.confirmed("drop") + 1)}
    in_flight = f"s{load.confirmed('drop') + 1}"
    assert dropped <= set(names) <= dropped | {in_flight, "live"}
    log = list(commits.log(store, space.id))
    authored = [(name, commit.number) for commit in log for name in commit.author.split(", ") if name in dropped]
    assert sorted(name for name, _ in authored) == sorted(dropped), "a session is learnt from in just one commit"
    for name, number in authored:
        record = sessions.get(store, space.id, name)
        assert record is not None
        receipt = Receipt.model_validate_json(record.receipt or "")
        assert (record.state, receipt.state, receipt.commit) == (sessions.LEARNT, sessions.LEARNT, number)
        lessons = store.one(
            "SELECT count(*) FROM lessons l JOIN sessions n ON n.id = l.session_id WHERE n.name = ?", (name,)
        )
        assert lessons == len(receipt.found) > 0
    document = live_document(store, space)
    for number in range(1, load.confirmed("live") + 1):
        assert json.loads(line_of(number))["content"] in document


def live_document(store: Store, space: spaces.Space) -> str:
    """What the store has of the live session: in its inbox file while it goes on."""
    drop = next(drop for drop in inbox.listed(store, space.id) if drop.path == b"live.jsonl")
    return blobs.get(store, drop.blob, drop.size).decode()


def imports_are_whole(store: Store, load: Load) -> None:
    present = {space.name: space for space in spaces.listed(store) if space.name != SPACE}
    last = load.confirmed("import")
    # The import after the last confirmed one may be done, and its predecessor not thrown away yet.
    kept = range(max(1, last - KEPT_IMPORTS + 1), last + 1)
    expected = {f"imported-{number}" for number in kept}
    in_flight = {f"imported-{number}" for number in (last - KEPT_IMPORTS, last - KEPT_IMPORTS + 1, last + 1)}
    assert expected - in_flight <= set(present) <= expected | in_flight
    for name, space in present.items():
        number = int(name.removeprefix("imported-"))
        brought = {
            b"skills/brought/%d.md" % index: note_of(number * FILES_AN_IMPORT + index)
            for index in range(FILES_AN_IMPORT)
        }
        held = files(store, space.id)
        with contextlib.suppress(KeyError):
            del held[b"SPACE.md"]
        assert held == brought, name
