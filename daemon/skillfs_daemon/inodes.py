"""Inode numbers, reserved in the store ahead of need."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from skillfs_daemon.store_writer import StoreWriter

BLOCK = 65536


class InodePool(Iterator[int]):
    """Gives out numbers that no one else has; refills itself long before it runs dry."""

    def __init__(self, first: range, writer: StoreWriter) -> None:
        self._ranges = deque([iter(first)])
        self._left = len(first)
        self._writer = writer
        self._refilling = False

    def __next__(self) -> int:
        self._left -= 1
        if self._left < BLOCK // 2 and not self._refilling:
            self._refilling = True
            self._writer.post(lambda store: store.reserve_inodes(BLOCK), then=self._refill)
        while True:
            number = next(self._ranges[0], None)
            if number is not None:
                return number
            self._ranges.popleft()

    def _refill(self, numbers: range) -> None:
        self._ranges.append(iter(numbers))
        self._left += len(numbers)
        self._refilling = False
