"""Markdown files of dated entries: ``# title``, then ``## heading`` with bullets. The rest stays."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^##\s+(.*?)\s*$")
_FIELD = re.compile(r"^- \*\*(?P<name>[^*\n]{1,60})\*\*:\s*(?P<value>.*)$")
_COMPARED = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its heading and the fields under it, in order. Fields with nothing known are not in it."""

    heading: str
    fields: tuple[tuple[str, str], ...]

    def render(self) -> str:
        """The entry as Markdown, ending with a line break."""
        return "\n".join([f"## {self.heading}", *(f"- **{name}**: {value}" for name, value in self.fields)]) + "\n"


class EntryFile:
    """A file of entries, edited by block so that every line that is not ours stays as it is."""

    def __init__(self, text: str | None, title: str) -> None:
        """`text` is the file's content, None where there is no file yet; it then starts with ``# title``."""
        self._blocks = _split(text if text is not None else f"# {title}\n")
        self._index: dict[str, int] = {}
        for number, block in enumerate(self._blocks):
            if heading := _heading(block):
                self._index.setdefault(heading, number)
        self._last_numbers: dict[str, int] = {}

    @property
    def text(self) -> str:
        return "".join(self._blocks)

    def headings(self) -> list[str]:
        """The entries' headings, in the order of the file."""
        return [heading for block in self._blocks if (heading := _heading(block))]

    def add(self, entry: Entry) -> str | None:
        """Append an entry unless one says all of it already; returns the heading it got, None when nothing changed.

        A different entry of the same heading keeps its place: the new one is numbered, ``heading (2)``. It is compared
        with the first and the last few of its heading, so that a thousand of them take no longer each.
        """
        last = self._last_number(entry.heading)
        for number in {*range(1, min(last, _COMPARED) + 1), *range(max(last - _COMPARED, 1), last + 1)}:
            if set(entry.fields) <= set(_fields(self._blocks[self._index[_numbered(entry.heading, number)]]).items()):
                return None
        self._last_numbers[entry.heading] = last + 1
        heading = _numbered(entry.heading, last + 1)
        self._append(Entry(heading, entry.fields).render())
        return heading

    def _last_number(self, heading: str) -> int:
        """How many entries are numbered from this heading on without a gap; 0 where there is none."""
        last = self._last_numbers.get(heading, 0)
        while _numbered(heading, last + 1) in self._index:
            last += 1
        return last

    def revise(self, entry: Entry) -> bool:
        """Bring the fields of the entry of that heading up to date, or append it; returns whether anything changed."""
        index = self._index.get(entry.heading)
        if index is None:
            self._append(entry.render())
            return True
        revised = _revised(self._blocks[index], dict(entry.fields))
        changed = revised != self._blocks[index]
        self._blocks[index] = revised
        return changed

    def _append(self, block: str) -> None:
        last = self._blocks[-1] if self._blocks else ""
        if last and not last.endswith("\n"):
            self._blocks[-1] = last = f"{last}\n"
        is_title = len(self._blocks) == 1 and last.startswith("# ")
        if last and not last.endswith("\n\n") and not (is_title and last.count("\n") == 1):
            self._blocks[-1] = f"{last}\n"
        if heading := _heading(block):
            self._index.setdefault(heading, len(self._blocks))
        self._blocks.append(block)


def _numbered(heading: str, number: int) -> str:
    return heading if number == 1 else f"{heading} ({number})"


def _split(text: str) -> list[str]:
    blocks: list[list[str]] = [[]]
    for line in text.splitlines(keepends=True):
        if _HEADING.match(line):
            blocks.append([])
        blocks[-1].append(line)
    return ["".join(block) for block in blocks if block]


def _heading(block: str) -> str | None:
    first, _, _ = block.partition("\n")
    match = _HEADING.match(first)
    return match[1] if match else None


def _fields(block: str) -> dict[str, str]:
    return {match["name"]: match["value"] for line in block.splitlines() if (match := _FIELD.match(line))}


def _revised(block: str, fields: dict[str, str]) -> str:
    missing, lines, last = dict(fields), [], 0
    for line in block.splitlines(keepends=True):
        match = _FIELD.match(line.rstrip("\n"))
        if match and match["name"] in missing:
            line = f"- **{match['name']}**: {missing.pop(match['name'])}\n"
        lines.append(line)
        if match or not last:
            last = len(lines)
    lines[last:last] = [f"- **{name}**: {value}\n" for name, value in missing.items()]
    return "".join(lines)
