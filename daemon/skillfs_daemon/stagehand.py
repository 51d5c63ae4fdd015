"""A process that does in a mount what other processes have committed, so that file watchers see it being done.

inotify(7) reports what is done through a mount, never what a server changes behind it. The server cannot use its own
mount (it would wait for itself), and so this child does: it reads a JSON list of operations a line on standard input
and answers each list with the number of those that were done; it stops at the first that fails. It imports nothing
heavy and has no descriptor of the FUSE connection, so that it cannot keep a dead mount alive.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


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
        status = path.lstat()
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns), follow_symlinks=False)


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


if __name__ == "__main__":
    os.chdir("/")
    serve()
