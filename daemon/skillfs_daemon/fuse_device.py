"""Mounting on behalf of a server that has no right to: root opens /dev/fuse, mounts, and hands the descriptor on."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

from skillfs_daemon.mountpoints import FSTYPE, MountpointError
from skillfs_daemon.privileges import Account

_MS_NOSUID, _MS_NODEV, _MS_NOATIME = 2, 4, 1024


def mount_for(account: Account, directory: int, path: Path, *, allow_other: bool) -> int:
    """Mount a file system on a directory, given by its descriptor, and return that of /dev/fuse by which it is served.

    Whoever holds it last ends the connection by closing it; requests wait until a server answers. Without `allow_other`
    only `account` gets in, not even root. `path` is for the message of the `MountpointError`.
    """
    try:
        device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise MountpointError(f"/dev/fuse: {error.strerror}; `skillfs doctor` says how to fix it") from error
    # As libfuse does it for root (lib/mount.c); the options of the kernel are in fs/fuse/inode.c.
    options = f"fd={device},rootmode=40000,user_id={account.uid},group_id={account.gid},default_permissions"
    options += ",allow_other" * allow_other
    libc = ctypes.CDLL(None, use_errno=True)
    # By descriptor: a name could lead elsewhere by now.
    place = f"/proc/self/fd/{directory}".encode()
    if libc.mount(b"skillfs", place, FSTYPE.encode(), _MS_NOSUID | _MS_NODEV | _MS_NOATIME, options.encode()) != 0:
        os.close(device)
        raise MountpointError(f"{path}: cannot be mounted ({os.strerror(ctypes.get_errno())}); see `skillfs doctor`")
    return device
