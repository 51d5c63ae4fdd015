"""A store whose disk is full: who writes is told, nothing that was confirmed is lost, and the mount lives on."""

from __future__ import annotations

import errno
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_mount import NEEDS_ROOT, SESSION, Mount, eventually, mounted, watched

pytestmark = [pytest.mark.mount, NEEDS_ROOT]

MIB = 1024**2
FULL = r"was not written: |could not be committed: |could not be judged: |stay a draft: |kept off an open file: "
RECOVERED = "that a crash had left"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MiB."""
    path = tmp_path / "disk"
    path.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", path], check=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", path], check=True)


@pytest.fixture
def full(disk: Path, tmp_path: Path) -> Iterator[Mount]:
    """A mount whose store is on that disk."""
    with watched(Mount(tmp_path, disk / "store" / "store.db")) as mount, mounted(mount):
        mount.allow_in_log(FULL)
        yield mount


def fill(disk: Path, leave: int = 0) -> Path:
    """Use up the disk but for `leave` bytes."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with ballast.open("wb") as file:
        try:
            file.write(bytes(max(free - leave, 0)))
        except OSError as error:
            assert error.errno == errno.ENOSPC
    return ballast


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def write(path: Path, data: bytes) -> int:
    """Write a file; the errno that write, fsync or close said, 0 for none."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    except OSError as error:
        return error.errno or -1
    said = 0
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    except OSError as error:
        said = error.errno or -1
    try:
        os.close(descriptor)
    except OSError as error:
        said = said or error.errno or -1
    return said


def test_a_full_disk_is_said_and_loses_nothing_that_was_confirmed(full: Mount, disk: Path) -> None:
    space = full.new_space()
    full.at_rest(space)
    results: dict[str, int] = {}
    for index in range(40):
        name = f"{index}.bin"
        results[name] = write(space / "skills" / name, noise(300_000 + index))
    assert set(results.values()) == {0, errno.ENOSPC}
    confirmed = [name for name, said in results.items() if said == 0]
    for name in confirmed:
        assert (space / "skills" / name).read_bytes() == noise(300_000 + int(name.split(".")[0]))
    assert (space / "SPACE.md").read_text()
    full.kill()
    subprocess.run(["mount", "-o", "remount,size=16m", disk], check=True)
    full.allow_in_log(RECOVERED)
    full.restart_after_kill()
    for name in confirmed:
        assert (space / "skills" / name).read_bytes() == noise(300_000 + int(name.split(".")[0]))


def test_a_drop_on_a_full_disk_is_refused_at_close(full: Mount, disk: Path) -> None:
    space = full.new_space()
    (space / "inbox" / "before.json").write_text(SESSION)
    assert full.waits(space / "inbox" / "before.json")
    full.at_rest(space)
    fill(disk)
    path = space / "inbox" / "large.json"
    assert write(path, SESSION.encode() + b" " * 3 * MIB) == errno.ENOSPC
    assert (space / "inbox" / "before.json").read_text() == SESSION
    (disk / "ballast").unlink()
    eventually(lambda: write(path, SESSION.encode()) == 0)
    assert full.waits(path)


def test_the_mount_goes_on_when_there_is_room_again(full: Mount, disk: Path) -> None:
    space = full.new_space()
    kept = space / "skills" / "kept.md"
    assert write(kept, b"kept\n") == 0
    number = full.at_rest(space)
    ballast = fill(disk)
    assert write(space / "skills" / "large.bin", noise(3 * MIB)) == errno.ENOSPC
    assert kept.read_text() == "kept\n"
    ballast.unlink()
    (space / "skills" / "large.bin").unlink()
    assert write(space / "skills" / "after.md", b"after\n") == 0
    eventually(lambda: full.space(space).head > number)
    full.at_rest(space)
    other = full.new_space()
    assert write(other / "skills" / "x.md", b"x") == 0
    full.at_rest(other)
    full.stop()
    full.start()
    assert kept.read_text() == "kept\n"
    assert (space / "skills" / "after.md").read_text() == "after\n"
    assert (other / "skills" / "x.md").read_text() == "x"
    assert not (space / "skills" / "large.bin").exists()
