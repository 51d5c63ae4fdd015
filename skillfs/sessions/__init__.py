"""Transcripts: one module a format, all of them giving the same typed messages.

`judge.judge` says what the bytes in an inbox are, `reading.read` gives the sessions in them with their secrets
redacted, and `digest.message_digests` tells a longer version of a known session from another one.

A format is a module with ``NAME``, ``recognises`` and ``read``, and one line in `skillfs.sessions.formats`: ``openai``,
``anthropic``, ``claude_code``, ``dataclaw`` are there; ``native`` is the envelope around any of them. Next: Codex CLI
rollouts (``~/.codex/sessions/**/rollout-*.jsonl``), Gemini CLI chats, OpenCode storage, Letta agent files, LangChain
message dumps.
"""
