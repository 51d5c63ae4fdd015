"""People's files: whose schema asks for them, who is meant by a name, and what goes where in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from skillfs.learning.dates import day_of
from skillfs.learning.fact_files import lines as fact_lines
from skillfs.learning.human_text import Statement
from skillfs.learning.people import Remark, is_keepable, remarks_in
from skillfs.learning.plain_text import word_key
from skillfs.learning.protocol import Findings, Found, FoundKind, Occasion, Skipped
from skillfs.learning.safety import without_contacts
from skillfs.sessions.messages import Session
from skillfs.skills.document import InvalidSkill, parse_skill
from skillfs.skills.markdown import headings
from skillfs.skills.schema import FieldStyle, Schema, SchemaField, read_schema
from skillfs.skills.schema_files import add_bullet, field_value, render, set_field
from skillfs.skills.staging import Staging

MAX_PEOPLE = 10
"""People that one session may add or change."""

_DATED = re.compile(r"^(?P<value>.*?)(?: \(date: (?P<date>\d{4}-\d{2}-\d{2})\))?$", re.DOTALL)
_CONTACT = "contact|contact info|contact information|contact details"
_FIELD_NAMES = {
    "role": "role|job title|title|position|job|occupation",
    "company": "company|organization|organisation|employer|org|affiliation|firm|workplace",
    "relationship": "relationship|relation|connection|relationship to user|relationship to the user|"
    "how we know each other",
    "location": "location|city|based in|lives in|office|address",
    "birthday": "birthday|date of birth|birth date",
    "time zone": "time zone|timezone",
    "email": f"email|e-mail|email address|e-mail address|{_CONTACT}",
    "phone": f"phone|phone number|telephone|mobile|{_CONTACT}",
    "preference": "preferences|preference|prefers|likes|communication preferences|meeting preferences|"
    "communication style",
    "team": "team|department",
    "nickname": "nickname|goes by",
}
"""The names that schemas give to an attribute, the most exact first."""

_PRIVATE = frozenset({"email", "phone"})
_AS_BULLET = {
    "role": "Is {}",
    "company": "Works at {}",
    "relationship": "Is {}",
    "location": "Is based in {}",
    "nickname": "Goes by {}",
}


@dataclass(frozen=True, slots=True)
class Book:
    """A skill that keeps a file for each person: its directory and its schema."""

    directory: str
    schema: Schema

    def people(self, skills: Staging) -> dict[str, str]:
        """The names that its files are about, with their paths."""
        found = {}
        for path in skills.paths(self.directory):
            if path.endswith(".md") and not path.endswith("/SKILL.md") and path.count("/") == 1:
                titles = headings((skills.read_text(path) or "").splitlines())
                stem = path.rpartition("/")[2].removesuffix(".md")
                found[titles[0].text if titles else stem.replace("-", " ").title()] = path
        return found

    def field(self, attribute: str) -> SchemaField | None:
        """The field that asks for an attribute, by any of the names that schemas give it."""
        names = _FIELD_NAMES.get(attribute, attribute).split("|")
        return next((found for name in names if (found := self.schema.field(name))), None)


class Ambiguous(Exception):
    """A first name that several known people share. The message names them."""


def find_book(skills: Staging) -> Book | None:
    """The first skill, by name, whose SKILL.md keeps one file for each person."""
    for path in skills.paths():
        directory, _, name = path.rpartition("/")
        if name != "SKILL.md" or "/" in directory or not directory:
            continue
        try:
            schema = read_schema(parse_skill(skills.read_text(path) or "", directory).body, directory)
        except InvalidSkill:
            continue
        if isinstance(schema, Schema) and schema.is_about_people:
            return Book(directory, schema)
    return None


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

    def learn(self, statements: list[Statement]) -> None:
        """File the remarks of all statements; names that cannot be placed are named in `findings.skipped`."""
        remarks = [
            remark for remark in remarks_in(statements) if is_keepable(remark) and not self._is_user(remark.name)
        ]
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

    def _place(self, remark: Remark, book: Book, remarks: list[Remark]) -> None:
        try:
            name, path = self._who(remark, book, remarks)
        except Ambiguous as several:
            self._skip(remark.name, f"{several}: say the full name")
            return
        except LookupError as unknown:
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
                raise Ambiguous(f"{' and '.join(sorted(candidates))} are both known")
            if candidates:
                return next(iter(candidates.items()))
            if not any(other.name == remark.name and other.identifies for other in remarks):
                raise LookupError("nobody of that name is known, and a first name alone may be anything")
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
        if remark.attribute == "former company":
            edited = _without_company(base, book, remark.value)
            edited = add_bullet(
                edited, book.schema.last_heading, f"No longer at {remark.value} (date: {day})", book.schema
            )
        elif asked is None or (asked.style is not FieldStyle.LINE and remark.attribute == "preference"):
            edited = _with_bullet(base, book, asked, _as_bullet(remark, self._public(remark)), day)
        else:
            edited = _with_field(base, book, asked, self._public(remark), day)
        if edited == text or (edited is base and text is not None):
            return None
        replaced = (
            text is not None
            and asked is not None
            and field_value(text, asked) is not None
            and asked.style is FieldStyle.LINE
        )
        self.skills.write(path, edited)
        return FoundKind.CORRECTION if replaced or remark.attribute == "former company" else FoundKind.PERSON

    def _public(self, remark: Remark) -> str:
        return remark.value if remark.attribute in _PRIVATE else without_contacts(remark.value)

    def _is_user(self, name: str) -> bool:
        own = {word_key(line.text.split(" is ", 1)[-1]) for line in fact_lines(self.skills) if line.key == "name"}
        own |= {
            word_key(line.text.removeprefix("The user goes by "))
            for line in fact_lines(self.skills)
            if line.key == "nickname"
        }
        return word_key(name) in own

    def _skip(self, what: str, why: str) -> None:
        if what not in self._complained:
            self._complained.add(what)
            self.findings.skipped.append(Skipped(what, why))


def _with_field(text: str, book: Book, asked: SchemaField, value: str, day: str) -> str:
    """The file with a field's value and its date, unless it has the same value or one of a later date."""
    if asked.style is FieldStyle.BULLETS:
        return _with_bullet(text, book, asked, value, day)
    old = _DATED.match(field_value(text, asked) or "")
    if old and old["value"] and (word_key(old["value"]) == word_key(value) or (old["date"] or "") > day):
        return text
    return set_field(text, book.schema, asked, f"{value} (date: {day})")


def _with_bullet(text: str, book: Book, asked: SchemaField | None, bullet: str, day: str) -> str:
    wanted = word_key(bullet)
    if any(wanted == word_key(known) for known in _bullets(text)):
        return text
    heading = asked.heading if asked else book.schema.last_heading
    return add_bullet(text, heading, f"{bullet} (date: {day})", book.schema)


def _bullets(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if match := re.match(r"^\s*[-*+] (?P<text>.+?)(?: \(date: \d{4}-\d{2}-\d{2}\))?\s*$", line):
            yield match["text"]


def _without_company(text: str, book: Book, company: str) -> str:
    asked = book.field("company")
    old = _DATED.match(field_value(text, asked) or "") if asked else None
    if asked is None or old is None or word_key(old["value"]) != word_key(company):
        return text
    return set_field(text, book.schema, asked, f"formerly {old['value']}")


def _as_bullet(remark: Remark, value: str) -> str:
    if remark.attribute == "preference":
        return value[:1].upper() + value[1:]
    return _AS_BULLET.get(remark.attribute, f"{remark.attribute.capitalize()}: {{}}").format(value)
