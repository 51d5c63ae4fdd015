"""The demo runs as it is shown: it fails once, and never again while memory is there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
SECONDS = 120


@pytest.mark.mount
@pytest.mark.slow
def test_it_fails_once(tmp_path: Path) -> None:
    shown = subprocess.run(
        [CHECKOUT / "tools" / "demo"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert shown.returncode == 0, shown.stdout + shown.stderr
    # Act 1 without memory, act 2 with it, the control without, and act 3 with the port that a person corrected.
    assert re.findall(r"^  (\d+) commands$", shown.stdout, re.MULTILINE) == ["4", "2", "4", "2"]
    assert "1. `PGPORT=5544 ./check`" in shown.stdout
    assert "-- Steps: 1. `PGPORT=5544 ./check`\n+- Steps: 1. `PGPORT=5545 ./check`\n" in shown.stdout
    assert shown.stdout.count("  2. $ PGPORT=5545 ./check\n       ok: the database at port 5545 says 'ready'\n") == 1
    assert "\nequal\n" in shown.stdout
    assert list(tmp_path.iterdir()) == []
    assert str(tmp_path) not in Path("/proc/self/mounts").read_text()


def test_the_agent_runs_where_bubblewrap_cannot(tmp_path: Path) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    shown = subprocess.run(
        [CHECKOUT / "docs" / "examples" / "it-fails-once" / "sandbox", "5544", tmp_path / "record.jsonl"],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    first, *_, last = shown.stdout.splitlines()
    assert first == (
        "  (bubblewrap cannot make a sandbox on this machine; the agent runs in an empty directory instead)"
    )
    assert last == "  4 commands"
