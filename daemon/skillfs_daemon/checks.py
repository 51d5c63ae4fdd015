"""What `skillfs doctor` looks at on this machine. Each check changes nothing, and takes less than a second."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from skillfs.learning.llm.configuration import InvalidConfiguration, LlmSettings, config_path, settings_for
from skillfs.learning.protocol import LearningFailed
from skillfs.store import daemons, damage
from skillfs.store.database import Store, StoreError
from skillfs_daemon import mountpoints, stagehands

LEAST_FREE_BYTES, FEW_FREE_BYTES = 64 * 1024**2, 1024**3


class Level(StrEnum):
    """How a check went. A `WARNING` costs a feature or will soon cost all; a `PROBLEM` keeps skillfs from working."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check: what was looked at, what was found, and how to fix it, empty where nothing is to fix."""

    name: str
    level: Level
    found: str
    fix: str = ""


def run_checks(store_path: Path, *, ask_model: bool = False) -> list[Check]:
    """The results for this machine and the store at `store_path`, in the order of what depends on what.

    With `ask_model` the configured model is asked to call a tool, which takes as long as it takes.
    """
    checks: tuple[Callable[[], Iterator[Check]], ...] = (
        _python, _fuse_device, _fusermount, _allow_other, _pyfuse3,
        lambda: _store(store_path), lambda: _disk(store_path), lambda: _processes(store_path), _mounts,
        lambda: _watchers(store_path), lambda: _learner(ask_model),
    )  # fmt: skip
    return [result for check in checks for result in check()]


def _python() -> Iterator[Check]:
    yield Check("python", Level.OK, ".".join(map(str, sys.version_info[:3])))


def _fuse_device() -> Iterator[Check]:
    try:
        os.close(os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC))
    except FileNotFoundError:
        yield Check("/dev/fuse", Level.PROBLEM, "missing",
                    "sudo modprobe fuse; in a container: --device /dev/fuse --cap-add SYS_ADMIN,"
                    " or use `skillfs mirror` there")  # fmt: skip
    except OSError as error:
        yield Check("/dev/fuse", Level.PROBLEM, error.strerror or str(error), "sudo chmod 0666 /dev/fuse")
    else:
        yield Check("/dev/fuse", Level.OK, "can be opened")


def _fusermount() -> Iterator[Check]:
    path = shutil.which("fusermount3")
    is_root = os.geteuid() == 0
    if path is None:
        level = Level.WARNING if is_root else Level.PROBLEM
        yield Check("fusermount3", level, "missing", "sudo apt-get install fuse3")
    elif not is_root and not (os.stat(path).st_uid == 0 and os.stat(path).st_mode & stat.S_ISUID):  # noqa: PTH116
        yield Check("fusermount3", Level.PROBLEM, f"{path} is not setuid root", f"sudo chmod u+s {path}")
    else:
        version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.split()
        yield Check("fusermount3", Level.OK, f"{path} {version[-1] if version else ''}".strip())


def _allow_other() -> Iterator[Check]:
    if mountpoints.is_allow_other_allowed():
        yield Check("allow_other", Level.OK, "this user may let others into a mount")
    else:
        fix = f"echo user_allow_other | sudo tee -a {mountpoints.FUSE_CONF}"
        yield Check("allow_other", Level.WARNING, "--allow-other, for sandboxes of other users, is refused", fix)


def _pyfuse3() -> Iterator[Check]:
    # In a child: it loads libfuse3, which this process has no other use for.
    done = subprocess.run([sys.executable, "-P", "-c", "import pyfuse3"], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        yield Check("pyfuse3", Level.OK, metadata.version("pyfuse3"))
        return
    reason = (done.stderr.strip().splitlines() or ["it cannot be imported"])[-1]
    fix = "sudo apt-get install fuse3 libfuse3-dev pkg-config gcc; pip install --force-reinstall pyfuse3"
    yield Check("pyfuse3", Level.PROBLEM, reason, fix)


def _store(path: Path) -> Iterator[Check]:
    if not path.exists():
        yield Check("store", Level.OK, f"{path} is not made yet", "")
        return
    try:
        with Store(path, create=False) as store:
            damaged = damage.complaints(store, "quick_check(1)")
    except StoreError as error:
        found, _, fix = str(error).rpartition("; ")
        if fix.endswith("?"):
            fix = f"be its owner, or name another one with --store (owner: {_owner(path)})"
        yield Check("store", Level.PROBLEM, found, fix)
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if damaged:
        yield Check("store", Level.PROBLEM, f"{path} is damaged: {damaged[0]}",
                    f"`skillfs fsck` says what is hurt; {damage.RESTORE}")  # fmt: skip
    elif mode & 0o077:
        yield Check(
            "store", Level.WARNING, f"{path} has mode {mode:o}: others can read transcripts", f"chmod 600 {path}"
        )
    elif (above := path.parent.stat()).st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not above.st_mode & stat.S_ISVTX:
        found = f"{path.parent} has mode {stat.S_IMODE(above.st_mode):o}: others can put another store in place"
        yield Check("store", Level.WARNING, found, f"chmod 700 {path.parent}")
    else:
        yield Check("store", Level.OK, f"{path}, {path.stat().st_size / 1e6:.1f} MB")


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except (KeyError, OSError):
        return "unknown"


def _disk(path: Path) -> Iterator[Check]:
    place = next(parent for parent in path.parents if parent.exists())
    free = shutil.disk_usage(place).free
    found = f"{free / 1e9:.1f} GB free at {place}"
    if free < FEW_FREE_BYTES:
        level = Level.PROBLEM if free < LEAST_FREE_BYTES else Level.WARNING
        yield Check("disk", level, found, f"free some, or move the store: --store, SKILLFS_STORE (now {path})")
    else:
        yield Check("disk", Level.OK, found)


def _processes(path: Path) -> Iterator[Check]:
    if not path.exists():
        return
    try:
        with Store(path, create=False) as store:
            living = [process for process in daemons.alive(store) if process.role != daemons.COMMAND]
    except (StoreError, sqlite3.DatabaseError):
        # What is wrong with the store is said above.
        return
    shown = ", ".join(f"{item.role} {item.pid}" + (f" at {item.mountpoint}" * bool(item.mountpoint)) for item in living)
    yield Check("processes", Level.OK, shown or "none runs; `skillfs up MOUNT` starts them")


def _mounts() -> Iterator[Check]:
    """Every skillfs that is mounted, of whatever store: a dead one is in the way of the next."""
    for mount in mountpoints.mounts():
        if mount.fstype == mountpoints.FSTYPE:
            path = mount.mountpoint
            if mountpoints.answers(path):
                yield Check("mount", Level.OK, f"{path} answers")
            else:
                yield Check("mount", Level.PROBLEM, f"{path} is dead: it does not answer", f"skillfs down {path}")


def _watchers(path: Path) -> Iterator[Check]:
    """Whether file watchers on each mount of the store learn what other processes commit."""
    if not path.exists():
        return
    try:
        with Store(path, create=False) as store:
            living = daemons.alive(store, daemons.MOUNT)
    except (StoreError, sqlite3.DatabaseError):
        # What is wrong with the store is said above.
        return
    for mount in living:
        place, announcer = mount.mountpoint, stagehands.started_from(mount.pid)
        if announcer is None:
            yield Check("watchers", Level.WARNING, f"{place}: get no events, the keeper of the stagehands has died",
                        f"skillfs down {place}, and skillfs up again")  # fmt: skip
        elif not stagehands.may_act_for_all(announcer):
            yield Check("watchers", Level.WARNING, f"{place}: get no events in directories that other users own, since"
                        f" process {announcer} lacks CAP_DAC_OVERRIDE",
                        f"as root: skillfs up {place} --user NAME")  # fmt: skip
        else:
            yield Check("watchers", Level.OK, f"{place}: get events of what is learnt")


def _learner(ask_model: bool) -> Iterator[Check]:
    """Which learner serves a space that does not choose. Nothing is sent without `ask_model`, and no key is shown."""
    try:
        settings = settings_for()
    except InvalidConfiguration as error:
        yield Check("learner", Level.PROBLEM, str(error), f"correct {config_path()}")
        return
    if not settings.api_key and not settings.base_url:
        yield Check("learner", Level.OK, "offline: no model endpoint is configured (OPENAI_BASE_URL, OPENAI_API_KEY)")
    elif not settings.model:
        yield Check("learner", Level.WARNING, "a model endpoint is configured, but no model",
                    "set SKILLFS_MODEL, or model: in a SPACE.md")  # fmt: skip
    else:
        yield Check("learner", Level.OK, f"model {settings.model} at {settings.endpoint} is configured")
    if ask_model:
        yield _model(settings)


def _model(settings: LlmSettings) -> Check:
    import trio

    from skillfs.learning.llm.probe import probe

    try:
        seconds = trio.run(probe, settings)
    except LearningFailed as error:
        fix = "check OPENAI_BASE_URL, OPENAI_API_KEY and SKILLFS_MODEL; the offline learner needs no model"
        return Check("model", Level.PROBLEM, str(error), fix)
    return Check("model", Level.OK, f"{settings.model} called a tool and read its answer in {seconds:.2f} s")
