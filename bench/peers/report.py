"""A comparison as tables, on a terminal and in RESULTS-peers.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from bench.figures import Figure, figure_rows, machine, table_of
from bench.peers.comparison import Comparison
from bench.peers.systems import BINDFS, LOCAL, OURS, PEERS, SYSTEMS, versions
from bench.peers.workloads import WORKLOADS, Workload

METHOD = Path(__file__).with_name("METHOD.md")
PROFILE = Path(__file__).with_name("PROFILE.md")

AGAINST_BINDFS = {"find": 2.5, "grep -r": 1.1, "tar": 1.1, "cat of all": 1.1}
"""What the mount may take as a multiple of bindfs' time: no more, with a tenth for noise; `find` somewhat more."""
CHANGES = ("1,000 creates", "rm -r of them")


def _cell(found: Comparison, what: str, system: str) -> str:
    if system == LOCAL:
        return f"{found.median(what, LOCAL) * 1000:.1f} ms"
    return f"{found.ratio(what, system):.2f} ×"


def table(found: Comparison, systems: Sequence[str], workloads: Sequence[Workload]) -> Table:
    """Each system's time as a multiple of the local file system's, whose own is in milliseconds."""
    shown = Table("", *systems, title=f"10,000 files on {found.where}: medians, as multiples of its own time")
    for workload in workloads:
        shown.add_row(workload.what, *(_cell(found, workload.what, system) for system in systems))
    return shown


def bounds(found: Comparison, systems: Sequence[str], workloads: Sequence[Workload]) -> list[Figure]:
    """What is asked of the mount, as far as it was measured."""
    measured = {workload.what for workload in workloads}
    peers = [name for name in PEERS if name in systems]
    figures = []
    if OURS in systems and BINDFS in systems:
        figures = [
            Figure(f"{what}, against bindfs", found.ratio(what, OURS, BINDFS), "×", bound)
            for what, bound in AGAINST_BINDFS.items()
            if what in measured
        ]
    if OURS in systems and peers:
        for what in CHANGES:
            if what in measured:
                ratio, fastest = max((found.ratio(what, OURS, peer), peer) for peer in peers)
                figures.append(Figure(f"{what}, against the fastest peer ({fastest})", ratio, "×", 2.0))
    return figures


def bounds_table(figures: Sequence[Figure]) -> Table:
    return table_of(figures, "bounds")


def write(found: Comparison, figures: Sequence[Figure], path: Path) -> None:
    """Write how it was measured, where, the figures, and the profile that explains them."""
    names = list(SYSTEMS)
    rows = "\n".join(
        f"| {workload.what} | " + " | ".join(_cell(found, workload.what, name) for name in names) + " |"
        for workload in WORKLOADS
    )
    path.write_text(
        f"# Bench results: the read-write mount and its peers\n\n{METHOD.read_text().strip()}\n\n## Machine\n\n"
        f"{machine()} The files are on {found.where}; {versions()}.\n\n## Figures\n\n"
        f"| | {' | '.join(names)} |\n|---|{'---|' * len(names)}\n{rows}\n\n"
        f"| figure | measured | bound | |\n|---|---|---|---|\n{figure_rows(figures)}\n\n{PROFILE.read_text().strip()}\n"
    )
