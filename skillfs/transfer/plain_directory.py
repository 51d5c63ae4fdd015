"""Reading and writing below one directory and nowhere else, whatever symlinks somebody has put into it.

Each path is walked from the directory's own descriptor, name by name, and no link is followed (openat(2), O_NOFOLLOW).
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

_DIRECTORY_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class PlainDirectory:
    """A directory of the host. Paths are bytes below it, with ``/`` between names. All raise `OSError`."""

    def __init__(self, path: Path, temporary: bytes = b"") -> None:
        """`temporary` is the name that a file has before it is renamed into place; none where nothing is written."""
        self._temporary = temporary
        self.fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def close(self) -> None:
        os.close(self.fd)

    def __enter__(self) -> PlainDirectory:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def walk(self) -> Iterator[tuple[bytes, os.stat_result]]:
        """Every path that exists and its lstat(2)."""
        waiting = [b""]
        while waiting:
            for path, status in self.entries(waiting.pop()):
                yield path, status
                if stat.S_ISDIR(status.st_mode):
                    waiting.append(path)

    def entries(self, directory: bytes) -> list[tuple[bytes, os.stat_result]]:
        """The paths of what is in a directory, and the lstat(2) of each."""
        prefix = directory + b"/" if directory else b""
        with self._opened(directory) as descriptor, os.scandir(descriptor) as found:
            return [(prefix + os.fsencode(entry.name), entry.stat(follow_symlinks=False)) for entry in found]

    def open_file(self, path: bytes) -> IO[bytes]:
        """A regular file, to be read. What is another type by now gives an error, and no FIFO is waited for."""
        with self._parent(path) as (parent, name):
            return open(_open_regular(parent, name), "rb", buffering=0)

    def read_chunks(self, path: bytes, size: int) -> Iterator[bytes]:
        """The content of a regular file, `size` bytes at a time."""
        with self.open_file(path) as file:
            while chunk := file.read(size):
                yield chunk

    def user_xattrs(self, path: bytes, *, is_directory: bool) -> dict[bytes, bytes]:
        """The extended attributes of a regular file or a directory that are named ``user.*``."""
        if is_directory:
            with self._opened(path) as descriptor:
                return _user_xattrs(descriptor)
        with self.open_file(path) as file:
            return _user_xattrs(file.fileno())

    def read_link(self, path: bytes) -> bytes:
        """The target of a symlink."""
        with self._parent(path) as (parent, name):
            return os.readlink(name, dir_fd=parent)

    def write_file(self, path: bytes, chunks: Iterable[bytes], mode: int, mtime_ns: int) -> None:
        """Put a file in place of whatever is there, in one step for its readers."""
        with self._replacing(path) as parent:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(self._temporary, flags, 0o600, dir_fd=parent)
            with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fchmod(descriptor, mode)
                os.utime(descriptor, ns=(mtime_ns, mtime_ns))

    def write_symlink(self, path: bytes, target: bytes, mtime_ns: int) -> None:
        """Put a symlink in place of whatever is there, in one step."""
        with self._replacing(path) as parent:
            os.symlink(target, self._temporary, dir_fd=parent)
            os.utime(self._temporary, ns=(mtime_ns, mtime_ns), dir_fd=parent, follow_symlinks=False)

    def make_directory(self, path: bytes) -> None:
        """Make sure that a directory is there, in place of anything else."""
        with self._opened(path, make=True):
            pass

    def set_attributes(self, path: bytes, mode: int, mtime_ns: int) -> None:
        """Set a directory's mode and time."""
        with self._opened(path) as directory:
            os.fchmod(directory, mode)
            os.utime(directory, ns=(mtime_ns, mtime_ns))

    def remove(self, path: bytes) -> None:
        """Remove whatever is there, with all below it. What is not there is no error."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), self._parent(path) as (parent, name):
            _remove(parent, name)

    @contextlib.contextmanager
    def _replacing(self, path: bytes) -> Iterator[int]:
        """Rename what the block makes under the temporary name to `path`; the block gets the parent's descriptor."""
        with self._parent(path, make=True) as (parent, name):
            with contextlib.suppress(FileNotFoundError):
                _remove(parent, self._temporary)
            yield parent
            with contextlib.suppress(FileNotFoundError):
                if stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode):
                    _remove(parent, name)
            os.rename(self._temporary, name, src_dir_fd=parent, dst_dir_fd=parent)

    @contextlib.contextmanager
    def _parent(self, path: bytes, make: bool = False) -> Iterator[tuple[int, bytes]]:
        above, _, name = path.rpartition(b"/")
        with self._opened(above, make=make) as parent:
            yield parent, name

    @contextlib.contextmanager
    def _opened(self, path: bytes, make: bool = False) -> Iterator[int]:
        descriptor = os.dup(self.fd)
        try:
            for name in path.split(b"/") if path else ():
                below = _open_directory(descriptor, name, make)
                os.close(descriptor)
                descriptor = below
            yield descriptor
        finally:
            os.close(descriptor)


def _open_regular(parent: int, name: bytes) -> int:
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, "no regular file any more", os.fsdecode(name))


def _user_xattrs(descriptor: int) -> dict[bytes, bytes]:
    names = (os.fsencode(name) for name in os.listxattr(descriptor))
    return {name: os.getxattr(descriptor, name) for name in names if name.startswith(b"user.")}


def _open_directory(parent: int, name: bytes, make: bool) -> int:
    try:
        return os.open(name, _DIRECTORY_FLAGS, dir_fd=parent)
    except OSError as error:
        # ELOOP and ENOTDIR say that it is a symlink or a file.
        if not make or error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            raise
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name, dir_fd=parent)
    os.mkdir(name, 0o755, dir_fd=parent)
    return os.open(name, _DIRECTORY_FLAGS, dir_fd=parent)


def _remove(parent: int, name: bytes) -> None:
    try:
        os.unlink(name, dir_fd=parent)
    except IsADirectoryError:
        shutil.rmtree(name, dir_fd=parent)
