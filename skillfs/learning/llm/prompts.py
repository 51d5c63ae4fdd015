"""The prompts: Markdown files beside this module, one a stage, each with the version that receipts name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template

from skillfs.skills import frontmatter

TASKS, LESSONS, WRITING = "tasks", "lessons", "writing"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A stage's instructions. `version` grows whenever the text changes what a model would do."""

    stage: str
    version: str
    template: Template

    def filled(self, **values: str) -> str:
        """The text with its ``$names`` replaced. Raises `KeyError` for a name that is not given."""
        return self.template.substitute(values).strip() + "\n"


@cache
def prompt(stage: str) -> Prompt:
    """The prompt of a stage, from ``prompts/<stage>.md``."""
    text = resources.files(__package__).joinpath("prompts", f"{stage}.md").read_text("utf-8")
    parts = frontmatter.split(text)
    assert parts is not None, f"prompts/{stage}.md has no front matter"
    node = frontmatter.mapping_node(parts.yaml)
    assert node is not None
    values = {key.value: value.value for key, value in node.value}
    return Prompt(stage, values["version"], Template(parts.body))
