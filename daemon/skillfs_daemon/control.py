"""What `.skillfs/` of a space holds: files and directories that are generated when somebody looks.

    status  status.json        what is queued, running, learnt, failed
    catalog.md  catalog.xml  catalog.json    every skill's name and description
    export.tar  export.zip     one consistent snapshot
    sessions/NAME/             session.json  tasks.json  receipt.md  receipt.json
    proposed/NUMBER/           proposal.md  diff  files/PATH: what accepting a proposal would do now
    history/                   log  latest  NUMBER/PATH: what was there at that commit (`history_tree`)

All of it is read from the store, in a worker thread with a connection of its own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from skillfs.skills import catalog
from skillfs.skills.sources import skill_sources
from skillfs.store import blobs, commits, proposals, sessions, spaces
from skillfs.store.database import Store, StoreError
from skillfs.store.proposals import Proposal
from skillfs.store.sessions import SessionRecord
from skillfs.store.spaces import Space
from skillfs.transfer.archive import Archive, tar_archive, zip_archive
from skillfs.tree.nodes import Bytes, StoredBlob
from skillfs_daemon import history_tree
from skillfs_daemon.generated import ControlDirectory, ControlFile, Found, InHistory


def resolve(store: Store, space_id: int, path: bytes, mountpoint: Path) -> Found:
    """What is at `path` below a space's `.skillfs/`, None where nothing is."""
    try:
        space = spaces.by_id(store, space_id)
    except StoreError:
        # Purged by another process: nothing is left of it.
        return None
    top, *below = path.split(b"/") if path else [b""]
    if top == b"":
        return ControlDirectory({**dict.fromkeys(_FILES, False), **dict.fromkeys(_DIRECTORIES, True)})
    if top in _DIRECTORIES:
        return _DIRECTORIES[top](store, space, below)
    make = _FILES.get(top)
    return make(store, space, mountpoint) if make is not None and not below else None


def history_listing(store: Store, space_id: int, path: bytes) -> dict[bytes, InHistory]:
    """What the directory at `path`, one of the history, holds, by name."""
    try:
        space = spaces.by_id(store, space_id)
    except StoreError:
        return {}
    return history_tree.listing(store, space, path.split(b"/")[1:])


def _text(text: str) -> ControlFile:
    data = text.encode("utf-8", "replace")
    return ControlFile(data, Bytes(data), time.time_ns())


def _status(store: Store, space: Space, mountpoint: Path) -> ControlFile:
    from skillfs.status import space_status

    return _text(space_status(store, space).text())


def _status_json(store: Store, space: Space, mountpoint: Path) -> ControlFile:
    from skillfs.status import space_status

    return _text(space_status(store, space).json())


def _catalog_md(store: Store, space: Space, mountpoint: Path) -> ControlFile:
    return _text(catalog.catalog_md(skill_sources(store, space.id), space.name))


def _catalog_xml(store: Store, space: Space, mountpoint: Path) -> ControlFile:
    return _text(catalog.catalog_xml(skill_sources(store, space.id), str(mountpoint / space.name / "skills")))


def _catalog_json(store: Store, space: Space, mountpoint: Path) -> ControlFile:
    return _text(catalog.catalog_json(skill_sources(store, space.id), space.name))


def _export(make: Callable[..., Archive]) -> Callable[[Store, Space, Path], ControlFile]:
    def export(store: Store, space: Space, mountpoint: Path) -> ControlFile:
        state = commits.state(store, space.id)
        time_ns = store.one("SELECT time_ns FROM commits WHERE space_id = ? AND number = ?", (space.id, state.number))
        archive = make(space.name, state, space_mtime_ns=time_ns or space.created_ns)
        return ControlFile((state.number, space.name), archive, time_ns or space.created_ns)

    return export


_FILES: dict[bytes, Callable[[Store, Space, Path], ControlFile]] = {
    b"status": _status,
    b"status.json": _status_json,
    b"catalog.md": _catalog_md,
    b"catalog.xml": _catalog_xml,
    b"catalog.json": _catalog_json,
    b"export.tar": _export(tar_archive),
    b"export.zip": _export(zip_archive),
}


def _sessions(store: Store, space: Space, below: list[bytes]) -> Found:
    if not below:
        return ControlDirectory({name.encode(): True for name in sessions.names(store, space.id)})
    record = sessions.get(store, space.id, below[0].decode("utf-8", "replace"))
    if record is None:
        return None
    made = _session_files(record)
    if len(below) == 1:
        return ControlDirectory(dict.fromkeys(made, False))
    make = made.get(below[1]) if len(below) == 2 else None
    return make(store) if make is not None else None


def _session_files(record: SessionRecord) -> dict[bytes, Callable[[Store], ControlFile]]:
    from skillfs.learning.receipt import Receipt, receipt_json, receipt_md

    mtime_ns = record.finished_ns or record.received_ns
    made: dict[bytes, Callable[[Store], ControlFile]] = {}
    if record.document:
        made[b"session.json"] = lambda store: ControlFile(
            record.document, StoredBlob(record.document, blobs.size_of(store, record.document)), mtime_ns
        )
    if record.tasks is not None:
        tasks = json.dumps(json.loads(record.tasks), indent=2, ensure_ascii=False) + "\n"
        made[b"tasks.json"] = lambda store: _text(tasks)
    if record.receipt is not None:
        receipt = Receipt.model_validate_json(record.receipt)
        made[b"receipt.md"] = lambda store: _text(receipt_md(receipt))
        made[b"receipt.json"] = lambda store: _text(receipt_json(receipt))
    return made


def _proposed(store: Store, space: Space, below: list[bytes]) -> Found:
    waiting = {b"%d" % proposal.number: proposal for proposal in proposals.waiting(store, space.id)}
    if not below:
        return ControlDirectory(dict.fromkeys(waiting, True))
    proposal = waiting.get(below[0])
    if proposal is None:
        return None
    if len(below) == 1:
        return ControlDirectory({b"proposal.md": False, b"diff": False, b"files": True})
    return _proposal_file(store, space, proposal, below[1:])


def _proposal_file(store: Store, space: Space, proposal: Proposal, below: list[bytes]) -> Found:
    from skillfs.learning.proposals import preview

    shown = preview(store, commits.state(store, space.id), proposal)
    top, path = below[0], b"/".join(below[1:])
    if top == b"files":
        contents = {change.edit.path.encode(): change.edit.data for change in shown.changes}
        data = contents.get(path)
        return _directory_of(contents, path) if data is None else ControlFile(data, Bytes(data), proposal.created_ns)
    texts = {b"proposal.md": shown.text(space.name), b"diff": shown.diff()}
    return _text(texts[top]) if top in texts and not path else None


def _directory_of(contents: Mapping[bytes, bytes | None], path: bytes) -> ControlDirectory | None:
    """The directory at `path` of those that the files have, the top for an empty path."""
    prefix = path + b"/" if path else b""
    below = [name[len(prefix) :] for name, data in contents.items() if data is not None and name.startswith(prefix)]
    names = {name.split(b"/")[0]: b"/" in name for name in below}
    return ControlDirectory(names) if names or not path else None


_DIRECTORIES: dict[bytes, Callable[[Store, Space, list[bytes]], Found]] = {
    b"sessions": _sessions,
    b"proposed": _proposed,
    b"history": history_tree.resolve,
}
