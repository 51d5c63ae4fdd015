"""Starting a mount process that has no privileges, from a supervisor that is root."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence

from skillfs.store.daemons import MOUNT
from skillfs_daemon import mountpoints
from skillfs_daemon.child import Child
from skillfs_daemon.fuse_device import mount_for
from skillfs_daemon.mountpoints import Mountpoint
from skillfs_daemon.privileges import Account


class Grantor:
    """Mounts for a mount process, and gives it the device and a keeper of stagehands. One process after the other."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._keeper: subprocess.Popen[bytes] | None = None

    def start_mount(self, arguments: Sequence[str], place: Mountpoint, *, allow_other: bool) -> Child:
        """Take off a dead mount, mount anew, and start the process that serves that. Raises `MountpointError`."""
        self.close()
        with self._keeper_started() as keeper:
            mountpoints.detach(place.path)
            device = mount_for(self._account, place.directory, place.path, allow_other=allow_other)
            try:
                granted = ["--granted", str(device), str(keeper.fileno())]
                return Child(MOUNT, [*arguments, *granted], descriptors=[device, keeper.fileno()])
            finally:
                # While anybody else has the device open, the mount would outlive its server.
                os.close(device)

    @contextlib.contextmanager
    def _keeper_started(self) -> Iterator[socket.socket]:
        """The mount's end of a keeper's socket. The keeper starts before there is a device that it could inherit."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-P", "-m", "skillfs_daemon.stagehand", "--user", self._account.name]
        with ours, theirs:
            self._keeper = subprocess.Popen(
                [*command, "--keeper", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                process_group=0,
            )
            theirs.close()
            yield ours

    def close(self) -> None:
        """Wait for the keeper, which ends with the mount process that it serves; end it where it does not."""
        if self._keeper is not None:
            try:
                self._keeper.wait(1.0)
            except subprocess.TimeoutExpired:
                self._keeper.kill()
                self._keeper.wait()
            self._keeper = None
