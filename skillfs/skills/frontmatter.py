"""The YAML between two ``---`` lines at the top of a Markdown file: found, read without surprises, written quoted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import yaml

MAX_LENGTH = 65_536
"""Characters of front matter that are read: YAML takes a second for half a million."""
_MAX_DEPTH = 3
_SPECIAL_TAGS = ("tag:yaml.org,2002:value", "tag:yaml.org,2002:merge")
_BREAKS = re.compile(r"\r\n?")
_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class FrontMatterError(ValueError):
    """The front matter cannot be read. The message is one line that says where and how to fix it."""


@dataclass(frozen=True, slots=True)
class Split:
    """A Markdown file in two: the YAML between its ``---`` lines, and the body without surrounding white space."""

    yaml: str
    body: str


def split(text: str) -> Split | None:
    """The front matter, each line of it ended, and the body; None for a text that does not start with a ``---`` line.

    Raises `FrontMatterError` when the closing ``---`` is missing or comes too late. Windows and old Mac newlines count
    as newlines.
    """
    lines = _BREAKS.sub("\n", text).split("\n")
    if lines[0].rstrip(" ") != "---":
        return None
    closing = next((number for number, line in enumerate(lines) if number and line.rstrip(" ") == "---"), None)
    if closing is None:
        raise FrontMatterError("the front matter is not closed: put a line --- after its last key")
    if sum(map(len, lines[1:closing])) > MAX_LENGTH:
        raise FrontMatterError(f"the front matter is longer than {MAX_LENGTH} characters: put prose below it")
    return Split("".join(f"{line}\n" for line in lines[1:closing]), "\n".join(lines[closing + 1 :]).strip())


@lru_cache(maxsize=256)
def mapping_node(text: str) -> yaml.MappingNode | None:
    """The front matter as a YAML mapping that means the same to every parser; None when it has no keys.

    Raises `FrontMatterError` for what YAML libraries read differently or not at all: tabs, control characters,
    anchors, aliases, tags, ``{}`` and ``[]`` collections, directives, several documents, keys given twice. The node is
    shared between callers, since a session's learning reads the same front matter many times: do not change it.
    """
    _check_characters(text)
    try:
        _check_events(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise FrontMatterError(_describe(error)) from None
    except yaml.YAMLError as error:
        raise FrontMatterError(f"the front matter is no YAML: {' '.join(str(error).split())}") from None
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode):
        raise FrontMatterError("the front matter must be lines of the form key: value")
    _check_keys(node)
    return node


def quoted(value: str) -> str:
    r"""The value as a double-quoted YAML scalar on one line, read back identically by every YAML 1.1 and 1.2 parser.

    Everything that is not printable is escaped, and so is the third hyphen of ``---``, where naive readers cut.
    """
    return f'"{"".join(_escaped(char) for char in value)}"'.replace("---", r"--\x2d")


def _escaped(char: str) -> str:
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    code = ord(char)
    if char.isprintable():
        return char
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _check_characters(text: str) -> None:
    for number, line in enumerate(text.split("\n"), start=2):
        if "\t" in line:
            raise FrontMatterError(f"line {number} has a tab: use spaces in front matter")
        for char in line:
            if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char == "\ufeff":
                raise FrontMatterError(f"line {number} has the character U+{ord(char):04X}: remove it")
        if line.startswith(("%", "...")):
            raise FrontMatterError(f"line {number} is a YAML directive or document end: keep to key: value lines")
        if "---" in line:
            raise FrontMatterError(f"line {number} has --- inside the front matter, where readers cut: use an en dash")


def _check_events(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        where = f"line {event.start_mark.line + 2}" if event.start_mark else "the front matter"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FrontMatterError(f"{where} has a YAML anchor or alias (& or *): put the value in double quotes")
        if getattr(event, "tag", None):
            raise FrontMatterError(f"{where} has a YAML tag (!): put the value in double quotes")
        if getattr(event, "flow_style", False):
            raise FrontMatterError(f"{where} has a {{}} or [] collection: put the value in double quotes")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                raise FrontMatterError(f"{where} is nested deeper than any key allows")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _check_keys(node: yaml.MappingNode) -> None:
    seen = set()
    for key, value in node.value:
        line = key.start_mark.line + 2
        if not isinstance(key, yaml.ScalarNode) or not key.value.strip():
            raise FrontMatterError(f"line {line} has no plain key: write key: value")
        for scalar in (key, value):
            if scalar.tag in _SPECIAL_TAGS:
                raise FrontMatterError(f"line {line} has a bare {scalar.value}: put it in double quotes")
        if key.value in seen:
            raise FrontMatterError(f"line {line} gives the key {key.value!r} a second time: keep one")
        seen.add(key.value)
        if isinstance(value, yaml.MappingNode):
            _check_keys(value)


def _describe(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    where = f"line {mark.line + 2}" if mark else "the front matter"
    problem = " ".join((error.problem or "cannot be read").split())
    return f"{where} is no YAML ({problem}): put the value in double quotes"
