"""Forgetting people: somebody, or one thing about them, in whichever way it is asked for; nothing else goes."""

from __future__ import annotations

import pytest
from conversations import Space

from skillfs.learning.protocol import FoundKind

ROSA = (
    "Rosa Keller is our vet. She works at Wonka, lives in Oslo and has two dogs. Her birthday is May 3. "
    "She hates calls."
)
ROLE = "**Role**: vet"
COMPANY = "**Company**: Wonka"
HOME = "Is based in Oslo"
DOGS = "Has two dogs"
BIRTHDAY = "Birthday: May 3"
CALLS = "Hates calls"
ALL = [ROLE, COMPANY, HOME, DOGS, BIRTHDAY, CALLS]


def _lines(space: Space) -> list[str]:
    text = space.files["social-contacts/rosa-keller.md"]
    return [line[2:].partition(" (date")[0] for line in text.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("request_", "gone"),
    [
        ("Forget where Rosa lives.", HOME),
        ("Forget that Rosa Keller lives in Oslo.", HOME),
        ("Please forget Rosa's address.", HOME),
        ("Forget where Rosa works.", COMPANY),
        ("Forget which company Rosa works for.", COMPANY),
        ("Forget that Rosa works at Wonka.", COMPANY),
        ("Forget what Rosa does.", ROLE),
        ("Forget Rosa Keller's job title.", ROLE),
        ("Please forget that Rosa is our vet, she quit.", ROLE),
        ("Forget about Rosa's dogs.", DOGS),
        ("Forget that Rosa has two dogs.", DOGS),
        ("Forget when Rosa was born.", BIRTHDAY),
        ("Forget Rosa's birthday", BIRTHDAY),
        ("Don't remember that Keller hates calls.", CALLS),
    ],
)
def test_one_thing_is_forgotten(space: Space, request_: str, gone: str) -> None:
    space.says(ROSA)
    assert _lines(space) == ALL
    findings = space.says(request_)
    assert _lines(space) == [line for line in ALL if line != gone]
    assert [found.kind for found in findings.found if found.path.startswith("social-contacts/")] == [
        FoundKind.FORGOTTEN
    ]


@pytest.mark.parametrize(
    "request_",
    [
        "Forget Rosa Keller.",
        "Please forget about Rosa.",
        "Forget everything about Rosa Keller",
        "Forget Dr. Keller.",
        "Forget Rosa's file",
    ],
)
def test_somebody_is_forgotten(space: Space, request_: str) -> None:
    space.says(ROSA)
    space.says(request_)
    assert [path for path in space.learnt if path.startswith("social-contacts/")] == []


@pytest.mark.parametrize(
    "request_",
    [
        "Forget that Rosa lives in Bergen.",
        "Forget that Tom lives in Oslo.",
        "Forget it, Rosa.",
        "Don't forget Rosa Keller's birthday.",
        "Rosa forgot the keys.",
        "Forget where Tom works.",
        "Forget Rosalind.",
    ],
)
def test_what_names_nothing_removes_nothing(space: Space, request_: str) -> None:
    space.says(ROSA)
    space.says(request_)
    assert _lines(space) == ALL


def test_of_two_who_share_a_name_neither_is_forgotten(space: Space) -> None:
    space.says("Rosa Keller is our vet. Rosa Kohler is our nurse.")
    before = dict(space.files)
    findings = space.says("Forget Rosa.")
    assert space.files == before
    assert [(skipped.what, skipped.why) for skipped in findings.skipped] == [
        ("forget Rosa", "Rosa Keller and Rosa Kohler are both known: say the full name")
    ]
    space.says("Forget Kohler.")
    assert sorted(path for path in space.learnt if path.startswith("social")) == ["social-contacts/rosa-keller.md"]
