"""``python -m bench.peers [--write]``: compare, print the table, exit 1 when a bound is missed."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from bench.peers import report
from bench.peers.comparison import compare
from bench.peers.systems import LOCAL, SYSTEMS
from bench.peers.workloads import WORKLOADS
from bench.running import BenchFailed

RESULTS = Path(__file__).parent.with_name("RESULTS-peers.md")


@click.command()
@click.option("--write", "writes", is_flag=True, help=f"Keep the figures in {RESULTS.name}.")
@click.option("--rounds", default=5, show_default=True, help="How often everything is done; medians are shown.")
@click.option(
    "--only", multiple=True, type=click.Choice([workload.what for workload in WORKLOADS]), help="Do just that."
)
@click.argument("systems", nargs=-1, type=click.Choice([name for name in SYSTEMS if name != LOCAL]))
def main(writes: bool, rounds: int, only: tuple[str, ...], systems: tuple[str, ...]) -> None:
    """Compare the read-write mount with the local file system and with other FUSE servers, all or some SYSTEMS."""
    workloads = [workload for workload in WORKLOADS if not only or workload.what in only]
    names = [name for name in SYSTEMS if not systems or name in (LOCAL, *systems)]
    try:
        found = compare(rounds, names, workloads, lambda line: print(line, file=sys.stderr, flush=True))
    except BenchFailed as error:
        print(f"bench: {error}", file=sys.stderr)
        sys.exit(1)
    console = Console(soft_wrap=True)
    console.print(report.table(found, names, workloads))
    bounds = report.bounds(found, names, workloads)
    console.print(report.bounds_table(bounds))
    if writes and len(names) == len(SYSTEMS) and not only:
        report.write(found, bounds, RESULTS)
    sys.exit(0 if all(figure.holds for figure in bounds) else 1)


if __name__ == "__main__":
    main()
