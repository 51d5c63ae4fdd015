"""Three-way merge of files by lines: what one side did to a common base is done to the other side too."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile


class MergeConflict(Exception):
    """Both sides changed the same lines."""


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines `start` to `end` of the base are replaced; nothing is, where they are equal: lines are put in there."""

    start: int
    end: int
    lines: tuple[bytes, ...]

    @property
    def is_insertion(self) -> bool:
        return self.start == self.end


def merge(base: bytes, ours: bytes, theirs: bytes) -> bytes:
    """`ours` with what was done to `base` to make `theirs`. Raises `MergeConflict` where both changed the same lines.

    Changes of lines that only touch each other are no conflict: what is appended after lines that the other side took
    away stays. Where both sides put lines in at the same place ours come first; an entry among both is a conflict.
    """
    if ours == base:
        return theirs
    if theirs in (base, ours):
        return ours
    lines = base.splitlines(keepends=True)
    ours_hunks, theirs_hunks = (_hunks(lines, side.splitlines(keepends=True)) for side in (ours, theirs))
    merged: list[bytes] = []
    at = 0
    for hunk in _merged(ours_hunks, theirs_hunks):
        merged += lines[at : hunk.start]
        merged += hunk.lines
        at = hunk.end
    return b"".join(merged + lines[at:])


def _hunks(base: Sequence[bytes], side: Sequence[bytes]) -> list[_Hunk]:
    """The changes between two files. Only what lies between the first and the last that differ is compared."""
    shorter = min(len(base), len(side))
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(base, side, strict=False)))
    backwards = zip(reversed(base[head:]), reversed(side[head:]), strict=False)
    tail = min(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], backwards)), shorter - head)
    old, new = base[head : len(base) - tail], side[head : len(side) - tail]
    if not old or not new:
        return [_Hunk(head, head + len(old), tuple(new))]
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [_Hunk(head + i, head + j, tuple(new[k:m])) for kind, i, j, k, m in codes if kind != "equal"]


def _merged(ours: Sequence[_Hunk], theirs: Sequence[_Hunk]) -> Iterator[_Hunk]:
    """The changes of both sides in the order of the base. A change that both made is made once."""
    for one in ours:
        for other in theirs:
            if one != other and _collide(one, other):
                raise MergeConflict
    # At one place what is put in comes before what replaces the lines there. Sorting is stable: ours come first.
    yield from dict.fromkeys(sorted((*ours, *theirs), key=lambda hunk: (hunk.start, hunk.end)))


def _collide(one: _Hunk, other: _Hunk) -> bool:
    if one.is_insertion and other.is_insertion:
        return one.start == other.start and not _marks(one).isdisjoint(_marks(other))
    return one.start < other.end and other.start < one.end


def _marks(hunk: _Hunk) -> set[bytes]:
    """The lines by which entries are told apart: their headings; all lines where there are none."""
    lines = {line.strip() for line in hunk.lines} - {b""}
    return {line for line in lines if line.startswith(b"#")} or lines
