"""The shape of a custom skill, read from the prose of its SKILL.md: one file per what, named how, with which fields.

`read_schema` understands skills of the common shape "one file per X, named ``[x].md``" with a file format in a fenced
block. What it cannot follow it names in `NoSchema.why_not`. `skillfs.skills.schema_files` makes and edits the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from skillfs.skills import markdown
from skillfs.skills.filenames import MAX_FILENAME_BYTES, file_stem
from skillfs.skills.schema_subject import Naming, is_about_people, read_naming

_SLOT = re.compile(r"\[([^\]\n]{1,60})\](?!\()|\{+([^}\n]{1,60})\}+|<([^>\n!/]{1,60})>")
_DATE = re.compile(r"YYYY-MM-DD|[\[({<]+(?:the |today's )?date[\])}>]+", re.IGNORECASE)
_DATE_GROUP = re.compile(
    r"\s*(?:\((?:date:?\s*)?{date}\)|\[{date}\]|[-–—,:]?\s*{date})".replace("{date}", _DATE.pattern)
)
_HINT = re.compile(r"\s*\(([^()]*)\)\s*$")
_BARE_FIELD = re.compile(
    r"(?P<lead>[ \t]*[-*+][ \t]+)(?P<open>\*\*|__|)(?P<label>[A-Z][^:*_\[\]{}<>()`]{0,59}?)(?P=open)"
    r"[ \t]+(?:[-–—][ \t]+)?\((?P<hint>(?!date\b)[^()]+)\)"
)
_REPEATED_SECTION = re.compile(
    r"\b(issues|errors|problems|entries|incidents|failures|gotchas|pitfalls|lessons|decisions|bugs)\b", re.IGNORECASE
)
_FORMAT_HEADING = re.compile(r"format|template|structure|layout|schema|entry|entries|content", re.IGNORECASE)
_ABOUT_THE_SKILL = re.compile(
    r"\b(?:format|template|fields|layout|naming|guidelines?|instructions?|rules|purpose|"
    r"overview|when to|how to|examples?|usage|about|structure|conventions?|workflow)\b",
    re.IGNORECASE,
)
_ANNOUNCEMENT = re.compile(
    r"\b(?:sections?|headings|fields|format|template|contains?|has|have|records?)\b[^:]*:\s*$", re.I
)
_MAX_LABEL_WORDS = 4
_TABLE_ROW = re.compile(r"\s*\|.*\|\s*")
_ALL_HINT = re.compile(r"\((?P<hint>[^()\[\]]{1,60})\)")
_EXAMPLE_HEADING = re.compile(r"example|sample", re.IGNORECASE)
_LIST_MARKER = re.compile(r"(?:[-*+]|\d{1,3}[.)]) ")
_MAX_TEMPLATE_LINE = 500
_TREE_DRAWING = re.compile(r"[├└│]")


class FieldStyle(Enum):
    """How a field's value stands in a file.

    `LINE`: after its label on one line, ``- **Role**: engineer``. `SECTION`: as the text under the heading that has
    the field's name. `BULLETS`: as bullets under that heading, one for each value.
    """

    LINE = "line"
    SECTION = "section"
    BULLETS = "bullets"


@dataclass(frozen=True, slots=True)
class SchemaField:
    """One thing that the format asks for.

    `heading` is the text of the heading it stands under, None for directly under the title; for `SECTION` and
    `BULLETS` it equals `name`. `prefix` is what a `LINE` starts with (``- **Role**: ``), '' otherwise. `hint` is what
    the SKILL.md says should be there, without its parentheses.
    """

    name: str
    heading: str | None
    style: FieldStyle
    prefix: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SchemaHeading:
    """A heading with fixed text, below the title. `level` is 1 to 6."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class EntryTemplate:
    """A block that a file repeats, such as one issue of a runbook.

    `parent` is the text of the fixed heading that the blocks stand under, None for directly in the file. `level` is
    their headings' level and `heading` the text with its ``[slot]``; both are 0 and '' where blocks have no heading and
    just repeat their fields. The fields' `heading` is None: they stand under the block's own heading.
    """

    parent: str | None
    level: int
    heading: str
    fields: tuple[SchemaField, ...]

    def heading_for(self, title: str, date: str | None = None) -> str:
        """The heading of the block called `title`; a `date` (ISO) is appended where the template places none."""
        text = self.heading
        if date is None:
            text = _DATE_GROUP.sub("", text)
            return fill_slot(text, title)
        dated = _DATE.sub(date, text)
        return fill_slot(dated, title) if dated != text else f"{fill_slot(text, title)} (date: {date})"


@dataclass(frozen=True, slots=True)
class Schema:
    """What files a skill keeps and what stands in them.

    `subject` is what a file is about, singular and lower case ("person", "project", "error category").
    `filename_template` has ``{}`` where the name goes: ``{}.md``. `title` is the first heading's text with its slot
    (``[Full Name]``), `title_level` its level. `headings` are the fixed headings below it in order; `fields` what
    belongs to the whole file in order; `entry` the block that repeats, if any.
    """

    subject: str
    is_about_people: bool
    filename_template: str
    surname_first: bool
    title: str
    title_level: int
    headings: tuple[SchemaHeading, ...]
    fields: tuple[SchemaField, ...]
    entry: EntryTemplate | None

    @property
    def last_heading(self) -> str | None:
        """The heading that dated bullets without a field of their own go under; None where a file has no headings."""
        outside = [heading.text for heading in self.headings if not (self.entry and self.entry.parent == heading.text)]
        return outside[-1] if outside else None

    def field(self, name: str) -> SchemaField | None:
        """The file's field of that name, case ignored; None where the schema has none. Entries have their own."""
        return find_field(self.fields, name)

    def filename_for(self, name: str) -> str:
        """The file of the thing called `name`: lower case, hyphens, letters of every script kept, at most 200 bytes.

        Never has a ``/``, a leading dot or ``..``, and is never SKILL.md in any case. Raises `ValueError` for a name
        without a letter or digit.
        """
        words = name.split()
        if self.surname_first and len(words) > 1:
            name = " ".join([words[-1], *words[:-1]])
        stem = file_stem(name, MAX_FILENAME_BYTES - len(self.filename_template.encode()))
        filename = self.filename_template.format(stem)
        return self.filename_template.format(f"{stem}-notes") if filename.lower() == "skill.md" else filename

    def title_for(self, name: str) -> str:
        """The text of the first heading of the file about `name`."""
        return fill_slot(_DATE_GROUP.sub("", self.title), name)


@dataclass(frozen=True, slots=True)
class NoSchema:
    """A SKILL.md whose shape these rules cannot follow. `why_not` is one clause for the receipt."""

    why_not: str


def find_field(fields: tuple[SchemaField, ...], name: str) -> SchemaField | None:
    """The field of that name, case and white space ignored."""
    wanted = markdown.one_line(name).casefold()
    return next((field for field in fields if field.name.casefold() == wanted), None)


def fill_slot(template: str, value: str) -> str:
    """The template with its first ``[slot]`` replaced and further slots gone; just the value where it has no slot."""
    first = _SLOT.search(template)
    if first is None:
        return markdown.one_line(value)
    rest = re.sub(r"\s*[-–—|,:(]*\s*$", "", _SLOT.sub("", template[first.end() :]).replace("()", ""))
    return markdown.one_line(f"{template[: first.start()]}{value}{rest}")


@lru_cache(maxsize=256)
def read_schema(body: str, directory: str | None = None) -> Schema | NoSchema:
    """The schema that the body of a SKILL.md describes, or why these rules cannot follow it.

    `directory` is the skill's own name: ``social-contacts/[x].md`` then means a file of that skill. Reading is linear
    in the length of the body and never raises.
    """
    naming = read_naming(body, directory)
    if isinstance(naming, str):
        return NoSchema(naming)
    template = _choose_template(body)
    if template and template[0].strip() == "---":
        return NoSchema("its file format starts with front matter, which rules do not fill in")
    if any(_TABLE_ROW.fullmatch(line) for line in template):
        return NoSchema("its file format has a table, which rules do not fill in")
    return _TemplateReader(naming).read(tuple(line for line in template if len(line) <= _MAX_TEMPLATE_LINE))


def _choose_template(body: str) -> tuple[str, ...]:
    """The lines of the file format: of the fenced blocks that look like one, the best placed, plus an entry format."""
    blocks = [block for block in markdown.fenced_blocks(body) if _looks_like_template(block.lines)]
    if not blocks:
        return tuple(_template_in_prose(body))
    first, *others = sorted(blocks, key=lambda block: (_placement(block.heading), not _has_title(block.lines)))
    entry = next((block for block in others if not _has_title(block.lines) and _placement(block.heading) == 0), None)
    return (*first.lines, *entry.lines) if entry and _has_title(first.lines) else first.lines


def _has_title(lines: tuple[str, ...]) -> bool:
    return any(heading.level == 1 for heading in markdown.headings(lines))


def _placement(heading: str) -> int:
    if _EXAMPLE_HEADING.search(heading):
        return 2
    return 0 if _FORMAT_HEADING.search(heading) else 1


def _looks_like_template(lines: tuple[str, ...]) -> bool:
    if any(_TREE_DRAWING.search(line) for line in lines):
        return False
    return any(markdown.heading_of(line) or _line_field(line, None) for line in lines)


def _template_in_prose(body: str) -> Iterator[str]:
    """The lines of a file format that is written out in the SKILL.md itself, without a fence.

    It follows a heading about the format, a heading with a slot, or words such as "with these sections:", and ends at
    the next heading that speaks about the skill.
    """
    inside = False
    for line in markdown.prose(body).splitlines():
        heading = markdown.heading_of(line)
        if heading and _ABOUT_THE_SKILL.search(heading[1]):
            inside = bool(_FORMAT_HEADING.search(heading[1]))
        elif heading and _SLOT.search(heading[1]):
            inside = True
            yield line
        elif not inside:
            inside = bool(_ANNOUNCEMENT.search(line))
        elif heading or _is_prose_field(line):
            yield line


def _is_prose_field(line: str) -> bool:
    """Whether a line of prose can only be meant as a field: a marked one, its label a few words."""
    field = _line_field(line, None)
    marked = line.lstrip().startswith(("-", "*", "+", "_"))
    return marked and field is not None and len(field.name.split()) <= _MAX_LABEL_WORDS


def _line_field(line: str, heading: str | None) -> SchemaField | None:
    """The field that a line of a template stands for, None for a line that is none."""
    found = markdown.labelled(line)
    if found and not _DATE.fullmatch(found.label):
        return SchemaField(found.label, heading, FieldStyle.LINE, found.prefix, _hint(found.value))
    bare = _BARE_FIELD.fullmatch(line.rstrip())
    if bare:
        prefix = f"{bare['lead']}{bare['open']}{bare['label']}{bare['open']}: "
        return SchemaField(bare["label"].strip(), heading, FieldStyle.LINE, prefix, bare["hint"].strip())
    return None


def _hint(text: str) -> str:
    """What a placeholder says, without its list marker and its brackets."""
    return _LIST_MARKER.sub("", markdown.one_line(text)).strip("()[]{}<> ")


@dataclass(slots=True)
class _Section:
    """A heading of a template with the lines of its own. `is_slot` where the heading's text is filled in."""

    level: int
    text: str
    hint: str
    is_slot: bool
    parent: str | None
    lines: list[str]

    def line_fields(self, heading: str | None) -> tuple[SchemaField, ...]:
        found = (_line_field(line, heading) for line in self.lines)
        unique: dict[str, SchemaField] = {}
        for field in found:
            if field:
                unique.setdefault(field.name.casefold(), field)
        return tuple(unique.values())

    def own_field(self) -> SchemaField:
        """The field that a section without labelled lines is."""
        text = [line for line in self.lines if line.strip()]
        bullets = any(markdown.bullet_text(line) is not None for line in text)
        hint = self.hint or (_hint(text[0]) if text else "")
        return SchemaField(self.text, self.text, FieldStyle.BULLETS if bullets else FieldStyle.SECTION, "", hint)


class _TemplateReader:
    """Reads the lines of a file format into a `Schema`."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming

    def read(self, lines: tuple[str, ...]) -> Schema:
        title, preamble, sections = self._sections(lines)
        entry = self._entry(sections)
        fixed = [section for section in sections if not section.is_slot and not self._within_entry(section, sections)]
        fields = list(preamble.line_fields(None))
        for index, section in enumerate(fixed):
            if entry and entry.parent == section.text:
                continue
            own = section.line_fields(section.text)
            has_children = index + 1 < len(fixed) and fixed[index + 1].level > section.level
            fields.extend(own or (() if has_children and not section.lines else (section.own_field(),)))
        return Schema(
            subject=self._naming.subject,
            is_about_people=is_about_people(self._naming.subject, self._naming.slot),
            filename_template=self._naming.filename_template,
            surname_first=self._naming.surname_first,
            title=title[1],
            title_level=title[0],
            headings=tuple(SchemaHeading(section.level, section.text) for section in fixed),
            fields=tuple(fields),
            entry=entry,
        )

    def _sections(self, lines: tuple[str, ...]) -> tuple[tuple[int, str], _Section, list[_Section]]:
        """The title's level and text, what stands directly below it, and the sections after that."""
        title: tuple[int, str] | None = None
        current = preamble = _Section(0, "", "", False, None, [])
        sections: list[_Section] = []
        for line in lines:
            heading = markdown.heading_of(line)
            if heading is None:
                current.lines.append(line)
            elif title is None and not sections and self._is_title(*heading):
                title = heading
            else:
                current = _section(*heading, sections)
                sections.append(current)
        return title or (1, "[Name]"), preamble, sections

    def _is_title(self, level: int, text: str) -> bool:
        """A level-1 heading is the title; a deeper one only where its slot names the subject itself."""
        slot = _SLOT.search(text)
        if level == 1:
            return True
        words = set(re.findall(r"\w+", slot[0].lower())) if slot else set()
        names = {"name", "person", "contact", "first", "last"} if is_about_people(self._naming.subject, "") else set()
        return bool(words & (names | {self._naming.subject.split()[-1]}))

    def _entry(self, sections: list[_Section]) -> EntryTemplate | None:
        """The first block that repeats: a heading with a slot, or a section in the plural with several fields."""
        for section in sections:
            if section.is_slot:
                return EntryTemplate(section.parent, section.level, section.text, _entry_fields(section, sections))
        for section in sections:
            fields = section.line_fields(None)
            if len(fields) > 1 and _REPEATED_SECTION.search(section.text):
                return EntryTemplate(section.text, 0, "", fields)
        return None

    @staticmethod
    def _within_entry(section: _Section, sections: list[_Section]) -> bool:
        """Whether the section stands below a heading with a slot."""
        level = section.level
        for before in reversed(sections[: sections.index(section)]):
            if before.level < level:
                if before.is_slot:
                    return True
                level = before.level
        return False


def _section(level: int, text: str, before: list[_Section]) -> _Section:
    if whole := _ALL_HINT.fullmatch(text):
        text = f"[{whole['hint']}]"
    is_slot = bool(_SLOT.search(text) or _DATE.search(text))
    hint = None if is_slot else _HINT.search(text)
    parent = next((other for other in reversed(before) if other.level < level), None)
    name = _HINT.sub("", text) if hint else text
    return _Section(level, name, hint[1].strip() if hint else "", is_slot, parent.text if parent else None, [])


def _entry_fields(entry: _Section, sections: list[_Section]) -> tuple[SchemaField, ...]:
    """The fields of a repeated block: its labelled lines, then the sections below its heading."""
    fields = list(entry.line_fields(None))
    for section in sections[sections.index(entry) + 1 :]:
        if section.level <= entry.level:
            break
        fields.extend(section.line_fields(section.text) or (section.own_field(),))
    return tuple(fields)
