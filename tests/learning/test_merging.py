"""Three-way merges: both sides' changes, or a refusal; never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillfs.learning.merging import MergeConflict, merge

LOG = b"# 2026-03-17\n"
ONE = b"\n## One\n- **Outcome**: success\n"
TWO = b"\n## Two\n- **Outcome**: success\n"


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        pytest.param(b"a\nb\n", b"a\nb\n", b"a\nB\n", b"a\nB\n", id="only theirs changed"),
        pytest.param(b"a\nb\n", b"A\nb\n", b"a\nb\n", b"A\nb\n", id="only ours changed"),
        pytest.param(b"a\nb\nc\n", b"A\nb\nc\n", b"a\nb\nC\n", b"A\nb\nC\n", id="different lines"),
        pytest.param(b"a\nb\n", b"A\nb\n", b"a\nB\n", b"A\nB\n", id="neighbouring lines"),
        pytest.param(b"a\nb\n", b"a\nx\nb\n", b"a\nx\nb\n", b"a\nx\nb\n", id="the same change"),
        pytest.param(LOG, LOG + ONE, LOG + TWO, LOG + ONE + TWO, id="both appended an entry"),
        pytest.param(LOG + ONE, LOG, LOG + ONE + TWO, LOG + TWO, id="appended after what was taken away"),
        pytest.param(b"a\nb\nc\n", b"b\nc\n", b"a\nb\nc\nd\n", b"b\nc\nd\n", id="removed above, appended below"),
        pytest.param(b"a\nb\nc\nd\n", b"a\nx\nc\ny\n", b"z\na\nb\nc\nd\n", b"z\na\nx\nc\ny\n", id="several changes"),
    ],
)
def test_what_touches_other_lines_is_merged(base: bytes, ours: bytes, theirs: bytes, merged: bytes) -> None:
    assert merge(base, ours, theirs) == merged


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        pytest.param(b"a\nb\n", b"a\nx\n", b"a\ny\n", id="the same line changed twice"),
        pytest.param(b"a\nb\nc\n", b"a\n", b"a\nb\nC\n", id="a line changed that the other side removed"),
        pytest.param(LOG, LOG + ONE, LOG + ONE + b"- more\n", id="the same heading appended"),
        pytest.param(b"", b"- a fact\n", b"- a fact\n- another\n", id="the same bullet appended"),
        pytest.param(
            b"a\nb\nc\n", b"a\nc\n", b"a\nb\nx\nc\n".replace(b"b\n", b"B\n"), id="inside of a replaced stretch"
        ),
    ],
)
def test_what_touches_the_same_lines_is_refused(base: bytes, ours: bytes, theirs: bytes) -> None:
    with pytest.raises(MergeConflict):
        merge(base, ours, theirs)


files = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"# h\n", b"\n", b"end"]), max_size=8).map(b"".join)


@given(base=files, side=files)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(base: bytes, side: bytes) -> None:
    assert merge(base, base, side) == side
    assert merge(base, side, base) == side
    assert merge(base, side, side) == side


@given(head=files, middle=files, tail=files, ours=files, theirs=files)
def test_changes_at_the_two_ends_are_both_made(
    head: bytes, middle: bytes, tail: bytes, ours: bytes, theirs: bytes
) -> None:
    first, last = b"first line\n", b"last line\n"
    base = head + first + b"kept one\nkept two\n" + last + tail
    merged = merge(
        base,
        ours + first + b"kept one\nkept two\n" + last + tail,
        head + first + b"kept one\nkept two\n" + last + theirs,
    )
    assert merged == ours + first + b"kept one\nkept two\n" + last + theirs
