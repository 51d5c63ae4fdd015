"""The one line of an output that says what went wrong."""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import fold, shorten
from skillfs.learning.safety import is_poison, is_redacted
from skillfs.learning.work.verdicts import TAIL, plain_output

SYMPTOM_LIMIT = 200
"""Characters of a tool's words that may enter a skill."""
_LINE = 2000
"""Characters of a line that are looked at."""

_EXCEPTION = re.compile(
    r"^(?:E\s+)?(?P<what>(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt)\b(?::.*)?)$"
)
_COMPILER = re.compile(
    r"^(?:\[ERROR\]\s+)?(?P<file>[^\s:]{1,300}\.\w{1,6})(?::|:\[|"
    r"\()\d+[^\s]*:?\]?\s+(?P<what>(?:error:?\s*)?\S.*)$"
)
_SHELL = re.compile(
    r"^(?:\S*/?(?:ba|z|da)?sh: )?(?:(?:line )?\d+: )?(?P<what>\S+: (?:command not found|"
    r"No such file or directory|Permission denied|not found))$"
)
_PLAIN = re.compile(
    r"^(?:E\s+)?(?:[\w.+-]{1,40}: (?=(?i:error|fatal)\b))?(?:error|fatal|panic|ERROR|FATAL|npm ERR!|npm error|Error|"
    r"make: \*\*\*)(?:\[\w+\])?:?\s+\S.*$"
)
_TOOL = re.compile(r"^[\w./-]{1,60}: (?:(?:error|fatal)\b.{0,20}|Error\b|\(\d{1,3}\) ).*$")
_COMPLAINT = re.compile(
    r"\b(?:errors?|fatal|failed|failure|denied|refused|rejected|cannot|can't|could not|couldn't|unable to|not found|"
    r"no such|invalid|unknown|unsupported|not supported|missing|conflict|"
    r"already (?:in use|exists|allocated)|time[d ]?-?out)\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"\b(?:BUILD FAILURE|BUILD FAILED|\d+ (?:failed|errors?)|FAILED|FAILURES|Compilation failure|Test(?:s| Suites):)"
    r"|^FAIL\b|^\W*$"
)
"""Lines that say that something failed, and not what."""


def symptom_of(output: str) -> str:
    """The line that names the failure, at most 200 characters; empty where the output has none that may be quoted.

    ``/bin/bash: line 1: python: command not found`` → ``python: command not found``; of a traceback its last line; of
    a compiler's report the first error, by the name of its file; of any other tool its first complaint:
    ``Host key verification failed.``, ``psql: error: FATAL: role "root" does not exist``.
    """
    lines = [fold(line[:_LINE]) for line in plain_output(output[:TAIL] + "\n" + output[-4 * TAIL :]).splitlines()]
    for line in _candidates(lines):
        quoted = shorten(line.replace("`", "'"), SYMPTOM_LIMIT)
        if not is_poison(quoted) and not is_redacted(quoted) and len(quoted) > 8:
            return quoted
    return ""


def _candidates(lines: list[str]) -> list[str]:
    telling = [line for line in lines if not _VERDICT.search(line)]
    shell = [match["what"] for line in lines if (match := _SHELL.match(line))]
    exceptions = [match["what"] for line in reversed(lines) if (match := _EXCEPTION.match(line))]
    compiler = [
        f"{match['file'].rpartition('/')[2]}: {match['what']}"
        for line in lines
        if (match := _COMPILER.match(line[:600]))
    ]
    plain = [line for line in telling if _PLAIN.match(line)]
    tools = [line for line in telling if _TOOL.match(line)]
    complaints = [line for line in telling if _COMPLAINT.search(line)]
    verdicts = [line for line in lines if _VERDICT.search(line)]
    return [*shell, *exceptions, *compiler, *plain, *tools, *complaints, *verdicts, *_in_prose(lines)]


def _in_prose(lines: list[str]) -> list[str]:
    """The first line of a short output that complains in its own words: "pyproject.toml changed significantly …"."""
    telling = [line for line in lines if not _STATUS.match(line) and line.strip()]
    return [line for line in telling[:1] if len(telling) <= _SHORT_OUTPUT and len(line.split()) >= _SENTENCE]


_SHORT_OUTPUT = 4
_SENTENCE = 4
_STATUS = re.compile(r"^\(?(?:exit code|exit status)\b", re.IGNORECASE)
