"""`skillfs mirror`."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from skillfs.store import spaces
from skillfs.transfer.mirror import Mirror
from skillfs_cli.common import Common, command, plural


@command("mirror")
@click.argument("space")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--once", is_flag=True, help="Bring it up to date and end, instead of following the space.")
def mirror(common: Common, space: str, directory: Path, once: bool) -> None:
    """Keep a plain directory equal to a space's skills.

    For sandboxes without FUSE. DIRECTORY is empty, new, or a mirror of this space already; what is changed in it does
    not reach the space.
    """
    with common.open_store() as store:
        where = spaces.by_name(store, space)
    with Mirror(common.store_path, where, directory) as kept:
        touched = kept.sync_once()
        click.echo(f"{directory}: equal to the skills of {space}; {plural(touched, 'path')} changed")
        if not once:
            kept.follow(_stopped_by_signal())


def _stopped_by_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
