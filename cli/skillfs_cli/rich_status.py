"""`skillfs status` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from skillfs.status import SpaceStatus
from skillfs.store.daemons import MOUNT, SUPERVISOR
from skillfs_cli.overview import Overview

_STATES = {"learnt": "green", "skipped": "yellow", "failed": "red", "learning": "cyan"}


def overview_panel(overview: Overview) -> RenderableType:
    """All spaces in a table, with the processes at work above it."""
    places = [process.mountpoint for process in overview.processes if process.role == MOUNT and process.mountpoint]
    names = sorted({process.role for process in overview.processes if process.role != SUPERVISOR})
    head = Text.assemble(
        ("● ", "green" if overview.processes else "red"),
        f"{', '.join(names)} at work" if names else "nothing runs: skillfs up MOUNT starts it",
        (f"   {', '.join(places)}" if places else "", "bold"),
    )
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("space", style="bold")
    for column in ("queued", *_STATES):
        if column != "learning":
            table.add_column(column, justify="right")
    table.add_column("last change")
    for one in overview.spaces:
        table.add_row(
            one.space, _count(one.queued, "cyan"), _count(one.learnt, "green"), _count(one.skipped, "yellow"),
            _count(one.failed, "red"), _last_change(one),
        )  # fmt: skip
    body: list[RenderableType] = [head, table if overview.spaces else Text("\nno spaces: skillfs space create NAME")]
    for one in overview.spaces:
        body.extend(Text(f"{one.space}: {line}", style="red") for line in _troubles(one))
    return Panel(Group(*body), title="skillfs", title_align="left", subtitle=str(overview.store_path), expand=False)


def space_panel(status: SpaceStatus) -> RenderableType:
    """One space: what waits, what was learnt last, what is wrong."""
    counts = Text("   ").join(
        Text.assemble((str(number), f"bold {style}" if number else "dim"), f" {name}")
        for name, number, style in (
            ("queued", status.queued, "cyan"), ("learnt", status.learnt, "green"),
            ("skipped", status.skipped, "yellow"), ("failed", status.failed, "red"),
        )
    )  # fmt: skip
    body: list[RenderableType] = [counts, Text(), _learner(status)]
    body.extend(Text(f"{mount.mountpoint} (pid {mount.pid})", style="dim") for mount in status.mounts)
    body.extend(
        Text(f"{item.name} is live: {item.learnt} of {item.messages} messages learnt from", style="cyan")
        for item in status.live
    )
    if status.deferred:
        body.append(Text(f"deferred: {status.deferred}", style="yellow"))
    if status.proposed:
        body.append(Text(f"{status.proposed} proposed: skillfs proposed {status.space}", style="cyan"))
    body.extend(Text(line, style="red") for line in _troubles(status))
    if status.last_sessions:
        body.append(Padding(_sessions(status), (1, 0, 0, 0)))
    return Panel(
        Group(*body), title=f"[bold]{status.space}", title_align="left", subtitle=_last_change(status), expand=False
    )


def _learner(status: SpaceStatus) -> Text:
    name = f"learner: {status.learner}" + (f" ({status.model})" if status.model else "")
    if status.running:
        return Text.assemble(("● ", "green"), f"{name}, learning now")
    if status.learners:
        return Text.assemble(("● ", "green"), f"{name}, pid {', '.join(map(str, status.learners))}")
    return Text.assemble(("● ", "yellow"), f"{name}, not running: skillfs up or skillfs learner starts it")


def _sessions(status: SpaceStatus) -> Table:
    table = Table.grid(padding=(0, 2))
    for item in status.last_sessions:
        table.add_row(
            Text(item.name, style="bold"), Text(item.state, style=_STATES.get(item.state, "")), item.what,
            Text(_ago(item.received), style="dim"),
        )  # fmt: skip
    return table


def _troubles(status: SpaceStatus) -> Iterator[str]:
    if status.paused:
        yield f"paused: {status.paused}"
    if status.space_error:
        yield f"{status.space_error}; the last good settings are in force"
    yield from (f"inbox/{problem.path}: {problem.error}" for problem in status.problems)


def _count(number: int, style: str) -> Text:
    return Text(str(number), style=style if number else "dim")


def _last_change(status: SpaceStatus) -> str:
    commit = status.last_commit
    return "" if commit is None else f"{_ago(commit.time)}: {commit.message}"


def _ago(moment: datetime) -> str:
    seconds = (datetime.now(UTC) - moment).total_seconds()
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit} ago"
    return f"{max(seconds, 0):.0f} s ago"
