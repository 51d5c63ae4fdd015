"""What people disclose of themselves in words that no rule knows; and the same words about the work at hand."""

from __future__ import annotations

import pytest
from conversations import Space

from skillfs.learning.user.disclosure_frames import FRAMES, Frame
from skillfs.learning.user.disclosures import disclosure

EXAMPLES = [(frame, said) for frame in FRAMES for said in frame.says]

TOLD = {
    "My pronouns: they/them.": "The user's pronouns are they/them",
    "She/her, by the way.": "The user's pronouns are she/her",
    "You'll find me as nightowl77 on Discord.": "The user is known as nightowl77 on Discord",
    "my username everywhere is tofubear": "The user's username everywhere is tofubear",
    "Open the PR, I'm @bitmoth on GitHub.": "The user is @bitmoth on GitHub",
    "You can reach me only in the mornings.": "The user can be reached only in the mornings",
    "The best way to reach me is Signal.": "The best way to reach the user is Signal",
    "It's Siobhán with a fada, by the way.": "The user's name is Siobhán",
    "lol my cat Biscotti just walked over the keyboard": "The user's cat is called Biscotti",
    "My employer, Vantaro Logistics, blocks Docker Hub.": "The user's employer is Vantaro Logistics",
    "The layout is broken on my phone, a Pixel 6a.": "The user's phone is a Pixel 6a",
    "Our leopard gecko, Pixel, needs 32 degrees.": "The user's leopard gecko is called Pixel",
    "Milk doesn't agree with me.": "Milk doesn't agree with the user",
    "Olives make me gag.": "Olives make the user gag",
    "Gluten is a no-go for me.": "Gluten is a no-go for the user",
    "The army has posted me to Cyprus till 2028.": "The army has posted the user to Cyprus till 2028",
    "Shellfish and I don't get along.": "Shellfish and the user don't get along",
    "With five grandchildren I lose track of the birthdays": "The user has five grandchildren",
    "Thursdays I sing in a choir, tenor.": "The user sings in a choir, tenor, Thursdays",
    "Here in Bergen it rains all the time.": "The user lives in Bergen",
    "My manager's name is Ola.": "The user's manager is Ola",
    "Mushrooms are a firm no from me.": "Mushrooms are a firm no from the user",
    "Ubuntu 24.04 user here, GNOME on Wayland.": "The user uses Ubuntu 24.04",
    "Murder mysteries are right up my street.": "Murder mysteries are right up the user's street",
    "The doctor has put me off gluten for good.": "The doctor has put the user off gluten",
    "I live in Bath, er, Bristol I mean.": "The user lives in Bristol",
    "As someone with tinnitus I need something on in the background.": "The user has tinnitus",
    "In case it helps, I'm Dutch.": "The user is Dutch",
    "Might be relevant: we have three toddlers.": "The user has three toddlers",
    "I'm a joiner by trade and new to all this computer stuff so go slow.": "The user is a joiner by trade",
    "Third time lucky: as of this week my home is Pula.": "The user lives in Pula",
    "Our flat's in Leith, third floor.": "The user's flat is in Leith, third floor",
    "I've ditched Sublime Text for Zed.": "The user switched to Zed",
    "We moved out of Leeds, it's Sheffield now.": "The user lives in Sheffield",
    "Being a Kiwi in Tallinn, I never know which holidays count.": "The user lives in Tallinn",
}

NOT_TOLD = [
    "Somebody in that thread says he's a pilot with Qantas and can't stand the app.",
    "Write me a limerick about a baker called Maud who lives in Devizes and can't stand yeast.",
    "I speak for everyone here.",
    "I'm in Denver for a conference.",
    "Don't save this: my middle name is Ulysses.",
    "My middle name is Ulysses. Please don't remember that.",
    "Off the record, I'm pregnant.",
    "Sure, I adore writing Terraform at midnight, who doesn't.",
    "We nearly bought a Tesla last year but didn't.",
    "I'm sick as a dog of this merge conflict.",
    "My cat walked over the keyboard.",
    "My old phone, a Pixel 6a, broke.",
    "Our test, a flaky one, fails.",
    "My colleague, a Dane, needs the file.",
    "This parser and I don't get along.",
    "The tests are a no-go for me today.",
    "The noise makes me dizzy.",
    "You'll find me in the log.",
    "You can reach the endpoint only in the mornings.",
    "Alex (they/them) needs a badge.",
    "I'm root on staging.",
    "It's broken with a null.",
    "My branch name is feature-x.",
    "My username is not accepted.",
    "With five files open I lose track.",
    "With this flag I get 20 rows.",
    "Thursdays the tests fail.",
    "I've got a cat picture to upload.",
    "I have a son et lumière to plan.",
    "I've been debugging this for two years, it feels.",
    "I've been a customer for three years.",
    "I'm on a train to Hamburg.",
    "I'm new here.",
    "I'm new to this repo.",
    "My dinner is at eight.",
    "My boss is on holiday.",
    "My car doesn't start.",
    "My dog ate chocolate.",
    "I played the cello as a child but gave up at twelve.",
    "I gave up learning Dutch.",
    "I was a vegetarian for about a month in college.",
    "I know how the parser works.",
    "I can't read the PDF.",
    "I get a 404 every time.",
    "I run the tests every morning.",
    "I have a meeting every Monday with the kids' teacher.",
]


@pytest.mark.parametrize(("frame", "said"), EXAMPLES, ids=[said for _, said in EXAMPLES])
def test_a_frame_reads_its_examples(frame: Frame, said: str) -> None:
    assert disclosure(f"I {said[0].lower()}{said[1:]}" if said.startswith("Got ") else said)


@pytest.mark.parametrize(("said", "fact"), TOLD.items())
def test_a_disclosure_is_told_in_third_person(space: Space, said: str, fact: str) -> None:
    space.says(said)
    assert space.facts == [fact]


@pytest.mark.parametrize("said", NOT_TOLD)
def test_the_same_words_about_the_work_tell_nothing(space: Space, said: str) -> None:
    space.says(said)
    assert space.facts == []


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        ("I work at Bosch.", "I've since moved on from Bosch, I'm with Siemens now.", ["The user is with Siemens"]),
        ("I report to Silke Bauer.", "My new manager is Jonas Weil.", ["The user's manager is Jonas Weil"]),
        ("My phone is a Pixel 6.", "I got a new phone, a Fairphone 5.", ["The user's phone is a Fairphone 5"]),
        ("We drive a Kia Ceed.", "Sold the Kia on Sunday!", []),
        ("I weigh 82 kilos.", "I weigh 76 kilos now.", ["The user weighs 76 kilos"]),
        ("My kids are 8 and 11.", "Time flies, my kids are 9 and 12 now.", ["The user's kids are 9 and 12"]),
        (
            "I'm on the night shift.",
            "New rota came out: I'm on the early shift now.",
            ["The user is on the early shift"],
        ),
        ("I'm 41.", "I turned 42 yesterday.", ["The user turned 42"]),
        (
            "I'm allergic to peanuts.",
            "Sorry, wrote that wrong, it's cashews I'm allergic to.",
            ["The user is allergic to cashews"],
        ),
        ("I live in Bern.", "Delete what you've stored about where I live.", []),
        ("I'm on a keto diet.", "Scrap the keto thing from your notes, I quit it.", []),
        ("I'm divorced.", "Kindly erase that I'm divorced.", []),
        ("I work at Lonza.", "Remove my employer from what you remember.", []),
    ],
)
def test_what_is_told_later_replaces_or_removes(space: Space, first: str, second: str, left: list[str]) -> None:
    space.says(first, second)
    assert space.facts == left
