"""No rule that finds something is left out, and the others mostly are."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillfs.sessions.screening import rules_for
from skillfs.sessions.secret_rules import RULES, Rule

TRIGGERS = [(rule, trigger) for rule in RULES for trigger in rule.triggers]
PIECES = [trigger for _, trigger in TRIGGERS] + [
    "password is hunter2", "TOKEN=abcd1234", "Secret: 'x9y8z7w6v5u4t3s2'", "ghp_" + "a1B2c3D4e5" * 4, "api key is ",
    "hunter22", "AKIAIOSFODNN7EXAMPLE", "://a:b@c", "AC" + "0a" * 16, "1" * 32 + "-us12", " ", "=", "\n", "İ",
]  # fmt: skip


@pytest.mark.parametrize("around", ["{}", "a{}", "{}b", "-_{}_-", "\n{} {}\n"])
def test_a_rule_is_tried_wherever_a_trigger_of_it_stands(around: str) -> None:
    texts = [(rule, around.replace("{}", trigger)) for rule, trigger in TRIGGERS]
    assert [text for rule, text in texts if rule not in _tried(text)] == []


def test_a_trigger_in_lower_case_stands_for_any_case() -> None:
    texts = [(rule, trigger.title()) for rule, trigger in TRIGGERS if trigger.islower()]
    assert [text for rule, text in texts if rule not in _tried(text)] == []


def test_a_text_without_triggers_is_searched_by_the_rules_that_have_none() -> None:
    assert _tried("the quick brown fox") == [rule for rule in RULES if not rule.triggers]


@given(st.lists(st.sampled_from(PIECES) | st.text(string.printable + "İÄ", max_size=3), max_size=12).map("".join))
def test_what_a_rule_finds_it_is_tried_for(text: str) -> None:
    tried = _tried(text)
    assert [rule.kind for rule in RULES if list(rule.find(text)) and rule not in tried] == []


def _tried(text: str) -> list[Rule]:
    return [rule for _, rule in rules_for(text)]


def test_triggers_that_overlap_are_all_seen() -> None:
    tried = {rule.kind for rule in _tried("ABIAccountKey=")}
    assert {"aws-access-key", "azure-storage-account-access-key"} <= tried
