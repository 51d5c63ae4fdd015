"""The shell commands that an agent executed: which call runs one, and what its action is without the wrapping."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from skillfs.learning.english.plain_text import word_set
from skillfs.sessions.messages import ToolCall

_SHELL_TOOLS = word_set(
    "bash shell sh execute execute_command run_command run_shell_command terminal exec local_shell run_terminal_cmd",
    "container.exec",
)
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)(\w{1,40})\1")
_QUOTED_OR_SEPARATOR = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*"|\\.|&&|\|\|?&?|;|\n|['"]""", re.DOTALL)
_ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*=")
_REDIRECTION = re.compile(r"^(?:\d?>{1,2}|&>|<)")
_WRAPPERS = frozenset({"sudo", "time", "nice", "nohup", "env", "command", "exec", "stdbuf", "xvfb-run"})
_READERS = word_set(
    "cat head tail less more ls find grep rg egrep fgrep zgrep wc file stat tree which type whereis pwd echo printf "
    "sed awk jq diff cmp ",
    "sort uniq cut du df ps env date id whoami strings xxd hexdump journalctl dmesg",
)
_LOOKS = {
    "git": word_set("status log diff show branch remote blame grep fetch rev-parse"),
    "docker": word_set("ps images logs inspect version info history stats"),
    "podman": word_set("ps images logs inspect version info history stats"),
    "kubectl": word_set("get describe logs top version explain"),
    "pip": word_set("list show freeze check index search"),
    "npm": word_set("ls list view outdated audit"),
    "systemctl": word_set("status is-active is-enabled list-units"),
    "apt-cache": word_set("search show policy"),
    "gh": frozenset({"pr view", "pr list", "pr status", "issue view", "issue list", "run view", "run list"}),
}
"""Subcommands that change nothing."""
_CHECKERS = word_set(
    "pytest tox nox unittest jest vitest mocha rspec phpunit ctest tsc eslint ruff mypy flake8 pylint pyright clippy "
    "shellcheck ",
    "check checks test tests verify validate",
)
_BUILDERS = word_set(
    "make mvn mvnw gradle gradlew ninja cmake javac gcc g++ clang sbt",
)
_DRIVERS = word_set(
    "npm yarn pnpm bun cargo go dotnet bazel npx uv poetry hatch python python3 deno mix rake bundle",
)
_CHECK_WORD = re.compile(
    r"^(?:test\w*|checks?|checker|verify|verification|validat\w+|lint|build|vet|clippy|typecheck|recalc|pytest|"
    r"unittest)$"
)
_WORD_PARTS = re.compile(r"[./_:-]")
_VERIFIES = re.compile(
    r"^\s*#\s*(?:verify|validate|final (?:check|verification)|double-check)\b", re.IGNORECASE | re.MULTILINE
)


def shell_command(call: ToolCall) -> str | None:
    """The command line that a call executes, None where the tool is no shell."""
    if call.name.casefold() not in _SHELL_TOOLS:
        return None
    command = call.input.get("command", call.input.get("cmd"))
    if isinstance(command, list):
        words = [word for word in command if isinstance(word, str)]
        return words[-1] if len(words) > 2 and words[1] in ("-c", "-lc") else " ".join(words)
    return command if isinstance(command, str) else None


def without_heredocs(command: str) -> str:
    """The command lines themselves, without the bodies that ``<<EOF`` feeds to them."""
    lines, end = [], ""
    for line in command.splitlines():
        if end:
            if line.strip() == end:
                end = ""
            continue
        lines.append(line)
        if heredoc := _HEREDOC.search(line):
            end = heredoc[2]
    return "\n".join(lines)


def simple_commands(command: str) -> Iterator[str]:
    """The parts of a command line between ``&&``, ``||``, ``;``, ``|`` and line ends, quotes respected, in order."""
    text = without_heredocs(command).replace("\\\n", " ")
    start = 0
    for token in _QUOTED_OR_SEPARATOR.finditer(text):
        if token[0][0] in "'\"\\":
            continue
        if part := text[start : token.start()].strip(" &"):
            yield part
        start = token.end()
    if part := text[start:].strip(" &"):
        yield part


def words_of(simple: str) -> list[str]:
    """The words of a simple command from its program on: assignments, wrappers and redirections are gone."""
    words = simple.split()
    while words and (_ASSIGNMENT.match(words[0]) or words[0] in _WRAPPERS):
        words.pop(0)
    return [word for word in words if not _REDIRECTION.match(word)]


def program_of(simple: str) -> str:
    """The program a simple command runs, by base name; empty where there is none."""
    words = words_of(simple)
    return PurePosixPath(words[0].strip("\"'")).name if words else ""


def only_reads(command: str) -> bool:
    """Whether a command line shows what is in files or the system, so that words in its output are no verdict."""
    programs = [program for program in map(program_of, simple_commands(command)) if program and program != "cd"]
    return bool(programs) and all(program in _READERS for program in programs)


def only_looks(command: str) -> bool:
    """Whether a command line changes nothing: it reads, or asks for a tool's state (``git status``, ``docker ps``)."""
    parts = [words for simple in simple_commands(command) if (words := words_of(simple)) and words[0] != "cd"]
    return bool(parts) and all(_looks(words) for words in parts)


def _looks(words: list[str]) -> bool:
    program = PurePosixPath(words[0].strip("\"'")).name
    if program in _READERS or "--version" in words:
        return True
    subcommand = next((word for word in words[1:] if not word.startswith("-")), "")
    return subcommand in _LOOKS.get(program, ()) or " ".join(words[1:3]) in _LOOKS.get(program, ())


def writes_file(command: str) -> bool:
    """Whether one line puts words into a file that stays: ``echo sdk.dir=/opt/sdk > local.properties``, ``sed -i``."""
    if "\n" in command.strip():
        return False
    return any(_EDITS_IN_PLACE.match(simple) or _PUTS_WORDS.match(simple) for simple in simple_commands(command))


_EDITS_IN_PLACE = re.compile(r"(?:sudo )?sed\s(?:.*\s)?(?:-[a-zA-Z]*i|--in-place)")
_PUTS_WORDS = re.compile(
    r"(?:sudo )?(?:echo|printf)\s.*?(?<![\d&])>{1,2}\s*(?!&|/dev/|/tmp/|[\"']?\$)[\w~./\"'-]+$", re.DOTALL
)
"""What an ``echo`` writes is a file's content; what a reader is redirected to only keeps what it read."""


def is_check(command: str) -> bool:
    """Whether a command line tests or builds: ``pytest``, ``mvn package``, ``npm run lint``, ``./verify.sh``."""
    return any(_is_simple_check(simple) for simple in simple_commands(command))


def is_verification(command: str) -> bool:
    """Whether a command line says of itself that it verifies what was done ("# Verify the formulas")."""
    return bool(_VERIFIES.search(command))


def _is_simple_check(simple: str) -> bool:
    program = program_of(simple)
    if not program or program in _READERS:
        return False
    stem = program.partition(".")[0]
    if stem in _CHECKERS or stem in _BUILDERS or any(_CHECK_WORD.match(part) for part in _WORD_PARTS.split(program)):
        return True
    if stem not in _DRIVERS and stem not in ("bash", "sh", "node", "ruby", "perl"):
        return False
    arguments = [word for word in words_of(simple)[1:4] if not word.startswith("-")]
    scripts = [PurePosixPath(word).name for word in arguments[:2]]
    return any(_CHECK_WORD.match(part) for name in scripts for part in _WORD_PARTS.split(name))
