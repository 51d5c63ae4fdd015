"""Unified diffs of skill files, quick also where a line was added to a file of many thousands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from itertools import takewhile

from skillfs.sessions.redaction import redact

CONTEXT = 3
MAX_DIFF = 64 * 1024
"""Characters of a diff that are kept; the whole change is in the commit log."""

_HUNK = re.compile(r"@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@")


def unified_diff(path: str, before: bytes | None, after: bytes | None) -> str:
    """The change of one file as a unified diff without secrets, None being no file; one line where it is not text.

    Only the lines between the first and the last that differ are compared, so that an edit in one place takes linear
    time. What is longer than `MAX_DIFF` is cut, and says so.
    """
    old_name = "/dev/null" if before is None else f"a/{path}"
    new_name = "/dev/null" if after is None else f"b/{path}"
    try:
        old, new = (data.decode().splitlines() if data else [] for data in (before, after))
    except UnicodeDecodeError:
        return f"Binary files {old_name} and {new_name} differ"
    diff = "\n".join([f"--- {old_name}", f"+++ {new_name}", *_hunks(old, new)])
    return _bounded(redact(diff)[0])


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    shorter = min(len(old), len(new))
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    backwards = zip(reversed(old[head:]), reversed(new[head:]), strict=False)
    tail = min(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], backwards)), shorter - head)
    start, keep = max(0, head - CONTEXT), max(0, tail - CONTEXT)
    lines = difflib.unified_diff(old[start : len(old) - keep], new[start : len(new) - keep], n=CONTEXT, lineterm="")
    for line in list(lines)[2:]:
        yield _HUNK.sub(lambda match: _moved(match, start), line, count=1) if line.startswith("@@") else line


def _moved(match: re.Match[str], offset: int) -> str:
    """The hunk header `offset` lines further down."""
    old, old_count, new, new_count = match.groups(default="")
    return f"@@ -{int(old) + offset}{old_count} +{int(new) + offset}{new_count} @@"


def _bounded(diff: str) -> str:
    if len(diff) <= MAX_DIFF:
        return diff
    return diff[:MAX_DIFF].rpartition("\n")[0] + "\n… the rest is left out here; the commit has it"
