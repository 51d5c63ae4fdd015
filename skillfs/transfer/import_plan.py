"""From what an archive says to what a space will hold: every member checked and in its place, nothing stored yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from skillfs.store import inbox
from skillfs.store.entries import SKILLS, SPACE_MD, Kind, shown
from skillfs.transfer.incoming import (
    MAX_CONTENT_BYTES,
    MAX_MEMBERS,
    MAX_TARGET_BYTES,
    ImportRefused,
    Incoming,
    too_large,
)
from skillfs.transfer.members import INBOX

_TOP_LEVEL = {SPACE_MD: Kind.FILE, INBOX: Kind.DIRECTORY, SKILLS: Kind.DIRECTORY}
_MAX_NAME_BYTES = 255
_MAX_PATH_BYTES = 4095 + 512
"""What the tree of a mount takes."""
_MAX_LINKS_FOLLOWED = 40
"""As the kernel (path_resolution(7))."""

Parts: TypeAlias = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import will create. `members` is by path below the space, in the archive's order; directories that the
    archive implies are not in it. `top` is the directory that held it all, None where there was none."""

    top: bytes | None
    directory: Incoming | None
    members: Mapping[bytes, Incoming]

    @property
    def content_size(self) -> int:
        """How many bytes of content are to be stored."""
        return sum(member.size for member in self.members.values())

    def resolve_hard_link(self, member: Incoming) -> bytes:
        """The path of the member whose content a hard link shares."""
        assert member.hard_link is not None
        parts = _parts(member.hard_link)
        return b"/".join(parts if self.top is None else parts[1:])


def plan(incoming: Iterable[Incoming]) -> Plan:
    """Check all members. Raises `ImportRefused` for the first one that no space can hold."""
    named = _by_parts(incoming)
    top = _top(named)
    depth = 0 if top is None else 1
    below = {parts[depth:]: member for parts, member in named.items() if len(parts) > depth}
    if not any(parts[0] in (SPACE_MD, SKILLS) for parts in below):
        raise ImportRefused("the archive is no space: it has neither SPACE.md nor skills/")
    below = {parts: member for parts, member in below.items() if not _is_generated(parts, below)}
    for parts, member in below.items():
        _check_top_level(parts, member)
        _check_parents(parts, member, below)
        if member.kind is Kind.SYMLINK:
            _check_symlink(parts, member, below)
    _check_hard_links(below, () if top is None else (top,))
    directory = None if top is None else named.get((top,))
    return Plan(top, directory, {b"/".join(parts): member for parts, member in below.items()})


def _by_parts(incoming: Iterable[Incoming]) -> dict[Parts, Incoming]:
    named: dict[Parts, Incoming] = {}
    size = 0
    for member in incoming:
        parts = _parts(member.name)
        if not parts:
            continue
        if parts in named:
            raise ImportRefused(f"{shown(member.name)}: twice in the archive")
        if len(named) == MAX_MEMBERS:
            raise ImportRefused(f"the archive has more than {MAX_MEMBERS:,} members")
        size += member.size
        if size > MAX_CONTENT_BYTES:
            raise too_large(MAX_CONTENT_BYTES)
        named[parts] = member
    return named


def _parts(name: bytes) -> Parts:
    """The names along a path. Raises `ImportRefused` for what is no path below a directory."""
    if name.startswith(b"/"):
        raise ImportRefused(f"{shown(name)}: an absolute name")
    parts = tuple(part for part in name.split(b"/") if part not in (b"", b"."))
    if b".." in parts:
        raise ImportRefused(f"{shown(name)}: a name with '..' in it")
    if b"\0" in name:
        raise ImportRefused(f"{shown(name)}: a name with a NUL in it")
    if len(name) > _MAX_PATH_BYTES or any(len(part) > _MAX_NAME_BYTES for part in parts):
        raise ImportRefused(f"{shown(name[:80])}…: a longer name than file systems take")
    return parts


def _top(named: Mapping[Parts, Incoming]) -> bytes | None:
    """The archive's single top directory; None where its top is that of a space already.

    A single top that is called `skills` is a space of that name only where what is in it is the top of a space.
    """
    tops = {parts[0] for parts in named}
    seconds = {parts[1] for parts in named if len(parts) > 1}
    holds_a_space = bool(seconds) and seconds <= _TOP_LEVEL.keys()
    if tops <= _TOP_LEVEL.keys() and not (len(tops) == 1 and holds_a_space):
        return None
    if len(tops) > 1:
        raise ImportRefused("the archive is no space: it needs one top directory with SPACE.md and skills/ in it")
    (top,) = tops
    if (top,) in named and named[(top,)].kind is not Kind.DIRECTORY:
        raise ImportRefused(f"{shown(top)}: a {named[(top,)].kind}, but the top of an archive must be a directory")
    return top


def _check_top_level(parts: Parts, member: Incoming) -> None:
    kind = _TOP_LEVEL.get(parts[0])
    if kind is None:
        raise ImportRefused(f"{shown(member.name)}: a space holds SPACE.md, skills/ and inbox/, nothing else")
    if len(parts) == 1 and member.kind is not kind:
        raise ImportRefused(f"{shown(member.name)}: a {member.kind}, but must be a {kind}")
    if parts[0] == INBOX and member.kind is Kind.SYMLINK:
        raise ImportRefused(f"{shown(member.name)}: a symlink in inbox/, which takes files and directories")


def _check_parents(parts: Parts, member: Incoming, below: Mapping[Parts, Incoming]) -> None:
    for depth in range(1, len(parts)):
        parent = below.get(parts[:depth])
        if parent is not None and parent.kind is not Kind.DIRECTORY:
            raise ImportRefused(f"{shown(member.name)}: below {shown(parent.name)}, which is a {parent.kind}")
    if len(parts) > 1 and parts[0] == SPACE_MD:
        raise ImportRefused(f"{shown(member.name)}: below SPACE.md, which must be a file")


def _check_symlink(parts: Parts, member: Incoming, below: Mapping[Parts, Incoming]) -> None:
    """Follow a link as the kernel would, through the archive's other links; refuse it where it leaves the space."""
    if not 0 < len(member.target) <= MAX_TARGET_BYTES or b"\0" in member.target:
        raise ImportRefused(f"{shown(member.name)}: a symlink whose target is no path")
    place = list(parts[:-1])
    steps = [*reversed(_steps(member, member.target))]
    followed = 0
    while steps:
        step = steps.pop()
        if step == b"..":
            if not place:
                raise ImportRefused(f"{shown(member.name)}: a symlink to {shown(member.target)}, outside of the space")
            place.pop()
            continue
        place.append(step)
        met = below.get(tuple(place))
        if met is not None and met.kind is Kind.SYMLINK and followed < _MAX_LINKS_FOLLOWED:
            followed += 1
            place.pop()
            steps.extend(reversed(_steps(member, met.target)))


def _steps(member: Incoming, target: bytes) -> list[bytes]:
    if target.startswith(b"/"):
        raise ImportRefused(f"{shown(member.name)}: a symlink to {shown(target)}, outside of the space")
    return [step for step in target.split(b"/") if step not in (b"", b".")]


def _check_hard_links(below: Mapping[Parts, Incoming], top: Parts) -> None:
    earlier = set()
    for parts, member in below.items():
        if member.hard_link is not None and _parts(member.hard_link) not in earlier:
            raise ImportRefused(
                f"{shown(member.name)}: a hard link to {shown(member.hard_link)}, which is no earlier file of the space"
            )
        if member.kind is Kind.FILE:
            earlier.add(top + parts)


def _is_generated(parts: Parts, below: Mapping[Parts, Incoming]) -> bool:
    """Whether a file of an inbox is the `.error` that a mount shows beside another one."""
    name = parts[-1]
    if parts[0] != INBOX or not name.endswith(inbox.ERROR_SUFFIX):
        return False
    return (*parts[:-1], name.removesuffix(inbox.ERROR_SUFFIX)) in below
