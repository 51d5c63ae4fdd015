"""`skillfs learn` and `skillfs wait`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

import click

from skillfs.learning.drop import drop_file
from skillfs.learning.receipt import Receipt, ReceiptState, counted, receipt_md
from skillfs.store import inbox, jobs, sessions, spaces
from skillfs.store.database import Store
from skillfs.store.entries import shown
from skillfs.store.inbox import Drop
from skillfs.store.spaces import Space
from skillfs_cli.common import Common, Failed, Halted, command, plural, print_json
from skillfs_cli.logging_options import trace_option
from skillfs_cli.progress import progress_of
from skillfs_daemon.waiting import wait_until_learnt

_timeout = click.option(
    "--timeout", type=click.FloatRange(min=0), default=120.0, show_default=True, help="Seconds to wait at most."
)


@command("learn", json=True)
@click.argument("space")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@_timeout
@click.option("--dry-run", is_flag=True, help="Drop nothing; print the diff of what would be learnt.")
@trace_option
def learn(common: Common, space: str, files: tuple[Path, ...], timeout: float, dry_run: bool) -> None:
    """Drop sessions into a space and wait for what is learnt.

    Prints the receipt of every session; ends with 1 if one failed. FILE is NAME.json or NAME.jsonl, as for the inbox.
    """
    _refuse_same_names(files)
    if dry_run:
        _rehearse(common, space, files)
        return
    with common.open_store() as store:
        where = spaces.by_name(store, space)
        dropped, failed = _drop_all(store, where, files)
        left = _wait(store, where, [drop.ino for drop in dropped], timeout)
        receipts = _receipts(store, where, dropped)
        _print_receipts(common, receipts)
        failed += [f"{shown(drop.path)}: {drop.error}" for drop in _rejected(store, dropped)]
        for problem in failed:
            click.echo(f"skillfs: {problem}", err=True)
        _refuse_left(store, where, left, timeout)
    if failed or any(receipt.state is ReceiptState.FAILED for receipt in receipts):
        raise Halted(1)


@command("wait", json=True)
@click.argument("space")
@click.argument("session", required=False)
@_timeout
def wait(common: Common, space: str, session: str | None, timeout: float) -> None:
    """Wait until all that was dropped so far is learnt.

    With SESSION only for that one. Of a live session, its turns so far. Ends with 1 when one failed, or is not done in
    time.
    """
    with common.open_store() as store:
        where = spaces.by_name(store, space)
        waiting = [drop for drop in inbox.unlearnt(store, where.id) if session in (None, inbox.session_name(drop.path))]
        if session and not waiting:
            _refuse_unknown(store, where, session)
        left = _wait(store, where, [drop.ino for drop in waiting], timeout)
        _refuse_left(store, where, left, timeout)
        receipts = _receipts(store, where, waiting)
        rejected = _rejected(store, waiting)
        nothing_left = _nothing_left(store, where)
    if common.json:
        print_json([receipt.model_dump(mode="json") for receipt in receipts])
    else:
        click.echo(_summary(receipts, rejected) or nothing_left)
    for drop in rejected:
        click.echo(f"skillfs: {shown(drop.path)}: {drop.error}", err=True)
    if rejected or any(receipt.state is ReceiptState.FAILED for receipt in receipts):
        raise Halted(1)


def _refuse_unknown(store: Store, space: Space, session: str) -> None:
    """Raise `Failed` unless there is, or was, a session of this name."""
    if sessions.get(store, space.id, session) is not None:
        return
    for drop in _refused_before(store, space):
        if inbox.session_name(drop.path) == session:
            raise Failed(f"{shown(drop.path)}: {drop.error}")
    raise Failed(f"{space.name}: no session {session!r} is waiting or known; `skillfs status {space.name}` lists them")


def _refused_before(store: Store, space: Space) -> list[Drop]:
    return [drop for drop in inbox.listed(store, space.id) if drop.state == inbox.REJECTED]


def _nothing_left(store: Store, space: Space) -> str:
    refused = len(_refused_before(store, space))
    if not refused:
        return "all that was dropped is learnt"
    return (
        f"nothing waits; {plural(refused, 'file')} in inbox/ cannot be learnt: `skillfs status {space.name}` says why"
    )


def _rehearse(common: Common, space: str, files: tuple[Path, ...]) -> None:
    """Print what would come of each file by itself."""
    import trio

    from skillfs.learning.choice import learner_for
    from skillfs.learning.rehearsal import rehearse

    with common.open_store() as store:
        where = spaces.by_name(store, space)
        results = [trio.run(rehearse, store, where, file.name, file.read_bytes(), learner_for) for file in files]
    if common.json:
        print_json(
            [
                {"diff": result.diff, "receipts": [receipt.model_dump(mode="json") for receipt in result.receipts]}
                for result in results
            ]
        )
        return
    for result in results:
        click.echo(result.diff, nl=False)
        for receipt in result.receipts:
            if receipt.reason:
                click.echo(f"{receipt.session}: {receipt.state}: {receipt.reason}", err=True)


def _refuse_same_names(files: tuple[Path, ...]) -> None:
    name, count = Counter(file.name for file in files).most_common(1)[0]
    if count > 1:
        raise click.UsageError(f"{plural(count, 'file')} named {name}: the name is the session's; rename one")


def _drop_all(store: Store, space: Space, files: tuple[Path, ...]) -> tuple[list[Drop], list[str]]:
    """The drops, and what kept the other files from becoming one."""
    from skillfs.learning.drop import DropRefused

    dropped, problems = [], []
    for file in files:
        try:
            data = file.read_bytes()
            dropped.append(drop_file(store, space, file.name, data, uid=os.getuid(), gid=os.getgid()))
        except OSError as error:
            problems.append(f"{file}: {error.strerror}")
        except DropRefused as error:
            problems.append(str(error))
    return dropped, problems


def _wait(store: Store, space: Space, inos: Collection[int], timeout: float) -> list[int]:
    if not inos:
        return []
    with progress_of(f"learning in {space.name}", len(inos)) as progress:
        return wait_until_learnt(store, space, inos, timeout, progress)


def _refuse_left(store: Store, space: Space, left: list[int], timeout: float) -> None:
    if not left:
        return
    drops = [drop for drop in inbox.unlearnt(store, space.id) if drop.ino in left]
    errors = {job.ino: job.error for job in jobs.queued(store, space.id) if job.error}
    named = [f"{shown(drop.path)} ({errors.get(drop.ino) or _STATES[drop.state]})" for drop in drops[:3]]
    more = f" and {len(drops) - 3} more" if len(drops) > 3 else ""
    raise Failed(
        f"{space.name}: not learnt after {timeout:g} s: {', '.join(named)}{more}; see `skillfs status {space.name}`"
    )


_STATES = {inbox.OPEN: "still being written", inbox.WAITING: "still in the queue"}


def _rejected(store: Store, drops: list[Drop]) -> list[Drop]:
    now = [inbox.get(store, drop.ino) for drop in drops]
    return [drop for drop in now if drop is not None and drop.state == inbox.REJECTED]


def _receipts(store: Store, space: Space, drops: list[Drop]) -> list[Receipt]:
    """The receipts of the sessions that these drops brought, or brought again, the first received first."""
    inos, contents = {drop.ino for drop in drops}, {drop.blob for drop in drops}
    return [
        Receipt.model_validate_json(record.receipt)
        for record in reversed(sessions.listed(store, space.id))
        if record.receipt and (record.ino in inos or record.source in contents)
    ]


def _print_receipts(common: Common, receipts: list[Receipt]) -> None:
    if common.json:
        print_json([receipt.model_dump(mode="json") for receipt in receipts])
        return
    for number, receipt in enumerate(receipts):
        if number:
            click.echo()
        _print_markdown(receipt_md(receipt))


def _print_markdown(text: str) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    if console.is_terminal:
        console.print(Markdown(text))
    else:
        click.echo(text, nl=False)


def _summary(receipts: list[Receipt], rejected: list[Drop]) -> str:
    states: Counter[Any] = Counter(receipt.state.value for receipt in receipts)
    parts = [f"{states[state]} {state}" for state in ReceiptState if states[state]]
    parts += [f"{len(rejected)} rejected"] * bool(rejected)
    found = counted(item for receipt in receipts for item in receipt.found)
    return ", ".join(parts) + (f": {found}" if found else "")
