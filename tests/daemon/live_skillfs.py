"""`skillfs up` for tests: its processes, its mount, and a mark by which whatever it started is found."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from skillfs.store import daemons
from skillfs.store.daemons import Daemon
from skillfs.store.database import Store
from skillfs_daemon import mountpoints

PATIENCE_SECONDS = 60.0
"""How long a test waits for what takes a second or two: the machine may be busy with others."""


@dataclass
class Skillfs:
    """A store and a mountpoint of the test's own, and a mark by which every process of it is found."""

    store: Path
    mountpoint: Path
    mark: str
    extra: dict[str, str] = field(default_factory=dict)
    """Variables for the environment of what is started."""
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "SKILLFS_STORE": str(self.store), "SKILLFS_TEST": self.mark, **self.extra}

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "skillfs_cli", *map(str, arguments)]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )  # fmt: skip

    def up(self) -> None:
        done = self.run("up", self.mountpoint, "--detach")
        assert (done.returncode, done.stderr) == (0, "")

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        """Run a command in the background of the test, as its child."""
        command = [sys.executable, "-m", "skillfs_cli", *map(str, arguments)]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.started.append(process)
        return process

    def alive(self, role: str) -> list[Daemon]:
        with Store(self.store) as store:
            return daemons.alive(store, role)

    def one(self, role: str) -> Daemon:
        wait_until(lambda: len(self.alive(role)) == 1, f"one {role} runs")
        return self.alive(role)[0]

    def answers(self) -> bool:
        return mountpoints.answers(self.mountpoint)

    def processes(self) -> dict[int, str]:
        """Every process that was started by this test or by one that was, with its command line."""
        found = {}
        for directory in Path("/proc").iterdir():
            if directory.name.isdigit() and daemons.start_ticks(int(directory.name)) is not None:
                try:
                    if f"SKILLFS_TEST={self.mark}".encode() in (directory / "environ").read_bytes().split(b"\0"):
                        found[int(directory.name)] = (directory / "cmdline").read_text().replace("\0", " ")
                except OSError:
                    continue
        return found

    def nothing_is_left(self) -> bool:
        return self.processes() == {} and not mountpoints.is_skillfs(self.mountpoint)


def wait_until(is_so: Callable[[], object], what: str) -> float:
    """How long it took until that was so, in seconds."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < PATIENCE_SECONDS, f"not in {PATIENCE_SECONDS} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - began


def wait_until_none(left: Callable[[], Sequence[str]], what: str) -> float:
    """How long it took until nothing was left, in seconds. A failure says what was."""
    began = time.monotonic()
    while found := left():
        listed = "\n".join(found)
        assert time.monotonic() - began < PATIENCE_SECONDS, f"not in {PATIENCE_SECONDS} s: {what}; left are\n{listed}"
        time.sleep(0.05)
    return time.monotonic() - began


@contextlib.contextmanager
def own_skillfs(directory: Path) -> Iterator[Skillfs]:
    """A store and a mountpoint below `directory`; nothing of them runs or is mounted afterwards."""
    made = Skillfs(directory / "store" / "store.db", directory / "memory", mark=f"{directory}-{os.getpid()}")
    try:
        yield made
    finally:
        _clean_up(made)


def _clean_up(made: Skillfs) -> None:
    for process in made.started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
    for pid in made.processes():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: made.processes() == {}, "the test's processes are gone")
    mountpoints.detach(made.mountpoint)
