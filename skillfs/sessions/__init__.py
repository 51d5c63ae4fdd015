"""Transcripts: one module a format, all of them giving the same typed messages.

`judge` says what the bytes in an inbox are, `read` gives the sessions in them with their secrets redacted, and
`message_digests` tells a longer version of a known session from another one.

A format is a module with ``NAME``, ``recognises`` and ``read``, and one line in `skillfs.sessions.formats`: ``openai``,
``anthropic``, ``claude_code``, ``dataclaw`` are there; ``native`` is the envelope around any of them. Next: Codex CLI
rollouts (``~/.codex/sessions/**/rollout-*.jsonl``), Gemini CLI chats, OpenCode storage, Letta agent files, LangChain
message dumps.
"""

from skillfs.sessions.digest import message_digests
from skillfs.sessions.documents import DocumentError
from skillfs.sessions.judge import Verdict, VerdictState, judge
from skillfs.sessions.reading import NamedSession, Reading, read
from skillfs.sessions.redaction import redact, redact_document

__all__ = [
    "DocumentError",
    "NamedSession",
    "Reading",
    "Verdict",
    "VerdictState",
    "judge",
    "message_digests",
    "read",
    "redact",
    "redact_document",
]
