"""Files, directories and symlinks below `skills/`: an ordinary tree, also after a remount."""

from __future__ import annotations

import errno
import mmap
import os
import random
import shlex
import stat
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from live_mount import NEEDS_ROOT, Mount, eventually

pytestmark = pytest.mark.mount

MIB = 1024**2


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def refused(code: int, operation: Callable[[], object]) -> bool:
    """Whether an operation fails with just this errno."""
    with pytest.raises(OSError) as refusal:
        operation()
    return refusal.value.errno == code


# -- content ---------------------------------------------------------------------------------------------------------


def test_a_large_file_is_written_reread_truncated_and_overwritten(mount: Mount, skills: Path) -> None:
    path = skills / "large.bin"
    expected = bytearray(random.Random(1).randbytes(3 * MIB + 17))
    path.write_bytes(expected)
    assert path.read_bytes() == expected
    os.truncate(path, 2 * MIB - 5)
    del expected[2 * MIB - 5 :]
    with path.open("r+b") as file:
        for offset, size in [(MIB - 3, 7), (0, 1), (128 * 1024, 128 * 1024), (len(expected) - 2, 100)]:
            piece = random.Random(offset).randbytes(size)
            file.seek(offset)
            file.write(piece)
            expected[offset : offset + size] = piece
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        assert file.read() == expected
    number = mount.at_rest(skills.parent)
    assert path.read_bytes() == expected
    commit = mount.log_of(skills.parent, number - 1)[0]
    sizes = {change.path: change.entry.size for change in commit.changes if change.entry is not None}
    assert sizes[b"skills/large.bin"] == len(expected)


def test_an_overwrite_by_less_leaves_nothing_of_the_longer_file(mount: Mount, skills: Path) -> None:
    path = skills / "note.md"
    path.write_text("a long sentence\n")
    mount.sh("echo short > note.md", skills)
    assert path.read_text() == "short\n"
    mount.at_rest(skills.parent)
    mount.sh(": > note.md", skills)
    assert path.read_text() == ""
    assert path.stat().st_size == 0


def test_a_sparse_file_is_zeros_where_nothing_was_written(mount: Mount, skills: Path) -> None:
    path = skills / "sparse.bin"
    with path.open("wb") as file:
        file.seek(5 * MIB)
        file.write(b"end")
        file.truncate(9 * MIB)
    number = mount.at_rest(skills.parent)
    assert number > 1
    expected = bytes(5 * MIB) + b"end" + bytes(4 * MIB - 3)
    assert path.read_bytes() == expected
    with mount.store() as store:
        assert store.one("SELECT sum(length(data)) FROM blobs WHERE size = 131072 AND data IS NOT NULL") < 4 * MIB


def test_a_file_cannot_grow_without_bounds(mount: Mount, skills: Path) -> None:
    path = skills / "endless.bin"
    path.touch()
    assert refused(errno.EFBIG, lambda: os.truncate(path, 1 << 60))
    assert path.stat().st_size == 0
    path.write_text("alive")
    assert path.read_text() == "alive"


def test_two_writers_that_append(mount: Mount, skills: Path) -> None:
    path = skills / "log.md"
    path.touch()

    def append(word: str) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
        for index in range(200):
            os.write(descriptor, f"{word} {index}\n".encode())
        os.close(descriptor)

    writers = [threading.Thread(target=append, args=(word,)) for word in ("port", "starboard")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(20)
    lines = path.read_text().splitlines()
    assert len(lines) == 400
    for word in ("port", "starboard"):
        assert [said for said in lines if said.startswith(word)] == [f"{word} {index}" for index in range(200)]


def test_a_mapping_reads_and_writes(mount: Mount, skills: Path) -> None:
    path = skills / "map.bin"
    path.write_bytes(bytes(10_000))
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 10_000) as memory:
        memory[5_000:5_004] = b"here"
        memory.flush()
    assert path.read_bytes()[4_999:5_005] == b"\0here\0"
    mount.at_rest(skills.parent)
    assert path.read_bytes()[4_999:5_005] == b"\0here\0"


def test_an_unlinked_file_stays_readable_and_writable_while_open(mount: Mount, skills: Path) -> None:
    path = skills / "gone.md"
    path.write_text("before")
    mount.at_rest(skills.parent)
    with path.open("r+") as file:
        path.unlink()
        assert not path.exists()
        assert file.read() == "before"
        file.write(" and after")
        file.flush()
        file.seek(0)
        assert file.read() == "before and after"
        assert os.fstat(file.fileno()).st_nlink == 0
        path.write_text("another")
    assert path.read_text() == "another"


def test_a_file_that_another_one_replaces_stays_readable_while_open(mount: Mount, skills: Path) -> None:
    (skills / "old.md").write_text("old" * 100_000)
    mount.at_rest(skills.parent)
    (skills / "new.md").write_text("new")
    with (skills / "old.md").open() as file:
        assert file.read(3) == "old"
        (skills / "new.md").replace(skills / "old.md")
        assert (skills / "old.md").read_text() == "new"
        assert file.read() == "old" * 99_999
    assert not (skills / "new.md").exists()


def test_a_removed_directory_stays_for_who_is_in_it(mount: Mount, skills: Path) -> None:
    (skills / "d").mkdir()
    descriptor = os.open(skills / "d", os.O_RDONLY | os.O_DIRECTORY)
    (skills / "d").rmdir()
    with os.scandir(descriptor) as entries:
        assert list(entries) == []
    assert refused(errno.ENOENT, lambda: os.open("f", os.O_CREAT | os.O_WRONLY, dir_fd=descriptor))
    assert os.fstat(descriptor).st_nlink == 0
    os.close(descriptor)


def test_directories_nest_deeper_than_calls_in_python(own_mount: Mount) -> None:
    skills = own_mount.new_space() / "skills"
    script = "import os\nfor _ in range(1100): os.mkdir('d'); os.chdir('d')\nopen('bottom', 'w').write('deep')"
    read = "import os\nfor _ in range(1100): os.chdir('d')\nprint(open('bottom').read())"
    (skills / "top").mkdir()
    python = shlex.quote(sys.executable)
    own_mount.sh(f"cd top && {python} -c {shlex.quote(script)} && cd .. && mv top moved", skills)
    own_mount.remount()
    assert own_mount.sh(f"cd moved && {python} -c {shlex.quote(read)} && rm -r ../moved", skills).stdout == "deep\n"
    assert not (skills / "moved").exists()


# -- names -----------------------------------------------------------------------------------------------------------


def test_names_have_up_to_255_bytes(mount: Mount, skills: Path) -> None:
    name = "x" * 255
    (skills / name).write_text("long")
    assert names(skills)[-1] == name
    for operation in (
        (skills / ("x" * 256)).touch,
        (skills / ("x" * 256)).mkdir,
        (skills / ("x" * 256)).stat,
        lambda: (skills / name).rename(skills / ("y" * 256)),
    ):
        assert refused(errno.ENAMETOOLONG, operation)
    deep = skills.joinpath(*["d" * 200] * 15)
    deep.mkdir(parents=True)
    (deep / "f").write_text("deep")
    mount.at_rest(skills.parent)
    assert (deep / "f").read_text() == "deep"


def test_names_are_bytes(own_mount: Mount, tmp_path: Path) -> None:
    skills = own_mount.new_space() / "skills"
    strange = [
        os.fsdecode(name) for name in (b"caf\xe9", b"new\nline", b"-rf", b"tab\t", b"\xff\xfe", "日本語".encode())
    ]
    for name in strange:
        (skills / name).mkdir()
        (skills / name / name).write_bytes(os.fsencode(name))
    own_mount.remount()
    assert set(strange) < set(names(skills))
    for name in strange:
        assert (skills / name / name).read_bytes() == os.fsencode(name)
    # GNU tar reads names that are no UTF-8, but says of the header for them that it does not know it.
    done = own_mount.run("tar", "xf", skills.parent / ".skillfs" / "export.tar", cwd=tmp_path)
    assert done.returncode == 0
    assert set(strange) < set(names(tmp_path / skills.parent.name / "skills"))


def test_a_name_that_is_absent_is_found_as_soon_as_it_is_made(mount: Mount, skills: Path) -> None:
    for index in range(20):
        path = skills / f"{index}.md"
        assert not path.exists()
        path.write_text("x")
        assert path.exists()
        path.unlink()
        assert not path.exists()
        path.mkdir()
        assert path.is_dir()


def test_directories_are_renamed_with_what_is_in_them(mount: Mount, skills: Path) -> None:
    (skills / "a" / "b").mkdir(parents=True)
    (skills / "a" / "b" / "f.md").write_text("f")
    mount.at_rest(skills.parent)
    (skills / "a").rename(skills / "z")
    assert (skills / "z" / "b" / "f.md").read_text() == "f"
    assert not (skills / "a").exists()
    number = mount.at_rest(skills.parent)
    changes = {change.path: change.entry is not None for change in mount.log_of(skills.parent, number - 1)[0].changes}
    assert (
        changes.items()
        >= {
            b"skills/a": False,
            b"skills/a/b/f.md": False,
            b"skills/z": True,
            b"skills/z/b/f.md": True,
        }.items()
    )
    assert refused(errno.EINVAL, lambda: (skills / "z").rename(skills / "z" / "b" / "inside"))
    (skills / "empty").mkdir()
    (skills / "empty").rename(skills / "target")
    assert refused(errno.ENOTEMPTY, lambda: (skills / "target").rename(skills / "z"))
    (skills / "file").touch()
    assert refused(errno.EISDIR, lambda: (skills / "file").rename(skills / "z"))
    assert refused(errno.ENOTDIR, lambda: (skills / "z").rename(skills / "file"))


def test_mv_does_not_replace_when_told_so(mount: Mount, skills: Path) -> None:
    (skills / "a.md").write_text("a")
    (skills / "b.md").write_text("b")
    mount.run("mv", "-n", "a.md", "b.md", cwd=skills)
    assert (skills / "b.md").read_text() == "b"
    mount.sh("mv -f a.md b.md", skills)
    assert (skills / "b.md").read_text() == "a"


def test_parts_of_the_tree_are_different_devices_to_rename_and_link(mount: Mount, space: Path) -> None:
    (space / "skills" / "a.json").write_text("[]")
    other = mount.new_space()
    assert refused(errno.EXDEV, lambda: (space / "skills" / "a.json").rename(space / "inbox" / "a.json"))
    assert refused(errno.EXDEV, lambda: (space / "skills" / "a.json").rename(other / "skills" / "a.json"))
    assert refused(errno.EPERM, lambda: os.link(space / "skills" / "a.json", space / "skills" / "b.json"))
    mount.sh(f"mv skills/a.json {other}/skills/", space)
    assert (other / "skills" / "a.json").read_text() == "[]"
    assert not (space / "skills" / "a.json").exists()


# -- attributes ------------------------------------------------------------------------------------------------------


@NEEDS_ROOT
def test_everything_survives_a_remount_with_its_inode_number(own_mount: Mount) -> None:
    space = own_mount.new_space()
    skills = space / "skills"
    (skills / "ships" / "rigs").mkdir(parents=True, mode=0o750)
    brig = skills / "ships" / "rigs" / "brig.md"
    brig.write_text("two masts\n")
    os.chown(brig, 1234, 2345)
    brig.chmod(0o4640)
    os.setxattr(brig, "user.kind", b"\x00sail\xff")
    os.setxattr(skills / "ships", "user.fleet", b"")
    os.utime(brig, ns=(1_500_000_000_000_000_001, 1_600_000_000_123_456_789))
    os.utime(skills / "ships", ns=(1, 1_600_000_001_000_000_002))
    (skills / "ships" / "best").symlink_to("rigs/brig.md")
    (skills / "dangling").symlink_to("/nowhere/" + "x" * 300)
    (skills / "empty").touch(mode=0o600)
    (space / "inbox").chmod(0o700)
    space.chmod(0o711)
    os.utime(space, ns=(1, 1_600_000_002_000_000_003))
    own_mount.path.chmod(0o751)

    def picture() -> dict[str, object]:
        paths = [own_mount.path, space, space / "inbox", *sorted(space.rglob("*"))]
        shown: dict[str, object] = {}
        for path in paths:
            status = path.lstat()
            xattrs = {
                name: os.getxattr(path, name, follow_symlinks=False)
                for name in os.listxattr(path, follow_symlinks=False)
            }
            body = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else None
            # The root and the inbox are made anew, and have the time of that.
            time_ns = None if path in (own_mount.path, space / "inbox") else status.st_mtime_ns
            shown[str(path)] = (
                status.st_ino, status.st_mode, status.st_uid, status.st_gid, status.st_size, time_ns, xattrs, body,
            )  # fmt: skip
        return shown

    before = picture()
    assert stat.S_IMODE(brig.stat().st_mode) == 0o4640
    assert brig.stat().st_mtime_ns == 1_600_000_000_123_456_789
    own_mount.remount()
    assert picture() == before


def test_extended_attributes(mount: Mount, skills: Path) -> None:
    path = skills / "daily-logs" / "SKILL.md"
    assert os.listxattr(path) == []
    os.setxattr(path, "user.a", b"1")
    os.setxattr(path, "user.a", b"2", os.XATTR_REPLACE)
    os.setxattr(path, "user.b", b"x" * 4096)
    assert os.listxattr(path) == ["user.a", "user.b"]
    assert os.getxattr(path, "user.a") == b"2"
    assert os.getxattr(path, "user.b") == b"x" * 4096
    assert refused(errno.EEXIST, lambda: os.setxattr(path, "user.a", b"3", os.XATTR_CREATE))
    assert refused(errno.ENODATA, lambda: os.setxattr(path, "user.c", b"3", os.XATTR_REPLACE))
    os.removexattr(path, "user.a")
    assert refused(errno.ENODATA, lambda: os.getxattr(path, "user.a"))
    assert refused(errno.ENODATA, lambda: os.removexattr(path, "user.a"))
    assert refused(errno.ENOTSUP, lambda: os.setxattr(path, "trusted.x", b"1"))
    assert refused(errno.ENOTSUP, lambda: os.setxattr(skills.parent / "SPACE.md", "user.a", b"1"))
    assert os.listxattr(path) == ["user.b"]


def test_times_of_a_directory_change_with_its_entries(mount: Mount, skills: Path) -> None:
    path = skills / "d"
    path.mkdir()
    os.utime(path, ns=(0, 0))
    (path / "f").touch()
    assert path.stat().st_mtime_ns > 10**18
    os.utime(path, ns=(0, 0))
    (path / "f").unlink()
    assert path.stat().st_mtime_ns > 10**18
    assert skills.stat().st_nlink == 2 + len(names(skills))


@NEEDS_ROOT
def test_permission_bits_count_for_others(mount: Mount, skills: Path) -> None:
    """Only the owner of the mount reaches it without --allow-other; bits are the kernel's business then."""
    (skills / "secret.md").write_text("x")
    (skills / "secret.md").chmod(0o600)
    done = mount.run("setpriv", "--reuid", "1234", "--clear-groups", "cat", skills / "secret.md")
    assert done.returncode == 1
    assert "Permission denied" in done.stderr


def test_what_is_not_versioned_survives_a_remount_and_makes_no_commit(own_mount: Mount) -> None:
    space = own_mount.new_space()
    skills = space / "skills"
    (skills / "swimming").mkdir()
    number = own_mount.at_rest(space)
    own_mount.sh(
        "git init -q -b main . && git -c user.name=a -c user.email=a@b -c commit.gpgsign=false"
        " commit -q --allow-empty -m first",
        skills,
    )
    (skills / "swimming" / ".crawl.md.swp").write_text("an editor is at work")
    (skills / "swimming" / "crawl.md~").write_text("the version before")
    (space / "SPACE.md.tmp").write_text("half")
    eventually(lambda: own_mount.at_rest(space) >= number)
    changed = {
        change.path
        for commit in own_mount.log_of(space, number)
        for change in commit.changes
        if change.entry is None or change.entry.kind != "directory"
    }
    assert changed == set()
    own_mount.remount()
    assert own_mount.sh("git log --format=%s && git status --short --untracked-files=no", skills).stdout == "first\n"
    assert (skills / "swimming" / ".crawl.md.swp").read_text() == "an editor is at work"
    assert (skills / "swimming" / "crawl.md~").read_text() == "the version before"
    assert (space / "SPACE.md.tmp").read_text() == "half"
    own_mount.sh("rm -rf .git swimming", skills)
    own_mount.remount()
    assert names(skills) == ["daily-logs", "user-general-facts"]
