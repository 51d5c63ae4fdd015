"""People: recognised by what is said of them, filed by the schema of the skill that keeps them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from conversations import Conversation, Space

from skillfs.learning.english.human_text import statements
from skillfs.learning.protocol import FoundKind
from skillfs.learning.third_parties.people import remarks_in
from skillfs.sessions.messages import Message, Role, Text

MEETING = "Please set up a meeting with Alice Chen, our new product manager at Acme Corp, she prefers mornings."


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        (MEETING, [("Alice Chen", "role", "product manager"), ("Alice Chen", "company", "Acme Corp"),
                   ("Alice Chen", "preference", "prefers mornings")]),
        ("My manager Dana Lee hates long emails", [("Dana Lee", "relationship", "the user's manager"),
                                                  ("Dana Lee", "preference", "hates long emails")]),
        ("Our CTO, Bob Stone, works at Globex", [("Bob Stone", "role", "CTO"), ("Bob Stone", "company", "Globex")]),
        ("Bob Stone from Globex called; he likes tea", [("Bob Stone", "company", "Globex"), ("Bob Stone", "preference",
            "likes tea")]),
        ("Łukasz Wójcik is our designer", [("Łukasz Wójcik", "role", "designer")]),
        ("Alice Chen's birthday is May 3", [("Alice Chen", "birthday", "May 3")]),
        ("Alice Chen isn't at Acme any more", [("Alice Chen", "former company", "Acme")]),
        ("Bob Stone moved to Berlin", [("Bob Stone", "location", "Berlin")]),
        ("Bob Stone moved to Globex", [("Bob Stone", "company", "Globex")]),
        ("Alice Chen, who leads design, hates long meetings", [("Alice Chen", "responsibility", "leads design"),
            ("Alice Chen", "preference", "hates long meetings")]),
        ("Talked to Priya Patel; she is based in Dublin and likes tea", [("Priya Patel", "location", "Dublin"),
            ("Priya Patel", "preference", "likes tea")]),
        ("Alice Chen moved to Globex, she's head of product there now", [("Alice Chen", "company", "Globex"),
            ("Alice Chen", "role", "head of product")]),
        ("I met Alice Chen. She's the new CTO of Globex. Her birthday is May 4.", [("Alice Chen", "role", "CTO"),
            ("Alice Chen", "company", "Globex"), ("Alice Chen", "birthday", "May 4")]),
        ("Our designer is Bob Stone", [("Bob Stone", "role", "designer")]),
        ("My boss is Dana Lee", [("Dana Lee", "relationship", "the user's boss")]),
        ("A friend of mine, Tom Hardy, works at Stripe", [("Tom Hardy", "relationship", "the user's friend"),
            ("Tom Hardy", "company", "Stripe")]),
        ("Will Smith is our new designer", [("Will Smith", "role", "designer")]),
        ("Mark Jones from Acme prefers email", [("Mark Jones", "company", "Acme"),
            ("Mark Jones", "preference", "prefers email")]),
        ("Grace is our architect", [("Grace", "role", "architect")]),
        ("Alice Chen and Bob Stone work at Globex", [("Alice Chen", "company", "Globex"),
            ("Bob Stone", "company", "Globex")]),
        ("Alice Chen and Bob Stone are our lawyers", [("Alice Chen", "role", "lawyer"),
            ("Bob Stone", "role", "lawyer")]),
        ("Farah Haddad works for Stark Industries as a procurement lead", [
            ("Farah Haddad", "company", "Stark Industries"),
            ("Farah Haddad", "role", "procurement lead")]),
        ("Alice Chen left Acme for Globex", [("Alice Chen", "former company", "Acme"),
            ("Alice Chen", "company", "Globex")]),
        ("Alice Chen is no longer our designer", [("Alice Chen", "former role", "designer")]),
        ("Alice Chen's role is now head of product", [("Alice Chen", "role", "head of product")]),
        ("Наталья Иванова is our designer", [("Наталья Иванова", "role", "designer")]),
        ("The meeting with Alice Chen moved to Monday", []),
        ("Write a story in which Alice Chen is a designer at Acme", []),
        ("Add a row: Bob Stone, engineer, Globex", []),
        ("Bob Stone likes the new design", []),
        ("Bob Stone is the owner of this file", []),
        ("Marie Curie was a physicist", []),
        ("Alice Chen's lawyer is slow", []),
        ("User is an admin", []),
        ("Ask Dana Lee about GitHub on Friday", []),
        ("Acme Corp prefers invoices", []),
        ("Visual Studio Code likes memory", []),
    ],
)  # fmt: skip
def test_what_is_said_of_whom(text: str, remarks: list[tuple[str, str, str]]) -> None:
    message = Message(0, Role.USER, (Text(text),), human=True)
    found = remarks_in(statements(message))
    assert [(remark.name, remark.attribute, remark.value) for remark in found] == remarks


def test_a_person_is_filed_by_the_schema_once(space: Space) -> None:
    findings = space.says(MEETING)
    assert space.files["social-contacts/alice-chen.md"] == (
        "# Alice Chen\n\n"
        "- **Role**: product manager (date: 2026-03-17)\n"
        "- **Company**: Acme Corp (date: 2026-03-17)\n\n"
        "## Notes\n"
        "- Prefers mornings (date: 2026-03-17)\n"
    )
    people = [found for found in findings.found if found.kind is FoundKind.PERSON]
    assert [(found.text, found.message, found.source) for found in people] == [
        ("Alice Chen: role: product manager", 0, MEETING),
        ("Alice Chen: company: Acme Corp", 0, MEETING),
        ("Alice Chen: preference: prefers mornings", 0, MEETING),
    ]
    before = dict(space.files)
    space.says(MEETING)
    assert space.files == before


def test_a_first_name_means_the_one_who_is_known(space: Space, conversation: type[Conversation]) -> None:
    space.says(MEETING)
    later = conversation(datetime(2026, 4, 1, 9, tzinfo=UTC)).person("actually, Alice moved to Globex")
    findings = space.learn(later)
    assert "- **Company**: Globex (date: 2026-04-01)\n" in space.files["social-contacts/alice-chen.md"]
    assert "Acme" not in space.files["social-contacts/alice-chen.md"]
    assert [(found.kind, found.text) for found in findings.found] == [
        (FoundKind.CORRECTION, "Alice Chen: company: Globex")
    ]


def test_two_of_a_name_are_told_apart_or_skipped(space: Space) -> None:
    space.says(MEETING, "Alice Moore is our CTO")
    assert sorted(path for path in space.files if path.startswith("social-contacts/alice")) == [
        "social-contacts/alice-chen.md",
        "social-contacts/alice-moore.md",
    ]
    before = dict(space.files)
    findings = space.says("Alice moved to Globex")
    assert space.files == before
    assert [(skipped.what, skipped.why) for skipped in findings.skipped] == [
        ("Alice", "Alice Chen and Alice Moore are both known: say the full name")
    ]


def test_contact_details_of_third_parties_are_kept_only_where_asked_for(space: Space) -> None:
    said = "Bob Stone is our lawyer. His email is bob@globex.com"
    findings = space.says(said)
    assert "bob@globex.com" not in "".join(space.learnt.values())
    assert [skipped.what for skipped in findings.skipped] == ["Bob Stone's email"]
    asking = space.files["social-contacts/SKILL.md"].replace("- **Company**", "- **Email**: (address)\n- **Company**")
    space.files["social-contacts/SKILL.md"] = asking
    space.says(said)
    assert "- **Email**: bob@globex.com (date: 2026-03-17)" in space.files["social-contacts/bob-stone.md"]


def test_without_a_skill_that_keeps_people_nobody_is_filed(space: Space) -> None:
    del space.files["social-contacts/SKILL.md"]
    findings = space.says(MEETING)
    assert not [path for path in space.files if "alice" in path]
    assert [skipped.what for skipped in findings.skipped] == ["Alice Chen"]
    assert "one file per person" in findings.skipped[0].why


def test_the_user_is_no_third_party(space: Space) -> None:
    space.says("My name is Gus Stone.", "Gus Stone is our CTO")
    assert not [path for path in space.files if "gus" in path]


@pytest.mark.parametrize(
    ("said", "file", "kept", "gone"),
    [
        (("Bob Jones is our lawyer", "Sorry, I meant Bob Stone, not Bob Jones"), "bob-stone", "lawyer", "Jones"),
        (("Bob Jones is our lawyer. I meant Bob Stone.",), "bob-stone", "lawyer", "Jones"),
        (("Bob Jones joined Globex", "Sorry, I meant Acme"), "bob-jones", "Acme", "Globex"),
        (("Bob Jones joined Globex", "oops: Acme, not Globex"), "bob-jones", "Acme", "Globex"),
        (("Bob Jones is our lawyer", "Sorry, I meant he's our accountant"), "bob-jones", "accountant", "lawyer"),
        ((MEETING, "Alice prefers afternoons now"), "alice-chen", "Prefers afternoons", "mornings"),
        ((MEETING, "Alice doesn't prefer mornings any more"), "alice-chen", "Acme", "mornings"),
        ((MEETING, "Forget that Alice prefers mornings"), "alice-chen", "Acme", "mornings"),
        ((MEETING, "Alice isn't at Acme any more"), "alice-chen", "No longer at Acme", "**Company**: Acme"),
    ],
)
def test_what_is_corrected_or_taken_back(space: Space, said: tuple[str, ...], file: str, kept: str, gone: str) -> None:
    for text in said if said[0] == MEETING else [None]:
        space.says(*([text] if text else said))
    (path,) = [path for path in space.learnt if path.startswith("social-contacts/")]
    assert path == f"social-contacts/{file}.md"
    assert kept in space.files[path]
    assert gone not in space.files[path]


def test_a_person_can_be_forgotten(space: Space) -> None:
    space.says(MEETING)
    findings = space.says("Forget everything about Alice Chen")
    assert "social-contacts/alice-chen.md" not in space.files
    assert [(found.kind, found.text) for found in findings.found] == [(FoundKind.FORGOTTEN, "Alice Chen")]


@pytest.mark.parametrize(
    "text", ["Globex is our client", "Blue Origin is our vendor", "Morgan Stanley is a client of ours"]
)
def test_what_may_be_a_company_is_named_and_not_filed(space: Space, text: str) -> None:
    findings = space.says(text)
    assert space.learnt == {}
    assert ["nobody of that name is known" in skipped.why for skipped in findings.skipped] == [True]


def test_a_session_changes_ten_people(space: Space) -> None:
    findings = space.says(*(f"{letter}nna Li{letter.lower()} is our lawyer" for letter in "ABCDEFGHIJKL"))
    assert len([path for path in space.learnt if path.startswith("social-contacts/")]) == 10
    assert [skipped.what for skipped in findings.skipped] == ["Knna Lik", "Lnna Lil"]
