"""`skillfs proposed`, `accept` and `reject`, without a daemon."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import skillfs.skills

EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples" / "sessions"

DEFAULT_SKILLS = Path(skillfs.skills.__file__).parent / "defaults"

Skillfs = Callable[..., Any]


@pytest.fixture
def work(skillfs: Skillfs, tmp_path: Path) -> Skillfs:
    """A space that is reviewed, with the default skills, from a directory."""
    shutil.copytree(DEFAULT_SKILLS, tmp_path / "work" / "skills")
    (tmp_path / "work" / "SPACE.md").write_text("---\nreview: true\n---\n")
    assert skillfs("space", "import", tmp_path / "work").code == 0
    return skillfs


def test_a_session_is_proposed_shown_and_accepted(work: Skillfs) -> None:
    assert work("proposed", "work").out == "nothing is proposed\n"
    learnt = work("learn", "work", EXAMPLES / "monday.json")
    assert learnt.code == 0
    assert "- Proposal 1 waits: `skillfs accept work 1` publishes it, `skillfs reject work 1` drops it" in learnt.out
    assert "proposed  1: skillfs proposed work lists what waits for review" in work("status", "work").out

    listed = json.loads(work("proposed", "work", "--json").out)
    shown = work("proposed", "work", 1)
    head = json.loads(work("status", "work", "--json").out)["last_commit"]["number"]
    accepted = work("accept", "work", 1)

    (proposal,) = listed
    assert (proposal["number"], proposal["sessions"], proposal["problems"]) == (1, ["monday"], [])
    assert "skills/user-general-facts/personal-info.md" in proposal["files"]
    assert shown.out.startswith(f"# Proposal 1: {proposal['message']}\n")
    assert shown.out.endswith(proposal["diff"])
    assert "+++ b/user-general-facts/personal-info.md" in proposal["diff"]
    assert accepted.out == f"accepted 1: commit {head + 1}\n"
    status = json.loads(work("status", "work", "--json").out)
    assert (status["proposed"], status["last_commit"]["message"]) == (0, f"{proposal['message']} (proposal 1)")
    assert work("validate", "work").code == 0


def test_a_rejected_proposal_leaves_nothing_and_its_session_stays_known(work: Skillfs) -> None:
    work("learn", "work", EXAMPLES / "monday.json")
    before = json.loads(work("status", "work", "--json").out)

    rejected = work("reject", "work", 1)

    after = json.loads(work("status", "work", "--json").out)
    assert (rejected.code, rejected.out) == (0, "rejected 1\n")
    assert (before["learnt"], after["learnt"], after["skipped"]) == (1, 0, 1)
    assert after["last_commit"] == before["last_commit"]
    again = work("learn", "work", EXAMPLES / "monday.json")
    assert "The same bytes were dropped again" in again.out
    assert work("proposed", "work").out == "nothing is proposed\n"


def test_several_are_decided_in_one_call(work: Skillfs) -> None:
    work("learn", "work", EXAMPLES / "monday.json")
    work("learn", "work", EXAMPLES / "tuesday.jsonl")
    assert [line[0] for line in work("proposed", "work").out.splitlines() if line[:1].isdigit()] == ["1", "2"]
    accepted = work("accept", "work", 2, 1)
    assert [line.partition(":")[0] for line in accepted.out.splitlines()] == ["accepted 2", "accepted 1"]


@pytest.mark.parametrize("verb", ["accept", "reject", "proposed"])
def test_what_does_not_wait_is_refused_with_the_remedy(work: Skillfs, verb: str) -> None:
    unknown = work(verb, "work", 7)
    assert (unknown.code, unknown.out, unknown.err) == (
        1, "", "skillfs: work: no proposal 7; `skillfs proposed work` lists what waits\n",
    )  # fmt: skip
    work("learn", "work", EXAMPLES / "monday.json")
    work("reject", "work", 1)
    settled = work(verb, "work", 1)
    assert (settled.code, settled.err) == (1, "skillfs: work: proposal 1 is rejected already\n")


def test_a_number_that_is_none_is_a_question_of_usage(work: Skillfs) -> None:
    assert [work("accept", "work", number).code for number in ("0", "x", "9" * 30)] == [2, 2, 2]
