"""SIGKILL of the learner at random points of scripted runs: nothing half done, nothing lost, nothing twice.

`SKILLFS_KILLS=100` (`make test-kills`) tries as many points; without it a few.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from chat_server import KEY, ChatServer, Reply, Request, serving, steadily
from incident import EDGE, ENTRY, GATEWAY_RUN, LOG
from llm_support import GATEWAY

from skillfs.learning.drop import drop_file
from skillfs.skills.document import emit_skill, parse_skill, problems
from skillfs.skills.new_space import create_space
from skillfs.store import blobs, commits, inbox, jobs, sessions
from skillfs.store.database import Store
from skillfs.store.entries import Kind

KILLS = int(os.environ.get("SKILLFS_KILLS", "2"))
REQUESTS = 6
"""What a whole run of the gateway incident asks."""


def start(store: Path, server: ChatServer) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ, "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY, "SKILLFS_MODEL": "scripted",
        "XDG_CONFIG_HOME": str(store.parent),
    }  # fmt: skip
    command = [sys.executable, "-m", "skillfs_daemon", "learner", "--store", str(store), "--log-level", "ERROR"]
    return subprocess.Popen(command, env=environment)


def stopped(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    process.send_signal(number)
    process.wait(20)


def files(store: Store, space_id: int) -> dict[str, str]:
    return {
        path.decode(): blobs.get(store, entry.blob, entry.size).decode()
        for path, entry in commits.state(store, space_id).entries.items()
        if entry.kind is Kind.FILE
    }


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_run_is_made_whole_by_the_next_one(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    kill_at, after = chance.randrange(1, REQUESTS + 1), chance.uniform(0, 0.06)
    path = tmp_path / "store.db"
    with Store(path, durable=False) as store:
        space = create_space(store, "work", uid=7, gid=8, author="test")
        before = files(store, space.id)
        drop = drop_file(store, space, "monday.json", GATEWAY.document, uid=7, gid=8)
    reached = threading.Event()
    model, asked = steadily(GATEWAY_RUN()), 0

    def counted(request: Request) -> Reply:
        nonlocal asked
        asked += 1
        if asked == kill_at:
            reached.set()
        reply = model(request)
        return Reply(reply.body, seconds=0.02)

    with serving(counted) as server:
        process = start(path, server)
        assert reached.wait(60)
        time.sleep(after)
        stopped(process, signal.SIGKILL)
        with Store(path, durable=False) as store:
            between = files(store, space.id)
            assert between == before or set(between) - set(before) == NEW
        process = start(path, server)
        try:
            with Store(path, durable=False) as store:
                deadline = time.monotonic() + 60
                while jobs.queued(store, space.id):
                    assert time.monotonic() < deadline
                    time.sleep(0.02)
        finally:
            stopped(process, signal.SIGTERM)

    with Store(path, durable=False) as store:
        now = files(store, space.id)
        assert {name: now[name] for name in NEW} == NEW_FILES
        assert {name: text for name, text in now.items() if name not in NEW} == before
        assert problems(now["skills/edge-operations/SKILL.md"], "edge-operations") == []
        learnt = [commit for commit in commits.log(store, space.id) if commit.author == "monday"]
        assert len(learnt) == 1
        record = sessions.get(store, space.id, "monday")
        assert record is not None
        assert (record.state, json.loads(record.receipt or "")["state"]) == ("learnt", "learnt")
        assert store.one("SELECT count(*) FROM lessons") == len(json.loads(record.receipt or "")["found"])
        assert sessions.names(store, space.id) == ["monday"]
        moved = inbox.get(store, drop.ino)
        assert moved is not None
        assert moved.state == inbox.MOVED
        assert store.one("SELECT count(*) FROM commits WHERE number IS NULL AND kind = 'staged'") in (0, 1)


NEW_FILES = {
    "skills/edge-operations/SKILL.md": emit_skill(parse_skill(EDGE, "edge-operations")),
    "skills/edge-operations/gateway.md": ENTRY,
    "skills/daily-logs/2026-03-17.md": LOG,
    "skills/user-general-facts/communication-style.md": "- The user prefers short answers (date: 2026-03-17)\n",
}
NEW = set(NEW_FILES)
