"""What others commit is what a mount shows: soon, nothing of it stale, and never half of a file."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import pytest
from committing import commit_elsewhere, publish_version
from live_mount import Mount, eventually, mounted, watched

from skillfs.skills.new_space import create_space
from skillfs.store import blobs, spaces

pytestmark = pytest.mark.mount

COMMITS = int(os.environ.get("SKILLFS_LIVE_COMMITS", "60"))
READS = int(os.environ.get("SKILLFS_LIVE_READS", "200"))
IS_LONG_RUN = "SKILLFS_LIVE_COMMITS" in os.environ
"""`make test-live`, on a machine that does nothing else: single delays count then, not only the usual one."""
PATIENCE_SECONDS = 600.0 if IS_LONG_RUN else 60.0
VISIBLE_SECONDS = 0.1
READERS = 10
REPUBLISHED_SECONDS = 0.004
NAMES = ("a.md", "b.md", "c.md")

LOOK = """
import json, os, sys, time
directory = sys.argv[1]
opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)

def size_of(name):
    try:
        return os.stat(f"{directory}/{name}").st_size
    except FileNotFoundError:
        return None

def text_of(name):
    try:
        with open(f"{directory}/{name}") as file:
            return file.read()
    except FileNotFoundError:
        return None

def shows(name, text):
    is_listed = name in os.listdir(directory), name in os.listdir(opened)
    size, found = size_of(name), text_of(name)
    return (size, found, is_listed) == (None if text is None else len(text), text, (text is not None,) * 2)

for line in sys.stdin:
    name, text = json.loads(line)
    while not shows(name, text):
        time.sleep(0.0005)
    seen = time.time()
    # What was seen once stays: a cache that brings the old state back shows soon.
    print(json.dumps([seen, all(shows(name, text) for _ in range(5))]), flush=True)
"""
"""Looks for a file with a text, or its absence (null), by stat, open and two listings, until all of them say so."""

HAMMER = """
import os, sys, time
directory, names = sys.argv[1], sys.argv[2:]
while True:
    for name in [*names, "never-there"]:
        try:
            os.stat(f"{directory}/{name}")
            open(f"{directory}/{name}").read()
        except FileNotFoundError:
            pass
    for entry in os.scandir(directory):
        entry.is_file()
    time.sleep(0.001)
"""
"""Fills the kernel's caches with names, absent ones too, attributes and listings, a hundred times a second."""

READ = """
import os, sys, time
path, reads = sys.argv[1], int(sys.argv[2])
kept = os.open(path, os.O_RDONLY)
first = os.pread(kept, 1 << 20, 0)
versions = set()
for _ in range(reads):
    file = os.open(path, os.O_RDONLY)
    pieces = []
    while piece := os.read(file, 65536):
        pieces.append(piece)
        time.sleep(0.01)
    os.close(file)
    data = b"".join(pieces)
    assert len(set(data)) == 1, "bytes of two versions"
    assert len(data) == 300_000 + 100 * data[0], "a version with the length of another"
    versions.add(data[0])
assert os.pread(kept, 1 << 20, 0) == first, "an open descriptor changed its version"
print(len(versions))
"""
"""Reads a file that says its own length, 50 ms each time."""


@pytest.fixture
def mount(served: Mount) -> Iterator[Mount]:
    """The module's mount, with the patience of a long run."""
    with watched(served, PATIENCE_SECONDS):
        yield served


@contextmanager
def running(script: str, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A Python process, killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def expect(looker: subprocess.Popen[str], name: str, text: str | None) -> None:
    assert looker.stdin is not None
    print(json.dumps([name, text]), file=looker.stdin, flush=True)


def seen_by(looker: subprocess.Popen[str]) -> float:
    """When it saw what was expected, in seconds since the epoch; fails when that went away again."""
    assert looker.stdout is not None
    seen, stayed = json.loads(looker.stdout.readline())
    assert stayed, "what was seen was gone again"
    return float(seen)


def check_delays(delays: list[float]) -> None:
    """The usual one on a busy machine, 99 of 100 in a long run."""
    ordered = sorted(delays)
    p99 = ordered[-(-len(ordered) * 99 // 100) - 1]
    print(f"{len(delays)} commits: median {median(delays) * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms")
    assert median(delays) < VISIBLE_SECONDS
    assert not IS_LONG_RUN or p99 < VISIBLE_SECONDS


def hammered_delays(
    mount: Mount, space: Path, directory: Path, change: Callable[[str, str | None], object], count: int
) -> list[float]:
    """How long after its commit each of many changes by `change` is seen in a directory that is hammered meanwhile."""
    choose = random.Random(5)
    there: dict[str, str | None] = dict.fromkeys(NAMES)
    delays = []
    with running(LOOK, directory) as looker, running(HAMMER, directory, *NAMES):
        for index in range(count):
            name = choose.choice(NAMES)
            text = None if there[name] and choose.random() < 0.4 else "x" * (index + 1)
            there[name] = text
            number = mount.space(space).head
            expect(looker, name, text)
            change(name, text)
            seen, commit = seen_by(looker), mount.next_commit(space, number)
            delays.append(seen - commit.time_ns / 1e9)
    return delays


# -- soon, and not stale ---------------------------------------------------------------------------------------------


def test_what_a_learner_commits_is_seen_in_every_way(mount: Mount, space: Path) -> None:
    directory = space / "skills" / "live"
    directory.mkdir()
    mount.at_rest(space)

    def change(name: str, text: str | None) -> None:
        commit_elsewhere(mount, space, {f"skills/live/{name}": None if text is None else text.encode()})

    check_delays(hammered_delays(mount, space, directory, change, COMMITS))


def test_what_another_mount_commits_is_seen_in_every_way(tmp_path: Path) -> None:
    first = Mount(tmp_path, name="first")
    second = Mount(tmp_path, first.store_path, name="second")
    with watched(first, PATIENCE_SECONDS), watched(second, PATIENCE_SECONDS), mounted(first):
        second.start()
        try:
            space = first.new_space()
            directory, here = (mount.path / space.name / "skills" / "live" for mount in (first, second))
            directory.mkdir()
            eventually(here.exists)
            first.at_rest(space)

            def change(name: str, text: str | None) -> None:
                (here / name).unlink() if text is None else (here / name).write_text(text)

            # Each of them comes to rest for 200 ms before it is cut.
            check_delays(hammered_delays(first, space, directory, change, COMMITS // 6))
        finally:
            second.close()


def test_spaces_that_come_and_go_elsewhere_are_seen_in_every_way(mount: Mount) -> None:
    """As an import makes one: a new space, whole at once."""
    delays = []
    for index in range(COMMITS // 4):
        path = mount.path / f"import-{index}"
        assert not path.exists()
        with mount.store() as store:
            create_space(store, path.name, uid=0, gid=0, author="test")
            began = time.time()
            eventually((path / "skills" / "daily-logs" / "SKILL.md").exists)
            delays.append(time.time() - began)
            assert path in mount.path.iterdir()
            spaces.remove(store, path.name)
        eventually(lambda path=path: not path.exists())  # type: ignore[misc]
        assert path not in mount.path.iterdir()
    check_delays(delays)


# -- whole -----------------------------------------------------------------------------------------------------------


def test_slow_readers_see_an_old_version_or_a_new_one_never_a_mix(mount: Mount, space: Path) -> None:
    """Readers that take 50 ms for a file while a learner publishes it anew every 4 ms."""
    path = space / "skills" / "live" / "log.md"
    versions = [bytes([letter]) * (300_000 + 100 * letter) for letter in b"abcdefghijklmnopqrstuvwxyz"]
    number = commit_elsewhere(mount, space, {"skills/live/log.md": versions[0]})
    eventually(path.exists)
    stop = threading.Event()
    intervals: list[float] = []

    def publish() -> None:
        nonlocal number
        with mount.store() as store:
            space_id = spaces.by_name(store, space.name).id
            stored = [blobs.put(store, data) for data in versions]
            for index in itertools.count(1):
                began = time.monotonic()
                letter = index % len(versions)
                blob, size = stored[letter], len(versions[letter])
                number = publish_version(store, space_id, b"skills/live/log.md", number, blob, size)
                if stop.wait(max(0.0, REPUBLISHED_SECONDS - (time.monotonic() - began))):
                    break
                intervals.append(time.monotonic() - began)

    publisher = threading.Thread(target=publish)
    with ExitStack() as stack:
        readers = [stack.enter_context(running(READ, path, str(READS // READERS))) for _ in range(READERS)]
        publisher.start()
        try:
            seen = [int(reader.communicate(timeout=600)[0] or 0) for reader in readers]
        finally:
            stop.set()
            publisher.join()
    assert [reader.returncode for reader in readers] == [0] * READERS
    print(f"{READS} reads, {len(intervals)} versions, one in {median(intervals) * 1000:.1f} ms")
    assert min(seen) > 1
    assert len(intervals) > READS // READERS
