"""A mount's write leases: learners keep off what it has open for writing, or has written and not committed."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Collection

import trio

from skillfs.store import daemons
from skillfs.store.database import Store, StoreBusy
from skillfs_daemon.loop_writer import LoopWriter
from skillfs_daemon.store_writer import StoreWriter

LEASE_SECONDS = 30.0
RENEWAL_SECONDS = LEASE_SECONDS / 3


class WriteLeases:
    """Takes leases from the mount's loop, gives them back from the writer's thread, and renews them."""

    def __init__(self, writer: StoreWriter, loop_writer: LoopWriter, daemon_id: int) -> None:
        self._writer = writer
        self._loop_writer = loop_writer
        self._daemon_id = daemon_id
        self._held: defaultdict[int, dict[bytes, int]] = defaultdict(dict)
        self._releasing: set[tuple[int, bytes]] = set()

    def paths(self, space_id: int) -> set[bytes]:
        """The paths of a space that learners are kept off."""
        return set(self._held[space_id])

    async def take(self, space_id: int, path: bytes) -> int:
        """Keep learners off a path from now on; the number of the last commit that came before that.

        Raises `sqlite3.Error` and `StoreError`.
        """
        number = self._held[space_id].get(path)
        if number is None:
            number = self._held[space_id][path] = await self._hold(space_id, path)
        return number

    async def _hold(self, space_id: int, path: bytes) -> int:
        holding = _holding([daemons.write_lease(space_id, path)], self._daemon_id)

        def hold(store: Store) -> int:
            holding(store)
            return int(store.one("SELECT head FROM spaces WHERE id = ?", (space_id,)) or 0)

        if (space_id, path) not in self._releasing:
            with contextlib.suppress(StoreBusy):
                return self._loop_writer.run(hold)
        # In the writer's thread it comes after a release of the same path, which else would take this lease back.
        return await self._writer.run(hold)

    def release(self, space_id: int, paths: Collection[bytes]) -> None:
        """Let learners at paths again."""
        if not paths:
            return
        for path in paths:
            del self._held[space_id][path]
        releasing = {(space_id, path) for path in paths}
        self._releasing |= releasing
        names = [daemons.write_lease(space_id, path) for path in paths]

        def released(_: object = None) -> None:
            self._releasing -= releasing

        self._writer.post(lambda store: daemons.release(store, names, self._daemon_id), then=released, failed=released)

    async def keep(self, release_unneeded: Callable[[int], None]) -> None:
        """Renew the leases of every space until cancelled, after `release_unneeded` has seen to those of the space."""
        while True:
            await trio.sleep(RENEWAL_SECONDS)
            for space_id in [space_id for space_id, held in self._held.items() if held]:
                release_unneeded(space_id)
                names = [daemons.write_lease(space_id, path) for path in self._held[space_id]]
                self._writer.post(_holding(names, self._daemon_id))


def _holding(names: list[str], daemon_id: int) -> Callable[[Store], None]:
    return lambda store: daemons.hold(store, names, daemon_id, LEASE_SECONDS)
