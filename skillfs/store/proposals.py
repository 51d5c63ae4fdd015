"""What a run would have committed in a space whose changes are reviewed: it waits until a person accepts or rejects it.

A proposal keeps, for each file, what it was made from and what it proposes. What accepting it would do is worked out
from the present state when somebody asks (learning/proposals.py): the space may have changed since.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from skillfs.store.database import Store, StoreError

WAITING, ACCEPTED, REJECTED = "waiting", "accepted", "rejected"

_COLUMNS = "id, space_id, number, state, author, message, sessions, created_ns, settled_ns, commit_number"


@dataclass(frozen=True, slots=True)
class ProposedFile:
    """What a proposal does to one file; `path` is below ``skills/``. See schema.py for the other fields."""

    path: str
    base: int
    old_blob: bytes | None
    blob: bytes | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal by its number within its space. `sessions` are the names of those that it is from."""

    id: int
    space_id: int
    number: int
    state: str
    author: str
    message: str
    sessions: tuple[str, ...]
    created_ns: int
    settled_ns: int | None = None
    commit_number: int | None = None


def next_number(store: Store, space_id: int) -> int:
    """The number that the space's next proposal gets. For the holder of the space's run lease: nobody else proposes."""
    return int(store.one("SELECT coalesce(max(number), 0) + 1 FROM proposals WHERE space_id = ?", (space_id,)))


def add(
    store: Store,
    space_id: int,
    number: int,
    author: str,
    message: str,
    sessions: Iterable[str],
    files: Iterable[ProposedFile],
) -> None:
    """Store a proposal that waits. The content of its files must be stored already."""
    with store.transaction():
        cursor = store.execute(
            "INSERT INTO proposals (space_id, number, state, author, message, sessions, created_ns)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (space_id, number, WAITING, author, message, json.dumps(list(sessions)), time.time_ns()),
        )
        store.executemany(
            "INSERT INTO proposed_files (proposal_id, path, base, old_blob, blob) VALUES (?, ?, ?, ?, ?)",
            ((cursor.lastrowid, file.path, file.base, file.old_blob, file.blob) for file in files),
        )


def get(store: Store, space_id: int, number: int) -> Proposal | None:
    """The space's proposal of this number, None where there is none. One that is settled has no files any more."""
    row = store.execute(
        f"SELECT {_COLUMNS} FROM proposals WHERE space_id = ? AND number = ?", (space_id, number)
    ).fetchone()
    return None if row is None else _proposal(row)


def waiting(store: Store, space_id: int) -> list[Proposal]:
    """The proposals of a space that wait, in the order in which they were made."""
    rows = store.execute(
        f"SELECT {_COLUMNS} FROM proposals WHERE space_id = ? AND state = 'waiting' ORDER BY number", (space_id,)
    )
    return [_proposal(row) for row in rows]


def waiting_numbers(store: Store, space_id: int) -> tuple[int, ...]:
    """The numbers of the proposals of a space that wait."""
    rows = store.execute(
        "SELECT number FROM proposals WHERE space_id = ? AND state = 'waiting' ORDER BY number", (space_id,)
    )
    return tuple(number for (number,) in rows)


def files(store: Store, proposal: Proposal) -> list[ProposedFile]:
    """The files of a waiting proposal, in path order."""
    rows = store.execute(
        "SELECT path, base, old_blob, blob FROM proposed_files WHERE proposal_id = ? ORDER BY path", (proposal.id,)
    )
    return [ProposedFile(*row) for row in rows]


def settle(store: Store, proposal: Proposal, state: str, commit_number: int | None = None) -> None:
    """Say what became of a waiting proposal; its files are gone then. Raises `StoreError` when it waits no more."""
    with store.transaction():
        cursor = store.execute(
            "UPDATE proposals SET state = ?, settled_ns = ?, commit_number = ? WHERE id = ? AND state = 'waiting'",
            (state, time.time_ns(), commit_number, proposal.id),
        )
        if not cursor.rowcount:
            raise StoreError(f"proposal {proposal.number} was settled meanwhile; `skillfs proposed` lists what waits")
        store.execute("DELETE FROM proposed_files WHERE proposal_id = ?", (proposal.id,))


def settle_lessons(store: Store, proposal: Proposal, commit_number: int | None) -> None:
    """Let the lessons of a proposal be those of the commit that it became, or forget them when it became none."""
    where = "proposal = ? AND session_id IN (SELECT id FROM sessions WHERE space_id = ?)"
    with store.transaction():
        if commit_number is None:
            store.execute(f"DELETE FROM lessons WHERE {where}", (proposal.number, proposal.space_id))
        else:
            store.execute(
                f"UPDATE lessons SET commit_number = ? WHERE {where}",
                (commit_number, proposal.number, proposal.space_id),
            )


def _proposal(row: tuple[Any, ...]) -> Proposal:
    id_, space_id, number, state, author, message, sessions, *rest = row
    return Proposal(id_, space_id, number, state, author, message, tuple(json.loads(sessions)), *rest)
