"""Fixtures of the learner's tests."""

from __future__ import annotations

import pytest
from conversations import Conversation, Space, new_space


@pytest.fixture
def space() -> Space:
    """A new space with its default skills and a skill that keeps people."""
    return new_space()


@pytest.fixture
def conversation() -> type[Conversation]:
    """Makes conversations; their first turn is at noon of 17 March 2026."""
    return Conversation
