"""A run that would make `skills/` larger than SPACE.md allows: nothing is published, and the receipt says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from run_support import NOTES, Bench, NoteLearner, chat

from skillfs.learning.results import MAX_ATTEMPTS
from skillfs.learning.review import ProposalRefused, accept
from skillfs.store import blobs, commits, inbox, spaces
from skillfs.store.entries import Change, Entry, Kind
from skillfs.store.quota import usage


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench.make(tmp_path)
    yield made
    made.store.close()


def used(bench: Bench) -> int:
    return usage(bench.store, commits.state(bench.store, bench.space_id)).size


def limit(bench: Bench, **limits: object) -> None:
    bench.write("SPACE.md", "---\n" + "".join(f"{name}: {value}\n" for name, value in limits.items()) + "---\n")


def test_a_run_beyond_the_limit_publishes_nothing_says_why_and_is_tried_again(bench: Bench) -> None:
    allowed = used(bench) + 40
    limit(bench, max_skills_bytes=allowed)
    head = commits.state(bench.store, bench.space_id).number
    ino = bench.drop("monday.json", chat("x" * 100))

    report = bench.run(NoteLearner())

    reason = (
        f"skills/ would hold {allowed + 71} bytes; max_skills_bytes in SPACE.md allows {allowed}:"
        " remove files, or raise it"
    )
    assert (report.commit, report.failed, report.postponed) == (None, ("monday",), ("monday",))
    assert (bench.receipt("monday").state, bench.receipt("monday").reason) == ("failed", reason)
    assert (commits.state(bench.store, bench.space_id).number, bench.entry(f"skills/{NOTES}")) == (head, None)

    limit(bench, max_skills_bytes=allowed + 100)
    bench.make_due()
    bench.run(NoteLearner())

    assert bench.notes() == ["monday: " + "x" * 100]
    assert bench.receipt("monday").state == "learnt"
    assert bench.drop_of(ino).state == inbox.MOVED


def test_one_session_beyond_the_limit_stops_no_other(bench: Bench) -> None:
    limit(bench, max_skills_bytes=used(bench) + 100)
    for name, text in (("a", "short"), ("b", "x" * 200), ("c", "brief")):
        bench.drop(f"{name}.json", chat(text))

    report = bench.run(NoteLearner())

    assert (report.learnt, report.failed) == (("a", "c"), ("b",))
    assert bench.notes() == ["a: short", "c: brief"]


def test_after_the_last_attempt_the_drop_says_so_and_can_be_tried_by_hand(bench: Bench) -> None:
    limit(bench, max_skills_files=3)
    ino = bench.drop("monday.json", chat("one"))
    for _ in range(MAX_ATTEMPTS):
        bench.make_due()
        bench.run(NoteLearner())
    # The three directories and two SKILL.md of a new space are there, and may stay.
    reason = "skills/ would hold 6 files; max_skills_files in SPACE.md allows 3: remove files, or raise it"
    drop = bench.drop_of(ino)
    assert (drop.state, drop.error) == (
        inbox.REJECTED,
        f"{reason}; write or rename the file to try again, or remove it",
    )
    limit(bench)
    bench.drop("monday.json", chat("one"), ino=ino)
    bench.run(NoteLearner())
    assert bench.notes() == ["monday: one"]


def test_what_is_in_no_commit_counts_too(bench: Bench) -> None:
    list_id = commits.unversioned(bench.store, bench.space_id)
    blob = blobs.put(bench.store, b"p" * 1000)
    entry = Entry(Kind.FILE, bench.store.reserve_inodes(1)[0], 0o644, 7, 8, 0, 1000, blob)
    before = used(bench)
    commits.put(bench.store, list_id, bench.space_id, [Change(b"skills/.git/pack", 0, entry)])
    assert used(bench) == before + 1000
    limit(bench, max_skills_bytes=before + 1010)
    bench.drop("monday.json", chat("more than ten"))
    assert bench.run(NoteLearner()).failed == ("monday",)


def test_a_proposal_beyond_the_limit_is_not_accepted_until_there_is_room(bench: Bench) -> None:
    limit(bench, review="true")
    bench.drop("monday.json", chat("one"))
    bench.run(NoteLearner())
    space = spaces.by_id(bench.store, bench.space_id)
    limit(bench, review="true", max_skills_files=5)
    with pytest.raises(ProposalRefused) as refusal:
        accept(bench.store, space, 1)
    assert str(refusal.value) == (
        "work: proposal 1: skills/ would hold 6 files; max_skills_files in SPACE.md allows 5:"
        " remove files, or raise it: put that right by hand, or reject the proposal"
    )
    limit(bench, review="true", max_skills_files=6)
    accept(bench.store, space, 1)
    assert bench.notes() == ["monday: one"]
