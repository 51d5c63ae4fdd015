"""`skillfs up` and `down` with real processes and a real mount: what dies comes back, and nothing is left behind."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_skillfs import PATIENCE_SECONDS, Skillfs, own_skillfs, wait_until

from skillfs.store import daemons, spaces
from skillfs.store.daemons import LEARNER, MOUNT, SUPERVISOR
from skillfs.store.database import Store
from skillfs_daemon import mountpoints

pytestmark = [
    pytest.mark.mount,
    pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="/dev/fuse cannot be opened"),
]

EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples" / "sessions"


@pytest.fixture
def skillfs(tmp_path: Path) -> Iterator[Skillfs]:
    with own_skillfs(tmp_path) as made:
        yield made


def seconds_at_most(quiet: float) -> float:
    """How long something may take that takes at most `quiet` where the machine has nothing else to do."""
    return quiet * max(1.0, os.getloadavg()[0] / 2)


def test_up_mounts_and_learns_and_down_leaves_nothing(skillfs: Skillfs) -> None:
    up = skillfs.run("up", skillfs.mountpoint, "--detach")
    supervisor = skillfs.one(SUPERVISOR)
    log = skillfs.store.parent / "log" / f"{'-'.join(skillfs.mountpoint.parts[1:])}.log"
    assert (up.returncode, up.stdout, up.stderr) == (
        0, f"skillfs serves {skillfs.mountpoint} (process {supervisor.pid}); its log is {log}\n", "",
    )  # fmt: skip
    assert "serving" in log.read_text()
    (skillfs.mountpoint / "work").mkdir()
    (skillfs.mountpoint / "work" / "inbox" / "monday.json").write_bytes((EXAMPLES / "monday.json").read_bytes())
    waited = skillfs.run("wait", "work")
    assert (waited.returncode, waited.stderr.count("skillfs: ")) == (0, 0)
    assert "Gus" in (skillfs.mountpoint / "work/skills/user-general-facts/personal-info.md").read_text()

    began = time.monotonic()
    down = skillfs.run("down", skillfs.mountpoint)
    assert time.monotonic() - began < seconds_at_most(6)
    assert (down.returncode, down.stdout, down.stderr) == (
        0, f"{skillfs.mountpoint}: stopped skillfs (process {supervisor.pid})\n", "",
    )  # fmt: skip
    assert skillfs.nothing_is_left()
    again = skillfs.run("down", skillfs.mountpoint)
    assert (again.returncode, again.stdout) == (0, f"{skillfs.mountpoint}: no skillfs is mounted there\n")


def test_no_code_is_taken_from_the_directory_that_it_is_started_in(skillfs: Skillfs, tmp_path: Path) -> None:
    """Somebody may well be in a skill's folder, which an agent has written, when starting skillfs."""
    skill = tmp_path / "skill"
    skill.mkdir()
    for module in ("trio", "pyfuse3", "sqlite_utils", "json", "skillfs_daemon", "skillfs"):
        (skill / f"{module}.py").write_text("from pathlib import Path\nPath(__file__).with_name('ran').touch()\n")
    for arguments in (["up", skillfs.mountpoint, "--detach"], ["validate", "./"], ["down", skillfs.mountpoint]):
        command = [sys.executable, "-P", "-m", "skillfs_cli", *arguments]
        done = subprocess.run(command, env=skillfs.environment, cwd=skill, capture_output=True, timeout=60, check=False)
        assert (done.returncode == 0) == (arguments[0] != "validate"), done.stderr
    assert not (skill / "ran").exists()


def test_a_killed_mount_comes_back_and_nobody_writes_below_it_meanwhile(skillfs: Skillfs) -> None:
    skillfs.up()
    (skillfs.mountpoint / "work").mkdir()
    killed = skillfs.one(MOUNT)
    os.kill(killed.pid, signal.SIGKILL)
    seen = set()

    def is_served_again() -> bool:
        try:
            (skillfs.mountpoint / "work" / "skills" / "note.md").write_text("kept")
        except OSError as error:
            seen.add(error.errno)
            return False
        return True

    assert wait_until(is_served_again, "the mount is back") < seconds_at_most(5)
    assert seen <= {errno.ENOTCONN, errno.ECONNABORTED, errno.ENOENT}
    assert skillfs.one(MOUNT).pid != killed.pid
    skillfs.run("down", skillfs.mountpoint)
    assert list(skillfs.mountpoint.iterdir()) == [], "what was written went into the mount, not below it"
    assert skillfs.nothing_is_left()


def test_a_mount_that_is_killed_again_and_again_is_soon_back_each_time(skillfs: Skillfs) -> None:
    skillfs.up()
    (log,) = (skillfs.store.parent / "log").glob("*.log")
    seconds: list[float] = []
    for _ in range(5):
        os.kill(skillfs.one(MOUNT).pid, signal.SIGKILL)
        times = len(seconds) + 1
        wait = wait_until(lambda times=times: log.read_text().count("is served again") == times, "it is served")  # type: ignore[misc]
        assert skillfs.answers()
        seconds.append(wait)
    delays = re.findall(r"ended by SIGKILL; another one starts in (\S+) s", log.read_text())
    assert delays == ["0.0", "0.1", "0.2", "0.4", "0.5"]
    # The fastest: what else the machine does counts for little in one of five.
    assert min(seconds) < seconds_at_most(2), seconds


def test_a_killed_learner_comes_back_and_goes_on(skillfs: Skillfs) -> None:
    skillfs.up()
    (skillfs.mountpoint / "work").mkdir()
    killed = skillfs.one(LEARNER)
    os.kill(killed.pid, signal.SIGKILL)
    (skillfs.mountpoint / "work" / "inbox" / "monday.json").write_bytes((EXAMPLES / "monday.json").read_bytes())
    assert skillfs.run("wait", "work").returncode == 0
    assert (skillfs.mountpoint / "work/.skillfs/sessions/monday/receipt.md").read_text().startswith("# monday: learnt")
    assert skillfs.one(LEARNER).pid != killed.pid
    assert skillfs.answers()


@pytest.mark.slow
def test_a_mount_that_hangs_is_replaced(skillfs: Skillfs) -> None:
    skillfs.up()
    hung = skillfs.one(MOUNT)
    os.kill(hung.pid, signal.SIGSTOP)
    assert not mountpoints.answers(skillfs.mountpoint, 0.5)
    began = time.monotonic()
    while skillfs.alive(MOUNT) == [hung] or not skillfs.answers():
        assert time.monotonic() - began < seconds_at_most(45)
        time.sleep(0.2)
    assert daemons.start_ticks(hung.pid) is None
    skillfs.run("down", skillfs.mountpoint)
    assert skillfs.nothing_is_left()


def test_a_killed_supervisor_takes_everything_with_it(skillfs: Skillfs) -> None:
    skillfs.up()
    os.kill(skillfs.one(SUPERVISOR).pid, signal.SIGKILL)
    wait_until(skillfs.nothing_is_left, "processes and mount are gone")
    skillfs.up()
    assert skillfs.answers()


def test_unmounting_ends_all_of_it(skillfs: Skillfs) -> None:
    skillfs.up()
    subprocess.run(["fusermount3", "-u", skillfs.mountpoint], check=True)
    wait_until(skillfs.nothing_is_left, "processes and mount are gone")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_in_the_foreground_a_signal_ends_it_within_five_seconds(skillfs: Skillfs, number: signal.Signals) -> None:
    process = skillfs.start("up", skillfs.mountpoint)
    wait_until(skillfs.answers, "the mount answers")
    (skillfs.mountpoint / "work").mkdir()
    wait_until(lambda: skillfs.alive(SUPERVISOR) and len(skillfs.alive(LEARNER)) == 1, "all run")
    held = os.open(skillfs.mountpoint / "work" / "skills" / "open.md", os.O_CREAT | os.O_WRONLY)
    os.write(held, b"half a sen")
    process.send_signal(number)
    assert process.wait(seconds_at_most(5.0)) == 0
    with pytest.raises(OSError, match="not connected"):
        os.close(held)
    assert skillfs.nothing_is_left()


def test_children_that_ignore_the_end_are_killed(skillfs: Skillfs) -> None:
    process = skillfs.start("up", skillfs.mountpoint)
    wait_until(skillfs.answers, "the mount answers")
    for role in (MOUNT, LEARNER):
        os.kill(skillfs.one(role).pid, signal.SIGSTOP)
    process.terminate()
    assert process.wait(seconds_at_most(6.0)) == 0
    wait_until(skillfs.nothing_is_left, "processes and mount are gone")


def test_a_mountpoint_is_served_once(skillfs: Skillfs, tmp_path: Path) -> None:
    skillfs.up()
    pid = skillfs.one(SUPERVISOR).pid
    second = skillfs.run("up", skillfs.mountpoint, "--detach")
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == (
        f"skillfs: {skillfs.mountpoint}: skillfs is up there already (process {pid});"
        f" `skillfs down {skillfs.mountpoint}` ends it\n"
    )
    other = skillfs.run("up", skillfs.mountpoint, "--store", tmp_path / "other.db")
    assert (other.returncode, other.stderr) == (
        1,
        f"skillfs: {skillfs.mountpoint}: a skillfs is mounted there already;"
        f" `skillfs down {skillfs.mountpoint}` ends it\n",
    )
    assert skillfs.answers()


def test_one_store_may_be_mounted_twice(skillfs: Skillfs, tmp_path: Path) -> None:
    skillfs.up()
    second = tmp_path / "second"
    assert skillfs.run("up", second, "--detach").returncode == 0
    (skillfs.mountpoint / "work").mkdir()
    wait_until((second / "work" / "SPACE.md").exists, "the other mount shows the space")
    assert skillfs.run("down", second).returncode == 0
    assert not mountpoints.is_skillfs(second)
    assert skillfs.answers()


def test_a_start_that_fails_says_why_and_leaves_nothing(skillfs: Skillfs) -> None:
    skillfs.mountpoint.mkdir()
    (skillfs.mountpoint / "mine.txt").touch()
    for options in (["--detach"], []):
        failed = skillfs.run("up", skillfs.mountpoint, *options)
        assert (failed.returncode, failed.stdout, failed.stderr) == (
            1,
            "",
            f"skillfs: {skillfs.mountpoint}: not empty, a mount would hide 'mine.txt'; choose an empty or a new one\n",
        )
        assert skillfs.nothing_is_left()


def test_a_store_that_cannot_be_opened_is_the_reason_given(skillfs: Skillfs) -> None:
    skillfs.store.parent.mkdir()
    skillfs.store.write_text("this is no database, and long enough to be none" * 40)
    failed = skillfs.run("up", skillfs.mountpoint, "--detach")
    assert (failed.returncode, failed.stderr) == (
        1, f"skillfs: {skillfs.store}: file is not a database; is it a skillfs store that you may read and write?\n",
    )  # fmt: skip


def test_a_dead_mount_is_cleaned_up_by_up_and_by_down(skillfs: Skillfs) -> None:
    def leave_a_dead_mount() -> None:
        process = skillfs.start("mount", skillfs.mountpoint)
        wait_until(skillfs.answers, "the mount answers")
        process.kill()
        process.wait()
        assert mountpoints.is_skillfs(skillfs.mountpoint)
        assert not skillfs.answers()

    leave_a_dead_mount()
    down = skillfs.run("down", skillfs.mountpoint)
    assert (down.returncode, down.stdout) == (0, f"{skillfs.mountpoint}: removed a dead mount\n")
    leave_a_dead_mount()
    doctor = skillfs.run("doctor", "--json")
    assert {"name": "mount", "level": "problem", "found": f"{skillfs.mountpoint} is dead: it does not answer",
            "fix": f"skillfs down {skillfs.mountpoint}"} in json.loads(doctor.stdout)  # fmt: skip
    assert doctor.returncode == 1
    skillfs.up()
    assert skillfs.answers()


def test_down_ends_a_plain_mount_and_one_of_another_store(skillfs: Skillfs, tmp_path: Path) -> None:
    plain = skillfs.start("mount", skillfs.mountpoint)
    wait_until(skillfs.answers, "the mount answers")
    down = skillfs.run("down", skillfs.mountpoint)
    assert (down.returncode, down.stdout) == (
        0, f"{skillfs.mountpoint}: stopped the mount (process {plain.pid})\n",
    )  # fmt: skip
    assert plain.wait(PATIENCE_SECONDS) == 0
    skillfs.up()
    elsewhere = skillfs.run("down", skillfs.mountpoint, "--store", tmp_path / "other.db")
    assert (elsewhere.returncode, elsewhere.stdout) == (0, f"{skillfs.mountpoint}: unmounted\n")
    wait_until(skillfs.nothing_is_left, "processes and mount are gone")


def test_the_service_manager_is_told_when_it_is_up_alive_and_ending(
    skillfs: Skillfs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE_SECONDS)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        process = skillfs.start("up", skillfs.mountpoint)
        assert manager.recv(100) == b"READY=1"
        assert skillfs.answers()
        assert manager.recv(100) == b"WATCHDOG=1"
        process.terminate()
        assert manager.recv(100) == b"STOPPING=1"
        assert process.wait(seconds_at_most(5.0)) == 0


def test_what_a_mount_made_survives_it(skillfs: Skillfs) -> None:
    skillfs.up()
    (skillfs.mountpoint / "work").mkdir()
    (skillfs.mountpoint / "work" / "skills" / "note.md").write_text("remember this")
    skillfs.run("down", skillfs.mountpoint)
    with Store(skillfs.store) as store:
        assert [space.name for space in spaces.listed(store)] == ["work"]
    skillfs.up()
    assert (skillfs.mountpoint / "work" / "skills" / "note.md").read_text() == "remember this"
