"""`skillfs doctor`: what it finds on this machine, and on ones that lack something."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from skillfs.store.database import Store
from skillfs_daemon import mountpoints
from skillfs_daemon.mountpoints import MountpointError

Skillfs = Callable[..., Any]

HAS_FUSE = os.access("/dev/fuse", os.R_OK | os.W_OK)


def checks(skillfs: Skillfs) -> dict[str, dict[str, str]]:
    """The results by name; those of mounts that other tests have at the moment left out."""
    return {check["name"]: check for check in json.loads(skillfs("doctor", "--json").out) if check["name"] != "mount"}


def test_it_names_every_part_and_what_is_to_be_fixed(skillfs: Skillfs, store_path: Path) -> None:
    found = checks(skillfs)
    assert list(found) == ["python", "/dev/fuse", "fusermount3", "allow_other", "pyfuse3", "store", "disk", "learner"]
    assert all(bool(check["fix"]) == (check["level"] != "ok") for check in found.values())
    assert found["store"]["found"] == f"{store_path} is not made yet"
    assert found["learner"]["found"].startswith("offline: ")
    assert found["/dev/fuse"]["level"] == ("ok" if HAS_FUSE else "problem")


def test_a_store_that_others_can_read_is_a_warning(skillfs: Skillfs, store_path: Path) -> None:
    skillfs("space", "create", "work")
    assert checks(skillfs)["store"]["level"] == "ok"
    store_path.chmod(0o644)
    assert checks(skillfs)["store"] == {
        "name": "store", "level": "warning", "found": f"{store_path} has mode 644: others can read transcripts",
        "fix": f"chmod 600 {store_path}",
    }  # fmt: skip


def test_a_store_that_others_can_replace_is_a_warning(skillfs: Skillfs, store_path: Path) -> None:
    skillfs("space", "create", "work")
    store_path.parent.chmod(0o775)
    directory = store_path.parent
    assert checks(skillfs)["store"] == {
        "name": "store", "level": "warning",
        "found": f"{directory} has mode 775: others can put another store in place", "fix": f"chmod 700 {directory}",
    }  # fmt: skip
    directory.chmod(0o1777)
    assert checks(skillfs)["store"]["level"] == "ok"


def test_a_store_that_is_none_is_a_problem(skillfs: Skillfs, store_path: Path) -> None:
    store_path.parent.mkdir()
    store_path.write_text("no database " * 100)
    shown = skillfs("doctor")
    assert shown.code == 1
    assert (
        f"problem  store: {store_path}: file is not a database\n         fix: be its owner, or name another"
        in shown.out
    )
    assert shown.out.endswith(" to fix\n")


def test_a_store_of_a_newer_version_is_not_somebody_elses(skillfs: Skillfs, store_path: Path) -> None:
    skillfs("space", "create", "work")
    with sqlite3.connect(store_path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('skillfs', 'm9999_future', '2126')"
        )
    connection.close()
    assert checks(skillfs)["store"] == {
        "name": "store", "level": "problem", "found": f"{store_path}: made by a newer skillfs (it has m9999_future)",
        "fix": "upgrade skillfs",
    }  # fmt: skip


@pytest.mark.parametrize("table", ["blobs", "daemons", "spaces"])
def test_a_damaged_store_is_one_problem_of_several_that_are_told(
    skillfs: Skillfs, store_path: Path, table: str
) -> None:
    skillfs("space", "create", "work")
    with Store(store_path) as store:
        root = store.one("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
        size = store.one("PRAGMA page_size")
    with store_path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(bytes(size))
    found = checks(skillfs)
    assert found["store"]["level"] == "problem"
    assert re.fullmatch(rf"{store_path} is damaged: [^\n]+", found["store"]["found"])
    assert found["store"]["fix"] == "`skillfs fsck` says what is hurt; `skillfs restore FILE` brings a backup back"
    assert {"disk", "learner"} < found.keys()


def test_a_missing_fusermount_is_found(skillfs: Skillfs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert checks(skillfs)["fusermount3"] == {
        "name": "fusermount3", "level": "warning" if os.geteuid() == 0 else "problem", "found": "missing",
        "fix": "sudo apt-get install fuse3",
    }  # fmt: skip


def test_the_learner_is_described_and_its_key_is_not_shown(skillfs: Skillfs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    assert checks(skillfs)["learner"]["level"] == "warning"
    monkeypatch.setenv("SKILLFS_MODEL", "some-model")
    shown = skillfs("doctor").out
    assert "ok       learner: model some-model at https://api.openai.com/v1 is configured\n" in shown
    assert "sk-very-secret" not in shown


def test_users_need_leave_to_let_others_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conf = tmp_path / "fuse.conf"
    conf.write_text("# user_allow_other\n")
    monkeypatch.setattr(mountpoints, "FUSE_CONF", conf)
    assert mountpoints.is_allow_other_allowed() == (os.geteuid() == 0)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(MountpointError, match="echo user_allow_other"):
        mountpoints.check_allow_other()
    conf.write_text("# a comment\nuser_allow_other\n")
    mountpoints.check_allow_other()
