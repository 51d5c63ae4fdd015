"""A size that somebody merely names costs the server nothing: no operation allocates what was not written."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from live_mount import Mount

from bench.running import high_water_mib
from skillfs.tree.content import MAX_FILE_SIZE

pytestmark = pytest.mark.mount

MIB = 1024**2
ALLOWANCE_MIB = 24.0
"""For what else the server does meanwhile: 8 MiB are written, and cached when they are saved."""


def fallocate(descriptor: int, offset: int, length: int) -> None:
    """fallocate(2) itself: the C library's posix_fallocate would write zeros where the file system cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.fallocate(descriptor, 0, ctypes.c_int64(offset), ctypes.c_int64(length)) != 0:
        raise OSError(ctypes.get_errno(), "fallocate")


def refused(code: int, operation: Callable[[], object]) -> bool:
    """Whether an operation fails with just this errno."""
    with pytest.raises(OSError) as refusal:
        operation()
    return refusal.value.errno == code


def test_a_size_allocates_nothing(mount: Mount, skills: Path) -> None:
    before = high_water_mib(mount.pid)
    path = skills / "large.bin"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        for size in (MAX_FILE_SIZE + 1, 1 << 60, (1 << 63) - 1):
            assert refused(errno.EFBIG, lambda size=size: os.ftruncate(descriptor, size))  # type: ignore[misc]
            assert refused(errno.EFBIG, lambda size=size: os.pwrite(descriptor, b"x", size - 1))  # type: ignore[misc]
        for offset, length in ((0, 1 << 60), (0, 8 * MIB), (1 << 60, 1)):
            assert refused(errno.EOPNOTSUPP, lambda at=(offset, length): fallocate(descriptor, *at))  # type: ignore[misc]
        os.posix_fallocate(descriptor, 0, 8 * MIB)
        assert os.fstat(descriptor).st_size == 8 * MIB
        os.ftruncate(descriptor, MAX_FILE_SIZE)
        os.pwrite(descriptor, b"end", MAX_FILE_SIZE - 3)
        assert os.pread(descriptor, 10, MAX_FILE_SIZE - 5) == b"\0\0end"
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    mount.at_rest(skills.parent)
    path.unlink()
    assert high_water_mib(mount.pid) - before < ALLOWANCE_MIB
