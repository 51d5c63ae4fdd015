"""The agent loop: its ceilings, its reminders, and requests that are too long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import trio
from chat_server import FINISH, ChatServer, Reply, answer, error, serving

from skillfs.learning.llm.agent import Agent, Arguments, Ceiling, Limits, NoArguments, Tool, ToolError, shrink
from skillfs.learning.llm.client import ChatClient, ContextTooLong, ModelError, NoToolSupport
from skillfs.learning.llm.elision import elide_middle, fair_limit


class _Note(Arguments):
    text: str


def _note(arguments: _Note) -> str:
    if arguments.text == "bad":
        raise ToolError("this text is bad: write another")
    return "noted " + arguments.text


TOOLS: list[Tool[Any]] = [
    Tool("note", "Note it.", _Note, _note),
    Tool("finish", "Done.", NoArguments, lambda arguments: "Done.", ends=True),
]


def work(model: Callable[[dict[str, Any]], Reply], *texts: str, **settings: Any) -> tuple[Agent, ChatServer]:
    with serving(model) as server:

        async def worked() -> Agent:
            async with ChatClient(server.settings(**settings)) as chat:
                agent = Agent(chat, "tasks", TOOLS, Limits(chat))
                agent.messages = [{"role": "user", "content": text} for text in texts or ("instructions",)]
                await agent.work()
                return agent

        return trio.run(worked), server


def in_turn(*replies: Reply) -> Callable[[dict[str, Any]], Reply]:
    queue = list(replies)
    return lambda request: queue.pop(0) if len(queue) > 1 else queue[0]


def test_parallel_calls_are_run_in_order_and_each_is_answered() -> None:
    several = answer(("note", {"text": "one"}), ("note", {"text": "bad"}), ("note", {}), ids=["x", "x", None])
    _, server = work(in_turn(several, FINISH))

    tools = [message for message in server.requests[1]["messages"] if message["role"] == "tool"]
    assert [message["tool_call_id"] for message in tools] == ["x", "call_1", "call_2"]
    assert [message["content"] for message in tools] == [
        "noted one",
        "Error: this text is bad: write another",
        "Error: the arguments of note do not fit: text: Field required",
    ]
    (parameters,) = {tool["function"]["name"]: tool["function"]["parameters"] for tool in server.requests[0]["tools"]}[
        "note"
    ]["required"]
    assert parameters == "text"


def test_a_call_after_finish_in_the_same_answer_is_still_answered() -> None:
    agent, server = work(in_turn(answer(("finish", {}), ("note", {"text": "late"}))))
    assert [message["content"] for message in agent.messages if message["role"] == "tool"] == ["Done.", "noted late"]
    assert len(server.requests) == 1


def test_a_model_that_never_finishes_meets_a_ceiling() -> None:
    with pytest.raises(Ceiling, match=r"not finished after 3 answers \(max_iterations"):
        work(in_turn(answer(("note", {"text": "x"}))), max_iterations=3)


def test_tokens_have_a_ceiling() -> None:
    with pytest.raises(Ceiling, match=r"used its 250 tokens up \(max_tokens_per_run"):
        work(in_turn(answer(("note", {"text": "x"}))), max_tokens_per_run=250)


def test_time_has_a_ceiling() -> None:
    slow = Reply(FINISH.body, seconds=3)
    with pytest.raises(Ceiling, match=r"took more than 0\.3 s \(max_seconds_per_run"):
        work(in_turn(slow), max_seconds_per_run=0.3)


def test_a_model_that_only_talks_cannot_call_tools() -> None:
    with pytest.raises(NoToolSupport, match="called no tool in 3 answers; choose a model with tool calling"):
        work(in_turn(answer(text="Sure! I would call finish now.")))


def test_a_model_that_has_worked_and_then_only_talks_has_finished() -> None:
    agent, server = work(in_turn(answer(("note", {"text": "x"})), answer(text="That is all.")))
    assert (agent.calls_made, len(server.requests)) == (1, 4)


def test_a_request_that_is_too_long_is_shrunk_and_sent_again() -> None:
    def model(request: dict[str, Any]) -> Reply:
        if sum(len(message["content"] or "") for message in request["messages"]) > 9000:
            return error(400, "maximum context length", "context_length_exceeded")
        return FINISH

    _, server = work(model, "instructions " * 40, "a" * 20_000, "b" * 3000)

    first, last = server.requests[0]["messages"], server.requests[-1]["messages"]
    assert last[0] == first[0]
    assert "characters are left out here" in last[1]["content"]
    assert last[1]["content"].startswith("a")
    assert last[2]["content"] == "b" * 3000
    assert len(server.requests) == 3


def test_a_request_that_cannot_shrink_any_more_fails() -> None:
    with pytest.raises(ContextTooLong):
        work(in_turn(error(400, "maximum context length")), "instructions", "short")
    with pytest.raises(ModelError, match="stays longer than it can read"):
        work(in_turn(error(400, "maximum context length")), "instructions", "x" * 10**6)


def test_shrinking_spares_the_instructions() -> None:
    messages = [{"role": "system", "content": "i" * 5000}, {"role": "user", "content": "u" * 4000}]
    assert shrink(messages)
    assert [len(message["content"]) < limit for message, limit in zip(messages, (5001, 3000), strict=True)] == [
        True
    ] * 2
    assert messages[0]["content"] == "i" * 5000
    assert not shrink([{"role": "system", "content": "i" * 5000}])


def test_the_middle_is_what_is_left_out() -> None:
    text = "".join(map(str, range(1000)))
    assert elide_middle(text, 5000) == text
    short = elide_middle(text, 300, "read({offset})")
    assert short.startswith(text[:200])
    assert short.endswith(text[-100:])
    assert f"[… {len(text) - 300:,} characters are left out here; read(200) …]" in short


@pytest.mark.parametrize(
    ("lengths", "budget", "limit"),
    [([], 10, 0), ([10, 20], 100, 20), ([10, 5000, 5000], 2010, 1000), ([900, 900], 10, 200)],
)
def test_short_texts_leave_their_share_to_the_long_ones(lengths: list[int], budget: int, limit: int) -> None:
    assert fair_limit(lengths, budget) == limit
