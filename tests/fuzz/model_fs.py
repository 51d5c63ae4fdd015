"""A file system of plain dicts: what DESIGN promises of every operation, written a second time and naively.

Every fact about an inode is an entry of a dict by its number. An operation is two methods: one names *all* the errors
that apply (POSIX lets a file system report any of them; with none it has to succeed), the other carries it out.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator

from skillfs.tree.content import MAX_FILE_SIZE
from skillfs.tree.files import MAX_XATTRS

ROOT_INO = 1
README_INO = 2

DIRECTORY, FILE, SYMLINK, GENERATED = "directory", "file", "symlink", "generated"
ROOT, SPACE, SKILLS, INBOX, CONTROL = "root", "space", "skills", "inbox", "control"

BESIDE_SPACE_MD = (b"SPACE.md", b"SPACE.md~", b".SPACE.md.swp", b"x.tmp", b".git")
"""The names of files that a space's own directory takes, of those that the machines try."""
MAX_TIME_NS = 2**63 - 1
MAX_DROP = 64 * 1024**2


class Model:
    """The state. `space_of` an inode is the number of its space's directory, 0 for what is in none."""

    def __init__(self) -> None:
        self.kind: dict[int, str] = {}
        self.place: dict[int, str] = {}
        self.space_of: dict[int, int] = {}
        self.children: dict[int, dict[bytes, int]] = {}
        self.mode: dict[int, int] = {}
        self.owner: dict[int, tuple[int, int]] = {}
        self.group: dict[int, int] = {}
        self.mtime_ns: dict[int, int] = {}
        self.size: dict[int, int] = {}
        self.data: dict[int, dict[int, int]] = {}
        self.target: dict[int, bytes] = {}
        self.xattrs: dict[int, dict[bytes, bytes]] = {}
        self.opened: dict[int, int] = {}
        self.known: dict[int, int] = {}
        self.lasting: dict[int, bool] = {}
        self.add(ROOT_INO, DIRECTORY, ROOT, 0)
        self.add(README_INO, GENERATED, ROOT, 0)
        self.children[ROOT_INO][b"README.md"] = README_INO
        self.lasting[ROOT_INO] = True

    # -- what is there -------------------------------------------------------------------------------------------

    def add(self, ino: int, kind: str, place: str, space: int) -> None:
        """An inode in no directory yet."""
        self.kind[ino], self.place[ino], self.space_of[ino] = kind, place, space
        self.xattrs[ino] = {}
        if kind == DIRECTORY:
            self.children[ino] = {}
        if kind == FILE:
            self.size[ino], self.data[ino] = 0, {}

    def links(self, ino: int) -> int:
        """How many names an inode has."""
        return sum(found == ino for names in self.children.values() for found in names.values())

    def alive(self, ino: int) -> bool:
        """Whether a request may still name this inode: it has a name, is open, or the kernel has not forgotten it."""
        return ino in self.kind and (
            self.lasting.get(ino, False)
            or self.links(ino) > 0
            or self.opened.get(ino, 0) > 0
            or self.known.get(ino, 0) > 0
        )

    def forget_dead(self) -> None:
        """Drop what no request can name any more."""
        for ino in [ino for ino in self.kind if not self.alive(ino)]:
            for facts in vars(self).values():
                facts.pop(ino, None)

    def inodes(self, *kinds: str) -> list[int]:
        return sorted(ino for ino, kind in self.kind.items() if not kinds or kind in kinds)

    def below(self, ino: int) -> Iterator[int]:
        """A directory and all that is below it."""
        yield ino
        for child in self.children.get(ino, {}).values():
            yield from self.below(child)

    def read(self, ino: int, offset: int, length: int) -> bytes:
        end = min(offset + length, self.size[ino])
        return bytes(self.data[ino].get(position, 0) for position in range(offset, end))

    # -- errors that apply ---------------------------------------------------------------------------------------

    def why_no_directory(self, ino: int) -> set[int]:
        if not self.alive(ino):
            return {errno.ENOENT}
        return set() if self.kind[ino] == DIRECTORY else {errno.ENOTDIR}

    def why_no_new_name(self, parent: int, name: bytes, kind: str) -> set[int]:
        """Why `name` cannot be made in a directory, as an inode of `kind`."""
        if problems := self.why_no_directory(parent):
            return problems
        problems = _why_no_name(name)
        if name in self.children[parent]:
            problems.add(errno.EEXIST)
        if not self.links(parent) and parent != ROOT_INO:
            problems.add(errno.ENOENT)
        if not self._takes(parent, name, kind):
            problems.add(errno.EPERM)
        return problems

    def _takes(self, parent: int, name: bytes, kind: str) -> bool:
        place = self.place[parent]
        if place == SPACE:
            return name in ((b"skills", b"inbox") if kind == DIRECTORY else BESIDE_SPACE_MD) and kind != SYMLINK
        return place == SKILLS or (place == INBOX and kind != SYMLINK)

    def why_not_found(self, parent: int, name: bytes) -> set[int]:
        """Why `name` in a directory is nothing to remove or rename."""
        if problems := self.why_no_directory(parent):
            return problems
        if name in self.children[parent]:
            return set()
        if len(name) > 255:
            return {errno.ENAMETOOLONG}
        return {errno.EPERM if name in (b".", b"..") or self._is_control(parent, name) else errno.ENOENT}

    def _is_control(self, parent: int, name: bytes) -> bool:
        return name == b".skillfs" and self.place[parent] == SPACE

    def why_no_unlink(self, parent: int, name: bytes) -> set[int]:
        if problems := self.why_not_found(parent, name):
            return problems
        kind = self.kind[self.children[parent][name]]
        return {DIRECTORY: {errno.EISDIR}, GENERATED: {errno.EPERM}}.get(kind, set())

    def why_no_rmdir(self, parent: int, name: bytes) -> set[int]:
        if problems := self.why_not_found(parent, name):
            return problems
        ino = self.children[parent][name]
        if self.kind[ino] != DIRECTORY:
            return {errno.ENOTDIR}
        problems = {errno.EPERM} if parent == ROOT_INO else set()
        return problems | ({errno.ENOTEMPTY} if self.children[ino] else set())

    def why_no_rename(self, parent: int, name: bytes, new_parent: int, new_name: bytes, flags: int) -> set[int]:
        problems = {errno.EINVAL} if flags not in (0, 1) else set()
        problems |= self.why_not_found(parent, name) | self.why_no_directory(new_parent)
        if not self.why_no_directory(new_parent):
            problems |= _why_no_name(new_name)
            if not self.links(new_parent) and new_parent != ROOT_INO:
                problems.add(errno.ENOENT)
        if self.why_not_found(parent, name) or self.why_no_directory(new_parent):
            return problems
        return problems | self._why_no_move(parent, self.children[parent][name], new_parent, new_name, flags)

    def _why_no_move(self, parent: int, ino: int, new_parent: int, new_name: bytes, flags: int) -> set[int]:
        problems = set()
        is_directory, places = self.kind[ino] == DIRECTORY, (self.place[parent], self.place[new_parent])
        inbox = {self.place[ino] == INBOX, self.place[new_parent] == INBOX}
        if self.space_of[ino] != self.space_of[new_parent] or len(inbox) == 2:
            problems.add(errno.EXDEV)
        if ROOT in places or CONTROL in places or self.kind[ino] == GENERATED:
            problems.add(errno.EPERM)
        if (is_directory and SPACE in places) or not self._takes(new_parent, new_name, self.kind[ino]):
            problems.add(errno.EPERM)
        if new_parent in self.below(ino):
            problems.add(errno.EINVAL)
        replaced = self.children[new_parent].get(new_name)
        if replaced is not None:
            problems |= self._why_not_replaced(ino, replaced, flags)
        return problems

    def _why_not_replaced(self, ino: int, replaced: int, flags: int) -> set[int]:
        problems = {errno.EEXIST} if flags & 1 else set()
        if replaced == ino:
            return problems
        if self.kind[replaced] == GENERATED:
            problems.add(errno.EPERM)
        if self.kind[replaced] == DIRECTORY:
            problems |= {errno.ENOTEMPTY} if self.children[replaced] else set()
            problems |= {errno.EISDIR} if self.kind[ino] != DIRECTORY else set()
        elif self.kind[ino] == DIRECTORY:
            problems.add(errno.ENOTDIR)
        return problems

    def why_no_link(self, ino: int, new_parent: int, new_name: bytes) -> set[int]:
        problems = set() if self.alive(ino) else {errno.ENOENT}
        problems |= self.why_no_new_name(new_parent, new_name, FILE)
        if self.alive(ino):
            if self.kind[ino] != FILE or self.place[ino] != INBOX or not self.links(ino):
                problems.add(errno.EPERM)
            if self.alive(new_parent):
                problems |= {errno.EPERM} if self.place[new_parent] != INBOX else set()
                problems |= {errno.EXDEV} if self.space_of[new_parent] != self.space_of[ino] else set()
        return problems

    def why_not_open(self, ino: int, writes: bool) -> set[int]:
        if not self.alive(ino):
            return {errno.ENOENT}
        kind = self.kind[ino]
        if kind == GENERATED:
            return {errno.EACCES} if writes else set()
        return {DIRECTORY: {errno.EISDIR}, SYMLINK: {errno.ELOOP}}.get(kind, set())

    def why_not_sized(self, ino: int, size: int) -> set[int]:
        """Why a file cannot be `size` bytes long, or a write cannot end there."""
        if not self.alive(ino):
            return {errno.ENOENT}
        kinds = {DIRECTORY: {errno.EISDIR}, SYMLINK: {errno.EINVAL}, GENERATED: {errno.EACCES}}
        if problems := kinds.get(self.kind[ino], set()):
            return problems
        if size < 0:
            return {errno.EINVAL}
        return {errno.EFBIG} if size > (MAX_DROP if self.place[ino] == INBOX else MAX_FILE_SIZE) else set()

    def why_no_attributes(self, ino: int) -> set[int]:
        if not self.alive(ino):
            return {errno.ENOENT}
        return {errno.EPERM} if self.place[ino] == CONTROL else set()

    def why_no_xattr(self, ino: int, name: bytes, value: bytes | None) -> set[int]:
        """Why an extended attribute cannot be set, or with None removed."""
        if not self.alive(ino):
            return {errno.ENOENT}
        if self.place[ino] != SKILLS or self.kind[ino] not in (FILE, DIRECTORY):
            return {errno.ENOTSUP}
        if value is None:
            return set() if name in self.xattrs[ino] else {errno.ENODATA}
        if not name.startswith(b"user."):
            return {errno.ENOTSUP}
        if name == b"user.":
            return {errno.EINVAL}
        others = sum(len(key) + len(kept) for key, kept in self.xattrs[ino].items() if key != name)
        return {errno.E2BIG} if others + len(name) + len(value) > MAX_XATTRS else set()

    # -- changes -------------------------------------------------------------------------------------------------

    def put(self, parent: int, name: bytes, ino: int, kind: str) -> None:
        """Give a new inode a name; or, where `inbox/` is made again, the old one."""
        place = self.place[parent]
        if place == SPACE and kind == DIRECTORY:
            place = INBOX if name == b"inbox" else SKILLS
        if ino not in self.kind:
            self.add(ino, kind, place, self.space_of[parent])
        self.children[parent][name] = ino
        self.mtime_ns.pop(parent, None)

    def remove(self, parent: int, name: bytes) -> None:
        del self.children[parent][name]
        self.mtime_ns.pop(parent, None)

    def move(self, parent: int, name: bytes, new_parent: int, new_name: bytes) -> None:
        ino = self.children[parent][name]
        if self.children[new_parent].get(new_name) == ino:
            return
        self.remove(parent, name)
        self.children[new_parent][new_name] = ino
        self.mtime_ns.pop(new_parent, None)
        for moved in self.below(ino):
            self.place[moved] = self.place[new_parent]

    def write(self, ino: int, offset: int, data: bytes) -> None:
        if data:
            self.size[ino] = max(self.size[ino], offset + len(data))
            self.data[ino].update(enumerate(data, offset))
        self.mtime_ns.pop(ino, None)

    def truncate(self, ino: int, size: int) -> None:
        self.size[ino] = size
        self.data[ino] = {position: byte for position, byte in self.data[ino].items() if position < size}
        self.mtime_ns.pop(ino, None)

    def made(self, parent: int, name: bytes, ino: int, kind: str, mode: int) -> None:
        """Give a new inode a name. A set-group-ID directory hands on its group, to directories the bit (inode(7))."""
        self.put(parent, name, ino, kind)
        shares_group = bool(self.mode.get(parent, 0) & stat.S_ISGID)
        self.set_mode(ino, mode | (stat.S_ISGID if shares_group and kind == DIRECTORY else 0))
        if shares_group and parent in self.owner:
            self.group[ino] = self.owner[parent][1]

    def set_mode(self, ino: int, mode: int) -> None:
        """In an inbox a mode is not just what was asked for: a drop box keeps others out."""
        if self.place[ino] != INBOX:
            self.mode[ino] = stat.S_IMODE(mode)

    def set_times(self, ino: int, mtime_ns: int) -> None:
        """The time that a file system can keep which is nearest to the one that was asked for."""
        self.mtime_ns[ino] = max(-(2**63), min(mtime_ns, MAX_TIME_NS))


def _why_no_name(name: bytes) -> set[int]:
    problems = {errno.ENAMETOOLONG} if len(name) > 255 else set()
    if name in (b"", b".", b"..") or b"/" in name or b"\0" in name:
        problems.add(errno.EINVAL)
    return problems
