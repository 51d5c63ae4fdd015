"""What the commit log says of a change that programs made through the mount: who, and to what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from skillfs.store.entries import shown


def authors(processes: Sequence[str]) -> str:
    """Who wrote: up to three processes by name."""
    return "; ".join(processes[:3]) + (f"; and {len(processes) - 3} more" if len(processes) > 3 else "")


def describe_process(uid: int, pid: int) -> str:
    """A process as the commit log names it: ``uid 1000, cp[4711]``."""
    try:
        # A process chooses its name itself.
        command = shown(Path(f"/proc/{pid}/comm").read_bytes().strip())
    except OSError:
        command = "process"
    return f"uid {uid}, {command}[{pid}]"


def message_of(paths: Iterable[bytes]) -> str:
    """What was changed: the last of the paths by name, and how many more there are."""
    names = sorted(shown(path) for path in paths)
    if not names:
        return "change nothing"
    return f"change {names[-1]}" + (f" and {len(names) - 1} more" if len(names) > 1 else "")
