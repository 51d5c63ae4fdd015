"""A space in memory, conversations, and learning the one into the other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from skillfs.learning.offline import study
from skillfs.learning.protocol import Findings, Occasion
from skillfs.sessions.messages import Message, Part, Role, Session, Text, ToolCall, ToolResult
from skillfs.skills.defaults import default_files
from skillfs.skills.staging import Staging

NOON = datetime(2026, 3, 17, 12, tzinfo=UTC)

SOCIAL_CONTACTS = """---
name: "social-contacts"
description: "People the user knows. Read it when somebody is mentioned by name."
---
# Social contacts

One file per person, named `[first-last].md`.

## File Format
```markdown
# [Full Name]
- **Role**: (job title)
- **Company**: (employer)
- **Relationship**: (to the user)

## Notes
- [fact] (date: YYYY-MM-DD)
```
"""


class Conversation:
    """Builds a session turn by turn, a minute between turns."""

    def __init__(self, day: datetime = NOON) -> None:
        self._day = day
        self._messages: list[Message] = []

    def person(self, text: str) -> Conversation:
        return self._add(Role.USER, Text(text), human=True)

    def agent(self, text: str) -> Conversation:
        return self._add(Role.ASSISTANT, Text(text))

    def turn(self, role: Role, *parts: Part) -> Conversation:
        return self._add(role, *parts)

    def runs(self, command: str, output: str = "", *, error: bool = False) -> Conversation:
        return self.calls("Bash", {"command": command}, output, error=error)

    def calls(self, tool: str, arguments: dict[str, str], output: str = "", *, error: bool = False) -> Conversation:
        call_id = f"call-{len(self._messages)}"
        self._add(Role.ASSISTANT, ToolCall(call_id, tool, dict(arguments)))
        return self._add(Role.TOOL, ToolResult(call_id, output, error))

    def edits(self, path: str, old: str, new: str) -> Conversation:
        return self.calls("Edit", {"file_path": path, "old_string": old, "new_string": new}, f"edited {path}")

    def _add(self, role: Role, *parts: Part, human: bool = False) -> Conversation:
        index = len(self._messages)
        time = self._day + timedelta(minutes=index)
        self._messages.append(Message(index, role, parts, time, human))
        return self

    @property
    def session(self) -> Session:
        return Session("test", tuple(self._messages))


@dataclass
class Space:
    """The skill files of a space, as text by path."""

    files: dict[str, str] = field(default_factory=dict)

    def learn(self, session: Session | Conversation, **circumstances: object) -> Findings:
        """Learn a session and keep the edits."""
        if isinstance(session, Conversation):
            session = session.session
        occasion = replace(Occasion("chat", NOON + timedelta(days=30), UTC), **circumstances)  # type: ignore[arg-type]
        staging = Staging(self.files, lambda path: self.files[path].encode())
        findings = study(session, staging, occasion)
        for change in staging.changes():
            if change.data is None:
                del self.files[change.path]
            else:
                self.files[change.path] = change.data.decode()
        return findings

    def says(self, *texts: str) -> Findings:
        """Learn a conversation in which a person says these things and the agent acknowledges each."""
        conversation = Conversation()
        for text in texts:
            conversation.person(text).agent("Understood.")
        return self.learn(conversation)

    @property
    def facts(self) -> list[str]:
        """The facts about the user without their dates, in the order of files and lines."""
        paths = sorted(path for path in self.files if path.startswith("user-general-facts/") and "SKILL.md" not in path)
        lines = [line for path in paths for line in self.files[path].splitlines() if line.startswith("- ")]
        return [line[2:].rpartition(" (date: ")[0] for line in lines]

    @property
    def learnt(self) -> dict[str, str]:
        """Every file but the SKILL.md files."""
        return {path: text for path, text in self.files.items() if not path.endswith("SKILL.md")}


def new_space() -> Space:
    """A new space with its default skills and a skill that keeps people."""
    files = {path: data.decode() for path, data in default_files().items()}
    return Space({**files, "social-contacts/SKILL.md": SOCIAL_CONTACTS})
