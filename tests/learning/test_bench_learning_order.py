"""In whichever order sessions are learnt, the same facts and people are known after them: dates decide, not arrival."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from conversations import NOON, Space, new_space
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.learning.cases import CASES, load
from bench.learning.transcripts import transcript
from skillfs.sessions.messages import Session
from skillfs.sessions.reading import read

SESSIONS = 30
_DATE = re.compile(r" \(date: [\d-]+\)")


def _sessions() -> list[Session]:
    """What the labelled cases say of the user and of people, a session a day. Two of them never share a day, so of two
    values of one attribute one is newer."""
    talks = [case.drops[0] for case in load(CASES) if len(case.drops) == 1 and _is_about_people(case.expect[:1])]
    dated = [talk.model_copy(update={"at": NOON + timedelta(days=day)}) for day, talk in enumerate(talks)]
    return [read(transcript(talk), lines=False, name="talk").sessions[0].session for talk in dated]


def _is_about_people(expected: tuple[object, ...]) -> bool:
    return any(
        str(getattr(item, "file", "")).startswith(("user-general-facts", "social-contacts")) for item in expected
    )


ALL = _sessions()


def _known(space: Space) -> set[tuple[str, str]]:
    """Every line about the user and about people, with its file, without its date."""
    return {
        (path, _DATE.sub("", line))
        for path, text in space.learnt.items()
        if path.startswith(("user-general-facts/", "social-contacts/"))
        for line in text.splitlines()
        if line.startswith("- ")
    }


def _learn(sessions: list[Session]) -> set[tuple[str, str]]:
    space = new_space()
    for number, session in enumerate(sessions):
        space.learn(session, session_id=f"s{number}")
    return _known(space)


def test_there_is_something_to_shuffle() -> None:
    assert len(ALL) >= SESSIONS
    assert len(_learn(ALL[:SESSIONS])) >= SESSIONS / 2


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.data())
def test_any_order_of_thirty_sessions_gives_the_same_facts(data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(ALL))))[:SESSIONS]
    assert _learn([ALL[number] for number in order]) == _learn([ALL[number] for number in sorted(order)])


@pytest.mark.parametrize("first", [0, 1])
def test_a_correction_wins_by_its_date(first: int) -> None:
    said = ["I work at Initech.", "Small correction: I work at Globex now."]
    talks = [{"messages": [{"role": "user", "content": text}]} for text in said]
    space = new_space()
    for number in (first, 1 - first):
        day = (NOON + timedelta(days=number)).isoformat()
        document = json.dumps({**talks[number], "created_at": day}).encode()
        space.learn(read(document, lines=False, name="talk").sessions[0].session, session_id=f"s{number}")
    assert space.facts == ["The user works at Globex"]
