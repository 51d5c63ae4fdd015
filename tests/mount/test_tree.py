"""The shape of the tree: what it shows, what it hides, which names it takes, and spaces as directories."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from live_mount import NEEDS_ROOT, SESSION, VIM, Mount, eventually

from skillfs.store import spaces

pytestmark = pytest.mark.mount


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def refused(code: int, operation: Callable[[], object]) -> bool:
    """Whether an operation fails with just this errno."""
    with pytest.raises(OSError) as refusal:
        operation()
    return refusal.value.errno == code


# -- what is there ---------------------------------------------------------------------------------------------------


def test_a_new_space_shows_just_its_three_names(mount: Mount, space: Path) -> None:
    assert mount.sh("ls -A", space).stdout.split() == ["SPACE.md", "inbox", "skills"]
    assert names(space / "skills") == ["daily-logs", "user-general-facts"]
    assert stat.S_IMODE((space / "SPACE.md").stat().st_mode) == 0o644
    assert "README.md" in names(mount.path)
    assert stat.S_IMODE((mount.path / "README.md").stat().st_mode) == 0o444
    assert (mount.path / "README.md").read_text().startswith("# ")


def test_the_control_directory_is_reachable_and_never_listed(mount: Mount, space: Path) -> None:
    assert names(space / ".skillfs")
    assert (space / ".skillfs" / "status").read_text()
    everything = [
        "ls -RA .",
        "find .",
        "find . -name .skillfs",
        "grep -r '' . | cut -d: -f1",
        "tar c . | tar t",
        "rsync -an -v . /nowhere",
        "du -a .",
    ]
    for command in everything:
        shown = mount.sh(command, space).stdout
        assert ".skillfs" not in shown, command
    assert "SPACE.md" in mount.sh("find .", space).stdout


def test_control_files_are_read_only_and_their_sizes_true(mount: Mount, space: Path) -> None:
    control = space / ".skillfs"
    for name in ("status", "status.json", "catalog.md", "catalog.xml", "export.tar", "export.zip"):
        with (control / name).open("rb") as file:
            assert os.fstat(file.fileno()).st_size == len(file.read()), name
    assert refused(errno.EPERM, lambda: (control / "mine").touch())
    assert refused(errno.EPERM, lambda: (control / "mine").mkdir())
    assert refused(errno.EPERM, lambda: (control / "status").unlink())
    assert refused(errno.EPERM, control.rmdir)
    assert refused(errno.EPERM, lambda: control.rename(space / "skills" / "control"))
    assert refused(errno.ENOENT, (control / "missing").stat)
    assert refused(errno.ENOENT, (control / "sessions" / "missing").stat)
    with pytest.raises(OSError):
        (control / "status").open("a")


def test_a_status_is_new_at_each_look_and_the_old_one_stays_readable(mount: Mount, space: Path) -> None:
    status = space / ".skillfs" / "status"
    with status.open() as before:
        old = before.read()
        (space / "inbox" / "monday.json").write_text(SESSION)
        assert mount.waits(space / "inbox" / "monday.json")
        assert status.read_text() != old
        before.seek(0)
        assert before.read() == old


def test_the_catalog_follows_what_is_saved(mount: Mount, space: Path) -> None:
    skill = space / "skills" / "cooking"
    skill.mkdir()
    (skill / "SKILL.md").write_text('---\nname: "cooking"\ndescription: "How to boil eggs."\n---\n')
    eventually(lambda: "How to boil eggs." in (space / ".skillfs" / "catalog.md").read_text())
    assert f"{skill}/SKILL.md" in (space / ".skillfs" / "catalog.xml").read_text()


def test_statfs_says_what_is_free_on_the_disk_of_the_store(mount: Mount, space: Path) -> None:
    answer, below = os.statvfs(space), os.statvfs(mount.store_path)
    assert answer.f_namemax == 255
    assert (answer.f_frsize, answer.f_blocks) == (below.f_frsize, below.f_blocks)
    assert abs(answer.f_bavail - below.f_bavail) * below.f_frsize < 256 * 1024**2
    assert answer.f_bavail <= answer.f_bfree <= answer.f_blocks
    used = answer.f_files - answer.f_ffree
    (space / "skills" / "one-more").touch()
    again = os.statvfs(space)
    assert again.f_files - again.f_ffree == used + 1
    assert again.f_favail == again.f_ffree > 0


# -- which names it takes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Work", "a b", "a_b", "ä", "x" * 65, ".hidden", "a.b", "lost+found"])
def test_the_root_takes_names_of_spaces_only(mount: Mount, name: str) -> None:
    assert refused(errno.EINVAL, (mount.path / name).mkdir)


def test_the_root_takes_nothing_but_spaces(mount: Mount, space: Path) -> None:
    root = mount.path
    assert refused(errno.EPERM, (root / "file").touch)
    assert refused(errno.EPERM, lambda: (root / "link").symlink_to("x"))
    assert refused(errno.EPERM, lambda: os.mkfifo(root / "fifo"))
    assert refused(errno.EPERM, lambda: (root / "README.md").unlink())
    assert refused(errno.EPERM, lambda: (root / "README.md").rename(root / "readme"))
    assert refused(errno.EEXIST, space.mkdir)
    assert refused(errno.EXDEV, lambda: (space / "SPACE.md").rename(root / "SPACE.md"))
    assert refused(errno.EXDEV, lambda: (space / "skills" / "daily-logs").rename(root / "daily-logs"))
    assert refused(errno.ENOTDIR, (root / "README.md").rmdir)
    assert refused(errno.ENOENT, (root / "missing").rmdir)


def test_a_space_takes_nothing_but_what_belongs_there(mount: Mount, space: Path) -> None:
    assert refused(errno.EPERM, (space / "notes.md").touch)
    assert refused(errno.EPERM, (space / "folder").mkdir)
    assert refused(errno.EPERM, lambda: (space / "link").symlink_to("x"))
    assert refused(errno.EPERM, lambda: os.mkfifo(space / "skills" / "fifo"))
    assert refused(errno.EPERM, lambda: (space / "skills").rename(space / "abilities"))
    assert refused(errno.EPERM, lambda: (space / "SPACE.md").rename(space / "space.md"))
    assert refused(errno.EEXIST, (space / ".skillfs").mkdir)
    assert refused(errno.ENOTEMPTY, (space / "skills").rmdir)
    (space / "SPACE.md~").write_text("an editor's backup")
    assert names(space) == ["SPACE.md", "SPACE.md~", "inbox", "skills"]
    (space / "SPACE.md~").unlink()


def test_space_md_is_edited_like_any_file(mount: Mount, space: Path) -> None:
    before = mount.at_rest(space)
    mount.sh("sed -i '1,$d' SPACE.md; echo 'All about ships.' >> SPACE.md", space)
    assert (space / "SPACE.md").read_text() == "All about ships.\n"
    done = mount.run(VIM, "-Nu", "NONE", "-es", "-c", "%s/ships/boats/", "-c", "wq", space / "SPACE.md", stdin="")
    assert done.returncode == 0
    assert (space / "SPACE.md").read_text() == "All about boats.\n"
    commit = mount.next_commit(space, before)
    assert [change.path for change in commit.changes] == [b"SPACE.md"]
    assert names(space) == ["SPACE.md", "inbox", "skills"]


def test_skills_does_not_become_the_inbox(mount: Mount, space: Path) -> None:
    (space / "inbox").rmdir()
    assert refused(errno.EPERM, lambda: (space / "skills" / "daily-logs").rename(space / "inbox"))
    (space / "inbox").mkdir()


# -- spaces as directories -------------------------------------------------------------------------------------------


def test_a_space_is_made_with_the_mode_and_owner_of_who_makes_it(mount: Mount) -> None:
    path = mount.path / "mine"
    old = os.umask(0)
    try:
        path.mkdir(mode=0o750)
    finally:
        os.umask(old)
    status = path.stat()
    assert (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid) == (0o750, os.getuid(), os.getgid())


def test_who_enters_a_space_as_soon_as_it_is_made_stays_in_it(mount: Mount) -> None:
    """The kernel must not be told to drop the name that it has just made."""
    script = "for i in $(seq 10); do mkdir entered-$i; cd entered-$i; sleep 0.05; /bin/pwd -P; cd ..; done"
    assert mount.sh(script, mount.path).stdout.split() == [
        str(mount.path / f"entered-{index}") for index in range(1, 11)
    ]


def test_a_space_is_renamed(mount: Mount, space: Path) -> None:
    (space / "skills" / "note.md").write_text("kept")
    ino = space.stat().st_ino
    renamed = mount.path / "another-name"
    with (space / "skills" / "note.md").open() as reader:
        space.rename(renamed)
        assert reader.read() == "kept"
    assert not space.exists()
    assert (renamed / "skills" / "note.md").read_text() == "kept"
    assert renamed.stat().st_ino == ino
    mount.at_rest(renamed)
    other = mount.new_space()
    assert refused(errno.ENOTEMPTY, lambda: renamed.rename(other))
    assert refused(errno.EINVAL, lambda: renamed.rename(mount.path / "No Name"))
    assert mount.run("mv", "-T", renamed, mount.path / "Bad").returncode == 1


def test_a_space_is_removed_with_all_that_is_in_it_and_restored(own_mount: Mount) -> None:
    space = own_mount.new_space()
    own_mount.sh("mkdir -p skills/ships/rigs && echo brig > skills/ships/rigs/brig.md", space)
    own_mount.sh("ln -s rigs/brig.md skills/ships/best && touch skills/ships/.brig.swp", space)
    (space / "inbox" / "monday.json").write_text(SESSION)
    (space / "inbox" / "bad.json").write_text("[")
    own_mount.error_of(space / "inbox" / "bad.json")
    own_mount.at_rest(space)
    before = own_mount.sh("find . | sort; cat SPACE.md skills/*/SKILL.md", space).stdout
    time.sleep(2.1)
    own_mount.sh(f"rm -r {space.name}", own_mount.path)
    assert names(own_mount.path) == ["README.md"]
    assert not space.exists()
    with own_mount.store() as store:
        assert spaces.listed(store) == []
        spaces.restore(store, space.name, author="test")
    eventually(space.exists)
    eventually(lambda: (space / "inbox" / "bad.json.error").exists())
    after = own_mount.sh("find . | sort; cat SPACE.md skills/*/SKILL.md", space).stdout
    assert after == before.replace("./skills/ships/.brig.swp\n", "")
    assert (space / "skills" / "ships" / "best").read_text() == "brig\n"
    assert own_mount.waits(space / "inbox" / "monday.json")


def test_removing_a_space_and_making_it_again_gives_a_fresh_one(mount: Mount) -> None:
    space = mount.new_space()
    (space / "skills" / "old.md").write_text("old")
    mount.sh(f"rm -r {space.name} && mkdir {space.name}", mount.path)
    assert names(space / "skills") == ["daily-logs", "user-general-facts"]
    assert names(space) == ["SPACE.md", "inbox", "skills"]


def test_an_empty_skills_can_be_removed_and_made_again(mount: Mount, space: Path) -> None:
    mount.sh("rm -r skills", space)
    assert names(space) == ["SPACE.md", "inbox"]
    (space / "skills").mkdir()
    (space / "skills" / "a.md").write_text("a")
    assert names(space / "skills") == ["a.md"]
    mount.at_rest(space)


def test_a_space_that_the_command_line_makes_appears_and_goes(mount: Mount) -> None:
    path = mount.path / "made-elsewhere"
    assert not path.exists()
    with mount.store() as store:
        spaces.create(store, path.name, {"SPACE.md": b"# elsewhere\n"}, uid=0, gid=0, author="test")
    eventually(path.exists)
    assert names(path) == ["SPACE.md", "inbox", "skills"]
    with mount.store() as store:
        spaces.rename(store, path.name, "moved-elsewhere")
    eventually(lambda: (mount.path / "moved-elsewhere").exists() and not path.exists())
    with mount.store() as store:
        spaces.remove(store, "moved-elsewhere")
    eventually(lambda: not (mount.path / "moved-elsewhere").exists())
    assert path.name not in names(mount.path)


# -- export ----------------------------------------------------------------------------------------------------------


def fill(mount: Mount, space: Path) -> None:
    """A space with something of every kind."""
    mount.sh(
        "mkdir -p ships/rigs 'with space' && echo brig > ships/rigs/brig.md && echo '---' > ships/SKILL.md &&"
        " ln -s rigs/brig.md ships/best && chmod 750 ships/rigs && chmod 600 ships/rigs/brig.md &&"
        " head -c 400000 /dev/urandom > ships/large.bin && printf '' > 'with space/empty' &&"
        " setfattr -n user.kind -v sail ships/SKILL.md && touch -d 2020-02-02T02:02:02.123456789 ships/rigs/brig.md",
        space / "skills",
    )


def picture(root: Path) -> dict[str, tuple[object, ...]]:
    """All that an archive keeps of a tree: type, mode, owner, content, and the time in seconds."""
    shown: dict[str, tuple[object, ...]] = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        body: object = None
        if path.is_symlink():
            body = path.readlink()
        elif path.is_file():
            body = path.read_bytes()
        seconds = None if path.is_dir() else status.st_mtime_ns // 10**9
        shown[str(path.relative_to(root))] = (status.st_mode, status.st_uid, seconds, body)
    return shown


def test_an_export_is_the_same_bytes_twice(mount: Mount, space: Path) -> None:
    fill(mount, space)
    for name in ("export.tar", "export.zip"):
        first = (space / ".skillfs" / name).read_bytes()
        assert (space / ".skillfs" / name).read_bytes() == first
        assert b"brig" in first


def test_an_export_unpacks_into_an_equal_space(mount: Mount, space: Path, tmp_path: Path) -> None:
    fill(mount, space)
    mount.sh(f"cp {space}/.skillfs/export.tar {tmp_path}/all.tar", tmp_path)
    with tarfile.open(tmp_path / "all.tar") as archive:
        members = archive.getnames()
    assert all(name == space.name or name.startswith(space.name + "/") for name in members)
    other = mount.new_space()
    mount.sh(f"tar xpf {tmp_path}/all.tar --strip-components=1 -C {other.name}", mount.path)
    assert picture(other) == picture(space)


@NEEDS_ROOT
def test_an_export_keeps_owners_groups_and_modes(mount: Mount, space: Path, tmp_path: Path) -> None:
    skill = space / "skills" / "ships"
    skill.mkdir()
    (skill / "brig.md").write_text("two masts")
    (skill / "best").symlink_to("brig.md")
    for path, uid, gid, mode in ((skill / "brig.md", 1234, 2345, 0o640), (skill, 1235, 2346, 0o2750)):
        os.chown(path, uid, gid)
        path.chmod(mode)
    os.chown(skill / "best", 1236, 2347, follow_symlinks=False)
    mount.sh(f"cp {space}/.skillfs/export.tar {tmp_path}/all.tar", tmp_path)
    other = mount.new_space()
    mount.sh(f"tar xpf {tmp_path}/all.tar --strip-components=1 -C {other.name}", mount.path)
    mount.at_rest(other)
    paths = [other / "skills" / "ships" / name for name in (".", "brig.md", "best")]
    assert [(path.lstat().st_uid, path.lstat().st_gid, oct(path.lstat().st_mode)) for path in paths] == [
        (1235, 2346, "0o42750"),
        (1234, 2345, "0o100640"),
        (1236, 2347, "0o120777"),
    ]


def test_tar_of_the_mount_unpacks_into_an_equal_space(mount: Mount, space: Path, tmp_path: Path) -> None:
    fill(mount, space)
    mount.at_rest(space)
    mount.sh(f"tar cf {tmp_path}/all.tar {space.name}", mount.path)
    other = mount.new_space()
    mount.sh(f"tar xpf {tmp_path}/all.tar --strip-components=1 -C {other}", tmp_path)
    assert picture(other) == picture(space)


def test_tar_of_a_space_under_writing_exits_0_or_1(mount: Mount, space: Path, tmp_path: Path) -> None:
    script = (
        "for i in $(seq 1000); do mkdir -p d$((i % 7)); echo $i$i$i > d$((i % 7))/f$((i % 50)).md;"
        " [ $((i % 5)) = 0 ] && rm -r d$((i % 3)); done; true"
    )
    with subprocess.Popen(["bash", "-c", script], cwd=space / "skills", stderr=subprocess.PIPE) as writer:
        codes = set()
        for index in range(4):
            done = mount.run("tar", "cf", tmp_path / f"{index}.tar", space.name, cwd=mount.path)
            codes.add(done.returncode)
            assert done.returncode in (0, 1), done.stderr
            said = [line for line in done.stderr.splitlines() if "changed as we read it" not in line]
            assert all("removed before we read it" in line for line in said), done.stderr
            mount.sh(f"cp {space}/.skillfs/export.tar {tmp_path}/export.tar && tar tf {tmp_path}/export.tar", tmp_path)
        writer.kill()
    assert codes <= {0, 1}
