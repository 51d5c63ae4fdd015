"""A directory of very many entries: listed whole, without duplicates, while entries come and go."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from committing import commit_elsewhere
from live_mount import Mount, eventually

pytestmark = pytest.mark.mount

ENTRIES = 50_000
SECONDS = 20.0
"""Measured: a listing takes 0.4 s on an idle machine, what comes with a commit 2 s."""
MEGABYTES = 150
"""Measured: 70 MB more for 50,000 files, 11 of them answers that are kept for the kernel."""

CHURN = """
import os, sys
number = 0
while True:
    path = f"{sys.argv[1]}/churn-{number % 500}"
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    os.rename(path, path + "-renamed")
    os.unlink(path + "-renamed")
    number += 1
"""


def resident(pid: int) -> int:
    """The memory of a process in megabytes (VmRSS of /proc/PID/status)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmRSS:"))
    return int(line.split()[1]) // 1024


def listed(directory: Path | int) -> list[str]:
    """The names in a directory, as one reading of it gives them; of a descriptor, rewound first."""
    with os.scandir(directory) as entries:
        return [entry.name for entry in entries]


@pytest.mark.slow
def test_50_000_entries_are_listed_whole_while_others_come_and_go(own_mount: Mount) -> None:
    space = own_mount.new_space()
    before = resident(own_mount.pid)
    wanted = {f"{index:05}.md" for index in range(ENTRIES)}
    commit_elsewhere(own_mount, space, {f"skills/many/{name}": b"" for name in wanted})
    many = space / "skills" / "many"
    eventually((many / max(wanted)).exists, SECONDS)
    churning = subprocess.Popen([sys.executable, "-c", CHURN, many])
    try:
        for _ in range(2):
            began = time.monotonic()
            names = listed(many)
            assert time.monotonic() - began < SECONDS
            assert len(names) == len(set(names))
            assert wanted <= set(names)
            assert all(name.startswith("churn-") for name in set(names) - wanted)
        removed = sorted(wanted)[::50]
        for name in removed:
            (many / name).unlink()
        assert {name for name in listed(many) if not name.startswith("churn-")} == wanted - set(removed)
    finally:
        churning.kill()
        churning.wait(10)
    assert resident(own_mount.pid) - before < MEGABYTES
    own_mount.at_rest(space)
    own_mount.remount()
    assert {name for name in listed(many) if not name.startswith("churn-")} == wanted - set(removed)


def test_a_listing_does_not_bring_back_what_was_removed_meanwhile(mount: Mount, skills: Path) -> None:
    """With READDIRPLUS a listing makes the kernel know each name: one that is out of date must not get there."""
    names = [f"{index:03}.md" for index in range(500)]
    for name in names:
        (skills / name).touch()
    with os.scandir(skills) as entries:
        seen = {next(entries).name}
        gone = [name for name in names[-200:] if name not in seen]
        for name in gone[:100]:
            (skills / name).unlink()
        for name in gone[100:]:
            (skills / name).rename(skills / f"{name}.renamed")
        seen |= {entry.name for entry in entries}
    assert set(names) - set(gone) <= seen
    for name in gone:
        with pytest.raises(FileNotFoundError):
            (skills / name).stat()
    for name in gone[100:]:
        assert (skills / f"{name}.renamed").stat().st_size == 0


def test_a_rewound_directory_is_read_as_it_is_now(mount: Mount, skills: Path) -> None:
    descriptor = os.open(skills, os.O_RDONLY | os.O_DIRECTORY)
    try:
        before = set(listed(descriptor))
        (skills / "new.md").touch()
        assert set(listed(descriptor)) == before | {"new.md"}
        (skills / "new.md").unlink()
        assert set(listed(descriptor)) == before
    finally:
        os.close(descriptor)


def test_a_directory_lists_ten_levels_of_long_names(mount: Mount, skills: Path) -> None:
    deep = skills
    for level in range(10):
        deep = deep / (chr(ord("a") + level) * 255)
        deep.mkdir()
        (deep / "note.md").write_text(str(level))
    mount.at_rest(skills.parent)
    found = mount.run("find", skills, "-name", "note.md").stdout.splitlines()
    assert sorted(Path(path).read_text() for path in found) == [str(level) for level in range(10)]
    with pytest.raises(OSError) as refusal:
        (deep / ("z" * 256)).touch()
    assert refusal.value.errno == errno.ENAMETOOLONG
    mount.sh(f"rm -r {skills / ('a' * 255)}", skills)
    mount.at_rest(skills.parent)
