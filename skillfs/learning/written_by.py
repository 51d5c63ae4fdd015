"""Who had a hand in a skill file: learners alone, or a person too."""

from __future__ import annotations

from skillfs.store.database import Store
from skillfs.store.entries import SKILLS

LEARNT = "learn from "
"""How the message of every commit of a learner begins, and that of no other."""


def is_persons(store: Store, space_id: int, path: str) -> bool:
    """Whether anyone but a learner wrote a version of a file, by its path below ``skills/``, since it was made.

    What an import or the creation of a space brought counts as a person's. False where there is no file.
    """
    rows = store.execute(
        "SELECT c.kind, k.message FROM changes c JOIN commits k ON k.id = c.commit_id"
        " WHERE c.space_id = ? AND c.path = ? AND k.number IS NOT NULL ORDER BY k.number DESC",
        (space_id, SKILLS + b"/" + path.encode()),
    )
    for kind, message in rows.fetchall():
        if kind is None:
            return False
        if not message.startswith(LEARNT):
            return True
    return False
