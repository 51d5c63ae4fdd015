"""Learning again from what failed, or from what waits for its next attempt, at a user's word."""

from __future__ import annotations

import time

from skillfs.sessions.judge import judge
from skillfs.sessions.verdict import VerdictState
from skillfs.store import blobs, inbox, jobs, sessions
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Kind
from skillfs.store.inbox import Drop
from skillfs.store.spaces import Space


class NothingToRetry(StoreError):
    """There is no such session, or none that waits or failed. The message is one line: which, and why not."""


def retry(store: Store, space: Space, session: str | None = None) -> list[str]:
    """Queue the drops of a space that failed or wait for another attempt, to be learnt from now; their paths.

    With `session` only the drop which that session came in. Attempts are counted anew; what is no session at all stays
    rejected. Raises `NothingToRetry` for a session that is not there to be tried again.
    """
    drops = [drop for drop in inbox.listed(store, space.id) if drop.kind is Kind.FILE]
    if session is not None:
        drops = [_drop_of(store, space, session, drops)]
    attempted = {job.ino for job in jobs.queued(store, space.id) if job.error is not None}
    return [
        drop.path.decode(errors="replace")
        for drop in drops
        if _requeue(store, drop, attempted, asked=session is not None)
    ]


def _drop_of(store: Store, space: Space, session: str, drops: list[Drop]) -> Drop:
    record = sessions.get(store, space.id, session)
    for drop in drops:
        if inbox.session_name(drop.path) == session or (record is not None and record.ino == drop.ino):
            return drop
    if record is None:
        raise NothingToRetry(f"{space.name}: there is no session {session!r}; `skillfs status {space.name}` lists them")
    if record.state == sessions.FAILED:
        raise NothingToRetry(f"{space.name}: the file of {session} is no longer in the inbox; drop it again")
    raise NothingToRetry(f"{space.name}: {session} is {record.state} already; nothing to retry")


def _requeue(store: Store, drop: Drop, attempted: set[int], *, asked: bool) -> bool:
    if drop.state == inbox.WAITING and (asked or drop.ino in attempted):
        jobs.enqueue(store, drop.ino, time.time_ns())
        return True
    if drop.state != inbox.REJECTED or not inbox.is_session(drop.path):
        return False
    verdict = judge(blobs.get(store, drop.blob, drop.size), lines=inbox.is_lines(drop.path))
    is_live = verdict.state is VerdictState.PREFIX and verdict.messages > 0
    if verdict.state is not VerdictState.COMPLETE and not is_live:
        return False
    inbox.accept(store, drop.ino, live=is_live, turns=verdict.messages, due_ns=time.time_ns(), warning=verdict.error)
    return True
