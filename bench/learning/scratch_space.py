"""A learning space in a store of its own, into which sessions are dropped, and from which they are learnt at once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import trio

from bench.running import BenchFailed
from skillfs.learning.drop import drop_file
from skillfs.learning.offline import OfflineLearner
from skillfs.learning.protocol import Learner
from skillfs.learning.receipt import Receipt
from skillfs.learning.run import RunReport, SpaceMemory, learn_space
from skillfs.skills.defaults import default_files
from skillfs.skills.settings import default_space_md
from skillfs.store import blobs, commits, daemons, sessions, spaces
from skillfs.store.database import Store
from skillfs.store.entries import Kind
from skillfs.store.sessions import SessionRecord
from skillfs.store.spaces import Space

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SKILLS = Path(__file__).with_name("skills")
LEASE_SECONDS = 600.0


class ScratchStore:
    """A store in a temporary directory, for any number of scratch spaces; used by one thread. Leaves nothing behind.

    `learner` makes the learner of each run.
    """

    def __init__(self, learner: Callable[[], Learner] = OfflineLearner) -> None:
        self.learner = learner
        self._directory = tempfile.TemporaryDirectory(prefix="skillfs-bench-")
        self.store = Store(Path(self._directory.name) / "store.db", durable=False)
        self.owner = daemons.register(self.store, daemons.LEARNER)

    def __enter__(self) -> ScratchStore:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.store.close()
        self._directory.cleanup()

    def space(self, name: str, skills: Iterable[str] = (), settings: Mapping[str, str] | None = None) -> ScratchSpace:
        """A new space with the default skills and `skills`: folders of `EXAMPLES`, or SKILL.md files of `SKILLS`."""
        files = {f"skills/{path}": data for path, data in default_files().items()}
        files |= {f"skills/{skill}/SKILL.md": _skill_md(skill) for skill in skills}
        files["SPACE.md"] = _space_md(settings or {})
        space = spaces.create(self.store, name, files, mode=0o755, uid=os.getuid(), gid=os.getgid(), author="bench")
        return ScratchSpace(self, space)


def _skill_md(skill: str) -> bytes:
    example = EXAMPLES / skill / "SKILL.md"
    return (example if example.exists() else SKILLS / f"{skill}.md").read_bytes()


def _space_md(settings: Mapping[str, str]) -> bytes:
    if not settings:
        return default_space_md("").encode()
    front_matter = "".join(f'{key}: "{value}"\n' for key, value in settings.items())
    return f"---\n{front_matter}---\n".encode()


class ScratchSpace:
    """One space. What is dropped goes all the way: redaction, reading, the learner, the commit, the receipt."""

    def __init__(self, scratch: ScratchStore, space: Space) -> None:
        self._store, self._owner, self._space = scratch.store, scratch.owner, space
        self._learner = scratch.learner
        self._memory = SpaceMemory()

    def drop(self, name: str, data: bytes) -> None:
        """Drop a session as the file `name`, and learn from it. Raises `BenchFailed` when that fails."""
        drop_file(self._store, self._space, name, data, uid=os.getuid(), gid=os.getgid())
        daemons.take_lease(self._store, daemons.run_lease(self._space.id), self._owner, LEASE_SECONDS)
        report = trio.run(self._learn)
        if report.failed or report.paused or report.postponed:
            raise BenchFailed(f"{name} was not learnt from: {report}")

    async def _learn(self) -> RunReport:
        return await learn_space(
            self._store, self._space.id, lambda settings: self._learner(), self._owner, memory=self._memory
        )

    def files(self) -> dict[str, str]:
        """The text of every file below ``skills/``, by its path there."""
        entries = commits.state(self._store, self._space.id).entries
        return {
            path.decode().removeprefix("skills/"): blobs.get(self._store, entry.blob, entry.size).decode()
            for path, entry in entries.items()
            if entry.kind is Kind.FILE and path.startswith(b"skills/")
        }

    def records(self) -> list[SessionRecord]:
        """What is kept of the sessions so far."""
        return list(sessions.listed(self._store, self._space.id))

    def receipt(self, record: SessionRecord) -> Receipt:
        if record.receipt is None:
            raise BenchFailed(f"the session {record.name} has no receipt")
        return Receipt.model_validate_json(record.receipt)

    def document(self, record: SessionRecord) -> bytes:
        """The kept bytes of a session: redacted."""
        return blobs.get(self._store, record.document, blobs.size_of(self._store, record.document))
