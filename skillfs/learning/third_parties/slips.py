"""Slips of the tongue about people: "I meant Bob Stone, not Bob Jones" moves what was said to the right person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.names import ORGANISATION, names_in
from skillfs.learning.english.plain_text import word_key
from skillfs.learning.english.trailing import without_trailing
from skillfs.learning.third_parties.people import remarks_in
from skillfs.learning.third_parties.predicates import predicates
from skillfs.learning.third_parties.remarks import Remark
from skillfs.learning.user.corrections import meant
from skillfs.learning.user.facts import facts_in

_FITS = {
    "company": re.compile(ORGANISATION),
    "location": re.compile(r"(?:the )?[^\W\d_a-z].*"),
    "birthday": re.compile(r".*\d.*"),
}


def settled(statements: Sequence[Statement]) -> tuple[list[Remark], set[Statement]]:
    """What a session says of people once its slips are corrected, and the statements that were slips about people.

    A slip that names what was wrong corrects the latest remark with it; one that does not corrects the latest remark,
    unless the user spoke of themself since.
    """
    remarks: list[Remark] = []
    slips: set[Statement] = set()
    for statement, said in _by_statement(statements):
        slip = meant(statement)
        corrected = _corrected(remarks, statements, statement, *slip) if slip else None
        if corrected is not None:
            remarks = corrected
            slips.add(statement)
        else:
            remarks += said
    return remarks, slips


def _by_statement(statements: Sequence[Statement]) -> list[tuple[Statement, list[Remark]]]:
    said: dict[tuple[int, str], list[Remark]] = {}
    for remark in remarks_in(statements):
        said.setdefault((remark.message, remark.source), []).append(remark)
    return [(statement, said.pop((statement.message, statement.source), [])) for statement in statements]


def _corrected(
    remarks: list[Remark], statements: Sequence[Statement], slip: Statement, new: str, old: str | None
) -> list[Remark] | None:
    """The remarks with the slip put right; None where it is about none of them."""
    if not remarks or any(predicates(f" {new}")):
        return None
    new = without_trailing(new)
    name = next((name.text for name in names_in(new) if name.text == new), None)
    if old:
        renamed = [replace(remark, name=new) if name and _is_called(remark, old) else remark for remark in remarks]
        return renamed if renamed != remarks else _with_value(remarks, slip, new, old)
    last = remarks[-1]
    if _speaks_of_self_since(last, statements, slip):
        return None
    if name and set(word_key(name).split()) & set(word_key(last.name).split()):
        return [replace(remark, name=new) if remark.name == last.name else remark for remark in remarks]
    fits = _FITS.get(last.attribute)
    if fits and fits.fullmatch(new):
        return [*remarks[:-1], replace(last, value=new, message=slip.message, source=slip.source, time=slip.time)]
    return None


def _with_value(remarks: list[Remark], slip: Statement, new: str, old: str) -> list[Remark] | None:
    wanted = re.compile(rf"(?<!\w){re.escape(old.strip())}(?!\w)", re.IGNORECASE)
    for number in reversed(range(len(remarks))):
        remark = remarks[number]
        if wanted.search(remark.value):
            value = wanted.sub(lambda _: new, remark.value)
            right = replace(remark, value=value, message=slip.message, source=slip.source, time=slip.time)
            return [*remarks[:number], right, *remarks[number + 1 :]]
    return None


def _is_called(remark: Remark, old: str) -> bool:
    wanted, known = word_key(old).split(), word_key(remark.name).split()
    return wanted == known or (len(wanted) == 1 and wanted[0] in known)


def _speaks_of_self_since(last: Remark, statements: Sequence[Statement], slip: Statement) -> bool:
    places = [number for number, statement in enumerate(statements) if statement.source == last.source]
    end = next(number for number, statement in enumerate(statements) if statement is slip)
    begin = max((place for place in places if place < end), default=0)
    return any(True for statement in statements[begin + 1 : end] for _ in facts_in(statement))
