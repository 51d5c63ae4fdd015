"""What an operation on the tree asks of the world: the tree itself neither stores nor notifies anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from skillfs.tree.nodes import Directory, Node


@dataclass(frozen=True, slots=True)
class Touched:
    """Versioned paths of a space changed: a commit is to be cut when it comes to rest."""

    space_id: int


@dataclass(frozen=True, slots=True)
class DropMade:
    """A file or directory was created in an inbox."""

    node: Node
    path: bytes


@dataclass(frozen=True, slots=True)
class DropRenamed:
    """A file or directory of an inbox has a new place; a file is to be judged by its new name."""

    node: Node
    path: bytes


@dataclass(frozen=True, slots=True)
class DropRemoved:
    """A file or directory of an inbox was removed by its user: what waited is cancelled.

    Its `.error` stays for a moment, for `rm -r` has seen it and is about to remove it too.
    """

    node: Node
    parent: Directory
    name: bytes


@dataclass(frozen=True, slots=True)
class DropAttributes:
    """Mode, owner or times of a file or directory of an inbox were set."""

    node: Node


@dataclass(frozen=True, slots=True)
class ErrorDismissed:
    """The `.error` beside a drop was removed by its user."""

    node: Node


@dataclass(frozen=True, slots=True)
class AttributesSet:
    """Mode, owner or times were set on a directory that is in no commit: the root, a space, an inbox."""

    node: Directory


@dataclass(frozen=True, slots=True)
class InboxMade:
    """A space's `inbox/` was made again: learning goes on."""

    space_id: int


@dataclass(frozen=True, slots=True)
class InboxRemoved:
    """A space's `inbox/` was removed: learning pauses."""

    space_id: int


@dataclass(frozen=True, slots=True)
class EntryChanged:
    """What the kernel knows of a name is out of date: the name itself, and the directory that holds it."""

    parent: int
    name: bytes


@dataclass(frozen=True, slots=True)
class InodeChanged:
    """What the kernel knows of an inode is out of date: its attributes, and its content unless `attributes_only`."""

    ino: int
    attributes_only: bool = False


Effect: TypeAlias = (
    Touched
    | DropMade
    | DropRenamed
    | DropRemoved
    | DropAttributes
    | ErrorDismissed
    | AttributesSet
    | InboxMade
    | InboxRemoved
)
Invalidation: TypeAlias = EntryChanged | InodeChanged
