"""Skill folders and space settings: SKILL.md, SPACE.md, the defaults, the catalog."""
