"""From what is written through the mount to commits: drafts at flush and fsync, a commit when a space is at rest."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import trio

from skillfs.store import closes, commits, spaces
from skillfs.store.database import Store, StoreBusy, StoreError
from skillfs.tree.content import Missing
from skillfs.tree.nodes import Area, File, Node
from skillfs.tree.space import PathState, SpaceTree
from skillfs.tree.tree import Tree
from skillfs_daemon.authorship import authors, describe_process, message_of
from skillfs_daemon.closing import SpaceCloses
from skillfs_daemon.drafting import savings_of, store_states
from skillfs_daemon.leases import WriteLeases
from skillfs_daemon.loop_writer import LoopWriter
from skillfs_daemon.saving import Loader, Saver, Saving, as_os_error
from skillfs_daemon.store_writer import StoreWriter

log = logging.getLogger(__name__)

QUIET_SECONDS = 0.2
"""A commit is cut this long after the last change, once nothing is open for writing."""
PATIENCE_SECONDS = 60.0
"""A commit is cut this long after the first change even if something stays open for writing."""
SHOWN_PATIENCE_SECONDS = 15.0
"""How long an open waits for the tree to show what is committed before it fails; it takes a few milliseconds.

A stagehand that is stuck is given up after 2 s, and what it was to show is shown without it.
"""
PATHS_A_TRANSACTION = 64
PATHS_AT_ONCE = 16
CHUNKS_AT_ONCE = 1
"""What is hashed and stored by the loop itself: at most so many chunks of 128 KiB, a third of a millisecond."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """A draft that is complete, and is to be published under this author and message."""

    draft: int
    author: str
    message: str


@dataclass(slots=True)
class _Activity:
    """What goes on in one space. Times are of trio's clock."""

    first_change: float = 0.0
    last_change: float = 0.0
    open_files: int = 0
    draft: int | None = None
    drafted: set[bytes] = field(default_factory=set)
    cuts: deque[_Cut] = field(default_factory=deque)
    """What is to be published before `draft` is, in this order."""
    closes: SpaceCloses | None = None
    """None before the first close."""
    written: int = 0
    """How many transactions have written to drafts; the first `synced` of them are on the disk."""
    synced: int = 0
    actors: dict[tuple[int, int], str] = field(default_factory=dict)
    staging: trio.Lock = field(default_factory=trio.Lock)
    publishing: trio.Lock = field(default_factory=trio.Lock)


class Publisher:
    """Keeps the store's drafts and the commit log up to date with the trees of a mount's spaces."""

    def __init__(
        self, tree: Tree, writer: StoreWriter, loop_writer: LoopWriter, loader: Loader, saver: Saver, daemon_id: int
    ) -> None:
        self._tree = tree
        self._writer = writer
        self._loop_writer = loop_writer
        self._loader = loader
        self._saver = saver
        self._daemon_id = daemon_id
        self._leases = WriteLeases(writer, loop_writer, daemon_id)
        self._activities: defaultdict[int, _Activity] = defaultdict(_Activity)
        self._wake = trio.Event()
        self._much = trio.Event()
        self._next_look = float("inf")
        self._advanced = trio.Event()

    def _activity(self, space_id: int) -> _Activity:
        return self._activities[space_id]

    # -- what the mount's operations report ----------------------------------------------------------------------

    def touched(self, space_id: int, uid: int, pid: int) -> None:
        """Versioned paths of a space were changed by a process."""
        activity = self._activity(space_id)
        now = trio.current_time()
        if not activity.first_change:
            # Later changes only put off what is due, which is looked at again when it seems to have come.
            activity.first_change = now
            self._wake.set()
        activity.last_change = now
        if (uid, pid) not in activity.actors:
            # Named at once: a process that writes is often gone when the commit is cut.
            activity.actors[uid, pid] = describe_process(uid, pid)

    def kept(self, space_id: int) -> None:
        """Something was kept in a space that another process removed: that is this one's change."""
        self.touched(space_id, os.getuid(), os.getpid())

    async def opened(self, file: File) -> None:
        """A versioned file was opened for writing: learners keep off it from the moment this returns.

        The tree shows by then what they had committed before, be it that the file has another one in its place. Raises
        `OSError` when that cannot be: what is written to an old version would undo the new one.
        """
        self._activity(file.space_id).open_files += 1
        if not file.linked or not file.version:
            return
        try:
            number = await self._leases.take(file.space_id, file.path())
        except (sqlite3.Error, StoreError) as error:
            # A file can be opened on a full disk. Without the lease the last writer wins, as without learners.
            log.error("space %d: learners are not kept off an open file: %s", file.space_id, error)
            return
        # Also where another open has taken the lease: it may be waiting itself.
        await self._until_shown(file.space_id, number)

    async def _until_shown(self, space_id: int, number: int) -> None:
        with trio.move_on_after(SHOWN_PATIENCE_SECONDS):
            while (space := self._tree.spaces.get(space_id)) is not None and space.number < number:
                await self._advanced.wait()
            return
        raise OSError(errno.EBUSY, f"commit {number} is not shown yet; open the file again")

    def advanced(self) -> None:
        """The tree shows another commit."""
        self._advanced.set()
        self._advanced = trio.Event()

    def closed(self, file: File) -> None:
        """A writable handle of a versioned file was closed."""
        activity = self._activity(file.space_id)
        activity.open_files -= 1
        activity.last_change = trio.current_time()
        if not activity.open_files and activity.last_change + QUIET_SECONDS < self._next_look:
            self._wake.set()

    # -- drafts --------------------------------------------------------------------------------------------------

    async def save(self, node: Node) -> None:
        """See to it that what was changed in a file survives the death of every process. Raises `OSError`.

        A power cut after the next `save_space` or commit it survives too.
        """
        if isinstance(node, File) and node.linked and node.area in (Area.SPACE, Area.SKILLS):
            space = self._tree.spaces.get(node.space_id)
            path = node.path()
            if space is not None and not self._confirm(space, node, path) and not self._stage_at_once(space, [path]):
                await self.stage(space, [path])

    def _confirm(self, space: SpaceTree, file: File, path: bytes) -> bool:
        """Confirm a close without the draft; false where it has to be in that."""
        activity = self._activity(space.id)
        if path not in space.unstaged:
            # It is in the draft, or on its way there.
            return not activity.staging.locked()
        if activity.closes is None:
            activity.closes = SpaceCloses(self._loop_writer, self._daemon_id, space)
        confirmed = activity.closes.confirm(space, path, file)
        if activity.closes.is_much:
            self._much.set()
        return confirmed

    async def save_space(self, space_id: int) -> None:
        """Make everything that was changed in a space durable. Raises `OSError`."""
        if (space := self._tree.spaces.get(space_id)) is None:
            return
        if not self._stage_at_once(space):
            await self.stage(space)
        activity = self._activity(space_id)
        written = activity.written
        if activity.synced < written:
            try:
                await self._writer.flush()
            except (sqlite3.Error, StoreError) as error:
                raise as_os_error(error) from error
            activity.synced = max(activity.synced, written)

    def _stage_at_once(self, space: SpaceTree, paths: Iterable[bytes] | None = None) -> bool:
        """Put what changed into the draft from the loop itself; false where that has to take its time.

        Whatever stands in the way is left to `stage`: many paths, a large content, one that is to be loaded first,
        another writer in the store, an error. It is durable with the next sync.
        """
        activity = self._activity(space.id)
        if activity.staging.locked() or (paths is None and len(space.unstaged) > PATHS_AT_ONCE):
            return False
        try:
            states, through = self._take(space, activity, paths)
        except Missing:
            return False
        savings = savings_of(states)
        try:
            chunks = sum(len(saving.rest()) for saving in savings.values())
            if chunks > CHUNKS_AT_ONCE or len(states) > PATHS_AT_ONCE:
                raise StoreBusy(f"{space.name}: too much to be stored at once")
            for saving in savings.values():
                saving.hash_rest()
            draft = self._loop_writer.run(self._storing(space, activity, states, savings, through))
        except (sqlite3.Error, StoreError):
            space.unstaged.update(state.path for state in states)
            return False
        self._staged(space, activity, draft, states, savings, through)
        return True

    def _take(
        self, space: SpaceTree, activity: _Activity, paths: Iterable[bytes] | None
    ) -> tuple[list[PathState], int]:
        """What is to be staged, and the number of the last file of closes of which the draft has everything then.

        Raises `Missing`.
        """
        if activity.closes is None or not activity.closes.outstanding:
            return space.take_unstaged(paths), 0
        # All of it: after a crash an older close is not to come on top of what is staged now.
        return space.take_unstaged(), activity.closes.complete()

    async def stage(self, space: SpaceTree, paths: Iterable[bytes] | None = None) -> None:
        """Put what changed into the store's draft of the next commit. It is durable with the next sync.

        Raises `OSError`; all of it is unstaged then.
        """
        activity = self._activity(space.id)
        async with activity.staging:
            states, through = await self._loader.with_content(lambda: self._take(space, activity, paths))
            count = max(len(states), 1 if through else 0)
            try:
                for start in range(0, count, PATHS_A_TRANSACTION):
                    end = start + PATHS_A_TRANSACTION
                    await self._stage_some(space, activity, states[start:end], through if end >= count else 0)
            except (sqlite3.Error, StoreError, OSError) as error:
                space.unstaged.update(state.path for state in states)
                raise as_os_error(error) from error

    async def _stage_some(self, space: SpaceTree, activity: _Activity, states: list[PathState], through: int) -> None:
        savings = savings_of(states)
        for saving in savings.values():
            await self._saver.store_large(saving)

        def hash_all() -> None:
            for saving in savings.values():
                saving.hash_rest()

        storing = self._storing(space, activity, states, savings, through)
        draft = await self._writer.run(storing, prepare=hash_all, durable=False)
        self._staged(space, activity, draft, states, savings, through)

    def _storing(
        self,
        space: SpaceTree,
        activity: _Activity,
        states: list[PathState],
        savings: dict[bytes, Saving],
        through: int,
    ) -> Callable[[Store], int | None]:
        """What writes the states of paths into the space's draft, and returns that. Nothing else stages then."""

        def store_all(store: Store) -> int | None:
            if not spaces.exists(store, space.id):
                # Purged by another process, on purpose: what was saved goes where all the rest of it went.
                return None
            draft = activity.draft or commits.begin(store, space.id, commits.DRAFT, origin=self._daemon_id)
            store_states(store, space.id, draft, states, savings, activity.drafted)
            if through:
                closes.note(store, self._daemon_id, space.id, through)
            return draft

        return store_all

    def _staged(
        self,
        space: SpaceTree,
        activity: _Activity,
        draft: int | None,
        states: list[PathState],
        savings: dict[bytes, Saving],
        through: int,
    ) -> None:
        activity.written += 1
        activity.draft = draft
        space.has_draft(states)
        activity.drafted -= {state.path for state in states if state.never_was}
        activity.drafted |= {state.path for state in states if state.versioned and not state.never_was}
        for saving in savings.values():
            self._saver.finish(saving)
        if activity.closes is not None:
            activity.closes.remove(through)

    async def _draft_what_is_much(self) -> None:
        """Put into drafts what closes have confirmed, where that has become much, until cancelled."""
        while True:
            await self._much.wait()
            self._much = trio.Event()
            for space_id, activity in list(self._activities.items()):
                space = self._tree.spaces.get(space_id)
                if space is not None and activity.closes is not None and activity.closes.is_much:
                    try:
                        await self.stage(space)
                    except OSError as error:
                        # It is confirmed and stays so; the next cut tries again, and says what is wrong.
                        log.warning("space %d: what is closed is in no draft yet: %s", space_id, error)

    # -- commits -------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Cut commits when spaces come to rest, until cancelled."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._leases.keep, self._release_leases)
            nursery.start_soon(self._draft_what_is_much)
            while True:
                await self._wake.wait()
                self._wake = trio.Event()
                while (due := self._next_due()) is not None:
                    space_id, at = due
                    if at > trio.current_time():
                        self._next_look = at
                        with trio.move_on_at(at):
                            await self._wake.wait()
                        self._wake = trio.Event()
                        self._next_look = float("inf")
                        continue
                    await self._try_to_cut(space_id)

    def _next_due(self) -> tuple[int, float] | None:
        times = []
        for space_id, activity in self._activities.items():
            if activity.first_change:
                quiet = activity.last_change + QUIET_SECONDS
                patience = activity.first_change + PATIENCE_SECONDS
                times.append((patience if activity.open_files else min(quiet, patience), space_id))
        if not times:
            return None
        at, space_id = min(times)
        return space_id, at

    async def _try_to_cut(self, space_id: int) -> None:
        try:
            await self.cut(space_id)
        except Exception as error:
            details = not isinstance(error, OSError)
            log.error("space %d: changes could not be committed: %s; trying again", space_id, error, exc_info=details)
            self._activity(space_id).first_change = trio.current_time()
            await trio.sleep(1)

    async def cut_at_rest(self, space_id: int) -> None:
        """Commit what was changed in a space now, unless a file is still being written. Raises `OSError`."""
        activity = self._activity(space_id)
        if activity.first_change and not activity.open_files:
            await self.cut(space_id)

    async def cut(self, space_id: int) -> None:
        """Commit what was changed in a space. Raises `OSError`; what was cut by then is published before the next cut.

        What is saved while that is on its way to the disk goes into the draft of the next commit: no close waits for
        it.
        """
        space, activity = self._tree.spaces.get(space_id), self._activity(space_id)
        activity.first_change = 0.0
        async with activity.publishing:
            if space is None:
                await self._bring_in(activity)
            elif not self._stage_at_once(space):
                await self.stage(space)
            async with activity.staging:
                self._begin_cut(space, activity)
            while activity.cuts:
                written = activity.written
                await self._publish(activity.cuts[0])
                activity.cuts.popleft()
                activity.synced = max(activity.synced, written)
            self._release_unneeded(space_id)

    async def _bring_in(self, activity: _Activity) -> None:
        """Put into the draft what closes have confirmed in a space that another process has removed since."""
        if activity.closes is None or not activity.closes.outstanding:
            return
        async with activity.staging:
            through = activity.closes.complete()
            try:
                draft = await self._writer.run(activity.closes.bring_in, alone=True)
            except (sqlite3.Error, StoreError, OSError) as error:
                raise as_os_error(error) from error
            if draft not in {cut.draft for cut in activity.cuts}:
                activity.draft = draft or activity.draft
            activity.closes.remove(through)

    def _begin_cut(self, space: SpaceTree | None, activity: _Activity) -> None:
        """Set the draft aside, to be published. There is no `space` any more when another process has removed it."""
        draft, paths, actors = activity.draft, activity.drafted, list(activity.actors.values())
        activity.draft, activity.drafted = None, set()
        if space is not None:
            space.begin_cut(paths)
        if draft is not None:
            activity.cuts.append(_Cut(draft, authors(actors), message_of(paths)))
            activity.actors = {}

    async def _publish(self, cut: _Cut) -> None:
        def publish(store: Store) -> None:
            # In one transaction: the space may be purged, with the draft, between a look and the next.
            with store.transaction():
                if store.one("SELECT number FROM commits WHERE id = ?", (cut.draft,)) is not None:
                    # Published before, but the disk did not say so.
                    return
                if store.one("SELECT 1 FROM changes WHERE commit_id = ? LIMIT 1", (cut.draft,)):
                    commits.publish(store, cut.draft, author=cut.author, message=cut.message, force=True)
                else:
                    commits.drop(store, cut.draft)

        try:
            await self._writer.run(publish, alone=True)
        except (sqlite3.Error, StoreError) as error:
            raise as_os_error(error) from error

    async def cut_all(self) -> None:
        """Commit what was changed anywhere, as far as that is possible."""
        for space_id in list(self._activities):
            try:
                await self.cut(space_id)
            except OSError as error:
                log.error("space %d: changes stay a draft: %s", space_id, error)

    # -- leases --------------------------------------------------------------------------------------------------

    def _release_leases(self, space_id: int) -> None:
        activity = self._activity(space_id)
        # What is being published is neither open nor pending, and yet nobody may come in between.
        if not activity.publishing.locked() and not activity.cuts:
            self._release_unneeded(space_id)

    def _release_unneeded(self, space_id: int) -> None:
        """Let learners at the paths that are neither open for writing nor written since the last commit."""
        leased = self._leases.paths(space_id)
        if (space := self._tree.spaces.get(space_id)) is not None:
            leased -= _open_paths(space, leased) | space.pending.keys()
        self._leases.release(space_id, leased)


def _open_paths(space: SpaceTree, paths: Iterable[bytes]) -> set[bytes]:
    nodes = {path: space.find(path) for path in paths}
    return {path for path, node in nodes.items() if isinstance(node, File) and node.writers}
