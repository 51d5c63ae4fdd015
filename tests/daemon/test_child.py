"""What is said of a child process that does not get ready."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from skillfs_daemon.child import Child


def test_one_that_is_killed_while_it_starts_is_said_to_have_been(tmp_path: Path) -> None:
    child = Child("mount", ["--store", str(tmp_path / "store.db"), str(tmp_path)])
    child.kill()
    assert not child.wait_ready(10)
    assert child.reason == "the mount process was ended by SIGKILL"
    child.close()


def test_one_that_cannot_serve_says_why(tmp_path: Path) -> None:
    store, mountpoint = tmp_path / "store.db", tmp_path / "missing"
    with Path(os.devnull).open("wb") as log:
        child = Child("mount", ["--parent", str(os.getpid()), "--store", str(store), str(mountpoint)], log=log)
    assert not child.wait_ready(10)
    assert str(mountpoint) in child.reason
    assert "\n" not in child.reason
    assert child.wait(10)
    child.close()


@pytest.mark.parametrize("role", ["mount", "learner"])
def test_one_whose_parent_is_another_process_ends_at_once(tmp_path: Path, role: str) -> None:
    at = [str(tmp_path)] if role == "mount" else []
    child = Child(role, ["--parent", "1", "--store", str(tmp_path / "store.db"), *at])
    assert not child.wait_ready(10)
    assert child.reason == f"the {role} process ended with status 0"
    child.close()
