"""What is told beside the main clause: in relatives, in appended values, before a request, after what used to be."""

from __future__ import annotations

import pytest
from conversations import Conversation, Space


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ("The analytics warehouse I look after runs on ClickHouse, and this query is slow. Make it faster.",
         ["The user's analytics warehouse runs on ClickHouse"]),
        ("The app that my team maintains is written in Kotlin; explain this leak.",
         ["The user's app is written in Kotlin"]),
        ("Our backend is written in Elixir, with Phoenix on top. Where would a rate limiter go?",
         ["The user's backend is written in Elixir", "The user uses Phoenix"]),
        ("It's Siemens Healthineers that I work for, as a firmware engineer. Explain this map.",
         ["The user works for Siemens Healthineers", "The user works as a firmware engineer"]),
        ("It's in Aarhus that I live, and I'm a teacher there. Make a timetable.",
         ["The user lives in Aarhus", "The user is a teacher"]),
        ("I do all my work on a ThinkPad X13 that runs Fedora, in case you need to know.",
         ["The user works on a ThinkPad X13", "The user's laptop runs Fedora"]),
        ("English isn't my mother tongue, Portuguese is.", ["The user's mother tongue is Portuguese"]),
        ("Outside the office I play the cello in an amateur orchestra, and I need a small script.",
         ["The user plays the cello in an amateur orchestra"]),
        ("The store we keep our events in is ClickHouse, how would I partition it?",
         ["The user's store runs on ClickHouse"]),
        ("I used to bundle with Webpack; these days it's Vite in all my projects.",
         ["The user uses Vite in all their projects"]),
        ("I can't tell the two lines in that plot apart, I have deuteranopia.", ["The user has deuteranopia"]),
        ("im based in ghent so the three cron entries in that file should fire at noon",
         ["The user is based in ghent"]),
        ("call me old-fashioned, but I prefer tabs over spaces", ["The user prefers tabs over spaces"]),
        ("My lease runs out on 7 February. Draft a notice.", ["The user's lease runs out on 7 February"]),
    ],
)  # fmt: skip
def test_what_stands_beside_the_main_clause_is_told(space: Space, said: str, facts: list[str]) -> None:
    space.says(said)
    assert sorted(space.facts) == sorted(facts)


@pytest.mark.parametrize(
    "said",
    [
        "The page we just opened runs on WordPress. Which version?",
        "The function I call runs on the worker thread, and it blocks.",
        "Our vendor's portal is written in Java, with Struts on top.",
        "I used to get a 404 here; now it's a 500.",
        "Outside the function I can't see the variable.",
        "At the moment I do everything by hand, so write a script.",
        "i live in constant fear of this deploy",
        "call me picky but why is this function 300 lines long",
        "Call me a dinosaur, I still don't see why this needs a framework.",
        "call me when the deploy is through",
        "The invoice is now due on 30 June.",
        "Make it blue, no longer green.",
    ],
)
def test_the_same_forms_about_the_work_tell_nothing(space: Space, said: str) -> None:
    space.says(said)
    assert space.facts == []


@pytest.mark.parametrize(
    ("earlier", "later", "facts"),
    [
        ("Sublime Text is my editor of choice.", "I've switched my editor to Zed, permanently.",
         ["The user's editor is Zed"]),
        ("I want tabs in all my code.", "Make it four spaces in all my code for good, no longer tabs.",
         ["The user wants the agent to make it four spaces in all their code"]),
        ("Poetry is my tool of choice for packaging.", "I no longer use Poetry, my tool of choice for packaging is PDM "
         "now.", ["The user's tool of choice for packaging is PDM"]),
        ("I use Jest for unit tests.", "We've got rid of the old runner: I switched from Jest to Vitest.",
         ["The user switched to Vitest"]),
        ("My time zone is Europe/Madrid.", "My time zone is no longer Europe/Madrid, it's Atlantic/Canary.",
         ["The user's time zone is Atlantic/Canary"]),
        ("I'm living in Gaborone.", "Since Sunday I've been living in Windhoek.",
         ["The user has been living in Windhoek"]),
        ("Call me Lizzie.", "I'd rather you call me Beth from now on.", ["The user goes by Beth"]),
        ("Call me Lizzie.", "rename foo to bar everywhere", ["The user goes by Lizzie"]),
        ("My thesis deadline is 14 May.", "My thesis is now due on 30 June.",
         ["The user's thesis is now due on 30 June"]),
        ("I work for Volvo.", "I'm at Saab now, no longer at Volvo.", ["The user is at Saab"]),
        ("I'm left-handed.", "You need not remember that I'm left-handed, please delete it.", []),
        ("I live in Oslo.", "Would you mind forgetting that I live in Oslo?", []),
        ("I play the cello.", "I'd be grateful if you forgot that I play the cello.", []),
        ("I play the piano.", "Sorry, could you drop the bit about me playing the piano?", []),
        ("I work at Bosch.", "Do me a favour and forget where I work, would you?", []),
        ("I play chess in a club.", "Can we forget that I play chess?", []),
        ("I live in Oslo.", "Would you forget the second argument here?", ["The user lives in Oslo"]),
        ("My favourite colour is green.", "Make it blue, no longer green.", ["The user's favourite colour is green"]),
    ],
)  # fmt: skip
def test_what_is_said_anew_or_taken_back_leaves_nothing_of_the_old(
    space: Space, earlier: str, later: str, facts: list[str]
) -> None:
    space.says(earlier)
    space.says(later)
    assert space.facts == facts


@pytest.mark.parametrize(
    ("asked", "answer", "facts"),
    [
        ("What should I call you?", "Siobhán, please, with the fada on the second a.", ["The user goes by Siobhán"]),
        ("What's your name?", "Just Mei, thanks.", ["The user goes by Mei"]),
        ("Who am I speaking to?", "It's Bartosz, with a z at the end.", ["The user goes by Bartosz"]),
        ("Where are you based?", "Rotterdam, if that helps.", ["The user lives in Rotterdam"]),
        ("What's your name for this variable?", "Total, please.", []),
        ("What should I call you in the greeting?", "Just skip the greeting.", []),
    ],
)
def test_an_answer_may_go_on(space: Space, asked: str, answer: str, facts: list[str]) -> None:
    space.learn(Conversation().person("Help me with a letter.").agent(asked).person(answer).agent("Done."))
    assert space.facts == facts
