"""Every rule and every paraphrase reads the examples that stand beside it."""

from __future__ import annotations

import re

import pytest

from skillfs.learning.english.clauses import clauses_of, without_lead
from skillfs.learning.english.human_text import signed_name, statements
from skillfs.learning.english.rephrasing import Paraphrase
from skillfs.learning.user.fact_rules import RULES, meaning_of
from skillfs.learning.user.facts import facts_in, sentences_about_user
from skillfs.learning.user.meanings import Rule
from skillfs.learning.user.paraphrases import PARAPHRASES
from skillfs.sessions.messages import Message, Role, Text

RULE_EXAMPLES = [(rule, said) for rule in RULES for said in rule.says]
PARAPHRASE_EXAMPLES = [(paraphrase, said) for paraphrase in PARAPHRASES for said in paraphrase.says]
DENIES = re.compile(r"no longer")
"""A rule that says that a sentence means nothing has no example of what it reads."""


def _message(said: str) -> Message:
    return Message(0, Role.USER, (Text(said),), human=True)


def _sentences(said: str) -> list[str]:
    message = _message(said)
    facts = [fact.text for statement in statements(message) for fact in facts_in(statement)]
    signature = signed_name(message)
    return [*facts, *(sentences_about_user(signature.text) if signature else ())]


@pytest.mark.parametrize(("rule", "said"), RULE_EXAMPLES, ids=[said for _, said in RULE_EXAMPLES])
def test_a_rule_reads_its_examples(rule: Rule, said: str) -> None:
    read = _sentences(said)
    assert any(rule.meaning(sentence) == meaning_of(sentence) for sentence in read), read


@pytest.mark.parametrize(("paraphrase", "said"), PARAPHRASE_EXAMPLES, ids=[said for _, said in PARAPHRASE_EXAMPLES])
def test_a_paraphrase_knows_its_examples(paraphrase: Paraphrase, said: str) -> None:
    whole = without_lead(said).rstrip(" .!")
    assert any(paraphrase.clauses(clause) for clause in (whole, *clauses_of(said)))


def test_every_rule_has_an_example() -> None:
    assert [rule.pattern.pattern for rule in RULES if not rule.says and not DENIES.search(rule.pattern.pattern)] == []
    assert [paraphrase.pattern.pattern for paraphrase in PARAPHRASES if not paraphrase.says] == []
