"""What an archive of a space contains, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass

from skillfs.store import commits
from skillfs.store.entries import SKILLS, Entry, Kind

INBOX = b"inbox"


@dataclass(frozen=True, slots=True)
class Member:
    """One path of an archive. `path` starts with the space's name and has no slash at its end."""

    path: bytes
    entry: Entry


def members(space_name: str, state: commits.State, space_mtime_ns: int) -> list[Member]:
    """The members of a space's archive, each directory before its content, siblings in byte order.

    The log says nothing of the space's own directory and of `inbox/`: they belong to the owner of `skills/`, have
    mode 0755 and the time given. What waits in the inbox is not exported: it is not yet part of what is known.
    """
    skills = state.entries.get(SKILLS)
    uid, gid = (skills.uid, skills.gid) if skills else (0, 0)
    unlogged = Entry(Kind.DIRECTORY, 0, 0o755, uid, gid, space_mtime_ns)
    top = space_name.encode()
    below = sorted({**state.entries, INBOX: unlogged}.items(), key=lambda item: item[0].split(b"/"))
    return [Member(top, unlogged), *(Member(top + b"/" + path, entry) for path, entry in below)]
