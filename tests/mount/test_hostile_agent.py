"""What an agent tries that has nothing but a mount: its skills and its inbox, to read and to write."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from live_mount import Mount, eventually
from one_run import learn

from skillfs.learning.served import MAX_FILE_BYTES

pytestmark = pytest.mark.mount

GIB, MIB = 1 << 30, 1 << 20
SAID = '{"messages": [{"role": "user", "content": "My name is Gus and I live in Oslo."}]}'

CHAIN = """
import os, sys
made = 0
try:
    while made < 5000:
        os.mkdir("abc")
        os.chdir("abc")
        made += 1
except OSError as error:
    print(made, error.errno)
"""


def peak_memory(pid: int) -> int:
    """The most memory that a process has had, in bytes (VmHWM of proc_pid_status(5))."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def test_a_chain_of_directories_ends_where_paths_do_and_is_moved_and_removed_whole(mount: Mount, space: Path) -> None:
    skills = space / "skills"
    done = mount.run(sys.executable, "-c", CHAIN, cwd=skills)
    # "skills" and then "/abc" as often as there is room for it: more often than Python calls itself.
    made = (4607 - len("skills")) // len("/abc")
    assert made > sys.getrecursionlimit()
    assert (done.stdout.split(), done.stderr) == ([str(made), str(errno.ENAMETOOLONG)], "")
    mount.sh("mv abc xyz", skills)
    assert mount.run("bash", "-c", "mv xyz longer", cwd=skills).stderr.endswith("File name too long\n")
    assert mount.sh("find . -type d | wc -l", skills / "xyz").stdout == f"{made}\n"
    mount.sh("rm -r xyz", skills)
    assert mount.sh("ls", skills).stdout.split() == ["daily-logs", "user-general-facts"]


def test_files_of_gigabytes_that_take_no_room_take_no_memory_either(own_mount: Mount) -> None:
    """A sparse file costs its writer nothing; whoever reads it whole would need all of its size."""
    own_mount.allow_in_log("front matter is not closed")
    space = own_mount.new_space()
    big = space / "skills" / "big"
    big.mkdir()
    texts = {
        big / "SKILL.md": '---\nname: "big"\ndescription: "Large."\n---\n',
        space / "skills" / "open" / "SKILL.md": "---\n",
        space / "SPACE.md": "---\ndescription: x\n---\n",
    }
    for path, text in texts.items():
        path.parent.mkdir(exist_ok=True)
        with path.open("w") as file:
            file.write(text)
            file.truncate(GIB)
    own_mount.at_rest(space)
    for name in ("catalog.md", "catalog.xml", "catalog.json", "status"):
        own_mount.sh(f"cat .skillfs/{name}", space)
    assert "- **big**: Large.\n" in (space / ".skillfs" / "catalog.md").read_text()
    assert peak_memory(own_mount.pid) < 400 * MIB


def test_a_front_matter_without_end_keeps_nobody_waiting(mount: Mount, space: Path) -> None:
    big = space / "skills" / "big"
    big.mkdir()
    lines = "".join(f"key-{index}: x\n" for index in range(60_000))
    (big / "SKILL.md").write_text(f"---\n{lines}---\n")
    mount.at_rest(space)
    began = time.monotonic()
    shown = (space / ".skillfs" / "catalog.md").read_text()
    assert time.monotonic() - began < max(10.0, os.getloadavg()[0])
    assert "- **big**: the front matter is longer than 65536 characters: put prose below it" in shown


def test_a_file_that_no_learner_can_read_fails_its_session_and_nothing_else(mount: Mount, space: Path) -> None:
    facts = space / "skills" / "user-general-facts" / "personal-info.md"
    with facts.open("w") as file:
        file.truncate(2 * MAX_FILE_BYTES)
    mount.at_rest(space)
    (space / "inbox" / "monday.json").write_text(SAID)
    learn(mount, space)
    status = (space / ".skillfs" / "status").read_text()
    assert f"a file of {2 * MAX_FILE_BYTES} bytes in skills/ is more than" in status
    assert facts.stat().st_size == 2 * MAX_FILE_BYTES


def test_no_name_reaches_a_terminal_with_what_it_acts_on(mount: Mount, space: Path) -> None:
    bell = "\x1b]0;owned\x07\x1b[31m\n.json"
    (space / "inbox" / bell).write_text("[")
    said = mount.error_of(space / "inbox" / bell)
    (space / "inbox" / bell.replace(".json", ".txt")).write_text("[")
    mount.error_of(space / "inbox" / bell.replace(".json", ".txt"))
    program = "import sys; open('/proc/self/comm', 'w').write('a\\n\\x1b[1mb'); open(sys.argv[1], 'w').write('x')"
    subprocess.run([sys.executable, "-c", program, os.fspath(space / "skills" / f"x{bell}.md")], check=True)
    commit = mount.next_commit(space, mount.at_rest(space) - 1)
    shown = [said.removesuffix("\n"), commit.author, commit.message,
             *(space / ".skillfs" / "status").read_text().splitlines()]  # fmt: skip
    assert [line for line in shown if not line.isprintable()] == []
    assert said == "\\x1b]0;owned\\x07\\x1b[31m\\n.json: ends too early, at line 1, column 2; write the rest\n"
    assert commit.author.startswith(f"uid {os.getuid()}, a\\n\\x1b[1mb[")


def test_names_of_the_mounts_own_business_are_nobodys(mount: Mount, space: Path) -> None:
    skills = space / "skills"
    for path in (skills / ".skillfs.new.1", space / ".skillfs" / "sessions" / ".." / ".." / ".." / "README.md"):
        with pytest.raises(OSError):
            path.rename(skills / "taken")
    assert eventually(lambda: not (skills / ".skillfs.new.1").exists())
    assert (mount.path / "README.md").exists()
