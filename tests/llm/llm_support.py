"""Sessions for the tests of the llm learner, and the incident that several of them tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from skillfs.learning.protocol import Occasion
from skillfs.sessions.messages import Session
from skillfs.sessions.reading import read
from skillfs.skills.defaults import default_files
from skillfs.skills.staging import Staging

CONTACTS = """---
name: "social-contacts"
description: "People the user knows. Read it when somebody is mentioned by name."
---
# Social contacts

One file per person, named `[first-last].md`. Never a telephone number or an e-mail address.
"""


@dataclass
class Chat:
    """Builds a session of OpenAI chat messages, turn by turn."""

    fields: dict[str, Any] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)

    def person(self, text: str) -> Chat:
        self.messages.append({"role": "user", "content": text})
        return self

    def agent(self, text: str) -> Chat:
        self.messages.append({"role": "assistant", "content": text})
        return self

    def runs(self, command: str, output: str, *, error: bool = False) -> Chat:
        call_id = f"c{len(self.messages)}"
        function = {"name": "bash", "arguments": json.dumps({"command": command})}
        calls = [{"id": call_id, "type": "function", "function": function}]
        self.messages.append({"role": "assistant", "content": None, "tool_calls": calls})
        self.messages.append({"role": "tool", "tool_call_id": call_id, "content": output, "is_error": error})
        return self

    @property
    def document(self) -> bytes:
        """The session as a file holds it."""
        return json.dumps({"created_at": "2026-03-17T12:00:00Z", "messages": self.messages, **self.fields}).encode()

    @property
    def session(self) -> Session:
        (named,) = read(self.document, lines=False, name="monday").sessions
        return named.session


def occasion(**circumstances: Any) -> Occasion:
    """A learning occasion of session `monday`; files that existed before are a person's."""
    dropped = datetime(2026, 3, 17, 13, tzinfo=UTC)
    return Occasion(**{"session_id": "monday", "dropped_at": dropped, "timezone": UTC, **circumstances})


def staging(files: Mapping[str, str] | None = None) -> Staging:
    """The default skills, `social-contacts`, and these files."""
    base = {**default_files(), "social-contacts/SKILL.md": CONTACTS.encode()}
    base |= {path: text.encode() for path, text in (files or {}).items()}
    return Staging(base, base.__getitem__)


def contents(skills: Staging) -> dict[str, str]:
    """What an edited staging changed, as text by path; removed files are empty."""
    return {change.path: (change.data or b"").decode() for change in skills.changes()}


FIX = "kubectl -n edge set env deploy/gateway UPSTREAM_TIMEOUT=60s"
GATEWAY = (
    Chat()
    .person("The checkout returns 502 since the release. Find out why and fix it.")
    .runs("curl -si https://shop.example/checkout", "HTTP/1.1 502 Bad Gateway\nserver: gateway\n", error=True)
    .agent("The pods restarted an hour ago; perhaps they are out of memory. I raise their limit.")
    .runs("kubectl -n shop set resources deploy/checkout --limits=memory=1Gi", "deployment.apps/checkout updated")
    .runs("curl -si https://shop.example/checkout", "HTTP/1.1 502 Bad Gateway\nserver: gateway\n", error=True)
    .agent("Memory was a red herring. The gateway gives up after 15 s and the report takes 40 s.")
    .runs(FIX, "deployment.apps/gateway env updated")
    .runs("curl -si https://shop.example/checkout", "HTTP/1.1 200 OK\n")
    .agent("The checkout answers again.")
    .person("Great, it works now. And from now on keep your answers short, please.")
    .agent("Will do.")
)
"""A 502 with a red herring: the fix is the gateway's upstream timeout."""

GATEWAY_TASK = {
    "task_description": "Find out why the checkout returns 502 and fix it",
    "message_ids": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
}
GATEWAY_SUCCESS = {
    "task_goal": "stop the 502 of the checkout",
    "approach": f"Raise the gateway's upstream timeout: `{FIX}`",
    "key_decisions": ["memory of the pods was a red herring"],
    "generalizable_pattern": "A 502 of the gateway on slow requests is its upstream timeout, not the service",
    "applies_when": "the gateway answers 502 while the service is healthy",
}
