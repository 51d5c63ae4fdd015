"""A mount whose supervisor was killed, and that is still committing when the next `skillfs up` takes its place."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_skillfs import PATIENCE_SECONDS, Skillfs, own_skillfs, wait_until

from skillfs.store import commits, spaces
from skillfs.store.daemons import MOUNT, SUPERVISOR
from skillfs.store.database import Store
from skillfs_daemon import mountpoints
from skillfs_daemon.mount import PREDECESSOR_SECONDS

pytestmark = [
    pytest.mark.mount,
    pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="/dev/fuse cannot be opened"),
]

PATCH = """
import sys
if {"skillfs_daemon", "mount"} <= set(sys.orig_argv):
    import os
    import trio
    from skillfs_daemon.mount import _Mount
    finish = _Mount._finish

    async def finish_late(self):
        while os.path.exists(os.environ["DISK_IS_SLOW"]):
            await trio.sleep(0.02)
        await finish(self)

    _Mount._finish = finish_late
"""
"""Imported by every Python that is started with it (`sitecustomize`, site(3) of Python)."""


@pytest.fixture
def disk_is_slow(tmp_path: Path) -> Path:
    """While this file is there no mount comes to its end."""
    path = tmp_path / "slow"
    path.touch()
    return path


@pytest.fixture
def skillfs(tmp_path: Path, disk_is_slow: Path) -> Iterator[Skillfs]:
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(PATCH)
    with own_skillfs(tmp_path) as made:
        paths = [str(tmp_path / "patch"), *filter(None, [os.environ.get("PYTHONPATH")])]
        made.extra |= {"PYTHONPATH": os.pathsep.join(paths), "DISK_IS_SLOW": str(disk_is_slow)}
        yield made
        disk_is_slow.unlink(missing_ok=True)


def take_its_place(skillfs: Skillfs, disk_is_slow: Path) -> None:
    """Have a mount end without its supervisor, and another one start meanwhile; fails unless the second waits."""
    predecessor, supervisor = skillfs.one(MOUNT), skillfs.one(SUPERVISOR)
    os.kill(supervisor.pid, signal.SIGKILL)
    wait_until(lambda: not supervisor.alive, "the supervisor is dead")
    wait_until(lambda: not mountpoints.answers(skillfs.mountpoint, 0.2), "the mount comes to its end")
    up = skillfs.start("up", skillfs.mountpoint, "--detach")
    wait_until(lambda: not mountpoints.is_skillfs(skillfs.mountpoint), "the dead mount is taken off")
    began = time.monotonic()
    while time.monotonic() - began < PREDECESSOR_SECONDS / 2:
        assert not mountpoints.is_skillfs(skillfs.mountpoint)
        time.sleep(0.02)
    assert predecessor.alive
    disk_is_slow.unlink()
    assert up.wait(PATIENCE_SECONDS) == 0
    assert not predecessor.alive


def test_what_a_mount_commits_at_its_end_is_neither_missed_nor_undoes_what_comes_after(
    skillfs: Skillfs, disk_is_slow: Path
) -> None:
    skillfs.up()
    (skillfs.mountpoint / "work").mkdir()
    note = skillfs.mountpoint / "work" / "skills" / "note.md"
    # In a process of its own: a descriptor of a mount that does not answer blocks whoever starts another one.
    script = 'exec 3> "$0"; printf first >&3; echo saved; exec sleep 600'
    with subprocess.Popen(["sh", "-c", script, note], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"saved\n"
        try:
            take_its_place(skillfs, disk_is_slow)
        finally:
            holder.kill()
    assert note.read_text() == "first"
    note.write_text("second")
    assert skillfs.run("down", skillfs.mountpoint).returncode == 0
    with Store(skillfs.store) as store:
        versions = [change.entry.size for commit in commits.log(store, spaces.by_name(store, "work").id)
                    for change in commit.changes if change.path == b"skills/note.md" and change.entry]  # fmt: skip
    assert versions == [len("first"), len("second")]
