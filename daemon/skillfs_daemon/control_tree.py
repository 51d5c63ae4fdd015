"""The nodes of `.skillfs/`: made when a process looks, from what the store says then."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from skillfs.tree.nodes import Directory, Generated, Node
from skillfs.tree.tree import Tree
from skillfs_daemon.control import ControlDirectory, Found, GeneratedBody, read_body, resolve
from skillfs_daemon.glances import Glances
from skillfs_daemon.publishing import Publisher
from skillfs_daemon.reading import StoreReader

ARCHIVES = (b"export.tar", b"export.zip")


class ControlTree:
    """Looks up, lists and reads what is generated, for the processes that use a mount."""

    def __init__(self, tree: Tree, mountpoint: Path, reader: StoreReader, publisher: Publisher) -> None:
        self._tree = tree
        self._mountpoint = mountpoint
        self._reader = reader
        self._publisher = publisher
        self._glances = Glances()

    async def look_at(self, parent: Directory, name: bytes, pid: int) -> Node | None:
        """The node of a control file or directory: the same one as long as a process has only looked at it."""
        seen = self._tree.nodes.get(self._glances.at(pid, parent.ino, name) or 0)
        if seen is not None:
            return seen
        node = await self._generate(parent, name)
        if isinstance(node, Generated):
            self._glances.note(pid, parent.ino, name, node.ino)
        return node

    def acted(self, pid: int) -> None:
        """Note that a process opened or changed something: what it looks at next is what is there then."""
        self._glances.end(pid)

    async def listing(self, directory: Directory) -> list[tuple[bytes, Node]]:
        """What a control directory holds now, with the nodes."""
        found = await self._resolve(directory.space_id, directory.path())
        if not isinstance(found, ControlDirectory):
            return []
        listing = []
        for name, is_directory in found.names.items():
            if is_directory:
                node: Node | None = self._tree.control_directory(directory, name)
            else:
                node = await self._generate(directory, name)
            if node is not None:
                listing.append((name, node))
        return listing

    async def read(self, node: Generated, offset: int, size: int) -> bytes:
        """A range of a generated file."""
        body = cast(GeneratedBody, node.body)
        return await self._reader.run(lambda store: read_body(store, body, offset, size))

    async def _generate(self, parent: Directory, name: bytes) -> Node | None:
        path = b"/".join(filter(None, (parent.path(), name)))
        if path in ARCHIVES:
            # Who asks for an archive expects what was saved a moment ago to be in it.
            await self._publisher.cut(parent.space_id)
        found = await self._resolve(parent.space_id, path)
        if found is None:
            return None
        if isinstance(found, ControlDirectory):
            return self._tree.control_directory(parent, name)
        return self._tree.control_file(parent, name, found.key, found.body, found.mtime_ns)

    async def _resolve(self, space_id: int, path: bytes) -> Found:
        return await self._reader.run(lambda store: resolve(store, space_id, path, self._mountpoint))
