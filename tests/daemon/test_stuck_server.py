"""A mount process that cannot die: killed while a thread of it waits for its own mount, in states that the kernel
really has. The supervisor notices, lets it go by aborting the connection, and puts another in its place within 2 s.

What makes a process get there is patched into it (`sitecustomize`, site(3) of Python): requests that are never answered
and threads that use the mount. Neither is anything that skillfs does.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from live_skillfs import PATIENCE_SECONDS, Skillfs, own_skillfs, wait_until

from skillfs.store import blobs, commits, daemons, fsck, spaces
from skillfs.store.daemons import MOUNT, SUPERVISOR
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind
from skillfs_daemon.supervisor import HUNG_SECONDS

pytestmark = [
    pytest.mark.mount,
    pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="/dev/fuse cannot be opened"),
]

PATCH = """
import sys
if {"skillfs_daemon", "mount"} <= set(sys.orig_argv):
    import os, threading
    import pyfuse3, trio
    from skillfs_daemon.operations import Operations
    answer = Operations.mkdir
    inside = sys.orig_argv[-1] + "/work/never"

    async def mkdir(self, parent, name, mode, ctx):
        if name == b"never":
            self.locked = parent
            await trio.sleep_forever()
        if name == b"a-thread-inside":
            threading.Thread(target=os.mkdir, args=(inside,), daemon=True).start()
        if name == b"the-loop-waits":
            pyfuse3.invalidate_entry(self.locked, b"kept.md")
        return await answer(self, parent, name, mode, ctx)

    Operations.mkdir = mkdir
"""


@pytest.fixture
def skillfs(tmp_path: Path) -> Iterator[Skillfs]:
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(PATCH)
    with own_skillfs(tmp_path) as made:
        paths = [str(tmp_path / "patch"), *filter(None, [os.environ.get("PYTHONPATH")])]
        made.extra["PYTHONPATH"] = os.pathsep.join(paths)
        made.up()
        (made.mountpoint / "work").mkdir()
        (made.mountpoint / "work" / "skills" / "kept.md").write_text("kept")
        yield made


def states(pid: int) -> list[str]:
    """The states of a process's threads (proc_pid_stat(5)), the first thread's first."""
    found = []
    for task in sorted(Path(f"/proc/{pid}/task").glob("*"), key=lambda path: int(path.name)):
        # A thread may end while it is looked at.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            stat = (task / "stat").read_text()
            found.append(stat[stat.rindex(")") + 2])
    return found


@contextmanager
def waiting(*command: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that waits in the mount, until the connection is aborted."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=20)


def commit_a_file(skillfs: Skillfs) -> None:
    """Commit as a learner does; the mount then tells the kernel of it."""
    with Store(skillfs.store) as store:
        space = spaces.by_name(store, "work")
        entry = Entry(Kind.FILE, store.reserve_inodes(1)[0], 0o644, 0, 0, 1, 4, blobs.put(store, b"new\n"))
        commit_id = commits.begin(store, space.id, commits.STAGED, "test")
        commits.put(store, commit_id, space.id, [Change(b"skills/new.md", 0, entry)])
        commits.publish(store, commit_id)


def in_a_notification(skillfs: Skillfs, pid: int) -> None:
    """Who is asked to forget a name waits for its directory, which an unanswered mkdir has locked."""
    assert "D" not in states(pid)
    commit_a_file(skillfs)
    wait_until(lambda: "D" in states(pid), "a notification waits for the directory")


def in_its_own_mount(skillfs: Skillfs, pid: int) -> None:
    (skillfs.mountpoint / "work" / "inbox" / "a-thread-inside").mkdir()
    time.sleep(0.2)


def in_a_notification_of_its_loop(skillfs: Skillfs, pid: int) -> None:
    """Then it is the first thread that cannot die, so that the process is not even a zombie."""
    path = skillfs.mountpoint / "work" / "inbox" / "the-loop-waits"
    subprocess.run(["sh", "-c", 'mkdir "$0" 2>/dev/null &', path], check=True)
    wait_until(lambda: states(pid)[0] == "D", "the loop waits for the directory")


@pytest.mark.parametrize(
    ("get_stuck", "left"),
    [
        (in_a_notification, ["Z", "D"]),
        (in_its_own_mount, ["Z", "D"]),
        (in_a_notification_of_its_loop, ["D"]),
    ],
)
def test_a_killed_server_that_cannot_die_is_let_go_and_replaced(
    skillfs: Skillfs, get_stuck: Callable[[Skillfs, int], None], left: list[str]
) -> None:
    pid, supervisor = skillfs.one(MOUNT).pid, skillfs.one(SUPERVISOR).pid
    with waiting("mkdir", skillfs.mountpoint / "work" / "skills" / "never") as client:
        time.sleep(0.3)
        get_stuck(skillfs, pid)
        # The supervisor is not to let it go before it was looked at.
        os.kill(supervisor, signal.SIGSTOP)
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: states(pid) == left, "it can neither go on nor be reaped")
        assert daemons.start_ticks(pid) is None
        began = time.monotonic()
        os.kill(supervisor, signal.SIGCONT)
        wait_until(lambda: [one.pid for one in skillfs.alive(MOUNT)] not in ([], [pid]), "another one runs")
        wait_until(skillfs.answers, "the mount answers")
        seconds = time.monotonic() - began
        wait_until(lambda: not Path(f"/proc/{pid}").exists(), "the dead one is reaped")
        assert client.wait(PATIENCE_SECONDS) == 1
    # Some 1.3 s where the machine has nothing else to do; in any case not because it was taken for hung.
    assert seconds < HUNG_SECONDS
    assert (skillfs.mountpoint / "work" / "skills" / "kept.md").read_text() == "kept"
    assert skillfs.run("down", skillfs.mountpoint).returncode == 0
    assert skillfs.nothing_is_left()
    with Store(skillfs.store) as store:
        assert fsck.check(store, repair=False) == []
