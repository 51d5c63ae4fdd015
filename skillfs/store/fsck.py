"""Checking a store, and putting right what can be."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from skillfs.store import collect, daemons, damage, fsck_content, fsck_rows, fsck_tree, inbox, jobs
from skillfs.store.database import Store
from skillfs.store.findings import Finding, Problem

__all__ = ["Finding", "Look", "Problem", "check"]

Look = Callable[[Store], Iterator[Finding]]
"""One of the things that a check looks at."""

UNUSED_SECONDS = 3600
"""How long a blob may lie unused before it is told: it may belong to what is being written."""


def check(store: Store, *, repair: bool, also: Sequence[Look] = ()) -> list[Finding]:
    """All that is wrong with a store; with `repair`, after everything that can be repaired was.

    `also` are further things to look at, which this package knows nothing of.

    May run while others write: the check reads one snapshot, and each repair is its own short transaction. A second
    check after a repair finds nothing that the first one could repair.
    """
    if damaged := damage.check_pages(store):
        return damaged
    findings = _findings(store, also)
    return [_repaired(store, finding) for finding in findings] if repair else findings


def _repaired(store: Store, finding: Finding) -> Finding:
    if finding.repair is None:
        return finding
    finding.repair(store)
    return dataclasses.replace(finding, repaired=True)


def _findings(store: Store, also: Sequence[Look]) -> list[Finding]:
    store.execute("BEGIN")
    try:
        damaged = fsck_content.damaged_blobs(store)
        findings = list(damaged.values())
        whole = fsck_content.whole_blobs(store, damaged.keys())
        findings.extend(fsck_content.missing_content(store, whole))
        for look in (*_CHECKS, *also):
            findings.extend(look(store))
    finally:
        store.execute("COMMIT")
    return findings


def _numbers(store: Store) -> Iterator[Finding]:
    rows = store.execute(
        "SELECT s.id, s.name, s.head, coalesce(max(k.number), 0), count(k.number) FROM spaces s"
        " LEFT JOIN commits k ON k.space_id = s.id AND k.number IS NOT NULL GROUP BY s.id ORDER BY s.id"
    ).fetchall()
    for space_id, name, head, last, count in rows:
        if count != last:
            numbers = {
                row[0] for row in store.execute("SELECT number FROM commits WHERE space_id = ?", (space_id,)) if row[0]
            }
            lost = sorted(set(range(1, last + 1)) - numbers)
            yield Finding(
                Problem.NUMBERS,
                f"space {name}: {len(lost)} commit(s) of its log are lost, number {lost[0]} first",
                "nothing brings them back; what they changed last may show an older state: see `skillfs log`",
            )
        if head != last:
            yield Finding(
                Problem.HEAD,
                f"space {name}: its head is {head}, but its last commit {last}",
                "repair sets the head to the last commit",
                partial(_set_head, space_id),
            )


def _set_head(space_id: int, store: Store) -> None:
    with store.transaction():
        store.execute(
            "UPDATE spaces SET head = (SELECT coalesce(max(number), 0) FROM commits WHERE space_id = ?) WHERE id = ?",
            (space_id, space_id),
        )


def _changes_without_commit(store: Store) -> Iterator[Finding]:
    rows = store.execute(
        "SELECT commit_id, count(*) FROM changes WHERE commit_id NOT IN (SELECT id FROM commits) GROUP BY commit_id"
    ).fetchall()
    for commit_id, count in rows:
        yield Finding(
            Problem.CHANGES_WITHOUT_COMMIT,
            f"{count} change(s) belong to commit {commit_id}, which does not exist",
            "repair deletes them: no state of any space shows them",
            partial(_delete_changes, commit_id),
        )


def _delete_changes(commit_id: int, store: Store) -> None:
    with store.transaction():
        store.execute(
            "DELETE FROM changes WHERE commit_id = ? AND commit_id NOT IN (SELECT id FROM commits)", (commit_id,)
        )


def _commits_without_space(store: Store) -> Iterator[Finding]:
    living = {daemon.id for daemon in daemons.alive(store)}
    rows = store.execute(
        "SELECT id, origin, space_id, number IS NULL FROM commits"
        " WHERE space_id NOT IN (SELECT id FROM spaces) ORDER BY id"
    ).fetchall()
    for commit_id, origin, space_id, is_unpublished in rows:
        # An import stages its first commit before its space appears.
        if origin in living:
            continue
        if is_unpublished and origin is not None:
            yield Finding(
                Problem.ABANDONED_COMMIT,
                f"commit {commit_id} was to be the first of space {space_id}, but its import died",
                "repair deletes it, as the next mount does; import it again",
                partial(_delete_commit, commit_id),
            )
        else:
            yield Finding(
                Problem.COMMITS_WITHOUT_SPACE,
                f"commit {commit_id} belongs to space {space_id}, which does not exist",
                "repair deletes it: no space shows it",
                partial(_delete_commit, commit_id),
            )


def _delete_commit(commit_id: int, store: Store) -> None:
    with store.transaction():
        store.execute("DELETE FROM changes WHERE commit_id = ?", (commit_id,))
        store.execute("DELETE FROM commits WHERE id = ?", (commit_id,))


def _expired_leases(store: Store) -> Iterator[Finding]:
    now = time.time_ns()
    for name, owner, until_ns in store.execute(
        "SELECT name, owner, until_ns FROM leases WHERE until_ns < ? ORDER BY name, owner", (now,)
    ).fetchall():
        yield Finding(
            Problem.EXPIRED_LEASE,
            f"lease {name} of process {owner} expired {(now - until_ns) // 1_000_000_000} s ago",
            "repair deletes it; it has no effect any more",
            partial(_delete_lease, name, owner, until_ns),
        )


def _delete_lease(name: str, owner: int, until_ns: int, store: Store) -> None:
    with store.transaction():
        store.execute("DELETE FROM leases WHERE name = ? AND owner = ? AND until_ns = ?", (name, owner, until_ns))


def _dead_daemons(store: Store) -> Iterator[Finding]:
    for daemon in daemons.listed(store):
        if not daemon.alive:
            yield Finding(
                Problem.DEAD_DAEMON,
                f"{daemon.role} {daemon.id} (pid {daemon.pid}) died without leaving",
                "repair takes it out, with its leases; what it had not published is published by the next mount",
                partial(daemons.leave, daemon_id=daemon.id),
            )


def _jobs(store: Store) -> Iterator[Finding]:
    for (ino,) in store.execute("SELECT ino FROM jobs WHERE ino NOT IN (SELECT ino FROM inbox) ORDER BY ino"):
        yield Finding(
            Problem.JOB_WITHOUT_DROP,
            f"a job waits for inode {ino}, which is in no inbox",
            "repair deletes the job: there is nothing to learn from",
            partial(jobs.done, ino=ino),
        )
    for ino, path, name in store.execute(
        "SELECT i.ino, i.path, s.name FROM inbox i JOIN spaces s ON s.id = i.space_id"
        " WHERE i.state = ? AND i.ino NOT IN (SELECT ino FROM jobs) ORDER BY s.name, i.path",
        (inbox.WAITING,),
    ):
        yield Finding(
            Problem.DROP_WITHOUT_JOB,
            f"{name}/inbox/{path.decode('utf-8', 'backslashreplace')}: waits, but no learner would ever look at it",
            "repair queues it",
            partial(_queue, ino),
        )


def _queue(ino: int, store: Store) -> None:
    drop = inbox.get(store, ino)
    if drop is not None and drop.state == inbox.WAITING:
        jobs.enqueue(store, ino, time.time_ns())


def _unused_blobs(store: Store) -> Iterator[Finding]:
    unused = collect.unused(store, time.time_ns() - UNUSED_SECONDS * 10**9)
    if unused:
        size = sum(length for _, _, length in unused)
        yield Finding(
            Problem.UNUSED_BLOBS,
            f"{len(unused)} blob(s) of {size} bytes are not in use any more",
            "repair deletes them",
            partial(collect.collect, older_than_seconds=UNUSED_SECONDS),
        )


_CHECKS: tuple[Look, ...] = (
    _numbers,
    _changes_without_commit,
    _commits_without_space,
    fsck_rows.rows_of_nothing,
    fsck_rows.counters,
    fsck_tree.unreachable,
    fsck_rows.abandoned_commits,
    _expired_leases,
    _dead_daemons,
    _jobs,
    _unused_blobs,
)
