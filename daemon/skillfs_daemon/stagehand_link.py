"""The mount's end of its stagehand: a process that acts in the mount for it."""

from __future__ import annotations

import array
import json
import socket
import sys
from collections.abc import Sequence
from typing import TypeAlias

import trio

PATIENCE_SECONDS = 2.0

Operation: TypeAlias = list[str | None]


class StagehandLost(Exception):
    """The stagehand died, cannot be started, or took too long. The message says which."""


class StagehandLink:
    """Has operations done by a stagehand, which is started when there is none.

    A mount without privileges gets its stagehands from a keeper (`stagehand.keep`), since it cannot give them the
    capability that they need; any other starts them itself.
    """

    def __init__(self, keeper: int | None) -> None:
        """`keeper` is the descriptor of the keeper's socket, None without one."""
        self._keeper = None if keeper is None else socket.socket(fileno=keeper)
        self._process: trio.Process | None = None
        self._stream: trio.SocketStream | None = None
        self._answers = b""
        # Also those of stagehands that were given up: a request of theirs may still be on its way.
        self._pids: set[int] = set()

    def knows(self, pid: int) -> bool:
        """Whether a process is, or was, a stagehand of this mount."""
        return pid in self._pids

    async def start(self) -> None:
        """Start a stagehand where there is none. Raises `StagehandLost`."""
        if self._stream is None:
            await self._connect()

    async def perform(self, operations: Sequence[Operation]) -> int:
        """How many of the operations were done: it stops at the first that fails. Raises `StagehandLost`."""
        try:
            stream = await self._connected()
            with trio.fail_after(PATIENCE_SECONDS):
                await stream.send_all(json.dumps(operations).encode() + b"\n")
                return await self._answer(stream)
        except trio.TooSlowError:
            self.stop()
            raise StagehandLost(f"no answer in {PATIENCE_SECONDS:.0f} s") from None
        except (trio.BrokenResourceError, trio.ClosedResourceError, OSError) as error:
            self.stop()
            raise StagehandLost(str(error) or type(error).__name__) from error

    def stop(self) -> None:
        """Let the stagehand go. One that is at work ends when it is done with that."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
        if self._stream is not None:
            self._stream.socket.close()
        self._process = self._stream = None

    async def _connected(self) -> trio.SocketStream:
        if self._stream is None:
            await self._connect()
        assert self._stream is not None
        return self._stream

    async def _connect(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                pid = await self._start(theirs)
            except (OSError, ValueError, trio.TooSlowError) as error:
                ours.close()
                raise StagehandLost(f"cannot be started: {error or type(error).__name__}") from error
        self._pids.add(pid)
        self._answers = b""
        self._stream = trio.SocketStream(trio.socket.from_stdlib_socket(ours))

    async def _start(self, theirs: socket.socket) -> int:
        """Start a stagehand that reads and writes `theirs`; its pid."""
        if self._keeper is not None:
            return await self._ask(self._keeper, theirs)
        command = [sys.executable, "-P", "-m", "skillfs_daemon.stagehand"]
        self._process = await trio.lowlevel.open_process(command, stdin=theirs.fileno(), stdout=theirs.fileno())
        return self._process.pid

    async def _ask(self, keeper: socket.socket, theirs: socket.socket) -> int:
        asked = trio.socket.from_stdlib_socket(keeper.dup())
        with asked, trio.fail_after(PATIENCE_SECONDS):
            rights = array.array("i", [theirs.fileno()])
            await asked.sendmsg([b"+"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
            return int(await asked.recv(16))

    async def _answer(self, stream: trio.SocketStream) -> int:
        while b"\n" not in self._answers:
            data = await stream.receive_some()
            if not data:
                raise trio.BrokenResourceError("the stagehand died")
            self._answers += data
        line, _, self._answers = self._answers.partition(b"\n")
        return int(line)
