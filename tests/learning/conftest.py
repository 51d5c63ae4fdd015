"""Fixtures of the learner's tests."""

from __future__ import annotations

import pytest
from conversations import SOCIAL_CONTACTS, Conversation, Space

from skillfs.skills.defaults import default_files


@pytest.fixture
def space() -> Space:
    """A new space with its default skills and a skill that keeps people."""
    files = {path: data.decode() for path, data in default_files().items()}
    return Space({**files, "social-contacts/SKILL.md": SOCIAL_CONTACTS})


@pytest.fixture
def conversation() -> type[Conversation]:
    """Makes conversations; their first turn is at noon of 17 March 2026."""
    return Conversation
