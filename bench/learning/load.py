"""Much to learn from: throughput and memory of the learner process, and input that is made to stall it."""

from __future__ import annotations

import json
import os
import random
import sysconfig
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.figures import Figure
from bench.learning.cases import Conversation, Turn, load
from bench.learning.scratch_space import ScratchStore
from bench.learning.transcripts import transcript
from bench.running import BenchFailed, Running, Stopwatch, high_water_mib
from skillfs.learning.drop import drop_file
from skillfs.store import sessions
from skillfs.store.database import Store
from skillfs.store.sessions import LEARNT, SKIPPED
from skillfs.store.spaces import Space

MEGABYTE = 1_000_000
SESSION_BYTES = (50_000, 4_000_000)
LARGEST_RSS_MIB = 250.0
SMALLEST_RATE = 5.0
PATIENCE_SECONDS = 600.0
LARGEST_GROWTH = 8.0
"""How much longer four times the input may take: linear is 4, quadratic 16."""


def measure(megabytes: int) -> Iterator[Figure]:
    """Learn from `megabytes` of transcripts in the real learner process."""
    with Running() as running:
        space = running.new_space("load")
        dropped = _drop(running.store, space, megabytes * MEGABYTE)
        watch = Stopwatch()
        learner = running.start_learner()
        _wait_until_learnt(running.store, space, dropped, watch)
        seconds = watch.seconds
        what = f"{megabytes} MB of transcripts"
        yield Figure(f"{what}: memory of the learner", high_water_mib(learner.pid), "MiB", LARGEST_RSS_MIB)
        yield Figure(f"{what}: learnt", megabytes / seconds, "MB/s", SMALLEST_RATE, at_least=True)
        yield Figure(f"{what}: by its processor time", megabytes / _processor_seconds(learner.pid), "MB/s")


def _processor_seconds(pid: int) -> float:
    """The time a process has computed so far, in user and system mode (proc_pid_stat(5)): what is left of the rate when
    other processes want the machine too."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _drop(store: Store, space: Space, size: int) -> int:
    """Drop sessions of `size` bytes in all; how many there are."""
    material = Material()
    dropped = count = 0
    while dropped < size:
        data = material.session(count)
        drop_file(store, space, f"session-{count:05}.json", data, uid=0, gid=0)
        dropped += len(data)
        count += 1
    return count


def _wait_until_learnt(store: Store, space: Space, count: int, watch: Stopwatch) -> None:
    while sum((states := sessions.counts(store, space.id)).values()) < count:
        if watch.seconds > PATIENCE_SECONDS:
            raise BenchFailed(f"after {PATIENCE_SECONDS:.0f} s, of {count} sessions the states are {states}")
        time.sleep(0.05)
    if set(states) - {LEARNT, SKIPPED}:
        raise BenchFailed(f"of {count} sessions the states are {states}")


class Material:
    """Sessions out of what there is: the turns of the labelled cases, and Python's own library as what tools print."""

    def __init__(self, seed: int = 5) -> None:
        self._random = random.Random(seed)
        self._talks = [drop.talk for case in load() for drop in case.drops]
        self._sources = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))

    def session(self, number: int) -> bytes:
        """One session of `SESSION_BYTES`, small ones more often than large ones; the same for the same seed."""
        small, large = SESSION_BYTES
        size = small * (large / small) ** self._random.random()
        turns: list[Turn] = []
        written = 0.0
        while written < size:
            more = [*self._random.choice(self._talks), self._looked_up()]
            turns += more
            written += sum(len(turn.model_dump_json(exclude_defaults=True)) for turn in more)
        day = datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(hours=5 * number)
        return transcript(Conversation(talk=tuple(turns), at=day))

    def _looked_up(self) -> Turn:
        path = self._random.choice(self._sources)
        return Turn(read=str(path), prints=path.read_text("utf-8", "replace")[: self._random.randint(2_000, 60_000)])


def _one_line(size: int) -> bytes:
    """A message of `size` characters without a line break."""
    return _said(("My colleague Ada Lane prefers tea, and " * (size // 39 + 1))[:size])


def _nested_quotes(size: int) -> bytes:
    return _said(("> " * 50 + '"I said (\'he said "') * (size // 119 + 1))


def _unclosed(size: int) -> bytes:
    return _said("<system-reminder> ``` <!-- [a](" * (size // 31 + 1))


def _tool_calls(size: int) -> bytes:
    """As many calls as there are hundreds of characters in `size`; each second one fails."""
    calls = [
        Turn(
            run=f"cd /src && pytest tests/test_{number % 997}.py",
            prints="E   AssertionError\n1 failed",
            fails=number % 2 == 0,
        )
        for number in range(size // 100)
    ]
    return transcript(Conversation(talk=(Turn(user="Run all of the checks."), *calls)))


def _requests(size: int) -> bytes:
    """A request for each four hundred characters of `size`, many of them the same, each done at once."""
    talk = [
        turn
        for number in range(size // 400)
        for turn in (Turn(user=f"Please fix bug {number % 500} in the parser."), Turn(agent=f"Fixed in r{number}."))
    ]
    return transcript(Conversation(talk=tuple(talk)))


def _said(text: str) -> bytes:
    return json.dumps(
        {"messages": [{"role": "user", "content": text}, {"role": "assistant", "content": "Done."}]}
    ).encode()


PATHOLOGICAL: dict[str, Callable[[int], bytes]] = {
    "1 MB on one line": _one_line,
    "1 MB of nested quotes": _nested_quotes,
    "1 MB of what is never closed": _unclosed,
    "10,000 tool calls": _tool_calls,
    "2,500 requests": _requests,
}


def measure_growth() -> Iterator[Figure]:
    """How long every pathological session takes."""
    for name in PATHOLOGICAL:
        yield from growth(name)


def growth(name: str, size: int = MEGABYTE) -> tuple[Figure, Figure]:
    """How long a pathological session of `size` takes in processor time, and how many times as long as one of a quarter
    of that size."""
    quarter, whole = (_seconds_to_learn(PATHOLOGICAL[name](part)) for part in (size // 4, size))
    return (
        Figure(f"{name}: learnt in", whole, "s"),
        Figure(f"{name}: against a quarter of it", whole / quarter, "×", LARGEST_GROWTH),
    )


def _seconds_to_learn(data: bytes) -> float:
    """The best of two."""
    return min(_once(data) for _ in range(2))


def _once(data: bytes) -> float:
    with ScratchStore() as scratch:
        space = scratch.space("stall", ["social-contacts"])
        began = time.process_time()
        space.drop("session.json", data)
        return time.process_time() - began
