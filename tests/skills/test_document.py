"""SKILL.md, with the reference validator of the specification as the oracle."""

from __future__ import annotations

from pathlib import Path

import pytest
import skills_ref
from hypothesis import given, settings
from hypothesis import strategies as st
from skills_ref.parser import parse_frontmatter

from skillfs.skills.document import InvalidSkill, Skill, emit_skill, is_created_name, parse_skill, problems

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SPECIAL_TEXT = st.lists(
    st.sampled_from(
        [
            "---",
            "\n",
            "\\",
            '"',
            "'",
            ": ",
            " #",
            "\t",
            "&a",
            "*b",
            "{",
            "]",
            "\u2028",
            "\x85",
            "\ufeff",
            "é",
            "🫨",
            "~",
        ]
    )
).map("".join)
VALUES = (ANY_TEXT | SPECIAL_TEXT | st.tuples(SPECIAL_TEXT, ANY_TEXT).map("".join)).map(str.strip)
NAMES = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
SKILLS = st.builds(
    Skill,
    name=NAMES,
    description=VALUES.filter(lambda text: 1 <= len(text) <= 1024),
    body=VALUES.map(lambda text: text.replace("\r", "\n").strip()),
    license=st.none() | VALUES,
    compatibility=st.none() | VALUES.filter(lambda text: len(text) <= 500),
    allowed_tools=st.none() | VALUES,
    metadata=st.dictionaries(VALUES.filter(bool), VALUES, max_size=3),
)


def write_skill(folder: Path, directory: str, text: str) -> Path:
    (folder / directory).mkdir(exist_ok=True)
    (folder / directory / "SKILL.md").write_bytes(text.encode())
    return folder / directory


@given(SKILLS)
@settings(deadline=None, max_examples=150)
def test_what_is_emitted_reads_back_equal_here_and_in_the_reference(
    tmp_path_factory: pytest.TempPathFactory, skill: Skill
) -> None:
    text = emit_skill(skill)
    folder = write_skill(tmp_path_factory.mktemp("emit"), skill.name, text)
    read = skills_ref.read_properties(folder)
    assert parse_skill(text, skill.name) == skill
    assert skills_ref.validate(folder) == []
    assert (
        Skill(
            read.name,
            read.description,
            parse_frontmatter(text)[1],
            read.license,
            read.compatibility,
            read.allowed_tools,
            read.metadata or {},
        )
        == skill
    )


VALID = '---\nname: "notes"\ndescription: "What is noted."\n---\n\n# Notes\n'

NASTY = {
    "empty file": "",
    "no front matter": "# Notes\n",
    "BOM": "\ufeff" + VALID,
    "blank line first": "\n" + VALID,
    "no closing line": "---\nname: notes\ndescription: d\n",
    "closing line indented": "---\nname: notes\ndescription: d\n ---\n",
    "empty front matter": "---\n---\nbody\n",
    "a list": "---\n- name\n- description\n---\n",
    "a text": "---\nnotes\n---\n",
    "name twice": "---\nname: notes\nname: notes\ndescription: d\n---\n",
    "metadata key twice": "---\nname: notes\ndescription: d\nmetadata:\n  a: b\n  a: c\n---\n",
    "anchor": "---\nname: &n notes\ndescription: d\n---\n",
    "alias": "---\nname: &n notes\ndescription: *n\n---\n",
    "tag": "---\nname: !!str notes\ndescription: d\n---\n",
    "flow mapping": "---\nname: notes\ndescription: d\nmetadata: {a: b}\n---\n",
    "flow list": "---\nname: notes\ndescription: d\nallowed-tools: [Read, Grep]\n---\n",
    "merge of an alias": "---\nname: notes\ndescription: d\nmetadata: &m\n  a: b\nlicense: *m\n---\n",
    "tab for indentation": "---\nname: notes\ndescription: d\nmetadata:\n\ta: b\n---\n",
    "colon in a plain value": "---\nname: notes\ndescription: Use it: always\n---\n",
    "backtick": "---\nname: notes\ndescription: `d`\n---\n",
    "at sign": "---\nname: notes\ndescription: @d\n---\n",
    "quote not closed": '---\nname: notes\ndescription: "d\n---\n',
    "text after the quote": '---\nname: notes\ndescription: "d" e\n---\n',
    "bad escape": '---\nname: notes\ndescription: "\\q"\n---\n',
    "three hyphens in the description": "---\nname: notes\ndescription: a --- b\n---\n",
    "three hyphens in a quoted description": '---\nname: notes\ndescription: "a---b"\n---\n',
    "four hyphens": "---\nname: notes\ndescription: d\n----\n---\n",
    "a document end": "---\nname: notes\ndescription: d\n...\n---\n",
    "a directive": "---\n%YAML 1.2\nname: notes\ndescription: d\n---\n",
    "NUL": "---\nname: notes\ndescription: a\x00b\n---\n",
    "BEL": "---\nname: notes\ndescription: a\x07b\n---\n",
    "line separator": "---\nname: notes\ndescription: a\u2028b\n---\n",
    "next line": "---\nname: notes\ndescription: a\x85b\n---\n",
    "no character at all": "---\nname: notes\ndescription: a\uffffb\n---\n",
    "no name": "---\ndescription: d\n---\n",
    "no description": "---\nname: notes\n---\n",
    "empty name": "---\nname:\ndescription: d\n---\n",
    "empty description": "---\nname: notes\ndescription: ''\n---\n",
    "blank description": "---\nname: notes\ndescription: '  '\n---\n",
    "description is a mapping": "---\nname: notes\ndescription:\n  a: b\n---\n",
    "name is a list": "---\nname:\n  - notes\ndescription: d\n---\n",
    "description too long": f"---\nname: notes\ndescription: {'d' * 1025}\n---\n",
    "description too long by its blanks": f"---\nname: notes\ndescription: '{'d' * 1024} '\n---\n",
    "compatibility too long": f"---\nname: notes\ndescription: d\ncompatibility: {'c' * 501}\n---\n",
    "compatibility is a list": "---\nname: notes\ndescription: d\ncompatibility:\n  - a\n---\n",
    "key version": "---\nname: notes\ndescription: d\nversion: 1\n---\n",
    "key tags": "---\nname: notes\ndescription: d\ntags:\n  - a\n---\n",
    "key Name": "---\nName: notes\ndescription: d\n---\n",
    "other directory": "---\nname: other\ndescription: d\n---\n",
    "upper case": "---\nname: Notes\ndescription: d\n---\n",
    "underscore": "---\nname: my_notes\ndescription: d\n---\n",
    "double hyphen": "---\nname: my--notes\ndescription: d\n---\n",
    "leading hyphen": "---\nname: -notes\ndescription: d\n---\n",
    "slash": "---\nname: a/notes\ndescription: d\n---\n",
    "name too long": f"---\nname: {'n' * 65}\ndescription: d\n---\n",
    "a key that is a list": "---\n? - a\n: b\nname: notes\ndescription: d\n---\n",
    "deep nesting": "---\nname: notes\ndescription: d\nmetadata: " + "[" * 5000 + "\n---\n",
    "deep blocks": "---\n" + "".join(" " * depth + "a:\n" for depth in range(500)) + "---\n",
    "bad indentation": "---\nname: notes\n  description: d\n---\n",
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_nasty_documents_are_refused_in_one_line_with_a_remedy(text: str) -> None:
    found = problems(text, "notes")
    assert found
    assert all("\n" not in line and len(line) < 300 for line in found)
    with pytest.raises(InvalidSkill) as refusal:
        parse_skill(text, "notes")
    assert str(refusal.value) == found[0]


NAME_LINES = [
    "name: notes",
    "name: 'notes'",
    'name: "notes"  # why',
    "name: ｎotes",
    "'name': notes",
    '"name" : notes',
    "? name\n: notes",
    "name:\n  notes",
    "name: |\n  notes",
    "name: >-\n  notes",
    "name:\tnotes",
]
DESCRIPTION_LINES = [
    "description: d",
    "description: a\n  b",
    "description: a\n\n\n  b\n  c",
    "description: >\n  a\n  b\n\n  c",
    "description: >\n  a\n    b\n  c",
    "description: >-\n  a\n",
    "description: >+\n  a\n\n",
    "description: >1\n  a",
    "description: |\n  a\n   b",
    "description: |+\n  a\n\n",
    "description: |2\n    a",
    'description: "a\\\n  b"',
    'description: "a\n\n  b  \n  c"',
    "description: 'a\n  b'",
    "description: 'it''s'",
    "description: a #b",
    "description: a#b",
    "description: 2026-01-01",
    "description: ~",
    "description: yes",
    "description: 0x1F",
    "description: 1_000",
    "description: - a",
    "description: a ? b",
    "description: ? a",
    "description: a: b",
    "description: 'a: b'",
    "description: a:",
    "description: a:b",
    "description: \\n",
    "description: a, b [c] {d}",
    "description: =",
    "description: <<",
    'description: "\\u00e9\\x41\\U0001F600\\e"',
    'description: "\\/"',
    'description: "a\\x2d"',
    "description: é🫨\u00a0x",
    "description: \u3000x\u200b",
    "description: <b>",
    "description:d",
    "description: *a",
    "description: !a b",
    "description: %a",
]
OTHER_LINES = [
    "license: MIT",
    "license:",
    "license: ''",
    "license: [MIT]",
    "license:\n  - MIT",
    "license: 'MIT'  # x",
    "compatibility: any",
    "compatibility:",
    "allowed-tools: Read Grep",
    "allowed-tools:\n- Read\n- Grep",
    "metadata:",
    "metadata:\n  a: b",
    "metadata:\n  a:\n  b: ' c '",
    "metadata:\n    a: b\n    c: 1.0",
    "metadata:\n  a: b\n c: d",
    "metadata:\n  a:\n    b: c",
    "metadata:\n  - a",
    "metadata: a",
    "metadata:\n  a: b\n  # c",
    "metadata:\n  1: 2\n  true: no",
    "metadata:\n  'a b': c",
    "metadata:\n  a: |\n    b\n    c",
    "metadata:\n  << : a",
    "<<: a",
    "# only a comment",
    "  # an indented comment",
    "",
    "   ",
    "- a",
    "a",
    "{}",
    "...",
    "&a",
    "-",
    "--",
    "=: a",
    "extra: 1",
    "\ta: b",
]
FRONT_MATTERS = (
    st.tuples(
        st.sampled_from(NAME_LINES),
        st.sampled_from(DESCRIPTION_LINES),
        st.lists(st.sampled_from(OTHER_LINES), max_size=3, unique=True),
    )
    .map(lambda lines: [lines[0], lines[1], *lines[2]])
    .flatmap(st.permutations)
)


def test_the_fragments_below_make_valid_documents_too() -> None:
    alone = [f"---\n{name}\n{text}\n---\n" for name in NAME_LINES for text in DESCRIPTION_LINES]
    assert sum(not problems(text, "notes") for text in alone) > len(alone) // 2


@given(FRONT_MATTERS, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "body", "a --- b"]))
@settings(deadline=None, max_examples=400)
def test_what_passes_here_passes_the_reference_with_the_same_values(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], newline: str, body: str
) -> None:
    text = "\n".join(["---", *lines, "---", body, ""]).replace("\n", newline)
    folder = write_skill(tmp_path_factory.mktemp("nasty"), "notes", text)
    if problems(text, "notes"):
        return
    skill = parse_skill(text, "notes")
    assert skills_ref.validate(folder) == []
    read = skills_ref.read_properties(folder)
    assert (read.name, read.description, read.license, read.compatibility, read.allowed_tools, read.metadata or {}) == (
        skill.name,
        skill.description,
        skill.license,
        skill.compatibility,
        skill.allowed_tools,
        skill.metadata,
    )
    assert skill.body == body


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(deadline=None, max_examples=400)
def test_any_plain_value_that_passes_here_is_read_alike(value: str) -> None:
    text = f"---\nname: notes\ndescription: {value}\n---\n"
    if not problems(text, "notes"):
        assert parse_frontmatter(text)[0]["description"].strip() == parse_skill(text, "notes").description


def test_the_valid_document_reads_whole() -> None:
    assert parse_skill(VALID, "notes") == Skill("notes", "What is noted.", "# Notes")


def test_windows_newlines_are_newlines() -> None:
    assert parse_skill(VALID.replace("\n", "\r\n"), "notes") == Skill("notes", "What is noted.", "# Notes")


def test_names_beyond_ascii_are_for_people_only() -> None:
    assert parse_skill("---\nname: köche\ndescription: d\n---\n", "köche").name == "köche"
    with pytest.raises(InvalidSkill, match="a-z, 0-9"):
        emit_skill(Skill("köche", "d"))


@pytest.mark.parametrize(
    ("skill", "message"),
    [
        (Skill("notes", " "), "the description is empty: say what the skill holds and when to read it"),
        (Skill("notes", "d" * 1025), "the description has 1025 characters: cut it to 1024"),
        (Skill("notes", "\ud800"), "'\\ud800' has a lone surrogate, which no file can hold: remove it"),
        (Skill("No", "d"), "the name 'No' must be lower-case a-z, 0-9 and single hyphens, at most 64"),
    ],
)
def test_nothing_invalid_is_emitted(skill: Skill, message: str) -> None:
    with pytest.raises(InvalidSkill) as refusal:
        emit_skill(skill)
    assert str(refusal.value) == message


def test_every_problem_is_named_at_once() -> None:
    assert problems("---\nname: My_Notes\ndescription:\nversion: 1\n---\n", "notes") == [
        "the key 'version' is not allowed: move it under metadata:, or remove it "
        "(allowed: name, description, license, compatibility, allowed-tools, metadata)",
        "the name 'My_Notes' must be lower case: 'my_notes'",
        "the name 'My_Notes' may have letters, digits and hyphens only",
        "the name 'My_Notes' must equal its directory, 'notes': rename one of them",
        "the description is empty: say what the skill holds and when to read it",
    ]


def test_errors_name_the_line_of_the_file() -> None:
    assert problems(NASTY["tab for indentation"], "notes") == ["line 5 has a tab: use spaces in front matter"]
    assert problems(NASTY["metadata key twice"], "notes") == ["line 6 gives the key 'a' a second time: keep one"]


def test_the_created_names_are_those_of_the_specification() -> None:
    candidates = ["a", "a-1", "n" * 64, "n" * 65, "", "-a", "a-", "a--b", "A", "a_b", "a\n", "é"]
    assert [name for name in candidates if is_created_name(name)] == ["a", "a-1", "n" * 64]
