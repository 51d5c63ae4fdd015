"""How long `cat` of a file takes, measured by a process of its own while something else goes on.

As a script: ``python latency.py FILE`` opens, reads and closes FILE every millisecond until standard input ends, then
prints the seconds that each round took, as JSON.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
import time
from pathlib import Path

PAUSE_SECONDS = 0.001


class CatLoop:
    """The process, running from `__enter__` to `__exit__`; after that `seconds` has the rounds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.seconds: list[float] = []

    def __enter__(self) -> CatLoop:
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self._path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self

    def __exit__(self, *exc_info: object) -> None:
        output, _ = self._process.communicate()
        if self._process.returncode == 0:
            self.seconds = json.loads(output)
        elif exc_info[0] is None:
            raise RuntimeError(f"cat of {self._path} failed")


def measure(path: Path) -> list[float]:
    """The seconds that each round took, until standard input ends."""
    expected = path.read_bytes()
    rounds = []
    while not select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
        start = time.perf_counter()
        data = path.read_bytes()
        rounds.append(time.perf_counter() - start)
        if data != expected:
            raise SystemExit(f"{path}: other bytes than before")
    return rounds


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
