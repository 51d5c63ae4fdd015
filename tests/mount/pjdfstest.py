"""pjdfstest, the public suite of POSIX system calls (https://github.com/pjd/pjdfstest), run in a directory.

The suite tries each system call on every type of file there is. Below `skills/` there are regular files, directories
and symlinks: the other types are taken out of the lists that its scripts loop over, so that what is left has to pass.
What a script does with a fifo, a device, a socket or a hard link outside of such a loop is refused, and counted.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

WORKERS = 4
"""The scripts sleep for whole seconds, to see whether a time changes."""
SCRIPT_SECONDS = 300.0

_LOOP = re.compile(r"for type\d* in [a-z ]+;")
_FOREIGN_TYPE = re.compile(r" (?:fifo|block|char|socket)\b")
_PLAN = re.compile(r"^1\.\.(\d+)", re.MULTILINE)
_RESULT = re.compile(r"^(not )?ok (\d+)(.*)", re.MULTILINE)
_REFUSED = re.compile(r" - tried '(?:-[ugU] \d+ )*(mkfifo|mknod|bind|link) .*, got EPERM$")
_WHAT = {"mkfifo": "fifo", "mknod": "device", "bind": "socket", "link": "hard link"}


@dataclass(frozen=True, slots=True)
class Result:
    """What one script of the suite said.

    `planned` is how many assertions it has in the suite, `run` how many are left without the foreign types; `failed`
    has the numbers of those that did not hold, and `refused` what the script wanted to make and got EPERM for.
    """

    script: str
    planned: int
    run: int
    failed: tuple[int, ...]
    refused: tuple[str, ...]

    @property
    def skipped(self) -> bool:
        """Whether the script itself says that it is not for Linux."""
        return (self.planned, self.run, self.failed) == (1, 1, ())


def run(suite: Path, scratch: Path, directory: Path) -> list[Result]:
    """The result of every script of a built checkout, run below `directory`; `scratch` takes a copy, for any user."""
    shutil.copy(suite / "pjdfstest", scratch)
    shutil.copytree(suite / "tests", scratch / "tests")
    # That a rename renews the ctime is optional, and the suite asks it of the file systems that it knows.
    (scratch / "tests" / "conf").write_text((suite / "tests" / "conf").read_text() + "\nfs=EXT4\n")
    scripts = sorted((scratch / "tests").rglob("*.t"))
    for script in scripts:
        script.write_text(_LOOP.sub(lambda loop: _FOREIGN_TYPE.sub("", loop[0]), script.read_text()))
    with ThreadPoolExecutor(WORKERS) as workers:
        outputs = list(workers.map(lambda script: _output(script, directory), scripts))
    return [
        _result(str(script.relative_to(scratch / "tests")), output)
        for script, output in zip(scripts, outputs, strict=True)
    ]


def _output(script: Path, directory: Path) -> str:
    place = directory / "-".join(script.with_suffix("").parts[-2:])
    place.mkdir()
    done = subprocess.run(
        ["sh", str(script)], cwd=place, capture_output=True, text=True, timeout=SCRIPT_SECONDS, check=True
    )
    return done.stdout


def _result(script: str, output: str) -> Result:
    plan = _PLAN.search(output)
    assert plan is not None, f"{script} did not run: {output}"
    lines = _RESULT.findall(output)
    return Result(
        script,
        int(plan[1]),
        len(lines),
        tuple(int(number) for bad, number, rest in lines if bad and "# TODO" not in rest),
        tuple(dict.fromkeys(_WHAT[call[1]] for _, _, rest in lines if (call := _REFUSED.search(rest)))),
    )


def summary(results: list[Result]) -> str:
    """The results in numbers."""
    on_linux = [result for result in results if not result.skipped]
    run, failed = sum(result.run for result in on_linux), sum(len(result.failed) for result in on_linux)
    return (
        f"{len(results)} scripts, {len(on_linux)} of them for Linux, with {sum(r.planned for r in on_linux):,} "
        f"assertions; {run:,} are about regular files, directories and symlinks: {run - failed:,} pass, {failed} are "
        "refused"
    )


def table(results: list[Result]) -> str:
    """The results by script, as a table in Markdown."""
    rows = [
        f"| {result.script} | {result.planned} | {result.run - len(result.failed)} | {_refusals(result)} |"
        for result in results
        if not result.skipped
    ]
    return "\n".join(["| Script | Assertions | Pass | Refused |", "|---|---|---|---|", *rows])


def _refusals(result: Result) -> str:
    return f"{_ranges(result.failed)} ({', '.join(result.refused)})" if result.failed else ""


def _ranges(numbers: tuple[int, ...]) -> str:
    """Numbers as people write them: ``1-3, 7``."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1] = [found[-1][0], number]
        else:
            found.append([number])
    return ", ".join("-".join(map(str, span)) for span in found)
