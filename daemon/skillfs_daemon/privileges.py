"""Giving up root: who a process becomes, and what it keeps (credentials(7), capabilities(7))."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import struct
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from skillfs_daemon.mountpoints import MountpointError

CAP_DAC_OVERRIDE = 1
"""To act in directories whatever their mode says (linux/capability.h)."""

_PR_SET_KEEPCAPS, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 8, 24, 38
_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = Path("/proc/sys/kernel/cap_last_cap")


@dataclass(frozen=True, slots=True)
class Account:
    """A user without privileges, as whom processes run."""

    name: str
    uid: int
    gid: int
    home: str


def account_of(name: str) -> Account:
    """The account of a user, by name or number. Raises `MountpointError` where there is none, for root, and unless the
    process is root, which alone can become somebody else."""
    if os.geteuid() != 0:
        raise MountpointError(f"--user {name}: only root can run skillfs as another user; leave --user out")
    try:
        entry = pwd.getpwuid(int(name)) if name.isdecimal() else pwd.getpwnam(name)
    except KeyError:
        raise MountpointError(f"--user {name}: there is no such user; `useradd --system {name}` makes one") from None
    if entry.pw_uid == 0:
        raise MountpointError(f"--user {name}: has every privilege; name a user who has none")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir)


def drop(account: Account, keep: Collection[int] = ()) -> None:
    """Become `account` for good: its user and group, no other groups, no capability but those in `keep`, and no way for
    this process or a child to gain one again (no_new_privs).

    Only the calling thread: to be called before others start, and before PR_SET_PDEATHSIG, which it undoes. Raises
    `OSError`.
    """
    for capability in range(int(_LAST_CAPABILITY.read_text()) + 1):
        if capability not in keep:
            _prctl(_PR_CAPBSET_DROP, capability)
    _prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(account.gid, account.gid, account.gid)
    os.setresuid(account.uid, account.uid, account.uid)
    _set_capabilities(sum(1 << capability for capability in keep))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    os.environ.update(HOME=account.home, USER=account.name, LOGNAME=account.name)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option})")


def _set_capabilities(mask: int) -> None:
    """Have just the capabilities of `mask`, and leave none to programs that this one executes."""
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    low, high = mask & 0xFFFFFFFF, mask >> 32
    sets = struct.pack("6I", low, low, 0, high, high, 0)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")


@contextlib.contextmanager
def acting_as(account: Account | None) -> Iterator[None]:
    """Open files as `account` would, for a block; None changes nothing. For the only thread of a process of root's.

    Root must not follow a name in a directory of somebody who may put a symlink there.
    """
    if account is None:
        yield
        return
    os.setegid(account.gid)
    os.seteuid(account.uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def check_reachable(account: Account, mountpoint: Path) -> None:
    """Raise `MountpointError` unless `account` can get to a directory."""
    with acting_as(account):
        if not os.access(mountpoint, os.X_OK, effective_ids=True):
            raise MountpointError(f"{mountpoint}: {account.name} cannot get there; `namei -l {mountpoint}` shows why")


def check_store(account: Account, path: Path) -> None:
    """Raise `MountpointError` unless `account` can run skillfs, and owns the store at `path` or may make it."""
    with acting_as(account):
        if not os.access(sys.executable, os.X_OK, effective_ids=True):
            raise MountpointError(
                f"{sys.executable}: {account.name} may not run it; install skillfs where all users can"
            )
        remedy = f"chown -R {account.name} {path.parent}, or name another store with --store"
        try:
            owner = path.stat().st_uid
        except FileNotFoundError:
            above = next(parent for parent in path.parents if parent.exists())
            if not os.access(above, os.W_OK | os.X_OK, effective_ids=True):
                raise MountpointError(f"{path}: {account.name} cannot make a store there; {remedy}") from None
        except OSError as error:
            raise MountpointError(f"{path}: not for {account.name} ({error.strerror}); {remedy}") from None
        else:
            if owner != account.uid:
                raise MountpointError(f"{path}: is not {account.name}'s; {remedy}")
