"""How many tokens the learner of a space used on a day, so that a budget holds whatever dies in between."""

from __future__ import annotations

from skillfs.store.database import Store


def add(store: Store, space_id: int, day: str, tokens: int) -> None:
    """Count tokens that were used on a day, an ISO date."""
    with store.transaction():
        store.execute(
            "INSERT INTO model_use (space_id, day, tokens) VALUES (?, ?, ?)"
            " ON CONFLICT (space_id, day) DO UPDATE SET tokens = tokens + excluded.tokens",
            (space_id, day, tokens),
        )


def used(store: Store, space_id: int, day: str) -> int:
    """The tokens that were used on a day so far."""
    return int(store.one("SELECT tokens FROM model_use WHERE space_id = ? AND day = ?", (space_id, day)) or 0)
