"""Who is meant by a name, and what of a session goes into people's files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from skillfs.learning.dates import day_of
from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.plain_text import word_key
from skillfs.learning.protocol import Findings, Found, FoundKind, Occasion, Skipped
from skillfs.learning.safety import without_contacts
from skillfs.learning.third_parties.forgotten_people import who_is_named, without_named
from skillfs.learning.third_parties.people_book import Ambiguous, Book, find_book
from skillfs.learning.third_parties.person_file import (
    NO_LONGER_AT,
    as_bullet,
    says_any,
    with_bullet,
    with_field,
    without_bullets_about,
    without_former_company,
    without_value,
)
from skillfs.learning.third_parties.remarks import Remark, is_keepable
from skillfs.learning.user.fact_files import lines as fact_lines
from skillfs.learning.user.forgetting import forget_request
from skillfs.sessions.messages import Session
from skillfs.skills.schema import FieldStyle
from skillfs.skills.schema_files import add_bullet, field_value, render
from skillfs.skills.staging import Staging

MAX_PEOPLE = 10
"""People that one session may add or change."""

_PRIVATE = frozenset({"email", "phone"})
_FORMER = {"former company": "company", "former role": "role"}
_NAME_KEYS = ("name", "nickname")
_NAME_TELLS = re.compile(r"^The user(?:'s (?:[a-z]+ )?name is| goes by| signs as| prefers to be called) ")


_MOVED = re.compile(r"\bmoved?\s+(?!on\b|over\b)(?:\S+\s+){0,3}?to\b", re.IGNORECASE)
"""Whoever moves changes house or firm: the one that is known of them tells which."""


def _has_home_only(text: str, book: Book) -> bool:
    return says_any(text, "location", book) and not says_any(text, "company", book)


@dataclass(slots=True)
class Contacts:
    """Files what a session says of people, remark by remark."""

    session: Session
    skills: Staging
    occasion: Occasion
    findings: Findings
    book: Book | None = None
    told: list[Remark] = field(default_factory=list)
    _changed: set[str] = field(default_factory=set)
    _complained: set[str] = field(default_factory=set)

    def learn(self, remarks: list[Remark]) -> None:
        """File all remarks; names that cannot be placed are named in `findings.skipped`."""
        remarks = [remark for remark in remarks if is_keepable(remark) and not self._is_user(remark.name)]
        self.told = remarks
        if not remarks:
            return
        self.book = find_book(self.skills)
        for remark in remarks:
            if self.book is None:
                self._skip(
                    remark.name,
                    "no skill keeps people: it takes one whose SKILL.md says one file per person, like social-contacts",
                )
            else:
                self._place(remark, self.book, remarks)

    def forget(self, statement: Statement) -> bool:
        """Take out of people's files what "forget …" names, a person or things about them; whether it names any.

        A name that several share is named in `findings.skipped`.
        """
        what = forget_request(statement)
        book = find_book(self.skills) if what else None
        if not what or book is None:
            return False
        known = book.people(self.skills)
        try:
            named = who_is_named(what, known)
        except Ambiguous as several:
            self._skip(f"forget {what}", str(several))
            return True
        if named is None:
            return False
        name, about = named
        if about is None:
            self.skills.remove(known[name])
            self._forgot(name, known[name], statement)
            return True
        text = self.skills.read_text(known[name]) or ""
        kept = without_named(text, name, about, book)
        if kept != text:
            self.skills.write(known[name], kept)
            self._forgot(what, known[name], statement)
        return kept != text

    def _forgot(self, what: str, path: str, statement: Statement) -> None:
        self.findings.found.append(Found(FoundKind.FORGOTTEN, what, path, statement.message, statement.source))

    def _place(self, remark: Remark, book: Book, remarks: list[Remark]) -> None:
        try:
            name, path = self._who(remark, book, remarks)
        except Ambiguous as several:
            self._skip(remark.name, str(several))
            return
        except LookupError as unknown:
            if remark.attribute in ("note", "former note"):
                return
            self._skip(remark.name, str(unknown.args[0]))
            return
        if path not in self._changed and len(self._changed) >= MAX_PEOPLE:
            self._skip(name, f"a session may add {MAX_PEOPLE} people, this one has more")
            return
        kind = self._write(remark, book, name, path)
        if kind is not None:
            self._changed.add(path)
            text = f"{name}: {remark.attribute}: {self._public(remark)}"
            self.findings.found.append(Found(kind, text, path, remark.message, remark.source))

    def _who(self, remark: Remark, book: Book, remarks: list[Remark]) -> tuple[str, str]:
        """The full name and the file of whom a remark is about."""
        known = book.people(self.skills)
        wanted = word_key(remark.name)
        for name, path in known.items():
            if word_key(name) == wanted:
                return name, path
        if " " not in remark.name:
            candidates = {name: path for name, path in known.items() if wanted in word_key(name).split()}
            if len(candidates) > 1:
                raise Ambiguous.of(candidates)
            if candidates:
                return next(iter(candidates.items()))
            if not any(other.name == remark.name and other.identifies for other in remarks):
                raise LookupError("nobody of that name is known, and a first name alone may be anything")
        elif not any(other.identifies or not other.of_things for other in remarks if other.name == remark.name):
            raise LookupError("nobody of that name is known, and it may be a company or a program")
        return remark.name, f"{book.directory}/{book.schema.filename_for(remark.name)}"

    def _write(self, remark: Remark, book: Book, name: str, path: str) -> FoundKind | None:
        """Put a remark into the file; None where it says so already or says something later."""
        text = self.skills.read_text(path)
        day = day_of(remark.time, self.session, self.occasion)
        asked = book.field(remark.attribute)
        if asked is None and remark.attribute in _PRIVATE:
            self._skip(
                f"{name}'s {remark.attribute}",
                "a third party's contact details are kept only where the skill's format asks for them",
            )
            return None
        base = text if text is not None else render(book.schema, name, {})
        if remark.attribute == "company":
            base = without_former_company(base, day)
        if remark.attribute == "company" and _has_home_only(base, book) and _MOVED.search(remark.source):
            remark, asked = replace(remark, attribute="location"), book.field("location")
        if remark.attribute in ("former preference", "former note"):
            if text is None:
                return None
            thing = remark.value.partition(" ")[2] if remark.attribute == "former preference" else remark.value
            edited = without_bullets_about(text, thing, day)
        elif former := _FORMER.get(remark.attribute):
            edited = without_value(base, book, former, remark.value)
            if text is None or (edited == base and former == "role"):
                return None
            if former == "company" and not says_any(edited, "company", book):
                bullet = f"{NO_LONGER_AT}{remark.value} (date: {day})"
                edited = add_bullet(edited, book.schema.last_heading, bullet, book.schema)
        elif asked is None or (asked.style is not FieldStyle.LINE and remark.attribute == "preference"):
            edited = with_bullet(base, book, asked, as_bullet(remark, self._public(remark)), day)
        else:
            edited = with_field(base, book, asked, self._public(remark), day)
        if edited == text or (edited is base and text is not None):
            return None
        replaced = (
            text is not None
            and asked is not None
            and field_value(text, asked) is not None
            and asked.style is FieldStyle.LINE
        )
        self.skills.write(path, edited)
        return FoundKind.CORRECTION if replaced or remark.attribute.startswith("former ") else FoundKind.PERSON

    def _public(self, remark: Remark) -> str:
        return remark.value if remark.attribute in _PRIVATE else without_contacts(remark.value)

    def _is_user(self, name: str) -> bool:
        own = {word_key(_NAME_TELLS.sub("", line.text)) for line in fact_lines(self.skills) if line.key in _NAME_KEYS}
        return word_key(name) in own

    def _skip(self, what: str, why: str) -> None:
        if what not in self._complained:
            self._complained.add(what)
            self.findings.skipped.append(Skipped(what, why))
