"""The skills of a space at a glance: for people (Markdown), for agents' prompts (XML), for programs (JSON)."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from skillfs.skills import markdown
from skillfs.skills.document import InvalidSkill, Skill, parse_skill, problems

SkillSource: TypeAlias = "tuple[str, str | None]"
"""A directory below ``skills/``, by name, and the text of its SKILL.md; None where it has none."""

_NO_SKILL_MD = "it has no SKILL.md: add one to offer it to agents"


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One directory below ``skills/``: its `skill`, or None and what is wrong with it in `problems`."""

    directory: str
    skill: Skill | None
    problems: tuple[str, ...] = ()


def catalog_entries(skills: Iterable[SkillSource]) -> list[CatalogEntry]:
    """The directories in the order of their names, each read."""
    return [_entry(directory, text) for directory, text in sorted(skills, key=lambda source: source[0])]


def catalog_md(skills: Iterable[SkillSource], space: str) -> str:
    """The catalog for people: every valid skill with its description, then what keeps the others from being offered."""
    entries = catalog_entries(skills)
    lines = [f"# Skills of {space}", ""]
    lines.extend(f"- **{entry.directory}**: {_text(entry.skill.description)}" for entry in entries if entry.skill)
    if not any(entry.skill for entry in entries):
        lines.append("No skills yet.")
    broken = [entry for entry in entries if not entry.skill]
    if broken:
        lines.extend(["", "## Not offered to agents", ""])
        lines.extend(f"- **{_text(entry.directory)}**: {_text('; '.join(entry.problems))}" for entry in broken)
    return "\n".join([*lines, ""])


def catalog_xml(skills: Iterable[SkillSource], location_prefix: str) -> str:
    """The ``<available_skills>`` block of the Agent Skills convention, valid skills only, byte for byte as
    ``skills-ref to-prompt`` writes it but with locations escaped too.

    A location is `location_prefix`, the directory and ``SKILL.md``, joined by ``/``.
    """
    lines = ["<available_skills>"]
    for entry in catalog_entries(skills):
        if entry.skill:
            lines.append("<skill>")
            lines.extend(_element("name", entry.skill.name))
            lines.extend(_element("description", entry.skill.description))
            lines.extend(_element("location", f"{location_prefix.rstrip('/')}/{entry.directory}/SKILL.md"))
            lines.append("</skill>")
    return "\n".join([*lines, "</available_skills>", ""])


def catalog_json(skills: Iterable[SkillSource], space: str) -> str:
    """The catalog for programs: ``{"space", "skills": [{"directory", "name", "description", "valid", "problems"}]}``.

    `name` and `description` are null for a directory that is no valid skill.
    """
    listed = [
        {
            "directory": entry.directory,
            "name": entry.skill.name if entry.skill else None,
            "description": entry.skill.description if entry.skill else None,
            "valid": entry.skill is not None,
            "problems": list(entry.problems),
        }
        for entry in catalog_entries(skills)
    ]
    return json.dumps({"space": space, "skills": listed}, ensure_ascii=False, indent=2) + "\n"


def _entry(directory: str, text: str | None) -> CatalogEntry:
    if text is None:
        return CatalogEntry(directory, None, (_NO_SKILL_MD,))
    try:
        return CatalogEntry(directory, parse_skill(text, directory))
    except InvalidSkill:
        return CatalogEntry(directory, None, tuple(problems(text, directory)))


def _element(tag: str, value: str) -> list[str]:
    return [f"<{tag}>", html.escape(value), f"</{tag}>"]


def _text(value: str) -> str:
    """A value on one line of Markdown, unable to open HTML."""
    return markdown.one_line(value).replace("<", "&lt;")
