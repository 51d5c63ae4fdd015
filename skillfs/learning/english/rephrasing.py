"""What a paraphrase is: other words for a clause, with what they say in plain ones, and the parts that many share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from skillfs.learning.english.fact_values import points_at_hand

PLACE = (
    r"(?P<place>(?:the )?(?-i:[^\W\d_a-zß-öø-ÿ])[\w'.-]*(?:[ -](?:(?:de|del|la|le|of|on|upon|the|am|do|da|dos) )?"
    r"(?-i:[^\W\d_a-zß-öø-ÿ])[\w'.-]*){0,3}(?:, (?-i:[A-Z])\w+)?)"
)
NAMED = (
    r"(?P<name>(?:(?:Dr|Prof|Mr|Ms|Mrs)\.? )?(?-i:[^\W\d_a-zß-öø-ÿ])[\w'.-]{0,30}(?: "
    r"(?-i:[^\W\d_a-zß-öø-ÿ])[\w'-]{0,30}){0,2})"
)
THING = r"(?P<thing>[^,;:]{2,80}?)"
NOW = r"(?: (?:now|these days|nowadays|currently|at the moment|for now))?"
ADVERB = r"(?:(?:really|absolutely|totally|just|always|usually|simply|genuinely|honestly|seriously) )*"


@dataclass(frozen=True)
class Paraphrase:
    """Clauses that match `regex` as a whole say `plain`, templates with its groups; not where `holds` denies it.

    A group ``topic`` began the sentence and begins none of the templates: its capital goes.
    """

    regex: str
    plain: tuple[str, ...]
    says: tuple[str, ...]
    holds: Callable[[re.Match[str]], bool]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The `regex`, compiled when a clause comes that it may match."""
        return re.compile(self.regex, re.IGNORECASE)

    def clauses(self, clause: str) -> list[str]:
        """What `clause` says in plain words; empty where this paraphrase does not know it."""
        match = self.pattern.fullmatch(clause)
        if match is None or not self.holds(match):
            return []
        groups = {name: text or "" for name, text in match.groupdict().items()}
        if (topic := groups.get("topic")) and not topic[1:2].isupper():
            groups["topic"] = topic[:1].lower() + topic[1:]
        said = (" ".join(template.format(**groups).split()) for template in self.plain)
        return [clause for clause in said if not _UNSAID.fullmatch(clause)]


_UNSAID = re.compile(r"(?:I work(?: at)?|my laptop(?: runs)?)?")
"""What is left of a template whose groups did not match."""


def paraphrase(
    pattern: str, plain: str | tuple[str, ...], *says: str, holds: Callable[[re.Match[str]], bool] = lambda match: True
) -> Paraphrase:
    return Paraphrase(pattern, (plain,) if isinstance(plain, str) else plain, says, holds)


def is_taste(match: re.Match[str]) -> bool:
    thing = match["thing"]
    return not points_at_hand(thing) and not DETERMINED.match(thing)


DETERMINED = re.compile(
    r"(?:the|this|that|these|those|it|its|he|she|they|you|your|his|her|their|there|what|who|which|nothing|something|"
    r"everything|all|both|one|no|my|our|not|so|if|when|having|being|and|but)\b(?! of us)",
    re.IGNORECASE,
)
