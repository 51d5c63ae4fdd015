"""Runs a mount process as ``python …`` would, and notes what must not happen: ``audited.py REPORT -P -m … MOUNT``.

A process that serves a mount and uses it waits for itself; a kernel notification from the thread that answers requests
waits for a lock that a request holds (FUSE facts: seven ways to deadlock). Both show only when the timing is bad. So
each use of a path of the mount while it is served, and the thread of each notification, is a line of REPORT.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyfuse3

NOT_AUDITED = ("stat", "lstat", "access", "statvfs", "readlink")
"""Functions of `os` that take a path and raise no audit event (PEP 578 has the others, ``open`` first)."""
NOTIFICATIONS = ("invalidate_inode", "invalidate_entry", "invalidate_entry_async", "notify_store")


class Auditor:
    """Writes down what happens while the mount is served."""

    def __init__(self, report: Path, mountpoint: str) -> None:
        self._report = report.open("a", buffering=1)
        self._mountpoint = mountpoint
        self._is_served = False

    def event(self, name: str, arguments: tuple[Any, ...]) -> None:
        """An audit event. Most are of no interest; none may fail."""
        if self._is_served and (name == "open" or name.startswith(("os.", "shutil.", "sqlite3."))):
            self.used(name, *arguments)

    def used(self, name: str, *arguments: object) -> None:
        """A function was called with these arguments, some of which may be paths."""
        for argument in arguments:
            if isinstance(argument, str | bytes | os.PathLike) and self._is_inside(os.fsdecode(argument)):
                self._report.write(f"used {name} {os.fsdecode(argument)}\n")

    def _is_inside(self, path: str) -> bool:
        return self._is_served and (path + "/").startswith(self._mountpoint + "/")

    def wrapped(self, name: str, function: Callable[..., Any], *, notifies: bool) -> Callable[..., Any]:
        """`function`, noted when it is called."""

        def call(*arguments: Any, **named: Any) -> Any:
            if notifies:
                self._report.write(f"notified from {threading.current_thread().name}\n")
            else:
                self.used(name, *arguments)
            return function(*arguments, **named)

        return call

    def served(self, main: Callable[..., Any]) -> Callable[..., Any]:
        """`pyfuse3.main`, between whose beginning and end the mount is served."""

        async def serve(*arguments: int) -> None:
            self._is_served = True
            try:
                await main(*arguments)
            finally:
                self._is_served = False

        return serve


def run(report: str, *arguments: str) -> None:
    """Run ``python`` with `arguments`, which are ``-P -m MODULE …`` and end with the mountpoint."""
    auditor = Auditor(Path(report), arguments[-1])
    for name in NOT_AUDITED:
        setattr(os, name, auditor.wrapped(name, getattr(os, name), notifies=False))
    for name in NOTIFICATIONS:
        setattr(pyfuse3, name, auditor.wrapped(name, getattr(pyfuse3, name), notifies=True))
    pyfuse3.main = auditor.served(pyfuse3.main)
    sys.addaudithook(auditor.event)
    module = arguments[arguments.index("-m") + 1]
    sys.argv = [module, *arguments[arguments.index(module) + 1 :]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    run(*sys.argv[1:])
