"""What a sentence about the user is about, and in which file it belongs.

A fact is a third-person sentence with a key, subject and attribute in one: two facts with the same key exclude each
other. The key is read off the sentence itself, so that lines that a person wrote into a file are keyed alike. To teach
another fact, add a rule to the module of its topic, with its examples beside it.
"""

from __future__ import annotations

import re

from skillfs.learning.english.cues import CueIndex
from skillfs.learning.english.plain_text import fold, word_key
from skillfs.learning.protocol import FoundKind
from skillfs.learning.safety import is_poison, is_redacted
from skillfs.learning.user.attribute_rules import attribute_rules
from skillfs.learning.user.goal_rules import goal_rules
from skillfs.learning.user.identity_rules import identity_rules
from skillfs.learning.user.life_rules import life_rules
from skillfs.learning.user.meanings import GOALS, PERSONAL, WORK, Meaning, Rule
from skillfs.learning.user.stack_rules import stack_rules
from skillfs.learning.user.state_rules import state_rules
from skillfs.learning.user.taste_rules import taste_rules, topic_of_choice
from skillfs.learning.user.work_rules import work_rules

MAX_VALUE = 160
"""Characters of a fact; longer ones are stories."""

RULES: tuple[Rule, ...] = (
    *identity_rules(),
    *life_rules(),
    *work_rules(),
    *goal_rules(),
    *stack_rules(),
    *taste_rules(),
    *attribute_rules(),
    *state_rules(),
)
"""All rules; of several that read a sentence the first decides."""
_BY_CUE = CueIndex(RULES)


def meaning_of(sentence: str) -> Meaning | None:
    """What a third-person sentence about the user is about; None where no rule knows it."""
    sentence = fold(sentence).rstrip(" .!")
    if len(sentence) > MAX_VALUE or is_redacted(sentence) or is_poison(sentence):
        return None
    return next((meaning for rule in _BY_CUE.for_text(sentence) if (meaning := rule.meaning(sentence))), None)


def meaning_of_order(sentence: str) -> Meaning | None:
    """What the third-person sentence of a standing order is about: what a rule knows of it, else its own words."""
    return meaning_of(sentence) or _in_its_own_words(sentence, topic_of_choice(sentence), FoundKind.PREFERENCE)


def meaning_of_habit(sentence: str) -> Meaning | None:
    """What a third-person sentence of the user's life is about: what a rule knows of it, else its own words."""
    topic = GOALS if sentence.startswith("The user wants to ") else WORK if _WORK.search(sentence) else PERSONAL
    return meaning_of(sentence) or _in_its_own_words(sentence, topic, FoundKind.FACT)


_WORK = re.compile(
    r"\b(?:team|company|firm|department|customers|clients|students|patients|services?|servers?|staging|production|"
    r"release|"
    r"sprints?|code|docs|tickets|freelances|works?|business|shop|office|shifts?|hours)\b"
)


def _in_its_own_words(sentence: str, topic: str, kind: FoundKind) -> Meaning | None:
    if len(sentence) > MAX_VALUE or is_redacted(sentence) or is_poison(sentence):
        return None
    return Meaning(f"said:{word_key(sentence)}", topic, kind, sentence)
