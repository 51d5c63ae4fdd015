"""The skills whose SKILL.md a person wrote: which of them the rules can fill, and why they cannot fill the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skillfs.learning.english.plain_text import word_key
from skillfs.learning.work.domains import DOMAINS
from skillfs.skills.document import InvalidSkill, parse_skill
from skillfs.skills.markdown import headings
from skillfs.skills.schema import NoSchema, Schema, SchemaField, find_field, read_schema
from skillfs.skills.schema_files import add_bullet, add_entry, field_value, render, set_field
from skillfs.skills.staging import Staging

_OWN_SKILLS = frozenset({"daily-logs", "user-general-facts", *(domain.name for domain in DOMAINS)})
_NO_FILES = "does not say what it keeps one file per"
_ERRORS = re.compile(r"\b(?:error|failure|incident|problem|exception|fault|bug|issue)\b")
_PROJECTS = re.compile(
    r"\b(?:project|repo|repository|service|app|application|codebase|system|product|component|package)\b"
)


@dataclass(frozen=True, slots=True)
class CustomSkill:
    """A skill that keeps one file for each thing of a kind: its directory and its schema."""

    directory: str
    schema: Schema

    @property
    def is_about_errors(self) -> bool:
        return bool(_ERRORS.search(self.schema.subject)) and not self.schema.is_about_people

    @property
    def is_about_projects(self) -> bool:
        return bool(_PROJECTS.search(self.schema.subject)) and not self.is_about_errors

    def things(self, skills: Staging) -> dict[str, str]:
        """The names that its files are about, with their paths."""
        found = {}
        for path in skills.paths(self.directory):
            if path.endswith(".md") and not path.endswith("/SKILL.md") and path.count("/") == 1:
                titles = headings((skills.read_text(path) or "").splitlines())
                found[titles[0].text if titles else path.rpartition("/")[2].removesuffix(".md").replace("-", " ")] = (
                    path
                )
        return found

    def place(self, skills: Staging, name: str) -> tuple[str, str]:
        """The path and the text of the file about `name`, the text of a new one where there is none."""
        wanted = word_key(name)
        path = next((path for known, path in self.things(skills).items() if word_key(known) == wanted), None)
        path = path or f"{self.directory}/{self.schema.filename_for(name)}"
        return path, skills.read_text(path) or render(self.schema, name, {})

    def field(self, names: str) -> SchemaField | None:
        """The first field of the whole file that has one of the `names`, which ``|`` separates."""
        return next((found for name in names.split("|") if (found := self.schema.field(name))), None)


def custom_skills(skills: Staging) -> Iterator[CustomSkill | tuple[str, str]]:
    """Every skill with files of its own shape; one that rules cannot follow as its directory and why."""
    for path in skills.paths():
        directory, _, name = path.rpartition("/")
        if name != "SKILL.md" or not directory or "/" in directory or directory in _OWN_SKILLS:
            continue
        try:
            schema = read_schema(parse_skill(skills.read_text(path) or "", directory).body, directory)
        except InvalidSkill:
            continue
        if isinstance(schema, NoSchema):
            if _NO_FILES not in schema.why_not:
                yield directory, schema.why_not
            continue
        skill = CustomSkill(directory, schema)
        if skill.is_about_errors or skill.is_about_projects or schema.is_about_people:
            yield skill
        else:
            yield directory, f"it keeps one file per {schema.subject}, and rules know people, projects and errors only"


def with_known(text: str, schema: Schema, title: str, known: dict[str, str], day: str) -> str:
    """The file with what is known of one occurrence, such as an error: as one more of the blocks that it repeats.

    `known` maps the names of fields, alternatives separated by ``|``, to values. Where the format has no blocks, fields
    that are empty are filled, and what finds none is a dated bullet. Unchanged where the file has the title or the
    first of the values already.
    """
    if schema.entry is None:
        return _with_fields(text, schema, known, day)
    fields = {
        field.name: value
        for names, value in known.items()
        if (
            field := next(
                (found for name in names.split("|") if (found := find_field(schema.entry.fields, name))), None
            )
        )
    }
    if not fields or title in text or next(iter(fields.values())) in text:
        return text
    return add_entry(text, schema, title, fields, day)


def _with_fields(text: str, schema: Schema, known: dict[str, str], day: str) -> str:
    if next(iter(known.values())) in text:
        return text
    for names, value in known.items():
        field = next((found for name in names.split("|") if (found := schema.field(name))), None)
        if field is not None and field_value(text, field) is None:
            text = set_field(text, schema, field, value)
        elif field is not None and value not in text:
            text = add_bullet(
                text, field.heading or schema.last_heading, f"{field.name}: {value} (date: {day})", schema
            )
    return text
