"""`skillfs retry` and `skillfs tasks`: what became of sessions, and having another go at them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from skillfs.learning.protocol import Task, TaskStatus
from skillfs.learning.results import load_tasks
from skillfs.learning.retry import retry as retry_drops
from skillfs.store import sessions, spaces
from skillfs.store.sessions import SessionRecord
from skillfs_cli.common import Common, Failed, command, plural, print_json

_MARKS = {TaskStatus.SUCCESS: "✓", TaskStatus.FAILED: "✗", TaskStatus.RUNNING: "…", TaskStatus.PENDING: "·"}


@command("retry", json=True)
@click.argument("space")
@click.argument("session", required=False)
def retry(common: Common, space: str, session: str | None) -> None:
    """Learn again from sessions that failed or wait for another attempt.

    From all of SPACE, or from SESSION alone. A running learner takes them up at once.
    """
    with common.open_store() as store:
        queued = retry_drops(store, spaces.by_name(store, space), session)
    if common.json:
        print_json({"space": space, "queued": queued})
    elif queued:
        click.echo(f"{space}: {plural(len(queued), 'file')} queued again: {', '.join(queued)}")
    else:
        click.echo(f"{space}: nothing has failed or waits for another attempt")


@command("tasks", json=True)
@click.argument("space")
@click.argument("session", required=False)
def tasks(common: Common, space: str, session: str | None) -> None:
    """List the tasks that were found in the sessions of a space, or in SESSION.

    The last received session comes first. An open task is marked so; it may go on.
    """
    with common.open_store() as store:
        where = spaces.by_name(store, space)
        records = (
            [_known(sessions.get(store, where.id, session), space, session)]
            if session
            else sessions.listed(store, where.id)
        )
    if common.json:
        print_json([{"session": record.name, "tasks": json.loads(record.tasks or "[]")} for record in records])
        return
    lines = [line for record in records for line in _session_lines(record)]
    click.echo("\n".join(lines) if lines else f"{space}: no tasks yet")


def _known(record: SessionRecord | None, space: str, session: str) -> SessionRecord:
    if record is None:
        raise Failed(f"{space}: there is no session {session!r}; `skillfs tasks {space}` lists them")
    return record


def _session_lines(record: SessionRecord) -> Iterator[str]:
    found = load_tasks(record.tasks)
    if not found:
        return
    yield f"{record.name} ({record.state})"
    for task in found:
        yield from _task_lines(task)


def _task_lines(task: Task) -> Iterator[str]:
    evidence = f" ({task.evidence})" if task.evidence else ""
    yield f"  {_MARKS[task.status]} {task.request}: {task.status}{evidence}"
    yield from (f"      {line}" for line in task.progress)
