"""Earlier states of a space, a path or a directory at a time.

The state at a commit is, for each path, the last published change up to it (`commits`). What is asked for here costs
what that path or directory has had in the log, however large the space is.
"""

from __future__ import annotations

from skillfs.store.commits import ENTRY_COLUMNS, entry_from_row
from skillfs.store.database import Store
from skillfs.store.entries import Entry

_COLUMNS = ", ".join(f"c.{column}" for column in ENTRY_COLUMNS.split(", "))

# SQLite takes the other columns of a max() query from the row that has the maximum (lang_select, "bare columns").
_ENTRY = (
    f"SELECT {_COLUMNS}, max(k.number) FROM changes c JOIN commits k ON k.id = c.commit_id"
    " WHERE c.space_id = ? AND c.path = ? AND k.number <= ?"
)

# Where the name in a path that lies at or below `:start` ends: 0 for a child of the directory itself.
_SLASH = "instr(substr(b.path, :start), x'2f')"

# Goes from name to name: what lies below a directory is one step, not a step for each file. '0' follows '/', and no
# path holds a zero byte, so that the one appended gives the next possible path.
_CHILDREN = f"""
WITH RECURSIVE below(path) AS (
    SELECT min(path) FROM changes WHERE space_id = :space AND path > :low AND path < :high
    UNION ALL
    SELECT (
        SELECT min(d.path) FROM changes d WHERE d.space_id = :space AND d.path < :high AND d.path >= CAST(
            CASE {_SLASH} WHEN 0 THEN b.path || x'00' ELSE substr(b.path, 1, :start + {_SLASH} - 2) || x'30' END
        AS BLOB))
    FROM below b WHERE b.path IS NOT NULL)
SELECT substr(c.path, :start), {_COLUMNS}, max(k.number)
FROM below b CROSS JOIN changes c CROSS JOIN commits k
WHERE {_SLASH} = 0 AND c.space_id = :space AND c.path = b.path AND k.id = c.commit_id AND k.number <= :number
GROUP BY c.path
"""


def numbers(store: Store, space_id: int) -> dict[int, int]:
    """When each published commit of a space was made, in nanoseconds since the epoch, by its number."""
    rows = store.execute(
        "SELECT number, time_ns FROM commits WHERE space_id = ? AND number IS NOT NULL ORDER BY number", (space_id,)
    )
    return dict(rows.fetchall())


def entry_at(store: Store, space_id: int, number: int, path: bytes) -> Entry | None:
    """What was at `path` at a commit, None where nothing was."""
    *columns, _ = store.execute(_ENTRY, (space_id, path, number)).fetchone()
    return entry_from_row(columns)


def children_at(store: Store, space_id: int, number: int, directory: bytes) -> dict[bytes, Entry]:
    """What a directory held at a commit, by name; the space's own for an empty path."""
    low, high = (directory + b"/", directory + b"0") if directory else (b"", b"\xff" * 5000)
    found = {"space": space_id, "low": low, "high": high, "start": len(low) + 1, "number": number}
    entries = ((name, entry_from_row(columns)) for name, *columns, _ in store.execute(_CHILDREN, found))
    return {name: entry for name, entry in entries if entry is not None}
