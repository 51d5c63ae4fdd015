"""Clefts, fronted topics and what is left out are read as the plain sentences they stand for."""

from __future__ import annotations

import pytest
from conversations import Conversation, Space

from skillfs.learning.english.cues import CueIndex
from skillfs.learning.english.rephrasing import Paraphrase
from skillfs.learning.user.word_order import WORD_ORDERS, in_usual_order

EXAMPLES = [(order, said) for order in WORD_ORDERS for said in order.says]


@pytest.mark.parametrize(("order", "said"), EXAMPLES, ids=[said for _, said in EXAMPLES])
def test_a_construction_knows_its_examples(order: Paraphrase, said: str) -> None:
    said = said.rstrip(".")
    assert order.clauses(said)
    assert order in CueIndex(WORD_ORDERS).for_text(said)
    assert in_usual_order(said) != [said]


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ("Timezone-wise I'm on IST, so schedule accordingly.", ["The user's timezone is IST"]),
        ("These days it's Zed for me, VS Code got too slow.", ["The user uses Zed"]),
        ("Kotlin is what we write our backend in", ["The user writes their backend in Kotlin"]),
        ("We're a Django shop.", ["The user's team uses Django"]),
        ("Switched jobs last month: it's Siemens now.", ["The user works at Siemens"]),
        ("As for my editor, it's Helix", ["The user's editor is Helix"]),
        ("everyone at work calls me Fitz, long story. fix the readme typos", ["The user goes by Fitz"]),
        ("Reach me as Kay; Katharina is only for my passport.", ["The user goes by Kay"]),
        ("My manager is Dana Whitfield; she wants weekly summaries", ["The user's manager is Dana Whitfield"]),
        ("Could you look at the failing upload?\n\ncheers,\njoost", ["The user signs as Joost"]),
    ],
)  # fmt: skip
def test_what_is_meant_is_told_plainly(space: Space, said: str, facts: list[str]) -> None:
    space.says(said)
    assert space.facts == facts


@pytest.mark.parametrize(
    "said",
    [
        "it's zsh that is failing, not fish",
        "it's Python now, rewrite the script accordingly",
        "we're all set now",
        "It's Monday again here.",
        "What I need is a shorter name for the flag.",
        "The first option is what I want.",
        "everything is on fire",
        "please use Teddy as the sample name",
        "I moved from main to a feature branch",
        "Fix the upload.\n\nthanks,\nagain",
    ],
)
def test_the_same_constructions_about_the_work_tell_nothing(space: Space, said: str) -> None:
    space.says(said)
    assert space.facts == []


@pytest.mark.parametrize(
    ("asked", "answer", "facts"),
    [
        ("Sure. Which team are you on?", "Payments platform, at Zalando.",
         ["The user is on the Payments platform team", "The user works at Zalando"]),
        ("Done. Where are you based?", "Recife. Go on with step 2.", ["The user lives in Recife"]),
        ("Which shell do you use?", "fish", ["The user uses fish"]),
        ("Which team should own the ticket?", "Payments", []),
        ("I think you live in Recife.", "Recife", []),
        ("Where are you based?", "just skip it", []),
        ("Where are you based?", "Why do you ask?", []),
    ],
)  # fmt: skip
def test_a_short_answer_is_told_in_full(space: Space, asked: str, answer: str, facts: list[str]) -> None:
    space.learn(Conversation().person("Turn the handbook into a checklist.").agent(asked).person(answer).agent("Done."))
    assert sorted(space.facts) == sorted(facts)
