"""Where a mount is seen from, and what becomes of those who are inside when it ends: sandboxes, moved directories."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_skillfs import Skillfs, own_skillfs, wait_until

from skillfs.store.daemons import MOUNT, SUPERVISOR
from skillfs_daemon import mountpoints

pytestmark = [
    pytest.mark.mount,
    pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="/dev/fuse cannot be opened"),
]

NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it mounts by itself")
LINGER = """
import sys
if {"skillfs_daemon", "supervisor"} <= set(sys.orig_argv):
    import time
    from pathlib import Path
    from skillfs_daemon import mountpoints
    detach = mountpoints.detach

    def detach_and_linger(path):
        detach(path)
        Path(__file__).with_name("detached").touch()
        time.sleep(1.5)

    mountpoints.detach = detach_and_linger
"""
"""What is patched into a supervisor (`sitecustomize`, site(3) of Python): once it has unmounted it takes its time."""
WATCH = """
exec 2>/dev/null
while true; do cat memory/work/skills/note.md && echo; sleep 0.05; done
"""


@pytest.fixture
def skillfs(tmp_path: Path) -> Iterator[Skillfs]:
    with own_skillfs(tmp_path) as made:
        yield made


def up_with_a_note(skillfs: Skillfs) -> Path:
    skillfs.up()
    (skillfs.mountpoint / "work").mkdir()
    note = skillfs.mountpoint / "work" / "skills" / "note.md"
    note.write_text("first")
    return note


@NEEDS_ROOT
@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bwrap is not installed")
def test_a_sandbox_that_bound_the_parent_sees_the_next_mount(skillfs: Skillfs, tmp_path: Path) -> None:
    parent = tmp_path / "parent"
    parent.mkdir()
    # As on a machine where / is a shared mount, which systemd makes it.
    subprocess.run(["mount", "--bind", parent, parent], check=True)
    try:
        subprocess.run(["mount", "--make-shared", parent], check=True)
        skillfs.mountpoint = parent / "memory"
        note = up_with_a_note(skillfs)
        command = [
            "bwrap",
            "--die-with-parent",
            "--ro-bind",
            "/",
            "/",
            "--dev",
            "/dev",
            "--bind",
            str(parent),
            "/mnt",
            "--chdir",
            "/mnt",
        ]
        with (
            (tmp_path / "seen").open("wb") as out,
            subprocess.Popen([*command, "sh", "-c", WATCH], stdout=out) as sandbox,
        ):
            wait_until(lambda: "first" in (tmp_path / "seen").read_text(), "the sandbox sees the mount")
            killed = skillfs.one(MOUNT).pid
            os.kill(killed, signal.SIGKILL)
            wait_until(lambda: [one.pid for one in skillfs.alive(MOUNT)] not in ([], [killed]), "another one runs")
            wait_until(skillfs.answers, "the mount answers")
            note.write_text("second")
            wait_until(lambda: "second" in (tmp_path / "seen").read_text(), "the sandbox sees the next mount")
            sandbox.kill()
        assert skillfs.run("down", skillfs.mountpoint).returncode == 0
    finally:
        mountpoints.detach(skillfs.mountpoint)
        subprocess.run(["umount", "-l", parent], check=True)


def test_all_ends_without_waiting_for_the_clients_inside(skillfs: Skillfs) -> None:
    note = up_with_a_note(skillfs)
    held = os.open(note, os.O_RDWR)
    with subprocess.Popen(["sleep", "60"], cwd=note.parent) as inside:
        supervisor = skillfs.one(SUPERVISOR)
        began = time.monotonic()
        os.kill(supervisor.pid, signal.SIGTERM)
        wait_until(lambda: not supervisor.alive and not mountpoints.is_skillfs(skillfs.mountpoint), "it has ended")
        # A second where the machine has nothing else to do; in any case nobody has had to be killed.
        assert time.monotonic() - began < max(4.0, os.getloadavg()[0])
        (log,) = (skillfs.store.parent / "log").glob("*.log")
        assert "it is killed" not in log.read_text()
        with pytest.raises(OSError) as refused:
            os.fsync(held)
        assert refused.value.errno in (errno.ENOTCONN, errno.ECONNABORTED, errno.EIO)
        with contextlib.suppress(OSError):
            os.close(held)
        inside.kill()
    wait_until(skillfs.nothing_is_left, "processes and mount are gone")


def test_a_mount_whose_directory_was_moved_goes_on_and_is_taken_off_there(skillfs: Skillfs, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    skillfs.mountpoint = here / "memory"
    up_with_a_note(skillfs)
    here.rename(there)
    (log,) = (skillfs.store.parent / "log").glob("*.log")
    gone = f"{skillfs.mountpoint}: the mountpoint is gone"
    wait_until(lambda: gone in log.read_text(), "the supervisor says so")
    assert (there / "memory" / "work" / "skills" / "note.md").read_text() == "first"
    down = skillfs.run("down", skillfs.mountpoint)
    assert (down.returncode, down.stderr) == (0, "")
    wait_until(lambda: skillfs.processes() == {}, "the processes are gone")
    assert not mountpoints.is_skillfs(there / "memory")


@NEEDS_ROOT
def test_who_is_stopped_leaves_a_mount_alone_that_has_got_its_device_number(skillfs: Skillfs, tmp_path: Path) -> None:
    """The kernel gives a number to the next mount as soon as one has gone, be it somebody else's."""
    patch, other = tmp_path / "patch", tmp_path / "other"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(LINGER)
    skillfs.extra["PYTHONPATH"] = str(patch)
    skillfs.up()
    mount = mountpoints.mounted_at(skillfs.mountpoint)
    supervisor = skillfs.one(SUPERVISOR)
    os.kill(supervisor.pid, signal.SIGTERM)
    wait_until((patch / "detached").exists, "it has unmounted")
    # A mount of any kind, from which nothing is asked.
    device = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0"
    other.mkdir()
    mounted = ctypes.CDLL(None).mount(b"skillfs", os.fsencode(other), b"fuse.skillfs", 0, options.encode())
    try:
        found = mountpoints.mounted_at(other)
        assert (mounted, found and found.fstype) == (0, mountpoints.FSTYPE)
        print(f"device {mount and mount.device}, then {found and found.device}")
        wait_until(lambda: not supervisor.alive, "it has ended")
        assert mountpoints.is_skillfs(other)
    finally:
        mountpoints.detach(other)
        os.close(device)
