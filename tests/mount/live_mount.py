"""A real mount for tests: a server process, its log, and what its store says."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from skillfs.store import closes, commits, fsck, inbox, spaces
from skillfs.store.database import Store
from skillfs.store.spaces import Space
from skillfs_daemon import mountpoints
from skillfs_daemon.child import Child

T = TypeVar("T")

START_SECONDS = 60.0
STOP_SECONDS = 30.0
PATIENCE_SECONDS = 30.0
"""How long a test waits for what takes some milliseconds, and seconds on a machine that is busy with others."""
TEST_SECONDS = 180.0
"""After so long the mount of a test that hangs is aborted: whoever waits in it gets an error then."""

VIM = "vim" if shutil.which("vim") else "vim.tiny"
"""Debian's small vim has a name of its own."""
OPTIONAL = ("fio", "git", "patch", "rsync", "setfattr", "setpriv", VIM)
"""Programs that users of a mount may have, and machines that run the tests may not."""

CHAT = {"messages": [{"role": "user", "content": "Rename the file"}, {"role": "assistant", "content": "Done."}]}
SESSION = json.dumps(CHAT) + "\n"
"""The text of a session that every rule accepts."""


NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it mounts a disk, or acts as another user")


def line(text: str, role: str = "user") -> str:
    """One line of a live session."""
    return json.dumps({"role": role, "content": text}) + "\n"


def eventually(probe: Callable[[], T | None], seconds: float = PATIENCE_SECONDS) -> T:
    """What `probe` returns as soon as that is true. Fails when it is not in time."""
    deadline = time.monotonic() + seconds
    while not (found := probe()):
        assert time.monotonic() < deadline, f"not within {seconds} s; the last answer was {found!r}"
        time.sleep(0.005)
    return found


class Mount:
    """A store, and a process that serves it at `path`."""

    def __init__(
        self, directory: Path, store_path: Path | None = None, name: str = "mnt", options: Sequence[str] = ()
    ) -> None:
        """`options` are those of the mount process, such as ``--allow-other``."""
        self._options = options
        self.path = directory / name
        self.store_path = store_path or directory / "store" / "store.db"
        self._log = directory / f"{name}.log"
        self._log.touch()
        self._read = 0
        self._expected: list[str] = []
        self._allowed: list[str] = []
        self._child: Child | None = None
        self._names = itertools.count(1)
        self.path.mkdir(parents=True)

    # -- the process ---------------------------------------------------------------------------------------------

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    def start(self, *, replace: bool = False) -> None:
        """Mount, and return when that stands. `replace` takes a dead mount off first."""
        # A test run that is killed leaves no mount behind.
        arguments = [
            "--parent",
            str(os.getpid()),
            "--store",
            str(self.store_path),
            *["--replace"] * replace,
            *self._options,
        ]
        with self._log.open("ab") as log:
            self._child = Child("mount", [*arguments, str(self.path)], log=log)
        assert self._child.wait_ready(START_SECONDS), f"{self._child.reason}\n{self._log.read_text()}"
        assert mountpoints.is_skillfs(self.path)

    def stop(self) -> float:
        """End the server with SIGTERM, as `skillfs down` does; how many seconds that took."""
        assert self._child is not None
        began = time.monotonic()
        self._child.terminate()
        self.ended()
        return time.monotonic() - began

    def ended(self) -> None:
        """Fail unless the server ends in order, for whatever reason, and takes its mount along."""
        assert self._child is not None
        ended = self._child.wait(STOP_SECONDS)
        self._take_off()
        assert ended, "the server does not end"
        assert self._child.status == 0, self._log.read_text()
        self._child.close()
        self._child = None

    def kill(self) -> None:
        """End the server with SIGKILL; the dead mount stays."""
        assert self._child is not None
        self._child.kill()
        if not self._child.wait(1.0):
            mountpoints.abort(self.path)
            assert self._child.wait(STOP_SECONDS)
        self._child.close()
        self._child = None

    def remount(self) -> None:
        """End the server in order, and start another one."""
        self.stop()
        self.start()

    def restart_after_kill(self) -> None:
        """Put another server in the place of one that was killed, as the supervisor does."""
        self.start(replace=True)

    def _take_off(self) -> None:
        left = mountpoints.is_skillfs(self.path)
        if left:
            mountpoints.detach(self.path)
        assert not left, "the server ended and left its mount behind"

    def close(self) -> None:
        """End the server, if it still runs, and take off what is mounted."""
        try:
            if self._child is not None:
                self.stop()
        finally:
            if self._child is not None:
                self.kill()
            mountpoints.detach(self.path)

    def abort(self) -> None:
        """Let go of everybody who waits in the mount."""
        mountpoints.abort(self.path)

    # -- its log -------------------------------------------------------------------------------------------------

    def expect_in_log(self, pattern: str) -> None:
        """Say that the test makes the server warn of something; a line that matches has to be there at its end."""
        self._expected.append(pattern)

    def allow_in_log(self, pattern: str) -> None:
        """Say that the test may make the server warn of something."""
        self._allowed.append(pattern)

    def check_log(self) -> None:
        """Fail on a warning, error or traceback since the last check that no test expected, and on a missing one."""
        with self._log.open("rb") as log:
            log.seek(self._read)
            text = log.read().decode("utf-8", "replace")
            self._read = log.tell()
        expected, self._expected = self._expected, []
        allowed, self._allowed = self._allowed, []
        for pattern in (*expected, *allowed):
            # A warning with its traceback, up to the next line that has a time.
            text, count = re.subn(rf"(?m)^.*(?:{pattern}).*\n(?:(?!\d{{4}}-\d\d-\d\d ).*\n)*", "", text)
            assert count or pattern in allowed, f"the log does not say {pattern!r}:\n{text}"
        assert not re.search(r" (?:WARNING|ERROR|CRITICAL) |^Traceback ", text, re.MULTILINE), text

    # -- what it shows -------------------------------------------------------------------------------------------

    def new_space(self) -> Path:
        """A space that no other test uses."""
        path = self.path / f"space-{next(self._names)}"
        path.mkdir()
        return path

    def run(
        self, *command: str | Path, cwd: Path | None = None, seconds: float = 90.0, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program on the mount; one that hangs there gets an error after `seconds`.

        Skips the test where the machine lacks one of `OPTIONAL`.
        """
        words = " ".join(map(str, command)).split()
        for program in OPTIONAL:
            if program in words and shutil.which(program) is None:
                pytest.skip(f"{program} is not installed")
        process = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            out, err = process.communicate(stdin, timeout=seconds)
        except subprocess.TimeoutExpired:
            self.abort()
            process.kill()
            out, err = process.communicate(timeout=STOP_SECONDS)
            raise AssertionError(f"{command} hung: {out}{err}") from None
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def sh(self, script: str, cwd: Path, seconds: float = 90.0) -> subprocess.CompletedProcess[str]:
        """Run a shell script in a directory of the mount; fails unless it exits 0 and says nothing on stderr."""
        done = self.run("bash", "-c", script, cwd=cwd, seconds=seconds)
        assert (done.returncode, done.stderr) == (0, ""), done
        return done

    # -- what its store says -------------------------------------------------------------------------------------

    @contextmanager
    def store(self) -> Iterator[Store]:
        with Store(self.store_path, create=False) as store:
            yield store

    def space(self, path: Path) -> Space:
        """What the store says of a space that is mounted at `path`."""
        with self.store() as store:
            return spaces.by_name(store, path.name)

    def log_of(self, path: Path, after: int = 0) -> list[commits.Commit]:
        """The commits of a space."""
        with self.store() as store:
            return list(commits.log(store, spaces.by_name(store, path.name).id, after))

    def next_commit(self, path: Path, after: int, seconds: float = PATIENCE_SECONDS) -> commits.Commit:
        """The first commit of a space after a number, when it is there."""
        return eventually(lambda: self.log_of(path, after), seconds)[0]

    def at_rest(self, path: Path) -> int:
        """The number of a space's last commit, once nothing that was written waits for another one."""

        def head() -> int | None:
            with self.store() as store:
                space = spaces.by_name(store, path.name)
                drafts = store.one(
                    "SELECT count(*) FROM commits WHERE space_id = ? AND number IS NULL AND kind = 'draft'", (space.id,)
                )
                closed = [file for file in closes.files(self.store_path) if file.space_id == space.id]
                return None if drafts or closed else space.head

        time.sleep(0.3)
        return eventually(head)

    def drop(self, path: Path) -> inbox.Drop:
        """What the store says of the file that the mount shows at a path of an inbox, once it knows it by that path."""
        ino = path.lstat().st_ino
        wanted = path.relative_to(self.path / path.relative_to(self.path).parts[0] / "inbox")

        def known() -> inbox.Drop | None:
            with self.store() as store:
                drop = inbox.get(store, ino)
            return drop if drop is not None and drop.path == os.fsencode(wanted) else None

        return eventually(known)

    def settled(self, path: Path, seconds: float = PATIENCE_SECONDS) -> inbox.Drop:
        """What the store says of a drop that has been judged."""

        def judged() -> inbox.Drop | None:
            drop = self.drop(path)
            return drop if drop.state != inbox.OPEN else None

        return eventually(judged, seconds)

    def waits(self, path: Path) -> bool:
        """Whether a drop is a session that waits to be learnt from, when it has been judged; its error if not."""
        drop = self.settled(path)
        assert drop.error is None, drop.error
        with self.store() as store:
            queued = store.one("SELECT count(*) FROM jobs WHERE ino = ?", (drop.ino,))
        return drop.state == inbox.WAITING and queued == 1

    def error_of(self, path: Path) -> str:
        """What stands in the `.error` beside a drop, once there is one."""
        beside = path.with_name(path.name + ".error")
        return eventually(lambda: beside.read_text() if beside.exists() else None)

    def check_store(self) -> None:
        """Fail unless the store is sound, and nothing in it is left half done."""
        with self.store() as store:
            assert fsck.check(store, repair=False) == []
            drafts = store.execute("SELECT id, kind FROM commits WHERE number IS NULL AND kind != 'unversioned'")
            assert drafts.fetchall() == []
            assert closes.files(self.store_path) == []
            assert store.execute("SELECT role, mountpoint FROM daemons").fetchall() == []
            assert store.execute("SELECT name FROM leases").fetchall() == []


@contextmanager
def mounted(mount: Mount) -> Iterator[Mount]:
    """`mount`, served; ended in order and its store checked afterwards."""
    try:
        mount.start()
        yield mount
    finally:
        mount.close()
    mount.check_store()


@contextmanager
def watched(mount: Mount, seconds: float = TEST_SECONDS) -> Iterator[Mount]:
    """`mount` for one test: aborted when the test hangs in it, its log checked afterwards."""
    hung = threading.Timer(seconds, mount.abort)
    hung.start()
    try:
        yield mount
    finally:
        hung.cancel()
    mount.check_log()
