"""The help, the page in docs/ and the commands themselves say the same."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import click
import pytest

from skillfs_cli.main import COMMANDS, SUMMARIES, cli

PAGE = (Path(__file__).parent.parent.parent / "docs" / "cli.md").read_text()
COMMON = {"--store", "--verbose", "--json", "--help"}


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its whole name."""
    context = click.Context(group, **group.context_settings)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


ALL = dict(commands(cli, "skillfs"))


def usage(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name, **command.context_settings)
    pieces = [piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]"]
    return " ".join([name, *pieces])


def options(command: click.Command) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts if option.startswith("--")}


def test_the_page_has_a_section_for_every_command_and_no_other() -> None:
    titles = re.findall(r"^### `(.+)`$", PAGE, re.MULTILINE)
    assert sorted(titles) == sorted(usage(name, command) for name, command in ALL.items())


@pytest.mark.parametrize("name", ALL)
def test_the_page_names_the_options_of_a_command_and_no_others(name: str) -> None:
    command = ALL[name]
    section = PAGE.split(f"### `{usage(name, command)}`\n")[1].split("\n## ")[0].split("\n### ")[0]
    named = set(re.findall(r"--[a-z-]+", section))
    assert named - {"--json"} == options(command) - COMMON
    assert ("--json" in named) == ("--json" in options(command))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_overview_says_of_a_command_what_its_own_help_says(name: str) -> None:
    command = cli.get_command(click.Context(cli, **cli.context_settings), name)
    assert command is not None and command.help is not None
    assert command.help.split("\n")[0] == SUMMARIES[name]


def test_every_command_takes_the_common_options() -> None:
    assert {name: {"--store", "--verbose"} <= options(command) for name, command in ALL.items()} == dict.fromkeys(
        ALL, True
    )


def test_help_and_version(skillfs: Callable[..., Any]) -> None:
    assert skillfs("--version").out == f"skillfs {metadata.version('skillfsd')}\n"
    shown = skillfs("--help")
    assert shown.code == 0
    assert all(f"  {name} " in shown.out for name in COMMANDS)
    assert skillfs("space", "purge", "-h").out == skillfs("space", "purge", "--help").out


def test_a_quick_command_loads_nothing_that_it_does_not_need() -> None:
    code = "import sys; sys.argv = ['skillfs', '--help']\nfrom skillfs_cli.main import main\n" \
           "try: main()\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert loaded & {"openai", "pyfuse3", "trio", "pydantic", "sqlite_utils", "rich", "detect_secrets", "yaml"} == set()


def test_output_that_nobody_reads_to_the_end_is_no_error(skillfs: Callable[..., Any]) -> None:
    skillfs("space", "create", "work")
    done = subprocess.run(
        f"{sys.executable} -m skillfs_cli catalog work --format xml | head -1",
        shell=True, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("<available_skills>\n", "")
