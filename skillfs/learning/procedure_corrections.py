"""A person corrects a procedure: "actually it's 5545" changes the command that the session had just used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skillfs.learning.corrections import meant
from skillfs.learning.human_text import Statement
from skillfs.learning.plain_text import fold
from skillfs.learning.protocol import Found, FoundKind
from skillfs.learning.verdicts import Execution
from skillfs.skills.staging import Staging

_STEPS = re.compile(r"^- (?:Steps|\*\*Learnings\*\*): ")
_COMMAND = re.compile(r"`([^`\n]+)`")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)*(?![\w.])")


def correct_procedures(statement: Statement, executed: Sequence[Execution], skills: Staging) -> list[Found]:
    """Put a corrected value into the commands of procedures; every change that was made.

    With the old value named ("5545, not 5544") it is replaced in commands that this session ran. Without it, a number
    replaces the only number of such a command that has as many digits. Nothing is changed where that is ambiguous.
    """
    slip = meant(statement)
    if slip is None:
        return []
    new, old = slip
    ran = {
        fold(command)
        for execution in executed
        if execution.message < statement.message and (command := execution.command)
    }
    found = []
    for path, number, line in list(_step_lines(skills)):
        corrected = _corrected(line, new, old, ran)
        if corrected != line:
            lines = (skills.read_text(path) or "").splitlines(keepends=True)
            lines[number] = f"{corrected}\n"
            skills.write(path, "".join(lines))
            found.append(
                Found(FoundKind.CORRECTION, corrected.removeprefix("- "), path, statement.message, statement.source)
            )
    return found


def _step_lines(skills: Staging) -> Iterator[tuple[str, int, str]]:
    for path in skills.paths():
        if path.endswith(".md") and not path.endswith("SKILL.md") and not path.startswith("user-general-facts/"):
            for number, line in enumerate((skills.read_text(path) or "").splitlines()):
                if _STEPS.match(line):
                    yield path, number, line


def _corrected(line: str, new: str, old: str | None, ran: set[str]) -> str:
    def replaced(match: re.Match[str]) -> str:
        command = match[1]
        if fold(command) not in ran:
            return match[0]
        wrong = old or _only_number_like(command, new)
        if not wrong:
            return match[0]
        whole_word = re.compile(rf"(?<!\w){re.escape(wrong)}(?!\w)")
        return f"`{whole_word.sub(lambda _: new, command)}`"

    return _COMMAND.sub(replaced, line)


def _only_number_like(command: str, new: str) -> str | None:
    alike = {number for number in _NUMBER.findall(command.replace("=", " ")) if len(number) == len(new)}
    return alike.pop() if _NUMBER.fullmatch(new) and len(alike) == 1 and new not in alike else None
