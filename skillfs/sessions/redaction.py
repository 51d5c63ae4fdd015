"""Secrets are replaced by ``<redacted:kind>`` before anything else sees a session: in a text, or in raw JSON."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
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
_STRING = re.compile(r'"(?P<body>[^"\\]*+(?:\\.[^"\\]*+)*+)\\?"?(?P<colon>\s*+:\s*+)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)

# Rules cost more to start than to run: strings are searched together first, and by themselves only where that hits. No
# rule but the one for private keys reaches across the separator; it comes first, and all that it covers is searched.
_BATCH = 8192
_SEPARATOR = " \n<\n"


def redact_document(data: bytes) -> tuple[bytes, Counter[str]]:
    """Raw JSON or JSONL with the secrets inside its strings replaced, and their count by kind.

    Every byte outside a secret stays as it is, also in text that is no valid JSON. A string that is the value of a
    field such as ``"password"`` is replaced whole.
    """
    text = data.decode("utf-8", "surrogateescape")
    tokens = list(_STRING.finditer(text))
    named = _secrets_by_name(tokens)
    found = Counter(named.values())
    pieces: list[str] = []
    position = 0
    for number in sorted(named.keys() | _suspects(tokens)):
        token = tokens[number]
        body = token["body"]
        if kind := named.get(number):
            redacted = f"<redacted:{kind}>"
        else:
            redacted, secrets = _redact_body(body)
            found += secrets
        if redacted is not body:
            pieces += [text[position : token.start("body")], redacted]
            position = token.end("body")
    if not found:
        return data, found
    return "".join([*pieces, text[position:]]).encode("utf-8", "surrogateescape"), found


def _secrets_by_name(tokens: Sequence[re.Match[str]]) -> dict[int, str]:
    """The kinds of the secrets that are the whole value of a field whose name says so, by the number of their token."""
    named: dict[int, str] = {}
    for number, (name, value) in enumerate(pairwise(tokens), 1):
        if name["colon"] and value.start() == name.end() and (kind := _field_kind(name["body"], value["body"])):
            named[number] = kind
    return named


def _suspects(tokens: Sequence[re.Match[str]]) -> set[int]:
    """The numbers of the tokens that may hold a secret."""
    suspects: set[int] = set()
    batch: list[str] = []
    starts, end, first = [], 0, 0
    for number, token in enumerate(tokens, 1):
        batch.append(_unescaped(token["body"]))
        starts.append(end)
        end += len(batch[-1]) + len(_SEPARATOR)
        if end > _BATCH or number == len(tokens):
            for secret in _find(_SEPARATOR.join(batch)):
                suspects.update(
                    range(first + bisect_right(starts, secret.start) - 1, first + bisect_left(starts, secret.end))
                )
            batch, starts, end, first = [], [], 0, number
    return suspects


def _field_kind(field: str, body: str) -> str | None:
    from skillfs.sessions.secret_rules import field_kind, may_name_secret

    name = _unescaped(field)
    return field_kind(name, _unescaped(body)) if may_name_secret(name) else None


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
