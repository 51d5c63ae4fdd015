"""SPACE.md: what it may say, and what its author is told when it says something else."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from skillfs.skills.settings import (
    InvalidSpace,
    LearnerChoice,
    SpaceDocument,
    SpaceSettings,
    default_space_md,
    parse_space,
)

DEFAULTS = SpaceSettings()


def front(line: str) -> str:
    return f"---\n{line}\n---\n"


def test_every_setting_can_be_set() -> None:
    text = """---
description: "Work: the billing team"
learner: off
model: gpt-4.1
success_criteria: the user says thanks
failure_criteria: |
  a test fails
  or the user is cross
idle_seconds: 2.5
finish_seconds: 60
batch_turns: 4
review: true
max_session_bytes: 2 MiB
max_skills_bytes: 1 GiB
max_skills_files: 5000
token_budget_per_day: 100000
redact: false
timezone: Europe/Berlin
---

We call the staging cluster Blue. <!-- not this -->

Write British English.
"""
    document = parse_space(text)
    assert document == SpaceDocument(
        SpaceSettings(
            description="Work: the billing team",
            learner=LearnerChoice.OFF,
            model="gpt-4.1",
            success_criteria="the user says thanks",
            failure_criteria="a test fails\nor the user is cross\n",
            idle_seconds=2.5,
            finish_seconds=60,
            batch_turns=4,
            review=True,
            max_session_bytes=2 * 1024 * 1024,
            max_skills_bytes=1024**3,
            max_skills_files=5000,
            token_budget_per_day=100_000,
            redact=False,
            timezone="Europe/Berlin",
        ),
        "We call the staging cluster Blue. \n\nWrite British English.",
    )
    assert document.settings.zone == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "guidance"),
    [
        ("", ""),
        ("Just prose.\n", "Just prose."),
        ("\ufeff---\r\n---\r\nProse.\r\n", "Prose."),
        (front("# learner: llm"), ""),
        (front("model:\ntoken_budget_per_day:\nidle_seconds: ~"), ""),
        ("---\n---\nkept <!-- open", "kept <!-- open"),
    ],
)
def test_what_is_not_said_has_its_default(text: str, guidance: str) -> None:
    assert parse_space(text) == SpaceDocument(DEFAULTS, guidance)


@pytest.mark.parametrize("size", ["67108864", "64 MiB", "64MiB", '"64 mib"', "65536 KiB"])
def test_sizes_may_have_a_unit(size: str) -> None:
    assert parse_space(front(f"max_session_bytes: {size}")).settings.max_session_bytes == 67_108_864


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("idle_seconds: -1", "idle_seconds is -1; allowed: 0.1 to 86400 seconds"),
        ("idle_seconds: .nan", "idle_seconds is nan; allowed: 0.1 to 86400 seconds"),
        ("idle_seconds: true", "idle_seconds is True; allowed: 0.1 to 86400 seconds"),
        ("idle_seconds: 5 s", "idle_seconds is '5 s'; allowed: 0.1 to 86400 seconds"),
        ("batch_turns: 0", "batch_turns is 0; allowed: a whole number from 1 to 10000"),
        ("batch_turns: 1.5", "batch_turns is 1.5; allowed: a whole number from 1 to 10000"),
        ("finish_seconds: 4", "finish_seconds is 4; allowed: at least idle_seconds, which is 8"),
        ("learner: gpt", "learner is 'gpt'; allowed: auto, offline, llm or off"),
        ("review: perhaps", "review is 'perhaps'; allowed: true or false"),
        ("timezone: Mars/Base", "timezone is 'Mars/Base'; allowed: an IANA zone such as Europe/Berlin"),
        ("timezone: ../../etc/passwd", "timezone is '../../etc/passwd'; allowed: an IANA zone such as Europe/Berlin"),
        (
            "max_session_bytes: 64 MX",
            "max_session_bytes is '64 MX'; allowed: 1 KiB to 4 GiB, such as 67108864 or 64 MiB",
        ),
        (
            "max_skills_bytes: 1000",
            "max_skills_bytes is 1000; allowed: from 1 KiB, such as 1073741824 or 1 GiB",
        ),
        ("max_skills_files: 0", "max_skills_files is 0; allowed: a whole number from 1"),
        ("max_skills_files: many", "max_skills_files is 'many'; allowed: a whole number from 1"),
        ("token_budget_per_day: -5", "token_budget_per_day is -5; allowed: a whole number from 0"),
        ("idel_seconds: 8", "'idel_seconds' is no setting; the nearest is idle_seconds"),
        ("time-zone: UTC", "'time-zone' is no setting; the nearest is timezone"),
        ("review: true\nreview: false", "line 3 gives the key 'review' a second time: keep one"),
        (
            "description: a: b",
            "line 2 is no YAML (mapping values are not allowed here): put the value in double quotes",
        ),
        ("model: [a]", "line 2 has a {} or [] collection: put the value in double quotes"),
        (
            "description: 2026-99-99",
            "a value cannot be read (month must be in 1..12): put it in double quotes",
        ),
        ("just words", "the front matter must be lines of the form key: value"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_is_allowed(line: str, message: str) -> None:
    with pytest.raises(InvalidSpace) as refusal:
        parse_space(front(line))
    assert str(refusal.value) == f"SPACE.md: {message}"


def test_a_missing_closing_line_is_named() -> None:
    with pytest.raises(InvalidSpace, match="the front matter is not closed: put a line --- after its last key"):
        parse_space("---\nlearner: off\n")


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        DEFAULTS.learner = LearnerChoice.OFF


def test_a_new_space_has_the_defaults_and_its_description() -> None:
    description = 'Say "hi" --- café\nand more'
    assert parse_space(default_space_md(description)) == SpaceDocument(SpaceSettings(description=description), "")


def test_the_comments_of_a_new_space_show_every_default() -> None:
    uncommented = "\n".join(
        line.removeprefix("# ").partition(" # ")[0] if ":" in line.partition(" # ")[0] else line
        for line in default_space_md().split("\n")
    )
    assert parse_space(uncommented) == SpaceDocument(DEFAULTS, "")
    assert [name for name in SpaceSettings.model_fields if f"\n{name}:" not in uncommented] == []


def test_a_description_that_is_too_long_makes_no_space_md() -> None:
    with pytest.raises(InvalidSpace, match=r"description is .*; allowed: text of at most 1024 characters"):
        default_space_md("d" * 1025)


def test_the_documentation_has_every_setting_with_its_meaning() -> None:
    page = (Path(__file__).parents[2] / "docs" / "space-settings.md").read_text(encoding="utf-8")
    documented = {row.split("`")[1]: row for row in page.splitlines() if row.startswith("| `")}
    assert list(documented) == list(SpaceSettings.model_fields)
    for name, info in SpaceSettings.model_fields.items():
        meaning = documented[name].replace("`", "").split(" | ")[-1]
        assert meaning == f"{info.description} |"
