"""A model at work with tools, until it says that it has finished or a ceiling is reached."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar

import trio
from pydantic import BaseModel, ConfigDict, ValidationError

from skillfs.learning.llm.client import ChatClient, ContextTooLong, ModelError, NoToolSupport
from skillfs.learning.llm.elision import elide_middle
from skillfs.learning.llm.messages import Call, ChatMessage, Completion
from skillfs.learning.protocol import LearningFailed

log = logging.getLogger(__name__)

MAX_IDLE_ANSWERS = 2
"""Answers without a tool call, one after the other, that are met with a reminder; the next one ends the work."""
SHRINK_TO = 0.6
MIN_SHRINKABLE = 400
MAX_SHRINKS = 6


class Ceiling(LearningFailed):
    """The work took more iterations, tokens or time than it may. The message is one line: which, and how much."""


class ToolError(Exception):
    """A tool cannot do what was asked. The message tells the model what is wrong and what to do instead."""


class Arguments(BaseModel):
    """The arguments of a tool. Those that its schema does not name are ignored: models make some up."""

    model_config = ConfigDict(extra="ignore")


class NoArguments(Arguments):
    """A tool that needs none."""


_A = TypeVar("_A", bound=Arguments)


@dataclass(frozen=True, slots=True)
class Tool(Generic[_A]):
    """A function that the model may call. `run` returns the answer, or raises `ToolError`; `ends`: it is the last."""

    name: str
    description: str
    arguments: type[_A]
    run: Callable[[_A], str]
    ends: bool = False

    def schema(self) -> dict[str, Any]:
        """The tool as a request names it."""
        function = {"name": self.name, "description": self.description, "parameters": _parameters(self.arguments)}
        return {"type": "function", "function": function}

    def call(self, arguments: str) -> str:
        """Run it with JSON arguments. Raises `ToolError` also for arguments that are no JSON or do not fit."""
        try:
            parsed = self.arguments.model_validate_json(arguments or "{}")
        except ValidationError as error:
            raise ToolError(f"the arguments of {self.name} do not fit: {_described(error)}") from None
        return self.run(parsed)


@cache
def _parameters(arguments: type[Arguments]) -> dict[str, Any]:
    """The JSON schema of a tool's arguments, without what only Python has a use for."""
    parameters = arguments.model_json_schema()
    for noise in ("title", "description"):
        parameters.pop(noise, None)
    parameters.setdefault("properties", {})
    return parameters


def _described(error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_input=False)[:5]:
        where = ".".join(map(str, problem["loc"]))
        lines.append(f"{where}: {problem['msg']}" if where else problem["msg"])
    return "; ".join(lines)


@dataclass(slots=True)
class Limits:
    """The ceilings of a piece of work that may have several conversations: answers in each, seconds and tokens in all.

    They start to count when this is made.
    """

    chat: ChatClient
    _until: float = field(init=False)
    _tokens_before: int = field(init=False)

    def __post_init__(self) -> None:
        self._until = time.monotonic() + self.chat.settings.max_seconds_per_run
        self._tokens_before = self.chat.tokens

    @property
    def iterations(self) -> int:
        return self.chat.settings.max_iterations

    def check(self) -> None:
        """Raise `Ceiling` when the tokens are used up."""
        most = self.chat.settings.max_tokens_per_run
        if self.chat.tokens - self._tokens_before >= most:
            raise Ceiling(f"{self.chat.model}: it used its {most:,} tokens up (max_tokens_per_run in config.toml)")

    def seconds_left(self) -> float:
        return max(0.0, self._until - time.monotonic())


@dataclass(slots=True)
class Agent:
    """A conversation with a model that has tools. `messages` grows as it works, and can be gone on with."""

    chat: ChatClient
    stage: str
    tools: Sequence[Tool[Any]]
    limits: Limits
    messages: list[ChatMessage] = field(default_factory=list)
    calls_made: int = 0

    async def work(self) -> None:
        """Let the model call tools until one `ends`, or until it has nothing more to call.

        Whatever a tool raises as `ToolError` is an answer to the model. Raises `Ceiling` and `ModelError`.
        """
        with trio.move_on_after(self.limits.seconds_left()) as clock:
            await self._iterate()
        if clock.cancelled_caught:
            most = self.chat.settings.max_seconds_per_run
            raise Ceiling(f"{self.chat.model}: it took more than {most:g} s (max_seconds_per_run in config.toml)")

    async def _iterate(self) -> None:
        idle = 0
        for _ in range(self.limits.iterations):
            self.limits.check()
            completion = await self._ask()
            self.messages.append(completion.as_message())
            if completion.calls:
                idle = 0
                if self._run_all(completion.calls):
                    return
                continue
            idle += 1
            if idle > MAX_IDLE_ANSWERS:
                if not self.calls_made:
                    raise NoToolSupport(
                        f"{self.chat.model}: it called no tool in {idle} answers; choose a model with tool calling"
                    )
                return
            self.messages.append({"role": "user", "content": self._reminder()})
        raise Ceiling(
            f"{self.chat.model}: the {self.stage} stage was not finished after {self.limits.iterations} answers"
            " (max_iterations in config.toml)"
        )

    def _reminder(self) -> str:
        names = ", ".join(tool.name for tool in self.tools)
        return f"Answer with tool calls only ({names}). When nothing is left to do, call the tool that ends the work."

    async def _ask(self) -> Completion:
        schemas = [tool.schema() for tool in self.tools]
        for _ in range(MAX_SHRINKS):
            try:
                return await self.chat.complete(self.stage, self.messages, schemas)
            except ContextTooLong as error:
                log.info("stage=%s shrinking: %s", self.stage, error)
                if not shrink(self.messages):
                    raise
        raise ModelError(f"{self.chat.model}: the request stays longer than it can read, however much is left out")

    def _run_all(self, calls: Sequence[Call]) -> bool:
        """Run the calls in their order and answer each; whether one of them has ended the work."""
        has_ended = False
        for call in calls:
            self.calls_made += 1
            answer, ends = self._run(call)
            has_ended = has_ended or ends
            self.messages.append({"role": "tool", "tool_call_id": call.id, "content": answer})
        return has_ended

    def _run(self, call: Call) -> tuple[str, bool]:
        tool = next((tool for tool in self.tools if tool.name == call.name), None)
        try:
            if tool is None:
                names = ", ".join(tool.name for tool in self.tools)
                raise ToolError(f"there is no tool {call.name!r}; there are {names}")
            answer = tool.call(call.arguments)
        except ToolError as error:
            log.debug("stage=%s tool=%s error=%s", self.stage, call.name, error)
            return f"Error: {error}", False
        log.debug("stage=%s tool=%s", self.stage, call.name)
        return answer, tool.ends


def shrink(messages: list[ChatMessage]) -> bool:
    """Cut the longest texts of a conversation until it has about `SHRINK_TO` of its length; false when none is long.

    The first message, which has the instructions, stays whole.
    """
    target = SHRINK_TO * sum(_length(message) for message in messages)
    has_shrunk = False
    while sum(_length(message) for message in messages) > target:
        index = max(range(1, len(messages)), key=lambda index: _length(messages[index]), default=0)
        length = _length(messages[index]) if index else 0
        if length < MIN_SHRINKABLE:
            break
        messages[index] = {**messages[index], "content": elide_middle(messages[index]["content"], length // 2)}
        has_shrunk = True
    return has_shrunk


def _length(message: ChatMessage) -> int:
    content = message.get("content")
    return len(content) if isinstance(content, str) else 0
