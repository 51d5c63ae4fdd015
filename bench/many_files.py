"""A space of 10,000 files: mounting, listing, searching, memory, and how soon a commit shows."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.corpus import ABSENT_WORD, skill_files
from bench.figures import Figure, percentile
from bench.running import BenchFailed, Running, Stopwatch, high_water_mib
from skillfs.store import blobs, commits, spaces
from skillfs.store.entries import Change
from skillfs.store.spaces import Space

WARM_PASSES = 5
COMMITS = 200
VISIBLE_PATIENCE_SECONDS = 5.0
PATH = "skills/domain-007/note-042.md"


def measure() -> Iterator[Figure]:
    """The figures of the group, each as soon as it is known."""
    files = skill_files()
    with Running() as running:
        space = spaces.create(running.store, "work", files, uid=os.getuid(), gid=os.getgid(), author="bench")
        local = running.directory / "local"
        _write_local(local, files)
        watch = Stopwatch()
        mount = running.start_mount()
        listed = subprocess.run(["ls", "-R", running.mountpoint], check=True, stdout=subprocess.PIPE).stdout
        yield Figure("10,000 files: mounted and listed", watch.seconds, "s", 3.0)
        if (found := listed.count(b".md\n")) < len(files):
            raise BenchFailed(f"the listing has {found} of {len(files)} files")
        skills = running.mountpoint / "work" / "skills"
        cold, warm = _grep(skills), min(_grep(skills) for _ in range(WARM_PASSES))
        _drop_pages(local)
        local_cold, local_warm = _grep(local / "skills"), min(_grep(local / "skills") for _ in range(WARM_PASSES))
        yield Figure("grep -r, first pass, against the local disk", cold / local_cold, "×")
        yield Figure("grep -r, warm, against the local disk", warm / local_warm, "×")
        subprocess.run(["tar", "cf", "/dev/null", "-C", running.mountpoint, "work"], check=True)
        visible = _visible_seconds(running, space)
        yield Figure("a commit becomes visible: p50", percentile(visible, 50) * 1000, "ms")
        yield Figure("a commit becomes visible: p99", percentile(visible, 99) * 1000, "ms", 100.0)
        yield Figure("10,000 files: memory of the mount", high_water_mib(mount.pid), "MiB", 150.0)


def _write_local(directory: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _grep(directory: Path) -> float:
    """Seconds that a search through all files takes. 1 is grep's status for "nothing found"."""
    watch = Stopwatch()
    status = subprocess.run(["grep", "-r", ABSENT_WORD, directory]).returncode
    if status != 1:
        raise BenchFailed(f"grep -r of {directory} ended with {status}")
    return watch.seconds


def _drop_pages(directory: Path) -> None:
    """Let the page cache forget the files, as far as a user may ask for that."""
    os.sync()
    for path in directory.rglob("*.md"):
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def _visible_seconds(running: Running, space: Space) -> list[float]:
    state = commits.state(running.store, space.id)
    entry = state.entries[PATH.encode()]
    shown = running.mountpoint / "work" / PATH
    seconds = []
    for number in range(COMMITS):
        data = f"# Note\n\nversion {number}\n".encode()
        [ino] = running.store.reserve_inodes(1)
        new = replace(entry, ino=ino, size=len(data), blob=blobs.put(running.store, data), mtime_ns=time.time_ns())
        commit_id = commits.begin(running.store, space.id, commits.STAGED, "bench", "renew a note")
        commits.put(running.store, commit_id, space.id, [Change(PATH.encode(), state.versions[PATH.encode()], new)])
        state.versions[PATH.encode()] = commits.publish(running.store, commit_id)
        watch = Stopwatch()
        while shown.read_bytes() != data:
            if watch.seconds > VISIBLE_PATIENCE_SECONDS:
                raise BenchFailed(f"commit {number} is not visible after {VISIBLE_PATIENCE_SECONDS:.0f} s")
        seconds.append(watch.seconds)
    return seconds
