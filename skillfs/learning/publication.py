"""Publishing a run: its commit, sessions, receipts and queue in one short transaction, so that all exist or none."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

import trio

from skillfs.learning import edits
from skillfs.learning.proposals import proposed_files
from skillfs.learning.receipt import ProposalLine
from skillfs.learning.results import DropResult, Published, SessionResult, author_of, message_of
from skillfs.skills.staging import StagedChange, Staging
from skillfs.store import commits, daemons, proposals, sessions, spaces
from skillfs.store.commits import Held, State
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Change
from skillfs.store.proposals import ProposedFile

HELD_POLL_SECONDS = 0.05
HELD_PATIENCE_SECONDS = 30.0
LEASE_SECONDS = 10.0
SESSIONS_A_TRANSACTION = 64
"""Storing so many sessions takes some 5 ms."""


class Replay(Exception):
    """The run must be made again on the present state: what it read of the space has changed, or a drop of it."""


class Blocked(Exception):
    """A mount keeps paths of the run open for writing. `paths` are below the space."""

    def __init__(self, paths: Sequence[bytes]) -> None:
        super().__init__(f"{paths[0].decode(errors='replace')} is open for writing")
        self.paths = frozenset(paths)


class LostLease(StoreError):
    """Another learner has taken over the space; what this one made of it is dropped."""


class Overtaken(Exception):
    """Somebody published first."""


class Publication:
    """Puts what a run made into the store. `state` is the one that the run was made on; it is advanced as need be.

    `waiting` are the numbers of the proposals that waited when the run began.
    """

    def __init__(
        self, store: Store, state: State, drops: Sequence[DropResult], owner: int, waiting: tuple[int, ...]
    ) -> None:
        self._store = store
        self._state = state
        self._drops = drops
        self._sessions = [session for drop in drops for session in drop.sessions]
        self._owner = owner
        self._waiting = waiting

    def propose(self, before: Staging, after: Staging) -> Published:
        """Let what makes `after` of `before` wait for review, keep everything else. Raises `Replay`, `LostLease`."""
        self._store_ahead()
        files = proposed_files(self._store, self._state, before, after)
        if not files:
            return self._transact(Published())
        space = spaces.by_id(self._store, self._state.space_id)
        number = proposals.next_number(self._store, space.id)
        return self._transact(Published(proposal=ProposalLine(number=number, space=space.name)), files=files)

    async def publish(self, changed: Sequence[StagedChange]) -> Published:
        """Publish the edits as one commit, and keep everything else.

        Waits at most `HELD_PATIENCE_SECONDS` for files that a mount has open. Raises `Replay`, `Blocked`, `LostLease`.
        """
        self._store_ahead()
        if not changed:
            return self._transact(Published())
        authors = self._authors
        changes = edits.changes_of(self._store, self._state, changed)
        commit_id = commits.begin(
            self._store, self._state.space_id, commits.STAGED, author_of(authors), message_of(authors), self._owner
        )
        try:
            commits.put(self._store, commit_id, self._state.space_id, changes)
            return await self._publish_staged(commit_id, changes)
        except BaseException:
            commits.drop(self._store, commit_id)
            raise

    def _store_ahead(self) -> None:
        """Keep the last transaction short: a drop may bring thousands of sessions that are known, or that fail.

        Sessions that changed nothing are stored before it, unless the run has more to say of them. Where it never
        comes the next run finds the same of them.
        """
        times = Counter(session.record.name for session in self._sessions)
        changed_nothing = [
            session
            for session in self._sessions
            if not session.paths and not session.lessons and times[session.record.name] == 1
        ]
        for start in range(0, len(changed_nothing) - SESSIONS_A_TRANSACTION, SESSIONS_A_TRANSACTION):
            batch = changed_nothing[start : start + SESSIONS_A_TRANSACTION]
            records = [session.rows(Published())[0] for session in batch]
            with self._store.transaction():
                self._keep_lease()
                for record in records:
                    sessions.put(self._store, record)
            stored = {record.name for record in records}
            self._sessions = [session for session in self._sessions if session.record.name not in stored]

    def _keep_lease(self) -> None:
        if not daemons.take_lease(self._store, daemons.run_lease(self._state.space_id), self._owner, LEASE_SECONDS):
            raise LostLease(f"space {self._state.space_id}: another learner has taken it over")

    @property
    def _authors(self) -> list[SessionResult]:
        """The sessions that the edits are from."""
        return [session for session in self._sessions if session.paths]

    async def _publish_staged(self, commit_id: int, changes: list[Change]) -> Published:
        deadline = time.monotonic() + HELD_PATIENCE_SECONDS
        while True:
            try:
                return self._transact(Published(self._state.number + 1), commit_id=commit_id)
            except Overtaken:
                self._state.advance(self._store)
                if not edits.still_apply(self._state, changes):
                    raise Replay from None
            except Held as held:
                if time.monotonic() > deadline:
                    raise Blocked(held.paths) from None
                await trio.sleep(HELD_POLL_SECONDS)

    def _transact(
        self, published: Published, *, commit_id: int | None = None, files: Sequence[ProposedFile] = ()
    ) -> Published:
        """One try. The changes were compared with `state`: that it is the present one is all that is left to check."""
        rows = [session.rows(published) for session in self._sessions]
        with self._store.transaction():
            self._keep_lease()
            space = spaces.by_id(self._store, self._state.space_id)
            if space.removed_ns is not None or not all(drop.is_current(self._store) for drop in self._drops):
                raise Replay
            if proposals.waiting_numbers(self._store, self._state.space_id) != self._waiting:
                # Receipts of this run may name a proposal as waiting that is settled by now.
                raise Replay
            if published.proposal is not None:
                self._add_proposal(published.proposal.number, files)
            if commit_id is not None:
                if space.head != self._state.number:
                    raise Overtaken
                commits.publish(self._store, commit_id, force=True, respect_leases=True)
            for record, lessons in rows:
                sessions.add_lessons(self._store, sessions.put(self._store, record), lessons)
            for drop in self._drops:
                drop.settle(self._store)
        return published

    def _add_proposal(self, number: int, files: Sequence[ProposedFile]) -> None:
        authors = self._authors
        names = [session.record.name for session in authors]
        proposals.add(self._store, self._state.space_id, number, author_of(authors), message_of(authors), names, files)
