"""`skillfs fsck` on a store that is whole, and on one that is not."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from skillfs.store import blobs, commits, spaces
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind


def test_a_new_store_has_no_fault(skillfs: Callable[..., Any], store_path: Path) -> None:
    skillfs("space", "create", "work")
    checked = skillfs("fsck")
    assert (checked.code, checked.out, checked.err) == (0, f"{store_path}: no fault\n", "")
    assert json.loads(skillfs("fsck", "--json").out) == []


def test_a_head_that_is_wrong_is_a_fault_until_it_is_repaired(skillfs: Callable[..., Any], store_path: Path) -> None:
    skillfs("space", "create", "work")
    with Store(store_path) as store:
        store.execute("UPDATE spaces SET head = 7")
    found = skillfs("fsck")
    assert (found.code, found.out.splitlines()[0]) == (1, "fault    space work: its head is 7, but its last commit 1")
    repaired = json.loads(skillfs("fsck", "--repair", "--json").out)
    assert [(item["problem"], item["level"]) for item in repaired] == [("head", "repaired")]
    assert skillfs("fsck").code == 0


def test_a_damaged_page_is_explained_by_every_command_and_the_rest_is_rescued(
    skillfs: Callable[..., Any], store_path: Path, tmp_path: Path
) -> None:
    skillfs("space", "create", "work")
    with Store(store_path) as store:
        space = spaces.by_name(store, "work")
        data = b"".join(b"line %d\n" % number for number in range(3000))
        entry = Entry(Kind.FILE, store.reserve_inodes(1)[0], 0o644, 0, 0, 1, len(data), blobs.put(store, data))
        commit_id = commits.begin(store, space.id, commits.STAGED, "test")
        commits.put(store, commit_id, space.id, [Change(b"skills/lost.md", 0, entry)])
        commits.publish(store, commit_id)
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = store.one("PRAGMA page_size")
        page = store_path.read_bytes().index(data[12_000:12_100]) // size
    with store_path.open("r+b") as file:
        file.seek(page * size)
        file.write(os.urandom(size))
    fsck = skillfs("fsck")
    assert fsck.code == 1
    lines = fsck.out.splitlines()
    assert lines[0].startswith(f"fault    {store_path}: SQLite says: ")
    assert lines[2] == "fault    space work: 1 of its 4 files do not read, skills/lost.md first"
    whole = skillfs("space", "export", "work", tmp_path / "whole.tar")
    assert (whole.code, whole.err) == (
        1, f"skillfs: {store_path}: database disk image is malformed; it is damaged:"
        " `skillfs fsck` says what is hurt, `skillfs restore FILE` brings a backup back\n",
    )  # fmt: skip
    assert not (tmp_path / "whole.tar").exists()
    rescued = skillfs("space", "export", "work", tmp_path / "work.tar", "--rescue")
    assert (rescued.code, rescued.err) == (0, "left out: skills/lost.md\n")
    with tarfile.open(tmp_path / "work.tar") as tar:
        names = [member.name for member in tar if member.isfile()]
    assert names == ["work/SPACE.md", "work/skills/daily-logs/SKILL.md", "work/skills/user-general-facts/SKILL.md"]
    assert (
        skillfs("backup", tmp_path / "backup.db")
        .err.splitlines()[-1]
        .startswith("skillfs: the copy is damaged, as its source is (")
    )
    assert not (tmp_path / "backup.db").exists()
