"""Scripted models for whole runs: the gateway incident, and a model that notes whatever somebody prefers."""

from __future__ import annotations

import re
from typing import Any

from chat_server import FINISH, Model, Reply, Request, Script, answer, stage_of
from llm_support import FIX, GATEWAY_SUCCESS, GATEWAY_TASK

EDGE = """---
name: edge-operations
description: "How the edge and its gateway are run. Read it when a request fails at the gateway."
---
# Edge operations

What keeps requests flowing from the gateway to the services.

## File Structure
One file per component.

## Guidelines
- Exact commands, with their date.
"""
ENTRY = f"""# Gateway

## The gateway answers 502 while the service is healthy (date: 2026-03-17)
- Symptom: `HTTP/1.1 502 Bad Gateway` on slow requests
- When to Apply: the service behind it is healthy
- Steps: 1. `{FIX}`
- Did not help: more memory for the pods
- Evidence: 1 session
"""
LOG = """# 2026-03-17

## Find out why the checkout returns 502 and fix it
- **Outcome**: success (the user said so)
- **Learnings**: the gateway's upstream timeout → edge-operations
"""


def GATEWAY_RUN() -> Script:  # noqa: N802
    """The model of the gateway incident: a task, its lesson, a preference, and where they go."""
    done = {"task_order": 1, "task_status": "success", "evidence": "user", "evidence_message_id": 14}
    style = "- The user prefers short answers (date: 2026-03-17)\n"
    return Script(
        tasks=[
            answer(
                ("insert_task", GATEWAY_TASK),
                ("update_task", done),
                ("submit_user_preference", {"preference": "The user prefers short answers", "message_id": 14}),
            ),
            FINISH,
        ],
        lessons=[answer(("report_success_analysis", GATEWAY_SUCCESS))],
        writing=[
            answer(("get_skill", {"skill_name": "daily-logs"}), ("get_skill", {"skill_name": "user-general-facts"})),
            answer(
                ("create_skill", {"skill_md_content": EDGE}),
                ("create_skill_file", {"skill_name": "edge-operations", "file_path": "gateway.md", "content": ENTRY}),
                ("create_skill_file", {"skill_name": "daily-logs", "file_path": "2026-03-17.md", "content": LOG}),
                ("create_skill_file", {"skill_name": "user-general-facts", "file_path": "communication-style.md",
                                       "content": style}),
            ),
            FINISH,
        ],
    )  # fmt: skip


_PREFERS = re.compile(r"I prefer ([\w ]+?)[,.]")
_GIVEN = re.compile(r"^- (The user prefers [\w ]+) \(date: (\d{4}-\d\d-\d\d)\)$", re.MULTILINE)


def usual_model(**scripted: list[Reply | Model]) -> Model:
    """A model that records what somebody prefers and appends it to `coding-preferences.md`; scripted replies first."""
    script = Script(**scripted)

    def model(request: Request) -> Reply:
        stage = stage_of(request)
        if getattr(script, stage):
            return script(request)
        if len(request["messages"]) > 2:
            return FINISH
        text = request["messages"][1]["content"]
        if stage == "tasks":
            found = _PREFERS.findall(text.split("</record")[1])
            return answer(*(("submit_user_preference", {"preference": f"The user prefers {what}"}) for what in found))
        return _noted(_GIVEN.findall(text))

    return model


def _noted(statements: list[tuple[str, str]]) -> Reply:
    place: dict[str, Any] = {"skill_name": "user-general-facts", "file_path": "coding-preferences.md"}
    lines = "".join(f"- {text} (date: {date})\n" for text, date in statements)
    return answer(
        ("get_skill", {"skill_name": "user-general-facts"}),
        ("create_skill_file", {**place, "content": "# Preferences\n\n"}),
        ("append_skill_file", {**place, "content": lines}),
    )
