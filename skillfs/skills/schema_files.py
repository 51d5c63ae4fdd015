"""Files of a custom skill, made and edited by its `Schema`. An edit leaves all other bytes as they were.

Values and bullets are data: runs of white space in them become one blank, so that none can break out of its line.
"""

from __future__ import annotations

from collections.abc import Mapping

from skillfs.skills import markdown
from skillfs.skills.schema import EntryTemplate, FieldStyle, Schema, SchemaField, find_field


def render(schema: Schema, title: str, known: Mapping[str, str]) -> str:
    """A new file about `title` by the schema. Fields that are not `known` are left out, with headings that hold none.

    `known` maps field names (case ignored) to values. Raises `KeyError` for a name that the schema does not have.
    """
    text = f"{'#' * schema.title_level} {schema.title_for(title)}\n"
    values = {_known_field(schema.fields, name).name: value for name, value in known.items()}
    for field in schema.fields:
        if values.get(field.name, "").strip():
            text = set_field(text, schema, field, values[field.name])
    return text


def set_field(text: str, schema: Schema, field: SchemaField | str, value: str) -> str:
    """The file with that field set to `value`, made where it is missing, in the schema's order.

    A `LINE` has its value replaced, a `SECTION` its text up to the next heading; to `BULLETS` the value is added.
    Raises `KeyError` for a name that the schema does not have.
    """
    if isinstance(field, str):
        field = _known_field(schema.fields, field)
    if field.style is FieldStyle.BULLETS:
        return add_bullet(text, field.heading, value, schema)
    editor = _Editor(text, schema)
    if field.style is FieldStyle.SECTION:
        editor.set_section(field.name, markdown.one_line(value))
    else:
        editor.set_line(field, markdown.one_line(value))
    return editor.text


def field_value(text: str, field: SchemaField) -> str | None:
    """What the file says for that field: a line's value, or a section's own text; None where it says nothing."""
    editor = _Editor(text, None)
    if field.style is FieldStyle.LINE:
        number = editor.find_line(field)
        found = markdown.labelled(editor.lines[number]) if number is not None else None
        return (found.value or None) if found else None
    span = editor.section(field.name)
    return "".join(editor.lines[span[0] : span[1]]).strip() or None if span else None


def add_bullet(text: str, heading: str | None, bullet: str, schema: Schema | None = None) -> str:
    """The file with one more bullet at the end of that heading's own text; unchanged where it already stands there.

    `bullet` comes without its marker. A missing heading is added, in the `schema`'s order when given, else at the end.
    None for `heading` means the end of the text before the first heading below the title.
    """
    editor = _Editor(text, schema)
    editor.add_bullet(heading, markdown.one_line(bullet))
    return editor.text


def add_entry(text: str, schema: Schema, title: str, known: Mapping[str, str], date: str | None = None) -> str:
    """The file with one more of the blocks that it repeats, after the last one; `date` is ISO.

    Raises `ValueError` where the schema has no entries, `KeyError` for a field that an entry does not have.
    """
    if schema.entry is None:
        raise ValueError(f"files about a {schema.subject} have no repeated entries")
    editor = _Editor(text, schema)
    editor.append_block(schema.entry.parent, _entry_lines(schema.entry, title, known, date))
    return editor.text


def _known_field(fields: tuple[SchemaField, ...], name: str) -> SchemaField:
    field = find_field(fields, name)
    if field is None:
        raise KeyError(f"no field {name!r}; the schema has {', '.join(field.name for field in fields) or 'none'}")
    return field


def _entry_lines(entry: EntryTemplate, title: str, known: Mapping[str, str], date: str | None) -> list[str]:
    values = {_known_field(entry.fields, name).name: markdown.one_line(value) for name, value in known.items()}
    filled = [(field, values[field.name]) for field in entry.fields if values.get(field.name)]
    if entry.level == 0:
        lines = [f"{field.prefix}{value}" for field, value in filled]
        return [f"{lines[0]} (date: {date})", *lines[1:]] if lines and date else lines
    lines, heading = [f"{'#' * entry.level} {entry.heading_for(title, date)}"], None
    for field, value in filled:
        if field.heading != heading:
            lines.extend(["", f"{'#' * min(entry.level + 1, 6)} {field.heading}"])
            heading = field.heading
        lines.append(f"{field.prefix or ('- ' if field.style is FieldStyle.BULLETS else '')}{value}")
    return lines


class _Editor:
    """The lines of a file, line ends kept, with the edits of this module."""

    def __init__(self, text: str, schema: Schema | None) -> None:
        self.lines = text.splitlines(keepends=True)
        self._schema = schema
        self._newline = markdown.newline_of(self.lines)

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def section(self, heading: str | None, *, nested: bool = False) -> tuple[int, int] | None:
        """The lines after that heading up to the next one (`nested`: the next of its level or above)."""
        found = markdown.headings(self.lines)
        if heading is None:
            start = found[0].line + 1 if found and found[0].level == self._title_level() else 0
            return start, next((other.line for other in found if other.line >= start), len(self.lines))
        wanted = markdown.one_line(heading).casefold().rstrip(":")
        for index, line in enumerate(found):
            if markdown.one_line(line.text).casefold().rstrip(":") == wanted:
                after = (other for other in found[index + 1 :] if not nested or other.level <= line.level)
                return line.line + 1, next((other.line for other in after), len(self.lines))
        return None

    def find_line(self, field: SchemaField) -> int | None:
        """The line number of a `LINE` field: in its own section, else anywhere its label stands just once."""
        span = self.section(field.heading)
        own = self._labelled_as(field.name, *span) if span else []
        everywhere = own or self._labelled_as(field.name, 0, len(self.lines))
        return own[0] if own else everywhere[0] if len(everywhere) == 1 else None

    def set_line(self, field: SchemaField, value: str) -> None:
        number = self.find_line(field)
        if number is not None:
            self._replace_value(number, value)
            return
        start, end = self._ensure_section(field.heading)
        previous = [
            number for other in self._fields_before(field) for number in self._labelled_as(other.name, start, end)
        ]
        self._insert_line(max(previous) + 1 if previous else self._first_text(start, end), f"{field.prefix}{value}")

    def set_section(self, heading: str, value: str) -> None:
        start, end = self._ensure_section(heading)
        while end > start and not self.lines[end - 1].strip():
            end -= 1
        first = self._first_text(start, end) if end > start else start
        if end > first:
            ending = self.lines[end - 1]
            keep = ending[len(ending.rstrip("\r\n")) :]
            self.lines[first:end] = [value + keep]
        else:
            self._insert_line(start, value)

    def add_bullet(self, heading: str | None, bullet: str) -> None:
        start, end = self._ensure_section(heading)
        if any(markdown.bullet_text(line) == bullet for line in self.lines[start:end]):
            return
        while end > start and not self.lines[end - 1].strip():
            end -= 1
        is_list = end > start and (
            markdown.bullet_text(self.lines[end - 1]) is not None or self.lines[end - 1].startswith((" ", "\t"))
        )
        block = [f"- {bullet}"] if is_list or (end == start and heading is not None) else ["", f"- {bullet}"]
        self._insert(end, block)

    def append_block(self, parent: str | None, block: list[str]) -> None:
        """Put lines at the end of a heading's section and all below it, one empty line before them."""
        if parent is None:
            at = len(self.lines)
        else:
            self._ensure_section(parent)
            span = self.section(parent, nested=True)
            assert span is not None
            at = span[1]
        while at > 0 and not self.lines[at - 1].strip():
            at -= 1
        bare_heading = at > 0 and markdown.heading_of(self.lines[at - 1]) is not None and not block[0].startswith("#")
        self._insert(at, block if bare_heading or at == 0 else ["", *block])

    def _title_level(self) -> int:
        return self._schema.title_level if self._schema else 1

    def _labelled_as(self, label: str, start: int, end: int) -> list[int]:
        fenced = markdown.fence_mask(self.lines)
        wanted = label.casefold()
        return [
            number
            for number in range(start, end)
            if not fenced[number]
            and (found := markdown.labelled(self.lines[number]))
            and found.label.casefold() == wanted
        ]

    def _replace_value(self, number: int, value: str) -> None:
        line = self.lines[number]
        found = markdown.labelled(line)
        assert found is not None
        self.lines[number] = found.prefix + value + line[len(line.rstrip("\r\n")) :]

    def _fields_before(self, field: SchemaField) -> list[SchemaField]:
        fields = self._schema.fields if self._schema else ()
        before = fields[: fields.index(field)] if field in fields else ()
        return [other for other in before if other.heading == field.heading]

    def _first_text(self, start: int, end: int) -> int:
        """Where a section's text starts: after the empty lines below its heading."""
        return next((number for number in range(start, end) if self.lines[number].strip()), start)

    def _ensure_section(self, heading: str | None) -> tuple[int, int]:
        span = self.section(heading)
        if span is None:
            assert heading is not None
            self._add_heading(heading)
            span = self.section(heading)
            assert span is not None
        return span

    def _add_heading(self, heading: str) -> None:
        """Add a heading before the first one that the schema has after it, or at the end."""
        known = self._schema.headings if self._schema else ()
        texts = [other.text for other in known]
        position = texts.index(heading) if heading in texts else len(texts)
        level = known[position].level if position < len(known) else 2
        later = {text.casefold() for text in texts[position + 1 :]}
        at = next(
            (line.line for line in markdown.headings(self.lines) if line.text.casefold() in later), len(self.lines)
        )
        block = [f"{'#' * level} {heading}"]
        if at > 0 and self.lines[at - 1].strip():
            block.insert(0, "")
        if at < len(self.lines):
            block.append("")
        self._insert(at, block)

    def _insert_line(self, at: int, line: str) -> None:
        """Insert one line; directly under the title an empty line comes first."""
        after_title = at > 0 and (heading := markdown.heading_of(self.lines[at - 1])) and heading[0] == 1
        before_heading = at < len(self.lines) and markdown.heading_of(self.lines[at]) is not None
        self._insert(at, [*([""] if after_title else []), line, *([""] if before_heading else [])])

    def _insert(self, at: int, block: list[str]) -> None:
        unclosed = markdown.unclosed_fence(self.lines)
        if unclosed and at > unclosed[0]:
            # What is inserted after an unclosed fence would be code.
            block = [unclosed[1], *block]
        if at > 0 and not self.lines[at - 1].endswith(("\n", "\r")):
            self.lines[at - 1] += self._newline
        self.lines[at:at] = [line + self._newline for line in block]
