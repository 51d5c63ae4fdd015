"""A directory with every request and response of a learner, for debugging: without secrets, without the key."""

from __future__ import annotations

import itertools
import json
import os
import time
from pathlib import Path

_numbers = itertools.count(1)


class Trace:
    """Writes numbered JSON files into a directory of mode 0700; what it is given must be redacted already."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._directory = directory

    def write(self, stage: str, kind: str, content: object) -> None:
        """Keep a request or a response: ``20261122T101500-4711-0001-tasks-request.json``."""
        stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
        path = self._directory / f"{stamp}-{os.getpid()}-{next(_numbers):04}-{stage}-{kind}.json"
        text = json.dumps(content, ensure_ascii=False, indent=2)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:  # noqa: PTH123
            file.write(text + "\n")
