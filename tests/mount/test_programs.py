"""Programs that people run on files, below `skills/`: they work as on any file system, and the log has the result."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from live_mount import VIM, Mount
from pictures import Shown, picture

from skillfs.store.commits import Commit

pytestmark = pytest.mark.mount

OLD_NS = 1_600_000_000_123_456_789


def files_of(directory: Path) -> dict[str, Shown]:
    """The files and symlinks below a directory, but for what git keeps."""
    shown = picture(directory)
    return {path: what for path, what in shown.items() if what.body is not None and ".git" not in Path(path).parts}


def log_after(mount: Mount, folder: Path, number: int) -> list[Commit]:
    """The commits that a folder's space has after a number, when it is at rest."""
    mount.at_rest(folder.parent.parent)
    return mount.log_of(folder.parent.parent, number)


@pytest.fixture
def folder(skills: Path) -> Path:
    """An empty folder below `skills/` of the module's mount."""
    path = skills / "sailing"
    path.mkdir()
    return path


@pytest.fixture
def ships(tmp_path: Path) -> Path:
    """A directory outside of the mount with all that programs copy: modes, times, symlinks, attributes."""
    top = tmp_path / "ships"
    (top / "rigs" / "empty").mkdir(parents=True)
    (top / "SKILL.md").write_text("---\nname: ships\ndescription: Ships and rigs\n---\n")
    (top / "rigs" / "brig.md").write_bytes(random.Random(7).randbytes(300_000))
    (top / "rigs" / "run").write_text("#!/bin/sh\necho aye\n")
    (top / "rigs" / "run").chmod(0o750)
    (top / "rigs" / "secret").touch(mode=0o600)
    (top / "best").symlink_to("rigs/brig.md")
    (top / "lost").symlink_to("/nowhere/at all")
    (top / "naïve name\nwith a line").write_text("odd")
    (top / os.fsdecode(b"caf\xe9")).write_text("latin")
    os.setxattr(top / "SKILL.md", "user.kind", b"\x00sail\xff")
    os.setxattr(top / "rigs", "user.fleet", b"7")
    (top / "rigs" / "empty").chmod(0o1777)
    for path in sorted(top.rglob("*"), reverse=True):
        os.utime(path, ns=(OLD_NS, OLD_NS + len(path.name)), follow_symlinks=False)
    os.utime(top, ns=(OLD_NS, OLD_NS))
    return top


# -- copying ---------------------------------------------------------------------------------------------------------

COPIES = {
    "cp": "cp -a {source} {target}",
    "rsync": "rsync -aX {source} {target}/",
    "rsync in place": "rsync -aX --inplace --no-whole-file {source} {target}/",
    "tar": "tar cf - --xattrs -C {source}/.. ships | tar xpf - --xattrs -C {target}",
}


@pytest.mark.parametrize("command", COPIES.values(), ids=COPIES.keys())
def test_a_tree_is_copied_in_and_out_with_all_that_it_has(
    mount: Mount, folder: Path, ships: Path, tmp_path: Path, command: str
) -> None:
    mount.sh(command.format(source=ships, target=folder), tmp_path)
    wanted = picture(ships)
    assert picture(folder / "ships") == wanted
    mount.at_rest(folder.parent.parent)
    assert picture(folder / "ships") == wanted
    back = tmp_path / "back"
    back.mkdir()
    mount.sh(command.format(source=folder / "ships", target=back), tmp_path)
    assert picture(back / "ships") == wanted


def test_a_second_rsync_sends_nothing_and_one_after_a_change_just_that(
    mount: Mount, folder: Path, ships: Path, tmp_path: Path
) -> None:
    sync = f"rsync -aX --delete --out-format=%n {ships}/ {folder}/"
    mount.sh(sync, tmp_path)
    number = mount.at_rest(folder.parent.parent)
    assert mount.sh(sync, tmp_path).stdout == ""
    assert mount.at_rest(folder.parent.parent) == number
    (ships / "rigs" / "run").write_text("#!/bin/sh\necho no\n")
    (ships / "lost").unlink()
    assert set(mount.sh(sync, tmp_path).stdout.splitlines()) == {"./", "deleting lost", "rigs/run"}
    # rsync sets the times of directories before it removes what is in them, on any file system.
    assert files_of(folder) == files_of(ships)
    assert mount.at_rest(folder.parent.parent) == number + 1
    (commit,) = mount.log_of(folder.parent.parent, number)
    assert [change.path.removeprefix(b"skills/sailing") for change in commit.changes] == [
        b"", b"/lost", b"/rigs", b"/rigs/run",
    ]  # fmt: skip


# -- editing in place ------------------------------------------------------------------------------------------------


def test_vim_saves_with_swap_and_backup_files(mount: Mount, folder: Path) -> None:
    """Both ways of making a backup: the old file renamed away, or copied. Meanwhile there is a swap file."""
    note = folder / "note.md"
    note.write_text("one mast\n")
    note.chmod(0o640)
    number = mount.at_rest(folder.parent.parent)
    for index, how in enumerate(("no", "yes")):
        script = folder.parent / f"seen-{how}"
        done = mount.run(
            VIM, "-Nu", "NONE", "-es", "-c", f"set swapfile directory=. backup backupskip= backupcopy={how}",
            "-c", f"s/^/{index} /", "-c", "preserve", "-c", f"silent !ls -A > {script}", "-c", "wq", note,
            cwd=folder, stdin="",
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), done
        assert ".note.md.swp" in script.read_text().splitlines()
        script.unlink()
    assert note.read_text() == "1 0 one mast\n"
    assert note.stat().st_mode & 0o7777 == 0o640
    assert (folder / "note.md~").read_text() == "0 one mast\n"
    assert sorted(path.name for path in folder.iterdir()) == ["note.md", "note.md~"]
    changed = {change.path for commit in log_after(mount, folder, number) for change in commit.changes}
    assert {path for path in changed if b"note" in path} == {b"skills/sailing/note.md"}


def test_sed_patch_and_install(mount: Mount, folder: Path, tmp_path: Path) -> None:
    note = folder / "note.md"
    note.write_text("one mast\ntwo decks\n")
    note.chmod(0o604)
    mount.sh("sed -i.bak 's/one/three/' note.md && sed -i 's/two/four/' note.md", folder)
    assert note.read_text() == "three mast\nfour decks\n"
    assert (folder / "note.md.bak").read_text() == "one mast\ntwo decks\n"
    mount.sh("diff -u note.md note.md.bak > back.diff; patch -s -p0 < back.diff && rm back.diff", folder)
    assert note.read_text() == "one mast\ntwo decks\n"
    assert note.stat().st_mode & 0o7777 == 0o604
    mount.sh("printf '%s\n' '--- a/new.md' '+++ b/new.md' '@@ -0,0 +1 @@' '+made' | patch -s -p1", folder)
    (tmp_path / "run").write_text("#!/bin/sh\necho aye\n")
    mount.sh(f"install -D -m 0755 {tmp_path}/run bin/deep/run && install -d -m 0711 var && bin/deep/run", folder)
    assert (folder / "bin" / "deep" / "run").stat().st_mode & 0o7777 == 0o755
    assert (folder / "var").stat().st_mode & 0o7777 == 0o711
    assert files_of(folder).keys() == {"bin/deep/run", "new.md", "note.md", "note.md.bak"}


def test_find_deletes_a_tree_of_many_directories(mount: Mount, folder: Path) -> None:
    mount.sh("for a in {1..20}; do mkdir -p d$a/e/f; touch d$a/{1..20} d$a/e/{1..5} d$a/e/f/x; done", folder)
    assert len(mount.sh("find . -type f", folder).stdout.splitlines()) == 20 * 26
    mount.sh("find . -mindepth 1 -delete", folder)
    assert list(folder.iterdir()) == []
    number = mount.at_rest(folder.parent.parent)
    mount.sh("mkdir -p a/b && touch a/b/c && rm -r a", folder)
    changed = [change.path for commit in log_after(mount, folder, number) for change in commit.changes]
    assert changed == [b"skills/sailing"]


def test_pythons_temporary_files_and_replace(mount: Mount, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as directory:
        inner = Path(directory)
        assert inner.stat().st_mode & 0o7777 == 0o700
        with tempfile.NamedTemporaryFile(dir=inner) as file:
            file.write(b"kept by name")
            file.flush()
            assert Path(file.name).read_bytes() == b"kept by name"
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"without a name")
        file.seek(0)
        assert file.read() == b"without a name"
    assert list(folder.iterdir()) == []
    target = folder / "state.json"
    for index in range(50):
        descriptor, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(descriptor, "w") as out:
            out.write(f"{index}\n" * index)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(target)
        assert target.read_text() == f"{index}\n" * index
    assert list(folder.iterdir()) == [target]
    assert target.stat().st_mode & 0o7777 == 0o600


# -- git -------------------------------------------------------------------------------------------------------------


def test_git_in_a_skill_folder(own_mount: Mount, ships: Path, tmp_path: Path) -> None:
    """Everything that git does to a working tree; its `.git` is there after a remount and in no commit of the log.

    So are copies of a tree, with their times and modes.
    """
    skills = own_mount.new_space() / "skills"
    folder = skills / "sailing"
    folder.mkdir()
    identity = "git config user.name a && git config user.email a@b && git config commit.gpgsign false"
    own_mount.sh(f"git init -q -b main . && {identity} && echo one > a.md && mkdir -p d && echo x > d/x.md", folder)
    own_mount.sh("chmod 755 a.md && ln -s a.md link && git add -A && git commit -q -m one", folder)
    own_mount.sh("echo two >> a.md && git mv d/x.md y.md && git commit -qam two", folder)
    own_mount.sh("git checkout -q -b side HEAD~1 && echo side > s.md && git add s.md && git commit -q -m side", folder)
    own_mount.sh("git checkout -q main && git merge -q --no-edit side && git stash list && git tag v1", folder)
    own_mount.sh("echo loose > l.md && git stash -q -u && git stash pop -q && git clean -qfd", folder)
    own_mount.sh("git repack -qad && git gc -q --prune=now --aggressive && git fsck --strict --no-progress", folder)
    own_mount.sh("git worktree add -q ../sailing-2 side && git -C ../sailing-2 status --short", folder)
    own_mount.at_rest(skills.parent)
    log = own_mount.sh("git log --format=%s --graph && git status --short", folder).stdout
    own_mount.sh(f"git clone -q {folder} clone && git clone -q --bare {folder} bare", tmp_path)
    own_mount.sh(f"git clone -q {tmp_path}/bare inside && git -C inside log --format=%s --graph", skills)
    for name, command in COPIES.items():
        (skills / name.replace(" ", "-")).mkdir()
        own_mount.sh(command.format(source=ships, target=skills / name.replace(" ", "-")), tmp_path)
    own_mount.remount()
    for name in COPIES:
        assert picture(skills / name.replace(" ", "-") / "ships") == picture(ships), name
    assert own_mount.sh("git log --format=%s --graph && git status --short", folder).stdout == log
    assert own_mount.sh("git fsck --strict --no-progress && git diff --stat HEAD", folder).stdout == ""
    assert own_mount.sh("git log --format=%s --graph", skills / "inside").stdout == log
    assert own_mount.sh("git log --format=%s --graph", tmp_path / "clone").stdout == log
    clone = files_of(tmp_path / "clone")
    assert {path: what.body for path, what in files_of(folder).items()} == {
        path: what.body for path, what in clone.items()
    }
    own_mount.at_rest(skills.parent)
    committed = {change.path for commit in own_mount.log_of(skills.parent) for change in commit.changes}
    assert {path for path in committed if b".git" in path.split(b"/")} == set()
    assert {b"skills/sailing/a.md", b"skills/sailing/y.md", b"skills/inside/s.md"} <= committed


# -- databases -------------------------------------------------------------------------------------------------------

WRITE = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None) as db:
    for index in range(int(sys.argv[3])):
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO log VALUES (?, ?)", (sys.argv[2], index))
        db.execute("COMMIT")
"""


@pytest.mark.parametrize("journal", ["delete", "truncate", "persist", "wal"])
def test_sqlite_with_two_writing_processes(mount: Mount, folder: Path, journal: str) -> None:
    """Locks, journals and, with a write-ahead log, memory that processes share: all of it is the kernel's."""
    path = folder / "log.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        assert database.execute(f"PRAGMA journal_mode = {journal}").fetchone() == (journal,)
        database.execute("CREATE TABLE log (who, what)")
        commands = [[sys.executable, "-c", WRITE, path, who, "40"] for who in ("port", "starboard")]
        writers = [subprocess.Popen(command, stderr=subprocess.PIPE) for command in commands]
        while any(writer.poll() is None for writer in writers):
            database.execute("SELECT count(*) FROM log").fetchone()
        assert [writer.communicate(timeout=30)[1] for writer in writers] == [b"", b""]
        assert [writer.returncode for writer in writers] == [0, 0]
        for who in ("port", "starboard"):
            rows = database.execute("SELECT what FROM log WHERE who = ? ORDER BY rowid", (who,)).fetchall()
            assert rows == [(index,) for index in range(40)]
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    mount.at_rest(folder.parent.parent)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM log").fetchone() == (80,)


# -- after a kill ----------------------------------------------------------------------------------------------------


def test_programs_recover_what_they_had_when_the_mount_is_killed(own_mount: Mount) -> None:
    """vim's swap file has what it preserved; a database has what COMMIT confirmed, and is whole.

    A commit in mode `delete` is the removal of the journal, which is durable when its directory was synced: EXTRA.
    """
    skills = own_mount.new_space() / "skills"
    note = skills / "note.md"
    note.write_text("one mast\n")
    own_mount.at_rest(skills.parent)
    vim = [VIM, "-Nu", "NONE", "-es"]
    change = ["-c", "set swapfile directory=.", "-c", "s/one/two/", "-c", "preserve", "-c", "silent !kill -9 $PPID"]
    own_mount.run(*vim, *change, note, cwd=skills, stdin="")
    assert note.read_text() == "one mast\n"
    databases = {journal: sqlite3.connect(skills / journal, isolation_level=None) for journal in ("delete", "wal")}
    for journal, database in databases.items():
        assert database.execute(f"PRAGMA journal_mode = {journal}").fetchone() == (journal,)
        database.execute("PRAGMA synchronous = EXTRA")
        database.execute("CREATE TABLE log (what)")
        for index in range(20):
            database.execute("INSERT INTO log VALUES (?)", (index,))
    own_mount.kill()
    own_mount.allow_in_log("that a crash had left")
    own_mount.restart_after_kill()
    done = own_mount.run(*vim, "-r", "-c", "wq", note, cwd=skills, stdin="")
    assert note.read_text() == "two mast\n", done
    for journal, database in databases.items():
        with contextlib.suppress(sqlite3.OperationalError):
            database.close()
        with closing(sqlite3.connect(skills / journal)) as again:
            assert again.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert again.execute("SELECT what FROM log ORDER BY rowid").fetchall() == [(index,) for index in range(20)]
