"""No input stalls the learner: rules are linear, whatever the text, and ordinary sessions take milliseconds.

Time is that of the processor, at two sizes: what other processes do and how fast the machine is say nothing of rules.
"""

from __future__ import annotations

import time

import pytest
from conversations import Conversation, Space

from skillfs.sessions.messages import Role, Text, Thinking

QUARTER = 100_000
LARGEST_GROWTH = 8
"""How much longer four times the input may take: linear is 4, quadratic 16."""
SLACK = 0.1
"""Seconds that a machine may add to either."""
UNITS = ["a", " ", "word ", "Alice Bob ", "I prefer Go. ", '"', "> ", ".", "(", ", I ", "Al Li, our boss at X, ", "**",
    "[a](", "`",
         ": ", " is x, not ", "the user wants me to ", "the x has ", "<!--", "1 2 3 ", "-", "#", "'s ", "\n", "?",
             "don't ever "]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_anything_four_times_as_long_takes_four_times_as_long(space: Space, unit: str) -> None:
    quarter, whole = (_seconds(space, _talk_of(unit, size)) for size in (QUARTER, 4 * QUARTER))
    assert whole < LARGEST_GROWTH * quarter + SLACK


def test_four_times_the_calls_take_four_times_as_long(space: Space) -> None:
    quarter, whole = (_seconds(space, _calls(number)) for number in (1_000, 4_000))
    assert whole < LARGEST_GROWTH * quarter + SLACK


def _talk_of(unit: str, size: int) -> Conversation:
    text = (unit * (size // len(unit) + 1))[:size]
    talk = Conversation().person(text).turn(Role.ASSISTANT, Thinking(text), Text(text))
    return talk.runs(f"echo {text}", text, error=True)


def _calls(number: int) -> Conversation:
    talk = Conversation()
    for call in range(number):
        talk.runs(f"cd /src && pytest tests/test_{call}.py | tail -5", "Traceback (most recent call last):\nError: no")
    return talk.agent("The tests have been fixed.")


def _seconds(space: Space, talk: Conversation) -> float:
    start = time.process_time()
    space.learn(talk)
    return time.process_time() - start


def test_an_ordinary_session_takes_milliseconds(space: Space) -> None:
    talk = Conversation()
    for _ in range(10):
        talk.person("Please fix the bug in login.py. I prefer tabs. Alice Chen is our designer.").agent(
            "The bug was fixed."
        )
    space.learn(talk)
    assert min(_seconds(space, talk) for _ in range(5)) < 0.05
