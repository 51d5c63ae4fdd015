"""What other processes commit is seen by file watchers in the mount, and never half of it by readers."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from committing import commit_elsewhere
from live_mount import NEEDS_ROOT, Mount, eventually
from watching import watching

pytestmark = pytest.mark.mount

CHOKIDAR = Path(sys.prefix) / "lib" / "node_modules" / "chokidar"
"""The file watcher of Node.js, where `tools/setup tests` has put it."""
WATCH = """
const watcher = require(process.argv[1]).watch(process.argv[2], {ignoreInitial: true})
watcher.on('ready', () => console.log('ready')).on('all', (event, path) => console.log(event, path))
"""


def test_watchers_see_what_is_made_replaced_and_removed(mount: Mount, space: Path) -> None:
    skills = space / "skills"
    commit_elsewhere(mount, space, {"skills/notes/old.md": b"old", "skills/notes/kept.md": b"1"})
    eventually(lambda: (skills / "notes" / "kept.md").exists())
    with watching(skills) as seen:
        commit_elsewhere(
            mount,
            space,
            {"skills/notes/old.md": None, "skills/notes/kept.md": b"2", "skills/notes/new.md": b"new"},
        )
        wanted = {("deleted", "notes/old.md"), ("moved", "notes/kept.md"), ("moved", "notes/new.md")}
        # Where the name before a move is not watched for, the move is a creation.
        eventually(lambda: wanted <= {("moved" if kind == "created" else kind, path) for kind, path in seen.events})
        commit_elsewhere(mount, space, {"skills/fresh/first.md": b"1"})
        eventually(lambda: ("created", "fresh") in seen.events)
    assert (skills / "notes" / "kept.md").read_bytes() == b"2"
    assert (skills / "fresh" / "first.md").read_bytes() == b"1"
    assert sorted(path.name for path in (skills / "notes").iterdir()) == ["kept.md", "new.md"]


@NEEDS_ROOT
def test_watchers_of_a_bind_mount_see_it_too(mount: Mount, space: Path, tmp_path: Path) -> None:
    bound = tmp_path / "bound"
    bound.mkdir()
    assert mount.run("mount", "--bind", space / "skills", bound).returncode == 0
    try:
        with watching(bound) as seen:
            commit_elsewhere(mount, space, {"skills/daily-logs/2026-03-17.md": b"# 2026-03-17\n"})
            eventually(lambda: any(path == "daily-logs/2026-03-17.md" for _, path in seen.events))
    finally:
        mount.run("umount", bound)


WATCHMEDO = "{python} -m watchdog.watchmedo shell-command -RW --command='echo $watch_src_path $watch_dest_path' {bound}"


@NEEDS_ROOT
def test_a_watcher_in_the_mount_namespace_of_a_sandbox_sees_it(mount: Mount, space: Path, tmp_path: Path) -> None:
    bound = tmp_path / "bound"
    bound.mkdir()
    watch = f"mount --bind {space / 'skills'} {bound} && exec {WATCHMEDO.format(python=sys.executable, bound=bound)}"
    with (tmp_path / "seen").open("w+") as seen:
        sandbox = subprocess.Popen(["unshare", "--mount", "--propagation", "slave", "sh", "-c", watch], stdout=seen)
        try:
            numbers = itertools.count(1)

            def told() -> bool:
                commit_elsewhere(mount, space, {"skills/daily-logs/log.md": b"# %d\n" % next(numbers)})
                time.sleep(0.05)
                return f"{bound}/daily-logs/log.md" in Path(seen.name).read_text()

            # Nothing says when the watcher of another process watches, so that it is told again and again.
            eventually(told, 15.0)
        finally:
            sandbox.terminate()
            sandbox.wait(10)
    assert not os.path.ismount(bound)


@contextmanager
def told_to(command: Sequence[str | Path], ready: str, output: Path) -> Iterator[Callable[[], list[str]]]:
    """The lines that a file watcher has printed since it said that it is ready."""
    with output.open("w") as out, subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT) as watcher:
        try:
            eventually(lambda: ready in output.read_text() or watcher.poll() is not None)
            assert watcher.poll() is None, output.read_text()
            yield lambda: output.read_text().partition(f"{ready}\n")[2].splitlines()
        finally:
            watcher.terminate()


def make_replace_and_remove(mount: Mount, space: Path, told: Callable[[], list[str]], events: Sequence[str]) -> None:
    """Commit a file, another version of it and its removal: a watcher is told each of them, and nothing else."""
    for number, data in enumerate((b"1", b"22", None), 1):
        commit_elsewhere(mount, space, {"skills/daily-logs/log.md": data})
        eventually(lambda number=number: told() == list(events[:number]))  # type: ignore[misc]


@NEEDS_ROOT
@pytest.mark.skipif(shutil.which("inotifywait") is None, reason="inotifywait is not installed")
def test_inotifywait_in_the_mount_namespace_of_a_sandbox_is_told(mount: Mount, space: Path, tmp_path: Path) -> None:
    bound = tmp_path / "bound"
    bound.mkdir()
    watch = f"inotifywait -m -r -e create,moved_to,modify,close_write,delete --format '%e %w%f' {bound}"
    script = f"mount --bind {space / 'skills'} {bound} && exec {watch}"
    sandbox = ["unshare", "--mount", "--propagation", "slave", "sh", "-c", script]
    path = bound / "daily-logs" / "log.md"
    with told_to(sandbox, "Watches established.", tmp_path / "output") as told:
        make_replace_and_remove(mount, space, told, [f"MOVED_TO {path}", f"MOVED_TO {path}", f"DELETE {path}"])
    assert not os.path.ismount(bound)


@pytest.mark.skipif(not CHOKIDAR.exists() or shutil.which("node") is None, reason="chokidar is not installed")
def test_chokidar_is_told(mount: Mount, space: Path, tmp_path: Path) -> None:
    watch: list[str | Path] = ["node", "-e", WATCH, CHOKIDAR, space / "skills"]
    path = space / "skills" / "daily-logs" / "log.md"
    with told_to(watch, "ready", tmp_path / "output") as told:
        make_replace_and_remove(mount, space, told, [f"add {path}", f"change {path}", f"unlink {path}"])


def test_what_is_shown_through_the_mount_makes_no_commit_of_its_own(mount: Mount, space: Path) -> None:
    number = commit_elsewhere(mount, space, {"skills/notes/a.md": b"1", "skills/notes/b.md": b"2"})
    eventually(lambda: (space / "skills" / "notes" / "b.md").exists())
    assert mount.at_rest(space) == number


def test_readers_see_an_old_version_or_a_new_one_never_a_mix(mount: Mount, space: Path) -> None:
    path = space / "skills" / "notes" / "log.md"
    size = 300_000
    commit_elsewhere(mount, space, {"skills/notes/log.md": b"a" * size})
    eventually(path.exists)
    stop = threading.Event()

    def publish() -> None:
        version = 0
        while not stop.is_set():
            version += 1
            commit_elsewhere(mount, space, {"skills/notes/log.md": bytes([97 + version % 26]) * size})
            time.sleep(0.004)

    writer = threading.Thread(target=publish)
    writer.start()
    versions: set[bytes] = set()
    try:
        for _ in range(200):
            with path.open("rb", buffering=0) as file:
                # In pieces, so that a version is published in the middle of most reads.
                pieces = []
                while piece := file.read(65536):
                    pieces.append(piece)
                    time.sleep(0.001)
            data = b"".join(pieces)
            assert len(data) == size
            assert len(set(data)) == 1, "bytes of two versions in one read"
            versions.add(data[:1])
    finally:
        stop.set()
        writer.join()
    assert len(versions) > 5


def test_the_mount_shows_commits_when_its_stagehand_was_killed(mount: Mount, space: Path) -> None:
    mount.allow_in_log("without telling file watchers")
    tasks = Path(f"/proc/{mount.pid}/task").iterdir()
    children = [pid for task in tasks for pid in (task / "children").read_text().split()]
    stagehands = [pid for pid in children if b"stagehand" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(stagehands) == 1
    os.kill(int(stagehands[0]), 9)
    commit_elsewhere(mount, space, {"skills/notes/one.md": b"1"})
    eventually((space / "skills" / "notes" / "one.md").exists)
    with watching(space / "skills") as seen:
        commit_elsewhere(mount, space, {"skills/notes/two.md": b"2"})
        eventually(lambda: any(path == "notes/two.md" for _, path in seen.events))
