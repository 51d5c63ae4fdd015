"""`skillfs fsck` on a store that is whole, and on one that is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from skillfs.store.database import Store


def test_a_new_store_has_no_fault(skillfs: Callable[..., Any], store_path: Path) -> None:
    skillfs("space", "create", "work")
    checked = skillfs("fsck")
    assert (checked.code, checked.out, checked.err) == (0, f"{store_path}: no fault\n", "")
    assert json.loads(skillfs("fsck", "--json").out) == []


def test_a_head_that_is_wrong_is_a_fault_until_it_is_repaired(skillfs: Callable[..., Any], store_path: Path) -> None:
    skillfs("space", "create", "work")
    with Store(store_path) as store:
        store.execute("UPDATE spaces SET head = 7")
    found = skillfs("fsck")
    assert (found.code, found.out.splitlines()[0]) == (1, "fault    space work: its head is 7, but its last commit 1")
    repaired = json.loads(skillfs("fsck", "--repair", "--json").out)
    assert [(item["problem"], item["level"]) for item in repaired] == [("head", "repaired")]
    assert skillfs("fsck").code == 0
