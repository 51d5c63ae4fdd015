"""What a model may put into a skill file, line by line: the rules of LEARNING.md on poison, secrets and quotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from skillfs.learning.english.plain_text import fold, plain
from skillfs.learning.llm.agent import ToolError
from skillfs.learning.llm.commands import Shown, refuse_dangerous, snippets, unseen
from skillfs.learning.llm.statements import check_safe
from skillfs.learning.recalled import MIN_LENGTH, Recalled
from skillfs.sessions.messages import Session

MAX_QUOTE = 200
"""Characters of a tool's output that may stand in a skill, on one line."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_ASKS_FOR_CONTACTS = re.compile(r"\b(?:e-?mails?|phones?|telephones?|mobile|postal address)\b", re.IGNORECASE)
_REFUSES_CONTACTS = re.compile(r"\b(?:no|never|without|not)\b[^.\n]{0,60}\b(?:e-?mail|phone|telephone)", re.IGNORECASE)
_NOT_AVAILABLE = re.compile(r":\s*\**\s*N/?A\s*$|^\s*[-*]\s*N/?A\s*$", re.IGNORECASE)


class ContentRules:
    """Judges the lines that an edit adds; `sessions` are those that the run learns from, `lessons` what they taught."""

    def __init__(self, sessions: Sequence[Session], lessons: Iterable[str]) -> None:
        self._shown = [Shown.of(session) for session in sessions]
        self._lessons = [fold(lesson) for lesson in lessons]
        self._loaded = [Recalled(session, lambda line: False) for session in sessions]

    def check(self, before: str, after: str, schema: str, held: Callable[[str], bool]) -> None:
        """Raise `ToolError` with the first line of `after`, not in `before`, that must not stand in a skill.

        `schema` is the skill's SKILL.md, which may ask for people's addresses; `held` says whether some skill holds a
        text already.
        """
        earlier = set(before.splitlines())
        added = [line for line in after.splitlines() if line not in earlier]
        contacts = bool(_ASKS_FOR_CONTACTS.search(schema)) and not _REFUSES_CONTACTS.search(schema)
        for line in added:
            self._check_line(line, contacts=contacts)
        text = "\n".join(added)
        refuse_dangerous(text)
        for snippet in snippets(text):
            if not self._is_known(snippet) and not held(snippet):
                raise unseen(snippet)

    def _is_known(self, snippet: str) -> bool:
        return any(snippet in lesson for lesson in self._lessons) or any(shown.holds(snippet) for shown in self._shown)

    def _check_line(self, line: str, *, contacts: bool) -> None:
        if _CONTROL.search(line):
            raise ToolError(f"{plain(line)[:60]!r} has a control or invisible character: leave it out")
        check_safe(line, contacts=contacts)
        if _NOT_AVAILABLE.search(line):
            raise ToolError(f"{plain(line)[:60]!r}: leave out what is unknown")
        if not line.startswith("#") and any(loaded.covers(line) for loaded in self._loaded):
            raise ToolError(f"{plain(line)[:80]!r} was read from a skill in that session: what was recalled is no news")
        self._check_output(line)

    def _check_output(self, line: str) -> None:
        """The text of a tool's result enters a skill only as a quoted error of one line."""
        if any(len(quote) > MAX_QUOTE and self._is_output(quote) for quote in map(fold, line.split("`")[1::2])):
            raise ToolError(f"it quotes more than {MAX_QUOTE} characters of a tool's output: quote its telling part")
        if any(len(form) >= MIN_LENGTH and self._is_output(form) for form in (fold(line), plain(line))):
            raise ToolError(
                f"{plain(line)[:80]!r} is a tool's output: only an error may be quoted, in backticks on one line of at"
                f" most {MAX_QUOTE} characters; else say what it means in your words"
            )

    def _is_output(self, text: str) -> bool:
        """Whether only a tool says so: what was executed or typed may be repeated."""
        return any(text in output for shown in self._shown for output in shown.outputs) and not any(
            text in act for shown in self._shown for act in shown.acts
        )
