"""Dropping a session without a mount: the same rules as those of a mount's `inbox/`, for a file that is whole."""

from __future__ import annotations

import time

from skillfs.learning.settings_in_force import settings_in_force
from skillfs.sessions.judge import judge
from skillfs.sessions.verdict import Verdict, VerdictState
from skillfs.store import blobs, inbox
from skillfs.store.database import Store
from skillfs.store.entries import Kind
from skillfs.store.inbox import Drop
from skillfs.store.spaces import Space


class DropRefused(Exception):
    """A file is no session, or its space takes none. The message is one line that names the file and the remedy."""


def drop_file(store: Store, space: Space, name: str, data: bytes, *, uid: int, gid: int) -> Drop:
    """Put a session into a space's inbox, durably, to be learnt from at once. It replaces what waits there as `name`.

    `name` is the file's name without directories. A ``.jsonl`` whose last line is unfinished is dropped as a live
    session, any other as one that has ended. Raises `DropRefused` and leaves nothing behind when it is no session.
    """
    verdict = check_drop(store, space, name, data)
    return _enqueue(store, space, name.encode("utf-8", "surrogateescape"), data, verdict, uid=uid, gid=gid)


def check_drop(store: Store, space: Space, name: str, data: bytes) -> Verdict:
    """What a file is as a session of a space. Raises `DropRefused` when it is none, or the space does not take it."""
    path = name.encode("utf-8", "surrogateescape")
    _check_place(space, name, path)
    limit = settings_in_force(store, space.id).settings.max_session_bytes
    if len(data) > limit:
        raise DropRefused(
            f"{name}: {len(data)} bytes; SPACE.md of {space.name} allows {limit}: raise max_session_bytes there"
        )
    verdict = judge(data, lines=inbox.is_lines(path))
    if not _is_readable(verdict):
        raise DropRefused(f"{name}: {verdict.error}")
    return verdict


def _check_place(space: Space, name: str, path: bytes) -> None:
    if not inbox.is_session(path) or inbox.is_temporary(path) or b"/" in path:
        raise DropRefused(f"{name}: only NAME.json and NAME.jsonl hold sessions; rename it")
    if not space.inbox:
        raise DropRefused(
            f"{name}: the space {space.name} has no inbox/, which pauses learning; make the directory again"
        )


def _is_readable(verdict: Verdict) -> bool:
    """Whether there is something to learn from: a live session counts as far as its lines are whole."""
    return verdict.state is VerdictState.COMPLETE or (verdict.state is VerdictState.PREFIX and verdict.messages > 0)


def _enqueue(store: Store, space: Space, path: bytes, data: bytes, verdict: Verdict, *, uid: int, gid: int) -> Drop:
    blob = blobs.put(store, data)
    spare = store.reserve_inodes(1)[0]
    now = time.time_ns()
    with store.transaction():
        waiting = next((drop for drop in inbox.listed(store, space.id) if drop.path == path), None)
        if waiting is not None and waiting.kind is not Kind.FILE:
            raise DropRefused(
                f"{path.decode(errors='replace')}: a directory of the inbox has that name; rename the file"
            )
        ino, learnt = (waiting.ino, waiting.learnt) if waiting else (spare, 0)
        inbox.put(store, Drop(ino, space.id, path, Kind.FILE, 0o644, uid, gid, now, len(data), blob, learnt=learnt))
        _accept(store, ino, verdict)
    found = inbox.get(store, ino)
    assert found is not None
    return found


def _accept(store: Store, ino: int, verdict: Verdict) -> None:
    live = verdict.state is VerdictState.PREFIX
    inbox.accept(store, ino, live=live, turns=verdict.messages, due_ns=time.time_ns(), warning=verdict.error)


def judge_unjudged(store: Store, space: Space) -> None:
    """Judge what an import, or a mount that died, has left in an inbox; for when no mount is there to do it."""
    for drop in inbox.listed(store, space.id):
        if drop.kind is Kind.FILE and drop.state == inbox.OPEN:
            judge_drop(store, drop)


def judge_drop(store: Store, drop: Drop) -> None:
    """Queue an open drop, or say beside it why it is no session."""
    if inbox.is_temporary(drop.path):
        inbox.set_aside(store, drop.ino)
        return
    if not inbox.is_session(drop.path):
        inbox.reject(store, drop.ino, "only NAME.json and NAME.jsonl hold sessions; rename it, or remove it")
        return
    verdict = judge(blobs.get(store, drop.blob, drop.size), lines=inbox.is_lines(drop.path))
    if _is_readable(verdict):
        _accept(store, drop.ino, verdict)
    else:
        inbox.reject(store, drop.ino, verdict.error or "it is no session")
