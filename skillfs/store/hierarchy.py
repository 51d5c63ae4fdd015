"""The log stays a tree: what two writers do at once never leaves a file without its directory.

A mount commits what its own tree holds. Another one may have committed in between: it removed a directory into which
this one has just written, or put something into a directory that this one has just removed. Neither program can be told
any more, and neither may lose a file: the directory stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skillfs.store.database import Store
from skillfs.store.entries import Kind

_LATEST = (
    "(SELECT max(l.number) FROM changes x JOIN commits l ON l.id = x.commit_id WHERE x.space_id = ? AND x.path = ?)"
)


def complete(store: Store, commit_id: int, space_id: int) -> None:
    """Change an unpublished commit so that every path in the log has its directories once it is published.

    A directory in which the log has what the commit does not know is not removed. One that was removed comes back where
    the commit has something in it, as it was last. What lies below a path at which the commit puts a file goes.
    """
    kinds: dict[bytes, str | None] = dict(
        store.execute("SELECT path, kind FROM changes WHERE commit_id = ?", (commit_id,)).fetchall()
    )
    needed = {parent for path, kind in kinds.items() if kind is not None for parent in parents(path)}
    doomed = []
    for path in _unknown(store, commit_id, space_id, kinds):
        above = [parent for parent in parents(path) if parent in kinds]
        if any(kinds[parent] not in (None, Kind.DIRECTORY) for parent in above):
            doomed.append(path)
        else:
            needed.update(above)
    missing = [path for path in sorted(needed) if not _is_directory(store, space_id, path, kinds)]
    if missing or doomed:
        with store.transaction():
            _bring_back(store, commit_id, space_id, missing)
            _remove(store, commit_id, space_id, doomed)


def parents(path: bytes) -> Iterator[bytes]:
    """The directories above a path of a space, the nearest first."""
    while path := path.rpartition(b"/")[0]:
        yield path


def _unknown(store: Store, commit_id: int, space_id: int, kinds: dict[bytes, str | None]) -> Iterator[bytes]:
    """What the log has below the directories that a commit removes or replaces, and the commit does not name."""
    rows = store.execute(
        "SELECT c.path FROM changes c WHERE c.commit_id = ? AND coalesce(c.kind, '') != 'directory' AND EXISTS ("
        " SELECT 1 FROM changes d WHERE d.space_id = c.space_id AND d.path = c.path AND d.kind = 'directory')"
        " ORDER BY c.path",
        (commit_id,),
    )
    for top in _topmost(path for (path,) in rows.fetchall()):
        # SQLite takes `kind` from the row that has the maximum (lang_select, "bare columns").
        below = store.execute(
            "SELECT c.path, c.kind, max(k.number) FROM changes c JOIN commits k ON k.id = c.commit_id"
            " WHERE c.space_id = ? AND c.path > ? AND c.path < ? AND k.number IS NOT NULL GROUP BY c.path",
            (space_id, top + b"/", top + b"0"),
        )
        yield from (path for path, kind, _ in below.fetchall() if kind is not None and path not in kinds)


def _topmost(paths: Iterable[bytes]) -> list[bytes]:
    """Of sorted paths those that lie below no other one."""
    kept: set[bytes] = set()
    for path in paths:
        if kept.isdisjoint(parents(path)):
            kept.add(path)
    return sorted(kept)


def _is_directory(store: Store, space_id: int, path: bytes, kinds: dict[bytes, str | None]) -> bool:
    """Whether a path is a directory once the commit of these kinds is published."""
    if path in kinds:
        return kinds[path] == Kind.DIRECTORY
    kind = store.one(
        "SELECT c.kind FROM changes c JOIN commits k ON k.id = c.commit_id WHERE c.space_id = ? AND c.path = ?"
        " AND k.number IS NOT NULL ORDER BY k.number DESC LIMIT 1",
        (space_id, path),
    )
    return bool(kind == Kind.DIRECTORY)


def _bring_back(store: Store, commit_id: int, space_id: int, paths: Iterable[bytes]) -> None:
    store.executemany(
        "INSERT OR REPLACE INTO changes (commit_id, path, space_id, base, kind, ino, mode, uid, gid, mtime_ns, size,"
        f" xattrs) SELECT ?, c.path, c.space_id, {_LATEST}, c.kind, c.ino, c.mode, c.uid, c.gid, c.mtime_ns, c.size,"
        " c.xattrs FROM changes c JOIN commits k ON k.id = c.commit_id WHERE c.space_id = ? AND c.path = ?"
        " AND c.kind = 'directory' AND k.number IS NOT NULL ORDER BY k.number DESC LIMIT 1",
        ((commit_id, space_id, path, space_id, path) for path in paths),
    )


def _remove(store: Store, commit_id: int, space_id: int, paths: Iterable[bytes]) -> None:
    store.executemany(
        f"INSERT OR REPLACE INTO changes (commit_id, path, space_id, base) VALUES (?, ?, ?, {_LATEST})",
        ((commit_id, path, space_id, space_id, path) for path in paths),
    )
