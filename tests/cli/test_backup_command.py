"""`skillfs backup` and `skillfs restore`: what is refused, what is written, and a backup of a store in use."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from skillfs.store import blobs, commits, daemons, fsck, spaces
from skillfs.store.backup import user_of
from skillfs.store.database import Store

WRITER = """
import sys
from pathlib import Path
from skillfs.store import blobs, commits, daemons
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind
with Store(Path(sys.argv[1]), create=False) as store:
    daemons.register(store, daemons.LEARNER)
    number = 1
    while True:
        number += 1
        blob = blobs.put(store, b"%d " % number * 9000)
        entry = Entry(Kind.FILE, store.reserve_inodes(1)[0], 0o644, 0, 0, number, len(b"%d " % number * 9000), blob)
        commit_id = commits.begin(store, 1, commits.STAGED, "writer", str(number))
        commits.put(store, commit_id, 1, [Change(b"skills/n%d.md" % number, 0, entry)])
        assert commits.publish(store, commit_id) == number
        print(number, flush=True)
"""
"""Commits number after number, each with a file that says its own number, and says so."""


@contextmanager
def written_to(store_path: Path) -> Iterator[Callable[[], int]]:
    """A process that commits to the store in a loop, registered as a learner; the number of its last commit."""
    command = [sys.executable, "-c", WRITER, str(store_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield lambda: int(process.stdout.readline())  # type: ignore[union-attr]
        process.kill()


def head(path: Path) -> int:
    with Store(path, create=False) as store:
        return spaces.by_name(store, "work").head


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "monday.db"


def test_a_backup_of_a_store_in_use_is_one_whole_state(
    skillfs: Callable[..., Any], store_path: Path, backup: Path
) -> None:
    skillfs("space", "create", "work")
    with Store(store_path) as store:
        for _ in range(40):
            blobs.put(store, os.urandom(blobs.CHUNK_SIZE))
    with written_to(store_path) as last:
        before = last()
        made = skillfs("backup", backup)
        during = head(backup)
        assert before <= during < head(store_path)
        refused = skillfs("restore", backup, "--force")
        pid = user_of(store_path)
    size = backup.stat().st_size
    assert (made.code, made.out) == (
        0, f"{backup}: {size / 1e6:.1f} MB, checked; `skillfs restore {backup}` brings it back\n",
    )  # fmt: skip
    assert made.err.endswith("backing up, percent: 100 of 100\n")
    assert (refused.code, refused.err) == (
        1, f"skillfs: {store_path}: in use by process {pid}; stop it first (`skillfs down MOUNT`)\n",
    )  # fmt: skip
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.iterdir()] == ["monday.db"]

    after = head(store_path)
    restored = skillfs("restore", backup, "--force")
    aside = store_path.with_name("store.db.before-restore")
    assert (restored.code, restored.out) == (
        0, f"{store_path}: restored from {backup}, {size / 1e6:.1f} MB; what was there is {aside}\n",
    )  # fmt: skip
    assert (head(store_path), head(aside)) == (during, after)
    with Store(store_path, create=False) as store:
        assert fsck.check(store, repair=False) == []
        assert daemons.listed(store) == []
        state = commits.state(store, 1)
        for number in range(2, during + 1):
            entry = state.entries[b"skills/n%d.md" % number]
            assert blobs.get(store, entry.blob, entry.size) == b"%d " % number * 9000


def test_what_is_there_is_overwritten_only_by_force(
    skillfs: Callable[..., Any], store_path: Path, backup: Path
) -> None:
    skillfs("space", "create", "work")
    assert skillfs("backup", backup).code == 0
    assert skillfs("backup", backup).err == (
        f"skillfs: {backup}: is there already; choose another name, or use --force\n"
    )
    assert skillfs("backup", backup.parent).err == f"skillfs: {backup.parent}: is there already; choose another name\n"
    assert skillfs("backup", store_path, "--force").err == (
        f"skillfs: {store_path}: that is the store itself; choose another name\n"
    )
    skillfs("space", "create", "play")
    assert skillfs("backup", backup, "--force").code == 0
    assert skillfs("restore", backup).err == (
        f"skillfs: {store_path}: there is a store already; --force sets it aside\n"
    )
    skillfs("space", "create", "later")
    assert skillfs("restore", backup, "--force").code == 0
    assert [line.split()[0] for line in skillfs("space", "list").out.splitlines()] == ["play", "work"]


def test_no_restore_takes_the_place_of_what_an_earlier_one_set_aside(
    skillfs: Callable[..., Any], store_path: Path, backup: Path
) -> None:
    asides = [store_path.with_name(f"store.db.before-restore{number}") for number in ("", "-2", "-3")]
    skillfs("space", "create", "first")
    skillfs("backup", backup)
    for name in ("second", "third"):
        skillfs("space", "create", name)
        assert skillfs("restore", backup, "--force").code == 0
    undone = skillfs("restore", asides[0], "--force")
    assert (undone.code, undone.out.split("; ")[1]) == (0, f"what was there is {asides[2]}\n")
    held = [
        [line.split()[0] for line in skillfs("--store", path, "space", "list").out.splitlines()]
        for path in (*asides, store_path)
    ]
    assert held == [["first", "second"], ["first", "third"], ["first"], ["first", "second"]]


def test_a_store_that_was_deleted_comes_back(skillfs: Callable[..., Any], store_path: Path, backup: Path) -> None:
    skillfs("space", "create", "work")
    skillfs("backup", backup)
    for path in store_path.parent.iterdir():
        path.unlink()
    restored = skillfs("restore", backup)
    assert (restored.code, restored.out) == (
        0, f"{store_path}: restored from {backup}, {backup.stat().st_size / 1e6:.1f} MB\n",
    )  # fmt: skip
    assert stat.S_IMODE(store_path.stat().st_mode) == 0o600
    assert skillfs("fsck").out == f"{store_path}: no fault\n"


def test_what_is_no_sound_backup_is_refused_and_changes_nothing(
    skillfs: Callable[..., Any], store_path: Path, tmp_path: Path
) -> None:
    skillfs("space", "create", "work")
    skillfs("backup", tmp_path / "good.db")
    missing, text, other, damaged, newer = (tmp_path / name for name in ("no.db", "text", "other.db", "bad.db", "new"))
    text.write_text("no database " * 500)
    sqlite3.connect(other).execute("CREATE TABLE t (x)").connection.close()
    data = bytearray((tmp_path / "good.db").read_bytes())
    with Store(store_path) as store:
        root = store.one("SELECT rootpage FROM sqlite_master WHERE name = 'changes_by_path'")
        page_size = store.one("PRAGMA page_size")
    data[(root - 1) * page_size : root * page_size] = os.urandom(page_size)
    damaged.write_bytes(data)
    newer.write_bytes((tmp_path / "good.db").read_bytes())
    with sqlite3.connect(newer) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('skillfs', 'm9999_future', '2126')"
        )
    connection.close()
    errors = [skillfs("restore", path, "--force") for path in (missing, text, other, damaged, newer)]
    assert [error.code for error in errors] == [1] * 5
    hint = "name a file that `skillfs backup` made\n"
    assert [error.err.removeprefix("skillfs: ") for error in errors[:3]] == [
        f"{missing}: there is no such file; name one that `skillfs backup` made\n",
        f"{text}: file is not a database; {hint}",
        f"{other}: no skillfs store; {hint}",
    ]
    assert errors[3].err.splitlines()[-1].startswith("skillfs: the copy is damaged, as its source is (")
    assert errors[4].err.splitlines()[-1] == (
        f"skillfs: {newer}: made by a newer skillfs (it has m9999_future); upgrade skillfs"
    )
    assert skillfs("fsck").out == f"{store_path}: no fault\n"
    assert sorted(path.name for path in store_path.parent.iterdir()) == ["store.db"]


def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(
    skillfs: Callable[..., Any], store_path: Path, tmp_path: Path
) -> None:
    skillfs("space", "create", "work")
    (tmp_path / "file").touch()
    for parent, why in (("file", "Not a directory"), ("missing", "No such file or directory")):
        target = tmp_path / parent / "x.db"
        assert skillfs("backup", target).err == f"skillfs: {target}: {why}; choose a place that you may write to\n"
    assert skillfs("fsck").code == 0
