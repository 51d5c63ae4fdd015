"""What was recalled is not learnt again."""

from __future__ import annotations

import pytest
from conversations import Conversation, Space

from skillfs.learning.recalled import Recalled
from skillfs.sessions.messages import Role, Text

LINE = "Always project coordinates before you measure a distance."


@pytest.mark.parametrize(
    "talk",
    [
        Conversation().calls("Skill", {"skill": "geo"}, f"# Geo\n\n- {LINE}\n"),
        Conversation().calls("Read", {"file_path": "/m/work/skills/geo/SKILL.md"}, f"     1→# Geo\n     2→{LINE}\n"),
        Conversation().runs("cat skills/geo/SKILL.md", f"**{LINE}**"),
        Conversation().turn(Role.USER, Text(f"Base directory for this skill: /x/geo\n\n{LINE}")),
    ],
)
def test_a_loaded_line_is_known_however_it_was_loaded(talk: Conversation) -> None:
    recalled = Recalled(talk.session, lambda line: False)
    assert recalled.covers(f"So  it is.\n* {LINE}")
    assert not recalled.covers("Some other sentence of the same length or so.")


def test_a_file_outside_of_skills_is_not_recalled() -> None:
    talk = Conversation().calls("Read", {"file_path": "/src/geo.md"}, LINE)
    assert not Recalled(talk.session, lambda line: False).covers(LINE)


def test_a_message_that_only_repeats_what_was_served_is_skipped(space: Space) -> None:
    served = "The user prefers tabs over spaces (date: 2026-01-01)"
    findings = space.learn(
        Conversation().person(f"# Facts\n- {served}").agent("Noted."), is_recalled=lambda line: line == served
    )
    assert space.facts == []
    assert [skipped.why for skipped in findings.skipped] == ["it repeats what skillfs itself served"]
    own = Conversation().person(f"- {served}\nI prefer snake_case").agent("Noted.")
    space.learn(own, is_recalled=lambda line: line == served)
    assert "The user prefers snake_case" in space.facts


def test_a_summary_that_repeats_a_skill_is_left_out(space: Space) -> None:
    talk = Conversation().person("Measure the distance to the plate").calls("Skill", {"skill": "geo"}, LINE)
    space.learn(talk.agent(f"{LINE} The distance is 3,878 km."))
    assert LINE not in space.files["daily-logs/2026-03-17.md"]
    assert "The distance is 3,878 km." in space.files["daily-logs/2026-03-17.md"]
