"""What `skillfs status` says of a whole store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from skillfs.status import SpaceStatus
from skillfs.store.daemons import Daemon


@dataclass(frozen=True, slots=True)
class Overview:
    """The processes at work on a store, and its spaces."""

    store_path: Path
    processes: list[Daemon]
    spaces: list[SpaceStatus]

    def as_json(self) -> dict[str, object]:
        return {
            "store": str(self.store_path),
            "processes": [
                {"role": process.role, "pid": process.pid, "mountpoint": process.mountpoint}
                for process in self.processes
            ],
            "spaces": [json.loads(one.json()) for one in self.spaces],
        }

    def text(self) -> str:
        lines = [f"store      {self.store_path}"]
        lines += [f"{process.role:<11}{_where(process)}" for process in self.processes]
        lines += [] if self.processes else ["processes  none: `skillfs up MOUNT` starts them"]
        return "\n".join([*lines, "", *(one.text() for one in self.spaces)])


def _where(process: Daemon) -> str:
    return f"pid {process.pid}" + (f", {process.mountpoint}" if process.mountpoint else "")
