"""The ledger of tokens."""

from __future__ import annotations

from skillfs.store import model_use
from skillfs.store.database import Store


def test_tokens_add_up_by_space_and_day(store: Store) -> None:
    model_use.add(store, 1, "2026-03-17", 100)
    model_use.add(store, 1, "2026-03-17", 20)
    model_use.add(store, 1, "2026-03-18", 7)
    model_use.add(store, 2, "2026-03-17", 5)

    assert [model_use.used(store, 1, day) for day in ("2026-03-17", "2026-03-18", "2026-03-19")] == [120, 7, 0]
    assert model_use.used(store, 2, "2026-03-17") == 5
