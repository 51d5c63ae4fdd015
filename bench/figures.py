"""Figures with their bounds, as a table on a terminal and in RESULTS.md."""

from __future__ import annotations

import math
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

METHOD = Path(__file__).with_name("METHOD.md")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, a count if it is an `int`.

    `bound` is what it must not exceed, or with `at_least` not fall below, if there is one.
    """

    what: str
    value: float
    unit: str
    bound: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        if self.bound is None:
            return True
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    @property
    def bound_text(self) -> str:
        if self.bound is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {self.bound:g} {self.unit}".rstrip()

    @property
    def verdict(self) -> str:
        if self.bound is None:
            return ""
        return "ok" if self.holds else "MISSED"

    @property
    def value_text(self) -> str:
        if isinstance(self.value, int):
            return f"{self.value:,} {self.unit}".rstrip()
        return f"{self.value:.{0 if self.value >= 100 else 1 if self.value >= 10 else 2}f} {self.unit}"


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of `values` that at least `percent` of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]


def show(figures: Iterable[Figure], console: Console) -> None:
    """Print the table; a missed bound is red."""
    console.print(table_of(figures, "skillfs bench"))


def table_of(figures: Iterable[Figure], title: str) -> Table:
    """The figures as a table in which a missed bound is red."""
    table = Table("figure", "measured", "bound", "", title=title)
    for figure in figures:
        style = "" if figure.holds else "bold red"
        table.add_row(figure.what, figure.value_text, figure.bound_text, figure.verdict, style=style)
    return table


def figure_rows(figures: Iterable[Figure]) -> str:
    """The figures as the rows of a Markdown table."""
    return "\n".join(f"| {f.what} | {f.value_text} | {f.bound_text} | {f.verdict} |" for f in figures)


def write(figures: Iterable[Figure], path: Path) -> None:
    """Write how it was measured, where, and the figures."""
    path.write_text(
        f"# Bench results\n\n{METHOD.read_text().strip()}\n\n## Machine\n\n{machine()}\n\n## Figures\n\n"
        f"| figure | measured | bound | |\n|---|---|---|---|\n{figure_rows(figures)}\n"
    )


def machine() -> str:
    """What was measured on, and when, in one sentence."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; {os.cpu_count()} CPUs ({model}), {memory:.0f} GiB of memory,"
        f" Linux {platform.release()}, Python {sys.version.split()[0]}."
    )
