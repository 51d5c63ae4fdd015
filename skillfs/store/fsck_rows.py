"""Whether every row belongs to something, and whether the counters are ahead of what they count."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from skillfs.store import closes, commits, daemons, recovery
from skillfs.store.database import Store
from skillfs.store.findings import Finding, Problem

_SPACES, _SESSIONS, _PROPOSALS = "SELECT id FROM spaces", "SELECT id FROM sessions", "SELECT id FROM proposals"
_BELONGS = (
    ("inbox", "space_id", _SPACES, "drop(s)", "space"),
    ("sessions", "space_id", _SPACES, "session(s)", "space"),
    ("lessons", "session_id", _SESSIONS, "lesson(s)", "session"),
    ("proposals", "space_id", _SPACES, "proposal(s)", "space"),
    ("proposed_files", "proposal_id", _PROPOSALS, "proposed file(s)", "proposal"),
    ("model_use", "space_id", _SPACES, "count(s) of tokens", "space"),
    ("served_lines", "space_id", _SPACES, "digest(s) of lines", "space"),
)
"""Table, the column that says what its rows belong to, where that is to be found, and what both are called."""

_HIGHEST = {
    "inode": "SELECT max(n) + 1 FROM (SELECT max(ino) AS n FROM changes UNION ALL SELECT max(ino) FROM inbox"
             " UNION ALL SELECT max(max(ino, inbox_ino)) FROM spaces)",
    "revision": "SELECT max(revision) FROM inbox",
}  # fmt: skip
"""The least that each counter has to be."""


def rows_of_nothing(store: Store) -> Iterator[Finding]:
    """Rows whose space, session or proposal is not there."""
    for table, column, there, what, owner in _BELONGS:
        condition = f"{column} NOT IN ({there})"
        if count := store.one(f"SELECT count(*) FROM {table} WHERE {condition}"):
            yield Finding(
                Problem.ROWS_OF_NOTHING,
                f"{count} {what} belong to a {owner} that does not exist",
                "repair deletes them: nothing shows them",
                partial(_delete, table, condition),
            )


def _delete(table: str, condition: str, store: Store) -> None:
    with store.transaction():
        store.execute(f"DELETE FROM {table} WHERE {condition}")


def counters(store: Store) -> Iterator[Finding]:
    """Counters that would give out a number again."""
    for name, query in _HIGHEST.items():
        value, least = store.one("SELECT value FROM counters WHERE name = ?", (name,)), store.one(query)
        if least is not None and (value is None or value < least):
            yield Finding(
                Problem.COUNTER,
                f"the counter of {name}s stands at {value}, but {least} is the least that is free",
                "repair sets it to that",
                partial(_set_counter, name, query),
            )


def _set_counter(name: str, query: str, store: Store) -> None:
    with store.transaction():
        store.execute(f"INSERT OR REPLACE INTO counters VALUES (?, ({query}))", (name,))


def abandoned_commits(store: Store) -> Iterator[Finding]:
    """What processes that died were putting together in spaces that are there."""
    living = {daemon.id for daemon in daemons.alive(store)}
    rows = store.execute(
        "SELECT k.kind, k.origin, s.name, count(c.path) FROM commits k JOIN spaces s ON s.id = k.space_id"
        " LEFT JOIN changes c ON c.commit_id = k.id"
        " WHERE k.number IS NULL AND k.kind IN ('draft', 'staged') AND k.origin IS NOT NULL GROUP BY k.id ORDER BY k.id"
    ).fetchall()
    for kind, origin, name, count in rows:
        if origin in living:
            continue
        is_kept = kind == commits.DRAFT and count
        yield Finding(
            Problem.ABANDONED_COMMIT,
            f"space {name}: {count} change(s) that a process had not committed when it died",
            "repair commits them, as the next mount does" if is_kept else "repair drops them: nobody was promised them",
            recovery.recover,
        )
    # One of a mount that has started since this snapshot was taken is not left by anybody.
    newest = store.one("SELECT seq FROM sqlite_sequence WHERE name = 'daemons'") or 0
    for file in closes.files(store.path):
        if file.origin not in living and file.origin <= newest and closes.is_of(store, file):
            name = store.one("SELECT name FROM spaces WHERE id = ?", (file.space_id,))
            yield Finding(
                Problem.ABANDONED_COMMIT,
                f"space {name}: {file.path.name} has what a process had confirmed and not committed when it died",
                "repair commits it, as the next mount does",
                recovery.recover,
            )
