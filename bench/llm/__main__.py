"""Ten spaces with fifty sessions each against a model that takes 200 ms a call: how near to the ideal schedule?

The ideal: in each space one call after the other, all spaces at once, and nothing takes time but the model.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.llm.model import Exchange, SlowModel, serving
from skillfs.learning.drop import drop_file
from skillfs.skills.new_space import create_space
from skillfs.store import sessions
from skillfs.store.database import Store

MAX_RATIO, MAX_MIB = 1.3, 200


@dataclass(frozen=True)
class Figures:
    """What was measured. `overlaps` counts calls of a space that began before the one before had ended."""

    seconds: float
    ideal_seconds: float
    calls: int
    overlaps: int
    learnt: int
    peak_mib: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.ideal_seconds


def measure(spaces: int, sessions_each: int, seconds_a_call: float) -> Figures:
    """Learn in a learner process of its own; from its first call to the last commit."""
    with tempfile.TemporaryDirectory() as directory, serving(SlowModel(seconds_a_call)) as model:
        path = Path(directory) / "store.db"
        ids = _fill(path, spaces, sessions_each)
        environment = {
            **os.environ, "OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "none", "SKILLFS_MODEL": "slow",
            "XDG_CONFIG_HOME": directory,
        }  # fmt: skip
        command = [sys.executable, "-m", "skillfs_daemon", "learner", "--store", str(path), "--jobs", str(spaces)]
        process = subprocess.Popen([*command, "--log-level", "ERROR"], env=environment)
        try:
            learnt, ended = _wait(path, ids, spaces * sessions_each)
            peak = _peak_mib(process.pid)
        finally:
            process.terminate()
            process.wait(10)
        by_space = defaultdict(list)
        for exchange in model.exchanges:
            by_space[exchange.space].append(exchange)
        ideal = max(len(exchanges) for exchanges in by_space.values()) * seconds_a_call
        began = min(exchange.began for exchange in model.exchanges)
        return Figures(ended - began, ideal, len(model.exchanges), _overlaps(by_space.values()), learnt, peak)


def _fill(path: Path, count: int, sessions_each: int) -> list[int]:
    ids = []
    with Store(path, durable=False) as store:
        for number in range(count):
            space = create_space(store, f"space-{number}", uid=0, gid=0, author="bench")
            ids.append(space.id)
            for session in range(sessions_each):
                text = f"I like thing {number}-{session} in space-{number}. Keep that in mind."
                document = json.dumps({"messages": [{"role": "user", "content": text}]}).encode()
                drop_file(store, space, f"s{session}.json", document, uid=0, gid=0)
    return ids


def _wait(path: Path, ids: list[int], wanted: int) -> tuple[int, float]:
    deadline = time.monotonic() + 600
    with Store(path, durable=False) as store:
        while True:
            counts = [sessions.counts(store, space_id) for space_id in ids]
            learnt = sum(count.get(sessions.LEARNT, 0) for count in counts)
            if sum(sum(count.values()) for count in counts) >= wanted or time.monotonic() > deadline:
                return learnt, time.monotonic()
            time.sleep(0.02)


def _peak_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _overlaps(by_space: Iterable[list[Exchange]]) -> int:
    count = 0
    for exchanges in by_space:
        ordered = sorted(exchanges, key=lambda exchange: exchange.began)
        count += sum(later.began < earlier.ended for earlier, later in pairwise(ordered))
    return count


def main() -> int:
    """Measure and print; 1 when a bound is broken."""
    parser = argparse.ArgumentParser(prog="bench.llm", description=__doc__)
    parser.add_argument("--spaces", type=int, default=10)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=0.2, help="what the model takes for an answer")
    options = parser.parse_args()
    found = measure(options.spaces, options.sessions, options.seconds)
    print(f"{options.spaces} spaces, {options.sessions} sessions each, {options.seconds:g} s a call")
    print(f"learnt       {found.learnt} of {options.spaces * options.sessions} sessions in {found.calls} calls")
    print(f"time         {found.seconds:.1f} s, {found.ratio:.2f} times the ideal of {found.ideal_seconds:.1f} s")
    print(f"in order     {found.overlaps} calls of a space overlapped (0)")
    print(f"memory       {found.peak_mib:.0f} MiB at most (< {MAX_MIB})")
    good = found.learnt == options.spaces * options.sessions and not found.overlaps
    return 0 if good and found.ratio <= MAX_RATIO and found.peak_mib < MAX_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
