"""What goes to and comes from a chat-completions endpoint, read with patience: servers differ in what they leave out.

The protocol is that of https://platform.openai.com/docs/api-reference/chat; only what the learner uses is here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict, field_validator

ChatMessage: TypeAlias = dict[str, Any]
"""A message as the protocol has it: ``{"role": "user", "content": "…"}``."""


class _Tolerant(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class FunctionCall(_Tolerant):
    """The function of a tool call. `arguments` are JSON, or what the model took for it."""

    name: str = ""
    arguments: str = ""

    @field_validator("name", "arguments", mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        return "" if value is None else value


class RequestedCall(_Tolerant):
    """A tool call of an answer. Ids may be missing or stand twice: `Completion.as_message` makes them unique."""

    id: str | None = None
    function: FunctionCall = FunctionCall()


class AnswerMessage(_Tolerant):
    """The message of an answer; `content` is None beside tool calls, `refusal` is what a model says that declines."""

    content: str | None = None
    refusal: str | None = None
    tool_calls: list[RequestedCall] | None = None

    @field_validator("content", mode="before")
    @classmethod
    def _joined(cls, value: object) -> object:
        """Some servers answer with a list of parts."""
        if not isinstance(value, list):
            return value
        return "".join(part.get("text") or "" for part in value if isinstance(part, dict))


class Choice(_Tolerant):
    """One answer; the learner asks for one."""

    message: AnswerMessage
    finish_reason: str | None = None


class _PromptDetails(_Tolerant):
    cached_tokens: int | None = None


class _Usage(_Tolerant):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _PromptDetails | None = None


class Response(_Tolerant):
    """The body of an answer."""

    choices: list[Choice] | None = None
    usage: _Usage | None = None
    model: str | None = None

    def tokens(self) -> Tokens:
        """What the endpoint says it used; zeros where it does not say."""
        used = self.usage or _Usage()
        details = used.prompt_tokens_details or _PromptDetails()
        return Tokens(used.prompt_tokens or 0, used.completion_tokens or 0, details.cached_tokens or 0)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one call or many. `cached` is the part of `prompt` that the endpoint had in its cache."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0

    @property
    def total(self) -> int:
        return self.prompt + self.completion

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(self.prompt + other.prompt, self.completion + other.completion, self.cached + other.cached)


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call with an id that is unique in its answer."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer of the model."""

    text: str
    calls: tuple[Call, ...] = ()
    tokens: Tokens = field(default_factory=Tokens)

    @classmethod
    def of(cls, choice: Choice, tokens: Tokens) -> Completion:
        """The answer that a choice holds, its calls with ids of their own where those are missing or stand twice."""
        calls: list[Call] = []
        for number, call in enumerate(choice.message.tool_calls or []):
            taken = {earlier.id for earlier in calls}
            call_id = call.id if call.id and call.id not in taken else f"call_{number}"
            while call_id in taken:
                call_id += "_"
            calls.append(Call(call_id, call.function.name, call.function.arguments))
        return cls(choice.message.content or "", tuple(calls), tokens)

    def as_message(self) -> ChatMessage:
        """The answer as the next request repeats it."""
        message: ChatMessage = {"role": "assistant", "content": self.text or None}
        if self.calls:
            message["tool_calls"] = [
                {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
                for call in self.calls
            ]
        elif not self.text:
            message["content"] = ""
        return message
