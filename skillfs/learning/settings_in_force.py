"""The settings that a space's learner goes by: those of its SPACE.md, or of the last one that could be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skillfs.skills.settings import InvalidSpace, SpaceDocument, SpaceSettings, parse_space
from skillfs.store import blobs
from skillfs.store.database import Store
from skillfs.store.entries import SPACE_MD, Kind

MAX_SIZE = 1024 * 1024
"""Bytes of a SPACE.md that is read at all."""


@dataclass(frozen=True, slots=True)
class SettingsInForce:
    """A space's settings and guidance. `error` says, in one line, what is wrong with the present SPACE.md when these
    are those of an earlier one."""

    document: SpaceDocument
    error: str | None = None

    @property
    def settings(self) -> SpaceSettings:
        return self.document.settings


def settings_in_force(store: Store, space_id: int) -> SettingsInForce:
    """What the space goes by now: its last SPACE.md that parses, the defaults where it has none."""
    error = None
    for text in _versions(store, space_id):
        if text is None:
            break
        try:
            return SettingsInForce(parse_space(text), error)
        except InvalidSpace as problem:
            error = error or str(problem)
    return SettingsInForce(SpaceDocument(SpaceSettings(), ""), error)


def _versions(store: Store, space_id: int) -> Iterator[str | None]:
    """The texts that SPACE.md has had, the present one first; None where it was removed."""
    rows = store.execute(
        "SELECT c.kind, c.size, c.blob FROM changes c JOIN commits k ON k.id = c.commit_id"
        " WHERE c.space_id = ? AND c.path = ? AND k.number IS NOT NULL ORDER BY k.number DESC",
        (space_id, SPACE_MD),
    )
    for kind, size, blob in rows:
        if kind != Kind.FILE:
            yield None
        elif size > MAX_SIZE:
            yield f"---\nits {size} bytes are more than {MAX_SIZE}\n"
        else:
            yield blobs.get(store, blob or b"", size).decode("utf-8", "replace")
