"""Holes in files, writers that append, and what is renamed over what is open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from live_mount import Mount

pytestmark = pytest.mark.mount

KIB = 1024
MIB = 1024**2

APPEND = """
import os, sys
descriptor = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND)
for number in range(500):
    line = f"{sys.argv[2]} {number} ".encode() + b"." * (number % 300) + b"\\n"
    assert os.write(descriptor, line) == len(line)
os.close(descriptor)
"""


def allocated(path: Path) -> int:
    """How much of a file is in no hole, in KiB."""
    return path.stat().st_blocks * 512 // KIB


def test_a_hole_takes_no_blocks_also_after_a_remount(own_mount: Mount, tmp_path: Path) -> None:
    skills = own_mount.new_space() / "skills"
    sparse = skills / "sparse.bin"
    with sparse.open("wb") as file:
        file.seek(64 * MIB)
        file.write(b"end")
        file.flush()
        assert sparse.stat().st_blocks == 1
        file.seek(8 * MIB)
        file.write(b"x" * KIB)
        file.truncate(100 * MIB)
    with (skills / "empty.bin").open("wb") as file:
        file.truncate(1 << 30)
    (skills / "full.bin").write_bytes(bytes(300 * KIB))

    def picture() -> dict[str, tuple[int, int]]:
        return {path.name: (path.stat().st_size, allocated(path)) for path in skills.glob("*.bin")}

    # Data is kept in chunks of 128 KiB.
    wanted = {"sparse.bin": (100 * MIB, 256), "empty.bin": (1 << 30, 0), "full.bin": (300 * KIB, 300)}
    assert picture() == wanted
    own_mount.at_rest(skills.parent)
    assert picture() == wanted
    own_mount.remount()
    with os.scandir(skills) as entries:
        listed = {entry.name: entry.stat().st_blocks * 512 // KIB for entry in entries if entry.name in wanted}
    assert listed == {name: taken for name, (_, taken) in wanted.items()}
    assert picture() == wanted
    assert own_mount.run("du", "-k", sparse).stdout.split() == ["256", str(sparse)]
    own_mount.sh(f"cp --sparse=always {sparse} {tmp_path}/out && cp --sparse=always {tmp_path}/out back.bin", skills)
    assert ((tmp_path / "out").stat().st_size, (skills / "back.bin").stat().st_size) == (100 * MIB, 100 * MIB)
    assert allocated(tmp_path / "out") <= 256
    assert allocated(skills / "back.bin") <= 256
    own_mount.sh(f"cmp sparse.bin back.bin && cmp back.bin {tmp_path}/out", skills)


def test_seeking_for_data_finds_all_of_it(mount: Mount, skills: Path) -> None:
    """pyfuse3 serves no LSEEK, so that the kernel takes a whole file for data, as lseek(2) allows."""
    path = skills / "sparse.bin"
    with path.open("wb") as file:
        file.seek(MIB)
        file.write(b"end")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        assert os.lseek(descriptor, 5, os.SEEK_DATA) == 5
        assert os.lseek(descriptor, 5, os.SEEK_HOLE) == MIB + 3
        with pytest.raises(OSError, match="No such device or address"):
            os.lseek(descriptor, MIB + 3, os.SEEK_DATA)
    finally:
        os.close(descriptor)


def test_processes_that_append_lose_no_byte(mount: Mount, skills: Path) -> None:
    path = skills / "log.md"
    path.touch()
    words = ("port", "starboard", "bow")
    writers = [subprocess.Popen([sys.executable, "-c", APPEND, path, word]) for word in words]
    assert [writer.wait(30) for writer in writers] == [0, 0, 0]
    lines = path.read_text().splitlines()
    for word in words:
        said = [line for line in lines if line.startswith(f"{word} ")]
        assert said == [f"{word} {number} " + "." * (number % 300) for number in range(500)]
    assert len(lines) == 1500
    mount.at_rest(skills.parent)
    assert path.read_text().splitlines() == lines


def test_a_directory_that_is_open_is_renamed_over(mount: Mount, skills: Path) -> None:
    (skills / "new").mkdir()
    (skills / "new" / "note.md").write_text("new\n")
    (skills / "old").mkdir()
    old = os.open(skills / "old", os.O_RDONLY | os.O_DIRECTORY)
    try:
        (skills / "new").rename(skills / "old")
        assert (skills / "old" / "note.md").read_text() == "new\n"
        with os.scandir(old) as entries:
            assert list(entries) == []
        assert os.fstat(old).st_nlink == 0
        with pytest.raises(FileNotFoundError):
            os.open("note.md", os.O_CREAT | os.O_WRONLY, dir_fd=old)
    finally:
        os.close(old)


def test_a_file_that_is_written_is_renamed_over_and_keeps_its_bytes(mount: Mount, skills: Path) -> None:
    old = (skills / "a.md").open("w+")
    with old:
        old.write("old")
        old.flush()
        (skills / "b.md").write_text("new")
        (skills / "b.md").replace(skills / "a.md")
        old.write(" and more")
        old.flush()
        assert os.fstat(old.fileno()).st_nlink == 0
        old.seek(0)
        assert old.read() == "old and more"
        assert (skills / "a.md").read_text() == "new"
    mount.at_rest(skills.parent)
    assert (skills / "a.md").read_text() == "new"


def test_a_file_moves_with_its_directory_while_it_is_written(mount: Mount, skills: Path) -> None:
    (skills / "d" / "e").mkdir(parents=True)
    with (skills / "d" / "e" / "f.md").open("w") as file:
        file.write("before, ")
        file.flush()
        (skills / "d").rename(skills / "g")
        file.write("after")
    assert (skills / "g" / "e" / "f.md").read_text() == "before, after"
    mount.at_rest(skills.parent)
    (skills / "g" / "e" / "f.md").rename(skills / "f.md")
    mount.sh("rm -r g", skills)
    mount.at_rest(skills.parent)
    assert (skills / "f.md").read_text() == "before, after"
