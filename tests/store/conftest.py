"""A real store in a temporary directory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from skillfs.store import spaces
from skillfs.store.database import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


@pytest.fixture
def space(store: Store) -> spaces.Space:
    files = {"SPACE.md": b"# work\n", "skills/facts/SKILL.md": b"facts\n", "skills/facts/a.md": b"a\n"}
    return spaces.create(store, "work", files, uid=1000, gid=1000, author="test")


@pytest.fixture
def in_processes(path: Path) -> Callable[[int, str], list[str]]:
    """Run a script in several processes at once, each with `store` opened and its own `index`; what each printed."""
    preamble = (
        "import sys, time\nfrom pathlib import Path\nfrom skillfs.store import blobs, commits, spaces\n"
        "from skillfs.store.database import Store\nfrom skillfs.store.entries import Change, Entry, Kind\n"
        "path, index = Path(sys.argv[1]), int(sys.argv[2])\nstore = Store(path)\n"
    )

    def run(count: int, script: str) -> list[str]:
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", preamble + script, str(path), str(index)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for index in range(count)
        ]
        outputs = [process.communicate(timeout=120) for process in processes]
        assert [process.returncode for process in processes] == [0] * count, outputs
        return [out for out, _ in outputs]

    return run
