"""Orders that hold for good, put in many ways; and their look-alikes, which are about the work at hand."""

from __future__ import annotations

import pytest
from conversations import Conversation, Space

WANTS = "The user wants the agent"

STANDING = {
    # Words that say so.
    "Could you always show me the diff before you commit?": (
        f"{WANTS} to always show them the diff before the agent commits"
    ),
    "Don't you ever push to main without asking me first!!": f"{WANTS} to never push to main without asking them first",
    "No need to greet me each time.": f"{WANTS} not to greet them each time",
    "You can skip the pleasantries with me from now on.": f"{WANTS} to skip the pleasantries with them from now on",
    # What is always wanted.
    "Bullet points, always.": "The user always wants bullet points",
    "I'd rather have tabs than spaces, in all languages that allow it.": "The user prefers tabs to spaces",
    "I want the short answer first, in general, not just now.": "The user wants the short answer first",
    # Whenever something is so.
    "Whenever you show me a date, write it day-month-year, I am not American.": (
        f"{WANTS} to write it day-month-year whenever the agent shows them a date"
    ),
    "If a command needs sudo, always ask me first.": f"{WANTS} to always ask them first if a command needs sudo",
    "When I say 'ship it' I mean squash, tag and push.": "The user means by 'ship it': squash, tag and push",
    # The next sentence says so.
    "Ask before installing anything. This applies to every project.": f"{WANTS} to ask before installing anything",
    "Before you delete something, ask me. That goes for all our sessions.": (
        f"{WANTS} to ask them before the agent deletes something"
    ),
    # Wishes.
    "It'd be lovely if you always used British spelling.": f"{WANTS} to always use British spelling",
    "I'd appreciate it if you never used emojis with me.": f"{WANTS} to never use emojis with them",
    "It annoys me when answers start with an apology.": "The user dislikes it when answers start with an apology",
    "Speak to me in plain words.": f"{WANTS} to speak to them in plain words",
    # How every thing of a kind is to be.
    "Commit messages should be in the imperative, every single one.": (
        "The user's rule: commit messages should be in the imperative"
    ),
    "House rule: every PR has a changelog line.": "The user's rule: every PR has a changelog line",
    "In every repo of mine the tests live next to the source.": (
        "The user's rule: the tests live next to the source, in every repo of theirs"
    ),
    "For all my python projects use uv, not pip.": f"{WANTS} to use uv, not pip, for all their python projects",
}

AT_HAND = [
    "For this reply leave out the code, just tell me the idea.",
    "Just for the demo branch, turn the linter off, please.",
    "A colleague likes minutes in bullet points, so turn these into that for him.",
    "Every function in parse.py needs a type hint.",
    "The script always prints two lines.",
    "Each test takes ten seconds.",
    "All my tests fail.",
    "In all files the header is wrong.",
    "Whenever I run the build it crashes.",
    "Before you merge the branch, run the tests.",
    "When you are done, push it.",
    "It would be great if you could fix the login today.",
    "You should never see this error in production.",
    "I want a short answer here.",
    "I don't want you to touch config.py.",
    "Don't worry about the tests.",
    "Keep going. That goes for the second file as well.",
    "Remove the header. Do that for all files.",
    "Every user gets a welcome mail.",
    "Each row has a price.",
    "If you are not sure, ask Bob.",
    "I hate it when the build breaks on a Friday.",
]


@pytest.mark.parametrize(("said", "learnt"), STANDING.items(), ids=list(STANDING))
def test_what_holds_for_good_is_learnt(space: Space, said: str, learnt: str) -> None:
    space.says(said)
    assert space.facts == [learnt]


@pytest.mark.parametrize("said", AT_HAND)
def test_what_is_about_the_work_at_hand_is_not(space: Space, said: str) -> None:
    space.says(said)
    assert space.facts == []


def test_a_tag_makes_no_question(space: Space) -> None:
    space.says("Stop apologising every time, ok?")
    assert space.facts == ["The user wants the agent to stop apologising"]


def test_another_language_to_answer_in_replaces_the_one_before(space: Space) -> None:
    space.says("From now on always reply in German.", "Always answer me in English from now on, please.")
    assert space.facts == ["The user wants the agent to always answer them in English"]


@pytest.mark.parametrize(
    "said",
    [
        "Let's play a game: you're Edgar, a lighthouse keeper, and I'm Captain Morgana from Tortuga. I love rum.",
        "Polish this bio for the site: 'I'm Petra Wojcik, a beekeeper living in Gdansk. I love jazz.'",
        "Make a sign for the office kitchen that reads: ALWAYS EMPTY THE DISHWASHER",
        "The mail says “I live in Turku. I work at Nokia. I hate mornings.” and nothing else",
    ],
)
def test_what_another_is_made_to_say_is_not_the_writers(space: Space, said: str) -> None:
    space.says(said)
    assert space.facts == []


def test_two_subcommands_of_one_program_are_two_actions(space: Space, conversation: type[Conversation]) -> None:
    refused = "Error response from daemon: Bind for 0.0.0.0:8080 failed: port is already allocated"
    talk = conversation().person("Start the stack, please.").runs("docker compose up -d", refused, error=True)
    talk.runs("docker compose down", "Network stack_default  Removed").runs("docker compose up -d", refused, error=True)
    talk.runs("docker stop old-proxy", "old-proxy").runs("docker compose up -d", "Container stack-web-1  Started")
    space.learn(talk.agent("It is up."))
    entry = space.files["container-operations/containers.md"].splitlines()
    assert [line for line in entry if line.startswith(("- Steps", "- Did"))] == [
        "- Steps: 1. `docker stop old-proxy` 2. `docker compose up -d`",
        "- Did not help: `docker compose down`",
    ]
