"""`.skillfs/proposed/` as a mount resolves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from skillfs.learning.review import accept
from skillfs.skills.new_space import create_space
from skillfs.store import blobs, proposals
from skillfs.store.database import Store
from skillfs.store.proposals import ProposedFile
from skillfs.store.spaces import Space
from skillfs_daemon.control import resolve
from skillfs_daemon.generated import ControlDirectory, ControlFile, Found, read_body

NOTES = "daily-logs/notes.md"
HOST = "daily-logs/hosts/blue.md"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.db", durable=False) as opened:
        yield opened


@pytest.fixture
def space(store: Store) -> Space:
    """A space with two proposals: one of two new files, one that adds a line to one of them."""
    made = create_space(store, "work", uid=0, gid=0, author="test")
    one, two = blobs.put(store, b"- one\n"), blobs.put(store, b"- one\n- two\n")
    first = [ProposedFile(NOTES, 0, None, one), ProposedFile(HOST, 0, None, blobs.put(store, b"blue\n"))]
    proposals.add(store, made.id, 1, "monday", "learn from monday", ["monday"], first)
    proposals.add(store, made.id, 2, "tuesday", "learn from tuesday", ["tuesday"], [ProposedFile(NOTES, 0, one, two)])
    return made


def found(store: Store, space: Space, path: str) -> Found:
    return resolve(store, space.id, path.encode(), Path("/mnt"))


def names(store: Store, space: Space, path: str) -> dict[str, bool]:
    directory = found(store, space, path)
    assert isinstance(directory, ControlDirectory)
    return {name.decode(): is_directory for name, is_directory in directory.names.items()}


def content(store: Store, space: Space, path: str) -> str:
    file = found(store, space, path)
    assert isinstance(file, ControlFile)
    return read_body(store, file.body, 0, file.body.size).decode()


def test_each_waiting_proposal_is_a_directory(store: Store, space: Space) -> None:
    assert names(store, space, "")["proposed"]
    assert names(store, space, "proposed") == {"1": True, "2": True}
    assert names(store, space, "proposed/1") == {"proposal.md": False, "diff": False, "files": True}


def test_the_files_are_as_they_would_be(store: Store, space: Space) -> None:
    assert names(store, space, "proposed/1/files") == {"daily-logs": True}
    assert names(store, space, "proposed/1/files/daily-logs") == {"notes.md": False, "hosts": True}
    assert content(store, space, f"proposed/1/files/{HOST}") == "blue\n"
    assert content(store, space, f"proposed/2/files/{NOTES}") == "- two\n"


def test_the_diff_is_what_accepting_it_now_would_do(store: Store, space: Space) -> None:
    assert content(store, space, "proposed/2/diff") == f"--- /dev/null\n+++ b/{NOTES}\n@@ -0,0 +1 @@\n+- two\n"
    accept(store, space, 1)
    assert content(store, space, "proposed/2/diff") == (
        f"--- a/{NOTES}\n+++ b/{NOTES}\n@@ -1 +1,2 @@\n - one\n+- two\n"
    )
    assert names(store, space, "proposed") == {"2": True}


def test_the_summary_names_sessions_files_and_commands(store: Store, space: Space) -> None:
    assert content(store, space, "proposed/1/proposal.md") == (
        "# Proposal 1: learn from monday\n\n- From: monday\n"
        f"- It creates `skills/{HOST}`\n- It creates `skills/{NOTES}`\n\n"
        "`skillfs accept work 1` publishes it, `skillfs reject work 1` drops it.\n"
    )


@pytest.mark.parametrize(
    "path",
    ["7", "01", "x", "9" * 30, "1/nothing", "1/diff/x", "1/files/daily-logs/other.md", "1/files/../diff", "1/files/d"],
)
def test_nothing_else_is_there(store: Store, space: Space, path: str) -> None:
    assert found(store, space, f"proposed/{path}") is None
