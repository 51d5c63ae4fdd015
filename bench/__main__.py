"""``python -m bench [--write] [GROUP…]``: measure, print the table, exit 1 when a bound is missed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from rich.console import Console

from bench import drops, many_files
from bench.figures import Figure, show, write
from bench.running import BenchFailed

RESULTS = Path(__file__).with_name("RESULTS.md")
GROUPS: dict[str, Callable[[], Iterator[Figure]]] = {"files": many_files.measure, "drops": drops.measure}


@click.command()
@click.option("--write", "writes", is_flag=True, help=f"Keep the figures in {RESULTS.name}.")
@click.argument("groups", nargs=-1, type=click.Choice(list(GROUPS)))
def main(writes: bool, groups: tuple[str, ...]) -> None:
    """Measure skillfs on this machine, all of it or some GROUPS."""
    console = Console()
    figures: list[Figure] = []
    try:
        for name in groups or tuple(GROUPS):
            for figure in GROUPS[name]():
                figures.append(figure)
                print(f"{figure.what}: {figure.value_text}", file=sys.stderr, flush=True)
    except BenchFailed as error:
        print(f"bench: {error}", file=sys.stderr)
        sys.exit(1)
    show(figures, console)
    if writes and not groups:
        write(figures, RESULTS)
    sys.exit(0 if all(figure.holds for figure in figures) else 1)


if __name__ == "__main__":
    main()
