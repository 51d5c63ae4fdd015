"""An index of rules leaves out none that matches, and most of those that do not."""

import re
from dataclasses import dataclass

import pytest

from skillfs.learning.english.cues import CueIndex
from skillfs.learning.user.disclosure_frames import FRAMES
from skillfs.learning.user.fact_rules import RULES
from skillfs.learning.user.facts import sentences_about_user
from skillfs.learning.user.paraphrases import PARAPHRASES

SAID = [
    said
    for examples in ([rule.says for rule in RULES], [rule.says for rule in PARAPHRASES], [rule.says for rule in FRAMES])
    for says in examples
    for said in says
]
SENTENCES = [*SAID, *(sentence for said in SAID for sentence in sentences_about_user(said))]
SPELLINGS = [text for sentence in SENTENCES for text in (sentence.rstrip(" .!"), sentence.upper())]


@dataclass(frozen=True)
class Pattern:
    regex: str


@pytest.mark.parametrize("rules", [RULES, PARAPHRASES, FRAMES], ids=["facts", "paraphrases", "frames"])
def test_every_rule_that_matches_is_among_those_to_try(rules: tuple[Pattern, ...]) -> None:
    index = CueIndex(rules)
    patterns = [(rule, re.compile(rule.regex, re.IGNORECASE)) for rule in rules]
    missed = [
        (text, rule.regex)
        for text in SPELLINGS
        for rule, pattern in patterns
        if pattern.fullmatch(text) and rule not in index.for_text(text)
    ]
    assert missed == []


@pytest.mark.parametrize("rules", [RULES, PARAPHRASES], ids=["facts", "paraphrases"])
def test_most_rules_need_not_be_tried(rules: tuple[Pattern, ...]) -> None:
    index = CueIndex(rules)
    tried = sum(len(list(index.for_text(said))) for said in SAID)
    assert tried < len(SAID) * len(rules) / 5


@pytest.mark.parametrize(
    ("regex", "texts"),
    [
        ("colou?r .+", ["COLOR x", "the colour x"]),
        (r"(?:\w+ )?nothing (?:beats|tops) (?P<what>.+)", ["nothing tops"]),
        ("(?:abc|def)+x", ["def", "xabc"]),
        ("(?:ab|c.*d|efg)h", ["", "zz"]),
        ("[ab]cd(?=ef)", ["bcd", "acd"]),
        ("(?:abc)?(?:def)*", ["", "zz"]),
        (r"\bstraße\b", ["STRASSE", "straße"]),
        ("x{2,3}yyy|zzz", ["yyy", "zzz"]),
    ],
)
def test_what_a_pattern_needs_is_read_off_it(regex: str, texts: list[str]) -> None:
    index = CueIndex([Pattern(regex)])
    assert [text for text in texts if not list(index.for_text(text))] == []


@pytest.mark.parametrize(
    ("regex", "text"),
    [("colou?r .+", "warm rain"), ("nothing (?:beats|tops) .+", "anything else"), ("(?:abc|def)+x", "ab cd ef x")],
)
def test_a_text_without_it_is_left_out(regex: str, text: str) -> None:
    assert list(CueIndex([Pattern(regex)]).for_text(text)) == []
