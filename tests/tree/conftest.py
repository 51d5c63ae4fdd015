"""A tree of a new space in a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tree_on_store import TreeOnStore, new_tree


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[TreeOnStore]:
    made = new_tree(tmp_path)
    yield made
    made.store.close()
