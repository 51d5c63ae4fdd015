"""What a command line does, apart from how it was wrapped: two runs of one action are comparable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from skillfs.learning.english.plain_text import word_set
from skillfs.learning.work.commands import program_of, simple_commands, without_heredocs, words_of

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
_BUILDERS = word_set("mvn gradle")
"""Programs whose goals include each other: one in common is enough, as for ``mvn compile`` and ``mvn compile test``."""
_PACKAGERS = word_set(
    "pip pipx npm yarn pnpm bun cargo go conda mamba uv poetry pdm gem bundle composer brew apt dnf yum apk"
)
_ADDS = word_set("install i add get require remove uninstall rm upgrade")
"""What is done to packages: two runs are one action where they name one package in common."""
_RUNS = word_set("run run-script exec")
_VARIANT = re.compile(r"-(?:binary|headless|bin|nightly|lts)$")
_PACKAGE = re.compile(r"(?P<name>@?[^@=<>~!\[;]+)")
_RUNNERS = word_set("npx bunx pnpx uvx")
_RUNNER_PAIRS = frozenset(
    {("uv", "run"), ("poetry", "run"), ("pipenv", "run"), ("pdm", "run"), ("hatch", "run"), ("bundle", "exec"),
     ("npm", "exec"), ("pnpm", "exec"), ("yarn", "exec"), ("pnpm", "dlx"), ("yarn", "dlx"), ("pipx", "run")}
)  # fmt: skip
"""What only starts another program, in the environment that a project has for it."""
_SAME_PROGRAM = {"gradlew": "gradle", "mvnw": "mvn", "apt-get": "apt", "docker-compose": "docker", "nodejs": "node"}
_SUBCOMMANDS = word_set("git docker podman kubectl systemctl terraform helm aws gcloud az gh")
_TAKES_VALUE = word_set(
    "-n --namespace -f --file --filename -C --context --kubeconfig --project-name --profile --region --project -c "
    "--values --var-file -i -p -o -l -F -J"
)
"""Options before a subcommand or a host that have a value behind them: ``kubectl -n shop apply``."""
_PATH = re.compile(r"(?<=\s)\.{1,2}/[^\s'\"]*[^\s'\"/.]/?(?=$|\s)")
_FILE = re.compile(r"(?:^|\s)(?:-f|--file|--filename|--values|--var-file)[ =]?([^\s'\"]+\.\w{1,5})(?=$|\s)")
_GROUPS = word_set(
    "compose container image network volume buildx pr issue release repo remote stash submodule worktree config",
    "rollout state workspace s3 ec2 iam",
)
"""First arguments that only say of what a subcommand is: ``docker compose up`` is not ``docker compose down``."""
_TARGETED = word_set("make just rake")
"""Programs whose arguments all are targets."""
_INTERPRETERS = word_set("python node perl ruby bash sh zsh php deno bun osascript")
_CLIENTS = word_set("psql mysql mongosh redis-cli sqlite scp rsync pg_dump pg_restore mysqldump")
"""Programs whose options take values, so that any argument may be the target."""
_FETCHERS = frozenset({"curl", "wget", "http", "https"})
_SCAN = 20_000


@dataclass(frozen=True, slots=True)
class Action:
    """A program on its targets. `program` is as called (``python3``), `family` without its version (``python``).

    `runner` is what only started it (``npx``), `files` those that an option or a path names: ``-f web.yaml ./web``.
    """

    program: str
    family: str
    targets: frozenset[str]
    runner: str = ""
    files: frozenset[str] = frozenset()

    def same_as(self, other: Action) -> bool:
        """Whether both are one action: the same family, a target in common or none at all, and no other file."""
        if self.family != other.family or (self.files and other.files and self.files.isdisjoint(other.files)):
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
    words, runner = words_of(simple), ""
    if tuple(words[:2]) in _RUNNER_PAIRS or program in _RUNNERS:
        started = _without_options(words[2 if tuple(words[:2]) in _RUNNER_PAIRS else 1 :])
        if started:
            program, words, runner = PurePosixPath(started[0]).name, started, program
    if program.startswith("python") and words[1:2] == ["-m"] and len(words) > 2:
        program, words = words[2], words[2:]
    if program == "docker-compose":
        words = ["docker", "compose", *words[1:]]
    version = _VERSION.match(program)
    family = _SAME_PROGRAM.get(program, version["name"] if version else program)
    named = _files(simple) if family in _SUBCOMMANDS or family in _CLIENTS else frozenset[str]()
    return Action(program, family, _targets(family, words, command), runner, named)


def _without_options(words: list[str]) -> list[str]:
    """The words from the first on that is no option, nor the value of one."""
    position = 0
    while position < len(words) and words[position].startswith("-"):
        position += 2 if words[position] in _TAKES_VALUE else 1
    return words[position:]


def _files(simple: str) -> frozenset[str]:
    return frozenset(PurePosixPath(name).name for name in [*_FILE.findall(simple), *_PATH.findall(simple)])


def _targets(family: str, words: list[str], command: str) -> frozenset[str]:
    arguments = [word.strip("\"'") for word in words[1:] if not word.startswith(("-", "'-"))]
    if family in _TARGETED:
        return frozenset(argument for argument in arguments if "=" not in argument)
    if family in _PACKAGERS:
        return _of_packages(arguments)
    if family in _BUILDERS:
        return frozenset(arguments[:2]) - {"clean"} or frozenset(arguments[:1])
    if family in _SUBCOMMANDS:
        return _subcommand(words)
    if family in _FETCHERS:
        return frozenset(argument for argument in arguments if "://" in argument)
    if family == "ssh":
        return _on_host(words)
    inline = (
        (family in _INTERPRETERS and any(word in _INLINE_FLAGS for word in words[1:3]))
        or (not arguments and "<<" in command)
        or "<<" in arguments[:1]
    )
    if inline or (arguments and arguments[0].startswith("<<")):
        return _inline_targets(command)
    named = arguments if family in _CLIENTS else arguments[:1]
    return frozenset(PurePosixPath(argument).name for argument in named)


def _of_packages(arguments: list[str]) -> frozenset[str]:
    """What a package manager works on: packages by their names, a script, else what it does (``cargo build``)."""
    verb, *rest = [word for word in arguments if word not in ("pip", "global", "tool", "mod")] or ["install"]
    if verb in _RUNS and rest:
        return frozenset(rest[:1])
    if verb not in _ADDS:
        return frozenset({verb})
    packages = (match["name"] for word in rest if (match := _PACKAGE.match(word)))
    return frozenset(_VARIANT.sub("", name.casefold().replace("_", "-")) for name in packages) or frozenset({verb})


def _subcommand(words: list[str]) -> frozenset[str]:
    """The subcommand of ``git -C app push``; of ``docker compose -f dev.yml up`` both words."""
    rest = _without_options(words[1:])
    if rest[:1] and rest[0] in _GROUPS:
        rest = [rest[0], *_without_options(rest[1:])[:1]]
    return frozenset([" ".join(word.strip("\"'") for word in rest[: 2 if rest[:1] and rest[0] in _GROUPS else 1])])


def _on_host(words: list[str]) -> frozenset[str]:
    """What ``ssh`` runs on which host: two commands on one host are two actions."""
    host, *remote = _without_options(words[1:]) or [""]
    ran = next(actions_of(" ".join(remote).strip("\"'")), None)
    return frozenset({" ".join([host, ran.family, *sorted(ran.targets)]) if ran else host})


def _inline_targets(command: str) -> frozenset[str]:
    files = frozenset(PurePosixPath(path).name for path in _STRING.findall(command[:_SCAN]))
    return files or frozenset(_IMPORT.findall(command[:_SCAN])) - _STANDARD


def is_inline(command: str) -> bool:
    """Whether a command carries a script of more than five lines, which is kept as a diff and not as a command."""
    return command.count("\n") > 4


def folded(command: str) -> str:
    """The command line in one form for comparison: white space folded, nothing else."""
    return " ".join(without_heredocs(command).split()) if not is_inline(command) else command.strip()
