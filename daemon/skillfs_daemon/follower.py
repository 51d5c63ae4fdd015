"""A thread that watches the store for what other processes commit, and hands it to the mount's loop.

SQLite tells by `PRAGMA data_version` (1.7 µs) that another connection has committed; what is new is read by number:
commits above the last one of each space, inbox rows above the last revision.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import trio

from skillfs.skills.settings import InvalidSpace, SpaceSettings, parse_space
from skillfs.skills.sources import first_text
from skillfs.store import commits, inbox, spaces
from skillfs.store.commits import Commit, State
from skillfs.store.database import Store
from skillfs.store.entries import SPACE_MD, Change, Entry
from skillfs.store.inbox import Drop
from skillfs.store.spaces import Space

log = logging.getLogger(__name__)

POLL_SECONDS = 0.01


@dataclass(slots=True)
class Arrival:
    """A space that is to be shown: all that the tree needs to know of it."""

    space: Space
    state: State
    unversioned: list[Change]
    drops: list[Drop]
    attributes: dict[int, tuple[int, int, int, int, int]]


@dataclass(slots=True)
class News:
    """What happened in the store since the last news, in the order in which it is to be shown.

    `inboxes` says of spaces whether they have an `inbox/`, `attributes` of inodes what `spaces.attributes` does, as of
    `spaces_revision` of the list of spaces.
    """

    arrived: list[Arrival] = field(default_factory=list)
    renamed: list[tuple[int, str]] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)
    inboxes: dict[int, bool] = field(default_factory=dict)
    attributes: dict[int, tuple[int, int, int, int, int]] = field(default_factory=dict)
    spaces_revision: int = 0
    settings: dict[int, SpaceSettings] = field(default_factory=dict)

    def __bool__(self) -> bool:
        changed = (self.arrived, self.renamed, self.removed, self.commits, self.drops, self.inboxes, self.attributes)
        return any((*changed, self.settings))


class Follower:
    """Follows the store on behalf of one mount. `tell` is called in the trio thread with each piece of news."""

    def __init__(self, path: Path, tell: Callable[[News], None]) -> None:
        self._path = path
        self._tell = tell
        self._token = trio.lowlevel.current_trio_token()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="store-follower", daemon=True)
        self._names: dict[int, str] = {}
        self._heads: dict[int, int] = {}
        self._inboxes: dict[int, bool] = {}
        self._attributes: dict[int, tuple[int, int, int, int, int]] = {}
        self._revision = 0
        self._spaces_revision = -1

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def read_all(self, store: Store) -> News:
        """The first news: everything. To be called before `start`, in any thread."""
        return self._read(store)

    def _follow(self) -> None:
        with Store(self._path, create=False) as store:
            seen = -1
            while not self._stop.wait(POLL_SECONDS):
                try:
                    version = store.data_version()
                    if version == seen:
                        continue
                    if news := self._read(store):
                        self._token.run_sync_soon(self._tell, news)
                    seen = version
                except trio.RunFinishedError:
                    return
                except Exception:
                    # The next poll tries again: a follower that ends would leave a mount that shows old things.
                    log.exception("cannot read what is new in %s", self._path)

    def _read(self, store: Store) -> News:
        news = News()
        # One read transaction: what is told together was true at one moment.
        store.execute("BEGIN")
        try:
            self._read_spaces(store, news)
            for space_id, head in self._heads.items():
                self._read_commits(store, news, space_id, head)
            for drop in inbox.changed_since(store, self._revision):
                self._revision = drop.revision
                if drop.space_id in self._heads:
                    news.drops.append(drop)
        finally:
            store.execute("ROLLBACK")
        return news

    def _read_spaces(self, store: Store, news: News) -> None:
        revision = spaces.revision(store)
        if revision == self._spaces_revision:
            return
        self._spaces_revision = news.spaces_revision = revision
        present = {space.id: space for space in spaces.listed(store)}
        for space_id in self._names.keys() - present.keys():
            news.removed.append(space_id)
            del self._names[space_id], self._heads[space_id], self._inboxes[space_id]
        for space in present.values():
            if space.id not in self._names:
                news.arrived.append(self._arrival(store, space, news))
            elif self._names[space.id] != space.name:
                news.renamed.append((space.id, space.name))
            if self._inboxes.get(space.id, space.inbox) != space.inbox:
                news.inboxes[space.id] = space.inbox
            self._names[space.id], self._inboxes[space.id] = space.name, space.inbox
        attributes = spaces.attributes(store)
        news.attributes = {ino: row for ino, row in attributes.items() if self._attributes.get(ino) != row}
        self._attributes = attributes

    def _arrival(self, store: Store, space: Space, news: News) -> Arrival:
        state = commits.state(store, space.id)
        self._heads[space.id] = state.number
        self._read_settings(store, news, space.id, state.entries.get(SPACE_MD))
        list_id = store.one(
            "SELECT id FROM commits WHERE space_id = ? AND kind = ? AND number IS NULL", (space.id, commits.UNVERSIONED)
        )
        unversioned = commits.unpublished(store, list_id) if list_id is not None else []
        rows = store.execute("SELECT * FROM attributes WHERE ino IN (?, ?)", (space.ino, space.inbox_ino))
        attributes = {ino: tuple(rest) for ino, *rest in rows}
        return Arrival(space, state, unversioned, inbox.listed(store, space.id), attributes)

    def _read_commits(self, store: Store, news: News, space_id: int, head: int) -> None:
        for commit in commits.log(store, space_id, head):
            news.commits.append(commit)
            self._heads[space_id] = commit.number
            for change in commit.changes:
                if change.path == SPACE_MD:
                    self._read_settings(store, news, space_id, change.entry)

    def _read_settings(self, store: Store, news: News, space_id: int, entry: Entry | None) -> None:
        """The settings that SPACE.md states; one that does not parse keeps the last good ones."""
        if entry is None:
            news.settings[space_id] = SpaceSettings()
            return
        try:
            text = first_text(store, entry)
            news.settings[space_id] = parse_space(text).settings
        except InvalidSpace as error:
            log.warning("space %d: %s", space_id, error)
