"""How much a space's `skills/` holds, and how much it may hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skillfs.store.commits import UNVERSIONED, State
from skillfs.store.database import Store
from skillfs.store.entries import SKILLS, Kind


@dataclass(frozen=True, slots=True)
class Usage:
    """What `skills/` holds, itself included: files, directories and symlinks together, and the bytes of the files.

    The bytes are those that ``ls -l`` shows: a hole counts, so that writing into one never lacks room.
    """

    files: int = 0
    size: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.files + other.files, self.size + other.size)


@dataclass(frozen=True, slots=True)
class Quota:
    """The limits of a `Usage`, None for none."""

    max_files: int | None = None
    max_bytes: int | None = None

    @property
    def limits_anything(self) -> bool:
        return self.max_files is not None or self.max_bytes is not None

    def shown(self, used: Usage) -> str | None:
        """How much of the limits is taken, in words; None where there are none."""
        parts = [f"{used.size} of {self.max_bytes} bytes"] if self.max_bytes is not None else []
        parts += [f"{used.files} of {self.max_files} files"] if self.max_files is not None else []
        return ", ".join(parts) or None

    def excess(self, before: Usage, after: Usage) -> str | None:
        """What is wrong, in words, with growing from `before` to `after`; None when nothing is.

        What was there when a limit was lowered may stay, and shrink.
        """
        if self.max_bytes is not None and after.size > max(self.max_bytes, before.size):
            return f"skills/ would hold {after.size} bytes; max_skills_bytes in SPACE.md allows {self.max_bytes}"
        if self.max_files is not None and after.files > max(self.max_files, before.files):
            return f"skills/ would hold {after.files} files; max_skills_files in SPACE.md allows {self.max_files}"
        return None


def usage_of(files: Iterable[tuple[bytes, Kind, int]]) -> Usage:
    """What paths of a space, with kinds and sizes in bytes, add up to. Those outside of `skills/` do not count."""
    sizes = [
        size if kind is Kind.FILE else 0
        for path, kind, size in files
        if path == SKILLS or path.startswith(SKILLS + b"/")
    ]
    return Usage(len(sizes), sum(sizes))


def usage(store: Store, state: State) -> Usage:
    """What a space holds in `state` and in the files beside it that are in no commit (`.git/`, say)."""
    unversioned = store.execute(
        "SELECT c.path, c.kind, c.size FROM changes c JOIN commits k ON k.id = c.commit_id"
        " WHERE k.space_id = ? AND k.kind = ? AND k.number IS NULL",
        (state.space_id, UNVERSIONED),
    )
    return usage_of((path, entry.kind, entry.size) for path, entry in state.entries.items()) + usage_of(
        (path, Kind(kind), size) for path, kind, size in unversioned
    )
