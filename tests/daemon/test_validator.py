"""The validator process: verdicts, its death while it judges, and bytes that kill it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import trio
import trio.testing

from skillfs.sessions.verdict import Verdict, VerdictState
from skillfs.store import blobs
from skillfs.store.database import Store
from skillfs_daemon.validator_link import ValidatorLink

GOOD = json.dumps({"messages": [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "hi"}]}).encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    Store(path).close()
    return path


def put(path: Path, data: bytes) -> tuple[bytes, int]:
    with Store(path) as store:
        return blobs.put(store, data), len(data)


def large(seed: str) -> bytes:
    """A session that takes some tenths of a second to judge."""
    messages = [{"role": "user", "content": f"{seed} {number} " + "word " * 20} for number in range(60_000)]
    return json.dumps({"messages": messages}).encode()


def children() -> set[int]:
    """The validators that this process has started and that live."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        found |= {int(pid) for pid in (task / "children").read_text().split()}
    return {pid for pid in found if b"skillfs_daemon.validator" in Path(f"/proc/{pid}/cmdline").read_bytes()}


async def new_child(known: set[int]) -> int:
    """The pid of a validator that is not among `known`."""
    for _ in range(2000):
        if new := children() - known:
            return new.pop()
        await trio.sleep(0.005)
    raise AssertionError("no validator was started")


def with_validator(path: Path, body: Callable[[ValidatorLink], Awaitable[None]]) -> None:
    async def main() -> None:
        validator = ValidatorLink(path)
        async with trio.open_nursery() as nursery:
            await nursery.start(validator.run)
            with trio.fail_after(60):
                await body(validator)
            nursery.cancel_scope.cancel()

    trio.run(main)
    assert children() == set()


def test_verdicts_are_those_of_the_judge(path: Path) -> None:
    good, bad = put(path, GOOD), put(path, b'{"messages": 5}')
    lines = put(path, GOOD.replace(b'{"messages": [', b"").replace(b"]}", b"").replace(b"}, {", b"}\n{") + b"\n")

    async def body(validator: ValidatorLink) -> None:
        verdict = await validator.judge(*good, lines=False)
        assert (verdict.state, verdict.messages, verdict.error) == (VerdictState.COMPLETE, 2, None)
        verdict = await validator.judge(*bad, lines=False)
        assert verdict.state is VerdictState.INVALID
        assert verdict.error
        verdict = await validator.judge(*lines, lines=True)
        assert (verdict.messages, verdict.error) == (2, None)
        empty = await validator.judge(blobs.EMPTY, 0, lines=False)
        assert empty.state is VerdictState.PREFIX

    with_validator(path, body)


def test_many_at_once_each_get_their_own_verdict(path: Path) -> None:
    documents = [
        put(path, json.dumps({"messages": [{"role": "user", "content": "x"}] * count}).encode())
        for count in range(1, 101)
    ]
    counts: dict[int, int] = {}

    async def body(validator: ValidatorLink) -> None:
        async def ask(number: int) -> None:
            counts[number] = (await validator.judge(*documents[number], lines=False)).messages

        async with trio.open_nursery() as nursery:
            for number in range(100):
                nursery.start_soon(ask, number)

    with_validator(path, body)
    assert counts == {number: number + 1 for number in range(100)}


def test_killed_while_it_judges_another_takes_over_and_nobody_notices(path: Path) -> None:
    documents = [put(path, large("a")), *(put(path, GOOD + b" " * spaces) for spaces in range(30))]
    verdicts: list[Verdict] = []

    async def body(validator: ValidatorLink) -> None:
        async def ask(blob: bytes, size: int) -> None:
            verdicts.append(await validator.judge(blob, size, lines=False))

        await validator.judge(*put(path, b"[]"), lines=False)
        [first] = children()
        async with trio.open_nursery() as nursery:
            for blob, size in documents:
                nursery.start_soon(ask, blob, size)
            await trio.sleep(0.05)
            os.kill(first, signal.SIGKILL)
            assert await new_child({first}) != first

    with_validator(path, body)
    assert sorted((verdict.state, verdict.messages) for verdict in verdicts) == sorted(
        [(VerdictState.COMPLETE, 60_000)] + [(VerdictState.COMPLETE, 2)] * 30
    )


def test_bytes_that_kill_it_twice_are_given_up_and_the_others_are_judged(path: Path) -> None:
    killer, good = put(path, large("killer")), put(path, GOOD)
    verdicts: dict[str, Verdict] = {}

    async def body(validator: ValidatorLink) -> None:
        async def ask(name: str, blob: bytes, size: int) -> None:
            verdicts[name] = await validator.judge(blob, size, lines=False)

        known: set[int] = set()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask, "killer", *killer)
            await trio.testing.wait_all_tasks_blocked(0.01)
            nursery.start_soon(ask, "good", *good)
            for _ in range(2):
                pid = await new_child(known)
                known.add(pid)
                await trio.sleep(0.1)
                os.kill(pid, signal.SIGKILL)

    with_validator(path, body)
    assert (verdicts["killer"].state, verdicts["killer"].error) == (
        VerdictState.INVALID,
        "cannot be read: the validator gave up on it",
    )
    assert verdicts["good"].state is VerdictState.COMPLETE


def test_a_verdict_of_late_is_known_without_asking(path: Path) -> None:
    good = put(path, GOOD)

    async def body(validator: ValidatorLink) -> None:
        first = await validator.judge(*good, lines=False)
        [pid] = children()
        os.kill(pid, signal.SIGSTOP)
        try:
            with trio.fail_after(20):
                assert await validator.judge(*good, lines=False) is first
        finally:
            os.kill(pid, signal.SIGKILL)
        await new_child({pid})

    with_validator(path, body)


@pytest.mark.parametrize(
    ("module", "request_line"), [("validator", None), ("stagehand", '[["utimens", "/proc/self/fd/0", null]]\n')]
)
def test_a_helper_whose_mount_was_killed_has_nothing_to_say(path: Path, module: str, request_line: str | None) -> None:
    command = [sys.executable, "-m", f"skillfs_daemon.{module}", *([str(path)] if request_line is None else [])]
    helper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert helper.stdout is not None
    helper.stdout.close()
    helper.stdout = None
    _, errors = helper.communicate(request_line, timeout=30)
    assert errors == ""
    assert helper.returncode == -signal.SIGPIPE
