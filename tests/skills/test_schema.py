"""Reading the shape of a custom skill, and making and editing files by it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillfs.skills import markdown
from skillfs.skills.defaults import default_files
from skillfs.skills.document import parse_skill
from skillfs.skills.filenames import file_stem
from skillfs.skills.schema import EntryTemplate, FieldStyle, NoSchema, Schema, SchemaField, SchemaHeading, read_schema
from skillfs.skills.schema_files import add_bullet, add_entry, field_value, render, set_field

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "social-contacts" / "SKILL.md"

RUNBOOK = """# Project runbooks

Create one file for each project: [project-name].md

## File Format

```
# [Project Name]

## Architecture
(main components and how they talk)

## Deploy
1. (steps)

## Common Issues
### [Issue title]
- **Symptom**: (what one sees)
- **Fix**: (what solved it)
```
"""

ERRORS = """One Markdown file per error category, named `[category].md` (e.g. `dns.md`).
Never make one file per incident.

## Entry Format

```markdown
## [Error] (date: YYYY-MM-DD)
- Symptom: (the message)
- Root Cause:
- Fix: (the command)
- Prevention:
```
"""

ERRORS_BY_SECTION = """Each error category gets its own file, `[category].md`.

```markdown
# [Category]
## Symptom
(what is seen)
## Root Cause
## Fix
- ...
## Prevention
```
"""


def schema_of(body: str, directory: str | None = None) -> Schema:
    schema = read_schema(body, directory)
    assert isinstance(schema, Schema), schema
    return schema


def contacts() -> Schema:
    return schema_of(parse_skill(EXAMPLE.read_text(encoding="utf-8"), "social-contacts").body, "social-contacts")


def line(name: str, prefix: str, hint: str = "") -> SchemaField:
    return SchemaField(name, None, FieldStyle.LINE, prefix, hint)


def test_one_file_per_contact() -> None:
    assert contacts() == Schema(
        subject="person",
        is_about_people=True,
        filename_template="{}.md",
        surname_first=False,
        title="[Full Name]",
        title_level=1,
        headings=(SchemaHeading(2, "Preferences"), SchemaHeading(2, "Notes")),
        fields=(
            line("Role", "- **Role**: ", "job title"),
            line("Company", "- **Company**: ", "where they work"),
            line("Relationship", "- **Relationship**: ", "to the user: colleague, client, sister"),
            SchemaField(
                "Preferences", "Preferences", FieldStyle.BULLETS, "", "how they like to work and to be reached"
            ),
            SchemaField("Notes", "Notes", FieldStyle.BULLETS, "", "what happened or was agreed, with its date"),
        ),
        entry=None,
    )
    assert contacts().last_heading == "Notes"


def test_one_file_per_project() -> None:
    assert schema_of(RUNBOOK) == Schema(
        subject="project",
        is_about_people=False,
        filename_template="{}.md",
        surname_first=False,
        title="[Project Name]",
        title_level=1,
        headings=(SchemaHeading(2, "Architecture"), SchemaHeading(2, "Deploy"), SchemaHeading(2, "Common Issues")),
        fields=(
            SchemaField("Architecture", "Architecture", FieldStyle.SECTION, "", "main components and how they talk"),
            SchemaField("Deploy", "Deploy", FieldStyle.SECTION, "", "steps"),
        ),
        entry=EntryTemplate(
            "Common Issues",
            3,
            "[Issue title]",
            (line("Symptom", "- **Symptom**: ", "what one sees"), line("Fix", "- **Fix**: ", "what solved it")),
        ),
    )


def test_one_file_per_error_category() -> None:
    assert schema_of(ERRORS) == Schema(
        subject="error category",
        is_about_people=False,
        filename_template="{}.md",
        surname_first=False,
        title="[Name]",
        title_level=1,
        headings=(),
        fields=(),
        entry=EntryTemplate(
            None,
            2,
            "[Error] (date: YYYY-MM-DD)",
            (
                line("Symptom", "- Symptom: ", "the message"),
                line("Root Cause", "- Root Cause: "),
                line("Fix", "- Fix: ", "the command"),
                line("Prevention", "- Prevention: "),
            ),
        ),
    )


def test_headings_can_be_the_fields() -> None:
    fields = schema_of(ERRORS_BY_SECTION).fields
    assert [(field.name, field.style) for field in fields] == [
        ("Symptom", FieldStyle.SECTION),
        ("Root Cause", FieldStyle.SECTION),
        ("Fix", FieldStyle.BULLETS),
        ("Prevention", FieldStyle.SECTION),
    ]


@pytest.mark.parametrize(
    ("body", "subject", "people", "filename"),
    [
        ("One file per contact, named `[first-last].md`", "contact", True, "alice-chen.md"),
        ("Create one file for each project: [project-name].md", "project", False, "alice-chen.md"),
        ("A separate file for every customer.", "customer", False, "alice-chen.md"),
        ("Each person gets their own file, named `[first-last].md`", "person", True, "alice-chen.md"),
        ("Every contact has its own file `[name].md`", "contact", True, "alice-chen.md"),
        ("Each file represents a person: `{slug}.md`", "person", True, "alice-chen.md"),
        ("Files are named `<first-last>.md`, one per person.", "person", True, "alice-chen.md"),
        ("One `.md` file per person the user mentions.", "person", True, "alice-chen.md"),
        ("Store each contact in `[first-last].md`", "contact", True, "alice-chen.md"),
        ("- `[project-name].md`: one per project", "project", False, "alice-chen.md"),
        ("Keep **one Markdown file (.md) per person**", "person", True, "alice-chen.md"),
        ("```\npeople/\n└── [first-last].md  # one per person\n```", "person", True, "alice-chen.md"),
        ("one file per error category (`category.md`, e.g. `dns.md`)", "error category", False, "alice-chen.md"),
        ("Never one file per incident. One file per type of error.", "type of error", False, "alice-chen.md"),
        ("One file per contact. Name it `[last-first].md`.", "contact", True, "chen-alice.md"),
        ("One file per person, `[first]-[last].md`", "person", True, "alice-chen.md"),
        ("One file per client, `client-[company].md`", "client", False, "client-alice-chen.md"),
        ("We keep a page for each of our services.", "service", False, "alice-chen.md"),
        ("One file per person: people/[first-last].md", "person", True, "alice-chen.md"),
    ],
)
def test_wordings(body: str, subject: str, people: bool, filename: str) -> None:
    schema = schema_of(body, "people")
    assert (schema.subject, schema.is_about_people, schema.filename_for("Alice Chen")) == (subject, people, filename)


@pytest.mark.parametrize(
    ("body", "why_not"),
    [
        ("", "its SKILL.md does not say what it keeps one file per"),
        ("Keep everything in notes.md, one per line.", "its SKILL.md does not say what it keeps one file per"),
        ("Never make one file per incident.", "its SKILL.md does not say what it keeps one file per"),
        (
            "One file per person `[first-last].md`.\n\nOne file per company `[company].md`.",
            "it keeps several kinds of file (person, company), and rules can follow one",
        ),
        (
            "One file per project: `[project]/notes.md`",
            "it keeps a directory for each thing, and rules write single files only",
        ),
        ("One file per host: hosts/[name].md", "its files live in hosts/, and rules write beside SKILL.md only"),
        ("One file per host: [name].yaml", "its files are .yaml, and rules write Markdown only"),
        (
            "One file per meeting, [YYYY-MM-DD]-[slug].md",
            "its file names have 2 parts (YYYY-MM-DD-slug), and rules know one name for each file",
        ),
        (
            "One file per host.\n```\n# [Host]\n| a | b |\n```",
            "its file format has a table, which rules do not fill in",
        ),
        (
            "One file per host.\n```\n---\nname: x\n---\n# [Host]\n```",
            "its file format starts with front matter, which rules do not fill in",
        ),
    ],
)
def test_what_cannot_be_followed_is_named(body: str, why_not: str) -> None:
    assert read_schema(body, "skill") == NoSchema(why_not)


PROSE_FORMATS = {
    "a heading with a slot": """# Social Contacts
- For each person, create one Markdown file: `[first-last].md`
- Update existing files: no duplicates.

# [Full Name]
- **Role**: their job
- **Company**: (where they work)

## Guidelines
- Tone: brief
""",
    "announced fields": """One file per person (`[name].md`). Each has these fields:

- **Role**: the job
- Company (where they work)
- Read this whole line first: it is no field

## Guidelines
- Tone: brief
""",
    "announced sections": """Keep one file per person, named `[name].md`, with these sections:

## Role
Their job.

## Company

## When to use
Always.
""",
}


@pytest.mark.parametrize("body", PROSE_FORMATS.values(), ids=PROSE_FORMATS.keys())
def test_a_format_can_be_written_without_a_fence(body: str) -> None:
    assert [field.name for field in schema_of(body).fields] == ["Role", "Company"]


def test_of_several_fences_the_format_is_taken_not_the_example_or_the_tree() -> None:
    schema = schema_of(
        "One file per person: `[name].md`\n\n```\npeople/\n├── ann.md  # Role: x\n```\n\n"
        "## Example\n\n```\n# Ann\n- Job: y\n```\n\n"
        "## File Format\n\n````md\n# [Name]\n- Role: (job)\n"
        "- YYYY-MM-DD: (what happened)\n- Likes tea (date: 2026-03-17)\n````\n"
    )
    assert schema.fields == (line("Role", "- Role: ", "job"),)


def test_the_default_skills_can_be_read() -> None:
    subjects = {path: schema_of(data.decode()).subject for path, data in default_files().items()}
    assert subjects == {"daily-logs/SKILL.md": "day", "user-general-facts/SKILL.md": "topic"}


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Alice Chen", "alice-chen"),
        ("Zoë O'Brien", "zoë-obrien"),
        ("Zoe\u0308", "zoë"),
        ("王小明", "王小明"),
        ("../../etc/passwd", "etc-passwd"),
        (".hidden", "hidden"),
        ("C++", "cplusplus"),
        ("R&D\x00 / Ops", "r-and-d-ops"),
    ],
)
def test_stems(name: str, stem: str) -> None:
    assert file_stem(name) == stem


@given(st.text(min_size=1, max_size=300))
def test_file_names_are_always_safe(name: str) -> None:
    try:
        filename = contacts().filename_for(name)
    except ValueError as error:
        assert "no letter or digit" in str(error)
        return
    assert not filename.startswith((".", "-"))
    assert not set(filename) & set("/\\\0 \n")
    assert ".." not in filename
    assert len(filename.encode()) <= 200
    assert contacts().filename_for(filename.removesuffix(".md")) == filename


def test_long_names_stay_two_and_skill_md_is_never_taken() -> None:
    long = [contacts().filename_for("ü" * 300 + end) for end in "ab"]
    assert long[0] != long[1]
    assert contacts().filename_for("Skill") == "skill-notes.md"
    with pytest.raises(ValueError, match="no letter or digit"):
        contacts().filename_for("…")


def test_a_new_file_has_what_is_known_and_nothing_else() -> None:
    text = render(contacts(), "Alice Chen", {"role": "product manager", "Preferences": "prefers\nmornings"})
    assert text == "# Alice Chen\n\n- **Role**: product manager\n\n## Preferences\n- prefers mornings\n"


def test_an_unknown_field_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="no field 'Shoe size'; the schema has Role, Company"):
        render(contacts(), "Alice Chen", {"Shoe size": "42"})


PERSONS_FILE = (
    "# Alice Chen  \r\n\r\nMet in Oslo;  she said `- Role: x`.\r\n"
    "```\r\n- **Role**: not this\r\n```\r\n* __Role__: engineer\r\n\r\n"
    "## Preferences ##\r\n+ tea\r\n\r\n\r\n## My own heading\r\nmine"
)


def test_a_value_is_replaced_in_place_and_all_else_stays() -> None:
    changed = set_field(PERSONS_FILE, contacts(), "Role", "lead")
    assert changed == PERSONS_FILE.replace("* __Role__: engineer", "* __Role__: lead")


def test_a_missing_line_goes_after_the_fields_before_it() -> None:
    changed = set_field(PERSONS_FILE, contacts(), "Company", "Acme")
    assert changed == PERSONS_FILE.replace("engineer\r\n", "engineer\r\n- **Company**: Acme\r\n")


def test_a_bullet_goes_to_the_end_of_its_list() -> None:
    assert add_bullet(PERSONS_FILE, "preferences", "coffee") == PERSONS_FILE.replace(
        "+ tea\r\n", "+ tea\r\n- coffee\r\n"
    )
    assert add_bullet(PERSONS_FILE, "Preferences", "tea") == PERSONS_FILE


def test_a_missing_heading_goes_where_the_schema_has_it() -> None:
    schema = contacts()
    notes_only = "# A\n\n## Notes\n- x\n"
    assert add_bullet(notes_only, "Preferences", "tea", schema) == "# A\n\n## Preferences\n- tea\n\n## Notes\n- x\n"
    assert add_bullet(PERSONS_FILE, "Notes", "met", schema) == PERSONS_FILE + "\r\n\r\n## Notes\r\n- met\r\n"
    assert set_field(notes_only, schema, "Role", "lead") == "# A\n\n- **Role**: lead\n\n## Notes\n- x\n"


def test_an_unclosed_fence_swallows_nothing() -> None:
    assert add_bullet("# A\n```\ncode", "Notes", "met") == "# A\n```\ncode\n```\n\n## Notes\n- met\n"


def test_values_are_read_back() -> None:
    schema = contacts()
    values = {field.name: field_value(PERSONS_FILE, field) for field in schema.fields}
    assert values == {"Role": "engineer", "Company": None, "Relationship": None, "Preferences": "+ tea", "Notes": None}


def test_a_runbook_grows_by_entries() -> None:
    schema = schema_of(RUNBOOK)
    text = render(schema, "Billing API", {"Architecture": "one service"})
    text = add_entry(text, schema, "Pool exhausted", {"symptom": "timeouts", "fix": "raise it"}, "2026-03-17")
    text = add_entry(text, schema, "Disk full", {"Symptom": "ENOSPC"})
    text = set_field(text, schema, "Deploy", "`make deploy`")
    text = set_field(text, schema, "Architecture", "two services")
    assert text == (
        "# Billing API\n\n## Architecture\ntwo services\n\n## Deploy\n`make deploy`\n\n## Common Issues\n\n"
        "### Pool exhausted (date: 2026-03-17)\n- **Symptom**: timeouts\n- **Fix**: raise it\n\n"
        "### Disk full\n- **Symptom**: ENOSPC\n"
    )


def test_an_error_category_grows_by_dated_entries() -> None:
    schema = schema_of(ERRORS)
    text = add_entry(
        render(schema, "Networking", {}),
        schema,
        "DNS times out",
        {"fix": "`ping`", "prevention": "cache"},
        "2026-03-17",
    )
    assert text == "# Networking\n\n## DNS times out (date: 2026-03-17)\n- Fix: `ping`\n- Prevention: cache\n"


def test_entries_without_headings_repeat_their_fields() -> None:
    schema = schema_of(
        "One file per project: [project].md\n```\n# [Project]\n## Common Issues\n- Symptom: (a)\n- Fix: (b)\n```\n"
    )
    text = render(schema, "Billing", {})
    for symptom in ("one", "two"):
        text = add_entry(text, schema, "", {"Symptom": symptom, "Fix": "f"}, "2026-03-17")
    assert text == (
        "# Billing\n\n## Common Issues\n- Symptom: one (date: 2026-03-17)\n- Fix: f\n\n"
        "- Symptom: two (date: 2026-03-17)\n- Fix: f\n"
    )


def test_a_schema_without_entries_takes_none() -> None:
    with pytest.raises(ValueError, match="files about a person have no repeated entries"):
        add_entry("# A\n", contacts(), "x", {})


MARKDOWN = st.text(max_size=200) | st.lists(
    st.sampled_from(
        [
            "# A",
            "## Notes",
            "## Preferences #",
            "### x",
            "- **Role**: y",
            "Role: z",
            "* __Company:__ a",
            "```",
            "~~~",
            "text",
            "",
        ]
    ),
    max_size=12,
).map("\n".join)


@given(MARKDOWN, st.sampled_from(contacts().fields), st.text(min_size=1).filter(str.strip))
def test_setting_a_field_twice_changes_nothing_more(text: str, field: SchemaField, value: str) -> None:
    once = set_field(text, contacts(), field, value)
    assert set_field(once, contacts(), field, value) == once
    assert markdown.one_line(value) in (field_value(once, field) or "")


@given(MARKDOWN, st.sampled_from(["Preferences", "Notes", None]), st.text(min_size=1).filter(str.strip))
def test_adding_a_bullet_keeps_every_line(text: str, heading: str | None, bullet: str) -> None:
    remaining = iter(add_bullet(text, heading, bullet, contacts()).splitlines())
    assert all(line in remaining for line in text.splitlines())


@given(st.text(st.sampled_from("#-*:`~ \nRole[]()aYMD."), max_size=300))
def test_reading_never_raises(body: str) -> None:
    assert isinstance(read_schema(f"One file per person: [name].md\n```\n{body}\n```\n"), Schema | NoSchema)


@pytest.mark.parametrize(
    "filler",
    ["a", "a ", "[", "[a", "one file per ", "never one file per x ", "\n", " ", "a.", "-", "`", "#", "(", "**a"],
)
def test_reading_is_linear(filler: str) -> None:
    started = time.process_time()
    read_schema("One file per x: [y].md\n" + filler * (400_000 // len(filler)))
    assert time.process_time() - started < 4
