"""One process of a crowd that works on the same small tree: ``python stress.py DIRECTORY SEED SECONDS``.

In the manner of fsstress (SGI, 2000): few names, so that the processes get in each other's way, and every operation
that changes a tree. It ends with 1, and says why, at an error that no such race explains.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import sys
import time
from collections.abc import Callable

RACES = {errno.ENOENT, errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENODATA}
"""What an operation may answer when another process was there first, or when it meets another type of file."""
NAMES = [*"abcdef", "notes.md", "d.tmp", ".git", "x" * 200]
DEPTH = 3
MAX_SIZE = 300_000
WORK_SECONDS = 0.6
REST_SECONDS = 0.2
JITTER_SECONDS = 0.03
"""All processes work and rest at the same time, by the clock; they do not all go on at the same moment."""
MAX_ENTRIES = 12
"""A directory with more is emptied rather than filled, so that the tree stays small."""


class Crowd:
    """The operations of one process below the current directory."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._held: list[int] = []
        self._made = 0
        self._operations: list[Callable[[], object]] = [
            self._write, self._write, self._append, self._rename, self._rename, self._unlink, self._mkdir, self._mkdir,
            self._rmdir, self._symlink, self._truncate, self._set_xattr, self._remove_xattr, self._chmod, self._touch,
            self._sync_file, self._sync_directory, self._read, self._list, self._hold, self._write_to_held,
        ]  # fmt: skip

    def step(self) -> None:
        """One random operation. Raises `OSError` for an error that is not a race."""
        operation = self._random.choice(self._operations)
        try:
            operation()
        except OSError as error:
            # A directory cannot become its own descendant: rename(2).
            if error.errno not in RACES and not (operation == self._rename and error.errno == errno.EINVAL):
                raise

    def rest(self, seconds: float) -> None:
        """Do nothing for a while with nothing open, so that a commit is cut, and go on in the moment when it is.

        A file that was made before is removed then.
        """
        for descriptor in self._held:
            os.close(descriptor)
        self._held.clear()
        self._made += 1
        scratch = f"scratch-{os.getpid()}-{self._made}"
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        os.fsync(descriptor)
        os.close(descriptor)
        time.sleep(self._random.uniform(seconds, seconds + JITTER_SECONDS))
        with contextlib.suppress(FileNotFoundError):
            os.unlink(scratch)  # noqa: PTH108

    def _path(self) -> str:
        return "/".join(self._random.choices(NAMES, k=self._random.randint(1, DEPTH)))

    def _directory(self) -> str:
        return "/".join([".", *self._random.choices(NAMES, k=self._random.randint(0, DEPTH - 1))])

    def _bytes(self) -> bytes:
        return self._random.randbytes(self._random.choice((0, 1, 100, 5_000, 140_000)))

    # -- operations ----------------------------------------------------------------------------------------------

    def _write(self) -> None:
        with open(self._path(), "wb", buffering=0) as file:  # noqa: PTH123
            file.write(self._bytes())

    def _append(self) -> None:
        with open(self._path(), "ab", buffering=0) as file:  # noqa: PTH123
            if file.tell() < MAX_SIZE:
                file.write(self._bytes())

    def _rename(self) -> None:
        os.rename(self._path(), self._path())  # noqa: PTH104

    def _unlink(self) -> None:
        os.unlink(self._path())  # noqa: PTH108

    def _mkdir(self) -> None:
        os.mkdir(self._path(), self._random.choice((0o755, 0o700, 0o2775)))  # noqa: PTH102

    def _rmdir(self) -> None:
        os.rmdir(self._path())  # noqa: PTH106

    def _symlink(self) -> None:
        os.symlink(self._path(), self._path())  # noqa: PTH211

    def _truncate(self) -> None:
        os.truncate(self._path(), self._random.randrange(MAX_SIZE))

    def _set_xattr(self) -> None:
        os.setxattr(self._path(), f"user.{self._random.choice('abc')}", self._random.randbytes(20))

    def _remove_xattr(self) -> None:
        os.removexattr(self._path(), f"user.{self._random.choice('abc')}")

    def _chmod(self) -> None:
        os.chmod(self._path(), self._random.choice((0o600, 0o644, 0o755, 0o777)))  # noqa: PTH101

    def _touch(self) -> None:
        os.utime(self._path(), ns=(0, self._random.randrange(2**60)), follow_symlinks=False)

    def _sync_file(self) -> None:
        self._sync(self._path(), os.O_RDWR)

    def _sync_directory(self) -> None:
        self._sync(self._directory(), os.O_RDONLY | os.O_DIRECTORY)

    def _sync(self, path: str, flags: int) -> None:
        descriptor = os.open(path, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _read(self) -> None:
        with open(self._path(), "rb", buffering=0) as file:  # noqa: PTH123
            file.read()

    def _list(self) -> None:
        path = self._directory()
        names = os.listdir(path)  # noqa: PTH208
        for name in names[MAX_ENTRIES // 2 :] if len(names) > MAX_ENTRIES else []:
            with contextlib.suppress(IsADirectoryError):
                os.unlink(f"{path}/{name}")  # noqa: PTH108

    def _hold(self) -> None:
        """Open a file and keep it open, whatever becomes of its name."""
        if len(self._held) > 5:
            os.close(self._held.pop(0))
        self._held.append(os.open(self._path(), os.O_RDWR))

    def _write_to_held(self) -> None:
        if self._held:
            os.pwrite(self._random.choice(self._held), self._bytes(), self._random.randrange(MAX_SIZE))


def main() -> int:
    directory, seed, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    os.chdir(directory)
    crowd = Crowd(seed)
    deadline = time.monotonic() + seconds
    count = 0
    while time.monotonic() < deadline:
        if (phase := time.monotonic() % (WORK_SECONDS + REST_SECONDS)) > WORK_SECONDS:
            crowd.rest(WORK_SECONDS + REST_SECONDS - phase)
        try:
            crowd.step()
        except OSError as error:
            print(f"seed {seed}, operation {count}: {error}")
            return 1
        count += 1
    crowd.rest(0)
    print(count)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
