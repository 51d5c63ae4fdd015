"""Owners, groups and set-ID bits below `skills/` are those that the same operations give on the machine's own disk."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from live_mount import NEEDS_ROOT, Mount
from other_users import ALICE, BOB, open_directory

pytestmark = [pytest.mark.mount, NEEDS_ROOT]

GROUP = 4005
USERS = {ALICE: (ALICE, GROUP), BOB: (BOB,), 0: (0,)}
"""The groups of those who act. Files and directories are ALICE's and of a FOREIGN group."""
FOREIGN = 4009


def opened(path: Path, flags: int, action: Callable[[int], object]) -> None:
    descriptor = os.open(path, flags, 0o6777)
    try:
        action(descriptor)
    finally:
        os.close(descriptor)


def nothing(descriptor: int) -> None:
    """For what opening alone does."""


ON_FILES: dict[str, Callable[[Path], object]] = {
    "write": lambda path: opened(path, os.O_WRONLY, lambda descriptor: os.write(descriptor, b"x")),
    "append": lambda path: opened(path, os.O_WRONLY | os.O_APPEND, lambda descriptor: os.write(descriptor, b"x")),
    "open to empty": lambda path: opened(path, os.O_WRONLY | os.O_TRUNC, nothing),
    "truncate": lambda path: os.truncate(path, 3),
    "truncate to the same size": lambda path: os.truncate(path, 10),
    "ftruncate": lambda path: opened(path, os.O_WRONLY, lambda descriptor: os.ftruncate(descriptor, 3)),
    "chgrp": lambda path: os.chown(path, -1, GROUP),
    "chown to the same": lambda path: os.chown(path, ALICE, ALICE),
    "chmod": lambda path: path.chmod(0o6770),
    "touch": lambda path: os.utime(path),
}
IN_DIRECTORIES: dict[str, Callable[[Path], object]] = {
    "create": lambda path: opened(path / "new", os.O_WRONLY | os.O_CREAT, nothing),
    "mknod": lambda path: os.mknod(path / "new", stat.S_IFREG | 0o2777),
    "mkdir": lambda path: (path / "new").mkdir(0o3777),
    "symlink": lambda path: (path / "new").symlink_to("nowhere"),
    "chgrp": lambda path: os.chown(path, -1, GROUP),
}


def errno_as(uid: int, action: Callable[[], object]) -> int:
    """The errno of an action of this user, 0 when it succeeds. In a child process: a thread's identity is its own."""
    child = os.fork()
    if child == 0:
        code = 255
        try:
            os.umask(0o022)
            os.setgroups(USERS[uid])
            os.setresgid(*[USERS[uid][0]] * 3)
            os.setresuid(*[uid] * 3)
            action()
            code = 0
        except OSError as error:
            code = error.errno or 255
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def shown(path: Path) -> tuple[str, int, int, int] | None:
    if not os.path.lexists(path):
        return None
    status = path.lstat()
    return stat.filemode(status.st_mode), status.st_uid, status.st_gid, 0 if path.is_dir() else status.st_size


def outcome_on_a_file(top: Path, mode: int, operation: str, uid: int) -> object:
    path = top / "file"
    path.write_bytes(b"0123456789")
    os.chown(path, ALICE, FOREIGN)
    path.chmod(mode)
    code = errno_as(uid, lambda: ON_FILES[operation](path))
    answer = code, shown(path)
    path.unlink()
    return answer


def outcome_in_a_directory(top: Path, mode: int, operation: str, uid: int) -> object:
    path = top / "directory"
    path.mkdir()
    os.chown(path, ALICE, FOREIGN)
    path.chmod(mode)
    code = errno_as(uid, lambda: IN_DIRECTORIES[operation](path))
    new = path / "new"
    answer = code, shown(path), shown(new)
    if new.is_dir():
        new.rmdir()
    new.unlink(missing_ok=True)
    path.rmdir()
    return answer


def outcomes(top: Path) -> dict[object, object]:
    top.chmod(0o777)
    on_files = itertools.product((0o6777, 0o4700), ON_FILES, USERS)
    in_directories = itertools.product((0o2777, 0o1777), IN_DIRECTORIES, USERS)
    return {
        **{case: outcome_on_a_file(top, *case) for case in on_files},
        **{case: outcome_in_a_directory(top, *case) for case in in_directories},
    }


def test_they_are_those_of_the_disk(open_mount: Mount) -> None:
    skills = open_mount.new_space() / "skills"
    with open_directory() as disk:
        assert outcomes(skills) == outcomes(disk)
