"""Watching a directory as file watchers do: inotify, by way of watchdog."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers.inotify import InotifyObserver


class Seen(FileSystemEventHandler):
    """The changes that a watcher was told of: what happened, and to which path."""

    def __init__(self, root: Path) -> None:
        self.events: list[tuple[str, str]] = []
        self._root = root

    def on_any_event(self, event: FileSystemEvent) -> None:
        path = Path(os.fsdecode(event.dest_path or event.src_path))
        self.events.append((event.event_type, str(path.relative_to(self._root))))


@contextmanager
def watching(directory: Path) -> Iterator[Seen]:
    seen = Seen(directory)
    observer = InotifyObserver()
    observer.schedule(seen, str(directory), recursive=True)
    observer.start()
    try:
        yield seen
    finally:
        observer.stop()
        observer.join(10)
