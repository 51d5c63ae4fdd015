"""What a SPACE.md's success and failure criteria tell the rules: commands in backticks, and a person's words in quotes.

``success_criteria: "`make test` passes and I said 'ship it'"`` names a check and a phrase. The rest of the prose is for
a model; rules read no more of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from skillfs.learning.english.plain_text import sentences, word_key
from skillfs.learning.english.questions import is_question
from skillfs.learning.work.actions import Action, actions_of

_COMMAND = re.compile(r"`([^`\n]{1,500})`")
_DENIED = (" not", " never", "n t", " isn", " aren")
_PHRASE = re.compile(r"\"([^\"\n]{1,200})\"|“([^“”\n]{1,200})”|(?<!\w)['‘]([^'‘’\n]{1,200})['’](?!\w)")


@dataclass(frozen=True, slots=True)
class Criteria:
    """The checks that decide a task in this space, and what a person says when one is done or has failed.

    Where there are `checks`, no other command counts as one.
    """

    checks: tuple[Action, ...] = ()
    done: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    """The settings in which the rules found neither command nor phrase."""

    def is_check(self, command: str) -> bool:
        """Whether a command line runs one of the checks: ``cd app && make -j4 test | tail`` runs ``make test``."""
        return any(_covers(action, check) for action in actions_of(command) for check in self.checks)

    def says_done(self, text: str) -> bool:
        """Whether a person's words hold a phrase that means success."""
        return _holds(text, self.done)

    def says_failed(self, text: str) -> bool:
        """Whether a person's words hold a phrase that means failure."""
        return _holds(text, self.failed)


NO_CRITERIA = Criteria()


def read_criteria(success: str, failure: str) -> Criteria:
    """The criteria that stand in the settings `success_criteria` and `failure_criteria`."""
    checks = tuple(
        action for text in (success, failure) for line in _COMMAND.findall(text) for action in actions_of(line)
    )
    done, failed = _phrases(success), _phrases(failure)
    settings = (("success_criteria", success, done), ("failure_criteria", failure, failed))
    unread = tuple(name for name, text, said in settings if text.strip() and not said and not _COMMAND.search(text))
    return Criteria(checks, done, failed, unread)


def _phrases(text: str) -> tuple[str, ...]:
    found = ("".join(groups) for groups in _PHRASE.findall(_COMMAND.sub(" ", text)))
    return tuple(key for phrase in found if (key := word_key(phrase)))


def _holds(text: str, phrases: tuple[str, ...]) -> bool:
    if not phrases:
        return False
    told = [f" {word_key(sentence)} " for sentence in sentences(text) if not is_question(sentence)]
    return any(_states(sentence, f" {phrase} ") for sentence in told for phrase in phrases)


def _states(sentence: str, phrase: str) -> bool:
    before, found, _ = sentence.partition(phrase)
    return bool(found) and not before.endswith(_DENIED)


def _covers(action: Action, check: Action) -> bool:
    """Whether `action` is the check, or the check and more; a part of the tests is not all of them."""
    if action.family != check.family:
        return False
    return check.targets <= action.targets if check.targets else not action.targets
