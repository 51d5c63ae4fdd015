"""Every earlier state of a space through a real mount, read with the programs that people use."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from live_mount import Mount, eventually

from skillfs.store import spaces
from skillfs_daemon.walked_states import MOST_NAMES

pytestmark = pytest.mark.mount


@pytest.fixture
def told(mount: Mount, space: Path) -> tuple[int, int]:
    """A space with a file, a program and a link; changed, removed and replaced. The numbers before and after that."""
    skills = space / "skills"
    before = mount.at_rest(space)
    mount.sh(
        "mkdir -p cooking/eggs && echo 'boil for six minutes' > cooking/eggs/soft.md && echo one > cooking/a.md"
        " && printf '#!/bin/sh\\n' > cooking/run && chmod 750 cooking/run && ln -s eggs/soft.md cooking/link"
        " && touch -d '2020-02-02 02:02:02.5 UTC' cooking/a.md cooking/eggs && : > cooking/empty",
        skills,
    )
    mount.next_commit(space, before)
    first = mount.at_rest(space)
    mount.sh("echo two > cooking/a.md && rm -r cooking/eggs && echo flat > cooking/eggs && rm cooking/link", skills)
    mount.next_commit(space, first)
    return first, mount.at_rest(space)


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def refused(code: int, action: Callable[[], object]) -> bool:
    with pytest.raises(OSError) as raised:
        action()
    return raised.value.errno == code


def test_an_earlier_state_is_read_like_any_directory(mount: Mount, space: Path, told: tuple[int, int]) -> None:
    first, second = told
    old, new = space / ".skillfs" / "history" / str(first), space / ".skillfs" / "history" / str(second)
    assert mount.sh(f"cat .skillfs/history/{first}/skills/cooking/a.md", space).stdout == "one\n"
    assert mount.sh(f"cat .skillfs/history/{second}/skills/cooking/a.md", space).stdout == "two\n"
    assert mount.sh("grep -rl 'six minutes' .", old).stdout == "./skills/cooking/eggs/soft.md\n"
    assert (old / "skills/cooking/link").readlink() == Path("eggs/soft.md")
    assert (old / "skills/cooking/link").read_text() == "boil for six minutes\n"
    assert (old / "SPACE.md").read_bytes() == (space / "SPACE.md").read_bytes()
    assert names(old) == ["SPACE.md", "skills"]
    assert names(old / "skills/cooking") == ["a.md", "eggs", "empty", "link", "run"]
    assert (old / "skills/cooking/eggs").is_dir()
    assert (new / "skills/cooking/eggs").read_text() == "flat\n"
    assert (old / "skills/cooking/empty").read_bytes() == b""
    assert (old / "skills/cooking/a.md").stat().st_mtime_ns == 1580608922_500000000
    assert (old / "skills/cooking/eggs").stat().st_mtime_ns == 1580608922_500000000
    modes = {name: stat.filemode((old / "skills/cooking" / name).lstat().st_mode) for name in ("a.md", "run", "eggs")}
    assert modes == {"a.md": "-r--r--r--", "run": "-r-xr-x---", "eggs": "dr-xr-xr-x"}
    assert stat.S_IMODE(old.stat().st_mode) == stat.S_IMODE(old.parent.stat().st_mode) == 0o700


def test_what_is_not_there_is_not_found(mount: Mount, space: Path, told: tuple[int, int]) -> None:
    first, second = told
    history = space / ".skillfs" / "history"
    for path in ("0", f"0{first}", f"{second + 1}", "x", "9" * 40, f"{second}/skills/cooking/link", f"{first}/inbox",
                 f"{first}/.skillfs", f"{second}/skills/cooking/eggs.md", "log.md"):  # fmt: skip
        assert refused(errno.ENOENT, (history / path).lstat), path
    assert refused(errno.ENOTDIR, (history / str(second) / "skills/cooking/eggs/soft.md").lstat)


def test_the_history_lists_its_states_and_the_log(mount: Mount, space: Path, told: tuple[int, int]) -> None:
    first, second = told
    history = space / ".skillfs" / "history"
    assert names(history) == sorted(["latest", "log", *map(str, range(1, second + 1))])
    log = (history / "log").read_text()
    assert (history / "log").stat().st_size == len(log.encode())
    blocks = log.split("commit ")[1:]
    assert [int(block.split("\n")[0]) for block in blocks] == list(range(second, 0, -1))
    # On a busy machine each of the two scripts may be several commits.
    later, earlier = ("".join(part).splitlines() for part in (blocks[: second - first], blocks[second - first :]))
    assert {"M  skills/cooking/a.md", "D  skills/cooking/eggs/soft.md", "D  skills/cooking/link"} <= set(later)
    assert {"A  skills/cooking/", "A  skills/cooking/a.md", "A  skills/cooking/link"} <= set(earlier)
    assert f"Author: uid {os.getuid()}, bash" in log
    times = [(history / str(number)).stat().st_mtime_ns for number in range(1, second + 1)]
    assert times == [commit.time_ns for commit in mount.log_of(space)]
    assert mount.sh("grep -c '^commit ' .skillfs/history/log", space).stdout == f"{second}\n"


def test_the_latest_is_what_was_saved_a_moment_ago(mount: Mount, space: Path, told: tuple[int, int]) -> None:
    latest = space / ".skillfs" / "history" / "latest"
    for turn in range(3):
        (space / "skills" / "note.md").write_text(f"turn {turn}\n")
        assert (latest / "skills" / "note.md").read_text() == f"turn {turn}\n"
        assert str(latest.readlink()) == str(mount.at_rest(space))
    assert mount.sh("diff -r .skillfs/history/latest/skills skills", space).stdout == ""


def test_diff_cp_and_tar_work_out_of_it(mount: Mount, space: Path, told: tuple[int, int], tmp_path: Path) -> None:
    first, second = told
    mount.sh(f"diff -r .skillfs/history/{second}/skills skills", space)
    differing = mount.run("diff", "-r", f".skillfs/history/{first}/skills", "skills", cwd=space)
    assert (differing.returncode, differing.stderr) == (1, "")
    assert "< one\n" in differing.stdout
    assert "> two\n" in differing.stdout
    old = space / ".skillfs" / "history" / str(first) / "skills"
    mount.sh(f"cp -a {old} {tmp_path}/copy && tar -c --format=posix -f {tmp_path}/old.tar -C {old} .", space)
    mount.sh(f"mkdir {tmp_path}/untarred && tar xf {tmp_path}/old.tar -C {tmp_path}/untarred", space)
    shape = "find . -printf '%P %y %m %T@ %l\\n' | sort && find . -type f -exec sha256sum {} + | sort -k 2"
    expected = mount.sh(shape, old).stdout
    assert "a.md f 444 1580608922.5" in expected
    assert mount.sh(shape, tmp_path / "copy").stdout == expected
    assert mount.sh(shape, tmp_path / "untarred").stdout == expected


def test_a_file_is_brought_back_with_cp(mount: Mount, space: Path, told: tuple[int, int]) -> None:
    first, _ = told
    mount.sh(f"cp -r --remove-destination .skillfs/history/{first}/skills/cooking/. skills/back", space)
    assert (space / "skills/back/eggs/soft.md").read_text() == "boil for six minutes\n"


def test_extended_attributes_are_kept(mount: Mount, space: Path, told: tuple[int, int]) -> None:
    mount.sh("setfattr -n user.kind -v recipe skills/cooking/a.md", space)
    latest = space / ".skillfs" / "history" / "latest" / "skills" / "cooking" / "a.md"
    assert os.getxattr(latest, "user.kind") == b"recipe"
    assert os.listxattr(space / ".skillfs" / "history" / str(told[0]) / "skills" / "cooking" / "a.md") == []


def test_nobody_changes_it(mount: Mount, space: Path, told: tuple[int, int]) -> None:
    state = space / ".skillfs" / "history" / str(told[0])
    file, directory = state / "skills/cooking/a.md", state / "skills/cooking"
    for code, action in (
        (errno.EACCES, lambda: file.open("a")),
        (errno.EACCES, lambda: file.open("w")),
        (errno.EACCES, lambda: os.truncate(file, 0)),
        (errno.EPERM, file.unlink),
        (errno.EPERM, lambda: (directory / "new.md").touch()),
        (errno.EPERM, lambda: (directory / "new").mkdir()),
        (errno.EPERM, lambda: (directory / "new").symlink_to("x")),
        (errno.EPERM, (directory / "eggs").rmdir),
        (errno.EPERM, lambda: file.rename(directory / "b.md")),
        (errno.EPERM, lambda: file.rename(space / "skills" / "b.md")),
        (errno.EPERM, lambda: file.chmod(0o777)),
        (errno.EPERM, lambda: os.utime(file)),
        (errno.ENOTSUP, lambda: os.setxattr(file, "user.x", b"1")),
        (errno.EPERM, (state.parent / "latest").unlink),
        (errno.EPERM, lambda: (state.parent / "99").mkdir()),
    ):
        assert refused(code, action), action
    assert file.read_text() == "one\n"


def test_a_state_that_is_known_is_the_same_inodes_at_each_look(
    mount: Mount, space: Path, told: tuple[int, int]
) -> None:
    file = space / ".skillfs" / "history" / str(told[0]) / "skills" / "cooking" / "a.md"
    with file.open() as opened:
        ino = os.fstat(opened.fileno()).st_ino
        (space / "skills" / "other.md").write_text("x")
        mount.at_rest(space)
        assert (file.stat().st_ino, file.parent.stat().st_ino) == (ino, file.parent.stat().st_ino)
        assert {entry.name: entry.inode() for entry in os.scandir(file.parent)}["a.md"] == ino


def test_it_stays_out_of_listings_and_archives(mount: Mount, space: Path, told: tuple[int, int]) -> None:
    assert (space / ".skillfs" / "history" / "1").is_dir()
    assert names(space) == ["SPACE.md", "inbox", "skills"]
    for command in ("ls -A", "tar c . | tar t", "tar tf .skillfs/export.tar"):
        shown = mount.sh(command, space).stdout
        assert "history" not in shown, command


def test_a_walk_stays_in_its_state_while_others_commit(mount: Mount, space: Path, told: tuple[int, int]) -> None:
    state = space / ".skillfs" / "history" / str(told[0]) / "skills"
    for number in range(200):
        (space / "skills" / f"{number}.md").write_text("x")
    mount.at_rest(space)
    expected = mount.sh("find . | sort && grep -r '' . | sort", state).stdout
    walk = subprocess.Popen(
        ["bash", "-c", "for i in $(seq 20); do find . | sort; grep -r '' . | sort; done"],
        cwd=state, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    before = mount.at_rest(space)
    turn = 0
    while walk.poll() is None and turn < 1000:
        turn += 1
        (space / "skills" / "cooking" / "a.md").write_text(f"{turn}\n")
        (space / ".skillfs" / "history" / "latest").stat()
        if turn == 3:
            # All that the walk needs comes back from the store.
            assert len(names(state.parent.parent)) > before
    assert turn > 3
    out, _ = walk.communicate(timeout=90)
    assert out == expected * 20
    assert mount.at_rest(space) > before + 3


def test_two_listings_at_once_are_both_whole(mount: Mount, space: Path) -> None:
    before = mount.at_rest(space)
    (space / "skills" / "many").mkdir()
    for number in range(700):
        (space / "skills" / "many" / f"{number}.md").touch()
    mount.next_commit(space, before)
    many = space / ".skillfs" / "history" / "latest" / "skills" / "many"
    with os.scandir(many) as first, os.scandir(many) as second:
        names = [next(first).name]
        assert {entry.name for entry in second} == {f"{number}.md" for number in range(700)}
        names += [entry.name for entry in first]
    assert sorted(names) == sorted(f"{number}.md" for number in range(700))


def test_what_is_open_of_a_removed_space_leads_nowhere_else(mount: Mount, space: Path, told: tuple[int, int]) -> None:
    state = space / ".skillfs" / "history" / str(told[0])
    inside = os.open(state / "skills", os.O_RDONLY)
    with (state / "skills/cooking/a.md").open() as opened:
        mount.sh(f"rm -r {space.name}", space.parent)
        assert opened.read() == "one\n"
        assert refused(errno.ENOENT, state.stat)
        assert refused(errno.ENOENT, lambda: os.stat("cooking", dir_fd=inside))
        assert names(Path(f"/proc/self/fd/{inside}")) == []
    os.close(inside)


def test_a_search_through_a_whole_history_fills_no_memory(own_mount: Mount) -> None:
    states, files = 40, 2500
    with own_mount.store() as store:
        spaces.create(
            store, "work", {f"skills/{number}.md": b"" for number in range(files)}, uid=0, gid=0, author="test"
        )
    space = own_mount.path / "work"
    eventually(space.exists)
    for number in range(1, states):
        (space / "skills" / "turn").write_text(str(number))
        own_mount.next_commit(space, number)
    history = space / ".skillfs" / "history"
    found = own_mount.sh("find . -path './[0-9]*' -type f | wc -l", history).stdout
    assert int(found) == states * files + states - 1

    def names_in_memory() -> int:
        answer = os.statvfs(space)
        return answer.f_files - answer.f_ffree

    # The kernel forgets some time after it was told to.
    eventually(lambda: names_in_memory() < files + MOST_NAMES + files * 2)
    assert (history / "3" / "skills" / "turn").read_text() == "2"


def test_the_history_comes_back_with_a_space(mount: Mount, space: Path, told: tuple[int, int]) -> None:
    first, second = told
    state = space / ".skillfs" / "history" / str(first)
    expected = mount.sh("find . | sort && grep -r '' . | sort", state).stdout
    mount.sh(f"rm -r {space.name}", space.parent)
    with mount.store() as store:
        spaces.restore(store, space.name, author="test")
    eventually(state.exists)
    assert mount.sh("find . | sort && grep -r '' . | sort", state).stdout == expected
    assert "    restore the space\n" in (state.parent / "log").read_text()
    assert int(str((state.parent / "latest").readlink())) > second
