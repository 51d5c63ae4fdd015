"""Bounded memory, steady speed and linear time: `make bench-learning` in a small form, with loose bounds."""

from __future__ import annotations

import pytest

from bench.learning import load

MEGABYTES = 10
SMALLEST_RATE = 1.0
"""MB/s of processor time; the bound proper is for 100 MB on a machine that does nothing else."""


@pytest.mark.slow
def test_transcripts_are_learnt_in_bounded_memory() -> None:
    memory, rate, by_processor_time = load.measure(MEGABYTES)
    assert (memory.unit, rate.unit, by_processor_time.unit) == ("MiB", "MB/s", "MB/s")
    assert memory.value < load.LARGEST_RSS_MIB
    assert by_processor_time.value > SMALLEST_RATE


@pytest.mark.parametrize("name", load.PATHOLOGICAL)
def test_time_grows_with_the_size_and_no_faster(name: str) -> None:
    seconds, growth = load.growth(name, size=load.MEGABYTE // 2)
    assert growth.value <= load.LARGEST_GROWTH
    assert seconds.value < 10
