"""SKILL.md by the Agent Skills specification (https://agentskills.io/specification): parse, validate, emit.

A document that this module finds nothing wrong with is accepted by the reference validator, ``skills-ref``, and read by
it with the same values. Some of what that validator accepts is refused here, because it or others misread it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from skillfs.skills import frontmatter
from skillfs.skills.frontmatter import FrontMatterError

MAX_NAME_LENGTH = 64
MAX_DESCRIPTION_LENGTH = 1024
MAX_COMPATIBILITY_LENGTH = 500
KEYS = ("name", "description", "license", "compatibility", "allowed-tools", "metadata")

_CREATED_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class InvalidSkill(ValueError):
    """A SKILL.md breaks the specification. The message is one line that names what is wrong and how to fix it."""


@dataclass(frozen=True, slots=True)
class Skill:
    """A valid SKILL.md. `name` and `description` are without surrounding white space, and so is `body` (Markdown)."""

    name: str
    description: str
    body: str = ""
    license: str | None = None
    compatibility: str | None = None
    allowed_tools: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


def parse_skill(text: str, directory: str | None) -> Skill:
    """The skill that a SKILL.md describes. `directory` is the name of its folder, None to leave that unchecked.

    Raises `InvalidSkill` with the first of its `problems`.
    """
    skill, found = _read(text, directory)
    if skill is None or found:
        raise InvalidSkill(found[0])
    return skill


def problems(text: str, directory: str | None) -> list[str]:
    """All that is wrong with a SKILL.md, one line each with its remedy; empty for a valid one.

    Names may have letters of every script, as ``skills-ref`` allows to people; for what skillfs makes, `emit_skill` is
    stricter.
    """
    return _read(text, directory)[1]


def emit_skill(skill: Skill) -> str:
    """The SKILL.md of a skill, which `parse_skill` and ``skills-ref`` read back as equal. Every value is double-quoted.

    Raises `InvalidSkill` for a skill that breaks the specification or is not named in ASCII; white space around the
    name, the description and the body is dropped.
    """
    if not is_created_name(skill.name.strip()):
        raise InvalidSkill(f"the name {skill.name!r} must be lower-case a-z, 0-9 and single hyphens, at most 64")
    lines = ["---", *_front_matter(skill), "---", ""]
    body = skill.body.strip()
    text = "\n".join([*lines, body, ""]) if body else "\n".join(lines)
    parse_skill(text, skill.name.strip())
    return text


def is_created_name(name: str) -> bool:
    """Whether skillfs may give a skill that name: ``[a-z0-9]+(-[a-z0-9]+)*``, at most 64 characters."""
    return len(name) <= MAX_NAME_LENGTH and _CREATED_NAME.fullmatch(name) is not None


def _front_matter(skill: Skill) -> Iterator[str]:
    values = {
        "name": skill.name.strip(),
        "description": skill.description.strip(),
        "license": skill.license,
        "compatibility": skill.compatibility,
        "allowed-tools": skill.allowed_tools,
    }
    for key, value in values.items():
        if value is not None:
            yield f"{key}: {_quoted(value)}"
    if skill.metadata:
        yield "metadata:"
        for key, value in skill.metadata.items():
            yield f"  {_quoted(key)}: {_quoted(value)}"


def _quoted(value: str) -> str:
    if any(unicodedata.category(char) == "Cs" for char in value):
        raise InvalidSkill(f"{value!r} has a lone surrogate, which no file can hold: remove it")
    return frontmatter.quoted(value)


def _read(text: str, directory: str | None) -> tuple[Skill | None, list[str]]:
    """The skill and what is wrong with it; no skill when the front matter cannot be read at all."""
    try:
        values, body = _values(text)
    except FrontMatterError as error:
        return None, [str(error)]
    found = list(_value_problems(values, directory))
    strings = {key: value for key, value in values.items() if isinstance(value, str)}
    metadata = values.get("metadata")
    skill = Skill(
        name=strings.get("name", "").strip(),
        description=strings.get("description", "").strip(),
        body=body,
        license=strings.get("license"),
        compatibility=strings.get("compatibility"),
        allowed_tools=strings.get("allowed-tools"),
        metadata=metadata if isinstance(metadata, dict) else {},
    )
    return skill, found


def _values(text: str) -> tuple[dict[str, str | dict[str, str] | None], str]:
    """The keys of the front matter and the body. A value that is neither text nor a mapping of texts is None."""
    if text.startswith("\ufeff"):
        raise FrontMatterError("it starts with a byte order mark: save it as UTF-8 without BOM")
    parts = frontmatter.split(text)
    if parts is None:
        raise FrontMatterError("it must start with a line ---, then name: and description:, then a line ---")
    node = frontmatter.mapping_node(parts.yaml)
    pairs = node.value if node else []
    return {key.value: _plain(value) for key, value in pairs}, parts.body


def _plain(node: yaml.Node) -> str | dict[str, str] | None:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.MappingNode) and all(isinstance(value, yaml.ScalarNode) for _, value in node.value):
        return {key.value: value.value for key, value in node.value}
    return None


def _value_problems(values: Mapping[str, str | dict[str, str] | None], directory: str | None) -> Iterator[str]:
    for key, value in values.items():
        if key not in KEYS:
            yield f"the key {key!r} is not allowed: move it under metadata:, or remove it (allowed: {', '.join(KEYS)})"
        elif key == "metadata" and not isinstance(value, dict):
            yield "metadata must be lines of key: value, indented below it"
        elif key != "metadata" and not isinstance(value, str):
            yield f"{key} must be one text: write it in double quotes"
    if "name" not in values:
        yield "the name is missing: add name: " + (directory or "<the directory's name>")
    elif isinstance(name := values["name"], str):
        yield from _name_problems(name, directory)
    if "description" not in values:
        yield "the description is missing: say what the skill holds and when to read it"
    elif isinstance(description := values["description"], str):
        yield from _description_problems(description)
    compatibility = values.get("compatibility")
    if isinstance(compatibility, str) and len(compatibility) > MAX_COMPATIBILITY_LENGTH:
        yield f"compatibility has {len(compatibility)} characters: cut it to {MAX_COMPATIBILITY_LENGTH}"


def _name_problems(written: str, directory: str | None) -> Iterator[str]:
    name = unicodedata.normalize("NFKC", written.strip())
    if not name:
        yield "the name is empty: give it the directory's name"
        return
    if len(name) > MAX_NAME_LENGTH:
        yield f"the name has {len(name)} characters: cut it (and the directory's name) to {MAX_NAME_LENGTH}"
    if name != name.lower():
        yield f"the name {name!r} must be lower case: {name.lower()!r}"
    if name.startswith("-") or name.endswith("-") or "--" in name:
        yield f"the name {name!r} must have hyphens only singly and between words"
    if not all(char.isalnum() or char == "-" for char in name):
        yield f"the name {name!r} may have letters, digits and hyphens only"
    if directory is not None and unicodedata.normalize("NFKC", directory) != name:
        yield f"the name {name!r} must equal its directory, {directory!r}: rename one of them"


def _description_problems(description: str) -> Iterator[str]:
    if not description.strip():
        yield "the description is empty: say what the skill holds and when to read it"
    elif len(description) > MAX_DESCRIPTION_LENGTH:
        yield f"the description has {len(description)} characters: cut it to {MAX_DESCRIPTION_LENGTH}"
