"""Each format's own spelling becomes the same typed messages."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skillfs.sessions.digest import message_digests
from skillfs.sessions.documents import DocumentError
from skillfs.sessions.messages import (
    JSON,
    Message,
    Opaque,
    Outcome,
    Role,
    Session,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
)
from skillfs.sessions.reading import read
from skillfs.sessions.timestamps import parse_time

SHARED = Path(__file__).parents[3] / "shared" / "sessions"


def one(document: object, *, lines: bool = False) -> Session:
    (named,) = read(json.dumps(document).encode(), lines=lines, name="s").sessions
    return named.session


def jsonl(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_openai_chat_with_tools_and_pictures() -> None:
    image: JSON = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    session = one(
        [
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "What is this?"}, image], "timestamp": 1700000000},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"depth": 2}'}},
                    {"id": "c2", "type": "function", "function": {"name": "look", "arguments": "{broken"}},
                ],
            },
            {"role": "tool", "tool_call_id": "c1", "content": "a cat"},
            {"role": "assistant", "content": "A cat."},
        ]
    )
    assert session == Session(
        "openai",
        (
            Message(0, Role.SYSTEM, (Text("Be brief."),)),
            Message(
                1,
                Role.USER,
                (Text("What is this?"), Opaque("image_url", image)),
                datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
                True,
            ),
            Message(
                2, Role.ASSISTANT, (ToolCall("c1", "look", {"depth": 2}), ToolCall("c2", "look", {"input": "{broken"}))
            ),
            Message(3, Role.TOOL, (ToolResult("c1", "a cat"),)),
            Message(4, Role.ASSISTANT, (Text("A cat."),)),
        ),
        created_at=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
    )


def test_anthropic_blocks_with_error_flag_and_unknown_block() -> None:
    document = {
        "system": "You help.",
        "model": "claude",
        "messages": [
            {"role": "user", "content": "Run the tests"},
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "pytest, then", "signature": "x"},
                    {"type": "redacted_thinking", "data": "abc"},
                    {"type": "tool_use", "id": "t1", "name": "bash", "input": {"command": "pytest"}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {
                        "type": "tool_result",
                        "tool_use_id": "t1",
                        "is_error": True,
                        "content": [{"type": "text", "text": "1 failed"}],
                    }
                ],
            },
        ],
    }
    assert one(document) == Session(
        "anthropic",
        (
            Message(0, Role.SYSTEM, (Text("You help."),)),
            Message(1, Role.USER, (Text("Run the tests"),), human=True),
            Message(
                2,
                Role.ASSISTANT,
                (
                    Thinking("pytest, then"),
                    Opaque("redacted_thinking", {"type": "redacted_thinking", "data": "abc"}),
                    ToolCall("t1", "bash", {"command": "pytest"}),
                ),
            ),
            Message(3, Role.TOOL, (ToolResult("t1", "1 failed", True),)),
        ),
        meta={"model": "claude"},
    )


def claude(kind: str, content: object, **fields: object) -> dict[str, object]:
    return {"type": kind, "uuid": "u", "sessionId": "S", "message": {"role": kind, "content": content}, **fields}


def test_claude_code_tells_people_from_harness() -> None:
    snapshot: JSON = {"type": "file-history-snapshot", "messageId": "m", "snapshot": {}}
    records = [
        snapshot,
        claude("user", "Caveat: these are commands", isMeta=True),
        claude("user", "fix the build", cwd="/w", timestamp="2026-03-17T10:00:00Z"),
        claude("user", "search the code base", isSidechain=True),
        claude("user", [{"type": "tool_result", "tool_use_id": "t", "content": "ok"}], toolUseResult={"stdout": "ok"}),
        claude("user", "a summary", isCompactSummary=True),
        claude("user", "This session is being continued from a previous conversation that ran out of context."),
        claude("user", [{"type": "text", "text": "[Request interrupted by user for tool use]"}]),
        claude("user", "<command-name>/clear</command-name>\n<command-message>clear</command-message>"),
        claude("user", "<system-reminder>todo</system-reminder>\nuse tabs"),
    ]
    (named,) = read(jsonl(*records), lines=True, name="s").sessions
    session = named.session
    assert (session.format, session.id, session.meta) == ("claude-code", "S", {"cwd": "/w"})
    assert [message.text for message in session.messages if message.human] == ["fix the build", "use tabs"]
    assert session.messages[0].parts == (Opaque("file-history-snapshot", snapshot),)
    assert session.messages[4].parts == (ToolResult("t", "ok"),)
    reminder = Opaque("system-reminder", "<system-reminder>todo</system-reminder>")
    assert session.messages[9].parts == (reminder, Text("use tabs"))


def test_a_tag_that_is_never_closed_is_a_persons_word() -> None:
    session = one([{"role": "user", "content": "what does <system-reminder> mean?"}])
    assert session.messages == (Message(0, Role.USER, (Text("what does <system-reminder> mean?"),), human=True),)


def test_dataclaw_splits_calls_from_results() -> None:
    line = {
        "session_id": "d1",
        "start_time": "2026-03-20T15:35:45.023Z",
        "project": "p",
        "messages": [
            {"role": "user", "content": "Base directory for this skill: /x\n\nDo this", "timestamp": None},
            {
                "role": "assistant",
                "thinking": "hm",
                "tool_uses": [
                    {"tool": "Bash", "input": {"command": "x"}, "output": {"text": "boom"}, "status": "error"},
                    {"tool": "Read", "input": {}, "output": {}, "status": "success"},
                    {"tool": "Wait", "input": {}},
                ],
            },
        ],
    }
    assert one(line, lines=True) == Session(
        "dataclaw",
        (
            Message(0, Role.USER, (Text("Base directory for this skill: /x\n\nDo this"),)),
            Message(
                1,
                Role.ASSISTANT,
                (
                    Thinking("hm"),
                    ToolCall("call-1-0", "Bash", {"command": "x"}),
                    ToolCall("call-1-1", "Read", {}),
                    ToolCall("call-1-2", "Wait", {}),
                ),
            ),
            Message(2, Role.TOOL, (ToolResult("call-1-0", "boom", True), ToolResult("call-1-1", "", False))),
        ),
        id="d1",
        created_at=datetime(2026, 3, 20, 15, 35, 45, 23000, tzinfo=UTC),
        meta={"project": "p"},
    )


def test_native_envelope() -> None:
    document = {
        "messages": [{"role": "user", "content": "hi\x00\ud800"}],
        "format": "anthropic",
        "id": "n1",
        "created_at": "not a time",
        "meta": {"date": "2026-01-02"},
        "outcome": "failed",
        "feedback": "too slow",
    }
    assert one(document) == Session(
        "anthropic",
        (Message(0, Role.USER, (Text("hi\x00\ufffd"),), human=True),),
        id="n1",
        meta={"date": "2026-01-02"},
        outcome=Outcome.FAILED,
        feedback="too slow",
    )


def test_several_sessions_on_lines_are_named_apart() -> None:
    session = {"messages": [{"role": "user", "content": "a"}]}
    assert [named.name for named in read(jsonl(session, session), lines=True, name="x").sessions] == ["x", "x-2"]


def test_results_without_ids_answer_the_oldest_call() -> None:
    call = {"role": "assistant", "function_call": {"name": "f", "arguments": "{}"}}
    session = one([call, {"role": "function", "name": "f", "content": "1"}])
    assert session.messages[1].parts == (ToolResult("call-0-0", "1"),)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-17T10:00:00+02:00", datetime(2026, 3, 17, 8, tzinfo=UTC)),
        ("2026-03-17", datetime(2026, 3, 17, tzinfo=UTC)),
        (1700000000, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        (1700000000000, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        ("1700000000", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        (float("inf"), None),
        (float("nan"), None),
        (10**400, None),
        (True, None),
        ("soon", None),
        ({}, None),
    ],
)
def test_times(value: object, expected: datetime | None) -> None:
    assert parse_time(value) == expected  # type: ignore[arg-type]


def test_a_longer_version_continues_the_digests() -> None:
    messages: list[object] = [
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": "b", "time": 1700000000},
    ]
    short = message_digests(one(messages))
    longer = message_digests(one([*messages, {"role": "user", "content": "c"}]))
    other = message_digests(one([{"role": "user", "content": "z"}, messages[1]]))
    assert longer[: len(short)] == short
    assert [len(digest) for digest in longer] == [16, 16, 16]
    assert other[-1] != short[-1]


def test_reading_what_is_no_session_says_where() -> None:
    with pytest.raises(DocumentError, match=r"^\$\.messages\[1\]\.content: must be a string or a list"):
        one({"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": 5}]})


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/sessions is not here")
def test_no_person_and_no_secret_in_the_shared_transcripts() -> None:
    files = sorted(SHARED.glob("*.jsonl"))
    readings = [read(path.read_bytes(), lines=True, name=path.stem) for path in files]
    sessions = [named.session for reading in readings for named in reading.sessions]
    assert len(sessions) == len(files) > 0
    assert [dict(reading.redactions) for reading in readings] == [{} for _ in files]
    assert not [message for session in sessions for message in session.messages if message.human]
    calls = {(n, call.id) for n, session in enumerate(sessions) for m in session.messages for call in m.tool_calls}
    results = {(n, r.call_id) for n, session in enumerate(sessions) for m in session.messages for r in m.tool_results}
    assert calls == results
    errors = [r for session in sessions for m in session.messages for r in m.tool_results if r.is_error]
    assert len(errors) == 13
