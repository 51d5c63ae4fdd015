"""The commit log of a space as text: `.skillfs/history/log`."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from skillfs.store.database import Store
from skillfs.store.entries import Kind, printable, shown

_QUERY = (
    "SELECT k.number, k.time_ns, k.author, k.message, c.path, c.kind, c.mode, c.uid, c.gid, c.xattrs"
    " FROM commits k LEFT JOIN changes c ON c.commit_id = k.id"
    " WHERE k.space_id = ? AND k.number <= ? ORDER BY k.number, c.path"
)


def changelog(store: Store, space_id: int, upto: int) -> str:
    """Every commit up to a number, the newest first: who made it, when, why, and what it did to which paths.

    A path was added (`A`), modified (`M`), deleted (`D`), or is of another type now (`T`). That of a directory ends in
    a slash; one in which only names came and went is not modified.
    """
    known: dict[bytes, tuple[Any, ...]] = {}
    blocks = []
    for (number, time_ns, author, message), rows in groupby(
        store.execute(_QUERY, (space_id, upto)), key=lambda row: row[:4]
    ):
        lines = [f"commit {number}", f"Author: {printable(author)}", f"Date:   {_date(time_ns)}", ""]
        if message:
            lines += [f"    {printable(message)}", ""]
        if paths := [line for *_, path, kind, mode, uid, gid, xattrs in rows if path is not None
                     for line in _changed(known, path, (kind, mode, uid, gid, xattrs))]:  # fmt: skip
            lines += [*paths, ""]
        blocks.append("\n".join(lines))
    return "\n".join(reversed(blocks))


def _changed(known: dict[bytes, tuple[Any, ...]], path: bytes, now: tuple[Any, ...]) -> list[str]:
    """The line for what a change does to a path, if it is worth one; takes note of what the path is then."""
    before = known.pop(path, None)
    if now[0] is not None:
        known[path] = now
    elif before is None:
        return []
    if before is None:
        letter, kind = "A", now[0]
    elif now[0] is None:
        letter, kind = "D", before[0]
    elif before[0] != now[0]:
        letter, kind = "T", now[0]
    elif now[0] == Kind.DIRECTORY and before == now:
        return []
    else:
        letter, kind = "M", now[0]
    return [f"{letter}  {shown(path)}{'/' if kind == Kind.DIRECTORY else ''}"]


def _date(time_ns: int) -> str:
    return datetime.fromtimestamp(time_ns / 1e9, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
