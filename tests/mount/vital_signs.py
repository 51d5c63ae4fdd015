"""What can be seen of processes from outside while they work: states, memory, descriptors, inodes in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


def states(pids: Sequence[int]) -> dict[int, str]:
    """The state of every thread of these processes, as in proc_pid_stat(5): ``D`` waits in the kernel."""
    found = {}
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*"):
            try:
                found[int(task.name)] = (task / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
    return found


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def inodes_in_memory(mountpoint: Path) -> int:
    """How many a mount keeps, as ``df -i`` has it."""
    status = os.statvfs(mountpoint)
    return status.f_files - status.f_ffree


@dataclass(frozen=True, slots=True)
class Sample:
    """A server at one moment: `seconds` since the start, `memory` in KiB (VmRSS)."""

    seconds: float
    memory: int
    descriptors: int
    inodes: int


@dataclass
class VitalSigns:
    """Samples of one server, and for how many of them in a row each thread was seen in state D."""

    pid: int
    mountpoint: Path
    samples: list[Sample] = field(default_factory=list)
    waiting: dict[int, int] = field(default_factory=dict)
    longest_wait: int = 0

    def take(self, seconds: float, pids: Sequence[int]) -> None:
        """Take a sample, and the states of the server, its children and other processes."""
        memory = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
        descriptors = len(list(Path(f"/proc/{self.pid}/fd").iterdir()))
        self.samples.append(Sample(seconds, memory, descriptors, inodes_in_memory(self.mountpoint)))
        now = states([self.pid, *children(self.pid), *pids])
        self.waiting = {tid: self.waiting.get(tid, 0) + 1 for tid, state in now.items() if state == "D"}
        self.longest_wait = max([self.longest_wait, *self.waiting.values()])

    def _after_warm_up(self) -> list[Sample]:
        return self.samples[len(self.samples) // 3 :]

    def memory_slope(self) -> float:
        """KiB a minute, of the straight line that fits best after the first third."""
        samples = self._after_warm_up()
        seconds = [sample.seconds for sample in samples]
        memory = [sample.memory for sample in samples]
        middle, mean = sum(seconds) / len(seconds), sum(memory) / len(memory)
        spread = sum((at - middle) ** 2 for at in seconds)
        return 60 * sum((at - middle) * (kib - mean) for at, kib in zip(seconds, memory, strict=True)) / spread

    def growth(self, of: Callable[[Sample], int]) -> float:
        """How much higher the median of the last third is than that of the one before."""
        samples = self._after_warm_up()
        half = len(samples) // 2
        before, after = ([of(sample) for sample in part] for part in (samples[:half], samples[half:]))
        return median(after) - median(before)
