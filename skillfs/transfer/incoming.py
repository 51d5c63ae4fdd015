"""What an archive says of a member, before anything is believed; and how much of it is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO

from skillfs.store.database import StoreError
from skillfs.store.entries import NO_XATTRS, Kind

MAX_CONTENT_BYTES = 8 << 30
"""The most that an import may unpack to."""
MAX_RATIO = 250
"""The most that an archive may unpack to, as a multiple of its own size; prose seldom compresses by more than 10."""
RATIO_FREE_BYTES = 64 << 20
"""Up to this much the ratio does not matter: a file of zeros is no attack."""
MAX_MEMBERS = 200_000
MAX_HEADER_BYTES = 4 << 20
"""The most that one member's names and attributes may take."""
MAX_TARGET_BYTES = 4095
"""The longest symlink target (PATH_MAX without its end)."""

_INT64 = 2**63


class ImportRefused(StoreError):
    """An archive cannot become a space. The message names the member and says why; nothing was created."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One member, as the archive spells it.

    `name` is unchecked. `size` is what `open` will give for a file. `hard_link` names the earlier member whose content
    it shares. `mode` has permission bits only.
    """

    name: bytes
    kind: Kind
    mode: int
    mtime_ns: int
    open: Callable[[], IO[bytes]]
    size: int = 0
    target: bytes = b""
    hard_link: bytes | None = None
    xattrs: Mapping[bytes, bytes] = field(default_factory=lambda: NO_XATTRS)


def allowance(archive_size: int) -> int:
    """How many bytes an archive of `archive_size` bytes may unpack to."""
    return min(MAX_CONTENT_BYTES, max(RATIO_FREE_BYTES, MAX_RATIO * archive_size))


def too_large(allowed: int) -> ImportRefused:
    """The refusal of an archive that unpacks to more than `allowed` bytes."""
    return ImportRefused(f"the archive unpacks to more than {allowed >> 20} MiB, which its size does not warrant")


def clamp_time(time_ns: int) -> int:
    """A time that the store can hold: 64 bits, signed."""
    return max(-_INT64, min(time_ns, _INT64 - 1))
