"""Asking a model: one request at a time, retried where that can help, redacted, counted."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self

import trio
from pydantic import ValidationError

from skillfs.learning.llm.configuration import REMEDY, LlmSettings, config_path
from skillfs.learning.llm.messages import ChatMessage, Completion, Response, Tokens
from skillfs.learning.llm.trace import Trace
from skillfs.learning.protocol import LearningFailed, StageUse
from skillfs.sessions.redaction import redact

if TYPE_CHECKING:
    import openai

log = logging.getLogger(__name__)

BODY_RETRY_SECONDS = 0.5
"""How long to wait before asking again after a body that is no answer; doubled each time."""
MIN_KEY = 8
"""Shorter keys are placeholders for local servers, and words that stand in many a text."""
_CONTEXT = re.compile(
    r"context.{0,20}(?:length|window|size)|maximum.{0,20}(?:tokens|length)|too (?:long|many tokens)|reduce the length|"
    r"exceeds? the (?:model|limit)",
    re.IGNORECASE,
)
_NO_TOOLS = re.compile(
    r"(?:does ?n[o']t|not|no|un)[ -]?(?:currently )?support\w*\b.{0,40}\b(?:tools?|functions?)\b|"
    r"\b(?:tools?|functions?)\b.{0,60}\b(?:not|un)[ -]?(?:supported|available|allowed)|"
    r"unrecognized (?:request )?arguments?.{0,40}\btools\b|tool choice requires",
    re.IGNORECASE,
)
_SHOWN = 300


class ModelError(LearningFailed):
    """The model could not be asked, or gave no answer. The message is one line without secrets."""


class ContextTooLong(ModelError):
    """The request was longer than the model can read. A shorter one may work."""


class NoToolSupport(ModelError):
    """The model, or its server, cannot call tools, without which nothing can be learnt."""


class Refused(ModelError):
    """The model declined to answer."""


class ChatClient:
    """One model at one endpoint; an async context manager. `use` counts calls, tokens and seconds by stage.

    Every text that is sent, traced or named in an error is redacted first. Requests follow one another: nothing here is
    made for two tasks at once.
    """

    def __init__(self, settings: LlmSettings, *, spent: Callable[[int], None] = lambda tokens: None) -> None:
        """`spent` is told the tokens of each answer as it comes. Raises `ModelError` for incomplete settings."""
        if not settings.is_complete:
            raise ModelError(f"the llm learner is not configured: {REMEDY.format(path=config_path())}")
        self.settings = settings
        self.use: dict[str, StageUse] = {}
        self._spent = spent
        self._trace = Trace(settings.trace_directory) if settings.trace_directory else None
        self._openai: openai.AsyncOpenAI | None = None
        self._redacted = lru_cache(maxsize=4096)(self._without_secrets)

    @property
    def model(self) -> str:
        return self.settings.model

    @property
    def tokens(self) -> int:
        """All tokens used so far."""
        return sum(use.prompt_tokens + use.completion_tokens for use in self.use.values())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close its connections; the client can be used again."""
        client, self._openai = self._openai, None
        if client is not None:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + 1):
                await client.close()

    async def complete(
        self, stage: str, messages: Sequence[ChatMessage], tools: Sequence[dict[str, Any]]
    ) -> Completion:
        """The model's answer. Raises `ModelError`: `ContextTooLong`, `NoToolSupport`, `Refused` where it is that.

        Rate limits, server errors, timeouts and dropped connections are retried by the openai client, with the server's
        Retry-After or with growing pauses; bodies that are cut short or hold no answer are retried here.
        """
        request = {
            "model": self.model,
            "messages": [self._clean(message) for message in messages],
            **({"tools": list(tools)} if tools else {}),
        }
        self._keep(stage, "request", request)
        began = time.monotonic()
        pause = BODY_RETRY_SECONDS
        for attempt in range(self.settings.retries + 1):
            body = await self._post(request)
            self._keep(stage, "response", self._without_secrets(body))
            response = _parsed(body)
            if response is not None:
                completion = self._completion(stage, response, time.monotonic() - began)
                if completion is not None:
                    return completion
            if attempt < self.settings.retries:
                log.info("model=%s stage=%s the answer is empty or cut short; asking again", self.model, stage)
                await trio.sleep(pause)
                pause = min(2 * pause, 8.0)
        raise ModelError(
            f"{self.model}: {self.settings.retries + 1} answers were empty or cut short; is"
            f" {self.settings.endpoint} a chat-completions endpoint?"
        )

    async def _post(self, request: dict[str, Any]) -> str:
        import openai

        try:
            raw = await self._connected().chat.completions.with_raw_response.create(**request)
            return raw.text if isinstance(raw.text, str) else await raw.text()
        except openai.APIStatusError as error:
            self._refuse(error)
        except openai.APITimeoutError:
            seconds = self.settings.timeout_seconds
            raise ModelError(f"{self.model}: no answer from {self.settings.endpoint} within {seconds:g} s") from None
        except openai.APIConnectionError as error:
            reason = error.__cause__ or error
            raise ModelError(
                f"{self.model}: cannot reach {self.settings.endpoint}: {self._shown(reason)}; check OPENAI_BASE_URL"
            ) from None
        except openai.OpenAIError as error:
            raise ModelError(f"{self.model}: {self._shown(error)}") from None

    def _connected(self) -> openai.AsyncOpenAI:
        if self._openai is None:
            from openai import AsyncOpenAI

            self._openai = AsyncOpenAI(
                api_key=self.settings.key,
                base_url=self.settings.base_url or None,
                timeout=self.settings.timeout_seconds,
                max_retries=self.settings.retries,
            )
        return self._openai

    def _refuse(self, error: openai.APIStatusError) -> NoReturn:
        status = error.status_code
        said = self._shown(error).removeprefix(f"Error code: {status} - ")
        if status in (400, 404, 413, 422):
            if _NO_TOOLS.search(said):
                raise NoToolSupport(
                    f"{self.model}: it cannot call tools ({said}); choose a model with tool calling"
                ) from None
            if status == 413 or getattr(error, "code", None) == "context_length_exceeded" or _CONTEXT.search(said):
                raise ContextTooLong(f"{self.model}: the request is longer than it can read ({said})") from None
        remedy = {
            401: "; check OPENAI_API_KEY",
            403: "; check what the key may use",
            404: "; check SKILLFS_MODEL and OPENAI_BASE_URL",
            429: "; the endpoint's limit is reached, try later",
        }
        raise ModelError(
            f"{self.model}: {self.settings.endpoint}: HTTP {status}: {said}{remedy.get(status, '')}"
        ) from None

    def _completion(self, stage: str, response: Response, seconds: float) -> Completion | None:
        tokens = response.tokens()
        self._count(stage, tokens, seconds)
        if not response.choices:
            return None
        choice = response.choices[0]
        if choice.message.refusal or choice.finish_reason == "content_filter":
            words = self._shown(choice.message.refusal or "its content filter stopped the answer")
            raise Refused(f"{self.model}: it declined to answer: {words}")
        completion = Completion.of(choice, tokens)
        return completion if completion.calls or completion.text.strip() else None

    def _count(self, stage: str, tokens: Tokens, seconds: float) -> None:
        self.use[stage] = self.use.get(stage, StageUse()) + StageUse(
            1, tokens.prompt, tokens.completion, tokens.cached, seconds
        )
        self._spent(tokens.total)
        log.debug(
            "model=%s stage=%s prompt=%d completion=%d cached=%d seconds=%.2f",
            self.model, stage, tokens.prompt, tokens.completion, tokens.cached, seconds,
        )  # fmt: skip

    def _clean(self, message: ChatMessage) -> ChatMessage:
        clean = dict(message)
        if isinstance(clean.get("content"), str):
            clean["content"] = self._redacted(clean["content"])
        if "tool_calls" in clean:
            clean["tool_calls"] = [
                {**call, "function": {**call["function"], "arguments": self._redacted(call["function"]["arguments"])}}
                for call in clean["tool_calls"]
            ]
        return clean

    def _without_secrets(self, text: str) -> str:
        # A lone surrogate, which JSON transcripts can hold, is no text that could be sent.
        text = redact(text.encode("utf-8", "replace").decode())[0]
        return text.replace(self.settings.key, "<redacted:api-key>") if len(self.settings.key) >= MIN_KEY else text

    def _shown(self, error: object) -> str:
        text = " ".join(self._without_secrets(str(error) or type(error).__name__).split())
        return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

    def _keep(self, stage: str, kind: str, content: object) -> None:
        if self._trace is not None:
            self._trace.write(stage, kind, content)


def _parsed(body: str) -> Response | None:
    """The response in a body, None for one that is cut short or something else."""
    try:
        return Response.model_validate_json(body)
    except ValidationError:
        return None
