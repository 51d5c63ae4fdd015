"""One file under random operations, held against the bytes that it must have, as fsx does it (Apple, 1991).

Everything comes from the seed: a failure is run again by its seed and count, and its message has the operations that
led to it, one a line.
"""

from __future__ import annotations

import mmap
import os
import random
from collections import deque
from pathlib import Path

MAX_SIZE = 3_000_000
"""Bytes the file may have: more chunks than may wait in memory to be stored."""
MAX_LENGTH = 300_000
"""Bytes of one operation: more than two chunks, so that some are written as a whole."""
EDGES = (0, 4096, 131_072)
"""Operations like to begin and end beside multiples of a page and of a chunk."""
SHOWN = 60


class Mismatch(AssertionError):
    """The file is not what was written to it."""


class Exerciser:
    """A file at `path`, open for reading and writing, and `expected`, its bytes."""

    def __init__(self, path: Path, seed: int) -> None:
        self.expected = bytearray()
        self._path = path
        self._seed = seed
        self._random = random.Random(seed)
        self._count = 0
        self._log: deque[str] = deque(maxlen=SHOWN)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
        self._operations = {
            self._read: 5, self._write: 6, self._append: 1, self._mapped_read: 3, self._mapped_write: 4,
            self._truncate: 2, self._truncate_by_name: 1, self._allocate: 1, self._copy: 2, self._sync: 1,
            self._forget_pages: 2, self._reopen: 1,
        }  # fmt: skip

    def run(self, operations: int) -> None:
        """Perform so many operations, and then read the file as a whole. Raises `Mismatch`."""
        for operation in self._random.choices(list(self._operations), list(self._operations.values()), k=operations):
            self._count += 1
            operation()
            self._check_size()
        self._reopen()

    def close(self) -> None:
        os.close(self._descriptor)

    # -- what is done --------------------------------------------------------------------------------------------

    def _read(self) -> None:
        offset, length = self._extent(len(self.expected))
        self._note(f"read {offset} {length}")
        self._compare(offset, length, os.pread(self._descriptor, length, offset))

    def _write(self) -> None:
        offset, length = self._extent(MAX_SIZE)
        self._note(f"write {offset} {length}")
        self._expect(offset, self._random.randbytes(length))
        written = os.pwrite(self._descriptor, self.expected[offset : offset + length], offset)
        assert written == length

    def _append(self) -> None:
        length = self._random.randrange(min(5_000, MAX_SIZE - len(self.expected) + 1))
        self._note(f"append {length}")
        data = self._random.randbytes(length)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        assert os.write(descriptor, data) == length
        os.close(descriptor)
        self.expected += data

    def _mapped_read(self) -> None:
        offset, length = self._extent(len(self.expected))
        self._note(f"mapped read {offset} {length}")
        if not length:
            return
        start = offset - offset % mmap.ALLOCATIONGRANULARITY
        with mmap.mmap(self._descriptor, offset + length - start, prot=mmap.PROT_READ, offset=start) as memory:
            self._compare(offset, length, memory[offset - start :])

    def _mapped_write(self) -> None:
        offset, length = self._extent(len(self.expected))
        syncs = self._random.random() < 0.5
        self._note(f"mapped write {offset} {length}{' msync' * syncs}")
        if not length:
            return
        start = offset - offset % mmap.ALLOCATIONGRANULARITY
        data = self._random.randbytes(length)
        with mmap.mmap(self._descriptor, offset + length - start, offset=start) as memory:
            memory[offset - start :] = data
            if syncs:
                memory.flush()
        self._expect(offset, data)

    def _truncate(self) -> None:
        size = self._size()
        self._note(f"ftruncate {len(self.expected)} to {size}")
        os.ftruncate(self._descriptor, size)
        self._resize(size)

    def _truncate_by_name(self) -> None:
        size = self._size()
        self._note(f"truncate {len(self.expected)} to {size}")
        os.truncate(self._path, size)
        self._resize(size)

    def _allocate(self) -> None:
        offset, length = self._extent(MAX_SIZE)
        self._note(f"posix_fallocate {offset} {length}")
        if length:
            os.posix_fallocate(self._descriptor, offset, length)
            self._resize(max(len(self.expected), offset + length))

    def _copy(self) -> None:
        source, length = self._extent(len(self.expected))
        target, _ = self._extent(MAX_SIZE - length)
        if abs(source - target) < length:
            return
        self._note(f"copy_file_range {source} to {target}, {length}")
        done = 0
        while done < length:
            copied = os.copy_file_range(self._descriptor, self._descriptor, length - done, source + done, target + done)
            assert copied > 0
            done += copied
        if length:
            self._expect(target, self.expected[source : source + length])

    def _sync(self) -> None:
        self._note("fsync")
        os.fsync(self._descriptor)

    def _forget_pages(self) -> None:
        """Have the kernel drop what it has cached, so that the server is asked again."""
        self._note("fdatasync, drop pages")
        os.fdatasync(self._descriptor)
        os.posix_fadvise(self._descriptor, 0, 0, os.POSIX_FADV_DONTNEED)

    def _reopen(self) -> None:
        self._note("close, open, read all")
        os.close(self._descriptor)
        self._descriptor = os.open(self._path, os.O_RDWR)
        self._compare(0, len(self.expected), os.pread(self._descriptor, MAX_SIZE + 1, 0))

    # -- numbers -------------------------------------------------------------------------------------------------

    def _size(self) -> int:
        """A size for the file, often one beside an edge, now and then nothing at all."""
        return 0 if self._random.random() < 0.1 else self._near(self._random.randrange(MAX_SIZE), MAX_SIZE)

    def _extent(self, end: int) -> tuple[int, int]:
        """An offset and a length below `end`; 0 and 0 where there is no room."""
        if end <= 0:
            return 0, 0
        offset = self._near(self._random.randrange(end), end)
        longest = min(end - offset, self._random.choice((10, 5_000, MAX_LENGTH)))
        stop = self._near(offset + self._random.randrange(longest + 1), offset + longest)
        return offset, max(stop - offset, 0)

    def _near(self, number: int, limit: int) -> int:
        """`number`, or one beside an edge below it; at most `limit`."""
        edge = self._random.choice(EDGES)
        if edge:
            number = max(number - number % edge + self._random.randint(-2, 2), 0)
        return min(number, limit)

    # -- what must be there --------------------------------------------------------------------------------------

    def _expect(self, offset: int, data: bytes | bytearray) -> None:
        if data:
            self._resize(max(len(self.expected), offset + len(data)))
            self.expected[offset : offset + len(data)] = data

    def _resize(self, size: int) -> None:
        del self.expected[size:]
        self.expected.extend(bytes(size - len(self.expected)))

    def _note(self, operation: str) -> None:
        self._log.append(f"{self._count}: {operation}")

    def _check_size(self) -> None:
        size = os.fstat(self._descriptor).st_size
        if size != len(self.expected):
            self._fail(f"the file has {size} bytes, not {len(self.expected)}")

    def _compare(self, offset: int, length: int, got: bytes) -> None:
        wanted = bytes(self.expected[offset : offset + length])
        if got == wanted:
            return
        if len(got) != len(wanted):
            self._fail(f"{len(got)} bytes were read at {offset}, not {len(wanted)}")
        wrong = [index for index, (is_, should) in enumerate(zip(got, wanted, strict=True)) if is_ != should]
        first, last = wrong[0], wrong[-1]
        self._fail(
            f"{len(wrong)} bytes from {offset + first} to {offset + last} are wrong: "
            f"{got[first : first + 8].hex()}, not {wanted[first : first + 8].hex()}"
        )

    def _fail(self, what: str) -> None:
        raise Mismatch("\n".join([f"{what} (seed {self._seed})", *self._log]))
