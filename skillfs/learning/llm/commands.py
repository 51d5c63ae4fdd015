"""Commands in what a model writes: only such as were executed, or stand in the transcript, and never dangerous ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from skillfs.learning.english.plain_text import fold
from skillfs.learning.llm.agent import ToolError
from skillfs.learning.safety import is_dangerous
from skillfs.learning.work.commands import shell_command
from skillfs.sessions.messages import Session

_SNIPPET = re.compile(r"(?<!`)`([^`\n]{3,2000})`(?!`)")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a session shows, white space folded: `acts` are executed calls and what people typed, `outputs` the results
    of tools. The agent's prose is in neither: it may only claim."""

    acts: tuple[str, ...]
    outputs: tuple[str, ...]

    @classmethod
    def of(cls, session: Session) -> Shown:
        outputs = (result.text for message in session.messages for result in message.tool_results)
        return cls(tuple(map(fold, _acts(session))), tuple(map(fold, outputs)))

    def holds(self, text: str) -> bool:
        """Whether the session shows this folded text anywhere."""
        return any(text in shown for shown in (*self.acts, *self.outputs))


def _acts(session: Session) -> Iterator[str]:
    for message in session.messages:
        if message.human:
            yield message.text
        for call in message.tool_calls:
            yield shell_command(call) or ""
            yield from (value for value in call.input.values() if isinstance(value, str))
            yield json.dumps(dict(call.input), ensure_ascii=False)


def refuse_dangerous(text: str) -> None:
    """Raise `ToolError` for a command that must never be recommended."""
    for line in text.splitlines():
        if is_dangerous(line):
            raise ToolError(f"{fold(line)[:80]!r} is a command that must never be recommended: leave it out")


def snippets(text: str) -> list[str]:
    """What stands in backticks and has several words, folded: commands, mostly, and errors."""
    return [snippet for found in _SNIPPET.findall(text) if " " in (snippet := fold(found))]


def refuse_unseen(text: str, sources: Iterable[Shown]) -> None:
    """Raise `ToolError` for a snippet of several words that no session shows: a guess, or a retold one."""
    sources = list(sources)
    for snippet in snippets(text):
        if not any(source.holds(snippet) for source in sources):
            raise unseen(snippet)


def unseen(snippet: str) -> ToolError:
    """The error for such a snippet."""
    return ToolError(
        f"`{snippet[:120]}` was neither executed nor printed so: copy a command or an error verbatim, or write it"
        " without backticks"
    )
