"""What changes about people: a later value replaces the earlier one, whichever words tell of the change."""

from __future__ import annotations

import pytest
from conversations import Space

AUDITOR = "Rafael Quintana is our auditor."
ENDESA = "Rafael Quintana works for Endesa."
BILBAO = "Rafael Quintana lives in Bilbao."
CALLS = "Rafael Quintana prefers calls."


def _lines(space: Space) -> list[str]:
    text = space.files["social-contacts/rafael-quintana.md"]
    return [line[2:].partition(" (date")[0] for line in text.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("earlier", "later", "lines"),
    [
        (ENDESA, "News: Rafael Quintana is with Iberdrola now.", ["**Company**: Iberdrola"]),
        (ENDESA, "Rafael has moved on to Iberdrola.", ["**Company**: Iberdrola"]),
        (ENDESA, "Rafael switched from Endesa to Iberdrola.", ["**Company**: Iberdrola"]),
        (ENDESA, "Rafael has a new job: he's at Iberdrola.", ["**Company**: Iberdrola"]),
        (ENDESA, "Update: Rafael's new employer is Iberdrola.", ["**Company**: Iberdrola"]),
        (ENDESA, "Sorry, I meant Rafael Quintana works for Iberdrola, not Endesa.", ["**Company**: Iberdrola"]),
        (ENDESA, "Rafael isn't at Endesa any more but at Iberdrola.", ["**Company**: Iberdrola"]),
        (ENDESA, "Rafael isn't at Endesa any more, he works at Iberdrola now.", ["**Company**: Iberdrola"]),
        (ENDESA, "Rafael has left Endesa, he's at Iberdrola now.", ["**Company**: Iberdrola"]),
        (ENDESA, "Rafael is no longer with Endesa.", ["No longer at Endesa"]),
        (AUDITOR, "Rafael Quintana is our controller now.", ["**Role**: controller"]),
        (AUDITOR, "As of Monday Rafael is head of audit.", ["**Role**: head of audit"]),
        (AUDITOR, "Rafael got promoted to head auditor.", ["**Role**: head auditor"]),
        (AUDITOR, "Rafael is not the auditor but the controller.", ["**Role**: controller"]),
        (AUDITOR, "Correction: Rafael is our controller, not our auditor.", ["**Role**: controller"]),
        (BILBAO, "Rafael Quintana has moved to Vitoria.", ["Is based in Vitoria"]),
        (BILBAO, "Rafael moved from Bilbao to Vitoria.", ["Is based in Vitoria"]),
        (BILBAO, "As of Monday Rafael lives in Vitoria.", ["Is based in Vitoria"]),
        (CALLS, "Rafael prefers mail these days.", ["Prefers mail"]),
        (CALLS, "Scratch that, Rafael prefers text messages.", ["Prefers text messages"]),
        ("Rafael Quintana is vegan.", "Rafael isn't vegan any more.", []),
        ("Rafael Quintana's assistant is Eva Gil.", "Rafael's assistant is Ana Ruiz now.", ["Assistant: Ana Ruiz"]),
        (AUDITOR, "Rafael is late today.", ["**Role**: auditor"]),
        (AUDITOR, "If Rafael were our controller, we would know.", ["**Role**: auditor"]),
        (AUDITOR, "Is Rafael still our auditor?", ["**Role**: auditor"]),
        (ENDESA, "Rafael's talk at Iberdrola is on Friday.", ["**Company**: Endesa"]),
        (BILBAO, "Rafael moved the meeting to Vitoria.", ["Is based in Bilbao"]),
        (BILBAO, "Rafael is in Vitoria this week.", ["Is based in Bilbao"]),
        (CALLS, "Rafael prefers the second draft.", ["Prefers calls"]),
    ],
)  # fmt: skip
def test_the_later_value_stands(space: Space, earlier: str, later: str, lines: list[str]) -> None:
    space.says(earlier)
    space.says(later)
    assert _lines(space) == lines
