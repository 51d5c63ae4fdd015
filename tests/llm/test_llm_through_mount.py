"""From a file that is copied into a real mount to skills that are read from it, with scripted models."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from chat_server import FINISH, KEY, ChatServer, Request, Script, answer, by_subject, serving, steadily
from incident import ENTRY, GATEWAY_RUN
from llm_support import CONTACTS, FIX, GATEWAY, Chat

pytestmark = pytest.mark.mount

ACT_TWO = (
    Chat({"created_at": "2026-03-19T09:00:00Z"})
    .person("The basket answers 502 on large orders. Fix it.")
    .runs("grep -ri -A4 502 ~/memory/work/skills", ENTRY)
    .runs(FIX.replace("60s", "90s"), "deployment.apps/gateway env updated")
    .runs("curl -si https://shop.example/basket", "HTTP/1.1 200 OK\n")
    .person("Perfect, it works.")
)
SECOND = Script(
    tasks=[
        answer(
            ("insert_task", {"task_description": "Fix the 502 of the basket on large orders", "message_ids": [0]}),
            ("update_task", {"task_order": 1, "task_status": "success", "evidence": "user", "evidence_message_id": 7}),
            ("finish", {}),
        )
    ],
    lessons=[
        answer(
            (
                "report_success_analysis",
                {
                    "task_goal": "stop the 502 of the basket",
                    "approach": f"the step that memory held: `{FIX.replace('60s', '90s')}`",
                    "generalizable_pattern": "Raise the upstream timeout further for large orders",
                    "applies_when": "502 on requests that take longer than a minute",
                },
            )
        )
    ],
    writing=[
        answer(
            ("get_skill", {"skill_name": "edge-operations"}),
            ("get_skill_file", {"skill_name": "edge-operations", "file_path": "gateway.md"}),
        ),
        answer(
            (
                "str_replace_skill_file",
                {
                    "skill_name": "edge-operations",
                    "file_path": "gateway.md",
                    "old_string": "- Evidence: 1 session",
                    "new_string": "- Large orders: raise the upstream timeout further, to 90s (date: 2026-03-19)\n"
                    "- Evidence: 2 sessions",
                },
            )
        ),
        FINISH,
    ],
)
ALICE = (
    Chat({"created_at": "2026-03-18T09:00:00Z"})
    .person("Set up a meeting with Alice Chen, our new product manager at Acme Corp. She prefers mornings.")
    .agent("Done: Wednesday 09:30.")
    .person("Perfect, thanks.")
)
CARD = """# Alice Chen

- **Role**: product manager
- **Company**: Acme Corp

## Preferences
- prefers mornings (date: 2026-03-18)
"""
CONTACT = Script(
    tasks=[
        answer(
            ("insert_task", {"task_description": "Set up a meeting with Alice Chen", "message_ids": [0, 1]}),
            ("update_task", {"task_order": 1, "task_status": "success", "evidence": "user", "evidence_message_id": 2}),
            ("finish", {}),
        )
    ],
    lessons=[
        answer(
            (
                "report_factual_content",
                {
                    "task_goal": "a meeting",
                    "facts": ["Alice Chen is the new product manager at Acme Corp", "Alice Chen prefers mornings"],
                    "applies_when": "Alice Chen is named",
                },
            )
        )
    ],
    writing=[
        answer(("get_skill", {"skill_name": "social-contacts"}), ("get_skill", {"skill_name": "daily-logs"})),
        answer(
            ("create_skill_file", {"skill_name": "social-contacts", "file_path": "alice-chen.md", "content": CARD}),
            (
                "create_skill_file",
                {
                    "skill_name": "daily-logs",
                    "file_path": "2026-03-18.md",
                    "content": "# 2026-03-18\n\n## Set up a meeting with Alice Chen\n"
                    "- **Outcome**: success (the user said so)\n",
                },
            ),
        ),
        FINISH,
    ],
)
MIGRATION = (
    Chat()
    .person("Run the migration of the ledger.")
    .runs("alembic upgrade head", "ERROR: lock timeout on table ledger\n", error=True)
    .runs("alembic upgrade head", "ERROR: lock timeout on table ledger\n", error=True)
    .agent("I could not complete it.")
    .person("It still fails. Leave it, we do it at night.")
)
WARNING = """# Ledger

## Migrations of the ledger time out on its lock by day (date: 2026-03-17)
- Symptom: `ERROR: lock timeout on table ledger`
- Root Cause: the table is in use by day
- Correct Approach: run it at night
- Prevention: ask for a window before a migration of a busy table
"""
FAILED = Script(
    tasks=[
        answer(
            ("insert_task", {"task_description": "Run the migration of the ledger", "message_ids": [0, 1, 2, 3, 4, 5]}),
            ("update_task", {"task_order": 1, "task_status": "failed", "evidence": "user", "evidence_message_id": 6}),
            ("finish", {}),
        )
    ],
    lessons=[
        answer(
            (
                "report_failure_analysis",
                {
                    "task_goal": "migrate the ledger",
                    "failure_point": "the lock of the table ledger timed out twice",
                    "flawed_reasoning": "the same command was tried again unchanged",
                    "what_should_have_been_done": "run the migration at night",
                    "prevention_principle": "Ask for a window before a migration of a busy table such as the ledger",
                    "applies_when": "a table is in use by day",
                },
            )
        )
    ],
    writing=[
        answer(
            (
                "create_skill",
                {
                    "skill_md_content": '---\nname: database-operations\ndescription: "How databases are run. Read it'
                    ' before a migration."\n---\n# Database operations\n'
                },
            ),
            ("create_skill_file", {"skill_name": "database-operations", "file_path": "ledger.md", "content": WARNING}),
        ),
        FINISH,
    ],
)


@dataclass
class Live:
    """A running skillfs at `path`, and the command line on its store."""

    path: Path
    environment: dict[str, str]
    server: ChatServer

    def skillfs(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "skillfs_cli", *map(str, arguments)]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=90, check=False
        )  # fmt: skip
        assert done.returncode == 0, done
        return done

    def learn(self, name: str, chat: Chat, space: str = "work") -> dict[str, Any]:
        """Copy a session into the inbox, wait, and read its receipt from the mount."""
        (self.path / space / "inbox" / f"{name}.json").write_bytes(chat.document)
        self.skillfs("wait", space)
        receipt = self.path / space / ".skillfs" / "sessions" / name / "receipt.json"
        found: dict[str, Any] = json.loads(receipt.read_text())
        return found

    def read(self, path: str) -> str:
        return (self.path / "work" / "skills" / path).read_text()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        pytest.skip("/dev/fuse cannot be opened")
    directory = tmp_path_factory.mktemp("live")
    subjects = {
        "basket": steadily(SECOND), "checkout": steadily(GATEWAY_RUN()), "Alice Chen": steadily(CONTACT),
        "ledger": steadily(FAILED),
    }  # fmt: skip
    with serving(by_subject(subjects)) as server:
        environment = {
            **os.environ, "SKILLFS_STORE": str(directory / "store" / "store.db"), "XDG_CONFIG_HOME": str(directory),
            "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY, "SKILLFS_MODEL": "scripted",
        }  # fmt: skip
        made = Live(directory / "mnt", environment, server)
        made.skillfs("up", made.path, "--detach")
        try:
            (made.path / "work").mkdir()
            contacts = made.path / "work" / "skills" / "social-contacts"
            contacts.mkdir()
            (contacts / "SKILL.md").write_text(CONTACTS)
            yield made
        finally:
            made.skillfs("down", made.path)


def last_request(live: Live, words: str) -> Request:
    return next(request for request in reversed(live.server.requests) if words in request["messages"][1]["content"])


def test_the_incident_is_learnt_in_its_first_act_and_grows_in_its_second(live: Live) -> None:
    first = live.learn("monday", GATEWAY)
    assert (first["state"], first["learner"], first["model"]) == ("learnt", "llm", "scripted")
    assert live.read("edge-operations/gateway.md") == ENTRY
    grep = subprocess.run(
        ["grep", "-rl", "UPSTREAM_TIMEOUT", live.path / "work" / "skills"], capture_output=True, text=True, check=True
    )
    assert grep.stdout.strip().endswith("edge-operations/gateway.md")

    second = live.learn("thursday", ACT_TWO)
    assert second["state"] == "learnt"
    entry = live.read("edge-operations/gateway.md")
    assert entry.count("UPSTREAM_TIMEOUT") == 1
    assert "- Evidence: 2 sessions" in entry
    seen = last_request(live, "basket")["messages"][1]["content"]
    assert "more memory for the pods" not in seen


def test_a_contact_gets_a_file_by_the_schema_of_its_skill(live: Live) -> None:
    receipt = live.learn("alice", ALICE)
    assert live.read("social-contacts/alice-chen.md") == CARD
    assert live.read("social-contacts/SKILL.md") == CONTACTS
    assert {(item["kind"], item["path"]) for item in receipt["found"]} == {("person", "social-contacts/alice-chen.md")}
    assert "Set up a meeting with Alice Chen" in live.read("daily-logs/2026-03-18.md")
    asked = len(live.server.requests)
    again = live.learn("alice", ALICE)
    assert len(again["repeated"]) == 1
    assert len(live.server.requests) == asked


def test_a_failure_becomes_a_warning(live: Live) -> None:
    receipt = live.learn("tuesday", MIGRATION)
    assert live.read("database-operations/ledger.md") == WARNING
    assert [item["kind"] for item in receipt["found"]] == ["warning"]
    tasks = json.loads((live.path / "work" / ".skillfs" / "sessions" / "tuesday" / "tasks.json").read_text())
    assert [(task["status"], task["evidence"]) for task in tasks] == [("failed", "the user said so")]
    assert re.search(
        r"^learner +llm \(scripted\)", (live.path / "work" / ".skillfs" / "status").read_text(), re.MULTILINE
    )
