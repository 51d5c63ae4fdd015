"""`skillfs backup` and `skillfs restore`."""

from __future__ import annotations

from pathlib import Path

import click

from skillfs_cli.common import Common, command
from skillfs_cli.progress import percent_of

_FILE = click.Path(path_type=Path)


@command("backup")
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
def backup(common: Common, file: Path, force: bool) -> None:
    """Copy the whole store to FILE, also while it is in use.

    The copy is checked, and FILE appears only when it is whole. It holds transcripts: only its owner can read it.
    """
    from skillfs.store.backup import back_up

    with common.open_store() as store, percent_of("backing up") as progress:
        size = back_up(store, file.absolute(), force=force, progress=progress)
    click.echo(f"{file}: {size / 1e6:.1f} MB, checked; `skillfs restore {file}` brings it back")


@command("restore")
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Set the store aside that is there now.")
def restore(common: Common, file: Path, force: bool) -> None:
    """Put what `skillfs backup` wrote to FILE in the store's place.

    Nothing may use the store meanwhile: `skillfs down` comes first. The store that was there stays beside it.
    """
    from skillfs.store.backup import restore as put_back

    with percent_of("restoring") as progress:
        done = put_back(file.absolute(), common.store_path, force=force, progress=progress)
    kept = f"; what was there is {done.aside}" if done.aside else ""
    click.echo(f"{common.store_path}: restored from {file}, {done.size / 1e6:.1f} MB{kept}")
