"""Learning in the process of a test: one run over what was dropped into a space of a mount."""

from __future__ import annotations

from pathlib import Path

import trio
from live_mount import Mount

from skillfs.learning.run import RunReport
from skillfs.store import daemons
from skillfs.store.database import Store
from skillfs_daemon.learner import LearnerProcess


def learn(mount: Mount, space: Path) -> RunReport:
    """Learn from all that was dropped into a space, without another attempt at what fails; the report of the run."""
    for drop in (space / "inbox").iterdir():
        assert mount.waits(drop)
    reports: list[RunReport] = []

    def end(report: RunReport) -> None:
        reports.append(report)
        process.stop()

    with Store(mount.store_path, durable=False) as store:
        owner = daemons.register(store, daemons.COMMAND)
        try:
            process = LearnerProcess(store, owner, only_space=mount.space(space).id, on_report=end)
            trio.run(process.work, lambda: False)
        finally:
            daemons.leave(store, owner)
    [report] = reports
    return report
