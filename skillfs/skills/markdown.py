"""The little of Markdown that skills need to be read and edited line by line: fences, headings, labelled lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_CLOSING_HASHES = re.compile(r"(?:^|[ \t]+)#+$")
_LABELLED = re.compile(
    r"(?P<lead>[ \t]*(?:[-*+][ \t]+|\d{1,3}[.)][ \t]+)?)"
    r"(?P<open>\*\*|__|)(?P<label>[^\W\d_][^:*_\[\]{}<>`|\n]{0,59}?)"
    r"(?P<close>:(?:\*\*|__)|(?:\*\*|__)[ \t]?:|:)(?P<gap>[ \t]+|$)(?P<value>.*)"
)
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(.*)")


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """An ATX heading at line number `line` (from 0): `level` 1 to 6, `text` without its hashes."""

    line: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line such as ``- **Role**: engineer``. `prefix` + `value` is the line; `prefix` ends with a blank."""

    label: str
    prefix: str
    value: str


@dataclass(frozen=True, slots=True)
class FencedBlock:
    """A fenced block: the text of its lines, and the heading above it ('' where there is none)."""

    lines: tuple[str, ...]
    heading: str


def fence_mask(lines: Sequence[str]) -> list[bool]:
    """Which lines belong to fenced blocks, their fences included (CommonMark 4.5: an open fence runs to the end)."""
    mask, fence = [], ""
    for line in lines:
        opening = "" if fence else _opening_fence(line)
        mask.append(bool(fence or opening))
        fence = opening or ("" if fence and _closes(line, fence) else fence)
    return mask


def unclosed_fence(lines: Sequence[str]) -> tuple[int, str] | None:
    """The line number and the fence of a block that runs to the end for want of a closing fence; None for none."""
    start, fence = 0, ""
    for number, line in enumerate(lines):
        if not fence:
            start, fence = number, _opening_fence(line)
        elif _closes(line, fence):
            fence = ""
    return (start, fence) if fence else None


def _opening_fence(line: str) -> str:
    """The fence that the line opens a block with, '' for a line that opens none."""
    match = _FENCE.match(line.rstrip("\r\n"))
    return match[1] if match and not (match[1].startswith("`") and "`" in match[2]) else ""


def _closes(line: str, fence: str) -> bool:
    match = _FENCE.match(line.rstrip("\r\n"))
    return bool(match and match[1].startswith(fence) and not match[2].strip())


def heading_of(line: str) -> tuple[int, str] | None:
    """The level and the text of an ATX heading, None for any other line."""
    match = _HEADING.match(line.rstrip())
    return (len(match[1]), _CLOSING_HASHES.sub("", match[2]).strip()) if match else None


def headings(lines: Sequence[str]) -> list[HeadingLine]:
    """All ATX headings outside fences, in order."""
    found = []
    for number, (line, fenced) in enumerate(zip(lines, fence_mask(lines), strict=True)):
        heading = None if fenced else heading_of(line)
        if heading:
            found.append(HeadingLine(number, *heading))
    return found


def labelled(line: str) -> LabelledLine | None:
    """The label and value of a line ``Label: value``, as a bullet or not, bold or not; None for any other line."""
    match = _LABELLED.fullmatch(line.rstrip("\r\n"))
    # An emphasis that closes must have opened, and the other way round: `**Note:** x` but not `Note:** x`.
    if not match or bool(match["open"]) != (match["close"] != ":"):
        return None
    # The colon of `likes tea (date: …)` ends no label.
    if match["label"].count("(") != match["label"].count(")"):
        return None
    prefix = line[: match.start("value")]
    return LabelledLine(match["label"].strip(), prefix if match["gap"] else f"{prefix} ", match["value"].strip())


def bullet_text(line: str) -> str | None:
    """What stands after the marker of a bullet, None for any other line."""
    match = _BULLET.fullmatch(line.rstrip())
    return match[1] if match else None


def fenced_blocks(text: str) -> Iterator[FencedBlock]:
    """The fenced blocks of a text, in order."""
    heading, fence, block = "", "", list[str]()
    for line in text.splitlines():
        if fence and _closes(line, fence):
            yield FencedBlock(tuple(block), heading)
            fence = ""
        elif fence:
            block.append(line)
        elif fence := _opening_fence(line):
            block = []
        else:
            found = heading_of(line)
            heading = found[1] if found else heading
    if fence:
        yield FencedBlock(tuple(block), heading)


def prose(text: str) -> str:
    """The text outside fenced blocks, each of which leaves one blank line."""
    lines = text.splitlines()
    return "\n".join("" if fenced else line for line, fenced in zip(lines, fence_mask(lines), strict=True))


def one_line(text: str) -> str:
    """The text with every run of white space, line breaks included, as one blank."""
    return " ".join(text.split())


def newline_of(lines: Iterable[str]) -> str:
    """The line ending that a file uses, by its first line; ``\\n`` for a file without one."""
    return "\r\n" if next(iter(lines), "").endswith("\r\n") else "\n"
