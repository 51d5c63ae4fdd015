"""The status of a space, as people and programs read it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skillfs.learning.protocol import FoundKind
from skillfs.learning.receipt import FoundItem, ProposalLine, Receipt, ReceiptState
from skillfs.skills.defaults import default_files
from skillfs.skills.new_space import create_space
from skillfs.status import CommitLine, LiveSession, Mounted, Problem, SessionLine, SpaceStatus, space_status
from skillfs.store import blobs, commits, daemons, inbox, jobs, proposals, sessions, spaces
from skillfs.store.database import Store
from skillfs.store.entries import SPACE_MD, Change, Kind
from skillfs.store.inbox import Drop
from skillfs.store.sessions import SessionRecord

NOON = datetime(2026, 3, 17, 12, tzinfo=UTC)
STATUS = SpaceStatus(
    space="work",
    learner="offline",
    model="",
    learners=(4711,),
    mounts=(Mounted("/home/gus/memory", 4712),),
    queued=2,
    running=True,
    learnt=12,
    skipped=3,
    failed=1,
    oldest_waiting_seconds=90.0,
    live=(LiveSession("chat", 20, 16),),
    problems=(Problem("bad.json", "line 1, column 2: ends too soon"), Problem("late.json", "no memory", 2, NOON)),
    last_sessions=(SessionLine("monday", "learnt", "2 facts", NOON), SessionLine("hi", "skipped", "small talk", NOON)),
    last_commit=CommitLine(14, NOON, "monday", "learn from monday: 2 facts"),
    paused=None,
    space_error=None,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.db", durable=False) as opened:
        create_space(opened, "work", uid=0, gid=0, author="test", description="")
        yield opened


def status_of(store: Store) -> SpaceStatus:
    return space_status(store, spaces.by_name(store, "work"))


def set_space_md(store: Store, text: str) -> None:
    """Commit a SPACE.md."""
    state = commits.state(store, 1)
    data = text.encode()
    entry = replace(state.entries[SPACE_MD], blob=blobs.put(store, data), size=len(data))
    commit_id = commits.begin(store, 1, commits.STAGED, "test", "edit")
    commits.put(store, commit_id, 1, [Change(SPACE_MD, state.versions[SPACE_MD], entry)])
    commits.publish(store, commit_id)


def test_a_limit_is_shown_with_what_is_taken_of_it(store: Store) -> None:
    assert status_of(store).room is None
    set_space_md(store, "---\nmax_skills_files: 100\nmax_skills_bytes: 1 MiB\n---\n")
    held = sum(len(entry) for entry in default_files().values())
    status = status_of(store)
    assert status.room == f"{held} of 1048576 bytes, 5 of 100 files"
    assert f"room      skills/ holds {status.room}\n" in status.text()


def drop(store: Store, name: str, *, live: bool = False) -> int:
    ino = store.reserve_inodes(1)[0]
    inbox.put(store, Drop(ino, 1, name.encode(), Kind.FILE, 0o644, 0, 0, time.time_ns(), 2, blobs.put(store, b"{}")))
    inbox.accept(store, ino, live=live, turns=4, due_ns=0)
    return ino


def keep(store: Store, name: str, state: ReceiptState, received_ns: int, reason: str | None = None) -> None:
    found = (FoundItem(kind=FoundKind.FACT, text="x" * 2000, path="a.md"),) if state is ReceiptState.LEARNT else ()
    receipt = Receipt(session=name, state=state, reason=reason, found=found, received=NOON, finished=NOON)
    text = receipt.model_dump_json()
    sessions.put(store, SessionRecord(1, name, state, None, "openai", 2, b"", b"", b"", False, received_ns, 1, text))


def test_the_text_is_plain_and_aligned() -> None:
    assert (
        STATUS.text()
        == """\
space     work
learner   offline, pid 4711, learning now
mounts    /home/gus/memory (pid 4712)
queued    2, the oldest for 90 s
learnt    12
skipped   3
failed    1
commit    14, 2026-03-17 12:00:00 UTC: learn from monday: 2 facts

live sessions
  chat: 20 messages, 16 learnt from

problems
  inbox/bad.json: line 1, column 2: ends too soon
  inbox/late.json: no memory (attempt 2 failed, the next is at 2026-03-17 12:00:00 UTC)

last sessions
  monday  learnt    2 facts
  hi      skipped   small talk
"""
    )


def test_the_text_says_how_much_waits_for_review() -> None:
    lines = replace(STATUS, proposed=2).text().splitlines()
    assert lines[6:8] == ["failed    1", "proposed  2: skillfs proposed work lists what waits for review"]


def test_the_text_says_why_nothing_is_learnt() -> None:
    paused = replace(STATUS, learners=(), running=False, paused="SPACE.md says learner: off", space_error="SPACE.md: x")

    lines = paused.text().splitlines()
    assert lines[1:4] == [
        "learner   offline, not running: skillfs up or skillfs learner starts it",
        "paused    SPACE.md says learner: off",
        "settings  SPACE.md: x; the last good ones are in force",
    ]


def test_the_json_has_everything() -> None:
    loaded = json.loads(STATUS.json())

    assert loaded["last_commit"] == {
        "number": 14,
        "time": "2026-03-17T12:00:00+00:00",
        "author": "monday",
        "message": "learn from monday: 2 facts",
    }
    assert (loaded["queued"], loaded["running"], loaded["mounts"][0]["mountpoint"]) == (2, True, "/home/gus/memory")
    assert list(loaded) == list(SpaceStatus.__dataclass_fields__)


def test_a_new_space(store: Store) -> None:
    status = status_of(store)

    commit = status.last_commit
    assert commit is not None
    assert (commit.number, commit.message) == (1, "create the space")
    assert replace(status, last_commit=None) == SpaceStatus(
        space="work", learner="offline", model="", learners=(), mounts=(), queued=0, running=False, learnt=0,
        skipped=0, failed=0, oldest_waiting_seconds=None, live=(), problems=(), last_sessions=(), last_commit=None,
        paused=None, space_error=None,
    )  # fmt: skip


def test_what_waits_lives_and_was_refused(store: Store) -> None:
    drop(store, "one.json")
    drop(store, "chat.jsonl", live=True)
    inbox.reject(store, drop(store, "bad.json"), "is a scalar")
    jobs.postpone(store, drop(store, "late.json"), int(NOON.timestamp()) * 10**9, "no memory")

    status = status_of(store)

    assert (status.queued, status.live) == (3, (LiveSession("chat", 4, 0),))
    assert status.problems == (Problem("bad.json", "is a scalar"), Problem("late.json", "no memory", 1, NOON))
    assert status.oldest_waiting_seconds is not None
    assert 0 <= status.oldest_waiting_seconds < 5


def test_processes_at_work(store: Store) -> None:
    learner = daemons.register(store, daemons.LEARNER)
    daemons.register(store, daemons.MOUNT, "/mnt")
    (pid,) = {daemon.pid for daemon in daemons.listed(store)}
    before = status_of(store)
    daemons.take_lease(store, daemons.run_lease(1), learner, 10)

    assert (before.learners, before.mounts, before.running) == ((pid,), (Mounted("/mnt", pid),), False)
    assert status_of(store).running


def test_sessions_are_counted_and_the_last_ones_shown(store: Store) -> None:
    for number in range(4):
        keep(store, f"s{number}", ReceiptState.LEARNT, number)
    keep(store, "hi", ReceiptState.SKIPPED, 10, "small talk")
    keep(store, "bad", ReceiptState.FAILED, 11, "no memory")

    status = status_of(store)

    assert (status.learnt, status.skipped, status.failed) == (4, 1, 1)
    assert [(line.name, line.state, line.what) for line in status.last_sessions] == [
        ("bad", "failed", "no memory"),
        ("hi", "skipped", "small talk"),
        ("s3", "learnt", "1 fact"),
        ("s2", "learnt", "1 fact"),
        ("s1", "learnt", "1 fact"),
    ]


def test_what_waits_for_review_is_counted_and_named(store: Store) -> None:
    proposals.add(store, 1, 1, "monday", "learn from monday", ["monday"], [])
    line = ProposalLine(number=1, space="work")
    found = (FoundItem(kind=FoundKind.FACT, text="x", path="a.md"),)
    receipt = Receipt(
        session="monday", state=ReceiptState.LEARNT, found=found, proposals=(line,), received=NOON, finished=NOON
    )
    record = SessionRecord(1, "monday", "learnt", None, "openai", 2, b"", b"", b"", False, 1, 1)
    sessions.put(store, replace(record, receipt=receipt.model_dump_json()))

    status = status_of(store)

    assert (status.proposed, [line.what for line in status.last_sessions]) == (1, ["1 fact, proposal 1 waits"])


def test_a_broken_space_md_shows(store: Store) -> None:
    set_space_md(store, "---\nlearner: nobody\n---\n")

    status = status_of(store)

    assert (status.learner, status.space_error) == (
        "offline",
        "SPACE.md: learner is 'nobody'; allowed: auto, offline, llm or off",
    )


def test_a_missing_inbox_is_named(store: Store) -> None:
    spaces.set_inbox(store, 1, False)

    assert status_of(store).paused == "inbox/ is missing: make it again"


def test_ten_thousand_sessions_cost_little(store: Store) -> None:
    with store.transaction():
        for number in range(10_000):
            keep(store, f"s{number}", ReceiptState.LEARNT, number)
    status_of(store)
    began = time.perf_counter()

    status = status_of(store)

    seconds = time.perf_counter() - began
    print(f"{seconds * 1000:.1f} ms")
    assert status.learnt == 10_000
    assert seconds < 0.15
