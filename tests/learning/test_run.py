"""Runs: one commit and one receipt a session, whatever fails in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import trio
from run_support import NOTES, Bench, NoteLearner, chat

from skillfs.learning import publication
from skillfs.learning.choice import learner_for
from skillfs.learning.protocol import Occasion
from skillfs.learning.publication import LostLease
from skillfs.learning.receipt import ReceiptState
from skillfs.learning.run import learn_space
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging
from skillfs.store import commits, daemons, inbox, jobs
from skillfs.store.database import Store
from skillfs.store.entries import Change


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench.make(tmp_path)
    yield made
    made.store.close()


def test_several_sessions_make_one_commit(bench: Bench) -> None:
    inodes = [bench.drop("monday.json", chat("one", "two")), bench.drop("tuesday.json", chat("three"))]

    report = bench.run(NoteLearner())

    assert (report.commit, report.learnt, report.postponed) == (2, ("monday", "tuesday"), ())
    assert bench.notes() == ["monday: one", "monday: two", "tuesday: three"]
    assert [bench.drop_of(ino).state for ino in inodes] == [inbox.MOVED, inbox.MOVED]
    assert jobs.queued(bench.store, bench.space_id) == []
    (commit,) = commits.log(bench.store, bench.space_id, 1)
    assert (commit.author, commit.message) == ("monday, tuesday", "learn from 2 sessions: 3 facts")
    assert [bench.session(name).state for name in ("monday", "tuesday")] == ["learnt", "learnt"]


def test_a_receipt_says_what_was_found_and_shows_its_own_diff(bench: Bench) -> None:
    bench.drop("monday.json", chat("one"))
    bench.drop("tuesday.json", chat("two"))

    bench.run(NoteLearner())

    receipt = bench.receipt("tuesday")
    assert (receipt.state, receipt.commit, receipt.messages, receipt.learner) == (ReceiptState.LEARNT, 2, 1, "notes")
    assert [(item.text, item.path, item.message) for item in receipt.found] == [("two", NOTES, 0)]
    (change,) = receipt.files
    assert change.commit == 2
    assert change.diff == f"--- a/{NOTES}\n+++ b/{NOTES}\n@@ -1 +1,2 @@\n - monday: one\n+- tuesday: two"


def test_lessons_are_kept_with_the_commit_that_carries_them(bench: Bench) -> None:
    bench.drop("monday.json", chat("one"))

    bench.run(NoteLearner())

    rows = bench.store.execute("SELECT kind, text, path, message, source, commit_number FROM lessons").fetchall()
    assert rows == [("fact", "one", NOTES, 0, "one", 2)]


def test_secrets_are_in_no_document_receipt_or_skill(bench: Bench) -> None:
    token = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
    bench.drop("monday.json", chat(f"the token is {token}"))

    bench.run(NoteLearner())

    kept = [bench.document("monday").decode(), bench.receipt("monday").model_dump_json(), *bench.notes()]
    assert [token in text for text in kept] == [False, False, False]
    assert all("<redacted:" in text for text in kept)
    assert sum(bench.receipt("monday").redactions.values()) == 1


def test_a_space_can_switch_redaction_off(bench: Bench) -> None:
    secret = chat("password=Tr0ub4dor&3 is what we use")
    bench.write("SPACE.md", "---\nredact: false\n---\n")
    bench.drop("monday.json", secret)

    bench.run(NoteLearner())

    assert (bench.document("monday"), bench.receipt("monday").redactions) == (secret, {})


def test_a_session_that_raises_leaves_no_trace_and_stops_no_other(bench: Bench) -> None:
    def break_on_two(session: Session, skills: Staging, occasion: Occasion) -> None:
        if occasion.session_id == "two":
            skills.write(NOTES, "half done")
            raise ValueError("cannot read it")

    for name in ("one", "two", "three"):
        bench.drop(f"{name}.json", chat(name))

    report = bench.run(NoteLearner(break_on_two))

    assert (report.learnt, report.failed, report.postponed) == (("one", "three"), (), ("two",))
    assert bench.notes() == ["one: one", "three: three"]
    (job,) = jobs.queued(bench.store, bench.space_id)
    assert (job.attempts, job.error) == (1, "ValueError: cannot read it")
    bench.make_due()
    assert bench.run(NoteLearner()).learnt == ("two",)
    assert bench.receipt("two").attempts == 2


def test_after_the_last_attempt_the_receipt_and_the_inbox_say_why(bench: Bench) -> None:
    def fail(session: Session, skills: Staging, occasion: Occasion) -> None:
        raise ValueError("cannot read it")

    ino = bench.drop("monday.json", chat("one"))
    reports = []
    for _ in range(5):
        bench.make_due()
        reports.append(bench.run(NoteLearner(fail)))

    assert [report.failed for report in reports] == [(), (), (), (), ("monday",)]
    receipt = bench.receipt("monday")
    assert (receipt.state, receipt.reason, receipt.attempts) == ("failed", "ValueError: cannot read it", 5)
    drop = bench.drop_of(ino)
    assert drop.state == inbox.REJECTED
    assert drop.error == "ValueError: cannot read it; write or rename the file to try again, or remove it"
    bench.drop("monday.json", chat("one"), ino=ino)
    assert bench.run(NoteLearner()).learnt == ("monday",)
    assert (bench.session("monday").state, bench.receipt("monday").earlier) == ("learnt", 0)


def test_an_invalid_skill_is_never_published(bench: Bench) -> None:
    def write_invalid(session: Session, skills: Staging, occasion: Occasion) -> None:
        skills.write("new-skill/SKILL.md", "---\nname: another-name\ndescription: no\n---\n")

    bench.drop("monday.json", chat("one"))

    report = bench.run(NoteLearner(write_invalid))

    assert (report.commit, report.postponed) == (None, ("monday",))
    (job,) = jobs.queued(bench.store, bench.space_id)
    assert job.error is not None
    assert job.error.startswith("skills/new-skill/SKILL.md: ")
    assert bench.entry("skills/new-skill") is None


@pytest.mark.parametrize("path", ["../out.md", "SKILL.md", "a//b.md", "/etc/passwd", "daily-logs/x.tmp", "daily-logs"])
def test_no_file_is_published_where_none_can_be(bench: Bench, path: str) -> None:
    bench.drop("monday.json", chat("one"))

    report = bench.run(NoteLearner(lambda session, skills, occasion: skills.write(path, "x")))

    assert (report.commit, report.postponed) == (None, ("monday",))


def test_a_replaced_file_is_a_new_inode_with_the_old_attributes(bench: Bench) -> None:
    bench.write(f"skills/{NOTES}", "- by hand\n", mode=0o600, uid=1000, gid=1001)
    before = bench.entry(f"skills/{NOTES}")
    bench.drop("monday.json", chat("one"))

    bench.run(NoteLearner())

    after = bench.entry(f"skills/{NOTES}")
    assert before is not None
    assert after is not None
    assert after.ino > before.ino
    assert (after.mode, after.uid, after.gid) == (0o600, 1000, 1001)
    assert bench.notes() == ["by hand", "monday: one"]


def test_new_files_and_directories_take_after_skills(bench: Bench) -> None:
    def write_skill(session: Session, skills: Staging, occasion: Occasion) -> None:
        skills.write("deploys/SKILL.md", '---\nname: "deploys"\ndescription: "How to deploy."\n---\n')
        skills.write("deploys/hosts/blue.md", "blue\n")

    bench.drop("monday.json", chat("one"))

    bench.run(NoteLearner(write_skill))

    paths = ("skills/deploys", "skills/deploys/hosts", "skills/deploys/hosts/blue.md")
    made = [entry for path in paths if (entry := bench.entry(path)) is not None]
    assert [(entry.kind, oct(entry.mode), entry.uid, entry.gid) for entry in made] == [
        ("directory", "0o755", 7, 8),
        ("directory", "0o755", 7, 8),
        ("file", "0o644", 7, 8),
    ]


def test_an_edit_of_the_same_file_meanwhile_is_not_lost(bench: Bench) -> None:
    edited: list[str] = []

    def person_edits(session: Session, skills: Staging, occasion: Occasion) -> None:
        if not edited:
            edited.append("once")
            bench.write(f"skills/{NOTES}", "- by hand\n")

    bench.drop("monday.json", chat("one"))

    report = bench.run(NoteLearner(person_edits))

    assert (report.commit, bench.notes()) == (3, ["by hand", "monday: one"])
    assert bench.receipt("monday").commit == 3


def test_an_edit_of_another_file_meanwhile_needs_no_second_run(bench: Bench) -> None:
    learner = NoteLearner(lambda session, skills, occasion: bench.write("skills/daily-logs/other.md", "x\n"))
    bench.drop("monday.json", chat("one"))

    report = bench.run(learner)

    assert (report.commit, len(learner.occasions), bench.receipt("monday").commit) == (3, 1, 3)


def test_a_skill_that_is_removed_meanwhile_stays_removed(bench: Bench) -> None:
    def person_removes(session: Session, skills: Staging, occasion: Occasion) -> None:
        with Store(bench.path, durable=False) as store:
            state = commits.state(store, bench.space_id)
            paths = [path for path in state.entries if path.startswith(b"skills/daily-logs")]
            changes = [Change(path, state.versions[path], None) for path in paths]
            if changes:
                commit_id = commits.begin(store, bench.space_id, commits.STAGED, "person", "rm -r")
                commits.put(store, commit_id, bench.space_id, changes)
                commits.publish(store, commit_id)

    bench.drop("monday.json", chat("one"))

    report = bench.run(NoteLearner(person_removes))

    assert (report.commit, report.postponed, bench.entry(f"skills/{NOTES}")) == (None, ("monday",), None)
    (job,) = jobs.queued(bench.store, bench.space_id)
    assert job.error == "skills/daily-logs/ has no SKILL.md; the learner must write one beside its files"


def test_a_commit_waits_for_a_file_that_is_open_in_a_mount(bench: Bench) -> None:
    mount = daemons.register(bench.store, daemons.MOUNT, "/mnt")
    lease = daemons.write_lease(bench.space_id, f"skills/{NOTES}".encode())
    daemons.hold(bench.store, [lease], mount, 0.4)
    bench.drop("monday.json", chat("one"))

    report = bench.run(NoteLearner())

    assert (report.learnt, report.seconds > 0.3, bench.notes()) == (("monday",), True, ["monday: one"])


def test_a_file_that_stays_open_in_a_mount_is_a_conflict(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publication, "HELD_PATIENCE_SECONDS", 0.2)
    mount = daemons.register(bench.store, daemons.MOUNT, "/mnt")
    lease = daemons.write_lease(bench.space_id, f"skills/{NOTES}".encode())
    daemons.hold(bench.store, [lease], mount, 60)
    bench.drop("monday.json", chat("one"))

    report = bench.run(NoteLearner())

    assert (report.commit, report.failed, report.postponed) == (None, ("monday",), ("monday",))
    assert bench.receipt("monday").reason == f"conflict: skills/{NOTES} is open for writing in a mount; close it"
    daemons.release(bench.store, [lease], mount)
    bench.make_due()
    assert bench.run(NoteLearner()).learnt == ("monday",)
    assert bench.notes() == ["monday: one"]


def test_a_drop_that_is_removed_while_it_is_learnt_from_leaves_nothing(bench: Bench) -> None:
    inodes = [bench.drop("one.json", chat("one")), bench.drop("two.json", chat("two"))]

    def remove_one(session: Session, skills: Staging, occasion: Occasion) -> None:
        with Store(bench.path, durable=False) as store:
            inbox.cancel(store, inodes[0])

    report = bench.run(NoteLearner(remove_one))

    assert (report.learnt, bench.notes()) == (("two",), ["two: two"])


def test_a_learner_that_lost_its_lease_publishes_nothing(bench: Bench) -> None:
    def lose(session: Session, skills: Staging, occasion: Occasion) -> None:
        with Store(bench.path, durable=False) as store:
            rival = daemons.register(store, daemons.LEARNER)
            store.execute("UPDATE leases SET owner = ?", (rival,))

    bench.drop("monday.json", chat("one"))

    with pytest.raises(LostLease):
        bench.run(NoteLearner(lose))

    assert bench.notes() == []
    assert bench.store.one("SELECT count(*) FROM sessions") == 0
    assert bench.store.one("SELECT count(*) FROM commits WHERE number IS NULL") == 0


def test_learning_that_is_off_lets_sessions_wait(bench: Bench) -> None:
    ino = bench.drop("monday.json", chat("one"))

    async def run() -> str | None:
        return (await learn_space(bench.store, bench.space_id, learner_for, bench.owner)).paused

    bench.write("SPACE.md", "---\nlearner: off\n---\n")
    assert trio.run(run) == "SPACE.md says learner: off"
    assert bench.drop_of(ino).state == inbox.WAITING


def test_a_broken_space_md_keeps_the_last_good_settings(bench: Bench) -> None:
    bench.write("SPACE.md", "---\ntimezone: Asia/Tokyo\n---\nCall staging Blue.\n")
    bench.write("SPACE.md", "---\ntimezone: Nowhere\n---\n")
    learner = NoteLearner()
    bench.drop("monday.json", chat("one"))

    bench.run(learner)

    (occasion,) = learner.occasions
    assert (str(occasion.timezone), occasion.guidance) == ("Asia/Tokyo", "Call staging Blue.")


def test_what_a_skill_ever_held_is_recalled(bench: Bench) -> None:
    bench.write("skills/daily-logs/old.md", "## The staging database is called Blue. It is slow.\n")
    bench.write("skills/daily-logs/old.md", "gone\n")
    learner = NoteLearner()
    bench.drop("monday.json", chat("one"))
    bench.run(learner)

    (occasion,) = learner.occasions
    asked = [
        "The staging  database is called Blue. It is slow.",
        "The staging database is called Blue.",
        "never seen " * 4,
    ]
    assert [occasion.is_recalled(line) for line in asked] == [True, True, False]
