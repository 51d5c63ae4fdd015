"""Which of many patterns may match a text at all, told by the letters that they cannot match without.

Rules are many, and a sentence is one that hardly any of them reads. What a pattern needs is read off the pattern
itself, so that a rule stays one pattern and nobody keeps a list of its words: "nothing (?:beats|tops) .+" needs
"nothing". Of what it needs three letters in a row are looked for, the ones that are rarest among the patterns.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Any, Generic, Protocol, TypeVar

# What `re.compile` itself reads patterns with. It has no public name since `sre_parse` was deprecated (Python 3.11).
_parser: Any = importlib.import_module("re._parser")

_LETTERS = 3
_MAX_SPELLINGS = 32
"""Texts that a part of a pattern may stand for; a part that stands for more is not spelled out."""

_Tokens = Sequence[tuple[Any, Any]]
_Spellings = frozenset[str]
_NOTHING: _Spellings = frozenset({""})


class _HasPattern(Protocol):
    @property
    def regex(self) -> str: ...


_T = TypeVar("_T", bound=_HasPattern)


class CueIndex(Generic[_T]):
    """Rules by what they cannot match without: each has a `regex`, whose case does not matter. It is built when it is
    first asked."""

    def __init__(self, rules: Sequence[_T]) -> None:
        self._rules = rules

    def for_text(self, text: str) -> Iterator[_T]:
        """The rules whose patterns may match in `text`, in their order."""
        always, by_cue = self._index
        found = set(always)
        for cue in _cues(text.casefold()) & by_cue.keys():
            found.update(by_cue[cue])
        return (self._rules[number] for number in sorted(found))

    @cached_property
    def _index(self) -> tuple[Sequence[int], dict[str, list[int]]]:
        """The numbers of the rules that need nothing certain, and of the others by their cues."""
        needs = [list(_needs(_parser.parse(rule.regex, re.IGNORECASE))) for rule in self._rules]
        common = Counter(cue for choices in needs for spellings in choices for cue in _cues(*spellings))
        by_cue: defaultdict[str, list[int]] = defaultdict(list)
        for number, choices in enumerate(needs):
            rarest = [_rarest(spellings, common) for spellings in choices]
            for cue in min(rarest, key=lambda cues: sum(common[cue] for cue in cues), default=()):
                by_cue[cue].append(number)
        return [number for number, choices in enumerate(needs) if not choices], dict(by_cue)


def _cues(*texts: str) -> set[str]:
    return {text[at : at + _LETTERS] for text in texts for at in range(len(text) - _LETTERS + 1)}


def _rarest(spellings: _Spellings, common: Counter[str]) -> frozenset[str]:
    """One cue of each spelling."""
    return frozenset(min(sorted(_cues(spelling)), key=common.__getitem__) for spelling in spellings)


def _needs(tokens: _Tokens) -> Iterator[_Spellings]:
    """Choices of texts, in lower case: of each of them one stands in whatever the tokens match."""
    run = _NOTHING
    for token in [*_words(tokens), None]:
        spellings = _spellings_of(*token) if token else None
        joined = _joined(run, spellings) if spellings is not None else None
        if joined is not None:
            run = joined
            continue
        if min(map(len, run)) >= _LETTERS:
            yield run
        run = spellings or _NOTHING
        if token and spellings is None:
            yield from _needs_of(*token)


def _needs_of(operation: str, argument: Any) -> Iterator[_Spellings]:
    """What a token needs that is not spelled out as a whole."""
    match operation:
        case "SUBPATTERN":
            yield from _needs(argument[3])
        case "ATOMIC_GROUP":
            yield from _needs(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" if argument[0]:
            yield from _needs(argument[2])
        case "BRANCH":
            choices = [min(_needs(branch), key=len, default=None) for branch in argument[1]]
            if None not in choices:
                yield frozenset().union(*(choice for choice in choices if choice))


def _spellings(tokens: _Tokens) -> _Spellings | None:
    """All texts, in lower case, that the tokens match; None where these are too many or depend on what is around."""
    found: _Spellings | None = _NOTHING
    for token in _words(tokens):
        spelled = _spellings_of(*token)
        found = _joined(found, spelled) if found is not None and spelled is not None else None
        if found is None:
            return None
    return found


def _words(tokens: _Tokens) -> Iterator[tuple[str, Any]]:
    """The tokens by the names of their operations, literal characters in a row as one ``WORD``."""
    word = ""
    for operation, argument in tokens:
        if operation.name == "LITERAL":
            word += chr(argument)
            continue
        if word:
            yield "WORD", word
            word = ""
        yield operation.name, argument
    if word:
        yield "WORD", word


def _spellings_of(operation: str, argument: Any) -> _Spellings | None:
    match operation:
        case "WORD":
            return frozenset({argument.casefold()})
        case "IN" if all(kind.name == "LITERAL" for kind, _ in argument):
            return frozenset(chr(code).casefold() for _, code in argument)
        case "SUBPATTERN":
            return _spellings(argument[3])
        case "ATOMIC_GROUP":
            return _spellings(argument)
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return _NOTHING
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" if argument[:2] == (0, 1):
            inside = _spellings(argument[2])
            return None if inside is None else inside | _NOTHING
        case "BRANCH":
            choices = [_spellings(branch) for branch in argument[1]]
            if None in choices:
                return None
            return frozenset().union(*(choice for choice in choices if choice))
    return None


def _joined(heads: _Spellings, tails: _Spellings) -> _Spellings | None:
    if heads == _NOTHING:
        return tails
    if len(heads) * len(tails) > _MAX_SPELLINGS:
        return None
    return frozenset(head + tail for head, tail in product(heads, tails))
