"""How pyfuse3's workers wait for the kernel's next request, without a turn of trio's loop for each.

A program that uses a mount asks one thing at a time, and its next request comes some twenty microseconds after an
answer. By itself pyfuse3 goes through trio for each: a lock that passes from worker to worker, a registration with
epoll, a turn of the loop; that costs more than most answers. Here a worker that has answered looks for the next
request itself for a moment, and goes to trio when none comes, or when other tasks have waited for long enough.
"""

from __future__ import annotations

import select
import time
from types import SimpleNamespace

import pyfuse3
import trio

LINGER_MS = 1
"""How long a worker waits for the next request by itself, with everything else in the loop waiting for it. In the unit
of poll(2), which costs half of what select(2) does from Python."""
TURN_SECONDS = 0.002
"""After this long without a turn of the loop the other tasks get one, whatever else the kernel has to ask."""


class RequestPump:
    """What pyfuse3 takes for trio. Of its idle workers one waits for the kernel in trio's loop, the others are parked.

    `pyfuse3.trio` may be replaced: pyfuse3.asyncio does it so.
    """

    def __init__(self) -> None:
        self._idle = 0
        self._waiting = False
        self._closed = False
        self._parked = trio.lowlevel.ParkingLot()
        self._last_turn = -TURN_SECONDS
        self._poll = select.poll()
        self._polled: int | None = None

    def install(self) -> None:
        """Have pyfuse3 wait through this pump. Before `pyfuse3.main`; for the one mount that a process can have."""
        stand_in = SimpleNamespace(
            Lock=_NoLock,
            ClosedResourceError=trio.ClosedResourceError,
            open_nursery=trio.open_nursery,
            lowlevel=SimpleNamespace(
                current_task=trio.lowlevel.current_task,
                current_trio_token=trio.lowlevel.current_trio_token,
                notify_closing=self.notify_closing,
                wait_readable=self.wait_readable,
            ),
        )
        pyfuse3.trio = stand_in  # type: ignore[attr-defined]

    async def wait_readable(self, descriptor: int) -> None:
        """Return when there is a request, which the caller then reads before it waits for anything else.

        Raises `trio.ClosedResourceError` when the mount is ended.
        """
        if self._may_linger() and self._is_readable(descriptor, LINGER_MS):
            return
        self._idle += 1
        try:
            await self._wait_in_loop(descriptor)
        finally:
            self._idle -= 1

    def notify_closing(self, descriptor: int) -> None:
        """Let go of all workers."""
        self._closed = True
        self._parked.unpark_all()
        trio.lowlevel.notify_closing(descriptor)

    def _may_linger(self) -> bool:
        # Another worker has to be there for the next request should this one's handler wait for something, and no
        # other may be waiting: two would be told of the same request, and the second one's read(2) would block.
        return self._idle > 0 and not self._waiting and time.monotonic() - self._last_turn < TURN_SECONDS

    async def _wait_in_loop(self, descriptor: int) -> None:
        while True:
            while self._waiting and not self._closed:
                await self._parked.park()
            if self._closed:
                raise trio.ClosedResourceError
            self._waiting = True
            try:
                await trio.lowlevel.wait_readable(descriptor)
            finally:
                self._waiting = False
                self._parked.unpark()
            # Between the event and this turn another worker may have taken the request.
            if self._is_readable(descriptor, 0):
                self._last_turn = time.monotonic()
                return

    def _is_readable(self, descriptor: int, milliseconds: int) -> bool:
        if self._polled != descriptor:
            self._poll.register(descriptor, select.POLLIN)
            self._polled = descriptor
        return bool(self._poll.poll(milliseconds))


class _NoLock:
    """The pump's own order makes pyfuse3's lock around each wait needless."""

    async def __aenter__(self) -> None:
        return

    async def __aexit__(self, *exc_info: object) -> None:
        return
