"""`skillfs space export` and `skillfs space import`."""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import click

from skillfs.store import commits, damage, spaces
from skillfs_cli.common import Common, Failed, command

STREAM = Path("-")
_SUFFIXES = (".tar", ".tar.gz", ".tgz", ".zip")
_GZIP_SUFFIXES = (".tgz", ".gz")


@command("export")
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), default=STREAM)
@click.option("--rescue", is_flag=True, help="Leave out, and name, the files that a damaged store does not give.")
def export(common: Common, name: str, file: Path, rescue: bool) -> None:
    """Write one consistent snapshot of a space to FILE, or to stdout.

    FILE's suffix chooses the format: .tar, .tar.gz, .tgz or .zip; stdout gets a tar.
    """
    from skillfs.transfer.exports import Format, export_archive

    if file == STREAM and sys.stdout.isatty():
        raise click.UsageError("an archive is nothing for a terminal: name a FILE, or redirect")
    if file != STREAM:
        _check_target(file)
    with common.open_store() as store:
        space = spaces.by_name(store, name)
        lost = damage.unreadable(store, commits.state(store, space.id)) if rescue else []
        for path in lost:
            click.echo(f"left out: {path.decode('utf-8', 'backslashreplace')}", err=True)
        with _output(file) as output:
            export_archive(store, space, output, Format.ZIP if file.suffix == ".zip" else Format.TAR, lost)
    if file != STREAM:
        click.echo(f"wrote {name} to {file}, {file.stat().st_size} bytes")


def _check_target(file: Path) -> None:
    if not file.name.endswith(_SUFFIXES):
        raise click.UsageError(f"{file}: the name of an archive ends in {', '.join(_SUFFIXES[:-1])} or {_SUFFIXES[-1]}")
    if not file.parent.is_dir():
        raise Failed(f"{file.parent}: there is no such directory; make it first")


@contextlib.contextmanager
def _output(file: Path) -> Iterator[IO[bytes]]:
    """What to write an archive to. A file appears whole, or stays what it was."""
    if file == STREAM:
        yield sys.stdout.buffer
        return
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as raw:
            if file.suffix in _GZIP_SUFFIXES:
                # Without a name and a time in its header the same snapshot gives the same bytes.
                with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
                    yield cast(IO[bytes], packed)
            else:
                yield raw
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


@command("import")
@click.argument("source", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option("--name", help="The new space's name; without it the archive's single top directory gives it.")
def import_(common: Common, source: Path, name: str | None) -> None:
    """Make a space of an archive (tar, compressed or not, or zip) or of a directory; "-" reads stdin.

    The new space holds exactly what SOURCE does. When anything in it cannot be, nothing is made.
    """
    from skillfs.transfer.imports import ImportRefused, import_archive

    try:
        with common.open_store(create=True) as store:
            made = import_archive(
                store, sys.stdin.buffer if source == STREAM else source, name=name, author="skillfs space import",
                uid=os.getuid(), gid=os.getgid(),
            )  # fmt: skip
    except ImportRefused as refused:
        raise Failed(f"{source}: {str(refused).removeprefix(f'{source}: ')}; nothing is imported") from refused
    click.echo(f"made the space {made.name} from {source}")
