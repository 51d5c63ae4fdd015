"""What every command has: the common options, before and after its name, and the store that they choose."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from skillfs.store.database import Store

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_F = TypeVar("_F", bound=Callable[..., Any])


class Failed(Exception):
    """What was asked for could not be done. The message is one line that names the thing and the remedy."""


class Halted(Exception):
    """The command has said all there is to say, and ends with this exit code."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


@dataclass
class Common:
    """The common options of this invocation."""

    store: Path | None = None
    json: bool = False
    verbose: bool = False

    @property
    def store_path(self) -> Path:
        from skillfs.store.database import default_path

        return (self.store or default_path()).absolute()

    def open_store(self, *, create: bool = False) -> Store:
        """The store that was asked for. Raises `StoreError`; where there is none, unless `create`."""
        from skillfs.store.database import Store

        return Store(self.store_path, create=create)


def common_options(*, json: bool = False) -> Callable[[_F], _F]:
    """Add --store and -v, and --json for a command that can print it."""

    def decorate(function: _F) -> _F:
        options = [
            click.option("--store", type=click.Path(dir_okay=False, path_type=Path), expose_value=False, is_eager=True,
                         callback=_keep("store"),
                         help="The store's file [SKILLFS_STORE; $XDG_DATA_HOME/skillfs/store.db]."),
            click.option("-v", "--verbose", is_flag=True, expose_value=False, is_eager=True, callback=_keep("verbose"),
                         help="Say more; show the traceback of an error."),
        ]  # fmt: skip
        if json:
            options.append(
                click.option("--json", is_flag=True, expose_value=False, is_eager=True, callback=_keep("json"),
                             help="Print JSON, for programs.")
            )  # fmt: skip
        for option in options:
            function = option(function)
        return function

    return decorate


def _keep(name: str) -> Callable[[click.Context, click.Parameter, object], None]:
    def callback(ctx: click.Context, _option: click.Parameter, value: object) -> None:
        if value:
            setattr(ctx.ensure_object(Common), name, value)

    return callback


class CommonCommand(click.Command):
    """A command that has the common options."""

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.ensure_object(Common).json and not any(option.name == "json" for option in self.params):
            raise click.UsageError("this command prints no JSON", ctx)
        return super().invoke(ctx)


class CommonGroup(click.Group):
    """A group of such commands, which also takes their common options."""

    command_class = CommonCommand


def command(name: str, *, json: bool = False) -> Callable[[Callable[..., Any]], click.Command]:
    """A command with the common options; `--json` too where it can print it. Its first argument is the `Common`."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        return click.command(name, cls=CommonCommand, context_settings=CONTEXT)(
            common_options(json=json)(click.pass_obj(function))
        )

    return decorate


def print_json(value: object) -> None:
    """Print a value as JSON, for programs and for people."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def plural(count: int, noun: str) -> str:
    """``1 skill``, ``2 skills``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


MOUNTPOINT = click.Path(file_okay=True, path_type=Path)
"""Not checked by click, which would enter a mount that may hang."""
