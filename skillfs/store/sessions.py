"""What became of each session: its state, its redacted document, its tasks and its receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from skillfs.store.database import Store

LEARNING, LEARNT, SKIPPED, FAILED = "learning", "learnt", "skipped", "failed"

_COLUMNS = (
    "space_id, name, state, ino, format, messages, digest, source, document, lines, received_ns, finished_ns, receipt,"
    " tasks"
)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session that skillfs has read. See schema.py for the fields; `receipt` and `tasks` are JSON text."""

    space_id: int
    name: str
    state: str
    ino: int | None
    format: str
    messages: int
    digest: bytes
    source: bytes
    document: bytes
    lines: bool
    received_ns: int
    finished_ns: int | None = None
    receipt: str | None = None
    tasks: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing that was learnt, as in learning.protocol.Found. `proposal` is the number of the one it came in."""

    kind: str
    text: str
    path: str
    message: int | None
    source: str
    commit_number: int | None
    proposal: int | None = None


def put(store: Store, record: SessionRecord) -> int:
    """Store what is known of a session, replacing what was; its row id, which stays."""
    values = tuple(getattr(record, column.strip()) for column in _COLUMNS.split(","))
    updates = ", ".join(f"{column.strip()} = excluded.{column.strip()}" for column in _COLUMNS.split(",")[2:])
    with store.transaction():
        return int(
            store.one(
                f"INSERT INTO sessions ({_COLUMNS}) VALUES ({', '.join('?' * len(values))})"
                f" ON CONFLICT (space_id, name) DO UPDATE SET {updates} RETURNING id",
                values,
            )
        )


def revise_receipt(store: Store, space_id: int, name: str, before: str, receipt: str, state: str) -> bool:
    """Replace the receipt `before` of a session, and its state; false where it has another receipt by now."""
    with store.transaction():
        cursor = store.execute(
            "UPDATE sessions SET receipt = ?, state = ? WHERE space_id = ? AND name = ? AND receipt = ?",
            (receipt, state, space_id, name, before),
        )
        return cursor.rowcount > 0


def get(store: Store, space_id: int, name: str) -> SessionRecord | None:
    """The session of this name, None where there is none."""
    row = store.execute(f"SELECT {_COLUMNS} FROM sessions WHERE space_id = ? AND name = ?", (space_id, name)).fetchone()
    return None if row is None else _record(row)


def listed(store: Store, space_id: int, limit: int = -1) -> list[SessionRecord]:
    """The sessions of a space, the last received first, at most `limit` when that is not negative."""
    rows = store.execute(
        f"SELECT {_COLUMNS} FROM sessions WHERE space_id = ? ORDER BY received_ns DESC, id DESC LIMIT ?",
        (space_id, limit),
    )
    return [_record(row) for row in rows]


def names(store: Store, space_id: int) -> list[str]:
    """The names of a space's sessions, sorted."""
    return [row[0] for row in store.execute("SELECT name FROM sessions WHERE space_id = ? ORDER BY name", (space_id,))]


def counts(store: Store, space_id: int) -> dict[str, int]:
    """How many sessions of a space are in which state."""
    rows = store.execute("SELECT state, count(*) FROM sessions WHERE space_id = ? GROUP BY state", (space_id,))
    return dict(rows.fetchall())


def add_lessons(store: Store, session_id: int, lessons: Iterable[Lesson]) -> None:
    """Record what was learnt from a session."""
    with store.transaction():
        store.executemany(
            "INSERT INTO lessons (session_id, kind, text, path, message, source, commit_number, proposal)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    session_id,
                    item.kind,
                    item.text,
                    item.path,
                    item.message,
                    item.source,
                    item.commit_number,
                    item.proposal,
                )
                for item in lessons
            ),
        )


def _record(row: tuple[Any, ...]) -> SessionRecord:
    values = dict(zip((column.strip() for column in _COLUMNS.split(",")), row, strict=True))
    return SessionRecord(**{**values, "lines": bool(values["lines"])})
