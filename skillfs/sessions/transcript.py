"""Where format modules put what they read: turns get their index, their author, and ids that pair calls and results."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from skillfs.sessions.authorship import attribute
from skillfs.sessions.messages import Message, Opaque, Part, Role, ToolCall, ToolResult


class Transcript:
    """The messages of a session while it is read."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._unanswered: OrderedDict[str, None] = OrderedDict()

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(self._messages)

    def add(self, role: Role, parts: Sequence[Part], time: datetime | None = None, *, injected: bool = False) -> None:
        """Append one turn. A user's turn that holds only tool results is the tool's; `injected` is no person's."""
        index = len(self._messages)
        paired = [self._paired(part, index, position) for position, part in enumerate(parts)]
        if role is Role.USER and _only_results(paired):
            role = Role.TOOL
        attributed, human = attribute(role, paired, injected=injected)
        self._messages.append(Message(index, role, attributed, time, human))

    def _paired(self, part: Part, index: int, position: int) -> Part:
        """`part` with an id: its own, a made-up one for a call, that of the oldest unanswered call for a result."""
        if isinstance(part, ToolCall):
            call = part if part.id else replace(part, id=f"call-{index}-{position}")
            self._unanswered[call.id] = None
            return call
        if isinstance(part, ToolResult):
            result = part if part.call_id else replace(part, call_id=next(iter(self._unanswered), ""))
            self._unanswered.pop(result.call_id, None)
            return result
        return part


def _only_results(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, ToolResult) for part in parts) and all(
        isinstance(part, ToolResult | Opaque) for part in parts
    )
