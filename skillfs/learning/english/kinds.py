"""Kinds of things that are made and told in any session: what speaks of "docstrings" or "answers" names nothing at
hand, what speaks of "the docstring" does.
"""

from __future__ import annotations

import re

from skillfs.learning.english.categories import CATEGORIES

MADE = (
    r"(?:code|sql|commits?|commit (?:messages?|titles?)|branch(?:es)?|branch names?|prs?|pull requests?|functions?|"
    r"methods?|class(?:es)?|modules?|variables?|tests?|unit tests?|mocks?|fixtures?|comments?|docstrings?|type "
    r"(?:hints?|annotations?)|types|annotations?|file ?names?|imports?|migrations?|identifiers|changelogs?|"
    r"dependencies|lambdas|globals?|semicolons?|quotes|braces|indentation|indents?|tabs|spaces|trailing commas?|"
    r"one-liners?|early returns?|nested \w+|ternar(?:y|ies)|comprehensions|inheritance|composition|functional style|"
    r"console logs?|print statements?|keywords?|code blocks?|snippets?|diagrams?|error messages?|log messages?|"
    r"abbreviations?|force[- ]push(?:es)?|merge commits?)"
)
TOLD = (
    r"(?:answers?|repl(?:y|ies)|responses?|explanations?|summar(?:y|ies)|tl;?drs?|e-?mails?|mails?|letters?|"
    r"messages?|texts?|dates?|times|amounts?|prices?|sums|numbers?|units|measurements?|distances?|temperatures?|"
    r"headings?|titles?|headers|lists?|bullet(?: points?|s)|bullets|prose|tables?|sources?|citations?|links?|"
    r"screenshots?|examples?|minutes|reports?|emojis?|emoticons|smileys|exclamation (?:marks?|points?)|jargon|buzz "
    r"?words?|acronyms?|slang|puns|jokes?|flattery|compliments|apologies|pleasantries|disclaimers?|caveats|"
    r"greetings?|small talk|filler|fluff|intros?|recaps?|preambles?|follow-up questions|markdown|latex|plain text|"
    r"plain english|oxford commas?|serial commas?|capitals?|uppercase|lowercase|all caps|contractions|passive voice|"
    r"metric|imperial|celsius|fahrenheit|kelvin|kilomet\w+|24[- ]?h(?:our)?|12[- ]?h(?:our)?|british|american|"
    r"spelling|english|first names?|options|alternatives|trade-?offs|steps)"
)
KIND = re.compile(rf"(?<!\bthe )(?<!\bthis )(?<!\bthat )(?<!\bthese )(?<!\bthose )\b(?:{MADE}|{TOLD})\b", re.IGNORECASE)


def without_kinds(text: str) -> str:
    """The words without the articles of what is a kind wherever it is: "snake_case for the file names"."""
    return _OF_A_KIND.sub("", text)


_OF_A_KIND = re.compile(rf"\bthe (?=(?:[a-z]+ )?(?:{MADE}|{TOLD})(?<=s)\b)", re.IGNORECASE)


def names_a_kind(text: str) -> bool:
    """Whether the words name a kind of thing that is coded or told: "short docstrings", not "the docstring"."""
    return KIND.search(text) is not None


def is_told(text: str) -> bool:
    """Whether the words name a kind of thing that is told: "small talk" and "emojis", not "tests"."""
    return _KIND_TOLD.search(text) is not None


_KIND_TOLD = re.compile(rf"\b(?:{TOLD}|comments?)\b", re.IGNORECASE)


LANGUAGES = rf"{CATEGORIES['language']}|js|ts|sql|css|html|yaml|json|markdown|latex|shell|bash|terraform|react|vue"
"""What code is written in, as a regular expression."""
