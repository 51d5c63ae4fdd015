"""From a learner's edits to a commit's changes: checked, with new inodes, on the state that they were made from."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

from skillfs.learning.space_reader import SpaceReader
from skillfs.skills.document import problems
from skillfs.skills.staging import StagedChange, Staging
from skillfs.store import blobs
from skillfs.store.commits import State
from skillfs.store.database import Store
from skillfs.store.entries import SKILLS, Change, Entry, Kind, is_versioned

SKILL_MD = "SKILL.md"
MAX_NAME = 255
"""Bytes of a file name (NAME_MAX)."""


class InvalidEdit(Exception):
    """What a learner made of the skills cannot be published. The message is one line that names the file."""


class EditConflict(Exception):
    """A session edited a file that a mount keeps open for writing, and the learner's patience is over."""


def staging_of(state: State, reader: SpaceReader) -> Staging:
    """The regular files below `skills/` whose names are UTF-8, read as they are asked for."""
    entries = dict(_readable(state))
    return Staging(entries, lambda path: reader.read(entries[path]))


def _readable(state: State) -> Iterator[tuple[str, Entry]]:
    for path, entry in state.entries.items():
        if entry.kind is Kind.FILE and path.startswith(SKILLS + b"/") and is_versioned(path):
            try:
                yield path[len(SKILLS) + 1 :].decode(), entry
            except UnicodeDecodeError:
                continue


def edits_between(before: Staging, after: Staging) -> list[StagedChange]:
    """What was done to `before` to make `after`, a fork of it, sorted by path."""
    edited = {change.path for staging in (before, after) for change in staging.changes()}
    contents = ((path, after.read(path)) for path in sorted(edited))
    return [StagedChange(path, data) for path, data in contents if data != before.read(path)]


def check(state: State, skills: Staging, edits: Iterable[StagedChange]) -> None:
    """Raise `InvalidEdit` unless the edits are files where files can be, in skills that are valid by the "
    "specification."""
    edits = list(edits)
    for edit in edits:
        _check_place(state, edit.path)
    for directory in sorted({edit.path.split("/")[0] for edit in edits if edit.data is not None}):
        text = skills.read_text(f"{directory}/{SKILL_MD}")
        if text is None:
            raise InvalidEdit(f"skills/{directory}/ has no {SKILL_MD}; the learner must write one beside its files")
        if found := problems(text, directory):
            raise InvalidEdit(f"skills/{directory}/{SKILL_MD}: {found[0]}")


def _check_place(state: State, path: str) -> None:
    *directories, name = path.split("/")
    if not directories or any(part in ("", ".", "..") or "\0" in part for part in (*directories, name)):
        raise InvalidEdit(f"skills/{path!r} is no place for a file: files go into a skill's directory")
    if any(len(part.encode()) > MAX_NAME for part in (*directories, name)):
        raise InvalidEdit(f"skills/{path} has a name of more than {MAX_NAME} bytes")
    full = _full(path)
    if not is_versioned(full):
        raise InvalidEdit(f"skills/{path} is the name of a temporary file")
    entry = state.entries.get(full)
    if entry is not None and entry.kind is not Kind.FILE:
        raise InvalidEdit(f"skills/{path} is a {entry.kind}, not a file")
    for parent in _parents(full):
        entry = state.entries.get(parent)
        if entry is not None and entry.kind is not Kind.DIRECTORY:
            raise InvalidEdit(f"{parent.decode(errors='replace')} is a {entry.kind}, not a directory")


def changes_of(store: Store, state: State, edits: Iterable[StagedChange]) -> list[Change]:
    """The changes that make `edits` of `state`, their content stored.

    Every file that is replaced or created is a new inode; it keeps the mode, owner and attributes of what it replaces,
    and takes those of `skills/` where there was nothing. The directories that it needs are made, and those whose
    entries change get the time of now, as rename(2) does.
    """
    edits = list(edits)
    touched = {parent for edit in edits for parent in list(_parents(_full(edit.path)))[-1:]}
    missing = {
        parent
        for edit in edits
        if edit.data is not None
        for parent in _parents(_full(edit.path))
        if parent not in state.entries
    }
    touched |= {list(_parents(path))[-1] for path in missing}
    files = [(edit, blobs.put(store, edit.data)) for edit in edits if edit.data is not None]
    inodes = iter(store.reserve_inodes(len(files) + len(missing)))
    now = time.time_ns()
    top = state.entries[SKILLS]
    changes = [_made(path, Entry(Kind.DIRECTORY, next(inodes), top.mode, top.uid, top.gid, now)) for path in missing]
    changes.extend(_touched(state, path, now) for path in touched - missing if path in state.entries)
    changes.extend(_file(state, edit, blob, next(inodes), now) for edit, blob in files)
    changes.extend(_removal(state, edit) for edit in edits if edit.data is None)
    return sorted(changes, key=lambda change: change.path)


def _full(path: str) -> bytes:
    return SKILLS + b"/" + path.encode()


def _parents(path: bytes) -> Iterator[bytes]:
    """The directories above a path, from `skills` down."""
    names = path.split(b"/")
    return (b"/".join(names[:depth]) for depth in range(1, len(names)))


def _made(path: bytes, entry: Entry) -> Change:
    return Change(path, 0, entry)


def _touched(state: State, path: bytes, now_ns: int) -> Change:
    old = state.entries[path]
    entry = Entry(old.kind, old.ino, old.mode, old.uid, old.gid, now_ns, xattrs=old.xattrs)
    return Change(path, state.versions[path], entry)


def _file(state: State, edit: StagedChange, blob: bytes, ino: int, now_ns: int) -> Change:
    path, size = _full(edit.path), len(edit.data or b"")
    old, top = state.entries.get(path), state.entries[SKILLS]
    if old is None:
        return _made(path, Entry(Kind.FILE, ino, top.mode & 0o666, top.uid, top.gid, now_ns, size, blob))
    entry = Entry(Kind.FILE, ino, old.mode, old.uid, old.gid, now_ns, size, blob, xattrs=old.xattrs)
    return Change(path, state.versions[path], entry, old.blob)


def _removal(state: State, edit: StagedChange) -> Change:
    path = _full(edit.path)
    return Change(path, state.versions[path], None, state.entries[path].blob)


def still_apply(state: State, changes: Iterable[Change]) -> bool:
    """Whether changes that were made from an earlier state can be published on `state` without losing an update."""
    changes = list(changes)
    made = {change.path for change in changes if change.entry is not None and change.entry.kind is Kind.DIRECTORY}
    return all(_still_applies(state, change, made) for change in changes)


def _still_applies(state: State, change: Change, made: set[bytes]) -> bool:
    entry = state.entries.get(change.path)
    if change.entry is not None and change.entry.kind is Kind.DIRECTORY:
        return entry is None if change.base == 0 else entry is not None and _but_for_time(entry, change.entry)
    parents = _parents(change.path)
    return state.versions.get(change.path, 0) == change.base and all(
        parent in made or (parent in state.entries and state.entries[parent].kind is Kind.DIRECTORY)
        for parent in parents
    )


def _but_for_time(one: Entry, other: Entry) -> bool:
    return replace(one, mtime_ns=0) == replace(other, mtime_ns=0)
