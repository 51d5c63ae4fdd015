"""Rules for what somebody works towards beyond the work at hand: learning, saving, training, dreams."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillfs.learning.english.fact_values import is_purpose
from skillfs.learning.english.verb_classes import AIMS_AT, LIFE_VERBS, is_aspiration
from skillfs.learning.user.meanings import GOALS, Rule, rule, thing_key

_BOOK = r"(?:[\w-]+ ){0,2}(?:book|novel|thesis|memoir|dissertation|screenplay|cookbook|musical|album|opera|play)\b"
_GRAND = (
    rf"(?:(?:tiny|tree|eco|dream) house|cabin|boat|greenhouse|telescope|harpsichord|guitar|{_BOOK}|family tree|"
    r"(?:\w+ )?extension|campervan|camper van|start-?up|side business|portfolio)"
)


def goal_rules() -> Iterator[Rule]:
    """The rules, the more exact ones first."""
    yield rule(
        rf" (?:{AIMS_AT}) (?P<value>.+)", GOALS, _aspiration,
        "I'm saving up for a camper van", "I'm saving up for a house deposit, 40k by next summer.",
        "I'm training for my first triathlon.", "I'm working towards a pilot's licence", "I'm taking cello lessons.",
        "I'm studying for the bar exam.", "I signed up for the Berlin marathon.",
    )  # fmt: skip
    yield rule(
        rf" (?:is (?:hoping|aiming|planning|looking|determined|trying)|(?:hopes|aims|plans|intends|dreams|wants|needs|"
        rf"would (?:love|like)|has decided|is going)) (?:to|of) (?:eventually |one day |someday |finally )?"
        rf"(?P<value>(?:{LIFE_VERBS}).+)", GOALS, _aspiration,
        "I hope to retire by 50.", "I'm hoping to run the Lisbon half marathon in under two hours.",
        "I want to become a pilot.", "I'm trying to quit smoking.", "I plan to open a café next year.",
        "I'd love to learn the cello", "I dream of sailing around the world.",
    )  # fmt: skip
    yield rule(
        r" (?:is (?:currently )?learning(?: how)?(?: to (?:play|speak|cook|draw|paint|sail|ski|drive|swim|sew|knit|"
        r"dance|code|program|read|write|ride|fly|sing|surf|dive))?|is picking up|is getting into|"
        r"(?:has )?started (?:learning|studying)|has been learning) (?P<value>.+)", GOALS, _learnt,
        "I'm learning Rust", "I'm learning to play the ukulele.", "I've started learning Go",
    )  # fmt: skip
    yield rule(
        rf" is (?:writing|building|restoring|recording|composing|working on) (?P<value>(?:an?|their(?: own| first)?) "
        rf"{_GRAND}.*)", GOALS, _aspiration,
        "I'm writing a novel.", "I'm building a tiny house.", "I'm writing a book about fungi.",
    )  # fmt: skip
    yield rule(
        rf"'s (?:long-term |big |grand |five-year )?plan is (?:to|on|"
        rf"for) (?P<value>(?:{LIFE_VERBS}).+)", GOALS, _aspiration,
        "The plan is to apply for Australian citizenship",
    )  # fmt: skip
    yield rule(
        r" is (?:aiming|shooting|gunning) for (?P<value>.+)", GOALS, _aspiration,
        "I'm aiming for a promotion to staff this year.",
    )  # fmt: skip
    yield rule(
        r" (?:has set themself the goal of|is working on getting|has promised themself to) (?P<value>.+)", GOALS,
        _aspiration,
        "I've set myself the goal of swimming across the lake.", "I'm working on getting my driving licence.",
    )  # fmt: skip


def _aspiration(match: re.Match[str]) -> str | None:
    value = match["value"]
    return thing_key("goal", value) if is_aspiration(value) and is_purpose(value) else None


def _learnt(match: re.Match[str]) -> str | None:
    """The key of what is learnt: a subject, not that something is so."""
    return thing_key("goal", match["value"]) if is_purpose(match["value"]) else None
