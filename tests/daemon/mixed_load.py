"""Programs that use a mount and its store while its processes are killed, and say what was confirmed to them.

``python mixed_load.py KIND MOUNT STORE`` works until SIGTERM. Each line on stdout names one thing that is safe by
contract at that moment; whatever fails, because nobody serves the mount, is tried again.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import signal
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

from skillfs.store import spaces
from skillfs.store.database import Store, StoreBusy
from skillfs.transfer.imports import import_archive

SPACE = "work"
FILES_AN_IMPORT = 5
KEPT_IMPORTS = 3
FACTS = ("I live in {}town.", "I work at {} Corp.", "My favourite colour is {}.", "I prefer {} tea.")
SYLLABLES = ("ba", "ko", "li", "mu", "na", "po", "ra", "su", "ti", "ve")


def word(number: int) -> str:
    """A word that no other number has."""
    return "".join(SYLLABLES[int(digit)] for digit in str(number)).capitalize()


def note_of(number: int) -> bytes:
    """What the editor's save of this number writes: now and then several chunks."""
    return f"note {number}\n".encode() * (30_000 if number % 16 == 0 else 1 + number * 7919 % 2_000)


def session_of(number: int) -> bytes:
    """What the dropper's file of this number holds."""
    fact = FACTS[number % len(FACTS)].format(word(number))
    messages = [{"role": "user", "content": fact}, {"role": "assistant", "content": "Noted."}]
    return json.dumps({"messages": messages}).encode()


def line_of(number: int) -> bytes:
    """The live session's line of this number."""
    return json.dumps({"role": "user", "content": f"Line {number}: I like {word(number)} cake."}).encode() + b"\n"


def write(path: Path, data: bytes, flags: int = os.O_TRUNC, *, sync: bool = False) -> None:
    """Write a file as a careful program does. Raises `OSError`, also what fsync and close say."""
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | flags, 0o644)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        if sync:
            os.fsync(descriptor)
    except OSError:
        with contextlib.suppress(OSError):
            os.close(descriptor)
        raise
    os.close(descriptor)


def save_note(mount: Path, _store: Path, number: int) -> None:
    """An editor: every other save goes to a temporary name, fsync, rename, fsync of the directory."""
    notes = mount / SPACE / "skills" / "notes"
    notes.mkdir(exist_ok=True)
    target = notes / f"{number}.md"
    if number % 2:
        write(target, note_of(number))
        return
    unfinished = notes / f".{number}.md.tmp"
    write(unfinished, note_of(number), sync=True)
    unfinished.rename(target)
    directory = os.open(notes, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def save_again(mount: Path, _store: Path, number: int) -> None:
    """A person who saves one file over and over."""
    write(mount / SPACE / "skills" / "diary.md", note_of(number))


def drop(mount: Path, _store: Path, number: int) -> None:
    """An agent that drops a session."""
    write(mount / SPACE / "inbox" / f"s{number}.json", session_of(number))


def append(mount: Path, _store: Path, number: int) -> None:
    """An agent that keeps a live session."""
    write(mount / SPACE / "inbox" / "live.jsonl", line_of(number), os.O_APPEND)


def import_space(_mount: Path, store_path: Path, number: int) -> None:
    """A person who brings a space along, and throws one away that came earlier."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for index in range(FILES_AN_IMPORT):
            member = tarfile.TarInfo(f"imported-{number}/skills/brought/{index}.md")
            data = note_of(number * FILES_AN_IMPORT + index)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    archive.seek(0)
    with Store(store_path, create=False) as store:
        import_archive(store, archive, name=None, author="load", uid=os.getuid(), gid=os.getgid())
        if number > KEPT_IMPORTS:
            old = f"imported-{number - KEPT_IMPORTS}"
            spaces.remove(store, old)
            spaces.purge(store, old)


WORK: dict[str, tuple[Callable[[Path, Path, int], None], float]] = {
    "note": (save_note, 0.05),
    "diary": (save_again, 0.05),
    "drop": (drop, 0.25),
    "live": (append, 0.3),
    "import": (import_space, 0.7),
}
"""What each kind of program does, and how many seconds it rests in between."""


def work(kind: str, mount: Path, store: Path) -> None:
    """Do it again and again, and print the number of what was confirmed."""
    # Also in the middle of something: an import then takes back what it had staged.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    do, rest = WORK[kind]
    for number in itertools.count(1):
        while True:
            try:
                do(mount, store, number)
                break
            except (OSError, StoreBusy) as error:
                print(f"{kind} {number}: {error}", file=sys.stderr, flush=True)
                time.sleep(0.02)
        print(number, flush=True)
        time.sleep(rest)


if __name__ == "__main__":
    work(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
