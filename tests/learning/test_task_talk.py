"""Talk of the task at hand teaches nothing of the person, however much it sounds like it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conversations import Space

LINES = Path(__file__).with_name("task_talk.txt").read_text("utf-8").splitlines()
TALK = [line for line in LINES if line and not line.startswith("#")]


def test_there_is_enough_of_it() -> None:
    assert len(TALK) > 500
    assert len(set(TALK)) == len(TALK)


@pytest.mark.parametrize("said", TALK)
def test_talk_of_a_task_teaches_nothing_of_the_person(space: Space, said: str) -> None:
    space.says(said)
    assert {path for path in space.learnt if not path.startswith("daily-logs/")} == set()
