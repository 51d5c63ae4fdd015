"""`skillfs status`."""

from __future__ import annotations

import json
import sys

import click

from skillfs.status import SpaceStatus, space_status
from skillfs.store import daemons, spaces
from skillfs_cli.common import Common, command, print_json
from skillfs_cli.overview import Overview


@command("status", json=True)
@click.argument("space", required=False)
def status(common: Common, space: str | None) -> None:
    """Show what is queued, running, learnt and failed.

    In one SPACE; without it, in all of them, and which processes are at work.
    """
    with common.open_store() as store:
        chosen = [spaces.by_name(store, space)] if space else spaces.listed(store)
        statuses = [space_status(store, one) for one in chosen]
        overview = Overview(common.store_path, daemons.alive(store), statuses)
    if common.json:
        print_json(json.loads(statuses[0].json()) if space else overview.as_json())
    elif sys.stdout.isatty():
        _print_richly(statuses[0] if space else overview)
    else:
        click.echo(statuses[0].text() if space else overview.text(), nl=False)


def _print_richly(shown: SpaceStatus | Overview) -> None:
    # Here rather than above: rich is a third of what this command costs, and programs do without.
    from rich.console import Console

    from skillfs_cli.rich_status import overview_panel, space_panel

    Console().print(space_panel(shown) if isinstance(shown, SpaceStatus) else overview_panel(shown))
