"""Ways of saying that no rule was written for word by word: each line is one frame of a class of verbs or nouns."""

from __future__ import annotations

import pytest
from conversations import Space

SAID = [
    # names
    ("Folks know me as Lex", ["The user goes by Lex"]),
    ("Most of my colleagues call me Bea", ["The user goes by Bea"]),
    ("My friends all know me as Kit", ["The user goes by Kit"]),
    ("Feel free to call me Jo", ["The user goes by Jo"]),
    ("I usually go by the name of Sasha", ["The user goes by Sasha"]),
    ("Around here folks know me as Lex", ["The user goes by Lex"]),
    ("I answer to Rob", ["The user goes by Rob"]),
    ("I'm known to everyone as Pip", ["The user goes by Pip"]),
    ("My name is Ekaterina but most people call me Katya", ["The user's name is Ekaterina", "The user goes by Katya"]),
    # residence
    ("I reside in Tallinn", ["The user resides in Tallinn"]),
    ("I'm living in Kyoto these days", ["The user is living in Kyoto"]),
    ("I'm based out of Denver", ["The user is based out of Denver"]),
    ("I make my home in Graz", ["The user makes their home in Graz"]),
    ("I call Oslo home", ["The user calls Oslo home"]),
    ("We relocated to Malmö last spring", ["The user relocated to Malmö"]),
    ("I've settled in Ghent", ["The user has settled in Ghent"]),
    ("I hail from Naples", ["The user hails from Naples"]),
    ("I was raised in Accra", ["The user was raised in Accra"]),
    # profession, with years
    ("I've been a translator for nine years", ["The user has been a translator for nine years"]),
    ("I have been a geologist since 2011", ["The user has been a geologist since 2011"]),
    ("I've worked as a paramedic for over a decade", ["The user has worked as a paramedic for over a decade"]),
    ("For the past six years I've been a midwife", ["The user has been a midwife for the past six years"]),
    ("I've been working as a glazier for eight years", ["The user has been working as a glazier for eight years"]),
    ("I'm a carpenter by trade", ["The user is a carpenter by trade"]),
    ("I make a living as a court stenographer", ["The user makes a living as a court stenographer"]),
    ("I'm a nurse with twenty years under my belt", ["The user is a nurse with twenty years under their belt"]),
    ("I've been writing Go for ten years", ["The user has been writing Go for ten years"]),
    # team and employer
    ("I sit in the search team", ["The user sits in the search team"]),
    ("I'm a member of the compiler squad", ["The user is a member of the compiler squad"]),
    ("I belong to the fraud detection group", ["The user belongs to the fraud detection group"]),
    ("I work on the billing team", ["The user works on the billing team"]),
    ("My team is called Nightjar", ["The user's team is called Nightjar"]),
    ("I've been with Siemens for five years", ["The user has been with Siemens for five years"]),
    ("I recently started at Bosch", ["The user started at Bosch"]),
    # likes and dislikes
    ("I'd rather not use ORMs", ["The user would rather not use ORMs"]),
    ("I'd sooner not deal with XML", ["The user would sooner not deal with XML"]),
    ("I can't bear Hungarian notation", ["The user cannot bear Hungarian notation"]),
    ("I'm not keen on long meetings", ["The user is not keen on long meetings"]),
    ("I steer clear of global variables", ["The user steers clear of global variables"]),
    ("I try to avoid inheritance", ["The user tries to avoid inheritance"]),
    ("I loathe trailing whitespace", ["The user loathes trailing whitespace"]),
    ("I have no patience for meetings", ["The user has no patience for meetings"]),
    ("I could do without emojis", ["The user could do without emojis"]),
    ("I'm partial to Elixir", ["The user is partial to Elixir"]),
    ("I'm very fond of small functions", ["The user is very fond of small functions"]),
    ("I stick to conventional commits", ["The user sticks to conventional commits"]),
    ("I lean towards functional languages", ["The user leans towards functional languages"]),
    ("I have a soft spot for Lisp dialects", ["The user has a soft spot for Lisp dialects"]),
    ("I'm a big believer in code reviews", ["The user is a big believer in code reviews"]),
    # orders for the future
    ("In future, show me a diff first", ["The user wants the agent to show them a diff first"]),
    ("In future, before you touch a schema, tell me the risks", ["The user wants the agent to tell them the risks "
        "before the agent touches a schema"]),
    ("From here on, lay out the steps before you start", ["The user wants the agent to lay out the steps before the "
        "agent starts"]),
    ("Going forward I'd like smaller commits", ["The user wants smaller commits"]),
    ("Henceforth, answer in metric units", ["The user wants the agent to answer in metric units"]),
    ("Make sure you always cite sources", ["The user wants the agent to always cite sources"]),
    ("Under no circumstances push to main", ["The user wants the agent to never push to main"]),
    ("Every time you change a schema, write a migration", ["The user wants the agent to write a migration "
        "every time the agent changes a schema"]),
    ("Until further notice, skip the changelog", ["The user wants the agent to skip the changelog"]),
    # technology in use
    ("Our backend runs on Hetzner", ["The user's backend runs on Hetzner"]),
    ("Our storefront is built with Svelte", ["The user's storefront is built with Svelte"]),
    ("My blog is powered by Hugo", ["The user's blog is powered by Hugo"]),
    ("Our billing service is written in Kotlin", ["The user's billing service is written in Kotlin"]),
    ("Our site deploys to Netlify", ["The user's site deploys to Netlify"]),
    ("Our production environment runs on Nomad", ["The user's production environment runs on Nomad"]),
    ("We host everything on DigitalOcean", ["The user hosts everything on DigitalOcean"]),
    ("Our data pipeline is based on Apache Beam", ["The user's data pipeline is based on Apache Beam"]),
    # goals
    ("I'm saving up for a camper van", ["The user is saving up for a camper van"]),
    ("I'm working towards a pilot's licence", ["The user is working towards a pilot's licence"]),
    ("I'm in training for a rowing regatta", ["The user is in training for a rowing regatta"]),
    ("I'm saving up to travel across Peru", ["The user is saving up to travel across Peru"]),
    ("I'm preparing for the bar exam", ["The user is preparing for the bar exam"]),
    ("I'm teaching myself Blender", ["The user is teaching themself Blender"]),
    ("I'm brushing up on my Italian", ["The user is brushing up on their Italian"]),
    ("I'm hoping to become a pastry chef", ["The user is hoping to become a pastry chef"]),
    ("I'd love to learn the cello", ["The user would love to learn the cello"]),
    ("My aim is to publish a cookbook", ["The user's aim is to publish a cookbook"]),
    ("I'm learning Welsh and training for a triathlon", ["The user is learning Welsh", "The user is training for a "
        "triathlon"]),
]  # fmt: skip

NOT_SAID = [
    "Folks know me as a night owl",
    "People call me when it breaks",
    "Customers call me about refunds",
    "My brother goes by Teo",
    "They called me Bob by mistake",
    "I go by the book",
    "I answer to nobody",
    "My sister resides in Tallinn",
    "The data resides in Frankfurt",
    "I was living in Oslo until 2019",
    "I'd love to live in Kyoto",
    "I'm in Denver for a conference",
    "We settled on Postgres after all",
    "I relocated to the other meeting room",
    "I call that home directory cleanup",
    "I've been a bit ill for weeks",
    "I've been a fan of the show for years",
    "I've been a customer for three years",
    "I've been a fool",
    "My father has been a carpenter for nine years",
    "I would have been a good translator",
    "I've been writing this test for two hours",
    "I've been waiting for ten minutes",
    "I sit in the back row",
    "I'm with the client right now",
    "I belong to the people who hate waiting",
    "I interviewed at Bosch",
    "My cousin has been with Siemens for five years",
    "I started at line 40",
    "I've been at it for five hours",
    "I'd rather not do that",
    "I'd rather not break the API",
    "I'd rather not use mocks in this test",
    "I'd rather not see errors again",
    "I'd rather not wait",
    "My manager would rather not use ORMs",
    "I can't bear this any longer",
    "I stick to the plan",
    "I go for a run in the evening",
    "I try to avoid the crash",
    "I'm not keen on the second option",
    "I lean towards option B",
    "I lean towards your suggestion",
    "I have no time for this",
    "In future versions the API returns 404",
    "Whenever it rains the build fails",
    "Every time I run it, it crashes",
    "Every time you run it, the test fails",
    "Going forward the team meets twice",
    "Until further notice the office is closed",
    "My boss told me to always cite sources",
    "Did I say from here on, use tabs?",
    "Our backend runs on port 8080",
    "Our build runs on every commit",
    "Our site is built with care",
    "Our service runs on Mondays",
    "Their backend runs on Hetzner",
    "Our old backend ran on Hetzner",
    "Should our site deploy to Netlify?",
    "Our API runs on my laptop",
    "My son is saving up for a bike",
    "I was saving up for a car last year",
    "I'm working towards a fix",
    "I'm working towards closing this ticket",
    "I'm preparing for the demo tomorrow",
    "I'm preparing for a meeting",
    "I'm teaching myself a lesson",
    "I gave up learning Dutch",
    "I'm learning that caches lie",
    "I'm learning a lot",
    "I'm training a model",
    "I'm saving to this folder",
    "I've been working as a stopgap for two weeks",
    "Our production environment runs on fumes",
    "I'm hoping to fix this today",
    "I'd love to hear more",
    "I'd love to know why it fails",
    "If I were saving up for a house, I'd rent",
    "My aim is off",
]


@pytest.mark.parametrize(("text", "facts"), SAID)
def test_a_frame_of_a_known_class_states_a_fact(space: Space, text: str, facts: list[str]) -> None:
    space.says(text)
    assert sorted(space.facts) == sorted(facts)
    before = dict(space.files)
    space.says(text)
    assert space.files == before


@pytest.mark.parametrize("text", NOT_SAID)
def test_a_near_miss_states_nothing(space: Space, text: str) -> None:
    space.says(text)
    assert space.facts == []


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        ("I live in Berlin", "I reside in Tallinn", ["The user resides in Tallinn"]),
        ("Our backend runs on Heroku", "Our backend runs on Hetzner", ["The user's backend runs on Hetzner"]),
        ("I'm a nurse", "I've been a midwife since 2020", ["The user has been a midwife since 2020"]),
        ("I'm a fan of semicolons", "I could do without semicolons", ["The user could do without semicolons"]),
    ],
)
def test_another_way_of_saying_it_replaces_the_same_attribute(
    space: Space, first: str, second: str, left: list[str]
) -> None:
    space.says(first)
    space.says(second)
    assert space.facts == left
