"""The end of a run whose learner writes for several sessions at once: all of them get their share, or none does."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping, Sequence

from skillfs.learning.drop_run import Circumstances, DropRun
from skillfs.learning.edits import EditConflict, InvalidEdit
from skillfs.learning.protocol import Findings, RunLearner
from skillfs.skills.staging import StagedChange, Staging

log = logging.getLogger(__name__)


async def write_run(
    learner: RunLearner, runs: Sequence[DropRun], skills: Staging, circumstances: Circumstances
) -> Staging:
    """The skills after the learner has written for the pending sessions of `runs`; as they were when that failed.

    Every session of a failed writing fails with its reason, to be tried again as any other.
    """
    names = [item.arrival.name for run in runs for item in run.pending]
    if not names:
        return skills
    began = time.perf_counter()
    fork = skills.fork()
    try:
        accounts = await learner.finish_run(fork, names, lambda edited: _problem(circumstances, skills, edited))
        edited = circumstances.check(skills, fork)
    except Exception as error:
        log.debug("sessions=%s writing failed", ",".join(names), exc_info=error)
        for run in runs:
            run.not_written(error)
        return skills
    shares = _shares(accounts, edited)
    seconds = (time.perf_counter() - began) / len(names)
    for run in runs:
        run.written(accounts, shares, skills, seconds)
    return fork


def _problem(circumstances: Circumstances, before: Staging, after: Staging) -> str | None:
    try:
        circumstances.check(before, after)
    except (InvalidEdit, EditConflict) as error:
        return str(error)
    return None


def _shares(accounts: Mapping[str, Findings], edited: Iterable[StagedChange]) -> dict[str, list[StagedChange]]:
    """Which session each edit is from: those that have found something in the file, else those that have in its
    skill, else all."""
    paths = {name: {item.path for item in findings.found} for name, findings in accounts.items()}
    skills = {name: {path.split("/")[0] for path in found} for name, found in paths.items()}
    shares: dict[str, list[StagedChange]] = {name: [] for name in accounts}
    for edit in edited:
        owners = [name for name in accounts if edit.path in paths[name]]
        owners = owners or [name for name in accounts if edit.path.split("/")[0] in skills[name]]
        for name in owners or list(accounts):
            shares[name].append(edit)
    return shares
