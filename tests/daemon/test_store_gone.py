"""The store moved, deleted, replaced or made read-only below running daemons: nothing is written into a file that
nobody finds again, what is there stays readable, and all goes on when it is back."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_skillfs import Skillfs, own_skillfs, wait_until

from skillfs.skills.new_space import create_space
from skillfs.store import fsck
from skillfs.store.daemons import LEARNER, MOUNT
from skillfs.store.database import Store, beside

pytestmark = [
    pytest.mark.mount,
    pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="/dev/fuse cannot be opened"),
]

NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it mounts a disk")
SESSION = '{"messages": [{"role": "user", "content": "I live in Oslo."}, {"role": "assistant", "content": "Noted."}]}'


@pytest.fixture
def skillfs(tmp_path: Path) -> Iterator[Skillfs]:
    """Up, with a space whose files no process has read through the mount yet."""
    with own_skillfs(tmp_path) as made:
        with Store(made.store) as store:
            create_space(store, "work", uid=os.getuid(), gid=os.getgid(), author="test")
        made.up()
        (made.mountpoint / "work" / "skills" / "note.md").write_text("kept")
        yield made


def refusal(skillfs: Skillfs) -> int | None:
    """The errno with which a new file is refused, None where it is taken."""
    try:
        (skillfs.mountpoint / "work" / "skills" / "probe.md").write_text("?")
    except OSError as error:
        return error.errno
    return None


def log_of(skillfs: Skillfs) -> str:
    (path,) = (skillfs.store.parent / "log").glob("*.log")
    return path.read_text()


def everything_is_refused(skillfs: Skillfs, code: int) -> None:
    # A moment earlier a name may be taken still, as one is that no fsync made durable.
    wait_until(lambda: "changes are refused: " in log_of(skillfs), "the mount has noticed")
    work = skillfs.mountpoint / "work"
    for change in (
        lambda: (work / "inbox" / "monday.json").write_text(SESSION),
        lambda: (work / "skills" / "new").mkdir(),
        lambda: (work / "SPACE.md").unlink(),
        lambda: (work / "SPACE.md").chmod(0o600),
        lambda: (work / "skills" / "daily-logs").rename(work / "skills" / "logs"),
        lambda: (skillfs.mountpoint / "play").mkdir(),
    ):
        with pytest.raises(OSError) as refused:
            change()
        assert refused.value.errno == code


def test_a_store_that_was_moved_is_waited_for(skillfs: Skillfs) -> None:
    work = skillfs.mountpoint / "work"
    away = skillfs.store.with_name("away.db")
    skillfs.store.rename(away)
    wait_until(lambda: refusal(skillfs) == errno.EIO, "writes are refused")
    everything_is_refused(skillfs, errno.EIO)
    assert (work / "skills" / "note.md").read_text() == "kept"
    assert (work / "skills" / "daily-logs" / "SKILL.md").read_text().startswith("---\nname: ")
    what = f"{skillfs.store}: moved, deleted or replaced"
    assert f"store     {what} while in use; put it back" in (work / ".skillfs" / "status").read_text()
    wait_until(lambda: f"{what}; nothing is learnt until it is back" in log_of(skillfs), "the learner says so")
    assert f"changes are refused: {what} while in use" in log_of(skillfs)

    os.kill(skillfs_pid(skillfs, LEARNER), signal.SIGKILL)
    wait_until(lambda: f"{what}; the learner starts when it is back" in log_of(skillfs), "the supervisor says so")
    assert not skillfs.store.exists(), "a process that starts must not make a new store"

    away.rename(skillfs.store)
    wait_until(lambda: refusal(skillfs) is None, "writes are taken again")
    wait_until(lambda: len(skillfs.alive(LEARNER)) == 1, "there is a learner again")
    (work / "inbox" / "monday.json").write_text(SESSION)
    assert skillfs.run("wait", "work").returncode == 0
    assert skillfs.run("down", skillfs.mountpoint).returncode == 0
    with Store(skillfs.store) as store:
        assert fsck.check(store, repair=False) == []


def test_a_store_that_was_deleted_is_not_written_on_and_a_backup_takes_its_place(
    skillfs: Skillfs, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    assert skillfs.run("backup", backup).returncode == 0
    for path in (skillfs.store, *beside(skillfs.store)):
        path.unlink()
    wait_until(lambda: refusal(skillfs) == errno.EIO, "writes are refused")
    everything_is_refused(skillfs, errno.EIO)
    assert (skillfs.mountpoint / "work" / "skills" / "note.md").read_text() == "kept"
    down = skillfs.run("down", skillfs.mountpoint)
    assert (down.returncode, down.stderr) == (0, "")
    wait_until(skillfs.nothing_is_left, "processes and mount are gone")
    assert not skillfs.store.exists()
    assert skillfs.run("restore", backup).returncode == 0
    skillfs.up()
    assert (skillfs.mountpoint / "work" / "skills" / "note.md").read_text() == "kept"


def test_a_store_that_was_replaced_is_not_mixed_with_the_new_one(skillfs: Skillfs, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with Store(other) as store:
        create_space(store, "other", uid=os.getuid(), gid=os.getgid(), author="test")
    before = other.read_bytes()
    shutil.move(other, skillfs.store)
    wait_until(lambda: refusal(skillfs) == errno.EIO, "writes are refused")
    os.kill(skillfs_pid(skillfs, MOUNT), signal.SIGKILL)
    wait_until(lambda: "the mount starts when it is back" in log_of(skillfs), "the supervisor says so")
    assert skillfs.store.read_bytes() == before


def skillfs_pid(skillfs: Skillfs, role: str) -> int:
    """The pid of a process whose entry is in a store that cannot be opened by its path."""
    return next(pid for pid, command in skillfs.processes().items() if f"skillfs_daemon {role} " in command)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "disk"
    path.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", path], check=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", path], check=True)


@NEEDS_ROOT
def test_a_file_system_that_becomes_read_only_is_said(tmp_path: Path, disk: Path) -> None:
    with own_skillfs(tmp_path) as skillfs:
        skillfs.store = disk / "store.db"
        skillfs.up()
        (skillfs.mountpoint / "work").mkdir()
        (skillfs.mountpoint / "work" / "skills" / "note.md").write_text("kept")
        # On top of itself: the kernel does not make a mount read-only in which files are open for writing.
        subprocess.run(["mount", "--bind", disk, disk], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", disk], check=True)
        wait_until(lambda: refusal(skillfs) == errno.EROFS, "writes are refused")
        everything_is_refused(skillfs, errno.EROFS)
        assert (skillfs.mountpoint / "work" / "skills" / "note.md").read_text() == "kept"
        subprocess.run(["umount", "-l", disk], check=True)
        wait_until(lambda: refusal(skillfs) is None, "writes are taken again")
        assert skillfs.run("down", skillfs.mountpoint).returncode == 0
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        up = skillfs.run("up", skillfs.mountpoint)
        assert (up.returncode, up.stdout) == (1, "")
        assert up.stderr.startswith(f"skillfs: {skillfs.store}: ")
        assert up.stderr.endswith("; is it a skillfs store that you may read and write?\n")
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        assert skillfs.run("fsck").stdout.endswith(f"{skillfs.store}: no fault\n")
