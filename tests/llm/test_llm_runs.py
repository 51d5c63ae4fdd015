"""Whole runs of the llm learner on a store: one commit with its provenance, or nothing; and what receipts say."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import trio
from chat_server import FINISH, ChatServer, Reply, Request, Script, answer, error, serving, stage_of
from incident import GATEWAY_RUN, usual_model
from llm_support import CONTACTS, FIX, GATEWAY, Chat
from skills_ref import validate

from skillfs.learning.llm.learner import LlmLearner
from skillfs.learning.receipt import Receipt, receipt_md
from skillfs.learning.retry import NothingToRetry, retry
from skillfs.learning.review import accept
from skillfs.learning.run import RunReport, SpaceMemory, learn_space
from skillfs.learning.written_by import is_persons
from skillfs.sessions.judge import judge
from skillfs.skills.new_space import create_space
from skillfs.status import space_status
from skillfs.store import blobs, commits, daemons, inbox, jobs, model_use, sessions, spaces
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind
from skillfs.store.inbox import Drop


@dataclass
class Space:
    """One space in a store of its own, and what the tests do to it."""

    path: Path
    store: Store
    space_id: int
    owner: int
    inodes: dict[str, int] = field(default_factory=dict)
    memory: SpaceMemory = field(default_factory=SpaceMemory)

    def drop(self, name: str, data: bytes, *, live: bool = False) -> None:
        """Put bytes into the inbox, accepted and due."""
        blob = blobs.put(self.store, data)
        ino = self.inodes.setdefault(name, self.store.reserve_inodes(1)[0])
        made = Drop(ino, self.space_id, name.encode(), Kind.FILE, 0o644, 7, 8, time.time_ns(), len(data), blob)
        inbox.put(self.store, made)
        turns = judge(data, lines=name.endswith(".jsonl")).messages
        inbox.accept(self.store, ino, live=live, turns=turns, due_ns=0)

    def run(self, server: ChatServer, **settings: Any) -> RunReport:
        """One run of the llm learner under the space's lease, whatever the jobs wait for."""
        self.store.execute("UPDATE jobs SET due_ns = 0")
        assert daemons.take_lease(self.store, daemons.run_lease(self.space_id), self.owner, 30)
        learner = LlmLearner(server.settings(**settings))

        async def run() -> RunReport:
            return await learn_space(self.store, self.space_id, lambda found: learner, self.owner, memory=self.memory)

        return trio.run(run)

    def write(self, path: str, text: str) -> None:
        """Commit a file as a person does, through another connection."""
        with Store(self.path, durable=False) as store:
            state = commits.state(store, self.space_id)
            old = state.entries.get(path.encode())
            base = old or Entry(Kind.FILE, store.reserve_inodes(1)[0], 0o644, 7, 8, 0)
            entry = replace(base, size=len(text.encode()), blob=blobs.put(store, text.encode()))
            commit_id = commits.begin(store, self.space_id, commits.STAGED, "uid 7, vim[1]", f"change {path}")
            change = Change(path.encode(), state.versions.get(path.encode(), 0), entry, old.blob if old else b"")
            commits.put(store, commit_id, self.space_id, [change])
            commits.publish(store, commit_id)

    def files(self) -> dict[str, str]:
        """The text of every file of the space now."""
        entries = commits.state(self.store, self.space_id).entries
        return {
            path.decode(): blobs.get(self.store, entry.blob, entry.size).decode()
            for path, entry in entries.items()
            if entry.kind is Kind.FILE
        }

    def receipt(self, name: str) -> Receipt:
        record = sessions.get(self.store, self.space_id, name)
        assert record is not None
        assert record.receipt is not None
        return Receipt.model_validate_json(record.receipt)

    @property
    def head(self) -> int:
        return int(self.store.one("SELECT head FROM spaces WHERE id = ?", (self.space_id,)))


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Space]:
    path = tmp_path / "store.db"
    with Store(path, durable=False) as store:
        made = create_space(store, "work", uid=7, gid=8, author="test")
        yield Space(path, store, made.id, daemons.register(store, daemons.LEARNER))


def all_valid(space: Space, directory: Path) -> bool:
    """Whether the reference validator accepts every skill."""
    for path, text in space.files().items():
        if path.startswith("skills/"):
            target = directory / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    return all(validate(skill) == [] for skill in (directory / "skills").iterdir())


def test_a_run_is_one_commit_with_its_provenance(space: Space, tmp_path: Path) -> None:
    space.drop("monday.json", GATEWAY.document)
    before = space.files()
    with serving(GATEWAY_RUN()) as server:
        report = space.run(server)

    assert (report.commit, report.learnt, report.postponed) == (2, ("monday",), ())
    (commit,) = commits.log(space.store, space.space_id, 1)
    assert commit.author == "monday"
    assert commit.message == (
        f"learn from monday: 1 log entry, 1 preference, 1 procedure (scripted, {120 * len(server.requests)} tokens)"
    )
    changed = {path for path, text in space.files().items() if before.get(path) != text}
    assert changed == {
        "skills/daily-logs/2026-03-17.md",
        "skills/edge-operations/SKILL.md",
        "skills/edge-operations/gateway.md",
        "skills/user-general-facts/communication-style.md",
    }
    assert all_valid(space, tmp_path / "out")
    assert FIX in space.files()["skills/edge-operations/gateway.md"]


def test_the_receipt_lists_model_calls_tokens_and_prompts_by_stage(space: Space) -> None:
    space.drop("monday.json", GATEWAY.document)
    with serving(GATEWAY_RUN()) as server:
        space.run(server)

    receipt = space.receipt("monday")
    assert (receipt.state, receipt.learner, receipt.model, receipt.commit) == ("learnt", "llm", "scripted", 2)
    uses = {
        stage: (use.calls, use.prompt_tokens, use.completion_tokens, use.cached_tokens)
        for stage, use in receipt.stages.items()
    }
    assert uses == {"tasks": (2, 200, 40, 20), "lessons": (1, 100, 20, 10), "writing": (3, 300, 60, 30)}
    assert receipt.tokens == {"prompt": 600, "completion": 120, "cached": 60}
    assert receipt.prompts == {"tasks": "1", "lessons": "1", "writing": "1"}
    assert "  - writing by prompt 1: 3 calls, 300 + 60 tokens (30 cached), " in receipt_md(receipt)
    assert {change.path for change in receipt.files} == {
        "daily-logs/2026-03-17.md", "edge-operations/SKILL.md", "edge-operations/gateway.md",
        "user-general-facts/communication-style.md",
    }  # fmt: skip
    assert [task.status for task in receipt.tasks] == ["success"]


def test_the_same_session_dropped_again_costs_nothing(space: Space) -> None:
    space.drop("monday.json", GATEWAY.document)
    with serving(GATEWAY_RUN()) as server:
        space.run(server)
        asked = len(server.requests)
        space.inodes.clear()
        space.drop("monday.json", GATEWAY.document)
        space.run(server)
        assert (len(server.requests), space.head) == (asked, 2)
    assert len(space.receipt("monday").repeated) == 1


def test_one_writing_serves_all_sessions_of_a_run(space: Space) -> None:
    for name in ("monday", "tuesday", "wednesday"):
        space.drop(f"{name}.json", Chat().person(f"I prefer {name}s, always.").agent("Noted.").document)
    with serving(usual_model()) as server:
        report = space.run(server)

    assert (report.commit, sorted(report.learnt)) == (2, ["monday", "tuesday", "wednesday"])
    assert len([r for r in server.of_stage("writing") if len(r["messages"]) == 2]) == 1
    assert space.head == 2
    assert space.receipt("tuesday").stages["writing"].shared_by == 3
    assert [item.text for item in space.receipt("tuesday").found] == ["The user prefers tuesdays"]


def test_a_session_that_arrives_during_a_run_joins_it(space: Space) -> None:
    model = usual_model()

    def and_another(request: Request) -> Reply:
        if stage_of(request) == "tasks" and "late.json" not in space.inodes:
            with Store(space.path, durable=False) as store:
                Space(space.path, store, space.space_id, space.owner, space.inodes).drop(
                    "late.json", Chat().person("I prefer evenings, always.").document
                )
        return model(request)

    space.drop("early.json", Chat().person("I prefer mornings, always.").document)
    with serving(and_another) as server:
        report = space.run(server)
    assert sorted(report.learnt) == ["early", "late"]
    assert space.head == 2


FAULTS = {
    "server error": error(500, "oops"),
    "unauthorised": error(401, "no"),
    "dropped": Reply(drop=True),
    "not JSON": Reply(b"<html>"),
    "no choices": Reply(b'{"choices": []}'),
    "refusal": answer(text=None, refusal="no"),
    "no tools": error(400, "this model does not support tools"),
    "only talk": answer(text="I will."),
    "too long": error(400, "maximum context length", "context_length_exceeded"),
}


@pytest.mark.parametrize("stage", ["tasks", "lessons", "writing"])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_in_any_stage_leaves_the_skills_as_they_were_and_the_session_to_be_tried_again(
    space: Space, stage: str, fault: Reply, tmp_path: Path
) -> None:
    space.drop("monday.json", GATEWAY.document)
    before = space.files()
    model = GATEWAY_RUN()
    with serving(lambda request: fault if stage_of(request) == stage else model(request)) as server:
        if fault is FAULTS["only talk"] and stage == "lessons":
            model.writing.clear()
        report = space.run(server, retries=0, max_iterations=8)

    assert (report.commit, report.postponed) == (None, ("monday",))
    assert space.files() == before
    (job,) = jobs.queued(space.store, space.space_id)
    assert job.error is not None
    assert job.error.startswith("scripted: ")
    with serving(GATEWAY_RUN()) as server:
        assert space.run(server).learnt == ("monday",)
    assert (space.receipt("monday").attempts, space.head) == (2, 2)
    assert all_valid(space, tmp_path / "out")


def test_what_was_read_is_not_read_again_when_the_writing_is_tried_again(space: Space) -> None:
    space.drop("monday.json", GATEWAY.document)
    model = GATEWAY_RUN()
    broken = True

    def sometimes(request: Request) -> Reply:
        return error(503, "no") if broken and stage_of(request) == "writing" else model(request)

    with serving(sometimes) as server:
        assert space.run(server, retries=0).postponed == ("monday",)
        read = len(server.of_stage("tasks")) + len(server.of_stage("lessons"))
        broken = False
        assert space.run(server, retries=0).learnt == ("monday",)
        assert len(server.of_stage("tasks")) + len(server.of_stage("lessons")) == read == 3


def test_after_the_last_attempt_the_receipt_says_why(space: Space) -> None:
    space.drop("monday.json", GATEWAY.document)
    with serving(lambda request: error(401, "no")) as server:
        for _ in range(5):
            report = space.run(server, retries=0)
    assert report.failed == ("monday",)
    receipt = space.receipt("monday")
    assert receipt.state == "failed"
    assert receipt.reason == f"scripted: {server.url}: HTTP 401: no; check OPENAI_API_KEY"


@pytest.mark.parametrize("attempts", [1, 5], ids=["postponed", "given up"])
def test_what_failed_is_tried_again_at_a_users_word(space: Space, attempts: int) -> None:
    work = spaces.by_id(space.store, space.space_id)
    space.drop("monday.json", GATEWAY.document)
    space.drop("tuesday.json", Chat().person("I prefer tuesdays, always.").document)
    with serving(lambda request: error(401, "no")) as server:
        for _ in range(attempts):
            space.run(server, retries=0)
    assert retry(space.store, work, "monday") == ["monday.json"]
    assert retry(space.store, work) == ["tuesday.json"]
    assert retry(space.store, work) == []
    due = jobs.due(space.store, space.space_id, time.time_ns(), 9)
    assert [(job.ino, job.attempts, job.error) for job in due] == [
        (space.inodes["monday.json"], 0, None),
        (space.inodes["tuesday.json"], 0, None),
    ]
    script = usual_model(tasks=list(GATEWAY_RUN().tasks), lessons=list(GATEWAY_RUN().lessons))
    with serving(script) as server:
        assert sorted(space.run(server).learnt) == ["monday", "tuesday"]
    with pytest.raises(NothingToRetry, match="monday is learnt already; nothing to retry"):
        retry(space.store, work, "monday")


def test_a_persons_edit_during_the_run_is_never_overwritten(space: Space) -> None:
    model = GATEWAY_RUN()
    persons = "# How to answer\n\n- The user likes tables (date: 2026-03-17)\n"
    path = "skills/user-general-facts/communication-style.md"
    append = {
        "skill_name": "user-general-facts",
        "file_path": "communication-style.md",
        "content": "- The user prefers short answers (date: 2026-03-17)\n",
    }
    model.writing.extend(
        [answer(("get_skill", {"skill_name": "user-general-facts"}), ("append_skill_file", append)), FINISH]
    )

    def edited_meanwhile(request: Request) -> Reply:
        if stage_of(request) == "writing" and path not in space_files():
            write_as_a_person(space, path, persons)
        return model(request)

    def space_files() -> dict[str, str]:
        with Store(space.path, durable=False) as store:
            return Space(space.path, store, space.space_id, space.owner).files()

    space.drop("monday.json", GATEWAY.document)
    with serving(edited_meanwhile) as server:
        report = space.run(server)

    assert (report.commit, space.head) == (3, 3)
    assert space.files()[path] == persons + append["content"]
    assert len(server.of_stage("tasks")) == 2
    assert len(server.of_stage("lessons")) == 1


def test_a_persons_edit_elsewhere_asks_the_model_nothing(space: Space) -> None:
    model = GATEWAY_RUN()

    def edited(request: Request) -> Reply:
        if stage_of(request) == "writing" and len(request["messages"]) == 2:
            write_as_a_person(space, "skills/daily-logs/2020-01-01.md", "# 2020-01-01\n")
        return model(request)

    space.drop("monday.json", GATEWAY.document)
    with serving(edited) as server:
        report = space.run(server)
    assert report.commit == 3
    assert len(server.of_stage("writing")) == 3


def write_as_a_person(space: Space, path: str, text: str) -> None:
    with Store(space.path, durable=False) as store:
        Space(space.path, store, space.space_id, space.owner).write(path, text)


def test_what_a_person_wrote_is_told_from_what_a_learner_wrote(space: Space) -> None:
    space.write("skills/social-contacts/SKILL.md", CONTACTS)
    space.write("skills/user-general-facts/goals.md", "# Goals\n")
    space.drop("monday.json", GATEWAY.document)
    with serving(GATEWAY_RUN()) as server:
        space.run(server)
    space.drop("tuesday.json", Chat().person("I prefer tuesdays, always.").document)
    edge = {"skill_name": "edge-operations", "file_path": "gateway.md"}
    delete = answer(
        ("get_skill", {"skill_name": "edge-operations"}),
        ("get_skill", {"skill_name": "user-general-facts"}),
        ("delete_skill_file", {"skill_name": "user-general-facts", "file_path": "goals.md"}),
        ("delete_skill_file", edge),
        ("append_skill_file", {**edge, "file_path": "SKILL.md", "content": "More."}),
        ("append_skill_file", {"skill_name": "user-general-facts", "file_path": "SKILL.md", "content": "More."}),
    )
    script = usual_model(writing=[delete, FINISH])
    with serving(script) as server:
        space.run(server)
    told = server.tool_answers()
    assert told[2].startswith("Error: user-general-facts/goals.md is a person's: it cannot be deleted")
    assert told[3:5] == ["edge-operations/gateway.md is deleted.", "edge-operations/SKILL.md is appended to."]
    assert told[5].startswith("Error: user-general-facts/SKILL.md is a person's: it is the schema")


def test_a_used_up_budget_defers_sessions_to_the_next_day(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = "---\ntoken_budget_per_day: 400\n---\n"
    space.write("SPACE.md", settings)
    for name in ("monday", "tuesday", "wednesday"):
        space.drop(f"{name}.json", Chat().person(f"I prefer {name}s, always.").document)
    with serving(usual_model()) as server:
        report = space.run(server)
        used = 120 * len(server.requests)
        assert (report.learnt, report.postponed) == (("monday", "tuesday"), ("wednesday",))
        (job,) = jobs.queued(space.store, space.space_id)
        assert job.attempts == 0
        assert job.error is not None
        assert job.error.startswith("deferred: ")
        assert "token_budget_per_day is 400; learning goes on at " in job.error
        assert job.due_ns > time.time_ns()
        status = space_status(space.store, spaces.by_id(space.store, space.space_id))
        assert status.deferred == f"1 file, {job.error.removeprefix('deferred: ')}"
        assert "\ndeferred  1 file, 480 tokens were used today" in status.text()
        assert status.problems == ()
        day = time.strftime("%Y-%m-%d", time.gmtime())
        assert model_use.used(space.store, space.space_id, day) == used
        asked = len(server.requests)
        assert space.run(server).postponed == ("wednesday",)
        assert len(server.requests) == asked
        tomorrow = time.time() + 86_400
        monkeypatch.setattr("skillfs.learning.budget.time.time", lambda: tomorrow)
        assert space.run(server).learnt == ("wednesday",)


def test_with_review_a_run_is_a_proposal_and_what_is_accepted_is_the_learners_own(space: Space) -> None:
    space.write("SPACE.md", "---\nreview: true\n---\n")
    space.drop("monday.json", GATEWAY.document)
    before = space.files()
    with serving(GATEWAY_RUN()) as server:
        report = space.run(server)
    assert (report.commit, report.proposal, report.learnt) == (None, 1, ("monday",))
    assert space.files() == before
    assert [line.number for line in space.receipt("monday").proposals] == [1]
    accept(space.store, spaces.by_id(space.store, space.space_id), 1)
    assert FIX in space.files()["skills/edge-operations/gateway.md"]
    assert not is_persons(space.store, space.space_id, "edge-operations/gateway.md")
    assert is_persons(space.store, space.space_id, "daily-logs/SKILL.md")


def test_tasks_of_a_live_session_grow(space: Space) -> None:
    def lines(*texts: str) -> bytes:
        return b"".join(json.dumps({"role": "user", "content": text}).encode() + b"\n" for text in texts)

    first = answer(("insert_task", {"task_description": "Port the parser", "message_ids": [0]}))
    progress = answer(("append_task_progress", {"task_order": 1, "progress": "the lexer is done"}))
    script = Script(tasks=[first, FINISH, progress, FINISH])
    with serving(script) as server:
        space.drop("live.jsonl", lines("Port the parser"), live=True)
        space.run(server)
        record = sessions.get(space.store, space.space_id, "live")
        assert record is not None
        assert [task["request"] for task in json.loads(record.tasks or "[]")] == ["Port the parser"]
        space.drop("live.jsonl", lines("Port the parser", "and mind the lexer"), live=True)
        space.run(server)
    record = sessions.get(space.store, space.space_id, "live")
    assert record is not None
    (task,) = json.loads(record.tasks or "[]")
    assert (task["status"], task["progress"]) == ("running", ["the lexer is done"])
    assert "1. [running] Port the parser" in server.requests[2]["messages"][1]["content"]


def test_no_text_of_a_transcript_is_sent_before_redaction(space: Space) -> None:
    token = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
    space.write("SPACE.md", "---\nredact: false\n---\n")
    space.drop("monday.json", Chat().person(f"Use {token}, I prefer mondays.").runs("env", f"TOKEN={token}").document)
    with serving(usual_model()) as server:
        space.run(server)
    assert server.requests
    assert token not in server.sent()
