"""A person corrects a procedure: "actually it's 5545" changes the command that the session had just used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.plain_text import fold
from skillfs.learning.protocol import Found, FoundKind
from skillfs.learning.user.corrections import meant
from skillfs.learning.work.verdicts import Execution
from skillfs.skills.staging import Staging

_STEPS = re.compile(r"^- (?:Steps|\*\*Learnings\*\*): ")
_COMMAND = re.compile(r"`([^`\n]+)`")
_SETTING = re.compile(
    r"(?<![\w-])(?P<name>-{0,2}[A-Za-z_][\w-]{2,40})\s+(?:is|should be|must be|has to "
    r"be)\s+(?:now\s+)?(?P<new>[\w./:-]{1,60}?)"
    r"(?:\s+now)?,?\s+(?:not|instead of|rather than|and not)\s+(?P<old>[\w./:-]{1,60}?)(?:[.!]|\s|$)"
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)*(?![\w.])")


def correct_procedures(statement: Statement, executed: Sequence[Execution], skills: Staging) -> list[Found]:
    """Put a corrected value into the commands of procedures; every change that was made.

    With the old value named ("5545, not 5544") it is replaced in commands that this session ran. Without it, a number
    replaces the only number of such a command that has as many digits. Nothing is changed where that is ambiguous. A
    setting that is named with its old value ("PGPORT is 5545 now, not 5544") is changed in every procedure.
    """
    if named := _SETTING.search(statement.text):
        name, new, old = named["name"], named["new"], named["old"]
        return _corrections(skills, statement, lambda line: _with_setting(line, name, new, old))
    slip = meant(statement)
    if slip is None:
        return []
    new, old = slip
    ran = {
        fold(command)
        for execution in executed
        if execution.message < statement.message and (command := execution.command)
    }
    return _corrections(skills, statement, lambda line: _corrected(line, new, old, ran))


def _corrections(skills: Staging, statement: Statement, correct: Callable[[str], str]) -> list[Found]:
    found = []
    for path, number, line in list(_step_lines(skills)):
        corrected = correct(line)
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


def _with_setting(line: str, name: str, new: str, old: str) -> str:
    setting = re.compile(rf"(?<![\w-]){re.escape(name)}(?P<sign>[= ]){re.escape(old)}(?!\w)")
    return _COMMAND.sub(lambda match: setting.sub(lambda found: f"{name}{found['sign']}{new}", match[0]), line)


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
