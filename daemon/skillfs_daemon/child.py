"""A process of this package and the one that started it: what each says to the other.

The child tells over a pipe that it is ready, or why it cannot be; the kernel tells it when its parent dies.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import IO

from skillfs.store.daemons import start_ticks

_PR_SET_PDEATHSIG = 1
_READY = b"ready\n"
REAPING_SECONDS = 1.0


class StartFailed(Exception):
    """A process did not get ready. The message is one line that says why."""


class Messenger:
    """The child's end of the pipe. Without a pipe nobody is told."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        if descriptor is not None:
            os.set_inheritable(descriptor, False)

    def ready(self) -> None:
        """Say that this process does its work from now on."""
        self._send(_READY)

    def failed(self, reason: str) -> None:
        """Say why this process ends."""
        self._send(reason.encode("utf-8", "replace"))

    def _send(self, message: bytes) -> None:
        if self._descriptor is not None:
            with contextlib.suppress(BrokenPipeError):
                os.write(self._descriptor, message)
            os.close(self._descriptor)
            self._descriptor = None


def die_with(parent: int) -> None:
    """Have the kernel send SIGTERM to this process when `parent` dies; end at once when it has died already."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        raise SystemExit(0)


class Child:
    """A running ``python -m skillfs_daemon ROLE …``, seen from the process that started it."""

    def __init__(
        self,
        role: str,
        arguments: Sequence[str],
        *,
        log: IO[bytes] | None = None,
        new_session: bool = False,
        descriptors: Sequence[int] = (),
    ) -> None:
        """Start it, with these `descriptors`. It shares stderr, or writes to `log`; with `new_session` it outlives its
        starter's terminal."""
        self.role = role
        self.started = time.monotonic()
        self.ready = False
        self._said = b""
        self._pipe, theirs = os.pipe()
        os.set_blocking(self._pipe, False)
        try:
            self._process = subprocess.Popen(
                # -P: the directory that skillfs is started in may be anybody's, a skill's too.
                [sys.executable, "-P", "-m", "skillfs_daemon", role, "--status-fd", str(theirs), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[theirs, *descriptors],
                start_new_session=new_session,
                # Ctrl-C is for the supervisor, which then stops its children in order.
                process_group=None if new_session else 0,
            )
        finally:
            os.close(theirs)
        self._ticks = start_ticks(self.pid)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs. One that was killed inside its own mount does not, though it cannot be reaped yet."""
        return self._process.poll() is None and self._ticks is not None and start_ticks(self.pid) == self._ticks

    @property
    def reaped(self) -> bool:
        return self._process.poll() is not None

    @property
    def status(self) -> int | None:
        """The exit status, negative for a signal; None while there is none."""
        return self._process.poll()

    def listen(self) -> bool:
        """Take in what it said meanwhile; true when it has become ready since the last time."""
        if self._pipe < 0:
            return False
        with contextlib.suppress(BlockingIOError):
            while said := os.read(self._pipe, 4096):
                self._said += said
            os.close(self._pipe)
            self._pipe = -1
        became = not self.ready and self._said.startswith(_READY)
        self.ready = self.ready or became
        return became

    def wait_ready(self, seconds: float) -> bool:
        """Whether it becomes ready within `seconds`; false at once when it ends instead."""
        deadline = time.monotonic() + seconds
        while not self.ready and self._pipe >= 0 and (left := deadline - time.monotonic()) > 0:
            select.select([self._pipe], [], [], left)
            self.listen()
        return self.ready

    @property
    def reason(self) -> str:
        """Why it ended: its own words where it had any."""
        self.listen()
        if self._said and not self._said.startswith(_READY):
            return self._said.decode("utf-8", "replace")
        if self._pipe < 0 and not self.ready:
            # It has closed its end, and is about to be a zombie: how it ended is known in a moment.
            self.wait(REAPING_SECONDS)
        status = self.status
        if status is not None and status < 0:
            return f"the {self.role} process was ended by {signal.Signals(-status).name}"
        return f"the {self.role} process ended" + (f" with status {status}" if status is not None else "")

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it without asking."""
        self._process.kill()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended and was reaped, given `seconds` for it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(seconds, 0.0))
        return self.reaped

    def close(self) -> None:
        """Stop listening to it."""
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1
