"""What a run takes at most, what becomes of a drop that ends the learner's process, and when a live session ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from run_support import Bench, NoteLearner, chat, lines

from skillfs.learning.protocol import Occasion
from skillfs.learning.publication import SESSIONS_A_TRANSACTION, LostLease
from skillfs.learning.receipt import Receipt
from skillfs.learning.results import MAX_CRASHES
from skillfs.learning.run import BATCH_SESSIONS
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging
from skillfs.store import daemons, inbox, jobs, sessions

LEARN_UNTIL_KILLED = """
import os, signal, sys, time
from pathlib import Path
from run_support import Bench, NoteLearner
from skillfs.store import daemons, jobs
from skillfs.store.database import Store

def kill(session, skills, occasion):
    if occasion.session_id == "killer":
        os.kill(os.getpid(), signal.SIGKILL)

store = Store(Path(sys.argv[1]), durable=False)
daemons.bury(store)
bench = Bench(Path(sys.argv[1]), store, int(sys.argv[2]), daemons.register(store, daemons.LEARNER))
while jobs.queued(store, bench.space_id):
    bench.run(NoteLearner(kill))
"""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench.make(tmp_path)
    yield made
    made.store.close()


def learn_in_a_process(bench: Bench) -> int:
    """The exit status of a process that learns until nothing is queued."""
    process = subprocess.run(
        [sys.executable, "-c", LEARN_UNTIL_KILLED, str(bench.path), str(bench.space_id)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert process.stderr == ""
    return process.returncode


@pytest.mark.slow
def test_a_drop_that_kills_the_learner_is_refused_in_the_end_and_stops_no_other(bench: Bench) -> None:
    for name in ("before", "killer", "after"):
        bench.drop(f"{name}.json", chat(name))

    statuses = [learn_in_a_process(bench) for _ in range(MAX_CRASHES + 1)]

    assert statuses == [-signal.SIGKILL] * MAX_CRASHES + [0]
    assert bench.notes() == ["before: before", "after: after"]
    receipt = bench.receipt("killer")
    assert (receipt.state, receipt.reason) == (
        "failed", f"the learner process died {MAX_CRASHES} times while it learnt from this",
    )  # fmt: skip
    assert [drop.path for drop in inbox.listed(bench.store, bench.space_id)] == [b"killer.json"]
    assert [bench.receipt(name).attempts for name in ("before", "after")] == [1, 1]


def test_a_run_that_ends_with_an_error_is_no_crash(bench: Bench) -> None:
    def lose(session: Session, skills: Staging, occasion: Occasion) -> None:
        rival = daemons.register(bench.store, daemons.LEARNER)
        bench.store.execute("UPDATE leases SET owner = ?", (rival,))

    bench.drop("monday.json", chat("one"))
    with pytest.raises(LostLease):
        bench.run(NoteLearner(lose))

    (job,) = jobs.queued(bench.store, bench.space_id)
    assert (job.run_by, job.crashes) == (None, 0)


def test_a_drop_of_many_sessions_takes_several_runs(bench: Bench) -> None:
    count = 2 * BATCH_SESSIONS + 5
    ino = bench.drop("many.jsonl", b"\n".join(chat(f"text {number}") for number in range(count)))

    reports = [bench.run(NoteLearner()) for _ in range(3)]

    assert [len(report.learnt) for report in reports] == [BATCH_SESSIONS, BATCH_SESSIONS, 5]
    assert [line.partition(": ")[2] for line in bench.notes()] == [f"text {number}" for number in range(count)]
    assert (bench.drop_of(ino).state, jobs.queued(bench.store, bench.space_id)) == (inbox.MOVED, [])
    assert bench.store.one("SELECT count(*) FROM sessions") == count


def test_many_sessions_that_are_known_already_are_each_noted_once(bench: Bench) -> None:
    count = 2 * SESSIONS_A_TRANSACTION + 5
    data = b"\n".join(chat(f"text {number}") for number in range(count))
    bench.drop("many.jsonl", data)
    while bench.run(NoteLearner()).learnt:
        pass
    again = bench.drop("many.jsonl", data)

    report = bench.run(NoteLearner())

    records = sessions.listed(bench.store, bench.space_id)
    receipts = [Receipt.model_validate_json(record.receipt or "") for record in records]
    assert [(receipt.state, len(receipt.repeated)) for receipt in receipts] == [("learnt", 1)] * count
    assert (bench.drop_of(again).state, len(bench.notes()), report.commit) == (inbox.MOVED, count, None)


def test_of_many_sessions_one_that_fails_stops_no_other(bench: Bench) -> None:
    def fail(session: Session, skills: Staging, occasion: Occasion) -> None:
        if session.messages[0].text == "text 3":
            raise ValueError("cannot read it")

    count = BATCH_SESSIONS + 5
    ino = bench.drop("many.jsonl", b"\n".join(chat(f"text {number}") for number in range(count)))

    for _ in range(10):
        bench.make_due()
        bench.run(NoteLearner(fail))

    assert [line.partition(": ")[2] for line in bench.notes()] == [f"text {n}" for n in range(count) if n != 3]
    assert (bench.drop_of(ino).state, jobs.queued(bench.store, bench.space_id)) == (inbox.REJECTED, [])
    assert bench.receipt("many-4").reason == "ValueError: cannot read it"


def test_a_live_session_ends_so_long_after_its_last_line(bench: Bench) -> None:
    ino = bench.drop("live.jsonl", lines("one"), live=True)
    bench.store.execute("UPDATE inbox SET changed_ns = changed_ns - 100000000000")
    before = bench.drop_of(ino)

    bench.run(NoteLearner())

    after, (job,) = bench.drop_of(ino), jobs.queued(bench.store, bench.space_id)
    assert (after.learnt, after.changed_ns, after.revision > before.revision) == (1, before.changed_ns, True)
    assert job.due_ns == before.changed_ns + 900 * 10**9
