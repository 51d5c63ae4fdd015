"""Secrets are replaced by ``<redacted:kind>`` before anything else sees a session: in a text, or in raw JSON."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate
from threading import Lock
from typing import NamedTuple

# The rules are imported where they are needed: they take as long as half of a process's start, and most processes that
# could log a secret never log a line.

_MAX_ROUNDS = 8


class Secret(NamedTuple):
    """A secret in a text: its span and its kind."""

    start: int
    end: int
    kind: str


def redact(text: str) -> tuple[str, Counter[str]]:
    """`text` with every secret replaced, and how many of each kind there were. Redacting the result changes nothing."""
    found: Counter[str] = Counter()
    for _ in range(_MAX_ROUNDS):
        secrets = _find(text)
        if not secrets:
            break
        found.update(secret.kind for secret in secrets)
        text = _replaced(text, secrets)
    return text, found


def _find(text: str) -> list[Secret]:
    """Secrets in `text`, in order. Where two rules overlap the first one wins; the next round sees what is left."""
    from skillfs.sessions.screening import rules_for

    hits = [(start, order, end, rule.kind) for order, rule in rules_for(text) for start, end in rule.find(text)]
    return _without_overlaps(hits)


def _without_overlaps(hits: list[tuple[int, int, int, str]]) -> list[Secret]:
    kept: list[Secret] = []
    order_of_last = 0
    for start, order, end, kind in sorted(hits):
        if kept and start < kept[-1].end:
            if order >= order_of_last:
                continue
            kept.pop()
        kept.append(Secret(start, end, kind))
        order_of_last = order
    return kept


def _replaced(text: str, secrets: Sequence[Secret]) -> str:
    pieces = []
    position = 0
    for secret in secrets:
        pieces += [text[position : secret.start], f"<redacted:{secret.kind}>"]
        position = secret.end
    return "".join([*pieces, text[position:]])


# A string token of JSON, possessive and so linear; the last one of a prefix may lack its closing quote.
_STRING = re.compile(r'"(?P<body>[^"\\]*+(?:\\.[^"\\]*+)*+)\\?"?', re.DOTALL)
_NAMES_STRING = re.compile(r'\s*+:\s*+(?=")')
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)

# Rules cost more to start than to run: strings are searched together first, and by themselves only where that hits. No
# rule but the one for private keys reaches across the separator; it comes first, and all that it covers is searched.
_BATCH = 8192
_SEPARATOR = " \n<\n"


class HarmlessTexts:
    """Long texts that were searched and hold no secret, the latest `size` of them. For any number of threads.

    Agents read the same file again and again, transcripts keep what a tool printed twice, and a session that grows is
    read from its beginning at each step.
    """

    _LONG = 1024
    """Characters of a text that takes longer to search than to look up."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._digests: OrderedDict[bytes, None] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, text: str) -> bool:
        if len(text) < self._LONG:
            return False
        digest = self._digest(text)
        with self._lock:
            known = digest in self._digests
            if known:
                self._digests.move_to_end(digest)
        return known

    def update(self, texts: Iterable[str]) -> None:
        """Add those of `texts` that are long."""
        digests = [self._digest(text) for text in texts if len(text) >= self._LONG]
        with self._lock:
            self._digests.update(dict.fromkeys(digests))
            while len(self._digests) > self._size:
                self._digests.popitem(last=False)

    @staticmethod
    def _digest(text: str) -> bytes:
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


_HARMLESS = HarmlessTexts(32_768)


class _Token(NamedTuple):
    """A string token of JSON: the span of its inside, and the text that it stands for.

    `names` says that it is the name of the field whose value is the next token.
    """

    start: int
    end: int
    text: str
    names: bool


def redact_document(data: bytes) -> tuple[bytes, Counter[str]]:
    """Raw JSON or JSONL with the secrets inside its strings replaced, and their count by kind.

    Every byte outside a secret stays as it is, also in text that is no valid JSON. A string that is the value of a
    field such as ``"password"`` is replaced whole.
    """
    text = data.decode("utf-8", "surrogateescape")
    named: list[str] = []
    found: Counter[str] = Counter()
    pieces: list[str] = []
    position = 0
    for token, kind in _suspects(_tokens(text)):
        body = text[token.start : token.end]
        if kind is not None:
            named.append(kind)
            redacted = f"<redacted:{kind}>"
        else:
            redacted, secrets = _redact_body(body)
            found += secrets
        if redacted is not body:
            pieces += [text[position : token.start], redacted]
            position = token.end
    found = Counter(named) + found
    if not found:
        return data, found
    return "".join([*pieces, text[position:]]).encode("utf-8", "surrogateescape"), found


def _tokens(text: str) -> Iterator[_Token]:
    """The string tokens of JSON in `text`, in order.

    The decoder of the standard library is faster than a pattern by far, but tells the place of an error at the cost of
    a pass over the text before it: from the first broken string on, patterns find the others.
    """
    start = text.find('"')
    while start >= 0:
        try:
            string, end = _DECODER.raw_decode(text, start)
        except ValueError:
            yield from _tokens_of_broken(text, start)
            return
        colon = _NAMES_STRING.match(text, end)
        yield _Token(start + 1, end - 1, string, colon is not None)
        start = colon.end() if colon else text.find('"', end)


def _tokens_of_broken(text: str, start: int) -> Iterator[_Token]:
    for match in _STRING.finditer(text, start):
        names = _NAMES_STRING.match(text, match.end()) is not None
        yield _Token(*match.span("body"), _unescaped(match["body"]), names)


def _suspects(tokens: Iterable[_Token]) -> Iterator[tuple[_Token, str | None]]:
    """The tokens that may hold a secret, in order; with its kind those that are one, by the name of their field."""
    from skillfs.sessions.secret_rules import field_kind

    named: dict[int, str] = {}
    batch: list[_Token] = []
    size = 0
    name = None
    for token in tokens:
        kind = None if name is None else field_kind(name, token.text)
        name = token.text if token.names else None
        if kind is not None:
            named[len(batch)] = kind
        elif token.text in _HARMLESS:
            continue
        batch.append(token)
        size += len(token.text) + len(_SEPARATOR)
        if size > _BATCH:
            yield from _suspects_among(batch, named)
            batch, named, size = [], {}, 0
    if batch:
        yield from _suspects_among(batch, named)


def _suspects_among(batch: Sequence[_Token], named: Mapping[int, str]) -> Iterator[tuple[_Token, str | None]]:
    suspects = set(named)
    if secrets := _find(_SEPARATOR.join([token.text for token in batch])):
        starts = [0, *accumulate(len(token.text) + len(_SEPARATOR) for token in batch[:-1])]
        for secret in secrets:
            suspects.update(range(bisect_right(starts, secret.start) - 1, bisect_left(starts, secret.end)))
    else:
        _HARMLESS.update(token.text for token in batch)
    return ((batch[number], named.get(number)) for number in sorted(suspects))


def _redact_body(body: str) -> tuple[str, Counter[str]]:
    """The inside of a string token with its secrets replaced, its escapes as they were."""
    found: Counter[str] = Counter()
    for _ in range(_MAX_ROUNDS):
        text = _unescaped(body)
        secrets = _find(text)
        if not secrets:
            break
        found.update(secret.kind for secret in secrets)
        body = _replaced(body, secrets if text == body else _in_raw(body, secrets))
    return body, found


def _unescaped(body: str) -> str:
    """The text that the inside of a string token stands for; `body` itself where its escapes are wrong."""
    if "\\" not in body:
        return body
    try:
        return str(_DECODER.decode(f'"{body}"'))
    except ValueError:
        return body


def _in_raw(body: str, secrets: Iterable[Secret]) -> list[Secret]:
    """The spans that `secrets` of the unescaped text have in `body`."""
    texts, raws = [0], [0]
    for escape in _ESCAPE.finditer(body):
        texts.append(texts[-1] + escape.start() - raws[-1] + 1)
        raws.append(escape.end())

    def raw(position: int) -> int:
        index = bisect_right(texts, position) - 1
        return raws[index] + position - texts[index]

    return [Secret(raw(start), raw(end), kind) for start, end, kind in secrets]
