"""The nodes of `.skillfs/`: made when a process looks, from what the store says then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import assert_never, cast

import trio

from skillfs.store.entries import Entry
from skillfs.tree.access import HISTORY, is_history, is_version
from skillfs.tree.effects import EntryChanged, Invalidation
from skillfs.tree.nodes import Directory, Generated, Node
from skillfs.tree.tree import Tree
from skillfs_daemon.control import history_listing, resolve
from skillfs_daemon.generated import (
    ControlDirectory,
    ControlFile,
    ControlLink,
    Found,
    GeneratedBody,
    HistoryDirectory,
    InHistory,
    read_body,
)
from skillfs_daemon.glances import Glances
from skillfs_daemon.publishing import Publisher
from skillfs_daemon.reading import StoreReader
from skillfs_daemon.walked_states import WalkedStates

WHOLE_STATES = (b"export.tar", b"export.zip", b"history/latest")
"""Who asks for one of these expects what was saved a moment ago to be in it."""
_NODES_AT_ONCE = 500


class ControlTree:
    """Looks up, lists and reads what is generated, for the processes that use a mount."""

    def __init__(
        self,
        tree: Tree,
        mountpoint: Path,
        reader: StoreReader,
        publisher: Publisher,
        notify: Callable[[Iterable[Invalidation]], None],
    ) -> None:
        """`notify` tells the kernel what to forget."""
        self._tree = tree
        self._mountpoint = mountpoint
        self._reader = reader
        self._publisher = publisher
        self._notify = notify
        self._glances = Glances()
        self._walked_states = WalkedStates()

    async def look_at(self, parent: Directory, name: bytes, pid: int) -> Node | None:
        """The node of a control file or directory: the same one as long as a process has only looked at it."""
        place = self._tree.control_place(parent)
        if place is None:
            return None
        path = _below(place, name)
        known = parent.children.get(name)
        if known is not None and (is_version(path) or (is_history(path) and isinstance(known, Directory))):
            # No state that was published ever changes.
            return known
        seen = self._tree.nodes.get(self._glances.at(pid, parent.ino, name) or 0)
        if seen is not None:
            return seen
        node = await self._generate(parent, name, path)
        if isinstance(node, Generated):
            self._glances.note(pid, parent.ino, name, node.ino)
        return node

    def acted(self, pid: int) -> None:
        """Note that a process opened or changed something: what it looks at next is what is there then."""
        self._glances.end(pid)

    async def listing(self, directory: Directory) -> list[tuple[bytes, Node]]:
        """What a control directory holds now, with the nodes, which stay until the listing is `listed`."""
        place = self._tree.control_place(directory)
        listing: list[tuple[bytes, Node]] = []
        if place is None:
            return listing
        try:
            if is_history(place):
                await self._list_history(directory, place, listing)
            else:
                await self._list(directory, place, listing)
        except BaseException:
            self.listed(listing)
            raise
        return listing

    async def _list(self, directory: Directory, place: bytes, listing: list[tuple[bytes, Node]]) -> None:
        found = await self._resolve(directory.space_id, place)
        names = found.names if isinstance(found, ControlDirectory) else {}
        for name, is_directory in names.items():
            if is_directory:
                node: Node | None = self._tree.control_directory(directory, name)
            else:
                node = await self._generate(directory, name, _below(place, name))
            if node is not None:
                _keep(listing, name, node)

    async def _list_history(self, directory: Directory, place: bytes, listing: list[tuple[bytes, Node]]) -> None:
        """One read of the store for all that is in a directory, which may be very much."""
        found = await self._reader.run(lambda store: history_listing(store, directory.space_id, place))
        for count, (name, item) in enumerate(found.items(), 1):
            _keep(listing, name, self._node(directory, name, item))
            if count % _NODES_AT_ONCE == 0:
                await trio.lowlevel.checkpoint()
        if (state := _state_of(directory)) is not None:
            self._notify(self._walked_states.listed(state, len(found)))

    def listed(self, listing: Iterable[tuple[bytes, Node]]) -> None:
        """Let go of the nodes of a listing that nobody reads any more."""
        for _, node in listing:
            node.handles -= 1
            self._tree.discard(node)

    async def read(self, node: Generated, offset: int, size: int) -> bytes:
        """A range of a generated file."""
        body = cast(GeneratedBody, node.body)
        return await self._reader.run(lambda store: read_body(store, body, offset, size))

    async def _generate(self, parent: Directory, name: bytes, path: bytes) -> Node | None:
        if path in WHOLE_STATES:
            await self._publisher.cut(parent.space_id)
        found = await self._resolve(parent.space_id, path)
        return None if found is None else self._node(parent, name, found)

    def _node(self, parent: Directory, name: bytes, found: ControlDirectory | InHistory) -> Node:
        match found:
            case ControlDirectory():
                return self._tree.control_directory(parent, name)
            case HistoryDirectory():
                return self._tree.control_directory(parent, name, found.mtime_ns)
            case ControlFile():
                return self._tree.control_file(parent, name, found.key, found.body, found.mtime_ns)
            case ControlLink():
                return self._tree.control_link(parent, name, found.target, found.mtime_ns)
            case Entry():
                return self._tree.version(parent, name, found)
            case _:
                assert_never(found)

    async def _resolve(self, space_id: int, path: bytes) -> Found:
        return await self._reader.run(lambda store: resolve(store, space_id, path, self._mountpoint))


def _state_of(directory: Directory) -> EntryChanged | None:
    """Where the kernel forgets the earlier state to which a directory belongs; None for the whole history."""
    node = directory
    while node.parent is not None:
        if node.parent.name == HISTORY and node.parent.parent is not None and node.parent.parent.is_top:
            return EntryChanged(node.parent.ino, node.name)
        node = node.parent
    return None


def _below(place: bytes, name: bytes) -> bytes:
    return place + b"/" + name if place else name


def _keep(listing: list[tuple[bytes, Node]], name: bytes, node: Node) -> None:
    """Add a node to a listing, so that nobody lets go of it before the listing is read."""
    node.handles += 1
    listing.append((name, node))
