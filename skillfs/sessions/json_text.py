"""JSON from strangers: what is wrong with a text, whether more text could mend it, and never a crash.

The C scanner of the standard library does the parsing and finds the place of an error; this module says what the error
means. It is stricter than `json.loads` (RFC 8259: no ``NaN``, no ``Infinity``) and bounded in depth.
"""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import NoReturn, cast

from skillfs.sessions.messages import JSON

MAX_DEPTH = 200
"""Levels of nesting that are read; the limit of pydantic's own parser, and far from Python's recursion limit."""


class JSONTextError(ValueError):
    """A text is no JSON document. `line` and `column` count from 1; `problem` names the flaw and the remedy."""

    def __init__(self, problem: str, line: int = 1, column: int = 1) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line
        self.column = column


class MalformedError(JSONTextError):
    """No continuation can make the text a JSON document."""


class SeveralDocumentsError(MalformedError):
    """The text goes on with another document after a complete one, as JSONL does."""


class IncompleteError(JSONTextError):
    """The text stops too early, and some continuation makes it a JSON document. `in_string` tells where it stops."""

    def __init__(self, problem: str, line: int = 1, column: int = 1, *, in_string: bool = False) -> None:
        super().__init__(problem, line, column)
        self.in_string = in_string


_BOM = b"\xef\xbb\xbf"
_SPACE = " \t\n\r"
_LITERALS = ("true", "false", "null")

# Possessive, so linear. An unterminated string runs to the end of the text: its brackets are no nesting either.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+\\?"?', re.DOTALL)
_NOT_BRACKETS = bytes(code for code in range(256) if code not in b"[]{}")
_STEP = [(code in b"[{") - (code in b"]}") for code in range(256)]

_UNFINISHED_NUMBER = re.compile(r"(?:-|-?(?:0|[1-9]\d*+)(?:\.|(?:\.\d++)?[eE][+-]?))\Z")
_UNFINISHED_ESCAPE = re.compile(r"u[0-9a-fA-F]{0,4}")
_FINISHED_ESCAPE = re.compile(r"u[0-9a-fA-F]{4}")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(data: bytes, max_depth: int = MAX_DEPTH, *, first_line: int = 1) -> JSON:
    """The value of a UTF-8 JSON document, a byte order mark allowed; the last of duplicate keys wins.

    Lone surrogates become U+FFFD; numbers beyond a float become infinite. Raises `IncompleteError` when some
    continuation could mend `data`, `MalformedError` when none can. `first_line` is the number of the first line.
    """
    text, cut_character = _decode(data)
    _check_start(text)
    too_deep = MalformedError(f"is nested more than {max_depth} levels deep; flatten it")
    try:
        value = _loads(text)
    except json.JSONDecodeError as error:
        raise too_deep if _is_deeper(data, max_depth) else _explained(error, text, cut_character, first_line) from None
    except RecursionError:
        raise too_deep from None
    if _has_more_levels(value, max_depth):
        raise too_deep
    if cut_character:
        raise MalformedError(
            "ends with bytes that are no UTF-8 after the document; remove them", *_place(text, len(text))
        )
    return _without_surrogates(value) if _SURROGATE_ESCAPE.search(text) else value


def parse_embedded(text: str) -> JSON:
    """The value of a JSON document inside a string, such as a tool call's arguments. Raises `JSONTextError`."""
    return parse(text.encode("utf-8", "replace"))


def _decode(data: bytes) -> tuple[str, bool]:
    """The text of `data` and whether it stops inside a character. Raises `MalformedError` for other encodings."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        raise MalformedError("is UTF-16 or UTF-32, not UTF-8; save it as UTF-8")
    body = data.removeprefix(_BOM)
    if data and _BOM.startswith(data) and data != _BOM:
        raise IncompleteError("ends inside a byte order mark; write the rest")
    try:
        return body.decode("utf-8"), False
    except UnicodeDecodeError as error:
        text = body[: error.start].decode("utf-8")
        if error.reason == "unexpected end of data":
            return text, True
        problem = f"has a byte that is no UTF-8 (0x{body[error.start]:02x}); save it as UTF-8"
        raise MalformedError(problem, *_place(text, len(text))) from None


def _check_start(text: str) -> None:
    """A session starts with a bracket, so what starts otherwise never becomes one. Raises `JSONTextError`."""
    stripped = text.lstrip(_SPACE)
    if not stripped:
        raise IncompleteError("is empty; write a session to it")
    if stripped[0] not in "[{":
        place = _place(text, len(text) - len(stripped))
        raise MalformedError(
            "is neither a JSON object nor an array, so no session; see docs/session-formats.md", *place
        )


def _has_more_levels(value: JSON, max_depth: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(max_depth):
        insides = (item.values() if isinstance(item, dict) else item for item in level)
        level = [child for items in insides for child in items if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def _is_deeper(data: bytes, max_depth: int) -> bool:
    """Whether a text that is no JSON document nests deeper, as far as it goes."""
    if data.count(b"[") + data.count(b"{") <= max_depth:
        return False
    brackets = _STRING.sub(b"", data).translate(None, _NOT_BRACKETS)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > max_depth


def _reject_constant(name: str) -> NoReturn:
    raise MalformedError(f"holds {name}, which is not JSON; write null instead")


def _integer(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:
        return float(digits)


# Made once: `json.loads` makes a decoder a call when it is given hooks, which costs more than parsing a short line.
_DECODER = json.JSONDecoder(parse_constant=_reject_constant)
_BIG_INTEGER_DECODER = json.JSONDecoder(parse_constant=_reject_constant, parse_int=_integer)


def _loads(text: str) -> JSON:
    try:
        return cast(JSON, _DECODER.decode(text))
    except (json.JSONDecodeError, JSONTextError):
        raise
    except ValueError:
        # Python refuses to convert integers of more than 4,300 digits; JSON allows them.
        return cast(JSON, _BIG_INTEGER_DECODER.decode(text))


def _explained(error: json.JSONDecodeError, text: str, cut_character: bool, first_line: int) -> JSONTextError:
    """What a syntax error means: text that is missing at the end, or text that is wrong."""
    line, column = _place(text, error.pos)
    line += first_line - 1
    if error.msg.startswith("Unterminated string"):
        problem = f"ends in the middle of a string that starts at line {line}, column {column}; write the rest"
        return IncompleteError(problem, line, column, in_string=True)
    if cut_character and error.msg.startswith("Invalid \\u") and _FINISHED_ESCAPE.fullmatch(text[error.pos :]):
        # The scanner wants to see what follows an escape, and calls one at the end of the text invalid.
        return IncompleteError(f"ends in a string, at line {line}, column {column}; write the rest", line, column)
    if cut_character:
        return MalformedError(
            "ends with bytes that are no UTF-8, outside a string; remove them", *_place(text, len(text))
        )
    rest = text[error.pos :].strip(_SPACE) if len(text) - error.pos < 64 else text[error.pos : error.pos + 64]
    if _can_continue(error, text, rest):
        return IncompleteError(f"ends too early, at line {line}, column {column}; write the rest", line, column)
    if error.msg == "Extra data":
        if rest[0] in "[{":
            return SeveralDocumentsError("holds several JSON documents; one a line belongs into a .jsonl", line, column)
        return MalformedError("goes on after the end of the document; remove what follows", line, column)
    return MalformedError(f"is not JSON: {_remedy(error.msg)}", line, column)


def _can_continue(error: json.JSONDecodeError, text: str, rest: str) -> bool:
    if error.msg == "Extra data":
        return False
    if not rest:
        return True
    if error.msg.startswith("Invalid \\u"):
        return _UNFINISHED_ESCAPE.fullmatch(text[error.pos :]) is not None
    if error.msg == "Expecting value":
        return any(literal.startswith(rest) for literal in _LITERALS) or rest == "-"
    if error.msg == "Expecting ',' delimiter":
        return _ends_in_number(text, error.pos)
    return False


def _ends_in_number(text: str, position: int) -> bool:
    """Whether `text` stops inside a number, such as ``1.`` or ``2e+``, that the scanner gave up on at `position`."""
    start = position
    while start and text[start - 1] in "0123456789+-.eE" and position - start < 4096:
        start -= 1
    return _UNFINISHED_NUMBER.match(text, start) is not None


_REMEDIES = {
    "Expecting value": "a value is missing or misspelt",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Expecting ':' delimiter": "a colon is missing after the name",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing (or a comma is too many)",
}


def _remedy(message: str) -> str:
    if message.startswith("Invalid control character"):
        return "a raw control character stands in a string; escape it"
    if message.startswith("Invalid"):
        return "a backslash starts no known escape; write \\\\ for a backslash"
    return f"{_REMEDIES.get(message, message)}; correct it"


def _place(text: str, position: int) -> tuple[int, int]:
    """Line and column, both from 1, of a position in `text`."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _without_surrogates(value: JSON) -> JSON:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_SURROGATE.sub("\ufffd", key): _without_surrogates(item) for key, item in value.items()}
    return value
