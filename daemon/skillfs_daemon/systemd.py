"""Telling the service manager how a process is (sd_notify(3)); nothing happens where there is none."""

from __future__ import annotations

import os
import socket

READY, STOPPING, ALIVE = "READY=1", "STOPPING=1", "WATCHDOG=1"


def notify(state: str) -> None:
    """Send `state` to the service manager that started this process. Raises `OSError` when it does not listen."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        # A leading @ stands for the zero byte of an abstract socket (unix(7)).
        channel.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
