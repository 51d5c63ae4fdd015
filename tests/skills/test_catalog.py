"""The catalog in its three forms, and the default skills that it starts with."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import skills_ref

from skillfs.skills.catalog import catalog_json, catalog_md, catalog_xml
from skillfs.skills.defaults import default_files
from skillfs.skills.document import Skill, emit_skill, parse_skill

SKILLS = [
    ("zoo", emit_skill(Skill("zoo", 'Animals <b> & "quotes"\nand lines'))),
    ("broken", "---\nname: other\ndescription: d\nversion: 1\n---\n"),
    ("scripts", None),
    ("api", emit_skill(Skill("api", "APIs."))),
]


def test_markdown_lists_the_valid_ones_and_says_what_is_wrong_with_the_others() -> None:
    assert catalog_md(SKILLS, "work") == (
        "# Skills of work\n\n"
        "- **api**: APIs.\n"
        '- **zoo**: Animals &lt;b> & "quotes" and lines\n\n'
        "## Not offered to agents\n\n"
        "- **broken**: the key 'version' is not allowed: move it under metadata:, or remove it "
        "(allowed: name, description, license, compatibility, allowed-tools, metadata); "
        "the name 'other' must equal its directory, 'broken': rename one of them\n"
        "- **scripts**: it has no SKILL.md: add one to offer it to agents\n"
    )


def test_an_empty_space_says_so() -> None:
    assert catalog_md([], "work") == "# Skills of work\n\nNo skills yet.\n"
    assert catalog_xml([], "/m") == "<available_skills>\n</available_skills>\n"


def test_xml_is_what_the_reference_makes_and_parses(tmp_path: Path) -> None:
    valid = [(directory, text) for directory, text in SKILLS if text and directory != "broken"]
    for directory, text in valid:
        (tmp_path / directory).mkdir()
        (tmp_path / directory / "SKILL.md").write_text(text, encoding="utf-8")
    made = catalog_xml(SKILLS, str(tmp_path.resolve()))
    assert made == skills_ref.to_prompt([tmp_path / "api", tmp_path / "zoo"]) + "\n"
    names = [(element.text or "").strip() for element in ElementTree.fromstring(made).iter("name")]
    assert names == ["api", "zoo"]


def test_locations_are_escaped() -> None:
    root = ElementTree.fromstring(catalog_xml(SKILLS[-1:], "/mnt/a&b/"))
    assert [(element.text or "").strip() for element in root.iter("location")] == ["/mnt/a&b/api/SKILL.md"]


def test_json_has_all_of_it() -> None:
    assert json.loads(catalog_json(SKILLS[-2:], "work")) == {
        "space": "work",
        "skills": [
            {"directory": "api", "name": "api", "description": "APIs.", "valid": True, "problems": []},
            {
                "directory": "scripts",
                "name": None,
                "description": None,
                "valid": False,
                "problems": ["it has no SKILL.md: add one to offer it to agents"],
            },
        ],
    }


def test_the_order_of_the_input_does_not_matter() -> None:
    assert catalog_xml(reversed(SKILLS), "/m") == catalog_xml(SKILLS, "/m")
    assert catalog_md(reversed(SKILLS), "s") == catalog_md(SKILLS, "s")


def test_the_default_skills_are_valid_and_normal(tmp_path: Path) -> None:
    files = default_files()
    assert sorted(files) == ["daily-logs/SKILL.md", "user-general-facts/SKILL.md"]
    for path, data in files.items():
        target = tmp_path / path
        target.parent.mkdir()
        target.write_bytes(data)
        assert skills_ref.validate(target.parent) == []
        assert emit_skill(parse_skill(data.decode(), target.parent.name)) == data.decode()


def test_the_example_skill_is_valid() -> None:
    folder = Path(__file__).parents[2] / "docs" / "examples" / "social-contacts"
    assert skills_ref.validate(folder) == []
    text = (folder / "SKILL.md").read_text(encoding="utf-8")
    assert emit_skill(parse_skill(text, folder.name)) == text
