"""The commands that have to do with models, with a real learner process and a loopback model."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trio
from chat_server import KEY, ChatServer, Reply, answer, error, serving
from incident import GATEWAY_RUN
from llm_support import GATEWAY, Chat

from skillfs.learning.llm.probe import probe
from skillfs.learning.protocol import LearningFailed
from skillfs_daemon.logs import JsonFormatter, RedactingFormatter

Skillfs = Callable[..., Any]
Ask = Callable[[ChatServer], None]


@pytest.fixture
def monday(home: Path) -> Path:
    file = home / "monday.json"
    file.write_bytes(GATEWAY.document)
    return file


def test_a_session_is_learnt_with_the_model_and_its_tasks_are_listed(
    skillfs: Skillfs, ask: Ask, monday: Path, home: Path
) -> None:
    skillfs("space", "create", "work")
    with serving(GATEWAY_RUN()) as server:
        ask(server)
        learnt = skillfs("learn", "work", monday, "--trace", home / "trace")
        status = skillfs("status", "work")

    assert (learnt.code, learnt.err.splitlines()[-1]) == (0, "learning in work: 1 of 1")
    assert "- Learner: llm (scripted)" in learnt.out
    assert "In `edge-operations/gateway.md`" in learnt.out
    assert "llm (scripted)" in status.out
    tasks = skillfs("tasks", "work")
    line = "  ✓ Find out why the checkout returns 502 and fix it: success (the user said so)"
    assert tasks.out.splitlines() == ["monday (learnt)", line]
    (listed,) = json.loads(skillfs("tasks", "work", "monday", "--json").out)
    assert (listed["session"], [task["status"] for task in listed["tasks"]]) == ("monday", ["success"])
    assert len(list((home / "trace").iterdir())) == 2 * len(server.requests)
    assert KEY not in "".join(file.read_text() for file in (home / "trace").iterdir())
    assert skillfs("tasks", "work", "nothing").err.startswith("skillfs: work: there is no session 'nothing'; ")


def test_a_dry_run_shows_the_diff_and_keeps_nothing(skillfs: Skillfs, ask: Ask, monday: Path) -> None:
    skillfs("space", "create", "work")
    before = skillfs("status", "work", "--json").out
    with serving(GATEWAY_RUN()) as server:
        ask(server)
        shown = skillfs("learn", "work", monday, "--dry-run")
    assert (shown.code, shown.err) == (0, "")
    assert "+++ b/edge-operations/gateway.md" in shown.out
    assert "+- The user prefers short answers (date: 2026-03-17)" in shown.out
    after = json.loads(skillfs("status", "work", "--json").out)
    assert (after["queued"], after["learnt"], after["last_commit"]) == (0, 0, json.loads(before)["last_commit"])


def test_a_dry_run_works_with_rules_too(skillfs: Skillfs, home: Path) -> None:
    skillfs("space", "create", "work")
    file = home / "x.json"
    file.write_bytes(Chat().person("My name is Gus and I prefer TypeScript.").agent("Noted.").document)
    shown = skillfs("learn", "work", file, "--dry-run")
    assert (shown.code, shown.err) == (0, "")
    assert "+- The user prefers TypeScript (date: 2026-03-17)" in shown.out
    assert json.loads(skillfs("learn", "work", file, "--dry-run", "--json").out)[0]["receipts"][0]["state"] == "learnt"
    assert skillfs("catalog", "work").out.count("TypeScript") == 0
    file.write_text("3")
    refused = skillfs("learn", "work", file, "--dry-run")
    assert refused.code == 1
    assert refused.err.startswith("skillfs: x.json: ")


def test_a_dry_run_that_fails_says_why(skillfs: Skillfs, ask: Ask, monday: Path) -> None:
    skillfs("space", "create", "work")
    with serving(lambda request: error(401, f"bad key {KEY}")) as server:
        ask(server)
        failed = skillfs("learn", "work", monday, "--dry-run")
    assert failed.code == 1
    assert failed.err.startswith("skillfs: monday.json: scripted: http://127.0.0.1:")
    assert "check OPENAI_API_KEY" in failed.err
    assert KEY not in failed.err


def test_what_cannot_be_tried_again_is_said_so(skillfs: Skillfs) -> None:
    skillfs("space", "create", "work")
    assert skillfs("retry", "work").out == "work: nothing has failed or waits for another attempt\n"
    unknown = skillfs("retry", "work", "nothing")
    assert unknown.code == 1
    assert unknown.err == "skillfs: work: there is no session 'nothing'; `skillfs status work` lists them\n"


def test_what_is_deferred_is_not_waited_for(skillfs: Skillfs, ask: Ask, home: Path, monday: Path) -> None:
    space = home / "source"
    (space / "skills").mkdir(parents=True)
    (space / "SPACE.md").write_text("---\ntoken_budget_per_day: 0\n---\n")
    skillfs("space", "import", space, "--name", "work")
    with serving(GATEWAY_RUN()) as server:
        ask(server)
        refused = skillfs("learn", "work", monday, "--timeout", "60")
    assert refused.code == 1
    assert "deferred: 0 tokens were used today and token_budget_per_day is 0; learning goes on at " in refused.err
    assert server.requests == []


def test_llm_without_a_model_is_said_in_the_status(skillfs: Skillfs, home: Path, monday: Path) -> None:
    space = home / "source"
    space.mkdir()
    (space / "SPACE.md").write_text("---\nlearner: llm\n---\n")
    (space / "skills").mkdir()
    assert skillfs("space", "import", space, "--name", "work").code == 0
    assert "SPACE.md says learner: llm, but no model is configured" in skillfs("status", "work").out
    refused = skillfs("learn", "work", monday)
    assert refused.code == 1
    assert "set SKILLFS_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL" in refused.err


def test_doctor_asks_the_model_only_when_told(skillfs: Skillfs, ask: Ask) -> None:
    def model(request: dict[str, Any]) -> Any:
        if len(request["messages"]) == 1:
            return answer(("get_word", {}))
        return answer(("return_word", {"word": request["messages"][-1]["content"]}))

    with serving(model) as server:
        ask(server)
        quiet = skillfs("doctor")
        assert server.requests == []
        asked = skillfs("doctor", "--model")
    assert "model scripted at http://127.0.0.1:" in quiet.out
    assert "scripted called a tool and read its answer in 0." in asked.out
    assert KEY not in asked.out


def test_doctor_says_what_a_model_cannot_do(skillfs: Skillfs, ask: Ask) -> None:
    with serving(lambda request: error(400, "this model does not support tools")) as server:
        ask(server)
        result = json.loads(skillfs("doctor", "--model", "--json").out)
    (check,) = [check for check in result if check["name"] == "model"]
    assert check["level"] == "problem"
    assert "it cannot call tools" in check["found"]


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (answer(text="the word is xyz"), "it called no tool in 3 answers; choose a model with tool calling"),
        (answer(("return_word", {"word": "xyz"})), "was not finished after 4 answers"),
        (error(401, "no"), "check OPENAI_API_KEY"),
    ],
)
def test_a_probe_says_what_a_model_cannot_do(reply: Reply, says: str) -> None:
    with serving(lambda request: reply) as server, pytest.raises(LearningFailed, match=says):
        trio.run(probe, server.settings(max_iterations=4))


def test_doctor_names_a_broken_configuration(skillfs: Skillfs, home: Path) -> None:
    (home / "config" / "skillfs").mkdir(parents=True)
    (home / "config" / "skillfs" / "config.toml").write_text("[llm]\nmodel = 3\n")
    result = skillfs("doctor")
    assert result.code == 1
    assert "config.toml: [llm] model: Input should be a valid string" in result.out


def record(message: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord("skillfs.learning", logging.INFO, "x.py", 1, message, values, None)


def test_logs_are_json_objects_with_their_fields_and_without_secrets() -> None:
    secret = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
    line = JsonFormatter("learner").format(record("space=%s commit=%d said %s", "work", 3, secret))
    values = json.loads(line)
    assert "\n" not in line
    assert {key: values[key] for key in ("level", "role", "logger", "space", "commit")} == {
        "level": "info", "role": "learner", "logger": "skillfs.learning", "space": "work", "commit": "3",
    }  # fmt: skip
    assert secret not in line
    assert secret not in RedactingFormatter("%(message)s").format(record("said %s", secret))
