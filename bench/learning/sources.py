"""Whether what was learnt stands in the transcript it is said to be from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.learning.scratch_space import ScratchSpace
from skillfs.learning.receipt import FoundItem
from skillfs.sessions.messages import JSON, Message, Opaque, Session, Text, Thinking, ToolCall, ToolResult
from skillfs.sessions.reading import read
from skillfs.store.sessions import SessionRecord


class Sources:
    """The entries that the receipts of a space name, compared with the kept sessions."""

    def __init__(self, space: ScratchSpace) -> None:
        self._found: list[tuple[SessionRecord, Session, FoundItem]] = []
        for record in space.records():
            session = _session(record, space.document(record))
            self._found += [(record, session, item) for item in space.receipt(record).found]

    @property
    def entries(self) -> int:
        return len(self._found)

    def missing(self, written: Mapping[str, str]) -> list[str]:
        """The entries whose source is not in their message, and the `written` files that no entry accounts for."""
        accounted = {item.path for _, _, item in self._found}
        return [
            f"{item.text!r} rests on {item.source!r}, which message {item.message} of {record.name} has not"
            for record, session, item in self._found
            if not stands_in(session, item)
        ] + [
            f"{path} is in no receipt"
            for path in written
            if path not in accounted and not path.endswith("/SKILL.md")
        ]  # fmt: skip


def stands_in(session: Session, item: FoundItem) -> bool:
    """Whether the source of an entry is in the message that it names, or in the session's own fields; white space is
    folded."""
    source = _folded(item.source)
    places = [session.messages[item.message]] if item.message is not None else []
    strings = [text for message in places for text in _strings_of(message)] or [*_strings(dict(session.meta))]
    return bool(source) and any(source in _folded(text) for text in strings)


def _session(record: SessionRecord, document: bytes) -> Session:
    return read(document, lines=record.lines, name=record.name, redacted=False).sessions[0].session


def _folded(text: str) -> str:
    return " ".join(text.split())


def _strings_of(message: Message) -> Iterator[str]:
    yield message.text
    for part in message.parts:
        match part:
            case Text(text) | Thinking(text) | ToolResult(text=text):
                yield text
            case ToolCall(name=name, input=arguments):
                yield name
                yield from _strings(dict(arguments))
            case Opaque(raw=raw):
                yield from _strings(raw)


def _strings(value: JSON) -> Iterator[str]:
    """Every string in a JSON value, keys left aside."""
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _strings(item)
        case dict():
            for item in value.values():
                yield from _strings(item)
