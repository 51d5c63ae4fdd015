"""`skillfs up --user NAME`: root's supervisor mounts, and what serves and learns has no privilege at all."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from live_mount import NEEDS_ROOT, TEST_SECONDS, eventually
from other_users import ALICE, BOB, as_user, open_directory, python_for
from watching import watching

from skillfs.store import blobs, commits, daemons, spaces
from skillfs.store.daemons import LEARNER, MOUNT, SUPERVISOR
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind
from skillfs_daemon import mountpoints

pytestmark = [pytest.mark.mount, NEEDS_ROOT]

NAME = "nobody"
EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples" / "sessions"
SECONDS = 20.0


@dataclass
class Skillfs:
    """A store of NAME's, and root's command line for it."""

    directory: Path
    python: str
    environment: dict[str, str]

    @property
    def store_path(self) -> Path:
        return self.directory / "store" / "store.db"

    @property
    def mountpoint(self) -> Path:
        return self.directory / "mnt"

    def run(self, *arguments: object, uid: int = 0) -> subprocess.CompletedProcess[str]:
        command = [*as_user(uid), self.python, "-P", "-m", "skillfs_cli", "--store", str(self.store_path)]
        return subprocess.run(
            [*command, *map(str, arguments)], env=self.environment, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip

    def up(self, *options: str) -> None:
        done = self.run("up", self.mountpoint, "--detach", "--user", NAME, *options)
        assert (done.returncode, done.stderr) == (0, "")

    def one(self, role: str) -> int:
        """The only process of this role that runs."""

        def pids() -> list[int]:
            with Store(self.store_path, create=False) as store:
                return [daemon.pid for daemon in daemons.alive(store, role)]

        return eventually(lambda: found[0] if len(found := pids()) == 1 else None, SECONDS)

    def doctor(self, name: str) -> list[dict[str, Any]]:
        found = json.loads(self.run("doctor", "--json").stdout)
        return [check for check in found if check["name"] == name and str(self.mountpoint) in check["found"]]

    def log(self) -> str:
        return "".join(path.read_text() for path in (self.directory / "store" / "log").iterdir())

    def commit(self, space: str, path: str, data: bytes) -> None:
        """Commit a file as a learner would, in a process of its own kind."""
        with Store(self.store_path, create=False) as store:
            row = spaces.by_name(store, space)
            (ino,) = store.reserve_inodes(1)
            entry = Entry(Kind.FILE, ino, 0o644, ALICE, ALICE, 1, len(data), blobs.put(store, data))
            base = commits.state(store, row.id).versions.get(path.encode(), 0)
            number = commits.begin(store, row.id, commits.STAGED, "session monday", "learn")
            commits.put(store, number, row.id, [Change(path.encode(), base, entry)])
            commits.publish(store, number)


@contextmanager
def a_store_of(uid: int) -> Iterator[Skillfs]:
    """A store's directory for this user; whatever serves it is ended afterwards."""
    python, environment = python_for(pwd.getpwnam(NAME).pw_uid)
    with open_directory() as directory:
        (directory / "store").mkdir(mode=0o700)
        os.chown(directory / "store", uid, uid)
        made = Skillfs(directory, python, environment)
        try:
            yield made
        finally:
            made.run("down", made.mountpoint)
            mountpoints.detach(made.mountpoint)


@pytest.fixture(scope="module")
def served() -> Iterator[Skillfs]:
    """A mount for all users, served by NAME."""
    with a_store_of(pwd.getpwnam(NAME).pw_uid) as made:
        made.up("--allow-other")
        yield made


@pytest.fixture(autouse=True)
def hung(served: Skillfs) -> Iterator[None]:
    """Let go of a test that hangs in the mount."""
    timer = threading.Timer(TEST_SECONDS, mountpoints.abort, [served.mountpoint])
    timer.start()
    yield
    timer.cancel()


@pytest.fixture
def work(served: Skillfs, request: pytest.FixtureRequest) -> Path:
    """A space of the test's own, which belongs to ALICE."""
    path = served.mountpoint / f"space-{abs(hash(request.node.name))}"
    path.mkdir()
    subprocess.run(["chown", "-R", f"{ALICE}:{ALICE}", path], check=True)
    return path


def act(uid: int, script: str) -> str:
    done = subprocess.run(
        [*as_user(uid), "bash", "-c", script], capture_output=True, text=True, timeout=30, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip().rpartition(": ")[2]


# -- what the processes may do ---------------------------------------------------------------------------------------


def privileges(pid: int) -> dict[str, str]:
    fields = dict(
        line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line
    )
    wanted = ("Uid", "Gid", "Groups", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs")
    return {name: fields[name].strip() for name in wanted}


def none_but(capabilities: int) -> dict[str, str]:
    entry = pwd.getpwnam(NAME)
    ids = {"Uid": "\t".join([str(entry.pw_uid)] * 4), "Gid": "\t".join([str(entry.pw_gid)] * 4), "Groups": ""}
    kept = dict.fromkeys(("CapPrm", "CapEff", "CapBnd"), f"{capabilities:016x}")
    return {**ids, "CapInh": "0" * 16, "CapAmb": "0" * 16, **kept, "NoNewPrivs": "1"}


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def has_fuse_open(pid: int) -> bool:
    return "/dev/fuse" in [os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()]  # noqa: PTH115


def keeper_of(served: Skillfs) -> int:
    (keeper,) = [pid for pid in children(served.one(SUPERVISOR)) if b"--keeper" in command_of(pid)]
    return keeper


def command_of(pid: int) -> list[bytes]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


def test_mount_and_learner_have_no_privilege_and_can_gain_none(served: Skillfs) -> None:
    mount, learner = served.one(MOUNT), served.one(LEARNER)
    helpers = children(mount)
    assert helpers, "the validator runs"
    for pid in (mount, learner, *helpers):
        assert privileges(pid) == none_but(0), command_of(pid)
    assert [has_fuse_open(pid) for pid in (mount, learner, *helpers)] == [True, *[False] * (1 + len(helpers))]
    assert privileges(served.one(SUPERVISOR))["Uid"] == "0\t0\t0\t0"
    assert not has_fuse_open(served.one(SUPERVISOR))


def test_who_acts_in_the_mount_for_watchers_has_one_capability_and_no_device(served: Skillfs) -> None:
    keeper = keeper_of(served)
    (stagehand,) = children(keeper)
    dac_override = 1 << 1
    assert (privileges(keeper), privileges(stagehand)) == (none_but(dac_override), none_but(dac_override))
    assert (has_fuse_open(keeper), has_fuse_open(stagehand)) == (False, False)


def test_the_store_is_the_users(served: Skillfs) -> None:
    uid = pwd.getpwnam(NAME).pw_uid
    directory = served.store_path.parent
    files = {path.name: (path.stat().st_uid, stat.S_IMODE(path.stat().st_mode)) for path in directory.iterdir()}
    assert files == {**dict.fromkeys(("store.db", "store.db-wal", "store.db-shm"), (uid, 0o600)), "log": (uid, 0o700)}


def test_the_mount_has_the_options_of_any_other(served: Skillfs) -> None:
    (line,) = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()
               if line.split()[4] == str(served.mountpoint)]  # fmt: skip
    entry = pwd.getpwnam(NAME)
    assert line[5] == "rw,nosuid,nodev,noatime"
    options = f"rw,user_id={entry.pw_uid},group_id={entry.pw_gid},default_permissions,allow_other"
    assert line[-3:] == ["fuse.skillfs", "skillfs", options]


# -- that it works ---------------------------------------------------------------------------------------------------


def test_modes_rule_and_files_are_read_and_written(served: Skillfs, work: Path) -> None:
    note = work / "skills" / "note.md"
    assert act(ALICE, f"umask 077; echo mine > {note} && cat {note}") == "mine"
    assert (act(BOB, f"cat {note}"), act(0, f"cat {note}")) == ("Permission denied", "mine")
    assert (note.stat().st_uid, stat.S_IMODE(note.stat().st_mode)) == (ALICE, 0o600)
    assert act(BOB, f"cat {work}/.skillfs/export.tar") == "Permission denied"


def test_what_is_dropped_is_learnt_from_and_watchers_see_it(served: Skillfs, work: Path) -> None:
    with watching(work / "skills") as seen:
        assert act(ALICE, f"cp {EXAMPLES}/monday.json {work}/inbox/") == ""
        facts = work / "skills" / "user-general-facts" / "personal-info.md"
        eventually(facts.exists, SECONDS)
        eventually(lambda: {path for kind, path in seen.events if kind in ("created", "moved")} >= {
            "user-general-facts/personal-info.md", "daily-logs/2026-03-16.md"}, SECONDS)  # fmt: skip
    assert "Gus" in facts.read_text()
    assert facts.stat().st_uid == ALICE


def test_watchers_get_events_in_directories_that_only_another_user_may_write_to(served: Skillfs, work: Path) -> None:
    (work / "skills" / "daily-logs").chmod(0o500)
    (work / "skills").chmod(0o700)
    work.chmod(0o700)
    eventually(lambda: served.doctor("watchers") == [
        {"name": "watchers", "level": "ok", "found": f"{served.mountpoint}: get events of what is learnt", "fix": ""}
    ])  # fmt: skip
    with watching(work / "skills") as seen:
        served.commit(work.name, "skills/daily-logs/new.md", b"new")
        eventually(lambda: {path for _, path in seen.events} >= {"daily-logs/new.md"}, SECONDS)
    assert (work / "skills" / "daily-logs" / "new.md").read_bytes() == b"new"


def test_a_stagehand_that_is_killed_is_replaced(served: Skillfs, work: Path) -> None:
    (stagehand,) = children(keeper_of(served))
    os.kill(stagehand, signal.SIGKILL)
    served.commit(work.name, "skills/daily-logs/1.md", b"1")
    eventually((work / "skills" / "daily-logs" / "1.md").exists)
    with watching(work / "skills") as seen:
        served.commit(work.name, "skills/daily-logs/2.md", b"2")
        eventually(lambda: "daily-logs/2.md" in {path for _, path in seen.events}, SECONDS)
    assert children(keeper_of(served)) != [stagehand]


def test_without_the_capability_what_others_own_is_shown_without_events_and_doctor_says_so() -> None:
    with a_store_of(0) as made:
        command = ["setpriv", "--bounding-set=-dac_override", made.python, "-P", "-m", "skillfs_cli", "--store"]
        done = subprocess.run(
            [*command, str(made.store_path), "up", str(made.mountpoint), "--detach"],
            env=made.environment, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        mount = made.one(MOUNT)
        found = f"{made.mountpoint}: get no events in directories that other users own, since process {mount} lacks"
        assert made.doctor("watchers") == [
            {"name": "watchers", "level": "warning", "found": f"{found} CAP_DAC_OVERRIDE",
             "fix": f"as root: skillfs up {made.mountpoint} --user NAME"}
        ]  # fmt: skip
        skills = made.mountpoint / "work" / "skills"
        skills.parent.mkdir()
        skills.chmod(0o755)
        os.chown(skills / "daily-logs", ALICE, ALICE)
        with watching(skills) as seen:
            made.commit("work", "skills/daily-logs/new.md", b"new")
            eventually((skills / "daily-logs" / "new.md").exists)
            made.commit("work", "skills/user-general-facts/new.md", b"new")
            eventually(lambda: "user-general-facts/new.md" in {path for _, path in seen.events}, SECONDS)
        assert "daily-logs/new.md" not in {path for _, path in seen.events}


# -- death and end ---------------------------------------------------------------------------------------------------


def test_a_killed_mount_is_mounted_anew_by_the_supervisor(served: Skillfs, work: Path) -> None:
    (work / "skills" / "note.md").write_text("kept")
    killed = served.one(MOUNT)
    keeper = keeper_of(served)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: served.one(MOUNT) != killed and mountpoints.answers(served.mountpoint), SECONDS)
    assert (work / "skills" / "note.md").read_text() == "kept"
    assert privileges(served.one(MOUNT)) == none_but(0)
    assert keeper_of(served) != keeper
    with watching(work / "skills") as seen:
        served.commit(work.name, "skills/daily-logs/new.md", b"new")
        eventually(lambda: "daily-logs/new.md" in {path for _, path in seen.events}, SECONDS)


def test_a_mountpoint_that_was_removed_is_made_again(served: Skillfs, work: Path) -> None:
    (work / "skills" / "note.md").write_text("kept")
    supervisor, killed = served.one(SUPERVISOR), served.one(MOUNT)
    os.kill(supervisor, signal.SIGSTOP)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: daemons.start_ticks(killed) is None, SECONDS)
    mountpoints.detach(served.mountpoint)
    served.mountpoint.rmdir()
    os.kill(supervisor, signal.SIGCONT)
    eventually(lambda: served.one(MOUNT) != killed and mountpoints.answers(served.mountpoint), SECONDS)
    assert (work / "skills" / "note.md").read_text() == "kept"
    assert served.one(SUPERVISOR) == supervisor


def test_without_the_keeper_commits_are_shown_without_events_and_doctor_says_so(served: Skillfs, work: Path) -> None:
    keeper = keeper_of(served)
    for pid in (*children(keeper), keeper):
        os.kill(pid, signal.SIGKILL)
    with watching(work / "skills") as seen:
        served.commit(work.name, "skills/daily-logs/new.md", b"new")
        eventually((work / "skills" / "daily-logs" / "new.md").exists)
        served.commit(work.name, "skills/daily-logs/newer.md", b"newer")
        eventually((work / "skills" / "daily-logs" / "newer.md").exists)
    assert [path for kind, path in seen.events if kind in ("created", "moved")] == []
    assert "changes are shown without telling file watchers" in served.log()
    place = served.mountpoint
    found = f"{place}: get no events, the keeper of the stagehands has died"
    fix = f"skillfs down {place}, and skillfs up again"
    assert served.doctor("watchers") == [{"name": "watchers", "level": "warning", "found": found, "fix": fix}]


def test_after_a_killed_supervisor_up_takes_the_dead_mount_off_and_down_leaves_nothing(served: Skillfs) -> None:
    mount = served.one(MOUNT)
    os.kill(served.one(SUPERVISOR), signal.SIGKILL)
    eventually(lambda: daemons.start_ticks(mount) is None, SECONDS)
    assert mountpoints.is_skillfs(served.mountpoint)
    assert not mountpoints.answers(served.mountpoint)
    served.up()
    supervisor, mount = served.one(SUPERVISOR), served.one(MOUNT)
    with pytest.raises(PermissionError):
        list(served.mountpoint.iterdir())
    assert "README.md" in act(pwd.getpwnam(NAME).pw_uid, f"ls {served.mountpoint}").split()
    assert mountpoints.answers(served.mountpoint)
    os.kill(mount, signal.SIGSTOP)
    assert not mountpoints.answers(served.mountpoint, 0.5), "root is told by NAME whether NAME's mount answers"
    os.kill(mount, signal.SIGCONT)
    down = served.run("down", served.mountpoint)
    assert (down.returncode, down.stderr, down.stdout) == (
        0, "", f"{served.mountpoint}: stopped skillfs (process {supervisor})\n"
    )  # fmt: skip
    assert not mountpoints.is_skillfs(served.mountpoint)
    assert [daemons.start_ticks(pid) for pid in (supervisor, mount)] == [None, None]


# -- what is refused -------------------------------------------------------------------------------------------------


def test_what_cannot_be_served_is_refused_with_the_remedy() -> None:
    with a_store_of(0) as made:
        store, closed = made.store_path, made.directory / "closed"
        closed.mkdir(mode=0o700)
        made.run("space", "create", "work")
        mine = made.directory / "mine"
        mine.mkdir()
        shutil.chown(mine, NAME)
        cases = {
            ("--user", NAME): f"{store}: not for {NAME} (Permission denied); chown -R {NAME} {store.parent}, or name"
            " another store with --store",
            ("--user", "no-such-user"): "--user no-such-user: there is no such user; `useradd --system no-such-user`"
            " makes one",
            ("--user", "root"): "--user root: has every privilege; name a user who has none",
            ("--user", NAME, "--store", f"{closed}/new/store.db"): f"{closed}/new/store.db: not for {NAME}"
            f" (Permission denied); chown -R {NAME} {closed}/new, or name another store with --store",
        }
        for options, message in cases.items():
            done = made.run("up", made.mountpoint, *options)
            assert (done.returncode, done.stderr) == (1, f"skillfs: {message}\n")
        done = made.run("up", closed / "mnt", "--user", NAME, "--store", mine / "store.db")
        assert done.stderr == (
            f"skillfs: {closed}/mnt: {NAME} cannot get there; `namei -l {closed}/mnt` shows why\n"
        )  # fmt: skip
        done = made.run("up", made.mountpoint, "--user", NAME, "--store", made.directory / "new.db", uid=ALICE)
        assert done.stderr == f"skillfs: --user {NAME}: only root can run skillfs as another user; leave --user out\n"
        assert not mountpoints.is_skillfs(made.mountpoint)
