"""The `skillfs` command: finds the subcommand's module, and turns what goes wrong into one line and an exit code."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import traceback
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import click

from skillfs_cli.common import CONTEXT, Common, CommonGroup, Halted, common_options

if TYPE_CHECKING:
    import sqlite3

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 128 + signal.SIGINT

COMMANDS = MappingProxyType(
    {
        "up": "processes:up",
        "down": "processes:down",
        "mount": "processes:mount",
        "learner": "processes:learner",
        "status": "status:status",
        "space": "spaces:space",
        "learn": "learn:learn",
        "wait": "learn:wait",
        "retry": "sessions:retry",
        "tasks": "sessions:tasks",
        "proposed": "proposals:proposed",
        "accept": "proposals:accept",
        "reject": "proposals:reject",
        "catalog": "skills:catalog",
        "validate": "skills:validate",
        "mirror": "mirror:mirror",
        "doctor": "doctor:doctor",
        "fsck": "fsck:fsck",
        "backup": "backup:backup",
        "restore": "backup:restore",
    }
)
"""Where each command is. Its module is imported when the command is run: most need nothing of what the others do."""

SUMMARIES = MappingProxyType(
    {
        "up": "Mount the store and learn from what is dropped into it.",
        "down": "Stop what serves a mount, and unmount it.",
        "mount": "Mount the store, and nothing else, until it is unmounted.",
        "learner": "Learn from what is dropped, without a mount, until it is stopped.",
        "status": "Show what is queued, running, learnt and failed.",
        "space": "Make, list, rename, remove and move learning spaces.",
        "learn": "Drop sessions into a space and wait for what is learnt.",
        "wait": "Wait until all that was dropped so far is learnt.",
        "retry": "Learn again from sessions that failed or wait for another attempt.",
        "tasks": "List the tasks that were found in the sessions of a space, or in SESSION.",
        "proposed": "List what waits for review, or show one proposal as a diff.",
        "accept": "Publish proposals, each as one commit.",
        "reject": "Drop proposals.",
        "catalog": "Print every skill's name and description.",
        "validate": "Check skills and settings against their specifications.",
        "mirror": "Keep a plain directory equal to a space's skills.",
        "doctor": "Check what works on this machine, and how to fix what does not.",
        "fsck": "Check the store, and repair what can be.",
        "backup": "Copy the whole store to FILE, also while it is in use.",
        "restore": "Put what `skillfs backup` wrote to FILE in the store's place.",
    }
)
"""The first line of each command's help, so that `skillfs --help` need not import them all."""


class LazyGroup(CommonGroup):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(f"skillfs_cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"skillfs {version('skillfsd')}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings=CONTEXT)
@common_options(json=True)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version,
              help="Print the version and exit.")  # fmt: skip
def cli() -> None:
    """Agent memory that is a filesystem: drop sessions in, grep what was learnt.

    \b
        skillfs up ~/memory --detach
        mkdir ~/memory/work
        cp session.json ~/memory/work/inbox/
        skillfs wait work
        grep -ri timeout ~/memory/work/skills
    """


def main() -> None:
    """Run the command line and exit: 0 done, 1 what was asked for failed, 2 usage."""
    common = Common()
    try:
        status = _run(common)
    except Exception as error:
        status = _explain(error, common)
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)


def _run(common: Common) -> int:
    try:
        result = cli.main(prog_name="skillfs", standalone_mode=False, obj=common)
        sys.stdout.flush()
    except Halted as halted:
        return halted.exit_code
    except click.exceptions.Abort:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader, `head` say, has had enough. Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    # Without standalone mode click hands the status of `ctx.exit` on as the result.
    return result if isinstance(result, int) else DONE


def _explain(error: Exception, common: Common) -> int:
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "skillfs"
        _complain(f"{error.format_message().rstrip('.')}; see `{path} --help`")
        return USAGE
    if common.verbose:
        traceback.print_exc()
    if isinstance(error, click.ClickException):
        _complain(error.format_message())
    elif isinstance(error, OSError):
        _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    elif _is_expected(error):
        _complain(str(error))
    elif type(error).__module__ == "sqlite3":
        from skillfs.store.database import explain

        _complain(explain(cast("sqlite3.Error", error), common.store_path))
    else:
        _complain(f"internal error: {type(error).__name__}: {error}; run it again with -v, and report what it prints")
    return FAILED


def _is_expected(error: Exception) -> bool:
    """Whether the message of `error` was written for the user, as those of all exceptions of this project are."""
    return type(error).__module__.split(".")[0] in ("skillfs", "skillfs_cli", "skillfs_daemon")


def _complain(message: str) -> None:
    click.echo(f"skillfs: {' '.join(message.split())}", err=True)
