"""People's files: whose schema asks for them, who is meant by a name, and what goes where in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from skillfs.learning.dates import day_of
from skillfs.learning.fact_files import lines as fact_lines
from skillfs.learning.fact_rules import meaning_of
from skillfs.learning.forgetting import forget_request
from skillfs.learning.human_text import Statement
from skillfs.learning.people import Remark, is_keepable
from skillfs.learning.plain_text import word_key, word_set
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
    "team": "Is on the {} team",
    "manager": "Reports to {}",
}
_FORMER = {"former company": "company", "former role": "role"}
_NAME_KEYS = ("name", "nickname")
_NAME_TELLS = re.compile(r"^The user(?:'s (?:[a-z]+ )?name is| goes by| signs as| prefers to be called) ")
_WHOSE = re.compile(r"^(?P<name>.+?)['’]s?\s+(?P<attribute>[a-z][\w -]{2,30})$")


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
        """Take out of people's files what "forget …" names, a person or one thing about them; whether there was "
        "any."""
        what = forget_request(statement)
        book = find_book(self.skills) if what else None
        if not what or book is None:
            return False
        for name, path in book.people(self.skills).items():
            if word_key(name) == word_key(what) or self._is_only(what, name, book):
                self.skills.remove(path)
                self._forgot(name, path, statement)
                return True
            if self._forget_lines(what, name, path, book):
                self._forgot(what, path, statement)
                return True
        return False

    def _forget_lines(self, what: str, name: str, path: str, book: Book) -> bool:
        first = what.split()[0].removesuffix("'s").removesuffix("’s")
        if not (what.startswith(name) or self._is_only(first, name, book)):
            return False
        owned = _WHOSE.match(what)
        wanted = _content(owned["attribute"] if owned else what) - set(word_key(name).split())
        lines = (self.skills.read_text(path) or "").splitlines(keepends=True)
        kept = [
            line
            for line in lines
            if not (line.startswith(("-", "*")) and wanted and wanted <= _content(_names_too(line)))
        ]
        if len(kept) < len(lines):
            self.skills.write(path, "".join(kept))
        return len(kept) < len(lines)

    def _is_only(self, name: str, full: str, book: Book) -> bool:
        """Whether a first name means that known person and nobody else."""
        wanted = word_key(name)
        alike = [known for known in book.people(self.skills) if wanted in word_key(known).split()]
        return " " not in name and alike == [full]

    def _forgot(self, what: str, path: str, statement: Statement) -> None:
        self.findings.found.append(Found(FoundKind.FORGOTTEN, what, path, statement.message, statement.source))

    def _place(self, remark: Remark, book: Book, remarks: list[Remark]) -> None:
        try:
            name, path = self._who(remark, book, remarks)
        except Ambiguous as several:
            self._skip(remark.name, f"{several}: say the full name")
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
                raise Ambiguous(f"{' and '.join(sorted(candidates))} are both known")
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
        if remark.attribute in ("former preference", "former note"):
            if text is None:
                return None
            thing = remark.value.partition(" ")[2] if remark.attribute == "former preference" else remark.value
            edited = _without_bullets_about(text, thing, day)
        elif former := _FORMER.get(remark.attribute):
            edited = _without_value(base, book, former, remark.value)
            if text is None or (edited == base and former == "role"):
                return None
            if former == "company":
                bullet = f"No longer at {remark.value} (date: {day})"
                edited = add_bullet(edited, book.schema.last_heading, bullet, book.schema)
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


def _with_field(text: str, book: Book, asked: SchemaField, value: str, day: str) -> str:
    """The file with a field's value and its date, unless it has the same value or one of a later date."""
    if asked.style is FieldStyle.BULLETS:
        return _with_bullet(text, book, asked, value, day)
    old = _DATED.match(field_value(text, asked) or "")
    if old and old["value"] and (word_key(old["value"]) == word_key(value) or (old["date"] or "") > day):
        return text
    return set_field(text, book.schema, asked, f"{value} (date: {day})")


def _with_bullet(text: str, book: Book, asked: SchemaField | None, bullet: str, day: str) -> str:
    wanted, taste = word_key(bullet), _taste_key(bullet)
    for known, date in list(_bullets(text)):
        if wanted == word_key(known):
            return text
        if (taste and _taste_key(known) == taste) or _replaces(bullet, known):
            if date > day:
                return text
            text = _without_bullet(text, known)
    heading = asked.heading if asked else book.schema.last_heading
    return add_bullet(text, heading, f"{bullet} (date: {day})", book.schema)


def _replaces(bullet: str, known: str) -> bool:
    """Whether both say the same sort of thing, of which a person has one: where they live, their birthday."""
    lead = _ONE_EACH.match(bullet)
    return lead is not None and known.startswith(lead[0])


_ONE_EACH = re.compile(
    r"(?:Works at|Is based in|Goes by|Reports to|Birthday:|Time zone:|Pronouns:|Was born|Comes from|Hails from|"
    r"Drives|"
    r"Sits (?:on|in)|Is (?:married|engaged) to|Studies|Teaches|Commutes|(?!Is\b|Was\b|Has\b)[A-Z]\w+(?: \w+)? "
    r"(?:is|are)) "
)


def _taste_key(bullet: str) -> str | None:
    """What kind of thing a like is about, so that a new one of the kind replaces the old; None for all else."""
    meaning = meaning_of(f"The user {bullet[:1].lower()}{bullet[1:]}")
    return meaning.key if meaning and meaning.key.startswith("choice:") else None


def _without_bullet(text: str, bullet: str) -> str:
    return "".join(
        line for line in text.splitlines(keepends=True) if not (found := _BULLET.match(line)) or found["text"] != bullet
    )


def _without_bullets_about(text: str, thing: str, day: str) -> str:
    """The file without the bullets, up to `day`, about a thing that is not liked (done, owned) any more."""
    wanted = _content(thing)
    for known, date in list(_bullets(text)):
        if wanted and wanted <= _content(known) and date <= day:
            text = _without_bullet(text, known)
    return text


def _names_too(line: str) -> str:
    return line.replace("**", "")


def _content(text: str) -> set[str]:
    return {word.removesuffix("s") for word in word_key(text).split()} - _SMALL


_SMALL = word_set("the a an of to in on at for i that about is it")
_BULLET = re.compile(r"^\s*[-*+] (?P<text>.+?)(?: \(date: (?P<date>\d{4}-\d{2}-\d{2})\))?\s*$")


def _bullets(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if match := _BULLET.match(line):
            yield match["text"], match["date"] or ""


def _without_value(text: str, book: Book, attribute: str, value: str) -> str:
    """The file with a field's value marked as former where it is that value."""
    asked = book.field(attribute)
    old = _DATED.match(field_value(text, asked) or "") if asked else None
    if asked is None or old is None or not set(word_key(value).split()) <= set(word_key(old["value"]).split()):
        return text
    return set_field(text, book.schema, asked, f"formerly {old['value']}")


def _as_bullet(remark: Remark, value: str) -> str:
    if remark.attribute in ("preference", "responsibility", "note"):
        return value[:1].upper() + value[1:]
    return _AS_BULLET.get(remark.attribute, f"{remark.attribute.capitalize()}: {{}}").format(value)
