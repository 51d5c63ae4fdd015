"""One program that uses a space without a pause, as a process of its own: ``stress_worker.py ROLE SPACE PROGRESS``.

After each round it writes how many it has done into the file PROGRESS, so that somebody sees when it is stuck.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

GONE = (FileNotFoundError, NotADirectoryError, IsADirectoryError, FileExistsError)
NAMES = [f"{index}.md" for index in range(20)]


def read(space: Path, choose: random.Random) -> None:
    """Read everything, as ``grep -r`` does."""
    for directory, _, names in os.walk(space / "skills"):
        for name in names:
            with contextlib.suppress(*GONE):
                Path(directory, name).read_bytes()


def look_up(space: Path, choose: random.Random) -> None:
    """Ask for names, most of which come and go, and list what is there."""
    for directory in ("learnt", "mine", "nowhere"):
        for name in NAMES:
            (space / "skills" / directory / name).exists()
    with contextlib.suppress(*GONE):
        list((space / "skills" / "learnt").iterdir())


def churn(space: Path, choose: random.Random) -> None:
    """Make, append, rename and remove files and folders; one stays open while it goes."""
    mine = space / "skills" / "mine"
    mine.mkdir(exist_ok=True)
    for _ in range(10):
        path, other = mine / choose.choice(NAMES), mine / choose.choice(NAMES)
        with path.open("a") as file:
            file.write("x" * choose.randrange(5000))
            if choose.random() < 0.3:
                path.unlink()
                file.write("y")
        with contextlib.suppress(*GONE):
            path.rename(other)
    folder = mine / f"folder-{choose.randrange(3)}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "f.md").write_text("f")
    os.truncate(folder / "deep" / "f.md", 200_000)


def drop(space: Path, choose: random.Random) -> None:
    """Drop sessions, good and bad ones, remove them again, and look at what is generated."""
    inbox = space / "inbox"
    texts = ['{"messages": [{"role": "user", "content": "Rename it"}]}', "{", '{"role": "user", "content": "hi"}\n']
    for name in ("a.json", "b.jsonl", "c.txt"):
        with contextlib.suppress(OSError), (inbox / name).open("w") as file:
            file.write(choose.choice(texts))
    for name in ("status", "catalog.md", "catalog.xml", "export.tar"):
        (space / ".skillfs" / name).read_bytes()
    for path in list(inbox.iterdir()):
        with contextlib.suppress(*GONE):
            path.unlink()


ROLES: dict[str, Callable[[Path, random.Random], None]] = {
    "read": read,
    "look_up": look_up,
    "churn": churn,
    "drop": drop,
}


def main(role: str, space: str, progress: str) -> None:
    choose = random.Random(role)
    with Path(progress).open("w") as file:
        for count in itertools.count(1):
            ROLES[role](Path(space), choose)
            os.pwrite(file.fileno(), json.dumps(count).encode(), 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
