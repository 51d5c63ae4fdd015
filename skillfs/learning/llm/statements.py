"""What may be recorded of what people said: third person, no secrets, nobody's contact details, no orders, once."""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import fold, plain, word_key
from skillfs.learning.llm.agent import ToolError
from skillfs.learning.safety import is_poison, is_redacted, one_safe_line, without_contacts
from skillfs.sessions.redaction import redact

MAX_STATEMENT = 600
_OTHER_PERSON = re.compile(r"^(?:I|I['’](?:m|ve|d|ll)|[Mm]y|[Mm]e|[Ww]e|[Oo]ur|[Yy]ou|[Yy]our|[Yy]ou['’]re)\b")
_CODE = re.compile(r"`[^`]*`")
_DATE_NOTE = re.compile(r"\s*\((?:date: )?\d{4}-\d{2}-\d{2}\)\s*\.?$")


def checked_statement(text: str) -> str:
    """The statement on one line. Raises `ToolError` for one that must not be recorded."""
    line = fold(text)
    if not line:
        raise ToolError("it is empty")
    if len(line) > MAX_STATEMENT:
        raise ToolError(f"it has {len(line)} characters: say it in {MAX_STATEMENT}, or in several calls")
    if _OTHER_PERSON.match(line):
        raise ToolError('write it in the third person: "The user …", or the name of who it is about')
    check_safe(line)
    return one_safe_line(line)


def check_safe(line: str, *, contacts: bool = False) -> None:
    """Raise `ToolError` for text that must stand in no lesson and no skill; with `contacts` addresses may."""
    if is_poison(line):
        raise ToolError(f"{_shown(line)} gives orders to its reader, or is markup: record what is, as data")
    if is_redacted(line) or redact(line)[1]:
        raise ToolError(f"{_shown(line)} holds a secret: leave it out")
    # `ssh deploy@10.0.0.7` is a command, not somebody's address.
    if not contacts and without_contacts(prose := _CODE.sub("", line)) != prose:
        raise ToolError(f"{_shown(line)} holds a telephone number or an e-mail address: leave it out")


def statement_key(line: str) -> str:
    """What two spellings of one statement share: bullets, dates, case and punctuation do not count."""
    return word_key(_DATE_NOTE.sub("", plain(line)))


def _shown(line: str) -> str:
    safe = redact(line)[0]
    return repr(safe if len(safe) <= 80 else safe[:79] + "…")
