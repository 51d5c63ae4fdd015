"""`max_skills_bytes` and `max_skills_files` of SPACE.md: EDQUOT for what is beyond, and nothing half done."""

from __future__ import annotations

import errno
import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from committing import commit_elsewhere
from live_mount import Mount, eventually

pytestmark = pytest.mark.mount

KIB = 1024


def used(skills: Path) -> tuple[int, int]:
    """What `skills/` holds: files, directories and links, and the bytes of the files."""
    paths = [skills, *skills.rglob("*")]
    return len(paths), sum(path.lstat().st_size for path in paths if path.is_file() and not path.is_symlink())


def limit(mount: Mount, space: Path, **limits: int) -> None:
    """Set limits, and wait until they hold: a limit of a space is that of its last commit."""
    number = mount.at_rest(space)
    text = "".join(f"{name}: {value}\n" for name, value in limits.items())
    (space / "SPACE.md").write_text(f"---\n{text}---\n")
    mount.next_commit(space, number)
    mount.at_rest(space)


def refused(operation: Callable[[], object]) -> bool:
    """Whether an operation is refused for the space's limit."""
    with pytest.raises(OSError) as refusal:
        operation()
    return refusal.value.errno == errno.EDQUOT


def test_bytes_beyond_the_limit_are_refused_and_removing_makes_room_at_once(mount: Mount, space: Path) -> None:
    skills = space / "skills"
    limit(mount, space, max_skills_bytes=used(skills)[1] + 100 * KIB)
    body = random.Random(5).randbytes(60 * KIB)
    (skills / "a.bin").write_bytes(body)
    assert refused(lambda: (skills / "b.bin").write_bytes(body))
    assert refused(lambda: os.truncate(skills / "a.bin", 200 * KIB))
    assert (skills / "a.bin").read_bytes() == body
    assert (skills / "b.bin").read_bytes() == b""
    assert used(skills)[1] <= 60 * KIB + used(skills / "daily-logs")[1] + used(skills / "user-general-facts")[1]
    (skills / "a.bin").write_bytes(body[::-1])
    (skills / "a.bin").unlink()
    (skills / "b.bin").write_bytes(body)
    os.truncate(skills / "b.bin", 10 * KIB)
    (skills / "c.bin").write_bytes(body)
    with (skills / "c.bin").open("r+b") as file:
        file.seek(30 * KIB)
        file.write(body[: 30 * KIB])
    mount.at_rest(space)
    assert (skills / "b.bin").read_bytes() == body[: 10 * KIB]
    assert (skills / "c.bin").read_bytes() == body[: 30 * KIB] * 2


def test_a_long_write_stops_at_the_limit_and_says_how_far_it_came(mount: Mount, space: Path) -> None:
    skills = space / "skills"
    limit(mount, space, max_skills_bytes=used(skills)[1] + 1000 * KIB)
    done = subprocess.run(
        ["dd", "if=/dev/zero", f"of={skills}/long.bin", "bs=100K", "count=20"], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Disk quota exceeded" in done.stderr
    assert (skills / "long.bin").stat().st_size == 1000 * KIB
    assert used(skills)[1] == 1000 * KIB + sum(used(skills / name)[1] for name in ("daily-logs", "user-general-facts"))


def test_files_beyond_the_limit_are_refused(mount: Mount, space: Path) -> None:
    skills = space / "skills"
    limit(mount, space, max_skills_files=used(skills)[0] + 3)
    (skills / "d").mkdir()
    (skills / "d" / "f").write_text("f")
    (skills / "link").symlink_to("d")
    for operation in (
        (skills / "g").touch,
        (skills / "h").mkdir,
        lambda: (skills / "i").symlink_to("d"),
        (skills / "d" / ".f.swp").touch,
    ):
        assert refused(operation)
    (skills / "d" / "f").rename(skills / "f")
    (skills / "f").write_text("longer than before")
    (skills / "f").replace(skills / "link")
    (skills / "g").touch()
    assert refused((skills / "h").mkdir)
    mount.at_rest(space)
    assert sorted(path.name for path in skills.iterdir()) == ["d", "daily-logs", "g", "link", "user-general-facts"]


def test_cp_and_tar_say_what_is_wrong_and_what_fits_is_there(mount: Mount, space: Path, tmp_path: Path) -> None:
    skills = space / "skills"
    limit(mount, space, max_skills_bytes=used(skills)[1] + 50 * KIB)
    source = tmp_path / "source"
    source.mkdir()
    for index in range(10):
        (source / f"{index}.md").write_bytes(bytes([65 + index]) * 10 * KIB)
    done = mount.run("cp", "-r", source, skills / "copied")
    assert done.returncode == 1
    assert done.stderr.count("Disk quota exceeded") == 5
    whole = [path for path in (skills / "copied").iterdir() if path.stat().st_size]
    assert all(path.read_bytes() == (source / path.name).read_bytes() for path in whole)
    assert len(whole) == 5
    mount.sh("rm -r copied", skills)
    mount.sh(f"tar c -C {source} 0.md 1.md 2.md 3.md 4.md | tar x", skills)
    mount.at_rest(space)


def test_lowering_a_limit_takes_nothing_away_and_space_md_stays_writable(mount: Mount, space: Path) -> None:
    skills = space / "skills"
    (skills / "large.bin").write_bytes(bytes(100 * KIB))
    limit(mount, space, max_skills_bytes=50 * KIB, max_skills_files=2)
    assert refused(lambda: (skills / "new").write_text("x"))
    with (skills / "large.bin").open("r+b") as file:
        file.write(b"changed in place")
    os.truncate(skills / "large.bin", 90 * KIB)
    assert refused(lambda: os.truncate(skills / "large.bin", 91 * KIB))
    mount.sh("sed -i 's/^max_.*//' SPACE.md", space)
    mount.at_rest(space)
    eventually(lambda: not fails((skills / "new").touch))
    assert (skills / "large.bin").read_bytes()[:16] == b"changed in place"


def fails(operation: Callable[[], object]) -> bool:
    try:
        operation()
    except OSError:
        return True
    return False


def test_the_limit_counts_what_others_commit_and_what_is_in_no_commit(own_mount: Mount) -> None:
    space = own_mount.new_space()
    skills = space / "skills"
    limit(own_mount, space, max_skills_bytes=used(skills)[1] + 100 * KIB)
    (skills / ".git").mkdir()
    (skills / ".git" / "pack").write_bytes(bytes(40 * KIB))
    commit_elsewhere(own_mount, space, {"skills/learnt/a.md": b"a" * 50 * KIB})
    eventually((skills / "learnt" / "a.md").exists)
    assert refused(lambda: (skills / "b").write_bytes(bytes(20 * KIB)))
    own_mount.remount()
    assert refused(lambda: (skills / "b").write_bytes(bytes(20 * KIB)))
    commit_elsewhere(own_mount, space, {"skills/learnt/a.md": None})
    eventually(lambda: not (skills / "learnt" / "a.md").exists())
    (skills / "b").write_bytes(bytes(20 * KIB))


def test_an_unlinked_file_takes_nothing_and_its_writer_goes_on(mount: Mount, space: Path) -> None:
    skills = space / "skills"
    limit(mount, space, max_skills_bytes=used(skills)[1] + 20 * KIB)
    descriptor = os.open(skills / "gone", os.O_CREAT | os.O_RDWR)
    try:
        os.write(descriptor, bytes(20 * KIB))
        (skills / "gone").unlink()
        (skills / "other").write_bytes(bytes(20 * KIB))
        assert os.write(descriptor, bytes(20 * KIB)) == 20 * KIB
    finally:
        os.close(descriptor)
    assert refused(lambda: (skills / "third").write_bytes(b"x"))
