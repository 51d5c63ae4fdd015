"""What bytes are: a session, a beginning, or nothing that can become one."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillfs.sessions.documents import DocumentError
from skillfs.sessions.judge import judge
from skillfs.sessions.reading import read
from skillfs.sessions.verdict import Verdict, VerdictState

CHAT = [
    {"role": "user", "content": 'Ünïcode "quoted" \\ 😀\n', "timestamp": 1.5e9},
    {"role": "assistant", "content": [{"type": "text", "text": "ok"}], "usage": [-0.25, True, None, {}, []]},
]
CLAUDE = [
    {"type": "summary", "summary": "s", "leafUuid": "l"},
    {"type": "user", "parentUuid": None, "sessionId": "s", "message": {"role": "user", "content": "hi"}},
]
DATACLAW = {"session_id": "d", "messages": [{"role": "assistant", "tool_uses": [{"tool": "Bash", "input": {}}]}]}


def lines_of(*values: object, ascii_only: bool = True) -> bytes:
    return b"".join(json.dumps(value, ensure_ascii=ascii_only).encode() + b"\r\n" for value in values)


WHOLE = [
    (json.dumps({"messages": CHAT}, indent=2).encode(), False),
    (b"\xef\xbb\xbf" + json.dumps(CHAT, ensure_ascii=False).encode(), False),
    (b'{"messages": [{"role": "user", "content": "\\ud83d\\ude00\\u00e9", "n": [1.25e+10, -0, 1e400]}]} ', False),
    (b'{"messages": [{"role": "user", "content": "\\u001f\xc2\x80"}]}', False),
    (json.dumps(CLAUDE).encode(), False),
    (json.dumps(DATACLAW).encode(), False),
    (lines_of(*CHAT, ascii_only=False), True),
    (lines_of(*CLAUDE), True),
    (lines_of(DATACLAW, DATACLAW), True),
]


@pytest.mark.parametrize(("data", "lines"), WHOLE)
def test_a_session_is_complete_and_every_cut_of_it_can_go_on(data: bytes, lines: bool) -> None:
    assert judge(data, lines=lines).state is VerdictState.COMPLETE
    for cut in range(len(data)):
        verdict = judge(data[:cut], lines=lines)
        assert verdict.state is not VerdictState.INVALID, (data[:cut], verdict)
        assert (verdict.error is None) == (verdict.state is VerdictState.COMPLETE)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "assistant", "system"]), "content": st.none() | st.text()},
        optional={"x": JSON_VALUES, "timestamp": JSON_VALUES},
    ),
    min_size=1,
    max_size=3,
)


@settings(deadline=None)
@given(MESSAGES, st.booleans(), st.booleans(), st.data())
def test_any_cut_of_any_session_can_go_on(
    messages: list[dict[str, object]], lines: bool, ascii_only: bool, data: st.DataObject
) -> None:
    documents = messages if lines else [{"messages": messages}]
    text = "".join(json.dumps(document, ensure_ascii=ascii_only) + "\n" for document in documents)
    whole = text.encode("utf-8", "replace")
    assert judge(whole, lines=lines).state is VerdictState.COMPLETE
    cut = data.draw(st.integers(0, len(whole)))
    assert judge(whole[:cut], lines=lines).state is not VerdictState.INVALID


@settings(deadline=None)
@given(
    st.binary() | JSON_VALUES.map(lambda value: json.dumps(value).encode()) | JSON_VALUES.map(lines_of), st.booleans()
)
def test_what_is_judged_is_what_is_read(data: bytes, lines: bool) -> None:
    verdict = judge(data, lines=lines)
    try:
        sessions = len(read(data, lines=lines, name="x").sessions)
    except DocumentError:
        sessions = 0
    assert verdict.sessions == sessions
    assert (verdict.state is VerdictState.COMPLETE) <= (sessions > 0)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"5", "line 1, column 1: is neither a JSON object nor an array"),
        (b'"a', "line 1, column 1: is neither a JSON object nor an array"),
        (b"{}", "$: is in no format that skillfs knows"),
        (b"[]", "$: is an empty array"),
        (b'{"a": 1}', "$: is in no format that skillfs knows"),
        (b"[1]", "$[0]: must be an object"),
        (b'{"messages": "x"}', "$.messages: must be a valid list"),
        (b'{"messages": [{"role": "user"}], "format": "yaml"}', "$.format: 'yaml' is not known"),
        (b'{"messages": [{"role": "robot"}]}', "$.messages[0].role: must be 'system', 'developer', "),
        (b'{"messages": [], "outcome": "maybe"}', "$.outcome: must be 'success' or 'failed'"),
        (b'{"messages": [{"role": "assistant", "tool_calls": [{"function": {}}]}]}', ".tool_calls[0].function.name"),
        (b'{"role": "user", "content": "a"}', "$: is one message; name the file .jsonl"),
        (b'{"role": "user"}\n{"role": "user"}', "line 2, column 1: another JSON document starts; name the file .jsonl"),
        (b'{"messages": []} x', "line 1, column 18: goes on after the end"),
        (b'{"a": "\xff"}', "line 1, column 8: has a byte that is no UTF-8 (0xff)"),
        (b'{"a": \xe2', "outside a string"),
        ('{"messages": []}'.encode("utf-16"), "is UTF-16 or UTF-32"),
        ('{"messages": []}'.encode("utf-16-le"), "is UTF-16 or UTF-32"),
        (b'{"a": NaN', "holds NaN, which is not JSON"),
        (b'{"a": -Infinity}', "holds -Infinity, which is not JSON"),
        (b'{"a": "x\ny', "line 1, column 9: is not JSON: a raw control character"),
        (b'{"a": "\\x', "a backslash starts no known escape"),
        (b'{"a": 01', "a comma or a closing bracket is missing"),
        (b'{"a": 1,}', "a name in double quotes is missing"),
        (b"[" * 5000, "is nested more than 200 levels deep"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "is nested more than 200 levels deep"),
    ],
)
def test_what_can_never_be_a_session(data: bytes, error: str) -> None:
    verdict = judge(data, lines=False)
    assert verdict.state is VerdictState.INVALID
    assert error in (verdict.error or "")
    assert "\n" not in (verdict.error or "")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b'{"role": "user"}\n{"role": \n{"role": "user"}\n', "line 2 ends before its JSON document does"),
        (b'{\n  "messages": []\n}\n', "line 1 ends before its JSON document does"),
        (b'{"role": "user"}\n{"role": "user", "content": 5}\n', "line 2, $.content: must be a string"),
        (b'{"role": "user"}\n7\n', "line 2, column 1: is neither"),
        (b'{"foo": 1}\n', "line 1, $: is no message in a format"),
        (b'{"messages": []}\n{"role": "user"}\n', "line 2: is no whole session"),
    ],
)
def test_a_bad_line_is_named(data: bytes, error: str) -> None:
    verdict = judge(data, lines=True)
    assert verdict.state is VerdictState.INVALID
    assert error in (verdict.error or "")


def test_what_a_beginning_lacks_is_said() -> None:
    assert judge(b"", lines=False) == Verdict(VerdictState.PREFIX, error="is empty; write a session to it")
    assert judge(b"\n \n", lines=True) == Verdict(VerdictState.PREFIX, error="is empty; write a session to it")
    error = "ends in the middle of a string that starts at line 1, column 15; write the rest"
    assert judge(b'{"messages": ["a', lines=False) == Verdict(VerdictState.PREFIX, error=error)
    growing = judge(b'{"role": "user"}\n{"role": "us', lines=True)
    error = "line 2 ends in the middle of a string that starts at line 2, column 10; write the rest"
    assert (growing.state, growing.format, growing.error) == (VerdictState.PREFIX, "openai", error)
    assert (growing.sessions, growing.messages) == (1, 1)


def test_odd_but_legal_json_is_a_session() -> None:
    big = b"9" * 5000
    data = b'{"messages": [], "messages": [{"role":"user","content":"a\\u0000\\udc00"}], "n": 1e400, "m": ' + big + b"}"
    assert judge(data, lines=False) == Verdict(VerdictState.COMPLETE, "openai", sessions=1, messages=1)
    (named,) = read(memoryview(data), lines=False, name="x").sessions
    assert named.session.messages[0].text == "a\x00\ufffd"
    json.dumps(dict(named.session.meta))


def test_errors_hold_no_secrets() -> None:
    verdict = judge(b'{"messages": [], "format": "ghp_' + b"a1B2c3D4e5" * 4 + b'"}', lines=False)
    assert "ghp_" not in (verdict.error or "")


def test_brackets_in_strings_are_no_depth() -> None:
    data = json.dumps({"messages": [{"role": "user", "content": "[" * 9999 + '\\"{'}]}).encode()
    assert judge(data, lines=False).state is VerdictState.COMPLETE
    assert judge(data[:-3], lines=False).state is VerdictState.PREFIX
