"""File content under random operations, mapped ones among them: after each it is what was written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from exerciser import Exerciser, Mismatch
from live_mount import Mount, mounted, watched

pytestmark = pytest.mark.mount

OPERATIONS = int(os.environ.get("SKILLFS_FSX_OPERATIONS", "800"))
SEED = int(os.environ.get("SKILLFS_FSX_SEED", "1"))
SECONDS = 60.0 + OPERATIONS / 20


def test_a_file_is_what_was_written_to_it_also_after_a_remount(tmp_path: Path) -> None:
    with watched(Mount(tmp_path), SECONDS) as mount, mounted(mount):
        path = mount.new_space() / "skills" / "exercised.bin"
        exerciser = Exerciser(path, SEED)
        try:
            exerciser.run(OPERATIONS)
        finally:
            exerciser.close()
        mount.remount()
        assert path.read_bytes() == exerciser.expected


def test_the_exerciser_finds_a_byte_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "file"
    exerciser = Exerciser(path, 1)
    exerciser.run(20)
    with path.open("r+b") as file:
        file.seek(len(exerciser.expected) // 2)
        file.write(bytes([exerciser.expected[len(exerciser.expected) // 2] ^ 1]))
    with pytest.raises(Mismatch, match=r"^1 bytes from .* are wrong"):
        exerciser.run(0)
    exerciser.close()
