"""Whether the configured model can do what learning needs: call a tool, read its answer, and end."""

from __future__ import annotations

import secrets
import time
from typing import Any

from skillfs.learning.llm.agent import Agent, Arguments, Limits, NoArguments, Tool, ToolError
from skillfs.learning.llm.client import ChatClient, ModelError
from skillfs.learning.llm.configuration import LlmSettings

STAGE = "probe"


class _Word(Arguments):
    word: str


async def probe(settings: LlmSettings) -> float:
    """Have the model fetch a word with one tool and hand it back with another; the seconds that it took.

    Raises `ModelError` when it cannot be reached, calls no tool, or does not read what a tool answers.
    """
    word = secrets.token_hex(4)
    returned: list[str] = []

    def take(arguments: _Word) -> str:
        if arguments.word != word:
            raise ToolError("that is not the word: call get_word, then return_word with what it answers")
        returned.append(arguments.word)
        return "Right."

    tools: list[Tool[Any]] = [
        Tool("get_word", "Get the word.", NoArguments, lambda arguments: word),
        Tool("return_word", "Hand the word back.", _Word, take, ends=True),
    ]
    began = time.perf_counter()
    async with ChatClient(settings) as chat:
        agent = Agent(chat, STAGE, tools, Limits(chat))
        agent.messages = [{"role": "user", "content": "Call get_word, then return_word with the word that it answers."}]
        await agent.work()
    if not returned:
        raise ModelError(f"{settings.model}: it did not hand back what a tool answered; choose another model")
    return time.perf_counter() - began
