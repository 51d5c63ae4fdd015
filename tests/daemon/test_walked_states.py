"""When a mount has the kernel forget an earlier state."""

from __future__ import annotations

from skillfs.tree.effects import EntryChanged
from skillfs_daemon.walked_states import MOST_NAMES, WalkedStates

ONE, TWO, THREE = (EntryChanged(7, name) for name in (b"1", b"2", b"3"))


def test_the_state_that_was_listed_longest_ago_is_forgotten_first() -> None:
    states = WalkedStates()
    assert states.listed(ONE, 10) == states.listed(TWO, MOST_NAMES - 20) == states.listed(ONE, 10) == []
    assert states.listed(THREE, 1) == [TWO]
    assert states.listed(TWO, MOST_NAMES) == [ONE, THREE]


def test_the_state_that_is_listed_is_never_forgotten() -> None:
    states = WalkedStates()
    assert states.listed(ONE, 2 * MOST_NAMES) == states.listed(ONE, MOST_NAMES) == []
    assert states.listed(TWO, 1) == [ONE]
