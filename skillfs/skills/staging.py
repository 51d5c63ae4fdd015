"""A learner's private copy of a space's skills, from which one commit is made, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StagedChange:
    """What a run did to one file: `data` is its new content, None when it was removed. `path` is below ``skills/``."""

    path: str
    data: bytes | None


class Staging:
    """The skills of a space as a learner sees and edits them: reads fall through to the state the run started from.

    Paths are relative to ``skills/``, with ``/`` between names: ``daily-logs/2026-03-17.md``. Only regular files that
    are valid UTF-8 names are here. Nothing leaves a `Staging` until its `changes` are committed, so a run that fails
    leaves no trace.
    """

    def __init__(self, paths: Iterable[str], read: Callable[[str], bytes]) -> None:
        """`paths` are the files of the base state; `read` gives the content of one of them."""
        self._base = frozenset(paths)
        self._read = read
        self._edits: dict[str, bytes | None] = {}

    def paths(self, below: str = "") -> list[str]:
        """The files that exist now, sorted; those in directory `below` and under it when given."""
        live = {path for path in self._base if self._edits.get(path, b"") is not None}
        live.update(path for path, data in self._edits.items() if data is not None)
        prefix = f"{below}/" if below else ""
        return sorted(path for path in live if path.startswith(prefix))

    def read(self, path: str) -> bytes | None:
        """The content of a file, None where there is none."""
        if path in self._edits:
            return self._edits[path]
        return self._read(path) if path in self._base else None

    def read_text(self, path: str) -> str | None:
        """The content of a file as text, bytes that are not UTF-8 replaced; None where there is no such file."""
        data = self.read(path)
        return None if data is None else data.decode("utf-8", "replace")

    def write(self, path: str, data: bytes | str) -> None:
        """Create or replace a file."""
        self._edits[path] = data.encode("utf-8") if isinstance(data, str) else data

    def remove(self, path: str) -> None:
        """Remove a file. Raises `KeyError` where there is none."""
        if self.read(path) is None:
            raise KeyError(path)
        self._edits[path] = None

    def changes(self) -> list[StagedChange]:
        """What differs from the base state, sorted by path. An edit that was undone is no change."""
        changes = []
        for path, data in sorted(self._edits.items()):
            before = self._read(path) if path in self._base else None
            if data != before:
                changes.append(StagedChange(path, data))
        return changes

    def fork(self) -> Staging:
        """A copy whose edits do not show here, so that one session of a run can be tried and dropped."""
        copy = Staging(self._base, self._read)
        copy._edits = dict(self._edits)
        return copy
