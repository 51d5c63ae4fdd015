"""`skillfs up`, `down`, `mount` and `learner`: the processes."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

import click

from skillfs_cli.common import MOUNTPOINT, Common, command
from skillfs_cli.logging_options import log_format_option, trace_option

_jobs = click.option(
    "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="How many spaces to learn in at once."
)
_allow_other = click.option(
    "--allow-other", is_flag=True, help="Let other users in too; needs root, or user_allow_other in /etc/fuse.conf."
)
_mountpoint = click.argument("mountpoint", metavar="MOUNT", type=MOUNTPOINT)


@command("up")
@_mountpoint
@click.option("--detach", is_flag=True, help="Go on in the background; return when the mount answers.")
@_allow_other
@click.option("--user", metavar="NAME", help="As root: serve and learn as this user, without privileges.")
@_jobs
@trace_option
@log_format_option
def up(common: Common, mountpoint: Path, detach: bool, allow_other: bool, user: str | None, jobs: int) -> None:
    """Mount the store and learn from what is dropped into it.

    MOUNT is an empty directory, or is made. What dies is started again; Ctrl-C or `skillfs down MOUNT` ends it all.
    """
    from skillfs_daemon import detached
    from skillfs_daemon.privileges import account_of
    from skillfs_daemon.supervisor import Plan, Supervisor

    account = None if user is None else account_of(user)
    plan = Plan(common.store_path, mountpoint, allow_other, jobs, account)
    if detach:
        started = detached.start(plan)
        click.echo(f"skillfs serves {mountpoint} (process {started.pid}); its log is {started.log}")
        return
    _log_to_stderr(common)
    Supervisor(plan).run(lambda: click.echo(f"skillfs serves {mountpoint}; Ctrl-C ends it"))


@command("down")
@_mountpoint
def down(common: Common, mountpoint: Path) -> None:
    """Stop what serves a mount, and unmount it.

    Also takes off what a killed skillfs left behind. When nothing is mounted at MOUNT, there is nothing to do.
    """
    from skillfs_daemon import detached

    done = detached.stop(common.store_path, mountpoint)
    click.echo(f"{mountpoint}: {', '.join(done) if done else 'no skillfs is mounted there'}")


@command("mount")
@_mountpoint
@_allow_other
@click.option("--read-only", is_flag=True, help="Refuse every change through this mount.")
def mount(common: Common, mountpoint: Path, allow_other: bool, read_only: bool) -> None:
    """Mount the store, and nothing else, until it is unmounted.

    Nobody learns from what is dropped until a `skillfs learner` runs, here or elsewhere on the same store.
    """
    from skillfs_daemon import mount as server
    from skillfs_daemon.mountpoints import Mountpoint, check_allow_other

    if allow_other:
        check_allow_other()
    _log_to_stderr(common)
    with Mountpoint(mountpoint) as place:
        place.open_up()

        def ready() -> None:
            place.seal()
            click.echo(f"skillfs is mounted at {mountpoint}; Ctrl-C unmounts it")

        try:
            server.serve(common.store_path, place.path, allow_other=allow_other, read_only=read_only, ready=ready)
        finally:
            place.seal()


@command("learner")
@_jobs
@trace_option
@log_format_option
def learner(common: Common, jobs: int) -> None:
    """Learn from what is dropped, without a mount, until it is stopped."""
    import trio

    from skillfs_daemon import learner as process

    _log_to_stderr(common)
    trio.run(partial(process.serve, common.store_path, jobs=jobs))


def _log_to_stderr(common: Common) -> None:
    from skillfs_daemon import logs

    logs.configure("skillfs", logging.DEBUG if common.verbose else logging.WARNING, "skillfs: %(message)s")
