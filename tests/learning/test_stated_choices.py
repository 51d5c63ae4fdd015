"""What somebody takes for what, holds their own works to and lets the agent be, whatever order it is said in."""

from __future__ import annotations

import pytest
from conversations import Conversation, Space

TOLD = {
    "I was on webpack for ages, these days it's Vite for everything I start.": [
        "The user uses Vite for everything they start"
    ],
    "Had flake8 for years but nowadays Ruff is what I run everywhere.": ["The user uses Ruff everywhere"],
    "For ages I ran eslint plus prettier, but by now Biome has taken that over in every project.": [
        "The user uses Biome"
    ],
    "I came from Sublime, these days I live in Neovim.": ["The user uses Neovim"],
    "I've gone over to pnpm for good.": ["The user has gone over to pnpm"],
    "After a decade of VS Code I've finally jumped ship to Zed.": ["The user has jumped ship to Zed"],
    "For ad hoc number crunching I swear by DuckDB.": ["The user prefers DuckDB for ad hoc number crunching"],
    "What I always reach for when it comes to analytics is DuckDB, so load the parquet files with that.": [
        "The user prefers DuckDB for analytics"
    ],
    "The only search tool I ever reach for is ripgrep.": ["The user prefers ripgrep"],
    "Whenever I write a paper I turn to LaTeX.": ["The user prefers LaTeX whenever they write a paper"],
    "API testing I do with Bruno, Postman annoyed me.": ["The user uses Bruno for API testing"],
    "My first choice for quick HTTP checks is curl.": ["The user prefers curl for quick HTTP checks"],
    "I never use pgAdmin, psql is my tool of choice.": ["The user never uses pgAdmin", "The user prefers psql"],
    "Not a vim person, nano does it for me.": ["The user prefers nano"],
    "In all my projects I want conventional commits, please to respect this always.": [
        "The user wants conventional commits, in all their projects"
    ],
    "In all our repositories we are wanting snake_case for the file names, thank you for respecting.": [
        "The user wants snake_case for the file names, in all their repositories"
    ],
    "I wish that you indent with spaces in all my files.": [
        "The user wants the agent to indent with spaces in all their files"
    ],
    "I would kindly ask to always answer in English, my colleagues read with me.": [
        "The user wants the agent to always answer in English"
    ],
    "Hold the release back, we only ever deploy on Thursdays at my company.": [
        "The user only ever deploys on Thursdays, at their company"
    ],
    "Wait with the merge, every PR needs two approvals at our place.": [
        "The user's rule: every PR needs two approvals, at their place"
    ],
    "every repo of ours has a CODEOWNERS file": ["The user's rule: every repo of theirs has a CODEOWNERS file"],
    "Every script I write starts with a license header.": [
        "The user's rule: every script they write starts with a license header"
    ],
    "My C++ is always run through clang-format": ["The user's rule: their C++ is always run through clang-format"],
    "All my Go goes through gofmt before it's committed.": [
        "The user's rule: all their Go goes through gofmt before it's committed"
    ],
    "PEP 8 is law for me": ["The user's rule: PEP 8 is law"],
    "Semver is sacred in my book, no breaking change in a minor.": ["The user's rule: semver is sacred"],
    "You can be sarcastic with me": ["The user allows the agent to be sarcastic with them"],
    "Don't hesitate to correct me when my English is off.": [
        "The user allows the agent to correct them when their English is off"
    ],
    "Dump it from postgres://clerk:<redacted:url-credentials>@db, and from now on compress every dump with zstd.": [
        "The user wants the agent to compress every dump with zstd"
    ],
    "Log in with API_KEY=<redacted:api-key> and remember that I prefer uv over pip.": ["The user prefers uv over pip"],
    "We've come over to bun entirely, so please no npm lockfiles.": [
        "The user wants no npm lockfiles",
        "The user has come over to bun entirely",
    ],
}

NONE = [
    "I was on webpack for ages, it never bothered me.",
    "We used to have Jenkins here, can you look why the old badge still shows?",
    "My brother was on webpack for ages, these days it's Vite for everything he starts.",
    "Let's go over to the second chapter for good measure.",
    "Has the team gone over to pnpm for good?",
    "Go over the config and switch it to pnpm.",
    "What I need for the demo is DuckDB, install it.",
    "For this script I went with DuckDB.",
    "I am wanting to know why test fails, please to look.",
    "Please to make commit of the staged files.",
    "Hold the release back until Thursday.",
    "Hold the release back, the deploy on Thursday failed.",
    "Every row of ours has a null in column 3, why?",
    "Each of my tests has failed since the upgrade.",
    "You can be sarcastic in the second paragraph of the story.",
    "My C++ was run through clang-format and now it does not compile.",
    "No more retries please",
    "No more retries on the upload job.",
    "no more logs please, I found it",
    "Terraform is the tool that failed, show the plan.",
    "After a decade of VS Code my colleague finally jumped ship to Zed.",
    "I used to be on Heroku, these days I'm not sure what to use.",
    "Should we jump ship to Zed?",
    "What I was reaching for is the other flag.",
    "For the demo tomorrow I go with slides.",
    "What we picked last time is broken now.",
    "I wish to ask why the pipeline is red.",
    "Please you look at the log.",
    "Hold on with the deploy, we only have two pods left.",
    "Don't push yet, every commit of mine failed the hook.",
    "The law is unclear to me here.",
    "A rebase is a must for me before I can continue today.",
    "You can be done with me in five minutes.",
    "Feel free to correct me on line 40.",
    "My JavaScript is tested on the staging box right now.",
    "Our Python code is compiled to a broken wheel.",
    "No more warnings please, how do I silence this?",
    "I was on the old plan for ages, now the invoice is wrong for every customer.",
    "She used to be on Windows, these days it's Linux for everything she does.",
    "What I fall back on here is the second mirror, is that ok?",
    "All files of ours have vanished.",
    "Every endpoint of ours is slow since Monday.",
    "I am wanting the output of the last run.",
    "Wait for Ana, she always reviews on Fridays.",
    "The demo is sacred to the customer.",
    "Feel free to be creative with the logo.",
    "My Rust gets an error with the new compiler.",
    "No more questions please, just run it.",
]


@pytest.mark.parametrize(("said", "facts"), TOLD.items())
def test_a_choice_is_learnt_in_any_order_of_its_words(space: Space, said: str, facts: list[str]) -> None:
    space.says(said)
    assert space.facts == facts


@pytest.mark.parametrize("said", NONE)
def test_what_only_looks_like_a_choice_leaves_nothing(space: Space, said: str) -> None:
    space.says(said)
    assert space.facts == []


@pytest.mark.parametrize(
    ("asked", "answered", "facts"),
    [
        ("Tabs or spaces?", "Tabs, always.", ["The user prefers Tabs"]),
        ("Do you prefer metric or imperial?", "Metric.", ["The user prefers metric"]),
        ("Do you like short or long commit messages?", "Short ones.", ["The user prefers short commit messages"]),
        ("Shall I reply in English or Dutch?", "Dutch please, always.", [
            "The user wants the agent to always reply in Dutch"]),
        ("Merge commit or squash?", "squash, in all my repos", ["The user prefers squash in all their repos"]),
        ("Tabs or spaces in this file?", "Tabs here.", []),
        ("Should I merge or rebase?", "Rebase.", []),
        ("Should I use port 3000 or 8080?", "8080.", []),
        ("Is the server on staging or production?", "Production, always.", []),
    ],
)  # fmt: skip
def test_an_answer_to_a_choice_holds_where_it_says_so(
    space: Space, asked: str, answered: str, facts: list[str]
) -> None:
    space.learn(Conversation().agent(asked).person(answered).agent("Done."))
    assert space.facts == facts


@pytest.mark.parametrize(
    "said",
    [
        "Clone https://bob:<redacted:url-credentials>@git.example.com/x.git into ./x",
        "Always pass Authorization: Bearer <redacted:json-web-token> to the endpoint",
        "The password is <redacted:password>, type it in.",
    ],
)
def test_what_a_secret_was_taken_out_of_is_no_choice(space: Space, said: str) -> None:
    space.says(said)
    assert space.facts == []
