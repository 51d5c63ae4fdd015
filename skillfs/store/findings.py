"""What a check of the store found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from skillfs.store.database import Store


class Problem(StrEnum):
    """The kinds of finding."""

    DAMAGED_FILE = "damaged-file"
    DAMAGED_SPACE = "damaged-space"
    DAMAGED_BLOB = "damaged-blob"
    MISSING_CONTENT = "missing-content"
    NUMBERS = "numbers"
    HEAD = "head"
    CHANGES_WITHOUT_COMMIT = "changes-without-commit"
    COMMITS_WITHOUT_SPACE = "commits-without-space"
    EXPIRED_LEASE = "expired-lease"
    DEAD_DAEMON = "dead-daemon"
    JOB_WITHOUT_DROP = "job-without-drop"
    DROP_WITHOUT_JOB = "drop-without-job"
    ROWS_OF_NOTHING = "rows-of-nothing"
    COUNTER = "counter"
    UNREACHABLE = "unreachable"
    ABANDONED_COMMIT = "abandoned-commit"
    HALF_SPOOLED = "half-spooled"
    DEAD_MOUNT = "dead-mount"
    UNUSED_BLOBS = "unused-blobs"


HARMLESS = frozenset(
    {
        Problem.EXPIRED_LEASE,
        Problem.DEAD_DAEMON,
        Problem.ABANDONED_COMMIT,
        Problem.HALF_SPOOLED,
        Problem.DEAD_MOUNT,
        Problem.UNUSED_BLOBS,
    }
)
"""What a store gathers in use, also when a process is killed, and what the next start clears away. It is told for
information."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. `text` says what is wrong, in one line; `remedy` what a repair does about it, or what
    its reader can do where a repair can do nothing; `repaired` whether that was done."""

    problem: Problem
    text: str
    remedy: str
    repair: Callable[[Store], object] | None = field(default=None, compare=False, repr=False)
    repaired: bool = False

    @property
    def is_harmless(self) -> bool:
        return self.problem in HARMLESS
