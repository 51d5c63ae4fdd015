"""Several people in one message: each gets what is said of them, and nobody what is said of another."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from conversations import Conversation, Space

from skillfs.learning.english.human_text import Statement
from skillfs.learning.third_parties.people import remarks_in
from skillfs.learning.third_parties.people_lists import said_in_full
from skillfs.learning.third_parties.people_phrasing import in_plain_words


def _said(text: str) -> set[tuple[str, str]]:
    return {(remark.name, remark.value) for remark in remarks_in([Statement(text, text, 0)])}


@pytest.mark.parametrize(
    ("text", "in_full"),
    [
        ("Ann is our lawyer, Bob our vet.", "Ann is our lawyer, Bob is our vet."),
        ("Ann is in charge of sales, Bob of support.", "Ann is in charge of sales, Bob is in charge of support."),
        ("Team: Rosa – PM, Idris – backend.", "Team: Rosa (PM), Idris (backend)."),
        ("Ann, our lawyer, met Bob.", "Ann, our lawyer, met Bob."),
        ("We have Tim Boyd for sales and Lucy Chan for support.", "We have Tim Boyd (sales) and Lucy Chan (support)."),
        ("Jenkins - the old one - is our build server.", "Jenkins - the old one - is our build server."),
    ],
)
def test_what_a_sentence_says_once_is_said_of_each(text: str, in_full: str) -> None:
    assert said_in_full(text) == in_full


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "John Smith is our lawyer, John Price does the books.",
            {("John Smith", "lawyer"), ("John Price", "does the books")},
        ),
        ("Our CTO Kjell and CFO Ragna want updates.", {("Kjell", "CTO"), ("Ragna", "CFO")}),
        (
            "Gabriel from Nokia prefers Matrix, Leila from Ericsson prefers Slack.",
            {("Gabriel", "Nokia"), ("Gabriel", "prefers Matrix"), ("Leila", "Ericsson"), ("Leila", "prefers Slack")},
        ),
        ("Ibrahim Kone's deputy is Awa Diallo.", {("Awa Diallo", "Ibrahim Kone's deputy")}),
        (
            "Hugo Bernard is no longer head of support; that's Chloe Martin now.",
            {("Hugo Bernard", "head of support"), ("Chloe Martin", "head of support")},
        ),
        (
            "My wife Elena is a nurse at St. Thomas.",
            {("Elena", "the user's wife"), ("Elena", "nurse"), ("Elena", "St. Thomas")},
        ),
        ("Head of ops is Vikram Nair.", {("Vikram Nair", "Head of ops")}),
        (
            "I report to Monika Wolf and she reports to Jan de Vries.",
            {("Monika Wolf", "the user reports to them"), ("Monika Wolf", "Jan de Vries")},
        ),
        ("The one to ask about Kafka is Olga Petrova.", {("Olga Petrova", "is the person to ask about Kafka")}),
        ("Tamsin Reed, ex-Google, now CEO of Latch, wants a demo.", {("Tamsin Reed", "CEO"), ("Tamsin Reed", "Latch")}),
        ("I wonder whether Pedro Alves is our new auditor.", set()),
        ("Write a test with a user named Bob Miller, a plumber from Leeds.", set()),
        ("The reviewer for infra PRs is Tomasz Wrona.", {("Tomasz Wrona", "reviewer for infra PRs")}),
    ],
)
def test_each_gets_what_is_said_of_them(text: str, said: set[tuple[str, str]]) -> None:
    assert _said(text) == said


@pytest.mark.parametrize(
    ("sentences", "name", "other"),
    [
        ("Ann Lee works for Bob Stone. He lives in Rome.", "Ann Lee", "Rome"),
        ("Ann Lee, who replaced Bob Stone as CTO, prefers tea.", "Bob Stone", "tea"),
        ("Ann Lee, our new PM, replaces Bob Stone, who moved to Acme.", "Ann Lee", "Acme"),
        ("My brother married Ann Lee, a dentist from Lyon. He's a cook.", "Ann Lee", "cook"),
        ("Neither Ann Lee nor Bob Stone is our CTO.", "Bob Stone", "CTO"),
        ("Ann Lee or Bob Stone is our CTO.", "Bob Stone", "CTO"),
        ("Ann Lee told Bob Stone that she is allergic to nuts.", "Bob Stone", "nuts"),
        ("Unlike Ann Lee, Bob Stone likes meetings.", "Ann Lee", "meetings"),
        ("Ann Lee manages Bob Stone. Bob is a junior developer.", "Ann Lee", "junior"),
    ],
)
def test_nobody_gets_what_is_said_of_another(sentences: str, name: str, other: str) -> None:
    statements = [Statement(f"{text.rstrip('.')}.", text, 0) for text in sentences.split(". ")]
    assert not [remark for remark in remarks_in(statements) if remark.name == name and other in remark.value]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("lena fischer from the infra team owns main.tf", "Lena Fischer from the infra team owns main.tf"),
        ("ask maria gonzalez (our tax advisor) about it", "ask Maria Gonzalez (our tax advisor) about it"),
        ("priya from data science wants a csv", "Priya from data science wants a csv"),
        ("grace is our intern", "Grace is our intern"),
        ("will our tests in staging pass", "will our tests in staging pass"),
        ("the job from the data team is slow", "the job from the data team is slow"),
    ],
)
def test_names_are_told_without_their_capitals(typed: str, read: str) -> None:
    assert in_plain_words(typed) == read


def test_a_line_of_a_list_beside_one_with_a_role_is_of_a_person(space: Space) -> None:
    space.says(
        "Here is who is involved:\n- Ben Carter, chief of staff\n- Olu Adeyemi, head of sales\n- Ann Lee, absent"
    )
    people = {
        PurePosixPath(path).stem: text for path, text in space.files.items() if path.startswith("social-contacts/")
    }
    assert "chief of staff" in people["ben-carter"] and "head of sales" in people["olu-adeyemi"]
    assert "ann-lee" not in people


def test_a_line_about_somebody_says_nothing_of_the_user(space: Space, conversation: type[Conversation]) -> None:
    space.says(
        "Zainab Yusuf - product designer, Figma wizard, based in Lagos", "My parents, Rosa and Emil, live in Graz."
    )
    assert space.facts == []
    assert "Lagos" in space.files["social-contacts/zainab-yusuf.md"]
