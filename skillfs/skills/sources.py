"""The skill folders of a space, as the catalog and validation want them."""

from __future__ import annotations

from collections.abc import Iterator

from skillfs.skills.catalog import SkillSource
from skillfs.store import blobs, commits
from skillfs.store.database import Store
from skillfs.store.entries import SKILLS, Entry, Kind

MAX_TEXT_BYTES = 1024 * 1024


def first_text(store: Store, entry: Entry) -> str:
    """The text of a SKILL.md or SPACE.md, its first MiB if it has more: a sparse file of 4 GiB takes no room at all on
    its writer's disk, and all of its reader's memory."""
    return blobs.get_range(store, entry.blob, entry.size, 0, MAX_TEXT_BYTES).decode("utf-8", "replace")


def skill_sources(store: Store, space_id: int) -> Iterator[SkillSource]:
    """Each directory directly below `skills/`, with the text of its SKILL.md where it has one; sorted by path."""
    state = commits.state(store, space_id)
    for path, entry in sorted(state.entries.items()):
        parent, _, name = path.rpartition(b"/")
        if parent == SKILLS and entry.kind is Kind.DIRECTORY:
            skill = state.entries.get(path + b"/SKILL.md")
            text = None
            if skill is not None and skill.kind is Kind.FILE:
                text = first_text(store, skill)
            yield name.decode("utf-8", "replace"), text
