"""Secrets are replaced by ``<redacted:kind>`` before anything else sees a session: in a text, or in raw JSON."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from skillfs.sessions.secret_rules import RULES, Rule, field_kind

_MAX_ROUNDS = 8


class Secret(NamedTuple):
    """A secret in a text: its span and its kind."""

    start: int
    end: int
    kind: str


def redact(text: str) -> tuple[str, Counter[str]]:
    """`text` with every secret replaced, and how many of each kind there were. Redacting the result changes nothing."""
    return _redact_by(RULES, text)


def _redact_by(rules: Iterable[Rule], text: str) -> tuple[str, Counter[str]]:
    found: Counter[str] = Counter()
    for _ in range(_MAX_ROUNDS):
        secrets = _find(rules, text)
        if not secrets:
            break
        found.update(secret.kind for secret in secrets)
        text = _replaced(text, secrets)
    return text, found


def _find(rules: Iterable[Rule], text: str) -> list[Secret]:
    """Secrets in `text`, in order. Where two rules overlap the first one wins; the next round sees what is left."""
    lowered = text.lower()
    hits = [
        (start, order, end, rule.kind)
        for order, rule in enumerate(rules)
        if rule.may_hit(lowered)
        for start, end in rule.find(text)
    ]
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
_STRING = re.compile(r'"(?P<body>[^"\\]*+(?:\\.[^"\\]*+)*+)\\?"?(?P<colon>\s*+:\s*+)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_SHORTEST_SECRET = 6


def redact_document(data: bytes) -> tuple[bytes, Counter[str]]:
    """Raw JSON or JSONL with the secrets inside its strings replaced, and their count by kind.

    Every byte outside a secret stays as it is, also in text that is no valid JSON. A string that is the value of a
    field such as ``"password"`` is replaced whole.
    """
    text = data.decode("utf-8", "surrogateescape")
    lowered = text.lower()
    hides_letters = "\\u00" in lowered or "\\/" in lowered
    rules = RULES if hides_letters else tuple(rule for rule in RULES if rule.may_hit(lowered))
    found: Counter[str] = Counter()
    pieces: list[str] = []
    position, field, value_at = 0, "", -1
    for token in _STRING.finditer(text):
        start, end = token.span("body")
        body = text[start:end]
        kind = _field_kind(field, body) if token.start() == value_at else None
        if kind:
            found[kind] += 1
            pieces += [text[position:start], f"<redacted:{kind}>"]
            position = end
        elif end - start >= _SHORTEST_SECRET:
            redacted, secrets = _redact_body(rules, body)
            if secrets:
                found += secrets
                pieces += [text[position:start], redacted]
                position = end
        field, value_at = (body, token.end()) if token["colon"] else ("", -1)
    if not found:
        return data, found
    return "".join([*pieces, text[position:]]).encode("utf-8", "surrogateescape"), found


def _field_kind(field: str, body: str) -> str | None:
    return field_kind(_unescaped(field)[0], _unescaped(body)[0])


def _redact_body(rules: Sequence[Rule], body: str) -> tuple[str, Counter[str]]:
    """The inside of a string token with its secrets replaced, its escapes as they were."""
    found: Counter[str] = Counter()
    for _ in range(_MAX_ROUNDS):
        text, places = _unescaped(body)
        secrets = _find(rules, text)
        if not secrets:
            break
        found.update(secret.kind for secret in secrets)
        raw = [Secret(_raw(places, start), _raw(places, end), kind) for start, end, kind in secrets]
        body = _replaced(body, raw)
    return body, found


_Places = tuple[list[int], list[int]]


def _unescaped(body: str) -> tuple[str, _Places]:
    """The characters that `body` stands for, and behind each escape the position in them and in `body`."""
    places: _Places = ([0], [0])
    if "\\" not in body:
        return body, places
    pieces: list[str] = []
    position, length = 0, 0
    for escape in _ESCAPE.finditer(body):
        plain = body[position : escape.start()]
        code, letter = escape.groups()
        pieces += [plain, chr(int(code, 16)) if code else _ESCAPED.get(letter, letter)]
        position = escape.end()
        length += len(plain) + 1
        places[0].append(length)
        places[1].append(position)
    return "".join([*pieces, body[position:]]), places


def _raw(places: _Places, position: int) -> int:
    """Where in the raw text the character at `position` starts."""
    texts, raws = places
    index = bisect_right(texts, position) - 1
    return raws[index] + position - texts[index]
