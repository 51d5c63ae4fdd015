"""What a command line does, apart from how it was wrapped: two runs of one action are comparable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from skillfs.learning.commands import program_of, simple_commands, without_heredocs, words_of
from skillfs.learning.plain_text import word_set

_SHOWS = word_set(
    "cat head tail less ls find grep rg wc file stat which pwd echo printf sed awk sort uniq cut cd "
    "export set source . test [ true mkdir sleep wait"
)
_VERSION = re.compile(r"^(?P<name>[a-z+]+?)\d+(?:\.\d+)*$")
_INLINE_FLAGS = ("-c", "-e", "-")
_STRING = re.compile(r"['\"]([^'\"\n]{2,120}\.[A-Za-z0-9]{1,5})['\"]")
_IMPORT = re.compile(r"^\s*(?:import|from)\s+([A-Za-z_][\w]*)", re.MULTILINE)
_STANDARD = word_set(
    "os sys re json pathlib subprocess datetime collections itertools math time shutil io csv glob typing functools"
)
_BUILDERS = word_set("pip npm yarn pnpm cargo go mvn gradle conda uv poetry")
"""Programs whose goals include each other: one in common is enough, as for ``mvn compile`` and ``mvn compile test``."""
_SUBCOMMANDS = word_set("git docker kubectl apt apt-get brew systemctl terraform helm aws gcloud gh")
_GROUPS = word_set(
    "compose container image network volume buildx pr issue release repo remote stash submodule worktree config",
    "rollout state workspace s3 ec2 iam",
)
"""First arguments that only say of what a subcommand is: ``docker compose up`` is not ``docker compose down``."""
_TARGETED = word_set("make just rake")
"""Programs whose arguments all are targets."""
_INTERPRETERS = word_set("python node perl ruby bash sh zsh php deno bun osascript")
_CLIENTS = word_set("psql mysql mongosh redis-cli sqlite curl wget http ssh scp rsync pg_dump pg_restore")
"""Programs whose options take values, so that any argument may be the target."""
_FETCHERS = frozenset({"curl", "wget", "http", "https"})
_SCAN = 20_000


@dataclass(frozen=True, slots=True)
class Action:
    """A program on its targets. `program` is as called (``python3``), `family` without its version (``python``)."""

    program: str
    family: str
    targets: frozenset[str]

    def same_as(self, other: Action) -> bool:
        """Whether both are one action: the same family, and a target in common or none at all."""
        if self.family != other.family:
            return False
        return bool(self.targets & other.targets) or (not self.targets and not other.targets)


def actions_of(command: str) -> Iterator[Action]:
    """The actions of all parts of a command line, in order: ``python3 -m venv v && v/bin/pip install x`` has two."""
    for simple in simple_commands(command[:_SCAN]):
        if action := _action(simple, command):
            yield action


def action_of(command: str) -> Action | None:
    """The action of a command line: that of its first part which is no ``cd``, no assignment and shows no file.

    ``cd /x && python scripts/check.py a.pdf | tail`` is python on check.py. Code that is given inline is known by the
    files it names, else by what it imports. None where nothing is left.
    """
    return next(actions_of(command), None)


def _action(simple: str, command: str) -> Action | None:
    program = program_of(simple)
    if not program or program in _SHOWS:
        return None
    words = words_of(simple)
    if program.startswith("python") and words[1:2] == ["-m"] and len(words) > 2:
        program, words = words[2], words[2:]
    version = _VERSION.match(program)
    family = version["name"] if version else program
    return Action(program, family, _targets(family, words, command))


def _targets(family: str, words: list[str], command: str) -> frozenset[str]:
    arguments = [word.strip("\"'") for word in words[1:] if not word.startswith(("-", "'-"))]
    if family in _TARGETED:
        return frozenset(argument for argument in arguments if "=" not in argument)
    if family in _BUILDERS:
        return frozenset(arguments[:2])
    if family in _SUBCOMMANDS:
        return frozenset([" ".join(arguments[: 2 if arguments[:1] and arguments[0] in _GROUPS else 1])])
    if family in _FETCHERS:
        return frozenset(argument for argument in arguments if "://" in argument)
    inline = (
        (family in _INTERPRETERS and any(word in _INLINE_FLAGS for word in words[1:3]))
        or (not arguments and "<<" in command)
        or "<<" in arguments[:1]
    )
    if inline or (arguments and arguments[0].startswith("<<")):
        return _inline_targets(command)
    named = arguments if family in _CLIENTS else arguments[:1]
    return frozenset(PurePosixPath(argument).name for argument in named)


def _inline_targets(command: str) -> frozenset[str]:
    files = frozenset(PurePosixPath(path).name for path in _STRING.findall(command[:_SCAN]))
    return files or frozenset(_IMPORT.findall(command[:_SCAN])) - _STANDARD


def is_inline(command: str) -> bool:
    """Whether a command carries a script of more than five lines, which is kept as a diff and not as a command."""
    return command.count("\n") > 4


def folded(command: str) -> str:
    """The command line in one form for comparison: white space folded, nothing else."""
    return " ".join(without_heredocs(command).split()) if not is_inline(command) else command.strip()
