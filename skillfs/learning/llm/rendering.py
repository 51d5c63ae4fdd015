"""A session as the model reads it: numbered messages between marks that no transcript can forge, within a budget."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from skillfs.learning.llm.elision import CHARACTERS_PER_TOKEN, elide_middle, fair_limit
from skillfs.learning.recalled import Recalled
from skillfs.sessions.messages import Message, Opaque, Role, Session, Text, Thinking, ToolCall, ToolResult

PAGE = 8_000
"""Characters that `read_message` shows at once."""
RECALLED_MARK = "[{count} lines that were read from skills are left out: they are known]"


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of a message: its heading line and its text."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class _Rendered:
    head: str
    sections: tuple[_Section, ...]


class Transcript:
    """The messages of a session that a model may see, without what was only recalled from skills.

    System prompts are left out. Executed commands stand as they were; text that a person typed is left out only when
    all of a message is recalled.
    """

    def __init__(self, session: Session, recalled: Recalled) -> None:
        self._recalled = recalled
        self._names = {call.id: call.name for message in session.messages for call in message.tool_calls}
        self._messages = {
            message.index: rendered
            for message in session.messages
            if message.role is not Role.SYSTEM and (rendered := self._rendered(message)).sections
        }

    def indexes(self, first: int = 0) -> list[int]:
        """The ids of the messages there are to see, from `first` on."""
        return [index for index in self._messages if index >= first]

    def text(self, indexes: Sequence[int], tokens: int, *, can_read: bool = False) -> str:
        """These messages, fenced, in about `tokens` tokens: long texts are cut in the middle and marked.

        `can_read` says that the model has `read_message` to see what was cut.
        """
        shown = [index for index in indexes if index in self._messages]
        lengths = [len(section.text) for index in shown for section in self._messages[index].sections]
        limit = fair_limit(lengths, tokens * CHARACTERS_PER_TOKEN)
        return fenced("\n\n".join(self._shown(index, limit, can_read=can_read) for index in shown), "transcript")

    def batches(self, indexes: Sequence[int], tokens: int) -> Iterator[list[int]]:
        """The messages in runs of about `tokens` tokens each, a single long one counting as half a run at most."""
        budget, batch, size = tokens * CHARACTERS_PER_TOKEN, list[int](), 0
        for index in indexes:
            length = min(self._length(index), budget // 2)
            if batch and size + length > budget:
                yield batch
                batch, size = [], 0
            batch.append(index)
            size += length
        if batch:
            yield batch

    def page(self, index: int, offset: int) -> str | None:
        """The message from character `offset` on, fenced, at most `PAGE` characters; None where there is no such."""
        rendered = self._messages.get(index)
        if rendered is None:
            return None
        text = self._shown(index, self._length(index) + 1, can_read=False)
        part = text[offset : offset + PAGE]
        rest = len(text) - offset - len(part)
        more = f"\n{rest:,} characters follow: read_message({index}, {offset + PAGE})" if rest > 0 else ""
        return fenced(part, "message") + more

    def _length(self, index: int) -> int:
        return sum(len(section.text) for section in self._messages[index].sections)

    def _shown(self, index: int, limit: int, *, can_read: bool) -> str:
        rendered = self._messages[index]
        remedy = f"read_message({index}, {{offset}}) shows them" if can_read else ""
        lines = [rendered.head]
        for section in rendered.sections:
            if section.heading:
                lines.append(section.heading)
            lines.append(elide_middle(section.text, limit, remedy))
        return "\n".join(lines)

    def _rendered(self, message: Message) -> _Rendered:
        who = "user, a person" if message.human else str(message.role)
        when = f", {message.time.isoformat(timespec='minutes')}" if message.time else ""
        return _Rendered(f"[{message.index}] {who}{when}", tuple(self._sections(message)))

    def _sections(self, message: Message) -> Iterator[_Section]:
        for part in message.parts:
            section = self._section(part, message)
            if section is not None and section.text.strip():
                yield section

    def _section(self, part: object, message: Message) -> _Section | None:
        match part:
            case Text(text=text) if message.human:
                whole = message.text
                return None if self._recalled.covers_message(whole) else _Section("", text)
            case Text(text=text):
                return _Section("", self._news(text))
            case Thinking(text=text):
                return _Section("(thinking)", self._news(text))
            case ToolCall(name=name, input=arguments):
                return _Section(f"(calls {name})", json.dumps(dict(arguments), ensure_ascii=False))
            case ToolResult(call_id=call_id, text=text, is_error=is_error):
                failed = ", flagged as an error" if is_error else ""
                return _Section(f"(result of {self._names.get(call_id, 'a call')}{failed})", self._news(text))
            case Opaque(kind=kind):
                return _Section("", f"[{kind}: not shown]")
        return None

    def _news(self, text: str) -> str:
        kept, left_out = [], 0
        for line in text.splitlines():
            if self._recalled.covers(line):
                left_out += 1
            else:
                kept.append(line)
        if not left_out:
            return text
        return "\n".join([*kept, RECALLED_MARK.format(count=left_out)])


def fenced(text: str, name: str) -> str:
    """Text between two lines with a random mark, so that nothing in it can seem to end it."""
    mark = secrets.token_hex(4)
    return f"<{name} {mark}>\n{text}\n</{name} {mark}>"
