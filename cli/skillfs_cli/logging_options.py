"""Options of the commands that learn: where exchanges with the model are kept, and how logs are written.

They are handed on in the environment, which the processes that a command starts inherit.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def _export(variable: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(_context: click.Context, _option: click.Parameter, value: Any) -> None:
        if value is not None:
            os.environ[variable] = str(value.absolute() if isinstance(value, Path) else value)

    return callback


trace_option = click.option(
    "--trace",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    expose_value=False,
    callback=_export("SKILLFS_TRACE"),
    help="Keep each request to the model and its response in DIR, without secrets.",
)
log_format_option = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    expose_value=False,
    callback=_export("SKILLFS_LOG_FORMAT"),
    help="How to write logs [text].",
)
