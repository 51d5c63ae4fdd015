"""What a transcript only *recalled*: text that came out of a skill must not go back into one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from skillfs.learning.english.plain_text import fold, plain, sentences
from skillfs.sessions.messages import Message, Opaque, Role, Session, ToolCall

MIN_LENGTH = 24
"""Shorter lines are common phrases: that two texts share one says nothing."""

_LINE_NUMBER = re.compile(r"^\s*\d{1,6}(?:→|\t|\s*\|\s?)")
_MARKUP = re.compile(r"^\s*(?:#{1,6}\s|```|~~~|---|\|)")
_SKILL_LOAD = "Base directory for this skill"
_SKILL_PATH = re.compile(r"(?:^|[\s/'\"=])\.?skills?/|SKILL\.md", re.IGNORECASE)
_READERS = re.compile(r"(?:^|[\s;&|(])(?:cat|head|tail|less|more|bat|sed|awk|grep|rg|find\b[^|;&]{0,200}-exec)\s")
_READ_TOOLS = frozenset({"read", "view", "cat", "read_file", "readfile", "open_file", "str_replace_based_edit_tool"})
_SHELL_TOOLS = frozenset({"bash", "shell", "execute", "run_command", "terminal", "exec", "local_shell", "run"})


class Recalled:
    """The lines that a session loaded from skills, or that its space is known to have served."""

    def __init__(self, session: Session, was_served: Callable[[str], bool]) -> None:
        self._was_served = was_served
        self._lines: set[str] = set()
        for text in _loaded_texts(session):
            self._lines.update(_keys(text))

    def __len__(self) -> int:
        """How many distinct lines the transcript loaded from skills."""
        return len(self._lines)

    def covers(self, text: str) -> bool:
        """Whether any line or sentence of `text` with 24 characters or more is recalled, white space folded."""
        return any(key in self._lines or self._was_served(key) for key in _keys(text))

    def was_loaded(self, text: str) -> bool:
        """Whether a line or sentence of `text` was loaded in this very transcript, whatever the space ever served."""
        return any(key in self._lines for key in _keys(text))

    def covers_message(self, text: str) -> bool:
        """Whether *all* of a person's message is recalled: people may quote, but a pasted skill is no news."""
        lines = [fold(line) for line in text.splitlines() if line.strip() and not _MARKUP.match(line)]
        return bool(lines) and all(plain(line) in self._lines or self._was_served(plain(line)) for line in lines)


def _keys(text: str) -> Iterator[str]:
    for line in text.splitlines():
        whole = plain(_LINE_NUMBER.sub("", line))
        if len(whole) < MIN_LENGTH:
            continue
        yield whole
        for sentence in sentences(whole):
            if MIN_LENGTH <= len(sentence) < len(whole):
                yield sentence


def _loaded_texts(session: Session) -> Iterator[str]:
    loading: set[str] = set()
    for message in session.messages:
        if message.role is Role.ASSISTANT:
            loading.update(call.id for call in message.tool_calls if _loads_skill(call))
        if _is_skill_load(message):
            yield message.text
        for part in message.parts:
            if isinstance(part, Opaque) and part.kind == "skill-load" and isinstance(part.raw, str):
                yield part.raw
        for result in message.tool_results:
            if result.call_id in loading:
                yield result.text


def _is_skill_load(message: Message) -> bool:
    return not message.human and message.text.lstrip().startswith(_SKILL_LOAD)


def _loads_skill(call: ToolCall) -> bool:
    name = call.name.casefold()
    if name == "skill":
        return True
    if name in _READ_TOOLS:
        path = call.input.get("file_path") or call.input.get("path") or ""
        return isinstance(path, str) and bool(_SKILL_PATH.search(path))
    if name in _SHELL_TOOLS:
        command = call.input.get("command") or call.input.get("cmd") or ""
        return isinstance(command, str) and bool(_SKILL_PATH.search(command) and _READERS.search(f" {command}"))
    return False
