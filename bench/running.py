"""A store with a mount and a learner at work on it, as child processes, for as long as a measurement takes."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from skillfs.skills.new_space import create_space
from skillfs.store.daemons import LEARNER, MOUNT
from skillfs.store.database import Store
from skillfs.store.spaces import Space
from skillfs_daemon import mountpoints
from skillfs_daemon.child import Child

START_SECONDS = 60.0
STOP_SECONDS = 30.0


class BenchFailed(Exception):
    """A measurement could not be made. The message is one line that says why."""


class Running:
    """A new store with an open connection, and the processes started on it. Leaves nothing behind."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="skillfs-bench-"))
        self.mountpoint = self.directory / "memory"
        self.mountpoint.mkdir()
        self.store = Store(self.directory / "data" / "store.db")
        self._children: list[Child] = []

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *exc_info: object) -> None:
        for child in reversed(self._children):
            child.terminate()
            if not child.wait(STOP_SECONDS):
                child.kill()
                mountpoints.detach(self.mountpoint)
                child.wait(STOP_SECONDS)
            child.close()
        self.store.close()
        mountpoints.detach(self.mountpoint)
        shutil.rmtree(self.directory)

    def new_space(self, name: str) -> Space:
        return create_space(self.store, name, uid=os.getuid(), gid=os.getgid(), author="bench")

    def start_mount(self) -> Child:
        """Start the mount process, and return when it serves."""
        return self._start(MOUNT, "--store", str(self.store.path), str(self.mountpoint))

    def start_learner(self) -> Child:
        """Start the learner process, and return when it works."""
        return self._start(LEARNER, "--store", str(self.store.path))

    def _start(self, role: str, *arguments: str) -> Child:
        child = Child(role, ["--parent", str(os.getpid()), "--log-level", "WARNING", *arguments])
        self._children.append(child)
        if not child.wait_ready(START_SECONDS):
            raise BenchFailed(f"the {role} process did not start: {child.reason}")
        return child


def high_water_mib(pid: int) -> float:
    """The most resident memory that a process has had so far, in MiB (VmHWM of proc_pid_status(5))."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise BenchFailed(f"process {pid} has no memory: it has ended")


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start
