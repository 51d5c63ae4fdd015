"""The example of docs/learning-api.md, run as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from chat_server import KEY, serving, steadily
from incident import GATEWAY_RUN
from llm_support import GATEWAY

PAGE = Path(__file__).parents[2] / "docs" / "learning-api.md"


def test_the_example_runs_as_it_stands(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    script, session = tmp_path / "example.py", tmp_path / "monday.json"
    script.write_text(example)
    session.write_bytes(GATEWAY.document)
    with serving(steadily(GATEWAY_RUN())) as server:
        environment = {
            **os.environ, "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY, "SKILLFS_MODEL": "scripted",
            "XDG_CONFIG_HOME": str(tmp_path),
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, str(script), str(session)], env=environment, capture_output=True, text=True, check=True
        )
    assert done.stdout.splitlines() == [
        "task: Find out why the checkout returns 502 and fix it: success (the user said so)",
        "lesson: A 502 of the gateway on slow requests is its upstream timeout, not the service",
        "wrote: daily-logs/2026-03-17.md",
        "wrote: edge-operations/SKILL.md",
        "wrote: edge-operations/gateway.md",
        "wrote: user-general-facts/communication-style.md",
        "tokens: 720",
    ]
