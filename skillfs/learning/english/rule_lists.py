"""Lists of a person's own rules: "My preferences: tabs, single quotes", or a line that announces those below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_OF_ANOTHER = re.compile(
    r"\b(?:for|to|of|in|by|from|at) (?:the|this|that|these|those|an?|his|her|their|him|them)\b(?! (?:way|future|"
    r"agent|assistant)\b)|\b(?:his|her|their)\b",
    re.IGNORECASE,
)
_RULES = (
    r"(?:preferences?|rules?|conventions?|standing orders|guidelines|defaults|house style|dislikes|pet peeves|wishes|"
    r"habits|standards|do['’]?s and don['’]?ts|style guide|principles|instructions|ground rules|requirements|"
    r"reminders|requests)"
)
_ANNOUNCES = re.compile(
    rf"^(?=[^:]*\b(?:my|our|standing|house|me|us|I|we|always|from now on|going forward|in general)\b)(?:[\w'’,-]+ "
    rf"){{0,6}}?{_RULES}\b"
    r"[^:.?!]{0,60}:|^(?:from (?:now|here|today) on|going forward|in (?:general|future)|as a rule|for (?:all "
    r")?future (?:reference|sessions)|(?:this is |here['’]s |here is )?(?:how|the way) I (?:like|want|prefer|do|"
    r"work)(?: (?:it|things|them|my \w+))?|whenever you (?:write|work|code)[^:,]{0,40}|(?:some |a few )?things to "
    r"(?:remember|know|keep in mind)(?: about (?:me|how I work))?)[^:.?!,]{0,40}:",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^\s*(?:[-*+•–]|\d{1,2}[.)]|\(\d{1,2}\))(?:\s+|$)")
_BETWEEN = re.compile(r"\s*[;\n]\s*(?:and )?|,\s+(?:and )?|\s+and\s+(?=(?:no|never|always|don['’]t|use)\b)")
_MAX_ITEMS = 12


def announces_rules(sentence: str) -> bool:
    """Whether a sentence begins with announcing the writer's own rules, to hold for good: "House rules for me: …"."""
    head = sentence.partition(":")[0]
    return bool(_ANNOUNCES.match(sentence)) and not _OF_ANOTHER.search(head)


def announces_others_rules(sentence: str) -> bool:
    """Whether a sentence announces a list of rules that are not the writer's: "The rules of the game:"."""
    return sentence.rstrip().endswith(":") and _OF_RULES.search(sentence) is not None and not announces_rules(sentence)


_OF_RULES = re.compile(rf"\b{_RULES}\b", re.IGNORECASE)


def rules_after(sentence: str) -> Sequence[str]:
    """The rules of a sentence that announces them; empty where they are on the lines below it."""
    rest = sentence.partition(":")[2].strip(" \n.!")
    return [item for part in _BETWEEN.split(rest) if (item := without_bullet(part).strip(" .!"))][:_MAX_ITEMS]


def is_item(sentence: str) -> bool:
    """Whether a sentence is the item of a list."""
    return _ITEM.match(sentence) is not None


def is_number(sentence: str) -> bool:
    """Whether a sentence is nothing but the number of the item that follows: "1."."""
    return is_item(sentence) and not without_bullet(sentence)


def without_bullet(sentence: str) -> str:
    """The item without its bullet or number."""
    return _ITEM.sub("", sentence)
