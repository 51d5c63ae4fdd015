"""A space's own criteria: the commands that check its tasks, and what its people say when one is done or failed."""

from __future__ import annotations

import pytest
from conversations import Conversation, Space

from skillfs.learning.offline import CRITERIA_UNREAD
from skillfs.learning.protocol import Skipped
from skillfs.learning.work.criteria import read_criteria

Talk = type[Conversation]
SUCCESS = "`make test` passes, or I said 'ship it'"
FAILURE = 'the user said "roll it back"'


def outcomes(space: Space, talk: Conversation, success: str = SUCCESS, failure: str = FAILURE) -> list[str]:
    """How each task ended, as the daily log has it."""
    space.learn(talk, success_criteria=success, failure_criteria=failure)
    lines = space.files.get("daily-logs/2026-03-17.md", "").splitlines()
    return [line.removeprefix("- **Outcome**: ") for line in lines if line.startswith("- **Outcome**")]


@pytest.mark.parametrize(
    ("command", "decides"),
    [
        ("make test", True),
        ("cd app && make -j4 test 2>&1 | tail -5", True),
        ("make lint test", True),
        ("make", False),
        ("make lint", False),
        ("make test-docs", False),
        ("pytest -q", False),
    ],
)
def test_a_command_in_backticks_is_the_check(command: str, decides: bool) -> None:
    assert read_criteria(SUCCESS, FAILURE).is_check(command) is decides


def test_a_check_without_a_target_is_not_met_by_a_part_of_it() -> None:
    criteria = read_criteria("`pytest` is green", "")
    assert [criteria.is_check(command) for command in ("pytest -q", "python -m pytest -x", "pytest tests/a.py")] == [
        True,
        True,
        False,
    ]


def test_only_the_spaces_own_check_counts(space: Space, conversation: Talk) -> None:
    talk = conversation().person("Fix the parser").runs("make test", "2 failed", error=True)
    talk.runs("ruff check .", "All checks passed!").agent("Fixed it.")
    assert outcomes(space, talk) == ["failed (the last check failed; the user said nothing)"]


def test_without_its_check_a_task_is_unconfirmed(space: Space, conversation: Talk) -> None:
    talk = conversation().person("Fix the parser").runs("pytest -q", "3 passed in 0.1s").agent("Fixed it.")
    assert outcomes(space, talk) == ["success (unconfirmed)"]


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("Ship it!", "success (the user said so)"),
        ("ok ship it. Write a changelog now", "success (the user said so)"),
        ("Hm, roll it back please", "failed (the user said so)"),
        ("Do not ship it yet", "failed (the last check failed; the user said nothing)"),
        ("Should we ship it?", "failed (the last check failed; the user said nothing)"),
    ],
)
def test_a_phrase_in_quotes_is_the_users_verdict(space: Space, conversation: Talk, said: str, outcome: str) -> None:
    talk = conversation().person("Fix the parser").runs("make test", "1 failed", error=True).agent("Done.")
    assert outcomes(space, talk.person(said).agent("All right."))[0] == outcome


def test_an_apostrophe_opens_no_phrase() -> None:
    assert read_criteria("It's done when the user's tests don't fail", "").unread == ("success_criteria",)


def test_criteria_that_rules_cannot_follow_are_named(space: Space, conversation: Talk) -> None:
    talk = conversation().person("Fix the parser").agent("Fixed it.")
    findings = space.learn(talk, success_criteria="A person signed off.", failure_criteria=FAILURE)
    assert findings.skipped == [Skipped("success_criteria in SPACE.md", CRITERIA_UNREAD)]
