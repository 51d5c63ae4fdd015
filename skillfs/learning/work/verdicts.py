"""What a tool result says of its call: passed, failed, or a noise of the harness that says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from skillfs.learning.work.commands import only_looks, only_reads, shell_command
from skillfs.learning.work.failure_lines import is_refusal, says_failed
from skillfs.sessions.messages import Session, ToolCall, ToolResult


class Verdict(StrEnum):
    """How a call ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Execution:
    """A tool call with its result. `message` is the index of the call's message; `result` is None where none came."""

    call: ToolCall
    result: ToolResult | None
    message: int

    @property
    def command(self) -> str | None:
        return shell_command(self.call)

    @property
    def output(self) -> str:
        return self.result.text if self.result else ""


TAIL = 1500
"""Characters at the end of an output in which a tool states its verdict."""

_EXIT_STATUS = re.compile(
    r"^\s*(?:\(?Exit code|exit status|Process exited with code|\[exit(?: code)?:?)\s*:?\s*(\d{1,3})\b", re.IGNORECASE
)
_NOISE = re.compile(
    r"<tool_use_error>|InputValidationError|exceeds maximum allowed (?:size|tokens)|File has not been read yet|"
    r"has been (?:modified|unexpectedly modified) since|The user doesn't want to proceed|Request interrupted|"
    r"permission to use|"
    r"Cancelled: parallel tool call|File does not exist\.|No such tool available|timed out waiting for approval|"
    r"^Command timed out after"
)
_FETCHES = re.compile(r"\b(?:curl|wget|https?)\s")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|\[(?:\d{1,2}(?:;\d{1,2}){0,3})?m")


def verdict(execution: Execution) -> Verdict:
    """How an execution ended, by its flag, its exit status, then the tool's own verdict in its last lines.

    Words inside a file that was shown are no verdict, and neither are the harness's own complaints (schema errors,
    "exceeds maximum allowed size"). A failure that hides behind a pipe's exit 0 counts.
    """
    result = execution.result
    if result is None:
        return Verdict.NOISE
    head = result.text[:400]
    if _NOISE.search(head):
        return Verdict.NOISE
    if result.is_error:
        return Verdict.FAILED
    if status := _EXIT_STATUS.match(head) or _EXIT_STATUS.match(_last_line(result.text)):
        return Verdict.PASSED if status[1] == "0" else Verdict.FAILED
    command = execution.command
    if command is None or only_reads(command) or only_looks(command):
        return Verdict.PASSED
    text = plain_output(result.text[-TAIL:])
    return Verdict.FAILED if says_failed(text) or (_FETCHES.search(command) and is_refusal(head)) else Verdict.PASSED


def _last_line(text: str) -> str:
    return text[-400:].rstrip().rpartition("\n")[2]


def plain_output(text: str) -> str:
    """Terminal output without its colours."""
    return _ANSI.sub("", text)


def executions(session: Session) -> list[Execution]:
    """Every call of the session with its result, in the order of the calls."""
    results = {result.call_id: result for message in session.messages for result in message.tool_results}
    return [
        Execution(call, results.get(call.id), message.index)
        for message in session.messages
        for call in message.tool_calls
    ]
