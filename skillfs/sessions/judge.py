"""What the bytes in an inbox are: a session, the beginning of one, or nothing that can ever become one. No I/O."""

from __future__ import annotations

from skillfs.sessions.documents import Contents, DocumentError, read_document, read_lines
from skillfs.sessions.json_text import MAX_DEPTH
from skillfs.sessions.redaction import redact
from skillfs.sessions.verdict import Verdict, VerdictState

_MAX_ERROR = 300


def judge(data: bytes | memoryview, *, lines: bool, max_depth: int = MAX_DEPTH) -> Verdict:
    """The verdict on a file's bytes; `lines` is true for ``.jsonl``. Linear in the size of `data`; raises nothing.

    INVALID means that no continuation can make the bytes a session; PREFIX, that they are none yet.
    """
    try:
        contents = (read_lines if lines else read_document)(bytes(data), max_depth)
    except DocumentError as error:
        state = VerdictState.PREFIX if error.can_continue else VerdictState.INVALID
        return Verdict(state, error=_one_line(str(error)))
    return _verdict(contents)


def _verdict(contents: Contents) -> Verdict:
    return Verdict(
        VerdictState.COMPLETE if contents.unfinished is None else VerdictState.PREFIX,
        contents.sessions[0].format if contents.sessions else None,
        None if contents.unfinished is None else _one_line(contents.unfinished),
        len(contents.sessions),
        sum(len(session.messages) for session in contents.sessions),
        contents.live,
    )


def _one_line(problem: str) -> str:
    line = " ".join(redact(problem)[0].split())
    return line if len(line) <= _MAX_ERROR else line[: _MAX_ERROR - 1] + "…"
