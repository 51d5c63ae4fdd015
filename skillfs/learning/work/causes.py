"""Why a failure happened, in the words in which the agent explained it once it was overcome."""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import plain, sentences, shorten
from skillfs.learning.safety import is_poison, is_redacted, without_contacts
from skillfs.sessions.messages import Role, Session

CAUSE_LIMIT = 200
_EXPLAINS = re.compile(
    r"^(?:the\s+)?(?:root\s+|real\s+|actual\s+)?(?:cause|problem|issue|reason|failure|error|timeout|culprit)s?(?: "
    r"here)?"
    r"\s*(?:was|is|came from|comes from|:)\s*(?:that\s+)?\S"
    r"|\b(?:was|were|is) caused by\b|\b(?:came|comes) from\b|\bfailed because\b|\bfails because\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(r"\b(?:maybe|perhaps|might|probably|could be|i think|seems?|likely|if)\b|\?", re.IGNORECASE)
_SCAN = 4000
_WITHIN = 12


def root_cause(session: Session, since: int) -> str:
    """The sentence in which the agent says why something failed, at most 200 characters; empty where it does not.

    `since` is the message after which it was known; what was said before was a guess.
    """
    after = session.messages[since + 1 : since + 1 + _WITHIN]
    for message in after:
        if message.role is not Role.ASSISTANT:
            continue
        for sentence in sentences(message.text[:_SCAN]):
            line = plain(without_contacts(sentence))
            if _EXPLAINS.search(line) and not _DOUBT.search(line) and not is_poison(line) and not is_redacted(line):
                return shorten(line, CAUSE_LIMIT)
    return ""
