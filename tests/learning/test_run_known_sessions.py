"""Drops of sessions that are known: again, longer, unrelated, live."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from run_support import Bench, NoteLearner, chat, lines

from skillfs.store import inbox, jobs


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench.make(tmp_path)
    yield made
    made.store.close()


def test_the_same_bytes_again_change_nothing_but_the_receipt(bench: Bench) -> None:
    bench.drop("monday.json", chat("one"))
    bench.run(NoteLearner())
    first = bench.receipt("monday")
    learner = NoteLearner()
    ino = bench.drop("monday.json", chat("one"))

    report = bench.run(learner)

    assert (report.commit, learner.occasions, bench.notes()) == (None, [], ["monday: one"])
    assert bench.drop_of(ino).state == inbox.MOVED
    receipt = bench.receipt("monday")
    assert len(receipt.repeated) == 1
    assert receipt.model_copy(update={"repeated": ()}) == first
    assert bench.session("monday").state == "learnt"


def test_the_same_bytes_under_another_name_are_skipped(bench: Bench) -> None:
    bench.drop("monday.json", chat("one"))
    bench.drop("copy.json", chat("one"))

    report = bench.run(NoteLearner())

    assert (report.learnt, report.skipped, bench.notes()) == (("monday",), ("copy",), ["monday: one"])
    assert bench.receipt("copy").reason == "the same bytes as monday: already known; nothing to do"


def test_the_same_messages_in_other_bytes_are_known(bench: Bench) -> None:
    bench.drop("monday.json", chat("one"))
    bench.run(NoteLearner())
    bench.drop("monday.json", json.dumps(json.loads(chat("one")), indent=4).encode())

    bench.run(NoteLearner())

    assert (bench.notes(), len(bench.receipt("monday").repeated)) == (["monday: one"], 1)


def test_a_longer_version_is_learnt_from_where_it_is_new(bench: Bench) -> None:
    bench.drop("monday.json", chat("one", "two"))
    bench.run(NoteLearner())
    learner = NoteLearner()
    bench.drop("monday.json", chat("one", "two", "three"))

    bench.run(learner)

    assert [occasion.learnt_through for occasion in learner.occasions] == [2]
    assert bench.notes() == ["monday: one", "monday: two", "monday: three"]
    receipt = bench.receipt("monday")
    assert (receipt.earlier, receipt.messages, receipt.learnt_before) == (1, 3, 2)
    assert [item.text for item in receipt.found] == ["one", "two", "three"]
    assert [change.commit for change in receipt.files] == [2, 3]


def test_an_earlier_part_of_a_known_session_is_known(bench: Bench) -> None:
    bench.drop("monday.json", chat("one", "two"))
    bench.run(NoteLearner())
    bench.drop("monday.json", chat("one"))

    bench.run(NoteLearner())

    assert (bench.notes(), len(bench.receipt("monday").repeated)) == (["monday: one", "monday: two"], 1)


def test_unrelated_sessions_under_a_known_name_are_numbered(bench: Bench) -> None:
    for text in ("one", "two", "three"):
        bench.drop("monday.json", chat(text))
        bench.run(NoteLearner())
    bench.drop("monday.json", chat("two", "more"))
    bench.run(NoteLearner())

    assert bench.notes() == ["monday: one", "monday.2: two", "monday.3: three", "monday.2: more"]


def test_every_line_of_whole_sessions_has_its_own_receipt(bench: Bench) -> None:
    bench.drop("both.jsonl", chat("one") + b"\n" + chat("two") + b"\n")

    report = bench.run(NoteLearner())

    assert (report.learnt, bench.notes()) == (("both", "both-2"), ["both: one", "both-2: two"])
    assert bench.document("both-2") == chat("two")


def test_a_drop_of_several_sessions_is_tried_again_for_those_that_failed(bench: Bench) -> None:
    def break_on_second(session: object, skills: object, occasion: object) -> None:
        if getattr(occasion, "session_id", None) == "both-2":
            raise ValueError("not now")

    bench.drop("both.jsonl", chat("one") + b"\n" + chat("two") + b"\n")
    bench.run(NoteLearner(break_on_second))
    first = bench.receipt("both")
    bench.make_due()

    report = bench.run(NoteLearner())

    assert (report.learnt, bench.notes()) == (("both-2",), ["both: one", "both-2: two"])
    assert bench.receipt("both") == first


def test_a_live_session_is_learnt_as_it_grows_and_moves_when_it_ends(bench: Bench) -> None:
    bench.write("SPACE.md", "---\nidle_seconds: 0.1\nfinish_seconds: 600\n---\n")
    learner = NoteLearner()
    ino = bench.drop("live.jsonl", lines("one"), live=True)
    bench.run(learner)
    first = bench.drop_of(ino)
    (job,) = jobs.queued(bench.store, bench.space_id)
    bench.drop("live.jsonl", lines("one", "two"), live=True, ino=ino)
    bench.run(learner)
    bench.write("SPACE.md", "---\nidle_seconds: 0.1\nfinish_seconds: 0.1\n---\n")
    bench.store.execute("UPDATE inbox SET changed_ns = changed_ns - 1000000000")
    bench.make_due()
    bench.run(learner)

    assert (first.state, first.learnt, first.unlearnt) == (inbox.WAITING, 1, False)
    assert job.due_ns - first.changed_ns == pytest.approx(600e9, abs=1e9)
    assert [(occasion.learnt_through, occasion.ended) for occasion in learner.occasions] == [
        (0, False),
        (1, False),
        (2, True),
    ]
    assert bench.notes() == ["live: one", "live: two"]
    assert bench.drop_of(ino).state == inbox.MOVED
    receipt = bench.receipt("live")
    assert (receipt.state, receipt.earlier, receipt.live) == ("learnt", 2, False)


def test_a_live_session_that_said_nothing_new_is_left_alone(bench: Bench) -> None:
    bench.drop("live.jsonl", lines("one"), live=True)
    bench.run(NoteLearner())
    before = bench.session("live")
    learner = NoteLearner()
    bench.make_due()

    bench.run(learner)

    assert (learner.occasions, bench.session("live")) == ([], before)


def test_lines_that_are_dropped_after_the_session_left_go_on_with_it(bench: Bench) -> None:
    bench.drop("live.jsonl", lines("one"))
    bench.run(NoteLearner())
    learner = NoteLearner()
    ino = bench.drop("live.jsonl", lines("two"), live=True)
    bench.run(learner)
    bench.drop("live.jsonl", lines("two", "three"), live=True, ino=ino)
    bench.run(learner)

    assert [occasion.learnt_through for occasion in learner.occasions] == [1, 2]
    assert bench.notes() == ["live: one", "live: two", "live: three"]
    assert bench.document("live") == lines("one", "two", "three")


def test_a_live_file_that_was_rewritten_is_another_session(bench: Bench) -> None:
    ino = bench.drop("live.jsonl", lines("one"), live=True)
    bench.run(NoteLearner())
    bench.drop("live.jsonl", lines("something", "else"), live=True, ino=ino)
    bench.run(NoteLearner())
    bench.drop("live.jsonl", lines("something", "else", "again"), live=True, ino=ino)
    bench.run(NoteLearner())

    assert bench.notes() == ["live: one", "live.2: something", "live.2: else", "live.2: again"]


def test_lines_that_come_while_it_is_learnt_from_are_next(bench: Bench) -> None:
    inodes: list[int] = []

    def grow(session: object, skills: object, occasion: object) -> None:
        bench.drop("live.jsonl", lines("one", "two"), live=True, ino=inodes[0])

    inodes.append(bench.drop("live.jsonl", lines("one"), live=True))
    bench.run(NoteLearner(grow))
    between = bench.drop_of(inodes[0])
    bench.run(NoteLearner())

    assert (between.learnt, between.turns, between.unlearnt) == (1, 2, True)
    assert bench.notes() == ["live: one", "live: two"]
