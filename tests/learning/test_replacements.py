"""A fact that holds now takes the place of the one that said the same of another value."""

from __future__ import annotations

import pytest
from conversations import Space


@pytest.mark.parametrize(
    ("known", "said", "left"),
    [
        ("I'm on the night shift.", "I'm on the early shift now.", ["The user is on the early shift"]),
        ("My kids are 8 and 11.", "My kids are 9 and 12 now.", ["The user's kids are 9 and 12"]),
        ("We host on Heroku.", "We host on Scaleway now.", ["The user hosts on Scaleway"]),
        ("Our wedding is on 12 May.", "Our wedding is on 3 October instead.", ["The user's wedding is on 3 October"]),
    ],
)  # fmt: skip
def test_what_is_said_to_hold_now_replaces_what_held(space: Space, known: str, said: str, left: list[str]) -> None:
    space.says(known)
    space.says(said)
    assert space.facts == left


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("I speak Urdu.", "I also speak Portuguese now."),
        ("I'm on a low-salt diet.", "I'm on insulin now."),
        ("I have two cats.", "I have a motorbike now."),
        ("I'm a beekeeper.", "I'm a grandfather now."),
        ("I play the cello in a quartet.", "I play football on Sundays now."),
    ],
)
def test_what_holds_beside_it_replaces_nothing(space: Space, known: str, said: str) -> None:
    space.says(known)
    before = space.facts
    assert before
    space.says(said)
    assert set(before) < set(space.facts)
