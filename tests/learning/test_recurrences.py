"""What comes back at its time and what is aimed at by a time is told of the user; what goes on at the screen is not."""

from __future__ import annotations

import pytest

from skillfs.learning.user.aims import aim
from skillfs.learning.user.recurrences import recurrence

RECURS = {
    "we deploy on Fridays only": "The user deploys on Fridays only",
    "I have to present this to the board every first Monday": "The user has to present to the board every first Monday",
    "standup is at 11 sharp for us every day": "The user's standup is at 11 sharp every day",
    "Our sprints run two weeks, starting Wednesdays": "The user's sprints run two weeks, starting Wednesdays",
    "I log off at 16:00 every day": "The user logs off at 16:00 every day",
    "Tuesdays are for bouldering": "The user keeps Tuesdays for bouldering",
    "I send our investors an update at the end of every month": "The user sends their investors an update at the "
    "end of every month",
}  # fmt: skip
PASSES = [
    "we deploy the fix on Friday",
    "I get a 502 every Monday morning",
    "I need the report every Monday",
    "I run the tests every morning",
    "our service runs on Mondays",
    "The standup is at nine in London",
    "the build fails every night",
    "we met every Friday last year",
    "every Monday the report is empty",
    "I want you to remind me every Monday",
    "the user gets a mail every week",
]
AIMS = {
    "I'm trying to get to N2 in Japanese by December": "The user wants to get to N2 in Japanese by December",
    "By next summer I'd like to hold a conversation in Spanish": "The user wants to hold a conversation in Spanish "
    "by next summer",
    "In ten years I see myself retired on a sailboat": "The user wants to be retired on a sailboat in ten years",
    "I'm aiming for sub-3 in Berlin next September": "The user is aiming for sub-3 in Berlin next September",
}  # fmt: skip
NO_AIMS = [
    "I'm trying to get this merged before the end of the quarter",
    "I want to ship it by noon",
    "we're going to Crete in May",
    "I'd like you to finish by March",
    "I want to know by summer",
    "I'm trying to fix the parser",
]


@pytest.mark.parametrize(("said", "fact"), RECURS.items())
def test_what_comes_back_is_told(said: str, fact: str) -> None:
    assert recurrence(said) == fact


@pytest.mark.parametrize("said", PASSES)
def test_what_happens_once_or_goes_wrong_is_no_schedule(said: str) -> None:
    assert recurrence(said) is None


@pytest.mark.parametrize(("said", "fact"), AIMS.items())
def test_what_is_meant_by_a_time_is_a_goal(said: str, fact: str) -> None:
    assert aim(said) == fact


@pytest.mark.parametrize("said", NO_AIMS)
def test_what_is_meant_with_the_work_is_no_goal(said: str) -> None:
    assert aim(said) is None
