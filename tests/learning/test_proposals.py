"""`review: true`: what a run made waits, is built on, and is published or dropped as a person says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from run_support import NOTES, Bench, NoteLearner, chat, lines

from skillfs.learning import proposals as proposing
from skillfs.learning import review
from skillfs.learning.protocol import Occasion
from skillfs.learning.review import ProposalRefused, accept, reject
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging
from skillfs.store import collect, commits, daemons, inbox, proposals, spaces
from skillfs.store.database import Store
from skillfs.store.spaces import Space

SKILL = '---\nname: "deploys"\ndescription: "How to deploy."\n---\n'


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench.make(tmp_path)
    made.write("SPACE.md", "---\nreview: true\n---\n")
    yield made
    made.store.close()


def space_of(bench: Bench) -> Space:
    return spaces.by_id(bench.store, bench.space_id)


def propose(bench: Bench, name: str, *texts: str) -> int | None:
    """Learn from a session; the number of the proposal."""
    bench.drop(f"{name}.json", chat(*texts))
    return bench.run(NoteLearner()).proposal


def preview(bench: Bench, number: int) -> proposing.Preview:
    proposal = review.waiting_proposal(bench.store, space_of(bench), number)
    return proposing.preview(bench.store, commits.state(bench.store, bench.space_id), proposal)


def waiting(bench: Bench) -> tuple[int, ...]:
    return proposals.waiting_numbers(bench.store, bench.space_id)


def lessons(bench: Bench) -> list[tuple[str, int | None, int | None]]:
    return bench.store.execute("SELECT text, commit_number, proposal FROM lessons ORDER BY id").fetchall()


def test_nothing_is_published_before_it_is_accepted(bench: Bench) -> None:
    head = space_of(bench).head
    ino = bench.drop("monday.json", chat("one"))

    report = bench.run(NoteLearner())

    assert (report.commit, report.proposal, report.learnt) == (None, 1, ("monday",))
    assert (space_of(bench).head, bench.entry(f"skills/{NOTES}")) == (head, None)
    assert bench.drop_of(ino).state == inbox.MOVED
    assert lessons(bench) == [("one", None, 1)]
    (proposal,) = proposals.waiting(bench.store, bench.space_id)
    assert (proposal.number, proposal.author, proposal.message, proposal.sessions) == (
        1, "monday", "learn from monday: 1 fact", ("monday",),
    )  # fmt: skip
    assert preview(bench, 1).diff() == f"--- /dev/null\n+++ b/{NOTES}\n@@ -0,0 +1 @@\n+- monday: one\n"


def test_accepting_publishes_one_commit_and_says_so_in_the_receipt(bench: Bench) -> None:
    propose(bench, "monday", "one")
    waits = bench.receipt("monday").proposals

    commit = accept(bench.store, space_of(bench), 1)

    assert [(line.number, line.space, line.state, line.commit) for line in waits] == [(1, "work", "waiting", None)]
    assert (commit, space_of(bench).head, bench.notes()) == (3, 3, ["monday: one"])
    (made,) = commits.log(bench.store, bench.space_id, 2)
    assert (made.author, made.message) == ("monday", "learn from monday: 1 fact (proposal 1)")
    receipt = bench.receipt("monday")
    assert (receipt.state, receipt.commit, [change.commit for change in receipt.files]) == ("learnt", 3, [3])
    assert [(line.state, line.commit) for line in receipt.proposals] == [("accepted", 3)]
    assert (lessons(bench), waiting(bench)) == ([("one", 3, 1)], ())


def test_rejecting_drops_it_and_the_session_counts_as_skipped(bench: Bench) -> None:
    propose(bench, "monday", "one")

    reject(bench.store, space_of(bench), 1)

    receipt = bench.receipt("monday")
    assert (receipt.state, receipt.reason, receipt.found, receipt.files) == (
        "skipped", "proposal 1 was rejected", (), (),
    )  # fmt: skip
    assert (bench.session("monday").state, bench.notes(), waiting(bench), lessons(bench)) == ("skipped", [], (), [])
    assert bench.store.one("SELECT count(*) FROM proposed_files") == 0


def test_a_run_builds_on_what_waits_and_proposes_only_what_is_its_own(bench: Bench) -> None:
    seen: list[str | None] = []
    propose(bench, "monday", "one")
    bench.drop("tuesday.json", chat("two"))

    report = bench.run(NoteLearner(lambda session, skills, occasion: seen.append(skills.read_text(NOTES))))

    assert (report.proposal, seen) == (2, ["- monday: one\n"])
    files = proposals.files(bench.store, proposals.waiting(bench.store, bench.space_id)[1])
    assert [(file.path, file.base) for file in files] == [(NOTES, 0)]


def test_what_a_waiting_proposal_says_already_is_not_proposed_again(bench: Bench) -> None:
    class Once(NoteLearner):
        """Writes the same line whatever it hears, as a learner does that hears a fact again."""

        async def learn(self, session: Session, skills: Staging, occasion: Occasion):  # type: ignore[no-untyped-def]
            findings = await super().learn(session, skills.fork(), occasion)
            skills.write(NOTES, "- the user is called Gus\n")
            return findings

    bench.drop("monday.json", chat("one"))
    assert bench.run(Once()).proposal == 1
    bench.drop("tuesday.json", chat("two"))

    report = bench.run(Once())

    assert (report.proposal, report.commit, waiting(bench)) == (None, None, (1,))


@pytest.mark.parametrize(
    ("decisions", "notes"),
    [
        (("accept 1", "accept 2"), ["monday: one", "tuesday: two"]),
        (("accept 1", "reject 2"), ["monday: one"]),
        (("reject 1", "accept 2"), ["tuesday: two"]),
        (("accept 2", "reject 1"), ["tuesday: two"]),
        (("reject 2", "accept 1"), ["monday: one"]),
        (("reject 2", "reject 1"), []),
    ],
)
def test_proposals_are_decided_in_any_order(bench: Bench, decisions: tuple[str, ...], notes: list[str]) -> None:
    propose(bench, "monday", "one")
    propose(bench, "tuesday", "two")

    for decision in decisions:
        verb, number = decision.split()
        {"accept": accept, "reject": reject}[verb](bench.store, space_of(bench), int(number))

    assert (bench.notes(), waiting(bench)) == (notes, ())


def test_a_file_that_only_a_rejected_proposal_had_made_keeps_its_title(bench: Bench) -> None:
    def write(text: str) -> NoteLearner:
        def append(session: Session, skills: Staging, occasion: Occasion) -> None:
            day = "daily-logs/2026-03-17.md"
            skills.write(day, (skills.read_text(day) or "# 2026-03-17\n") + f"\n## {text}\n- **Outcome**: success\n")

        return NoteLearner(append)

    for name in ("one", "two"):
        bench.drop(f"{name}.json", chat(name))
        bench.run(write(name))
    reject(bench.store, space_of(bench), 1)
    accept(bench.store, space_of(bench), 2)

    assert bench.read("skills/daily-logs/2026-03-17.md") == "# 2026-03-17\n\n## two\n- **Outcome**: success\n"


def test_each_proposal_brings_the_skill_md_of_a_skill_that_is_not_accepted_yet(bench: Bench) -> None:
    def deploy(session: Session, skills: Staging, occasion: Occasion) -> None:
        if skills.read("deploys/SKILL.md") is None:
            skills.write("deploys/SKILL.md", SKILL)
        skills.write(f"deploys/{occasion.session_id}.md", "blue\n")

    for name in ("one", "two", "three"):
        bench.drop(f"{name}.json", chat(name))
        bench.run(NoteLearner(deploy))
    reject(bench.store, space_of(bench), 1)
    accept(bench.store, space_of(bench), 2)
    accept(bench.store, space_of(bench), 3)

    files = ("SKILL.md", "one.md", "two.md", "three.md")
    assert [bench.read(f"skills/deploys/{name}") for name in files] == [SKILL, None, "blue\n", "blue\n"]


def test_an_edit_of_other_lines_meanwhile_is_kept(bench: Bench) -> None:
    bench.write(f"skills/{NOTES}", "- by hand\n- more\n")
    propose(bench, "monday", "one")
    bench.write(f"skills/{NOTES}", "- by my hand\n- more\n")

    accept(bench.store, space_of(bench), 1)

    assert bench.notes() == ["by my hand", "more", "monday: one"]


def test_an_edit_of_the_same_lines_meanwhile_refuses_and_names_the_remedy(bench: Bench) -> None:
    def rewrite(session: Session, skills: Staging, occasion: Occasion) -> None:
        skills.write(NOTES, "- by the learner\n")

    bench.write(f"skills/{NOTES}", "- by hand\n")
    bench.drop("monday.json", chat("one"))
    bench.run(NoteLearner(rewrite))
    bench.write(f"skills/{NOTES}", "- by my hand\n")

    with pytest.raises(ProposalRefused) as refused:
        accept(bench.store, space_of(bench), 1)

    assert str(refused.value) == (
        f"work: proposal 1: skills/{NOTES} was changed meanwhile in the same lines:"
        " edit it by hand if you want what is proposed, then reject the proposal"
    )
    assert (bench.notes(), waiting(bench), preview(bench, 1).changes) == (["by my hand"], (1,), ())
    assert bench.store.one("SELECT count(*) FROM commits WHERE number IS NULL") == 0


def test_what_builds_on_a_waiting_proposal_says_so(bench: Bench) -> None:
    def revise(session: Session, skills: Staging, occasion: Occasion) -> None:
        skills.write(NOTES, (skills.read_text(NOTES) or "").replace("one", "ONE"))

    propose(bench, "monday", "one")
    bench.drop("tuesday.json", chat("two"))
    bench.run(NoteLearner(revise))

    with pytest.raises(ProposalRefused, match=r"builds on proposal 1: accept that one first, or reject both"):
        accept(bench.store, space_of(bench), 2)


def test_a_proposal_is_decided_once(bench: Bench) -> None:
    propose(bench, "monday", "one")
    propose(bench, "tuesday", "two")
    accept(bench.store, space_of(bench), 1)
    reject(bench.store, space_of(bench), 2)

    for number, says in ((1, "accepted already as commit 3"), (2, "rejected already"), (7, "no proposal 7")):
        for decide in (accept, reject):
            with pytest.raises(ProposalRefused, match=says):
                decide(bench.store, space_of(bench), number)


def test_numbers_are_not_used_again(bench: Bench) -> None:
    for name, number in (("monday", 1), ("tuesday", 2)):
        assert propose(bench, name, name) == number
        reject(bench.store, space_of(bench), number)


def test_where_the_skills_say_all_of_it_already_nothing_is_committed(bench: Bench) -> None:
    propose(bench, "monday", "one")
    bench.write(f"skills/{NOTES}", "- monday: one\n")
    head = space_of(bench).head

    assert accept(bench.store, space_of(bench), 1) is None
    assert (space_of(bench).head, bench.receipt("monday").state) == (head, "learnt")


def test_a_live_session_may_be_in_several_proposals(bench: Bench) -> None:
    ino = bench.drop("live.jsonl", lines("one"), live=True)
    bench.run(NoteLearner())
    bench.drop("live.jsonl", lines("one", "two"), live=True, ino=ino)
    bench.make_due()
    bench.run(NoteLearner())

    accept(bench.store, space_of(bench), 1)
    reject(bench.store, space_of(bench), 2)

    receipt = bench.receipt("live")
    assert [(line.number, line.state, line.commit) for line in receipt.proposals] == [
        (1, "accepted", 3), (2, "rejected", None),
    ]  # fmt: skip
    assert (receipt.state, receipt.commit, [change.proposal for change in receipt.files]) == ("learnt", 3, [1])
    assert (bench.notes(), lessons(bench)) == (["live: one"], [("one", 3, 1)])


def test_a_run_during_which_a_proposal_is_decided_is_made_again(bench: Bench) -> None:
    decided: list[int | None] = []

    def accept_meanwhile(session: Session, skills: Staging, occasion: Occasion) -> None:
        if not decided:
            with Store(bench.path, durable=False) as store:
                decided.append(accept(store, space_of(bench), 1))

    propose(bench, "monday", "one")
    bench.drop("tuesday.json", chat("two"))

    report = bench.run(NoteLearner(accept_meanwhile))

    assert (decided, report.proposal, bench.notes()) == ([3], 2, ["monday: one"])
    (file,) = proposals.files(bench.store, proposals.waiting(bench.store, bench.space_id)[0])
    assert file.base == 3


def test_accepting_waits_for_a_file_that_is_open_in_a_mount(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "HELD_PATIENCE_SECONDS", 0.2)
    propose(bench, "monday", "one")
    mount = daemons.register(bench.store, daemons.MOUNT, "/mnt")
    lease = daemons.write_lease(bench.space_id, f"skills/{NOTES}".encode())
    daemons.hold(bench.store, [lease], mount, 60)

    with pytest.raises(ProposalRefused, match=r"notes\.md is open for writing; close it and accept 1 again"):
        accept(bench.store, space_of(bench), 1)

    assert bench.store.one("SELECT count(*) FROM commits WHERE number IS NULL") == 0
    daemons.release(bench.store, [lease], mount)
    assert accept(bench.store, space_of(bench), 1) == 3


def test_when_review_is_switched_off_what_waits_is_not_published_with_the_rest(bench: Bench) -> None:
    propose(bench, "monday", "one")
    bench.write("SPACE.md", "---\nreview: false\n---\n")
    bench.drop("tuesday.json", chat("two"))

    report = bench.run(NoteLearner())

    assert (report.commit, report.proposal, bench.notes(), waiting(bench)) == (4, None, ["tuesday: two"], (1,))
    accept(bench.store, space_of(bench), 1)
    assert bench.notes() == ["tuesday: two", "monday: one"]


def test_the_content_of_what_waits_is_not_collected(bench: Bench) -> None:
    propose(bench, "monday", "one")
    propose(bench, "tuesday", "two")

    collect.collect(bench.store, older_than_seconds=-1)

    accept(bench.store, space_of(bench), 1)
    accept(bench.store, space_of(bench), 2)
    assert bench.notes() == ["monday: one", "tuesday: two"]


def test_a_space_is_purged_with_its_proposals(bench: Bench) -> None:
    propose(bench, "monday", "one")
    spaces.remove(bench.store, "work")
    spaces.purge(bench.store, "work")
    counts = [bench.store.one(f"SELECT count(*) FROM {table}") for table in ("proposals", "proposed_files")]
    assert counts == [0, 0]
