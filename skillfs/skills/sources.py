"""The skill folders of a space, as the catalog and validation want them."""

from __future__ import annotations

from collections.abc import Iterator

from skillfs.skills.catalog import SkillSource
from skillfs.store import blobs, commits
from skillfs.store.database import Store
from skillfs.store.entries import SKILLS, Kind


def skill_sources(store: Store, space_id: int) -> Iterator[SkillSource]:
    """Each directory directly below `skills/`, with the text of its SKILL.md where it has one; sorted by path."""
    state = commits.state(store, space_id)
    for path, entry in sorted(state.entries.items()):
        parent, _, name = path.rpartition(b"/")
        if parent == SKILLS and entry.kind is Kind.DIRECTORY:
            skill = state.entries.get(path + b"/SKILL.md")
            text = None
            if skill is not None and skill.kind is Kind.FILE:
                text = blobs.get(store, skill.blob, skill.size).decode("utf-8", "replace")
            yield name.decode("utf-8", "replace"), text
