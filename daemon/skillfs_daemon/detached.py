"""Starting a supervisor in the background, and ending one from outside."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from skillfs.store import daemons
from skillfs.store.daemons import MOUNT, SUPERVISOR, Daemon
from skillfs.store.database import Store
from skillfs_daemon import mountpoints
from skillfs_daemon.child import Child, StartFailed
from skillfs_daemon.mountpoints import MountpointError
from skillfs_daemon.privileges import acting_as, check_store
from skillfs_daemon.supervisor import START_SECONDS, Plan

LARGEST_LOG_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Started:
    """A supervisor in the background: its process and its log file."""

    pid: int
    log: Path


def start(plan: Plan) -> Started:
    """Start a supervisor that outlives this process and its terminal, and wait until its mount answers.

    Raises `StartFailed` with its reason when it does not come up, and `MountpointError`.
    """
    path = mountpoints.canonical(plan.mountpoint)
    if plan.user is not None:
        check_store(plan.user, plan.store_path)
    arguments = ["--store", str(plan.store_path), "--jobs", str(plan.jobs)]
    arguments += ["--allow-other"] * plan.allow_other + [str(path)]
    if plan.user is not None:
        arguments += ["--user", plan.user.name]
    with acting_as(plan.user):
        log_path = _log_file(plan.store_path, path)
        log = log_path.open("ab")
    with log:
        child = Child(SUPERVISOR, arguments, log=log, new_session=True)
    try:
        if not child.wait_ready(START_SECONDS + 10.0):
            child.terminate()
            child.wait(5.0)
            raise StartFailed(child.reason)
    except KeyboardInterrupt:
        child.terminate()
        raise
    finally:
        child.close()
    return Started(child.pid, log_path)


def _log_file(store_path: Path, mountpoint: Path) -> Path:
    # The mode of `mkdir` is for the last directory only, and the store's is to be private too.
    store_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory = store_path.parent / "log"
    directory.mkdir(mode=0o700, exist_ok=True)
    path = directory / f"{'-'.join(mountpoint.parts[1:]) or 'root'}.log"
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LARGEST_LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
    return path


def stop(store_path: Path, mountpoint: Path, *, seconds: float = 10.0) -> list[str]:
    """End what serves `mountpoint` and unmount it; what was done, in words, empty when there was nothing to do.

    Raises `MountpointError` when something of it is left.
    """
    path = mountpoints.canonical(mountpoint)
    done = []
    for role in (SUPERVISOR, MOUNT):
        done += [_end(daemon, seconds) for daemon in _serving(store_path, role, path)]
    if mountpoints.is_skillfs(path):
        done.append(_free(path))
    return done


def _serving(store_path: Path, role: str, path: Path) -> list[Daemon]:
    if not store_path.exists():
        return []
    with Store(store_path, create=False) as store:
        return [daemon for daemon in daemons.alive(store, role) if daemon.mountpoint == str(path)]


def _end(daemon: Daemon, seconds: float) -> str:
    for number, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 2.0)):
        with contextlib.suppress(ProcessLookupError):
            try:
                os.kill(daemon.pid, number)
            except PermissionError:
                raise MountpointError(
                    f"{daemon.mountpoint}: served by process {daemon.pid} of another user; be that user, or root"
                ) from None
        if _ended(daemon, patience):
            name = "skillfs" if daemon.role == SUPERVISOR else f"the {daemon.role}"
            return f"stopped {name} (process {daemon.pid}" + (
                ")" if number == signal.SIGTERM else "; it had to be killed)"
            )
        if daemon.role == MOUNT:
            mountpoints.abort(Path(daemon.mountpoint or ""))
    raise MountpointError(f"{daemon.mountpoint}: the {daemon.role} process {daemon.pid} cannot be ended")


def _ended(daemon: Daemon, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while daemon.alive:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _free(path: Path) -> str:
    """Unmount what no process of this store serves: a dead mount, or one of another store."""
    # A supervisor that was just killed leaves a mount that unmounts itself on SIGTERM: give it the time.
    if mountpoints.wait_until_gone(path, 1.0):
        return "unmounted"
    if mountpoints.answers(path):
        mountpoints.unmount(path)
        return "unmounted"
    mountpoints.detach(path)
    return "removed a dead mount"
