"""Several processes at work on one tree: what they leave is what the store has, and what the next mount shows."""

from __future__ import annotations

import os
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from live_mount import Mount, mounted, watched

from skillfs.store import commits
from skillfs.store.entries import is_versioned

pytestmark = pytest.mark.mount

SECONDS = float(os.environ.get("SKILLFS_CROWD_SECONDS", "6"))
SEED = int(os.environ.get("SKILLFS_CROWD_SEED", "1"))
PROCESSES = 4
SOURCE = Path(__file__).with_name("crowd.c")


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a program can see of one path; `links` of a directory counts its subdirectories."""

    ino: int
    mode: int
    links: int
    owner: tuple[int, int]
    size: int
    mtime_ns: int
    body: bytes | None
    xattrs: dict[str, bytes]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of one process of the crowd."""
    program = tmp_path_factory.mktemp("crowd") / "crowd"
    command: list[str | Path] = ["cc", "-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, SOURCE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return program


def seen(path: Path) -> Seen:
    status = path.lstat()
    body = None
    if stat.S_ISREG(status.st_mode):
        body = path.read_bytes()
    elif stat.S_ISLNK(status.st_mode):
        body = os.fsencode(path.readlink())
    names = os.listxattr(path, follow_symlinks=False)
    return Seen(
        status.st_ino, status.st_mode, status.st_nlink, (status.st_uid, status.st_gid), status.st_size,
        status.st_mtime_ns, body, {name: os.getxattr(path, name, follow_symlinks=False) for name in names},
    )  # fmt: skip


def census(top: Path) -> dict[str, Seen]:
    """Everything below a directory."""
    return {
        os.path.join(head, name): seen(Path(head, name))  # noqa: PTH118
        for head, directories, files in os.walk(top)
        for name in (*directories, *files)
    }


def links_of(found: dict[str, Seen]) -> dict[str, int]:
    """What the link counts have to be, by path: 1, and for a directory 2 and one for each subdirectory."""
    directories = {path for path, what in found.items() if stat.S_ISDIR(what.mode)}
    links = {path: 2 if path in directories else 1 for path in found}
    for path in directories:
        if (parent := os.path.dirname(path)) in directories:  # noqa: PTH120
            links[parent] += 1
    return links


def on_paths(found: dict[str, Seen], space: Path) -> set[bytes]:
    """The paths of a census, as the store has them."""
    return {os.fsencode(Path(path).relative_to(space)) for path in found}


def logged(mount: Mount, space: Path) -> set[bytes]:
    """The paths below the crowd's directory in the last state of the log."""
    with mount.store() as store:
        state = commits.state(store, mount.space(space).id)
    return {path for path in state.entries if path.startswith(b"skills/crowded/")}


@pytest.mark.slow
def test_what_a_crowd_of_processes_leaves_is_what_the_next_mount_shows(tmp_path: Path, crowd: Path) -> None:
    with watched(Mount(tmp_path), SECONDS + 120) as mount, mounted(mount):
        space = mount.new_space()
        top = space / "skills" / "crowded"
        top.mkdir()
        processes = [
            subprocess.Popen(
                [crowd, top, str(SEED * 100 + number), str(SECONDS)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, errors="backslashreplace",
            )
            for number in range(PROCESSES)
        ]  # fmt: skip
        said = [process.communicate(timeout=SECONDS + 60)[0] for process in processes]
        assert [process.returncode for process in processes] == [0] * PROCESSES, said
        assert min(int(count) for count in said) > SECONDS, said
        before = census(top)
        counts = " + ".join(count.strip() for count in said)
        print(f"{SECONDS:.0f} s, seed {SEED}: {counts} operations, {len(before)} paths left")
        assert {path: what.links for path, what in before.items()} == links_of(before)
        mount.at_rest(space)
        assert logged(mount, space) == {path for path in on_paths(before, space) if is_versioned(path)}
        mount.remount()
        assert census(top) == before
