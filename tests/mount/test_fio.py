"""fio writes with a checksum in every block, and finds each of them again: at once, and after a remount."""

from __future__ import annotations

from pathlib import Path

import pytest
from live_mount import Mount

pytestmark = pytest.mark.mount

JOBS = {
    "seq": ("--ioengine=psync", "--rw=write", "--bs=64k", "--size=8m"),
    "rand": ("--ioengine=psync", "--rw=randwrite", "--bsrange=1k-100k", "--bs_unaligned=1", "--size=4m"),
    "direct": ("--ioengine=libaio", "--direct=1", "--iodepth=8", "--rw=randwrite", "--bs=16k", "--size=4m"),
    "mmap": ("--ioengine=mmap", "--rw=randwrite", "--bs=4k", "--size=4m", "--fsync=64"),
}


def fio(mount: Mount, directory: Path, *more: str) -> None:
    """Run all jobs at the same time, each on a file of its own. Fails at the first block that is not what it was."""
    command = ["fio", "--directory=.", "--verify=crc32c", "--verify_fatal=1", "--randseed=7", "--invalidate=1"]
    # Where random writes end depends on how long the file is: each has its full size from the start.
    command += ["--fallocate=truncate", "--verify_state_save=0", "--group_reporting", *more]
    for name, job in JOBS.items():
        command += [f"--name={name}", *job]
    done = mount.run(*command, cwd=directory, seconds=50.0)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verify:" not in done.stderr, done.stderr


@pytest.mark.slow
def test_every_block_that_fio_wrote_is_found_again(own_mount: Mount) -> None:
    directory = own_mount.new_space() / "skills" / "blocks"
    directory.mkdir()
    fio(own_mount, directory)
    assert sorted(path.name for path in directory.iterdir()) == sorted(f"{name}.0.0" for name in JOBS)
    own_mount.remount()
    fio(own_mount, directory, "--verify_only")
    damaged = directory / "seq.0.0"
    with damaged.open("r+b") as file:
        file.seek(damaged.stat().st_size // 2 + 100)
        file.write(b"not what fio wrote")
    with pytest.raises(AssertionError, match="err=84"):
        fio(own_mount, directory, "--verify_only")
