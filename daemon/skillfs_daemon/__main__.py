"""``python -m skillfs_daemon mount|learner|supervisor``: the processes that `skillfs up` starts. Not for typing."""

from __future__ import annotations

import argparse
import logging
import signal
import sqlite3
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from skillfs.store.daemons import LEARNER, MOUNT, SUPERVISOR
from skillfs.store.database import StoreError, explain
from skillfs_daemon import logs
from skillfs_daemon.child import Messenger, StartFailed, die_with
from skillfs_daemon.mountpoints import MountpointError
from skillfs_daemon.privileges import account_of, drop

EXPECTED = (MountpointError, StartFailed, StoreError, sqlite3.Error)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one process to its end; its exit status. The reason of a failure goes to stderr and to the parent."""
    options = _parser().parse_args(arguments)
    # A supervisor blocks the signals it waits for, and a mask survives exec.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    if options.role != SUPERVISOR and options.user is not None:
        drop(account_of(options.user))
    if options.parent is not None:
        die_with(options.parent)
    line = f"%(asctime)s {options.role}[%(process)d] %(levelname)s %(message)s"
    logs.configure(options.role, options.log_level, line)
    messenger = Messenger(options.status_fd)
    try:
        {MOUNT: _mount, LEARNER: _learner, SUPERVISOR: _supervisor}[options.role](options, messenger)
    except Exception as error:
        reason = _reason(error, options.store)
        logging.error("%s", reason, exc_info=None if isinstance(_cause(error), EXPECTED) else error)
        messenger.failed(reason)
        return 1
    return 0


def _cause(error: Exception) -> Exception:
    """What was raised within trio's nurseries, each of which wraps it into a group."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _reason(error: Exception, store_path: Path) -> str:
    cause = _cause(error)
    if isinstance(cause, sqlite3.Error):
        return explain(cause, store_path)
    return str(cause) if isinstance(cause, EXPECTED) else " ".join(f"{type(cause).__name__}: {cause}".split())


def _mount(options: argparse.Namespace, messenger: Messenger) -> None:
    from skillfs_daemon import mount, mountpoints

    def detach_dead() -> None:
        # As late as can be: the dead mount answers ENOTCONN, the bare directory below it would be written to.
        if options.replace:
            mountpoints.detach(options.mountpoint)

    mount.serve(
        options.store,
        options.mountpoint,
        allow_other=options.allow_other,
        granted=None if options.granted is None else mount.Granted(*options.granted),
        before_mount=detach_dead,
        ready=messenger.ready,
    )


def _learner(options: argparse.Namespace, messenger: Messenger) -> None:
    import trio

    from skillfs_daemon import learner

    if options.space is None:
        messenger.ready()
        trio.run(partial(learner.serve, options.store, jobs=options.jobs, parent=options.parent))
        return
    paused: list[str] = []
    learner.learn_until_idle(
        options.store, options.space, options.seconds, lambda report: paused.extend([report.paused or ""])
    )
    if reason := next(filter(None, paused), None):
        raise StartFailed(reason)


def _supervisor(options: argparse.Namespace, messenger: Messenger) -> None:
    from skillfs_daemon.supervisor import Plan, Supervisor

    user = None if options.user is None else account_of(options.user)
    plan = Plan(options.store, options.mountpoint, options.allow_other, options.jobs, user)
    Supervisor(plan).run(messenger.ready)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="skillfs_daemon", description=__doc__)
    roles = parser.add_subparsers(dest="role", required=True)
    for role in (MOUNT, LEARNER, SUPERVISOR):
        process = roles.add_parser(role)
        process.add_argument("--store", type=Path, required=True)
        process.add_argument("--status-fd", type=int, help="where to say that it is ready, or why not")
        process.add_argument("--log-level", default="INFO")
        process.add_argument("--parent", type=int, help="end when this process does")
        process.add_argument("--user", help="give up root, and become this user")
        if role != LEARNER:
            process.add_argument("mountpoint", type=Path)
            process.add_argument("--allow-other", action="store_true")
        if role == MOUNT:
            process.add_argument("--replace", action="store_true", help="take a dead mount off first")
            process.add_argument(
                "--granted", type=int, nargs=2, help="descriptors of the mounted device and the keeper"
            )
        if role == LEARNER:
            process.add_argument("--space", type=int, help="learn in this space only, until nothing is left there")
            process.add_argument("--seconds", type=float, default=120.0, help="with --space: at most so long")
        if role != MOUNT:
            process.add_argument("--jobs", type=int, default=2)
    return parser


if __name__ == "__main__":
    sys.exit(main())
