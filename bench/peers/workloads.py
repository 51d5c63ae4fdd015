"""What is done on each file system, timed and checked: a pass that did less than it should counts as failed."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import ABSENT_WORD, skill_files
from bench.running import BenchFailed, Stopwatch

FILES = {name: data for name, data in skill_files().items() if name.startswith("skills/")}
BYTES = sum(map(len, FILES.values()))
CREATES = 1000
LARGE_BYTES = 64 * 1024**2
WRITE_BYTES = 1024**2
SCRATCH = "scratch"
LARGE = "large.bin"


def _nothing(skills: Path) -> None:
    """What most workloads need before them."""


@dataclass(frozen=True, slots=True)
class Workload:
    """Something that is done in a `skills` directory. `run` returns how many seconds it took.

    `before` is done first and not timed. What is `warm` is run twice in a row and the second run counts.
    """

    what: str
    run: Callable[[Path], float]
    before: Callable[[Path], None] = _nothing
    warm: bool = False


def find(skills: Path) -> float:
    """List every file by name and type."""
    return _piped(["find", skills, "-type", "f"], ["wc", "-l"], len(FILES))


def grep(skills: Path) -> float:
    """Search every file for a word that none has."""
    watch = Stopwatch()
    # 1 is grep's status for "nothing found".
    if (status := subprocess.run(["grep", "-r", ABSENT_WORD, skills]).returncode) != 1:
        raise BenchFailed(f"grep -r of {skills} ended with {status}")
    return watch.seconds


def tar(skills: Path) -> float:
    """Archive every file into a pipe: into /dev/null GNU tar would read none of them."""
    return _piped(["tar", "cf", "-", "-C", skills, "."], ["wc", "-c"], BYTES)


def cat(skills: Path) -> float:
    """Read every file, by names that are known: no listing."""
    listed = os.memfd_create("names")
    try:
        os.pwrite(listed, "\0".join(name.removeprefix("skills/") for name in FILES).encode(), 0)
        return _piped(["xargs", "-0", "-a", f"/proc/self/fd/{listed}", "cat"], ["wc", "-c"], BYTES, skills, [listed])
    finally:
        os.close(listed)


def _piped(
    source: Sequence[str | Path],
    counter: Sequence[str],
    at_least: int,
    cwd: Path | None = None,
    descriptors: Sequence[int] = (),
) -> float:
    """Run two commands joined by a pipe; the second prints how much went through, which must be enough."""
    watch = Stopwatch()
    with (
        subprocess.Popen(source, stdout=subprocess.PIPE, cwd=cwd, pass_fds=descriptors) as first,
        subprocess.Popen(counter, stdin=first.stdout, stdout=subprocess.PIPE) as second,
    ):
        counted, _ = second.communicate()
        status = first.wait()
    seconds = watch.seconds
    if status != 0 or int(counted) < at_least:
        raise BenchFailed(f"{source[0]} ended with {status} after {int(counted)} of {at_least}")
    return seconds


def create(skills: Path) -> float:
    """Make 1,000 files of 2 KB, each created, written and closed as `open` and `write` do it. None is like another."""
    scratch = skills / SCRATCH
    scratch.mkdir()
    contents = [f"# Note {number}\n\n".encode() + random.randbytes(1000).hex().encode() for number in range(CREATES)]
    watch = Stopwatch()
    for number, data in enumerate(contents):
        descriptor = os.open(scratch / f"note-{number:04}.md", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        os.write(descriptor, data)
        os.close(descriptor)
    return watch.seconds


def remove(skills: Path) -> float:
    """Remove the directory with the 1,000 files."""
    watch = Stopwatch()
    subprocess.run(["rm", "-r", skills / SCRATCH], check=True)
    return watch.seconds


def write(skills: Path) -> float:
    """Write 64 MiB that were never written before, a MiB at a time, and close."""
    return _write(skills, durably=False)


def write_durably(skills: Path) -> float:
    """The same, with an fsync before the close."""
    return _write(skills, durably=True)


def _write(skills: Path, *, durably: bool) -> float:
    data = memoryview(random.randbytes(LARGE_BYTES))
    watch = Stopwatch()
    descriptor = os.open(skills / LARGE, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o644)
    for start in range(0, LARGE_BYTES, WRITE_BYTES):
        os.write(descriptor, data[start : start + WRITE_BYTES])
    if durably:
        os.fsync(descriptor)
    os.close(descriptor)
    return watch.seconds


def read(skills: Path) -> float:
    """Read the 64 MiB, a MiB at a time."""
    buffer = bytearray(WRITE_BYTES)
    watch = Stopwatch()
    total = 0
    with (skills / LARGE).open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            total += count
    if total != LARGE_BYTES:
        raise BenchFailed(f"{skills / LARGE} has {total} bytes")
    return watch.seconds


def forget_pages(skills: Path) -> None:
    """Have the kernel drop the pages that it keeps of the large file in this file system; a server keeps its own."""
    with (skills / LARGE).open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def remove_large(skills: Path) -> None:
    (skills / LARGE).unlink(missing_ok=True)


def remove_scratch(skills: Path) -> None:
    if (skills / SCRATCH).exists():
        shutil.rmtree(skills / SCRATCH)


WORKLOADS = (
    Workload("find", find, warm=True),
    Workload("grep -r", grep, warm=True),
    Workload("tar", tar, warm=True),
    Workload("cat of all", cat, warm=True),
    Workload("1,000 creates", create, before=remove_scratch),
    Workload("rm -r of them", remove),
    Workload("64 MiB write", write, before=remove_large),
    Workload("64 MiB write and fsync", write_durably, before=remove_large),
    Workload("64 MiB read, pages dropped", read, before=forget_pages),
    Workload("64 MiB read", read, warm=True),
)
