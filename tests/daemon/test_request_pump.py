"""The pump through which pyfuse3's workers wait: one worker a request, no task left out, an end that lets go of all."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import trio
import trio.testing

from skillfs_daemon.request_pump import RequestPump

PATIENCE_SECONDS = 20


@contextmanager
def requests() -> Iterator[tuple[int, int]]:
    """Both ends of a pipe that stands for /dev/fuse. A read of nothing fails; of the real one it would never return."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    try:
        yield reading, writing
    finally:
        os.close(reading)
        os.close(writing)


async def worker(pump: RequestPump, reading: int, taken: list[bytes], *, until: bytes = b"!") -> None:
    """Do as pyfuse3's workers do: wait, read, answer; `w` is a request whose answer takes a while."""
    while True:
        try:
            await pump.wait_readable(reading)
        except trio.ClosedResourceError:
            return
        request = os.read(reading, 1)
        taken.append(request)
        if request == b"w":
            await trio.sleep(0.001)
        elif request == until:
            pump.notify_closing(reading)


def test_each_request_is_taken_once_by_whichever_worker_is_free() -> None:
    sent = b"..w.ww....w" * 300
    taken: list[bytes] = []

    async def main() -> None:
        pump = RequestPump()
        with requests() as (reading, writing), trio.fail_after(PATIENCE_SECONDS):

            def feed() -> None:
                for number in range(0, len(sent), 7):
                    os.write(writing, sent[number : number + 7])
                    time.sleep(number % 3 * 0.0001)
                os.write(writing, b"!")

            async with trio.open_nursery() as nursery:
                for _ in range(4):
                    nursery.start_soon(worker, pump, reading, taken)
                await trio.to_thread.run_sync(feed)

    trio.run(main)
    assert (len(taken), taken.count(b"w"), taken[-1]) == (len(sent) + 1, sent.count(b"w"), b"!")


def test_requests_without_end_leave_other_tasks_their_turns() -> None:
    turns: list[int] = []
    taken: list[bytes] = []

    async def main() -> None:
        pump = RequestPump()
        with requests() as (reading, writing), trio.fail_after(PATIENCE_SECONDS):
            os.set_blocking(writing, False)

            def feed() -> None:
                deadline = time.monotonic() + PATIENCE_SECONDS / 2
                while len(taken) < 20_000 and time.monotonic() < deadline:
                    with contextlib.suppress(BlockingIOError):
                        os.write(writing, b"." * 64)

            async def other() -> None:
                while True:
                    await trio.lowlevel.checkpoint()
                    turns.append(len(taken))

            async with trio.open_nursery() as nursery:
                nursery.start_soon(worker, pump, reading, taken)
                nursery.start_soon(worker, pump, reading, taken)
                nursery.start_soon(other)
                await trio.to_thread.run_sync(feed)
                nursery.cancel_scope.cancel()

    trio.run(main)
    # The other task ran between requests many times, and yet not after each.
    assert 5 < len(set(turns)) < len(taken) / 2


def test_a_worker_that_waits_for_something_leaves_the_requests_to_another() -> None:
    taken: list[bytes] = []

    async def main() -> None:
        pump = RequestPump()
        slow = trio.Event()
        with requests() as (reading, writing), trio.fail_after(PATIENCE_SECONDS):

            async def busy() -> None:
                await pump.wait_readable(reading)
                assert os.read(reading, 1) == b"s"
                await slow.wait()
                pump.notify_closing(reading)

            async with trio.open_nursery() as nursery:
                nursery.start_soon(busy)
                await trio.testing.wait_all_tasks_blocked()
                nursery.start_soon(worker, pump, reading, taken)
                await trio.testing.wait_all_tasks_blocked()
                os.write(writing, b"s12345")
                await trio.testing.wait_all_tasks_blocked()
                assert b"".join(taken) == b"12345"
                slow.set()

    trio.run(main)


def test_an_end_lets_go_of_those_who_wait_and_those_who_come() -> None:
    async def main() -> None:
        pump = RequestPump()
        with requests() as (reading, _), trio.fail_after(PATIENCE_SECONDS):
            async with trio.open_nursery() as nursery:
                for _ in range(3):
                    nursery.start_soon(worker, pump, reading, [])
                await trio.testing.wait_all_tasks_blocked()
                pump.notify_closing(reading)
            with pytest.raises(trio.ClosedResourceError):
                await pump.wait_readable(reading)

    trio.run(main)
