"""A backup that is made while editors, drops and imports are at work, and restored while they go on: it has all that
was confirmed before it, and another mount serves it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import mixed_load
import pytest
from live_skillfs import PATIENCE_SECONDS, Skillfs, own_skillfs, wait_until
from mixed_load import FILES_AN_IMPORT, SPACE, note_of, session_of

pytestmark = [
    pytest.mark.mount,
    pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="/dev/fuse cannot be opened"),
]

KINDS = ("note", "drop", "import")


@pytest.fixture
def skillfs(tmp_path: Path) -> Iterator[Skillfs]:
    with own_skillfs(tmp_path) as made:
        yield made


@contextmanager
def at_work(skillfs: Skillfs, directory: Path) -> Iterator[dict[str, Path]]:
    """The programs of mixed_load.py, each with the file in which it says what was confirmed to it."""
    confirmed = {kind: directory / f"{kind}.confirmed" for kind in KINDS}
    with ExitStack() as stack:
        for kind, path in confirmed.items():
            command = [sys.executable, mixed_load.__file__, kind, str(skillfs.mountpoint), str(skillfs.store)]
            out = stack.enter_context(path.open("wb"))
            process = subprocess.Popen(command, env=skillfs.environment, stdout=out, stderr=subprocess.STDOUT)
            stack.callback(process.wait, PATIENCE_SECONDS)
            stack.callback(process.terminate)
        yield confirmed


def last_of(confirmed: dict[str, Path]) -> dict[str, int]:
    """The last number of each kind that was confirmed, 0 where none was."""
    return {kind: int((path.read_text().split("\n")[-2:-1] or ["0"])[0]) for kind, path in confirmed.items()}


@pytest.mark.slow
def test_what_was_confirmed_before_a_backup_under_load_is_served_from_it(skillfs: Skillfs, tmp_path: Path) -> None:
    skillfs.up()
    (skillfs.mountpoint / SPACE).mkdir()
    with own_skillfs(tmp_path / "other") as other, at_work(skillfs, tmp_path) as confirmed:
        wait_until(lambda: min(last_of(confirmed).values()) > 2, "all programs work")
        before = last_of(confirmed)
        backup = skillfs.run("backup", tmp_path / "backup.db")
        assert backup.returncode == 0, backup.stderr
        restored = other.run("restore", tmp_path / "backup.db")
        assert restored.returncode == 0, restored.stderr
        refused = skillfs.run("restore", tmp_path / "backup.db", "--force")
        assert (refused.returncode, "in use by process" in refused.stderr) == (1, True)
        wait_until(lambda: all(last_of(confirmed)[kind] > before[kind] for kind in KINDS), "the programs go on")
        # Of what was not committed yet there is a note.
        assert other.run("fsck").returncode == 0
        other.up()
        assert other.run("wait", SPACE).returncode == 0
        served = other.mountpoint / SPACE
        for number in range(1, before["note"] + 1):
            assert (served / "skills" / "notes" / f"{number}.md").read_bytes() == note_of(number)
        for number in range(1, before["drop"] + 1):
            session = served / ".skillfs" / "sessions" / f"s{number}"
            assert (session / "session.json").read_bytes() == session_of(number)
            assert (session / "receipt.md").read_text().startswith(f"# s{number}: learnt")
        imported = [int(path.name.removeprefix("imported-")) for path in other.mountpoint.glob("imported-*")]
        assert max(imported) >= before["import"]
        for number in imported:
            brought = other.mountpoint / f"imported-{number}" / "skills" / "brought"
            for index in range(FILES_AN_IMPORT):
                assert (brought / f"{index}.md").read_bytes() == note_of(number * FILES_AN_IMPORT + index)
        assert other.run("down", other.mountpoint).returncode == 0
        assert other.run("fsck").stdout == f"{other.store}: no fault\n"
