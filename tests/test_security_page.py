"""docs/security.md names tests as its evidence: they are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text()


def test_every_test_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE))
    assert len(named) > 40
    missing = [f"{path}::{name}" for path, name in sorted(named)
               if not re.search(rf"^def {name}\(", (ROOT / path).read_text(), re.MULTILINE)]  # fmt: skip
    assert missing == []


def test_every_row_of_a_threat_names_its_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    threats = [row for row in rows if "::test_" in row or not re.search(r"^\| (?:It|They|Process|supervisor|mount|"
               r"learner|keeper)", row)]  # fmt: skip
    assert [row for row in threats if "::test_" not in row] == []


def test_the_page_is_found_from_the_front_page() -> None:
    assert "(docs/security.md)" in (ROOT / "README.md").read_text()
