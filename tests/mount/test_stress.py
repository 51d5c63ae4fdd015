"""Everything at once for a while: nothing gets stuck, and nothing grows. `make test-stress` makes it five minutes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from committing import commit_elsewhere
from live_mount import NEEDS_ROOT, Mount, eventually, mounted, watched
from stress_worker import NAMES, ROLES
from vital_signs import VitalSigns, inodes_in_memory
from watching import watching

from skillfs.store import commits

pytestmark = [pytest.mark.mount, pytest.mark.slow]

SECONDS = float(os.environ.get("SKILLFS_STRESS_SECONDS", "10"))
SAMPLE_SECONDS = 0.25
STUCK_SECONDS = 30.0
"""So long in state D, or without a round of work, is stuck: a round takes a second, ten on a very busy machine."""
LEAK_KIB_A_MINUTE = 1024
"""In a long run; in a short one memory is not at rest yet, and only what is gross is noticed."""
GROSS_KIB = 24 * 1024
CACHE_BYTES = 40 * 1024**2
"""More than the server keeps of what is read: afterwards its cache does not grow any more."""
AUDIT_SECONDS = 3.0
WORKER = Path(__file__).with_name("stress_worker.py")
AUDITED = Path(__file__).with_name("audited.py")


@contextmanager
def at_work(space: Path, directory: Path) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """A process for each role of `stress_worker`, with its progress in a file of its name."""
    with ExitStack() as stack:
        workers = {}
        for role in ROLES:
            (directory / role).touch()
            workers[role] = subprocess.Popen([sys.executable, WORKER, role, space, directory / role])
            stack.callback(workers[role].wait)
            stack.callback(workers[role].kill)
        yield workers


@contextmanager
def republishing(mount: Mount, space: Path) -> Iterator[list[int]]:
    """A learner that publishes, replaces and removes files all the time; the numbers of its commits."""
    numbers: list[int] = []
    stop = threading.Event()

    def publish() -> None:
        while not stop.wait(0.01):
            index = len(numbers)
            name = NAMES[index % len(NAMES)]
            content = None if index % 3 == 2 else b"%d\n" % index * 500
            try:
                numbers.append(commit_elsewhere(mount, space, {f"skills/learnt/{name}": content}))
            except (commits.Conflict, commits.Held):
                continue

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield numbers
    finally:
        stop.set()
        thread.join()


def watch_over(signs: VitalSigns, workers: dict[str, subprocess.Popen[bytes]], directory: Path) -> dict[str, float]:
    """Take samples for `SECONDS`; the longest time that each worker needed for a round."""
    began = time.monotonic()
    last = dict.fromkeys(workers, ("", began))
    slowest = dict.fromkeys(workers, 0.0)
    while (now := time.monotonic()) < began + SECONDS:
        signs.take(now - began, [worker.pid for worker in workers.values()])
        for role, worker in workers.items():
            assert worker.poll() is None, f"{role} has failed"
            progress = (directory / role).read_text()
            if progress != last[role][0]:
                last[role] = progress, now
            slowest[role] = max(slowest[role], now - last[role][1])
        time.sleep(SAMPLE_SECONDS)
    return slowest


def fill_cache(directory: Path) -> None:
    """Have the server read so much that it begins to drop the oldest of it."""
    path = directory / "large.bin"
    path.write_bytes(os.urandom(CACHE_BYTES))
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while file.read(1024**2):
            pass
    path.unlink()


def forget_all(mount: Mount) -> None:
    """Have the kernel drop its dentries of the mount, for which it sends FORGET."""
    done = mount.run("mount", "-i", "-o", "remount,rw,nosuid,nodev", mount.path)
    assert (done.returncode, done.stderr) == (0, "")


def reachable(mount: Mount) -> int:
    """How many inodes have a name: the root, what can be listed, and a control directory a space."""
    spaces = [path for path in mount.path.iterdir() if path.is_dir()]
    return 1 + len(list(mount.path.rglob("*"))) + len(spaces)


@NEEDS_ROOT
def test_nothing_gets_stuck_and_nothing_grows(tmp_path: Path) -> None:
    mount = Mount(tmp_path)
    with watched(mount, SECONDS + 120), mounted(mount):
        mount.allow_in_log("were not shown to file watchers")
        space = mount.new_space()
        commit_elsewhere(mount, space, {"skills/learnt/README.md": b"What is learnt while others are at work.\n"})
        eventually((space / "skills" / "learnt").exists)
        fill_cache(space / "skills")
        signs = VitalSigns(mount.pid, mount.path)
        with (
            watching(space / "skills" / "learnt") as seen,
            republishing(mount, space) as numbers,
            at_work(space, tmp_path) as workers,
        ):
            slowest = watch_over(signs, workers, tmp_path)
        rounds = {role: (tmp_path / role).read_text() for role in ROLES}
        last = signs.samples[-1]
        descriptors = signs.growth(lambda sample: sample.descriptors)
        inodes = signs.growth(lambda sample: sample.inodes)
        print(
            f"{SECONDS:.0f} s: {len(numbers)} commits, {len(seen.events)} events, rounds {rounds}, slowest {slowest};"
            f" memory {last.memory} KiB, {signs.memory_slope():+.0f} KiB/min; {last.descriptors} descriptors,"
            f" {descriptors:+.0f}; {last.inodes} inodes, {inodes:+.0f};"
            f" longest in state D {signs.longest_wait * SAMPLE_SECONDS:.2f} s"
        )
        assert len(numbers) > SECONDS
        assert len(seen.events) > SECONDS
        assert max(slowest.values()) < STUCK_SECONDS
        assert signs.longest_wait * SAMPLE_SECONDS < STUCK_SECONDS
        assert descriptors <= 4
        assert inodes < 100
        if SECONDS >= 60:
            assert signs.memory_slope() < LEAK_KIB_A_MINUTE
        assert signs.growth(lambda sample: sample.memory) < GROSS_KIB
        mount.at_rest(space)
        forget_all(mount)
        eventually(lambda: inodes_in_memory(mount.path) == reachable(mount))


# -- from inside -----------------------------------------------------------------------------------------------------


def audited_python(directory: Path, report: Path) -> Path:
    """A program that runs ``python …`` with `audited`."""
    program = directory / "audited-python"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{AUDITED}" "{report}" "$@"\n')
    program.chmod(0o755)
    return program


def test_the_server_never_uses_its_mount_and_notifies_from_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount, report = Mount(tmp_path), tmp_path / "report"
    report.touch()
    with watched(mount):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", str(audited_python(tmp_path, report)))
            mount.start()
        try:
            mount.allow_in_log("were not shown to file watchers")
            space = mount.new_space()
            commit_elsewhere(mount, space, {"skills/learnt/README.md": b"What is learnt.\n"})
            with republishing(mount, space), at_work(space, tmp_path):
                time.sleep(AUDIT_SECONDS)
            mount.sh(f"mkdir more && rm -r more {space.name}", mount.path)
        finally:
            mount.close()
    lines = report.read_text().splitlines()
    assert [line for line in lines if line.startswith("used")] == []
    assert {line for line in lines if line.startswith("notified")} == {"notified from notifier"}
