"""The offline learner as the others see it: asynchronous, deterministic, and never silent."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
import trio
from conversations import NOON, Conversation, Space, new_space

from skillfs.learning.offline import OfflineLearner, study
from skillfs.learning.protocol import Findings, Learner, Occasion
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging

TALK = Conversation().person("Fix the parser for empty files. I prefer tabs.").agent("The parser has been fixed.")


def staging(space: Space) -> Staging:
    return Staging(space.files, lambda path: space.files[path].encode())


def test_learning_in_a_thread_finds_what_studying_finds(space: Space) -> None:
    learner: Learner = OfflineLearner()
    occasion = Occasion("monday", NOON, UTC)
    edits, expected = staging(space), staging(space)

    async def learn() -> Findings:
        return await learner.learn(TALK.session, edits, occasion)

    assert trio.run(learn) == study(TALK.session, expected, occasion)
    assert edits.changes() == expected.changes()
    assert learner.name == "offline"


def test_no_skill_md_is_ever_touched() -> None:
    space = new_space()
    edits = staging(space)
    study(TALK.session, edits, Occasion("monday", NOON, UTC))
    assert [change.path for change in edits.changes()] == [
        "daily-logs/2026-03-17.md",
        "user-general-facts/coding-preferences.md",
    ]


def test_the_day_is_that_of_the_space(space: Space) -> None:
    space.learn(TALK, timezone=ZoneInfo("Pacific/Kiritimati"))
    assert "daily-logs/2026-03-18.md" in space.files


@pytest.mark.parametrize(
    ("session", "why"),
    [
        (Session("test", ()), "it has no messages"),
        (Conversation().person("hi").agent("Hello!").session, "it holds no request, and no fact, preference or "
            "person that the rules can read"),
    ],
)  # fmt: skip
def test_nothing_learnt_is_explained(space: Space, session: Session, why: str) -> None:
    findings = space.learn(session)
    assert [(skipped.what, skipped.why) for skipped in findings.skipped] == [("the session", why)]
    assert space.learnt == {}


def test_without_its_skill_the_log_says_what_is_missing(space: Space) -> None:
    del space.files["daily-logs/SKILL.md"]
    findings = space.learn(TALK)
    assert [skipped.why for skipped in findings.skipped] == ["the space has no daily-logs/SKILL.md to keep it"]


def test_a_greeting_of_the_agent_alone_leaves_no_log(space: Space) -> None:
    findings = space.learn(Conversation().agent("Hi! How can I help?"))
    assert (findings.tasks, findings.found, space.learnt) == ([], [], {})
    assert [(skipped.what, skipped.why) for skipped in findings.skipped] == [
        ("the session", "no person speaks in it, and the agent neither works nor says what it is about")
    ]
