"""The mount's end of its validator: a process that judges what is dropped for it.

It imports nothing of `skillfs.sessions` but the shape of a verdict: what parses sessions would double its own start.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path

import trio

from skillfs.sessions.verdict import Verdict, VerdictState
from skillfs_daemon.validator import READY

log = logging.getLogger(__name__)

ATTEMPTS = 2
"""How often bytes are tried on which the validator died."""


class _Request:
    def __init__(self, message: dict[str, object]) -> None:
        self.message = message
        self.answered = trio.Event()
        self.attempts = 0
        self.verdict = Verdict(VerdictState.INVALID, error="cannot be read: the validator gave up on it")


class ValidatorLink:
    """Has bytes judged by a validator process, which is started again when it dies."""

    def __init__(self, store_path: Path) -> None:
        self.ready = trio.Event()
        """Set once a verdict takes no longer than the judging does: starting the process takes most of a second."""
        self._store_path = store_path
        self._waiting: dict[int, _Request] = {}
        self._known: OrderedDict[tuple[bytes, bool], Verdict] = OrderedDict()
        self._last_id = 0
        self._process: trio.Process | None = None
        self._writing = trio.Lock()

    async def judge(self, blob: bytes, size: int, lines: bool) -> Verdict:
        """The verdict on a stored blob. What was judged lately is answered at once."""
        key = (blob, lines)
        if (known := self._known.get(key)) is not None:
            return known
        self._last_id += 1
        request = _Request({"id": self._last_id, "blob": blob.hex(), "size": size, "lines": lines})
        self._waiting[self._last_id] = request
        await self._send(request)
        await request.answered.wait()
        self._known[key] = request.verdict
        if len(self._known) > 256:
            self._known.popitem(last=False)
        return request.verdict

    async def _send(self, request: _Request) -> None:
        try:
            async with self._writing:
                if self._process is not None and self._process.stdin is not None:
                    await self._process.stdin.send_all(json.dumps(request.message).encode() + b"\n")
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            log.debug("the validator went away; its next one is sent this request")

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Keep a validator running until cancelled."""
        while True:
            command = [sys.executable, "-P", "-m", "skillfs_daemon.validator", os.fspath(self._store_path)]
            async with await _open(command) as process:
                self._process = process
                task_status.started()
                task_status = trio.TASK_STATUS_IGNORED
                for request in list(self._waiting.values()):
                    await self._send(request)
                await self._read_answers(process)
            self._process = None
            log.warning("the validator died; starting another")
            self._give_up_on_killers()

    async def _read_answers(self, process: trio.Process) -> None:
        assert process.stdout is not None
        rest = b""
        async for data in process.stdout:
            *answers, rest = (rest + data).split(b"\n")
            for line in answers:
                if line == READY:
                    self.ready.set()
                    continue
                answer = json.loads(line)
                # What was waiting to be sent while the process changed may have been sent twice.
                if (request := self._waiting.pop(answer.pop("id"), None)) is None:
                    continue
                request.verdict = Verdict(**{**answer, "state": VerdictState(answer["state"])})
                request.answered.set()

    def _give_up_on_killers(self) -> None:
        """The oldest request is the one that was being judged: after `ATTEMPTS` it is answered with an error."""
        for id_, request in list(self._waiting.items())[:1]:
            request.attempts += 1
            if request.attempts >= ATTEMPTS:
                del self._waiting[id_]
                request.answered.set()


class _Child:
    def __init__(self, process: trio.Process) -> None:
        self._process = process

    async def __aenter__(self) -> trio.Process:
        return self._process

    async def __aexit__(self, *exc_info: object) -> None:
        self._process.kill()
        with trio.CancelScope(shield=True):
            await self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    await stream.aclose()


async def _open(command: list[str]) -> _Child:
    return _Child(await trio.lowlevel.open_process(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
