"""Showing the commits of other processes in the mount, in the way that file watchers notice.

For each changed path a child process (`stagehand`) performs in the mount what a program would have done there: it
renames the new version into place, makes directories, removes what is gone. The tree takes the step in the handler of
that very request: measured, a rename fires IN_MOVED_TO only if the tree switches then (FUSE.md). What the child cannot
do is shown all the same, by telling the kernel to forget what it knows.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import trio

from skillfs.store.commits import Commit
from skillfs.store.entries import Kind
from skillfs.tree.effects import Invalidation
from skillfs.tree.nodes import Directory, Node
from skillfs.tree.space import SpaceTree, Step
from skillfs.tree.tree import Tree, fail
from skillfs_daemon.stagehand_link import Operation, StagehandLink, StagehandLost

log = logging.getLogger(__name__)

STAGED_PREFIX = b".skillfs.new."
"""What a version is called before it is renamed into place. No listing shows it, and only the child can move it."""
MAX_STEPS = 500
"""A commit of more changes is shown at once, without telling watchers of each: it has to be visible soon."""
STEPS_A_BATCH = 32


class Announcer:
    """Shows commits one after the other. Its questions are asked from the handlers of the mount."""

    def __init__(
        self,
        tree: Tree,
        mountpoint: Path,
        daemon_id: int,
        notify: Callable[[Iterable[Invalidation]], None],
        shown: Callable[[], None],
        stagehand: StagehandLink,
        kept: Callable[[int], None],
        *,
        through_mount: bool,
    ) -> None:
        """`notify` is given what the kernel must forget; `shown` is called when a commit has been shown.

        `kept` is called with the id of a space in which something was kept that a commit removes.
        """
        self._tree = tree
        self._mountpoint = os.fsencode(mountpoint)
        self._daemon_id = daemon_id
        self._notify = notify
        self._shown = shown
        self._kept = kept
        self._through_mount = through_mount
        self._send, self._receive = trio.open_memory_channel[Commit](float("inf"))
        self._stagehand = stagehand
        self._staged: dict[bytes, tuple[SpaceTree, Step]] = {}
        self._expected: dict[tuple[int, bytes], tuple[SpaceTree, Step]] = {}
        self._last_staged = 0

    def show(self, commit: Commit) -> None:
        """Show a commit after those that were handed in before."""
        self._send.send_nowait(commit)

    async def run(self) -> None:
        """Show commits until cancelled."""
        try:
            if self._through_mount:
                # To start it takes as long as a commit may take to be visible; where that fails it is tried again.
                with contextlib.suppress(StagehandLost):
                    await self._stagehand.start()
            async for commit in self._receive:
                space = self._tree.spaces.get(commit.space_id)
                if space is None or commit.number <= space.number:
                    continue
                if commit.origin == self._daemon_id:
                    self._notify(space.confirm(commit))
                elif self._through_mount and len(commit.changes) <= MAX_STEPS:
                    await self._announce(space, commit)
                else:
                    self._notify(space.apply(commit))
                if space.unstaged:
                    self._kept(space.id)
                self._shown()
        finally:
            self._stagehand.stop()

    async def _announce(self, space: SpaceTree, commit: Commit) -> None:
        steps = space.steps(commit)
        for start in range(0, len(steps), STEPS_A_BATCH):
            batch = steps[start : start + STEPS_A_BATCH]
            operations = [operation for step in batch if (operation := self._prepare(space, step)) is not None]
            if operations:
                await self._perform(operations)
            self._take_the_rest()
        space.number = commit.number

    def _prepare(self, space: SpaceTree, step: Step) -> Operation | None:
        """What the child is to do for a step; None for a step that is taken without it, unseen by watchers."""
        head, _, name = step.path.rpartition(b"/")
        parent = space.find(head) if head else space.top
        path = b"/".join((self._mountpoint, space.name.encode(), step.path))
        old = space.find(step.path)
        if step.entry is not None and old is not None and step.keeps(old):
            self._notify(space.take(step))
            return ["touch", os.fsdecode(path), None]
        if step.entry is None and old is None:
            return None
        # The parent may be made by an earlier step of the same batch: its number is known from the step.
        key = (parent.ino if parent is not None else self._number_of(head), name)
        self._expected[key] = (space, step)
        if isinstance(old, Directory) and step.entry is not None:
            # No rename(2) replaces a directory by a file: it is taken with the rest, after what is in the directory.
            return None
        if step.entry is None:
            return ["rmdir" if isinstance(old, Directory) else "unlink", os.fsdecode(path), None]
        if step.entry.kind is Kind.DIRECTORY:
            return ["mkdir", os.fsdecode(path), None]
        self._last_staged += 1
        staged = STAGED_PREFIX + str(self._last_staged).encode()
        self._staged[staged] = (space, step)
        source = path[: len(path) - len(name)] + staged
        return ["rename", os.fsdecode(path), os.fsdecode(source)]

    def _number_of(self, path: bytes) -> int:
        for _, step in self._expected.values():
            if step.path == path and step.entry is not None:
                return step.entry.ino
        return 0

    def _take_the_rest(self) -> None:
        """Take the steps that the child could not be asked for."""
        rest = list(self._expected.values())
        self._expected.clear()
        self._staged.clear()
        for space, step in rest:
            self._notify(space.take(step))

    # -- the child -----------------------------------------------------------------------------------------------

    async def _perform(self, operations: list[Operation]) -> None:
        """Have the child do operations; one that dies, fails or takes too long leaves the rest undone."""
        try:
            done = await self._stagehand.perform(operations)
        except StagehandLost as error:
            log.warning("changes are shown without telling file watchers: %s", error)
            return
        if done < len(operations):
            log.info("%d of %d changes were not shown to file watchers", len(operations) - done, len(operations))

    # -- what the mount's handlers ask ---------------------------------------------------------------------------

    def is_stagehand(self, pid: int) -> bool:
        """Whether a request comes from the child: it changes nothing, it shows what is committed already."""
        return self._stagehand.knows(pid)

    def staged(self, name: bytes, pid: int) -> Node | None:
        """The version that the child is about to rename into place."""
        if not name.startswith(STAGED_PREFIX) or not self.is_stagehand(pid) or name not in self._staged:
            return None
        space, step = self._staged[name]
        return space.staged(step)

    def take(self, parent_ino: int, name: bytes) -> None:
        """Take the step that a request of the child stands for.

        Raises ENOENT when none is expected there, EBUSY when the path was changed here in this very moment, and
        ENOTEMPTY for a directory that is kept for what is in it.
        """
        found = self._expected.pop((parent_ino, name), None)
        if found is None:
            raise fail(errno.ENOENT)
        space, step = found
        if space.is_ours(step.path):
            raise fail(errno.EBUSY)
        space.take(step)
        if step.entry is None and space.find(step.path) is not None:
            raise fail(errno.ENOTEMPTY)
