"""Prose as it stands in transcripts, as single plain lines and sentences. Every function is linear in its input."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,300}\)")
_EMPHASIS = re.compile(r"\*\*|(?<![\w*/])\*(?=[^\s*/])|(?<=[^\s*/])\*(?![\w*/])")
_LINE_LEAD = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+•]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[.)]\s+)")
_FACE = r"[\U0001F300-\U0001FAFF☀-➿][\uFE0F\u200d\U0001F300-\U0001FAFF☀-➿]*"
_SENTENCE_END = re.compile(rf"[.!?…。！？]+[\"'”’)\]]*(?=\s|$)|\n|{_FACE}(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|e\.g|i\.e|vs|dr|mrs?|(?<!\d\s)ms|prof|inc|ltd|st|no|approx|cf)\.$", re.IGNORECASE
)
_NOT_WORD = re.compile(r"[^\w+#]+")


def word_set(*lists: str) -> frozenset[str]:
    """The words of blank-separated lists."""
    return frozenset(word for words in lists for word in words.split())


def fold(text: str) -> str:
    """The text on one line: every run of white space is one space, none at the ends."""
    return " ".join(text.split())


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, cut between words with an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    head, _, _ = text[:limit].rpartition(" ")
    return (head or text[: limit - 1]).rstrip(" ,;:-–—(") + "…"


def plain(line: str) -> str:
    """One line without its Markdown: bullets, heading marks, emphasis and link targets are gone, code ticks stay."""
    line = _LINE_LEAD.sub("", line)
    # Most lines hold neither, which is told by a look for their characters a hundred times as fast as by a pattern.
    if "](" in line:
        line = _LINK.sub(r"\1", line)
    return fold(_EMPHASIS.sub("", line) if "*" in line else line)


def sentences(text: str) -> Iterator[str]:
    """The sentences of `text` verbatim, in order. A line break ends one unless the next line goes on in lower case."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if end.group() == "\n":
            if text[end.end() : end.end() + 1].islower():
                continue
        elif end.group() == "." and _ABBREVIATION.search(text, max(start, end.end() - 8), end.end()):
            continue
        sentence = text[start : end.end()].strip()
        start = end.end()
        if sentence:
            yield sentence
    if tail := text[start:].strip():
        yield tail


def word_key(text: str) -> str:
    """What two spellings of the same words share: case, punctuation and spacing do not count."""
    return _NOT_WORD.sub(" ", text.casefold()).strip()
