"""From bytes to sessions: the documents in a file, and the sessions that they make. Judging and reading share it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from skillfs.sessions import claude_code, native
from skillfs.sessions.formats import FORMATS, Format
from skillfs.sessions.json_text import IncompleteError, MalformedError, SeveralDocumentsError, parse
from skillfs.sessions.messages import JSON, Session
from skillfs.sessions.shape import ShapeError, json_path


class DocumentError(ValueError):
    """Bytes that are no session. Its text is one line for the user. `can_continue`: more bytes could mend it."""

    def __init__(self, problem: str, *, can_continue: bool = False) -> None:
        super().__init__(problem)
        self.can_continue = can_continue


@dataclass(frozen=True, slots=True)
class Contents:
    """The sessions in a file, in order. `unfinished` says what the file still lacks, None when it is whole.

    `live` is true for one session that has a record a line, and so may go on.
    """

    sessions: tuple[Session, ...]
    unfinished: str | None = None
    live: bool = False


def read_document(data: bytes, max_depth: int) -> Contents:
    """The one session of a ``.json`` file. Raises `DocumentError`."""
    try:
        value = parse(data, max_depth)
    except IncompleteError as error:
        raise DocumentError(error.problem, can_continue=True) from None
    except SeveralDocumentsError as error:
        problem = f"line {error.line}, column {error.column}: another JSON document starts; name the file .jsonl"
        raise DocumentError(problem) from None
    except MalformedError as error:
        raise DocumentError(f"line {error.line}, column {error.column}: {error.problem}") from None
    try:
        return Contents((_whole_session(value),))
    except ShapeError as error:
        raise DocumentError(str(error)) from None


def _whole_session(value: JSON) -> Session:
    if isinstance(value, list):
        if not value:
            raise ShapeError((), "is an empty array; write at least one message")
        return native.read_messages(value)
    assert isinstance(value, dict)
    if native.is_envelope(value):
        return native.read(value)
    if claude_code.recognises(value):
        return native.read_messages([value])
    if "role" in value:
        raise ShapeError((), 'is one message; name the file .jsonl, or write {"messages": [...]}')
    raise ShapeError((), 'is in no format that skillfs knows; write {"messages": [...]}, see docs/session-formats.md')


@dataclass(slots=True)
class _Records:
    """The records of one live session, with the lines that they stand on."""

    values: list[JSON] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def read_lines(data: bytes, max_depth: int) -> Contents:
    """The sessions of a ``.jsonl`` file: one of all its records, or one a line. Raises `DocumentError`.

    A last line that is not finished is left out and named in `Contents.unfinished`.
    """
    records = _Records()
    unfinished = None
    try:
        for number, value in _lines(data, max_depth):
            records.values.append(value)
            records.lines.append(number)
    except DocumentError as error:
        if not error.can_continue:
            raise
        unfinished = str(error)
    if not records.values:
        return Contents((), unfinished or "is empty; write a session to it")
    return Contents(_sessions(records), unfinished, live=not native.is_envelope(records.values[0]))


def _lines(data: bytes, max_depth: int) -> Iterator[tuple[int, JSON]]:
    """The values of the lines that are not blank, with their numbers from 1. Raises `DocumentError`."""
    start, number = 0, 0
    while start < len(data):
        number += 1
        end = data.find(b"\n", start)
        is_last = end < 0
        line = data[start:] if is_last else data[start:end]
        start = len(data) if is_last else end + 1
        if line.strip():
            yield number, _line(line, number, max_depth, is_last=is_last)


def _line(line: bytes, number: int, max_depth: int, *, is_last: bool) -> JSON:
    try:
        return parse(line, max_depth, first_line=number)
    except IncompleteError as error:
        if is_last:
            raise DocumentError(f"line {number} {error.problem}", can_continue=True) from None
        problem = f"line {number} ends before its JSON document does; write one document a line, or name the file .json"
        raise DocumentError(problem) from None
    except MalformedError as error:
        raise DocumentError(f"line {number}, column {error.column}: {error.problem}") from None


def _sessions(records: _Records) -> tuple[Session, ...]:
    first = records.values[0]
    if native.is_envelope(first):
        return tuple(_session_on_line(value, line) for value, line in zip(records.values, records.lines, strict=True))
    try:
        return (native.read_messages(records.values, _record_format(first, records.lines[0])),)
    except ShapeError as error:
        index, *path = error.path
        assert isinstance(index, int)
        raise DocumentError(f"line {records.lines[index]}, {json_path(tuple(path))}: {error.problem}") from None


def _session_on_line(value: JSON, line: int) -> Session:
    if not isinstance(value, dict) or not native.is_envelope(value):
        problem = "is no whole session, but the lines before it are; put it into a file of its own"
        raise DocumentError(f"line {line}: {problem}")
    try:
        return native.read(value)
    except ShapeError as error:
        raise DocumentError(f"line {line}, {error}") from None


def _record_format(first: JSON, line: int) -> Format | None:
    """The format that the first record settles; None leaves it to the later ones. Raises `DocumentError`."""
    if isinstance(first, dict):
        if claude_code.recognises(first):
            return FORMATS[claude_code.NAME]
        if "role" in first:
            return None
    raise DocumentError(f"line {line}, $: is no message in a format that skillfs knows; see docs/session-formats.md")
