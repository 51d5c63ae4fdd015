"""`skillfs proposed`, `skillfs accept` and `skillfs reject`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from skillfs.store import commits, proposals, spaces
from skillfs_cli.common import Common, command, print_json

if TYPE_CHECKING:
    from skillfs.learning.proposals import Preview
    from skillfs.store.database import Store
    from skillfs.store.spaces import Space

_NUMBER = click.IntRange(1, 2**31 - 1)
_numbers = click.argument("numbers", metavar="NUMBER...", nargs=-1, required=True, type=_NUMBER)


@command("proposed", json=True)
@click.argument("space")
@click.argument("number", type=_NUMBER, required=False)
def proposed(common: Common, space: str, number: int | None) -> None:
    """List what waits for review, or show one proposal as a diff.

    A space whose SPACE.md says `review: true` has proposals.
    """
    with common.open_store() as store:
        where = spaces.by_name(store, space)
        shown = _previews(store, where, number)
    if common.json:
        print_json([_as_json(preview) for preview in shown])
    elif number is not None:
        click.echo(shown[0].text(space) + "\n" + shown[0].diff(), nl=False)
    elif shown:
        click.echo("\n\n".join(_line(preview) for preview in shown))
    else:
        click.echo("nothing is proposed")


@command("accept")
@click.argument("space")
@_numbers
def accept(common: Common, space: str, numbers: tuple[int, ...]) -> None:
    """Publish proposals, each as one commit."""
    from skillfs.learning import review

    with common.open_store() as store:
        where = spaces.by_name(store, space)
        for number in dict.fromkeys(numbers):
            commit = review.accept(store, where, number)
            became = "the skills said all of it already" if commit is None else f"commit {commit}"
            click.echo(f"accepted {number}: {became}")


@command("reject")
@click.argument("space")
@_numbers
def reject(common: Common, space: str, numbers: tuple[int, ...]) -> None:
    """Drop proposals.

    The receipts of their sessions say so.
    """
    from skillfs.learning import review

    with common.open_store() as store:
        where = spaces.by_name(store, space)
        for number in dict.fromkeys(numbers):
            review.reject(store, where, number)
            click.echo(f"rejected {number}")


def _previews(store: Store, space: Space, number: int | None) -> list[Preview]:
    from skillfs.learning.proposals import preview
    from skillfs.learning.review import waiting_proposal

    chosen = proposals.waiting(store, space.id) if number is None else [waiting_proposal(store, space, number)]
    state = commits.state(store, space.id)
    return [preview(store, state, proposal) for proposal in chosen]


def _line(shown: Preview) -> str:
    proposal = shown.proposal
    lines = [f"{proposal.number}  {_time(proposal.created_ns):%Y-%m-%d %H:%M} UTC  {proposal.message}"]
    lines += [f"   skills/{change.edit.path}" for change in shown.changes]
    lines += [f"   ! {problem}" for problem in shown.problems]
    return "\n".join(lines)


def _as_json(shown: Preview) -> dict[str, object]:
    proposal = shown.proposal
    return {
        "number": proposal.number,
        "message": proposal.message,
        "sessions": list(proposal.sessions),
        "created": _time(proposal.created_ns).isoformat(),
        "files": [f"skills/{change.edit.path}" for change in shown.changes],
        "problems": list(shown.problems),
        "diff": shown.diff(),
    }


def _time(time_ns: int) -> datetime:
    return datetime.fromtimestamp(time_ns / 1e9, UTC)
