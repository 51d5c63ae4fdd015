"""No input stalls the learner: rules are linear, whatever the text, and ordinary sessions take milliseconds."""

from __future__ import annotations

import time

import pytest
from conversations import Conversation, Space

from skillfs.sessions.messages import Role, Text, Thinking

MEGABYTE = 1_000_000
UNITS = ["a", " ", "word ", "Alice Bob ", "I prefer Go. ", '"', "> ", ".", "(", ", I ", "Al Li, our boss at X, ", "**",
    "[a](", "`",
         ": ", " is x, not ", "the user wants me to ", "the x has ", "<!--", "1 2 3 ", "-", "#", "'s ", "\n", "?",
             "don't ever "]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_of_anything_is_read_in_seconds(space: Space, unit: str) -> None:
    text = (unit * (MEGABYTE // len(unit) + 1))[:MEGABYTE]
    talk = Conversation().person(text).turn(Role.ASSISTANT, Thinking(text), Text(text))
    start = time.perf_counter()
    space.learn(talk.runs(f"echo {text}", text, error=True))
    assert time.perf_counter() - start < 5


def test_ten_thousand_calls_are_read_in_seconds(space: Space) -> None:
    talk = Conversation()
    for number in range(10_000):
        talk.runs(
            f"cd /src && pytest tests/test_{number}.py | tail -5", "Traceback (most recent call last):\nError: no"
        )
    start = time.perf_counter()
    space.learn(talk.agent("The tests have been fixed."))
    assert time.perf_counter() - start < 10


def test_an_ordinary_session_takes_milliseconds(space: Space) -> None:
    talk = Conversation()
    for _ in range(10):
        talk.person("Please fix the bug in login.py. I prefer tabs. Alice Chen is our designer.").agent(
            "The bug was fixed."
        )
    space.learn(talk)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        space.learn(talk)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05
