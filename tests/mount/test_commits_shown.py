"""What is saved through a mount becomes commits; what others commit becomes visible, also in a second mount."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from statistics import median

import pytest
from committing import commit_elsewhere
from live_mount import VIM, Mount, eventually

from skillfs.store import commits, daemons
from skillfs.store.entries import Kind
from skillfs_daemon.publishing import PATIENCE_SECONDS

pytestmark = pytest.mark.mount

VISIBLE_SECONDS = 0.1
"""How long a commit of another process may take until the mount shows it."""


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def files_of(commit: commits.Commit) -> dict[bytes, int | None]:
    """The files that a commit changed with their sizes, None for a removal; directories are left out."""
    return {
        change.path: None if change.entry is None else change.entry.size
        for change in commit.changes
        if change.entry is None or change.entry.kind is not Kind.DIRECTORY
    }


# -- commits of this mount -------------------------------------------------------------------------------------------


def test_a_copied_folder_is_one_commit_soon(mount: Mount, space: Path, tmp_path: Path) -> None:
    number = mount.at_rest(space)
    folder = tmp_path / "ships"
    folder.mkdir()
    for index in range(100):
        (folder / f"{index:02}.md").write_text(f"ship {index}\n")
    mount.sh(f"cp -r {folder} skills/", space)
    began = time.monotonic()
    commit = mount.next_commit(space, number)
    # Within a second where the machine has nothing else to do; in any case not because the patience was over.
    assert time.monotonic() - began < PATIENCE_SECONDS / 4
    assert files_of(commit) == {f"skills/ships/{index:02}.md".encode(): len(f"ship {index}\n") for index in range(100)}
    assert mount.at_rest(space) == number + 1


def test_sed_in_place_is_one_commit_of_one_file(mount: Mount, space: Path) -> None:
    number = mount.at_rest(space)
    mount.sh("sed -i 's/daily/nightly/' skills/daily-logs/SKILL.md", space)
    assert mount.at_rest(space) == number + 1
    assert files_of(mount.log_of(space, number)[0]).keys() == {b"skills/daily-logs/SKILL.md"}


def test_a_vim_save_is_one_commit_of_one_file(mount: Mount, space: Path) -> None:
    number = mount.at_rest(space)
    path = space / "skills" / "daily-logs" / "SKILL.md"
    done = mount.run(VIM, "-Nu", "NONE", "-es", "-c", "%s/daily/nightly/e", "-c", "wq", path, stdin="")
    assert done.returncode == 0
    assert mount.at_rest(space) == number + 1
    assert files_of(mount.log_of(space, number)[0]).keys() == {b"skills/daily-logs/SKILL.md"}


def test_a_commit_names_who_wrote(mount: Mount, space: Path) -> None:
    number = mount.at_rest(space)
    (space / "skills" / "mine.md").write_text("x")
    commit = mount.next_commit(space, number)
    command = Path("/proc/self/comm").read_text().strip()
    assert commit.author == f"uid {os.getuid()}, {command}[{os.getpid()}]"
    with mount.store() as store:
        assert commit.origin in [daemon.id for daemon in daemons.listed(store, daemons.MOUNT)]
    number = mount.at_rest(space)
    with subprocess.Popen(["cp", space / "skills" / "mine.md", space / "skills" / "yours.md"]) as copy:
        assert copy.wait(10) == 0
    assert mount.next_commit(space, number).author == f"uid {os.getuid()}, cp[{copy.pid}]"


def test_what_is_made_and_removed_between_two_commits_is_in_none(mount: Mount, space: Path) -> None:
    number = mount.at_rest(space)
    mount.sh("mkdir skills/d && echo x > skills/d/x.md && rm -r skills/d", space)
    mount.at_rest(space)
    paths = {change.path for commit in mount.log_of(space, number) for change in commit.changes}
    assert paths <= {b"skills"}


def test_no_commit_is_cut_while_a_file_is_open_for_writing(mount: Mount, space: Path) -> None:
    number = mount.at_rest(space)
    with (space / "skills" / "slow.md").open("w") as file:
        file.write("first")
        file.flush()
        time.sleep(0.5)
        assert mount.space(space).head == number
        file.write(" and second")
    commit = mount.next_commit(space, number)
    assert files_of(commit) == {b"skills/slow.md": len("first and second")}


def test_a_file_that_stays_open_to_be_read_delays_no_commit(mount: Mount, space: Path) -> None:
    number = mount.at_rest(space)
    with (space / "SPACE.md").open():
        (space / "skills" / "x.md").write_text("x")
        assert mount.next_commit(space, number, seconds=1.0).number == number + 1


# -- commits of others -----------------------------------------------------------------------------------------------


def test_a_learners_commit_is_visible_at_once(mount: Mount, space: Path) -> None:
    """Its content, its attributes, the listing, and names that the kernel remembered as absent."""
    path = space / "skills" / "ships" / "brig.md"
    assert not path.exists()
    assert not path.parent.exists()
    assert "ships" not in names(space / "skills")
    commit_elsewhere(mount, space, {"skills/ships/brig.md": b"one mast\n"})
    eventually(path.exists)
    assert names(space / "skills") == ["daily-logs", "ships", "user-general-facts"]
    assert path.read_text() == "one mast\n"
    before = path.stat()
    commit_elsewhere(mount, space, {"skills/ships/brig.md": b"two masts, not one\n"})
    eventually(lambda: path.read_text() == "two masts, not one\n")
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns > before.st_mtime_ns) == (19, True)
    assert after.st_ino != before.st_ino
    commit_elsewhere(mount, space, {"skills/ships/brig.md": None, "skills/ships/sloop.md": b"sloop"})
    eventually(lambda: names(path.parent) == ["sloop.md"])
    assert not path.exists()
    with pytest.raises(FileNotFoundError):
        path.open()


def test_a_commit_is_visible_within_100_ms(mount: Mount, space: Path) -> None:
    """The median: single ones are at the mercy of whatever else the machine does."""
    seconds = []
    for index in range(15):
        path = space / "skills" / f"{index}.md"
        assert not path.exists()
        commit_elsewhere(mount, space, {f"skills/{index}.md": b"x"})
        began = time.monotonic()
        eventually(path.exists)
        seconds.append(time.monotonic() - began)
    assert median(seconds) < VISIBLE_SECONDS


def test_many_commits_arrive_in_order(mount: Mount, space: Path) -> None:
    path = space / "skills" / "count.md"
    seen = [0]
    for index in range(1, 101):
        commit_elsewhere(mount, space, {"skills/count.md": str(index).encode()})
        if path.exists():
            seen.append(int(path.read_text()))
    eventually(lambda: path.read_text() == "100")
    assert seen == sorted(seen)


def test_an_open_descriptor_keeps_the_old_bytes(mount: Mount, space: Path) -> None:
    path = space / "skills" / "ship.md"
    old, new = b"old" * 200_000, b"new" * 200_000
    commit_elsewhere(mount, space, {"skills/ship.md": old})
    eventually(path.exists)
    with path.open("rb") as reader:
        assert reader.read(10) == old[:10]
        commit_elsewhere(mount, space, {"skills/ship.md": new})
        eventually(lambda: path.read_bytes() == new)
        assert reader.read() == old[10:]


def test_nobody_reads_half_of_a_commit(mount: Mount, space: Path) -> None:
    """A reader that opens again and again while versions of different lengths are published."""
    path = space / "skills" / "torn.md"
    versions = {bytes([65 + index]) * (50_000 + 10_000 * index) for index in range(10)}
    commit_elsewhere(mount, space, {"skills/torn.md": b"A" * 50_000})
    eventually(path.exists)
    script = (
        "import sys\nfor _ in range(1500):\n"
        "    data = open(sys.argv[1], 'rb').read()\n"
        "    assert len(set(data)) == 1 and len(data) == 50_000 + 10_000 * (data[0] - 65), (len(data), set(data))\n"
    )
    with subprocess.Popen(["python3", "-c", script, path], stderr=subprocess.PIPE, text=True) as reader:
        while reader.poll() is None:
            for version in versions:
                commit_elsewhere(mount, space, {"skills/torn.md": version})
                time.sleep(0.004)
        assert reader.stderr is not None
        assert (reader.returncode, reader.stderr.read()) == (0, "")


def test_a_learner_keeps_off_a_file_that_is_open_for_writing(mount: Mount, space: Path) -> None:
    commit_elsewhere(mount, space, {"skills/shared.md": b"learnt\n"})
    path = space / "skills" / "shared.md"
    eventually(path.exists)
    with path.open("a") as file:
        with pytest.raises(commits.Held):
            commit_elsewhere(mount, space, {"skills/shared.md": b"learnt again\n"})
        file.write("written\n")
    number = mount.at_rest(space)
    assert path.read_text() == "learnt\nwritten\n"

    def published() -> bool:
        try:
            commit_elsewhere(mount, space, {"skills/shared.md": b"learnt\nwritten\nlearnt again\n"})
        except commits.Held:
            return False
        return True

    eventually(published)
    eventually(lambda: path.read_text() == "learnt\nwritten\nlearnt again\n")
    assert [commit.author for commit in mount.log_of(space, number)] == ["session monday"]


def test_what_is_written_here_is_not_undone_by_a_commit_from_elsewhere(mount: Mount, space: Path) -> None:
    commit_elsewhere(mount, space, {"skills/both.md": b"learnt\n", "skills/other.md": b"1"})
    path = space / "skills" / "both.md"
    eventually(path.exists)
    path.write_text("a person wrote this\n")
    commit_elsewhere(mount, space, {"skills/other.md": b"2"})
    eventually(lambda: (space / "skills" / "other.md").read_text() == "2")
    assert path.read_text() == "a person wrote this\n"
    mount.at_rest(space)
    assert path.read_text() == "a person wrote this\n"
