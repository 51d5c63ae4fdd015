"""Wishes that hold for good by their scope and frame, whatever words they are made of; and talk of the work at hand."""

from __future__ import annotations

import pytest
from conversations import Space

WANTS = "The user wants the agent"

LASTING = {
    # Orders in a wrapping, of any verb.
    "I never want you to stash my changes, ever.": f"{WANTS} to never stash their changes, ever",
    "Cap your answers at ten lines unless I ask for more.": (
        f"{WANTS} to cap answers at ten lines, unless they ask for more"
    ),
    "Let's agree on tabs from now on.": f"{WANTS} to use tabs",
    "As a general rule don't touch the lockfile.": f"{WANTS} not to touch the lockfile",
    "You're never allowed to force-push, on any repo.": f"{WANTS} not to force-push, on any repo",
    "Start every long answer with a TL;DR.": f"{WANTS} to start every long answer with a TL;DR",
    "When giving me shell commands, use the long flags.": (
        f"{WANTS} to use the long flags when giving them shell commands"
    ),
    "Prefix private methods with an underscore in my Python.": (
        f"{WANTS} to prefix private methods with an underscore, in their Python"
    ),
    "Please only ask me one question at a time, I get overwhelmed.": f"{WANTS} to ask them one question at a time",
    "Run rustfmt before you show me any Rust.": f"{WANTS} to run rustfmt before the agent shows them any Rust",
    # An order that is given of a taste, or follows from a habit.
    "Walk me through things step by step, I learn better that way.": (
        f"{WANTS} to walk them through things step by step"
    ),
    "Drop the cheerful tone, it grates on me.": f"{WANTS} to drop the cheerful tone",
    # Permissions.
    "You may install dev dependencies on your own.": (
        "The user allows the agent to install dev dependencies, on your own"
    ),
    "You needn't ask permission for reading files.": f"{WANTS} not to ask permission for reading files",
    # Norms.
    "JSON keys ought to be camelCase in every API we make.": (
        "The user's rule: JSON keys ought to be camelCase, in every API they make"
    ),
    "Our branch names look like feat/ABC-123.": "The user's rule: their branch names look like feat/ABC-123",
    "Everything I publish is MIT-licensed.": "The user's rule: everything they publish is MIT-licensed",
    "Messages you draft for Slack should be three sentences at most.": (
        "The user's rule: messages the agent drafts for Slack should be three sentences at most"
    ),
    "In our shop we squash-merge everything.": "The user squash-merges everything, in their shop",
    "PR descriptions should always list the breaking changes.": (
        "The user's rule: PR descriptions should always list the breaking changes"
    ),
    "I use the decimal comma, so should you.": "The user uses the decimal comma",
    # What is only named.
    "Dark mode all the way.": "The user likes Dark mode",
    "trailing commas: yes please, everywhere": "The user wants trailing commas, everywhere",
    "pathlib over os.path, please, in all my scripts.": "The user wants pathlib over os.path, in all their scripts",
    "Diagrams in mermaid, if you draw any for me.": "The user wants diagrams in mermaid",
    "Docstrings: Google style, thank you.": "The user wants docstrings: Google style",
    "Emojis in commit messages? Absolutely not.": "The user does not want emojis in commit messages",
    "Rust by default for CLI tools.": "The user wants Rust for CLI tools",
    # Tastes.
    "Leaving console.log in code drives me up the wall.": "The user hates Leaving console.log in code",
    "Raw SQL beats any ORM in my book.": "The user prefers Raw SQL to ORM",
    "I find bullet points easier to digest than paragraphs.": "The user prefers bullet points to paragraphs",
    "Hard pass on Tailwind for me.": "The user does not like Tailwind",
    "Examples with curl are what I find most useful.": "The user likes Examples with curl",
    "For packages these days it's pnpm for me.": "The user uses pnpm for packages",
    "I can do without unsolicited advice.": "The user can do without unsolicited advice",
}

AT_HAND = [
    "Whenever a user logs in, write an audit line.",
    "Run the tests whenever the file changes.",
    "Make sure the function never returns None.",
    "Tell him to keep functions short from now on.",
    "Let the parser always return a list.",
    "My manager said: always be concise.",
    "My boss can't stand long answers, so shorten the summary for him.",
    "In each row, wrap the text at 100 characters.",
    "For each function, add a test.",
    "All errors should be logged by the handler.",
    "My code always crashes when I use tabs.",
    "I don't want a README.",
    "Delete it for good.",
    "Permanently delete the folder.",
    "By default show ten rows.",
    "Make it dark by default.",
    "You should always see a green light, but I see a red one.",
    "Tests? Never ran.",
    "Comments? None yet.",
    "Before you send any mails, show me the list.",
    "Ask Lena before you delete anything of hers.",
    "In future releases we drop Python 3.8.",
    "In my opinion, tabs win.",
    "Webpack drives me crazy today.",
    "Bob drives me crazy with his reviews.",
    "I can't stand up straight.",
    "I'm on the train, so keep it short.",
    "I'd rather have the chart on the left.",
    "Emails in the queue are stuck.",
    "All my emails bounce.",
    "Everything we tried failed.",
    "No comments from the reviewers so far.",
    "Rows first, then columns.",
    "Nobody knows why it fails.",
    "Enough with this, try another approach.",
]


@pytest.mark.parametrize(("said", "learnt"), LASTING.items(), ids=list(LASTING))
def test_a_wish_that_reaches_beyond_the_work_is_learnt(space: Space, said: str, learnt: str) -> None:
    space.says(said)
    assert space.facts == [learnt]


@pytest.mark.parametrize("said", AT_HAND)
def test_what_is_about_the_work_at_hand_is_not(space: Space, said: str) -> None:
    space.says(said)
    assert space.facts == []


def test_a_fact_and_the_order_that_follows_from_it_are_two(space: Space) -> None:
    space.says("I work in UTC so give times in UTC.")
    assert sorted(space.facts) == [f"{WANTS} to give times in UTC", "The user works in UTC"]


def test_what_stands_beside_a_one_off_holds(space: Space) -> None:
    space.says("Set up pre-commit in this repo, my formatter of choice is black.")
    assert len(space.facts) == 1
    assert "black" in space.facts[0]


@pytest.mark.parametrize(
    "said", ["For this PR only, squash everything, my usual style.", "In this file use tabs, I prefer them there."]
)
def test_a_one_off_over_the_whole_sentence_leaves_nothing(space: Space, said: str) -> None:
    space.says(said)
    assert space.facts == []


@pytest.mark.parametrize(
    "said",
    [
        "My standing preferences, valid for everything we do together:\n* no emojis\n* metric units",
        "House rules for us:\n1. no emojis\n2. metric units",
        "My preferences: no emojis, metric units.",
    ],
)
def test_every_item_of_a_list_of_rules_is_one(space: Space, said: str) -> None:
    space.says(said)
    assert sorted(space.facts) == ["The user does not want emojis", "The user wants metric units"]


@pytest.mark.parametrize(
    "said",
    [
        "The rules of the game:\n- no running\n- always share",
        "Rules for the tournament: no emojis, metric units.",
        "Write down my rules for the kids:\n- no sweets\n- always brush your teeth",
        "Write a poster with our house rules: no shoes, no smoking.",
    ],
)
def test_rules_of_others_are_none(space: Space, said: str) -> None:
    space.says(said)
    assert space.facts == []
