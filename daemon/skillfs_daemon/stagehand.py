"""A process that does in a mount what other processes have committed, so that file watchers see it being done.

inotify(7) reports what is done through a mount, never what a server changes behind it. The server cannot use its own
mount (it would wait for itself), and so this child does: it reads a JSON list of operations a line on standard input
and answers each list with the number of those that were done; it stops at the first that fails. It imports nothing
heavy and has no descriptor of the FUSE connection, so that it cannot keep a dead mount alive.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import sys
from pathlib import Path

from skillfs_daemon.privileges import CAP_DAC_OVERRIDE, account_of, drop


def perform(operation: str, path: Path, source: Path | None) -> None:
    """Do one operation. Raises `OSError`."""
    if operation == "rename":
        assert source is not None
        source.rename(path)
    elif operation == "mkdir":
        path.mkdir()
    elif operation == "unlink":
        path.unlink()
    elif operation == "rmdir":
        path.rmdir()
    else:
        # To the time of now: the right to write is enough for that, any other time is the owner's to set. The mount
        # keeps the times that it has.
        os.utime(path, follow_symlinks=False)


def serve() -> None:
    """Work until standard input ends."""
    for line in sys.stdin:
        done = 0
        for operation, path, source in json.loads(line):
            try:
                perform(operation, Path(path), None if source is None else Path(source))
            except OSError as error:
                print(f"{operation} {path}: {error}", file=sys.stderr, flush=True)
                break
            done += 1
        print(done, flush=True)


def keep(keeper: socket.socket) -> None:
    """Start a stagehand for each socket that comes over `keeper`, and answer with its pid, until `keeper` ends.

    A mount without privileges cannot give its stagehand a capability; one that is forked here has that of this process.
    """
    # Nobody waits for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, descriptors, _, _ = socket.recv_fds(keeper, 1, 1)
        if not message:
            return
        (theirs,) = descriptors
        pid = os.fork()
        if pid == 0:
            keeper.close()
            os.dup2(theirs, 0)
            os.dup2(theirs, 1)
            os.close(theirs)
            serve()
            return
        os.close(theirs)
        keeper.send(str(pid).encode())


def main() -> None:
    """Be a stagehand; with ``--keeper DESCRIPTOR --user NAME`` a keeper of stagehands that run as that user."""
    parser = argparse.ArgumentParser(prog="skillfs_daemon.stagehand", description=__doc__)
    parser.add_argument("--keeper", type=int)
    parser.add_argument("--user")
    options = parser.parse_args()
    os.chdir("/")
    # A mount that was killed hears no answer any more: that is no error to report.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if options.keeper is None:
        serve()
        return
    # A supervisor blocks the signals it waits for, and a mask survives exec.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    drop(account_of(options.user), keep=[CAP_DAC_OVERRIDE])
    keep(socket.socket(fileno=options.keeper))


if __name__ == "__main__":
    main()
