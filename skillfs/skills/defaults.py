"""The skills that every new space starts with."""

from __future__ import annotations

from importlib import resources

DEFAULT_SKILLS = ("daily-logs", "user-general-facts")


def default_files() -> dict[str, bytes]:
    """The files of the default skills: path below ``skills/``, such as ``daily-logs/SKILL.md``, to content."""
    folder = resources.files("skillfs.skills") / "defaults"
    return {f"{name}/SKILL.md": (folder / name / "SKILL.md").read_bytes() for name in DEFAULT_SKILLS}
