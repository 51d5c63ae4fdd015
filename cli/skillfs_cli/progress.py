"""Progress on stderr: a bar on a terminal, a line for each step elsewhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

import click


@contextlib.contextmanager
def progress_of(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A function to be told how many of `total` are done."""
    if sys.stderr.isatty():
        with _bar(what, total) as show:
            yield show
    else:
        yield lambda done: click.echo(f"{what}: {done} of {total}", err=True)


@contextlib.contextmanager
def _bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)
