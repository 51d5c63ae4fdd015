"""Accepting and rejecting proposals: the commit, the proposal and the receipts that name it in one transaction."""

from __future__ import annotations

import time
from dataclasses import dataclass

from skillfs.learning import edits
from skillfs.learning.proposals import Preview, preview
from skillfs.learning.receipt import Receipt, settled
from skillfs.store import commits, daemons, proposals, sessions, spaces
from skillfs.store.commits import Held, State
from skillfs.store.database import Store, StoreError
from skillfs.store.proposals import ACCEPTED, REJECTED, WAITING, Proposal
from skillfs.store.spaces import Space

HELD_POLL_SECONDS = 0.05
HELD_PATIENCE_SECONDS = 10.0


class ProposalRefused(StoreError):
    """A proposal cannot be accepted or rejected. The message is one line that names it and the remedy."""


class _Overtaken(Exception):
    """The space, or a receipt, is no longer what it was when it was read."""


@dataclass(frozen=True, slots=True)
class _RevisedReceipt:
    """The receipt of a session after the decision, with the one that it replaces."""

    session: str
    before: str
    after: str
    state: str


def waiting_proposal(store: Store, space: Space, number: int) -> Proposal:
    """The proposal of this number. Raises `ProposalRefused` where none waits."""
    proposal = proposals.get(store, space.id, number)
    if proposal is None:
        raise ProposalRefused(f"{space.name}: no proposal {number}; `skillfs proposed {space.name}` lists what waits")
    if proposal.state != WAITING:
        commit = f" as commit {proposal.commit_number}" if proposal.commit_number else ""
        raise ProposalRefused(f"{space.name}: proposal {number} is {proposal.state} already{commit}")
    return proposal


def accept(store: Store, space: Space, number: int) -> int | None:
    """Publish a waiting proposal as one commit and return its number; None where the skills say all of it already.

    Waits `HELD_PATIENCE_SECONDS` for files that a mount has open for writing. Raises `ProposalRefused`.
    """
    owner = daemons.register(store, daemons.COMMAND)
    deadline = time.monotonic() + HELD_PATIENCE_SECONDS
    try:
        while True:
            try:
                return _try_to_accept(store, space, waiting_proposal(store, space, number), owner)
            except _Overtaken:
                continue
            except Held as held:
                if time.monotonic() > deadline:
                    raise ProposalRefused(f"{space.name}: {held}; close it and accept {number} again") from None
                time.sleep(HELD_POLL_SECONDS)
    finally:
        daemons.leave(store, owner)


def reject(store: Store, space: Space, number: int) -> None:
    """Drop a waiting proposal. Raises `ProposalRefused`."""
    while True:
        proposal = waiting_proposal(store, space, number)
        revised = _revised_receipts(store, proposal, REJECTED, None)
        try:
            with store.transaction():
                _settle(store, proposal, REJECTED, None, revised)
        except _Overtaken:
            continue
        return


def _try_to_accept(store: Store, space: Space, proposal: Proposal, owner: int) -> int | None:
    state = commits.state(store, space.id)
    found = preview(store, state, proposal)
    if found.problems:
        raise ProposalRefused(f"{space.name}: proposal {proposal.number}: {found.problems[0]}")
    if found.changes:
        return _publish(store, state, found, owner)
    revised = _revised_receipts(store, proposal, ACCEPTED, None)
    with store.transaction():
        _settle(store, proposal, ACCEPTED, None, revised)
    return None


def _publish(store: Store, state: State, found: Preview, owner: int) -> int:
    proposal, number = found.proposal, state.number + 1
    changes = edits.changes_of(store, state, [change.edit for change in found.changes])
    message = f"{proposal.message} (proposal {proposal.number})"
    commit_id = commits.begin(store, state.space_id, commits.STAGED, proposal.author, message, owner)
    try:
        commits.put(store, commit_id, state.space_id, changes)
        revised = _revised_receipts(store, proposal, ACCEPTED, number)
        with store.transaction():
            space = spaces.by_id(store, state.space_id)
            if space.head != state.number or space.removed_ns is not None:
                raise _Overtaken
            commits.publish(store, commit_id, force=True, respect_leases=True)
            _settle(store, proposal, ACCEPTED, number, revised)
    except BaseException:
        commits.drop(store, commit_id)
        raise
    return number


def _revised_receipts(store: Store, proposal: Proposal, state: str, commit: int | None) -> list[_RevisedReceipt]:
    revised = []
    for name in proposal.sessions:
        record = sessions.get(store, proposal.space_id, name)
        if record is not None and record.receipt is not None:
            receipt = settled(Receipt.model_validate_json(record.receipt), proposal.number, state, commit)
            revised.append(_RevisedReceipt(name, record.receipt, receipt.model_dump_json(), receipt.state))
    return revised


def _settle(store: Store, proposal: Proposal, state: str, commit: int | None, revised: list[_RevisedReceipt]) -> None:
    proposals.settle(store, proposal, state, commit)
    proposals.settle_lessons(store, proposal, commit)
    for item in revised:
        if not sessions.revise_receipt(store, proposal.space_id, item.session, item.before, item.after, item.state):
            raise _Overtaken
