"""What is said of one person by one sentence, and how much it tells that there is such a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from skillfs.learning.english.given_names import is_given_name
from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.plain_text import fold
from skillfs.learning.english.predicate_parts import Said
from skillfs.learning.english.trailing import without_trailing
from skillfs.learning.safety import is_redacted
from skillfs.learning.third_parties.surnames import is_surname

MAX_VALUE = 120

_GROUP = re.compile(
    r"\b(?:I|we)(?:['’]ve got| have(?: got)?) (?:\w+ )?(?:siblings|kids|children|sons|daughters|brothers|sisters|"
    r"friends|"
    r"colleagues|neighbou?rs|flatmates|students|cousins|nieces|nephews|employees|interns|twins|grandchildren)\b",
    re.IGNORECASE,
)
_TIED = re.compile(r"\b(?:my|our|us|me|we|I|here)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is said of somebody. `attribute` is its kind (``role``, ``company``, ``preference``, ``note``, …).

    `identifies` says whether the remark is of a kind that only people have, so that even a first name alone is one;
    `of_things` whether it holds of programs and firms as well ("our vendor").
    """

    name: str
    attribute: str
    value: str
    message: int
    source: str
    time: datetime | None = None
    identifies: bool = False
    of_things: bool = False


def remarks_on(statement: Statement, name: str, said: Iterable[Said]) -> Iterator[Remark]:
    """What a sentence says of who has a name, as remarks: "Ann is our notary" identifies Ann as a person."""
    is_persons_name = is_full_name(name)
    is_tied = bool(_TIED.search(statement.text))
    is_of_group = is_given_name(name) and bool(_GROUP.search(statement.text))
    kinds: tuple[str, ...] = ("role", "relationship") if is_persons_name else ("team",) if is_given_name(name) else ()
    for one in said:
        value = without_trailing(fold(one.value).strip(" ,.;:-–—(").removesuffix("'s").removesuffix("’s"))
        value = _COMPANY_PART.sub("", value) if one.attribute == "company" else value
        yield Remark(
            name,
            one.attribute,
            value,
            statement.message,
            statement.source,
            statement.time,
            one.identifies or is_of_group or one.attribute in kinds,
            (one.of_things and not (is_persons_name and is_tied))
            or (one.attribute == "note" and not one.identifies and not (is_persons_name or _is_foreign(name))),
        )


_COMPANY_PART = re.compile(r"['’]s\s.*$")


def is_full_name(name: str) -> bool:
    """Whether only people are called that: by a first name and another, or in letters that no program has."""
    if not _LATIN.search(name):
        return True
    first, *_, last = name.split() if " " in name else (name, "")
    return bool(last) and (is_given_name(first) or is_surname(last))


_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def _is_foreign(name: str) -> bool:
    """Whether a name of two words has letters that names of programs do not: "Matjaž Kranjc"."""
    return " " in name and not name.isascii()


def is_keepable(remark: Remark) -> bool:
    """Whether a remark says something that may be kept: short, not redacted, not empty."""
    return 1 < len(remark.value) <= MAX_VALUE and not is_redacted(remark.value) and not is_redacted(remark.name)
