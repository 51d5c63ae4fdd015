"""Dropping sessions: how fast they are learnt, and whether readers notice."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.corpus import large_session, sessions
from bench.figures import Figure, percentile
from bench.latency import CatLoop
from bench.running import BenchFailed, Running, Stopwatch
from skillfs.store import inbox
from skillfs.store import sessions as session_records
from skillfs.store.sessions import LEARNT
from skillfs.store.spaces import Space

COUNT = 1000
LARGE_BYTES = 64 * 1024**2
PATIENCE_SECONDS = 300.0
LARGEST_P99_MS = 20.0


def measure() -> Iterator[Figure]:
    """The figures of the group, each as soon as it is known."""
    yield from _measure_many()
    yield from _measure_large()


def _measure_many() -> Iterator[Figure]:
    with Running() as running:
        source = running.directory / "sessions"
        source.mkdir()
        for name, data in sessions(COUNT):
            (source / name).write_bytes(data)
        dropped, learnt, cats = _drop(running, sorted(source.iterdir()))
        yield Figure(f"{COUNT:,} sessions: dropped in", dropped, "s")
        yield Figure(f"{COUNT:,} sessions: learnt", COUNT / learnt, "/s", 20.0, at_least=True)
        yield from _cat_figures(f"{COUNT:,} sessions", cats)


def _measure_large() -> Iterator[Figure]:
    with Running() as running:
        source = running.directory / "large.json"
        source.write_bytes(large_session(LARGE_BYTES))
        dropped, learnt, cats = _drop(running, [source])
        yield Figure("64 MiB session: dropped in", dropped, "s")
        yield Figure("64 MiB session: learnt after", learnt, "s")
        yield from _cat_figures("64 MiB session", cats)


def _cat_figures(what: str, seconds: list[float]) -> Iterator[Figure]:
    yield Figure(f"{what}: cat of a skill meanwhile, p50", percentile(seconds, 50) * 1000, "ms")
    yield Figure(f"{what}: cat of a skill meanwhile, p99", percentile(seconds, 99) * 1000, "ms", LARGEST_P99_MS)
    yield Figure(f"{what}: cat of a skill meanwhile, slowest", max(seconds) * 1000, "ms")


def _drop(running: Running, files: list[Path]) -> tuple[float, float, list[float]]:
    """Drop files with one `cp`: seconds until it returns, seconds until all are learnt, and those of each `cat`."""
    space = running.new_space("work")
    running.start_mount()
    running.start_learner()
    shown = running.mountpoint / "work"
    with CatLoop(shown / "skills" / "daily-logs" / "SKILL.md") as cats:
        time.sleep(1.0)
        watch = Stopwatch()
        subprocess.run(["cp", "-t", shown / "inbox", *files], check=True)
        dropped = watch.seconds
        _wait_until_learnt(running, space, len(files), watch)
        learnt = watch.seconds
    states = session_records.counts(running.store, space.id)
    if states != {LEARNT: len(files)}:
        raise BenchFailed(f"of {len(files)} sessions the states are {states}")
    return dropped, learnt, cats.seconds


def _wait_until_learnt(running: Running, space: Space, count: int, watch: Stopwatch) -> None:
    while sum(session_records.counts(running.store, space.id).values()) < count or inbox.unlearnt(
        running.store, space.id
    ):
        if watch.seconds > PATIENCE_SECONDS:
            states = session_records.counts(running.store, space.id)
            raise BenchFailed(f"after {PATIENCE_SECONDS:.0f} s, of {count} sessions the states are {states}")
        time.sleep(0.05)
