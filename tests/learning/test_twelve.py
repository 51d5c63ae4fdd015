"""The twelve real transcripts beside the checkout: what the offline learner makes of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from conversations import Space

from skillfs.learning.recalled import Recalled
from skillfs.sessions.messages import Session
from skillfs.sessions.reading import read

SESSIONS = Path(__file__).parents[3] / "shared" / "sessions"
pytestmark = pytest.mark.skipif(not SESSIONS.is_dir(), reason="needs the transcripts in ../shared/sessions")

HEADINGS = {
    "court-form-filling-1": "Fill out a California Small Claims Court form (SC-100) based on the case description "
    "provided",
    "dependency-vulnerability-check-4": "Perform a Software Supply Chain Security Audit on a package-lock.json file",
    "earthquake-plate-calculation-6": "Find the furthest earthquake from the Pacific plate boundary",
    "fix-security-bug-1": (
        'Fix CVE-2021-25646 — Apache Druid JavaScript RCE via empty key `""` Jackson deserialization bypass'
    ),
    "github-repo-analytics-4": (
        "Gather PR metrics for the `cli/cli` repository for Q2 2024 (April 1 - June 30, 2024) for PRs that changed at "
        "least 8 files"
    ),
    "offer-letter-generator-6": (
        "Fill offer_letter_template.docx with data from employee_data.json and save to offer_letter_filled.docx"
    ),
    "organize-messy-files-6": (
        "Organize 100+ academic/professional documents (PDF, PPTX, DOCX) into 5 folders: LLM, trapped_ion_and_qc, "
        "black_hole, DNA"
    ),
    "python-scala-translation-1": "Write Tokenizer.scala (Python scala translation)",
    "stock-data-visualization-1": "Create visualization.js with bubble chart and table",
    "temperature-simulation-2": "Calibrate GLM lake mendota (final calibration parameters, final metrics, key changes)",
    "travel-planning-1": (
        "Build the itinerary (trip duration: 7 days, number of travelers: 2, destination: 3 cities in Ohio)"
    ),
    "weighted-gdp-calculation-1": "Calculate Weighted GDP (Data Lookup, Net Exports % of GDP, GDP-Weighted Mean)",
}


def transcript(name: str) -> Session:
    data = (SESSIONS / f"{name}.dataclaw.jsonl").read_bytes()
    return read(data, lines=True, name=name).sessions[0].session


@pytest.mark.parametrize("name", HEADINGS)
def test_a_transcript_without_a_person_is_logged_by_its_goal(space: Space, name: str) -> None:
    session = transcript(name)
    findings = space.learn(session)
    (log,) = [path for path in space.learnt if path.startswith("daily-logs/")]
    assert [line for line in space.files[log].splitlines() if line.startswith("## ")] == [f"## {HEADINGS[name]}"]
    assert not [path for path in space.learnt if path.startswith(("user-general-facts/", "social-contacts/"))]
    before = dict(space.files)
    space.learn(session)
    assert space.files == before
    assert all(_stands_in(session, found.message, found.source) for found in findings.found)


@pytest.mark.parametrize("name", HEADINGS)
def test_no_sentence_of_a_loaded_skill_stands_in_a_skill(space: Space, name: str) -> None:
    session = transcript(name)
    space.learn(session)
    recalled = Recalled(session, lambda line: False)
    kept = [line for text in space.learnt.values() for line in text.splitlines() if not _was_executed(line)]
    assert [line for line in kept if recalled.covers(line.partition(": ")[2] or line)] == []


PROCEDURES = {
    "python-environment/python.md": [
        "python: command not found (date: 2026-04-16)",
        "python3: AttributeError: 'list' object has no attribute 'rId' (date: 2026-03-20)",
        "python3: RuntimeError: NetCDF: Not a valid ID (date: 2026-03-22)",
    ],
    "python-environment/packages.md": ["pip: externally-managed-environment (date: 2026-03-17)"],
    "java-builds/builds.md": [
        "mvn: SamplerResource.java: incompatible types: java.lang.String cannot be converted to java.lang.Throwable "
        "(date: 2026-03-21)"
    ],
}


def test_the_twelve_give_exactly_these_procedures(space: Space) -> None:
    for name in HEADINGS:
        space.learn(transcript(name), session_id=name)
    found = {
        path: [line[3:] for line in text.splitlines() if line.startswith("## ")]
        for path, text in space.learnt.items()
        if not path.startswith("daily-logs/")
    }
    assert found == PROCEDURES
    python = space.files["python-environment/python.md"]
    assert "- Evidence: 2 sessions (court-form-filling-1, offer-letter-generator-6)\n" in python
    before = dict(space.files)
    for name in HEADINGS:
        space.learn(transcript(name), session_id=name)
    assert space.files == before


def _was_executed(line: str) -> bool:
    return line.startswith(("- Steps:", "- Did not help:", "  +", "  -"))


def _stands_in(session: Session, message: int | None, source: str) -> bool:
    words = repr(session.messages[message].parts) if message is not None else repr(session.meta)
    return bool(source) and repr(source)[1:-1] in words
