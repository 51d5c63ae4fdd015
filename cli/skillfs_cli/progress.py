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
def percent_of(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function to be told how much of how much is done; a bar shows each percent, lines show tens."""
    step = 1 if sys.stderr.isatty() else 10
    shown = -1
    with progress_of(f"{what}, percent", 100) as show:

        def tell(done: int, total: int) -> None:
            nonlocal shown
            percent = 100 * done // max(total, 1) // step * step
            if percent != shown:
                shown = percent
                show(percent)

        yield tell


@contextlib.contextmanager
def _bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)
