"""A plain directory kept equal to the `skills/` of a space, for sandboxes without FUSE.

A mirror follows; it is not for editing: what somebody changes in it is put right when that path changes next, or at the
next start. Readers never see half a file, since each one is renamed into place.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import stat
import threading
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from skillfs.store import blobs, commits, spaces
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import SKILLS, Entry, Kind
from skillfs.store.spaces import Space
from skillfs.transfer.plain_directory import PlainDirectory

MARKER = ".skillfs-mirror"
"""The file in a mirror that says of which space it is, so that no other directory is ever overwritten."""
POLL_SECONDS = 0.05

_TEMPORARY = ".skillfs-mirror.tmp"
_OWN = (os.fsencode(MARKER), os.fsencode(_TEMPORARY))
_OWNER_ACCESS = 0o700
"""Directories keep their owner's access, whatever their mode in the space: what is in them must be replaced."""


class MirrorRefused(StoreError):
    """The directory is no mirror of the space and cannot become one."""


class Mirror:
    """A directory that follows a space's skills. For use by one thread; it opens its own connection to the store."""

    def __init__(self, store_path: Path, space: Space, directory: Path) -> None:
        """Claim `directory`, making it where needed.

        Raises `MirrorRefused` unless it is empty or a mirror of `space` that no other process is at, `StoreError`, and
        `OSError`.
        """
        self.space = space
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as opened:
            self._plain = PlainDirectory(directory, os.fsencode(_TEMPORARY))
            opened.callback(self._plain.close)
            self._claim()
            self._store = opened.enter_context(Store(store_path, create=False))
            self._opened = opened.pop_all()
        self._state: commits.State | None = None

    def close(self) -> None:
        self._opened.close()

    def __enter__(self) -> Mirror:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def _claim(self) -> None:
        try:
            fcntl.flock(self._plain.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise MirrorRefused(f"{self.directory}: another process keeps this mirror already") from error
        mark = {"space": self.space.name, "id": self.space.id, "created_ns": self.space.created_ns}
        found = self._mark()
        if found is None:
            if any(entry.name != _TEMPORARY for entry in self.directory.iterdir()):
                raise MirrorRefused(f"{self.directory}: not empty, and no mirror; name an empty or a new directory")
            self._plain.write_file(os.fsencode(MARKER), [json.dumps(mark).encode()], 0o644, self.space.created_ns)
        elif any(found.get(key) != mark[key] for key in ("id", "created_ns")):
            raise MirrorRefused(f"{self.directory}: a mirror of {found.get('space')!r}; name another directory")

    def _mark(self) -> dict[str, Any] | None:
        try:
            found = json.loads(b"".join(self._plain.read_chunks(os.fsencode(MARKER), 1 << 16)))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise MirrorRefused(f"{self.directory / MARKER}: unreadable ({error}); name another directory") from error
        return found if isinstance(found, dict) else {}

    def sync_once(self) -> int:
        """Make the directory equal to the last state of the space; how many paths had to be touched.

        The first call compares everything, content too; later ones look at what was committed since. Raises
        `StoreError` when the space was purged or content is missing, and `OSError`; the next call starts afresh then.
        """
        spaces.by_id(self._store, self.space.id)
        state, self._state = self._state, None
        if state is None:
            state = commits.state(self._store, self.space.id)
            wanted = _skills(state)
            differing = self._differing(wanted)
        else:
            differing = set()
            for commit in commits.log(self._store, self.space.id, state.number):
                state.apply(commit)
                differing.update(change.path for change in commit.changes)
            wanted = _skills(state) if differing else {}
            differing = {below for path in differing if (below := _below_skills(path))}
        self._bring_about(differing, wanted)
        self._state = state
        return len(differing)

    def follow(self, stop: threading.Event) -> None:
        """Sync, and again after each commit to the store, until `stop` is set. Raises as `sync_once`."""
        seen = None
        while not stop.is_set():
            # Asked before the sync, so that what is committed meanwhile is seen by the next one.
            version = self._store.data_version()
            if version != seen:
                self.sync_once()
                seen = version
            stop.wait(POLL_SECONDS)

    def _differing(self, wanted: Mapping[bytes, Entry]) -> set[bytes]:
        present = {path: status for path, status in self._plain.walk() if path not in _OWN}
        extra = present.keys() - wanted.keys()
        return extra | {
            path
            for path, entry in wanted.items()
            if path not in present or not self._is_equal(path, entry, present[path])
        }

    def _is_equal(self, path: bytes, entry: Entry, status: os.stat_result) -> bool:
        if stat.S_IFMT(status.st_mode) != entry.kind.type_bits or status.st_mtime_ns != entry.mtime_ns:
            return False
        if entry.kind is Kind.SYMLINK:
            return self._plain.read_link(path) == entry.target
        if stat.S_IMODE(status.st_mode) != _mode(entry):
            return False
        if entry.kind is Kind.DIRECTORY:
            return True
        return status.st_size == entry.size and self._has_content(path, entry)

    def _has_content(self, path: bytes, entry: Entry) -> bool:
        there = self._plain.read_chunks(path, blobs.CHUNK_SIZE)
        pairs = zip_longest(blobs.stream(self._store, entry.blob, entry.size), there)
        try:
            return all(ours == theirs for ours, theirs in pairs)
        except PermissionError:
            # Not readable by its own mode: what cannot be compared is written again.
            return False

    def _bring_about(self, differing: set[bytes], wanted: Mapping[bytes, Entry]) -> None:
        """Make each of these paths as it is wanted, or gone."""
        for path in sorted(differing - wanted.keys()):
            self._plain.remove(path)
        for path in sorted(differing & wanted.keys()):
            self._put(path, wanted[path])
        # Writing into a directory changed its time.
        directories = {above for path in differing for above in _above(path)} | differing
        for path in sorted(directories, key=len, reverse=True):
            if (entry := wanted.get(path)) is not None and entry.kind is Kind.DIRECTORY:
                self._plain.set_attributes(path, _mode(entry), entry.mtime_ns)

    def _put(self, path: bytes, entry: Entry) -> None:
        if entry.kind is Kind.DIRECTORY:
            self._plain.make_directory(path)
        elif entry.kind is Kind.SYMLINK:
            self._plain.write_symlink(path, entry.target, entry.mtime_ns)
        else:
            content = blobs.stream(self._store, entry.blob, entry.size)
            self._plain.write_file(path, content, _mode(entry), entry.mtime_ns)


def _skills(state: commits.State) -> dict[bytes, Entry]:
    """The entries below `skills/`, by path below it, but for names that a mirror needs for itself."""
    found = ((_below_skills(path), entry) for path, entry in state.entries.items())
    return {path: entry for path, entry in found if path and path not in _OWN}


def _below_skills(path: bytes) -> bytes:
    """A path below `skills/` relative to it; empty for any other path."""
    prefix = SKILLS + b"/"
    return path[len(prefix) :] if path.startswith(prefix) else b""


def _above(path: bytes) -> Iterator[bytes]:
    while path := path.rpartition(b"/")[0]:
        yield path


def _mode(entry: Entry) -> int:
    return entry.mode | _OWNER_ACCESS if entry.kind is Kind.DIRECTORY else entry.mode
