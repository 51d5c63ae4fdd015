"""Several spaces learn at once, each of them one call after the other, in one learner process."""

from __future__ import annotations

from bench.llm.__main__ import measure


def test_spaces_learn_in_parallel_and_calls_within_one_in_order() -> None:
    found = measure(spaces=4, sessions_each=5, seconds_a_call=0.25)

    assert (found.learnt, found.overlaps, found.calls) == (20, 0, 24)
    # One after the other they would take four times the ideal.
    assert found.ratio < 2.5
    assert found.peak_mib < 200
