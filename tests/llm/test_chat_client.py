"""The client against servers that behave, and against servers that do not."""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trio
from chat_server import KEY, Reply, answer, body, error, serving

from skillfs.learning.llm.client import ChatClient, ContextTooLong, ModelError, NoToolSupport, Refused
from skillfs.learning.llm.configuration import LlmSettings
from skillfs.learning.llm.messages import Call, Completion, Tokens
from skillfs.learning.protocol import StageUse

HELLO = [{"role": "user", "content": "hello"}]


def ask(settings: LlmSettings, messages: list[dict[str, Any]] = HELLO) -> tuple[Completion, ChatClient]:
    async def run() -> tuple[Completion, ChatClient]:
        async with ChatClient(settings) as chat:
            return await chat.complete("tasks", messages, []), chat

    return trio.run(run)


def in_turn(*replies: Reply) -> Callable[[dict[str, Any]], Reply]:
    """A model that gives these replies one after the other, the last one for ever."""
    queue = list(replies)
    return lambda request: queue.pop(0) if len(queue) > 1 else queue[0]


def test_an_answer_has_text_calls_and_tokens() -> None:
    with serving(in_turn(answer(("finish", {"a": 1}), text="well"))) as server:
        began = time.monotonic()
        completion, chat = ask(server.settings())
        seconds = time.monotonic() - began

    assert completion == Completion("well", (Call("id-0", "finish", '{"a": 1}'),), Tokens(100, 20, 10))
    (request,) = server.requests
    assert (request["model"], request["messages"]) == ("scripted", HELLO)
    use = chat.use["tasks"]
    assert (use.calls, use.prompt_tokens, use.completion_tokens, use.cached_tokens) == (1, 100, 20, 10)
    assert 0 < use.seconds < seconds
    assert chat.tokens == 120


def test_calls_of_one_answer_get_ids_of_their_own() -> None:
    with serving(in_turn(answer(("a", {}), ("b", {}), ("c", {}), ids=["same", "same", None]))) as server:
        completion, _ = ask(server.settings())

    assert [call.id for call in completion.calls] == ["same", "call_1", "call_2"]
    assert [call["id"] for call in completion.as_message()["tool_calls"]] == ["same", "call_1", "call_2"]


def test_null_content_and_parts_are_text() -> None:
    parts = {"role": "assistant", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}
    with serving(in_turn(body({"choices": [{"message": parts}]}))) as server:
        assert ask(server.settings())[0].text == "ab"
    with serving(in_turn(answer(("finish", {}), text=None))) as server:
        assert ask(server.settings())[0].text == ""


@pytest.mark.parametrize(
    "fault",
    [
        error(500, "oops"),
        error(503, "overloaded"),
        error(429, "slow down"),
        Reply(drop=True),
        Reply(answer(text="never arrives").body, cut=20),
        Reply(b'{"choices": [{"message": {"content": "half'),
        Reply(b"<html>Bad gateway</html>"),
        Reply(b""),
        body({"choices": []}),
        body({"choices": None}),
        answer(text=None),
    ],
    ids=["500", "503", "429", "dropped", "cut", "truncated", "html", "nothing", "no choices", "null choices", "empty"],
)
def test_what_may_pass_is_retried(fault: Reply) -> None:
    with serving(in_turn(fault, answer(text="at last"))) as server:
        completion, _ = ask(server.settings())

    assert completion.text == "at last"
    assert len(server.requests) == 2


def test_retry_after_is_obeyed() -> None:
    with serving(in_turn(error(429, "slow down", Retry_After="1.3"), answer(text="now"))) as server:
        ask(server.settings())

    assert 1.3 <= server.times[1] - server.times[0] < 2.5


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (error(500, "oops"), "HTTP 500: "),
        (error(429, "you exceeded your quota"), "the endpoint's limit is reached, try later"),
        (Reply(drop=True), "cannot reach http://127.0.0.1:"),
        (body({"choices": []}), "1 answers were empty or cut short; is http://127.0.0.1:"),
        (error(401, f"Incorrect API key provided: {KEY}"), "check OPENAI_API_KEY"),
        (error(404, "The model `scripted` does not exist"), "check SKILLFS_MODEL and OPENAI_BASE_URL"),
    ],
)
def test_what_does_not_pass_is_one_line_without_the_key(fault: Reply, says: str) -> None:
    with serving(in_turn(fault)) as server, pytest.raises(ModelError) as failure:
        ask(server.settings(retries=0))

    message = str(failure.value)
    assert message.startswith("scripted: ")
    assert says in message
    assert "\n" not in message
    assert KEY not in message


def test_a_server_that_does_not_answer_times_out() -> None:
    began = time.monotonic()
    with (
        serving(in_turn(Reply(seconds=2.0))) as server,
        pytest.raises(ModelError, match=r"no answer from .* within 0\.2 s"),
    ):
        ask(server.settings(retries=0, timeout_seconds=0.2))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "fault",
    [
        error(400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded"),
        error(400, "prompt is too long: 210000 tokens > 200000 maximum"),
        error(413, "Request Entity Too Large"),
    ],
)
def test_a_request_that_is_too_long_is_told_apart(fault: Reply) -> None:
    with serving(in_turn(fault)) as server, pytest.raises(ContextTooLong):
        ask(server.settings())
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "message",
    [
        "registry.example/llama2 does not support tools",
        "tools is not supported in this model",
        "Unrecognized request argument supplied: tools",
    ],
)
def test_a_model_without_tools_is_told_apart(message: str) -> None:
    with (
        serving(in_turn(error(400, message))) as server,
        pytest.raises(NoToolSupport, match="choose a model with tool"),
    ):
        ask(server.settings())


def test_a_refusal_is_no_answer() -> None:
    refusal = answer(text=None, refusal="I cannot help with that.")
    with (
        serving(in_turn(refusal)) as server,
        pytest.raises(Refused, match=r"it declined to answer: I cannot help with"),
    ):
        ask(server.settings())


def test_secrets_are_redacted_before_they_are_sent() -> None:
    token = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
    calls = [{"id": "1", "type": "function", "function": {"name": "x", "arguments": f'{{"t": "{token}"}}'}}]
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": f"the token is {token}, the key is {KEY}, half a pair \ud800"},
        {"role": "assistant", "content": None, "tool_calls": calls},
    ]
    with serving(in_turn(answer(text="ok"))) as server:
        ask(server.settings(), messages)

    assert token not in server.sent()
    assert KEY not in server.sent()
    assert "<redacted:" in server.requests[0]["messages"][0]["content"]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_a_trace_has_requests_and_responses_without_secrets(tmp_path: Path) -> None:
    token = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
    directory = tmp_path / "trace"
    with serving(in_turn(answer(text=f"you said {token}"))) as server:
        ask(server.settings(trace_directory=directory), [{"role": "user", "content": f"it is {token}"}])

    files = sorted(directory.iterdir())
    assert [file.name.split("-", 3)[3] for file in files] == ["tasks-request.json", "tasks-response.json"]
    texts = [file.read_text() for file in files]
    assert [token in text for text in texts] == [False, False]
    assert ["<redacted:" in text for text in texts] == [True, True]
    assert json.loads(texts[0])["model"] == "scripted"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (directory, *files)] == [0o700, 0o600, 0o600]


def test_incomplete_settings_are_refused_with_the_remedy() -> None:
    with pytest.raises(ModelError, match="set SKILLFS_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL"):
        ChatClient(LlmSettings.model_validate({"model": "m"}))


def test_use_adds_up() -> None:
    one = StageUse(1, 100, 20, 10, 0.5)
    assert one + one == StageUse(2, 200, 40, 20, 1.0)
    assert (one + one) - one == one
