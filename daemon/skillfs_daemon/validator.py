"""A process that judges what is dropped, so that the mount's loop never parses anything.

The child says that it is ready, reads a JSON request a line on standard input, fetches the bytes from the store itself,
and answers with a JSON verdict a line. It is started before the mount is, and so has no descriptor of it.
"""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path

READY = b"ready"


def serve(store_path: Path) -> None:
    """Answer requests until standard input ends."""
    # Here, for the mount imports this module for what it has to say.
    from skillfs.sessions.judge import judge
    from skillfs.store import blobs
    from skillfs.store.database import Store

    with Store(store_path, create=False) as store:
        print(READY.decode(), flush=True)
        for line in sys.stdin:
            request = json.loads(line)
            data = blobs.get(store, bytes.fromhex(request["blob"]), request["size"])
            verdict = judge(data, lines=request["lines"])
            del data
            print(json.dumps({"id": request["id"], **asdict(verdict)}), flush=True)


if __name__ == "__main__":
    # A mount that was killed hears no answer any more: that is no error to report.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    serve(Path(sys.argv[1]))
