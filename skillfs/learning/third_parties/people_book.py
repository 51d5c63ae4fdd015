"""The skill that keeps people, a file for each: where it is, whom it knows, and which field asks for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skillfs.skills.document import InvalidSkill, parse_skill
from skillfs.skills.markdown import headings
from skillfs.skills.schema import Schema, SchemaField, read_schema
from skillfs.skills.staging import Staging

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
    """A name that several known people share. The message names them, and what to do."""

    @classmethod
    def of(cls, names: Iterable[str]) -> Ambiguous:
        return cls(f"{' and '.join(sorted(names))} are both known: say the full name")


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
