"""Every skill folder that the offline learner writes is one by the reference validator of the specification."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import skills_ref

from skillfs.learning.offline import study
from skillfs.learning.protocol import Occasion
from skillfs.sessions.reading import read
from skillfs.skills.defaults import default_files
from skillfs.skills.staging import Staging

ROOT = Path(__file__).parents[2]
TRANSCRIPTS = ROOT.parent / "shared" / "sessions"
NOON = datetime(2026, 3, 17, 12, tzinfo=UTC)


def problems_after(documents: list[Path], folder: Path) -> dict[str, list[str]]:
    """What the validator says of each skill after learning from files; only those it objects to."""
    base = dict(default_files())
    base["social-contacts/SKILL.md"] = (ROOT / "docs/examples/social-contacts/SKILL.md").read_bytes()
    skills = Staging(base, base.__getitem__)
    for path in documents:
        reading = read(path.read_bytes(), lines=path.suffix == ".jsonl", name=path.stem)
        for item in reading.sessions:
            study(item.session, skills, Occasion(item.name, NOON, UTC))
    for name in skills.paths():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(skills.read(name) or b"")
    found = {skill.name: skills_ref.validate(skill) for skill in folder.iterdir()}
    assert len(found) > 3, "nothing new was made"
    return {name: problems for name, problems in found.items() if problems}


def test_after_the_example_sessions(tmp_path: Path) -> None:
    examples = sorted((ROOT / "docs" / "examples" / "sessions").iterdir())
    assert problems_after(examples, tmp_path) == {}


@pytest.mark.skipif(not TRANSCRIPTS.is_dir(), reason=f"needs the transcripts in {TRANSCRIPTS}")
def test_after_the_twelve_transcripts(tmp_path: Path) -> None:
    assert problems_after(sorted(TRANSCRIPTS.glob("*.jsonl")), tmp_path) == {}
