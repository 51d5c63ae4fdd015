"""The rounds of a comparison, and the ratios that come of them."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.peers.systems import LOCAL, SYSTEMS, file_system_type
from bench.peers.workloads import FILES, Workload

REST_SECONDS = 0.5
"""After each run, for what a system does in the background: a commit is cut 200 ms after the last close."""


@dataclass(slots=True)
class Comparison:
    """Seconds by workload and system, one for each round; `where` is the kind of file system beneath all of them."""

    where: str = ""
    seconds: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def ratio(self, what: str, system: str, to: str = LOCAL) -> float:
        """The median of the rounds' ratios of one system's time to another's in the same round."""
        pairs = zip(self.seconds[what, system], self.seconds[what, to], strict=True)
        return statistics.median(ours / theirs for ours, theirs in pairs)

    def median(self, what: str, system: str) -> float:
        return statistics.median(self.seconds[what, system])


def compare(
    rounds: int, systems: Sequence[str], workloads: Sequence[Workload], tell: Callable[[str], None]
) -> Comparison:
    """Run every workload on every system, in turn, so that what disturbs the machine meets all of them alike.

    The order of the systems is another one in each round. A round before the first does not count.
    """
    found = Comparison()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="skillfs-peers-")))
        found.where = file_system_type(directory)
        places: dict[str, Path] = {}
        for name in systems:
            (directory / name).mkdir()
            places[name] = stack.enter_context(SYSTEMS[name](directory / name, FILES))
        for number in range(rounds + 1):
            shift = number % len(systems)
            for workload in workloads:
                for name in (*systems[shift:], *systems[:shift]):
                    seconds = _run(workload, places[name])
                    tell(f"round {number} of {rounds}: {workload.what}, {name}: {seconds * 1000:.0f} ms")
                    if number:
                        found.seconds.setdefault((workload.what, name), []).append(seconds)
    return found


def _run(workload: Workload, skills: Path) -> float:
    workload.before(skills)
    if workload.warm:
        workload.run(skills)
    else:
        time.sleep(REST_SECONDS)
    seconds = workload.run(skills)
    if not workload.warm:
        time.sleep(REST_SECONDS)
    return seconds
