"""``python -m bench.learning``: how well the offline learner learns, and how fast; exit 1 when a bound is missed."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
from rich.console import Console
from rich.markup import escape

from bench.figures import Figure, show
from bench.learning import load, twelve
from bench.learning.cases import BY_ANOTHER_HAND, CASES, HELD_OUT, HELD_OUT_LATER, UNSEEN
from bench.learning.cases import load as load_cases
from bench.learning.scoring import Table, run_cases
from bench.running import BenchFailed

SMALLEST_RECALL = 90.0
MEGABYTES = 100
TABLES = {
    "cases": CASES,
    "held-out cases": HELD_OUT,
    "later held-out cases": HELD_OUT_LATER,
    "cases by another hand": BY_ANOTHER_HAND,
    "unseen cases": UNSEEN,
}


@click.command()
@click.option(
    "--megabytes", default=MEGABYTES, show_default=True, help="How much to learn from; 0 for the cases alone."
)
def main(megabytes: int) -> None:
    """Learn the labelled cases, the held-out ones, the twelve transcripts, and much else; print what came of it."""
    console = Console(soft_wrap=True)
    try:
        figures = list(_measure(console, megabytes))
    except BenchFailed as error:
        print(f"bench: {error}", file=sys.stderr)
        sys.exit(1)
    show(figures, console)
    sys.exit(0 if all(figure.holds for figure in figures) else 1)


def _measure(console: Console, megabytes: int) -> Iterator[Figure]:
    for name, directory in TABLES.items():
        table = run_cases(load_cases(directory))
        _list_failures(console, name, table)
        yield from figures_of(name, table)
    yield from _twelve(console)
    if megabytes:
        yield from load.measure(megabytes)
        yield from load.measure_growth()


def figures_of(name: str, table: Table) -> Iterator[Figure]:
    """The figures of a table of cases, with their bounds."""
    negatives = sum(score.case.negative for score in table.scores)
    yield Figure(f"{name}: how many", len(table.scores), "")
    yield Figure(f"{name}: negatives among them", negatives, "")
    yield Figure(f"{name}: recall of positives", table.recall, "%", SMALLEST_RECALL, at_least=True)
    yield Figure(f"{name}: forbidden hits", table.forbidden, "", 0)
    yield Figure(f"{name}: entries whose source exists", table.sourced, "%", 100, at_least=True)
    yield Figure(f"{name}: files changed by a second drop", table.changed, "", 0)


def _list_failures(console: Console, name: str, table: Table) -> None:
    for score in table.scores:
        for failure in score.failures:
            console.print(f"{name}: [bold]{score.case.name}[/]: {escape(failure)}")


def _twelve(console: Console) -> Iterator[Figure]:
    if reason := twelve.missing_reason():
        console.print(f"the twelve transcripts: skipped, {escape(reason)}")
        return
    differences = twelve.differences()
    for difference in differences:
        console.print(f"the twelve transcripts: {escape(difference)}")
    yield Figure("the twelve transcripts: differences from their table", len(differences), "", 0)


if __name__ == "__main__":
    main()
