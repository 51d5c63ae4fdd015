"""A store with one space, drops for it, and a learner that notes every new message: what the tests of runs share."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import trio

from skillfs.learning.protocol import Findings, Found, FoundKind, Occasion, Skipped
from skillfs.learning.receipt import Receipt
from skillfs.learning.run import RunReport, SpaceMemory, learn_space
from skillfs.sessions.judge import judge
from skillfs.sessions.messages import Session
from skillfs.skills.new_space import create_space
from skillfs.skills.staging import Staging
from skillfs.store import blobs, commits, daemons, inbox, sessions
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind
from skillfs.store.inbox import Drop
from skillfs.store.sessions import SessionRecord

NOTES = "daily-logs/notes.md"


def chat(*texts: str, **fields: object) -> bytes:
    """A whole session in which a person says these things, as JSON."""
    return json.dumps({"messages": [{"role": "user", "content": text} for text in texts], **fields}).encode()


def lines(*texts: str) -> bytes:
    """The same as lines of a live session."""
    return b"".join(json.dumps({"role": "user", "content": text}).encode() + b"\n" for text in texts)


class NoteLearner:
    """Notes each new message of a session as one line of `NOTES`. `before` is called first and may raise."""

    name = "notes"

    def __init__(self, before: Callable[[Session, Staging, Occasion], None] | None = None) -> None:
        self.occasions: list[Occasion] = []
        self._before = before

    async def learn(self, session: Session, skills: Staging, occasion: Occasion) -> Findings:
        self.occasions.append(occasion)
        if self._before is not None:
            self._before(session, skills, occasion)
        news = session.messages[occasion.learnt_through :]
        if not news:
            return Findings(skipped=[Skipped("the session", "no message is new")])
        text = skills.read_text(NOTES) or ""
        skills.write(NOTES, text + "".join(f"- {occasion.session_id}: {message.text}\n" for message in news))
        return Findings(
            found=[Found(FoundKind.FACT, message.text, NOTES, message.index, message.text) for message in news]
        )


@dataclass
class Bench:
    """One space in a store of its own, and what the tests do to it."""

    path: Path
    store: Store
    space_id: int
    owner: int
    memory: SpaceMemory = field(default_factory=SpaceMemory)

    @classmethod
    def make(cls, directory: Path) -> Bench:
        path = directory / "store.db"
        store = Store(path, durable=False)
        space = create_space(store, "work", uid=7, gid=8, author="test")
        return cls(path, store, space.id, daemons.register(store, daemons.LEARNER))

    def drop(self, name: str, data: bytes, *, live: bool = False, ino: int | None = None) -> int:
        """Put bytes into the inbox as the mount does, and accept them as a session that is due."""
        blob = blobs.put(self.store, data)
        if ino is None:
            ino = self.store.reserve_inodes(1)[0]
            drop = Drop(ino, self.space_id, name.encode(), Kind.FILE, 0o644, 7, 8, time.time_ns(), len(data), blob)
            inbox.put(self.store, drop)
        else:
            inbox.spool(self.store, ino, len(data), blob, time.time_ns(), owner=0)
        turns = judge(data, lines=name.endswith(".jsonl")).messages
        inbox.accept(self.store, ino, live=live, turns=turns, due_ns=0)
        return ino

    def run(self, learner: NoteLearner) -> RunReport:
        """One run, under the space's lease."""
        assert daemons.take_lease(self.store, daemons.run_lease(self.space_id), self.owner, 10)

        async def run() -> RunReport:
            return await learn_space(
                self.store, self.space_id, lambda settings: learner, self.owner, memory=self.memory
            )

        return trio.run(run)

    def make_due(self) -> None:
        """Let no job wait any longer."""
        self.store.execute("UPDATE jobs SET due_ns = 0")

    def read(self, path: str) -> str | None:
        """The text of a file of the space now."""
        entry = self.entry(path)
        return None if entry is None else blobs.get(self.store, entry.blob, entry.size).decode()

    def entry(self, path: str) -> Entry | None:
        return commits.state(self.store, self.space_id).entries.get(path.encode())

    def notes(self) -> list[str]:
        """The lines of `NOTES` without their bullets."""
        return [line.removeprefix("- ") for line in (self.read(f"skills/{NOTES}") or "").splitlines()]

    def write(
        self, path: str, text: str, *, mode: int | None = None, uid: int | None = None, gid: int | None = None
    ) -> None:
        """Commit a file as a person does, through another connection."""
        with Store(self.path, durable=False) as store:
            state = commits.state(store, self.space_id)
            old = state.entries.get(path.encode())
            base = old or Entry(Kind.FILE, store.reserve_inodes(1)[0], 0o644, 7, 8, 0)
            blob = blobs.put(store, text.encode())
            entry = replace(
                base,
                mode=base.mode if mode is None else mode,
                uid=base.uid if uid is None else uid,
                gid=base.gid if gid is None else gid,
                size=len(text.encode()),
                blob=blob,
                mtime_ns=time.time_ns(),
            )
            commit_id = commits.begin(store, self.space_id, commits.STAGED, "person", "edit")
            change = Change(path.encode(), state.versions.get(path.encode(), 0), entry, old.blob if old else b"")
            commits.put(store, commit_id, self.space_id, [change])
            commits.publish(store, commit_id)

    def session(self, name: str) -> SessionRecord:
        record = sessions.get(self.store, self.space_id, name)
        assert record is not None, name
        return record

    def receipt(self, name: str) -> Receipt:
        text = self.session(name).receipt
        assert text is not None
        return Receipt.model_validate_json(text)

    def document(self, name: str) -> bytes:
        """The `session.json` of a session."""
        blob = self.session(name).document
        return blobs.get(self.store, blob, blobs.size_of(self.store, blob))

    def drop_of(self, ino: int) -> Drop:
        drop = inbox.get(self.store, ino)
        assert drop is not None
        return drop
