"""The registry of formats. A new one is a module with ``NAME``, ``recognises`` and ``read``, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from skillfs.sessions import anthropic, claude_code, dataclaw, openai
from skillfs.sessions.messages import JSON, Message
from skillfs.sessions.shape import Path


class _Module(Protocol):
    """What a format module offers."""

    NAME: str

    def recognises(self, record: Mapping[str, JSON]) -> bool: ...

    def read(self, records: Sequence[JSON], path: Path = ()) -> tuple[Message, ...]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """A way of writing messages. `recognises` says whether a message can be in no other format; `read` gives the typed
    messages and raises `ShapeError`."""

    name: str
    recognises: Callable[[Mapping[str, JSON]], bool]
    read: Callable[[Sequence[JSON], Path], tuple[Message, ...]]


def _format(module: _Module) -> Format:
    return Format(module.NAME, module.recognises, module.read)


FORMATS: Mapping[str, Format] = {
    module.NAME: _format(module)
    for module in (
        claude_code,
        dataclaw,
        anthropic,
        openai,
    )
}

PLAIN = FORMATS[openai.NAME]
"""What messages without any mark of a format are read as: role and text are the same in all."""


def detect(records: Iterable[JSON]) -> Format:
    """The format of messages: that of the first one that only one format can have written, else `PLAIN`."""
    for record in records:
        if isinstance(record, dict):
            for candidate in FORMATS.values():
                if candidate.recognises(record):
                    return candidate
    return PLAIN
