"""`skillfs mirror`: once, and following a space until it is told to stop."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples" / "sessions"
DEFAULTS = {"daily-logs/SKILL.md", "user-general-facts/SKILL.md"}


def files_of(directory: Path) -> set[str]:
    return {
        str(path.relative_to(directory))
        for path in directory.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_a_mirror_is_made_once_and_refuses_a_directory_of_others(skillfs: Callable[..., Any], tmp_path: Path) -> None:
    skillfs("space", "create", "work")
    made = skillfs("mirror", "work", tmp_path / "plain", "--once")
    assert (made.code, made.out) == (0, f"{tmp_path / 'plain'}: equal to the skills of work; 4 paths changed\n")
    assert files_of(tmp_path / "plain") == DEFAULTS
    assert skillfs("mirror", "work", tmp_path / "plain", "--once").out.endswith("; 0 paths changed\n")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    refused = skillfs("mirror", "work", tmp_path / "mine", "--once")
    assert (refused.code, refused.err) == (
        1, f"skillfs: {tmp_path / 'mine'}: not empty, and no mirror; name an empty or a new directory\n",
    )  # fmt: skip
    assert files_of(tmp_path / "mine") == {"thesis.txt"}


def test_a_mirror_follows_what_is_learnt_and_ends_on_sigterm(skillfs: Callable[..., Any], tmp_path: Path) -> None:
    skillfs("space", "create", "work")
    process = subprocess.Popen(
        [sys.executable, "-m", "skillfs_cli", "mirror", "work", str(tmp_path / "plain")], stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().endswith(b"; 4 paths changed\n")
        assert skillfs("learn", "work", EXAMPLES / "monday.json").code == 0
        entry = tmp_path / "plain" / "user-general-facts" / "personal-info.md"
        deadline = time.monotonic() + 10
        while not entry.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert "Gus" in entry.read_text()
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
