"""Which rules a text is worth searching with: hardly any text holds a trigger of more than two or three.

To look for each trigger by itself costs a pass over the text for each. One pattern for all of them costs more: only a
pattern that begins with one certain character skips to the next place where it may match (`re` then compares bytes; it
calls a function for each character of a set). So triggers that have a rare character in common are one pattern, which
begins with it and looks back at what stands before it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from skillfs.sessions.secret_rules import RULES, Rule

_ANCHORS = "JGzxAKvk-w:bhc_"
"""Characters of which each trigger has one, the rarest first: of 10,000 characters that tools print from 3 to 170."""


class _Screen(NamedTuple):
    """A pattern that is found wherever one of `triggers` stands; all of them `folded` to lower case, or as they are.

    Each trigger comes with the place of the anchor in it, and with the rules that it is for, by their number.
    """

    pattern: re.Pattern[str]
    folded: bool
    triggers: Sequence[tuple[str, int, frozenset[int]]]

    def rules_in(self, text: str) -> set[int]:
        """The rules of which a trigger stands in `text`; it ends as soon as there can be no further."""
        found: set[int] = set()
        left = self.triggers
        for match in self.pattern.finditer(text):
            anchor = match.start()
            for trigger, offset, rules in left:
                if text.startswith(trigger, anchor - offset):
                    found |= rules
            left = [item for item in left if not item[2] <= found]
            if not left:
                break
        return found


def rules_for(text: str) -> Iterator[tuple[int, Rule]]:
    """The rules that may hit in `text`, each with its number in `RULES`, in that order."""
    lowered = text.lower()
    found = {number for screen in _SCREENS for number in screen.rules_in(lowered if screen.folded else text)}
    for number, rule in enumerate(RULES):
        if not rule.triggers or number in found:
            yield number, rule


def _screens(rules: Sequence[Rule]) -> Iterator[_Screen]:
    groups: defaultdict[tuple[str, bool], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for number, rule in enumerate(rules):
        for trigger in rule.triggers:
            anchor = next(anchor for anchor in _ANCHORS if anchor in trigger)
            folded = anchor == anchor.lower()
            groups[anchor, folded][trigger.lower() if folded else trigger].add(number)
    for (anchor, folded), triggers in groups.items():
        choices = "|".join(_after(anchor, trigger) for trigger in triggers)
        placed = [(trigger, trigger.index(anchor), frozenset(rules)) for trigger, rules in triggers.items()]
        yield _Screen(re.compile(f"{re.escape(anchor)}(?={choices})"), folded, placed)


def _after(anchor: str, trigger: str) -> str:
    """A pattern for `trigger` that begins behind its first `anchor`."""
    head, _, tail = trigger.partition(anchor)
    return f"{re.escape(tail)}(?<={re.escape(trigger)})" if head else re.escape(tail)


_SCREENS = tuple(_screens(RULES))
