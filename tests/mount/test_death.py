"""What holds when the server is killed, told to end, cannot read its store, or loses its validator."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from live_mount import CHAT, SESSION, Mount, eventually, line, watched

from skillfs.store import blobs, closes, daemons, inbox

pytestmark = pytest.mark.mount

RECOVERED = r"committed the drafts of \d+ spaces that a crash had left"

WRITER = """
import json, os, sys
directory, kind = sys.argv[1:]
number = 0
while True:
    number += 1
    body = sys.argv[2] + str(number) * (number * 1013 % 40_000)
    text = json.dumps({"messages": [{"role": "user", "content": body}]})
    try:
        descriptor = os.open(f"{directory}/{kind}{number}.json", os.O_CREAT | os.O_WRONLY)
        os.write(descriptor, text[:500].encode())
        os.write(descriptor, text[500:].encode())
        if kind == "synced":
            os.fsync(descriptor)
        os.close(descriptor)
    except OSError:
        break
    print(number, flush=True)
"""


def text_of(kind: str, number: int) -> str:
    """What the writer wrote into its file of this number."""
    body = kind + str(number) * (number * 1013 % 40_000)
    return json.dumps({"messages": [{"role": "user", "content": body}]})


class Writer:
    """A process that writes file after file and says of each that its close returned 0."""

    def __init__(self, directory: Path, kind: str, said: Path) -> None:
        self._said = said
        with said.open("w") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-c", WRITER, str(directory), kind], stdout=out, stderr=subprocess.DEVNULL
            )

    def closed(self) -> int:
        """How many files it has closed so far."""
        return len(self._said.read_text().split())

    def end(self) -> int:
        """How many files it had closed when the mount died."""
        assert self._process.wait(20) == 0
        return self.closed()


@pytest.mark.parametrize("seed", range(3))
def test_what_close_confirmed_survives_sigkill(own_mount: Mount, tmp_path: Path, seed: int) -> None:
    """Killed at a random moment under three writers: drops, closed files, and files with fsync."""
    space = own_mount.new_space()
    own_mount.at_rest(space)
    directories = {"drop": space / "inbox", "closed": space / "skills", "synced": space / "skills"}
    writers = {kind: Writer(path, kind, tmp_path / kind) for kind, path in directories.items()}
    eventually(lambda: all(writer.closed() for writer in writers.values()), 20.0)
    time.sleep(random.Random(seed).uniform(0.1, 1.0))
    own_mount.kill()
    counts = {kind: writer.end() for kind, writer in writers.items()}
    with own_mount.store() as store:
        drafts = store.one(
            "SELECT count(*) FROM commits k JOIN changes c ON c.commit_id = k.id"
            " WHERE k.kind = 'draft' AND k.number IS NULL"
        )
    if drafts or closes.files(own_mount.store_path):
        own_mount.expect_in_log(RECOVERED)
    own_mount.restart_after_kill()
    for kind in ("closed", "synced"):
        for number in range(1, counts[kind] + 1):
            assert (space / "skills" / f"{kind}{number}.json").read_text() == text_of(kind, number)
    for number in range(1, counts["drop"] + 1):
        assert own_mount.waits(space / "inbox" / f"drop{number}.json")
        assert (space / "inbox" / f"drop{number}.json").read_text() == text_of("drop", number)
    own_mount.at_rest(space)


def test_what_close_confirmed_while_another_process_wrote_survives_sigkill(own_mount: Mount) -> None:
    """No close waits for the store's lock, and none needs it."""
    space = own_mount.new_space()
    own_mount.at_rest(space)
    paths = [space / "skills" / f"note-{number}.md" for number in range(20)]
    with own_mount.store() as store, store.transaction():
        command = ["timeout", "20", "sh", "-c", 'for f; do echo "in $f" > "$f" || exit; done', "sh", *map(str, paths)]
        assert subprocess.run(command).returncode == 0
        own_mount.kill()
    own_mount.expect_in_log(RECOVERED)
    own_mount.restart_after_kill()
    assert [path.read_text() for path in paths] == [f"in {path}\n" for path in paths]
    own_mount.at_rest(space)


def test_what_was_removed_before_a_sync_does_not_come_back(own_mount: Mount) -> None:
    """What a close confirmed is out of date when a later state is in the draft."""
    skills = own_mount.new_space() / "skills"
    (skills / "gone.md").write_text("gone")
    (skills / "old.md").write_text("moved")
    (skills / "kept.md").write_text("first")
    (skills / "gone.md").unlink()
    (skills / "old.md").rename(skills / "new.md")
    descriptor = os.open(skills, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    (skills / "kept.md").write_text("second")
    own_mount.kill()
    own_mount.expect_in_log(RECOVERED)
    own_mount.restart_after_kill()
    assert sorted(path.name for path in skills.glob("*.md")) == ["kept.md", "new.md"]
    assert ((skills / "kept.md").read_text(), (skills / "new.md").read_text()) == ("second", "moved")


def test_a_drop_that_was_open_when_the_mount_died_is_judged_by_the_next(own_mount: Mount) -> None:
    inbox_path = own_mount.new_space() / "inbox"
    whole = os.open(inbox_path / "whole.json", os.O_CREAT | os.O_WRONLY)
    half = os.open(inbox_path / "half.json", os.O_CREAT | os.O_WRONLY)
    aside = os.open(inbox_path / "upload.tmp", os.O_CREAT | os.O_WRONLY)
    for descriptor, text in ((whole, SESSION), (half, SESSION[:40]), (aside, SESSION)):
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    own_mount.kill()
    for descriptor in (whole, half, aside):
        with pytest.raises(OSError):
            os.write(descriptor, b"x")
        try:
            os.close(descriptor)
        except OSError as error:
            assert error.errno in (errno.ENOTCONN, errno.ECONNABORTED)
    own_mount.restart_after_kill()
    assert own_mount.waits(inbox_path / "whole.json")
    assert own_mount.error_of(inbox_path / "half.json").startswith("half.json: ")
    assert own_mount.settled(inbox_path / "upload.tmp").state == inbox.ASIDE
    assert (inbox_path / "half.json").read_text() == SESSION[:40]


def test_a_drop_that_was_open_in_a_mount_that_died_is_judged_by_another_that_lives(
    own_mount: Mount, tmp_path: Path
) -> None:
    space = own_mount.new_space()
    other = Mount(tmp_path, own_mount.store_path, name="other")
    with watched(other):
        try:
            other.start()
            mine = os.open(space / "inbox" / "mine.json", os.O_CREAT | os.O_WRONLY)
            os.write(mine, SESSION.encode())
            os.fsync(mine)
            theirs = os.open(other.path / space.name / "inbox" / "theirs.json", os.O_CREAT | os.O_WRONLY)
            os.write(theirs, SESSION.encode())
            os.fsync(theirs)
            other.kill()
            with pytest.raises(OSError):
                os.close(theirs)
            eventually(lambda: (space / "inbox" / "theirs.json").exists())
            assert own_mount.waits(space / "inbox" / "theirs.json")
            assert own_mount.drop(space / "inbox" / "mine.json").state == inbox.OPEN, "it is open here"
            os.close(mine)
            assert own_mount.waits(space / "inbox" / "mine.json")
        finally:
            other.close()
    with own_mount.store() as store:
        assert [dead.mountpoint for dead in daemons.bury(store)] == [str(other.path)]


def test_a_live_session_goes_on_after_a_kill(own_mount: Mount) -> None:
    path = own_mount.new_space() / "inbox" / "live.jsonl"
    path.write_text(line("Start the server"))
    assert own_mount.waits(path)
    own_mount.kill()
    own_mount.restart_after_kill()
    with path.open("a") as file:
        file.write(line("It runs."))
    eventually(lambda: own_mount.settled(path).turns == 2)
    assert path.read_text() == line("Start the server") + line("It runs.")


def test_names_and_removals_that_fsync_confirmed_survive_sigkill(own_mount: Mount) -> None:
    space = own_mount.new_space()
    skills = space / "skills"
    (skills / "doomed.md").write_text("x")
    (skills / "old.md").write_text("kept")
    own_mount.at_rest(space)
    (skills / "doomed.md").unlink()
    (skills / "old.md").rename(skills / "new.md")
    (skills / "link").symlink_to("new.md")
    (skills / "folder").mkdir(mode=0o700)
    descriptor = os.open(skills, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(descriptor)
    os.close(descriptor)
    own_mount.kill()
    own_mount.expect_in_log(RECOVERED)
    own_mount.restart_after_kill()
    assert sorted(os.listdir(skills)) == ["daily-logs", "folder", "link", "new.md", "user-general-facts"]  # noqa: PTH208
    assert (skills / "link").read_text() == "kept"
    assert (skills / "folder").stat().st_mode & 0o777 == 0o700


def test_sigterm_ends_a_mount_without_waiting_for_its_clients(own_mount: Mount) -> None:
    space = own_mount.new_space()
    command = ["bash", "-c", "exec 3>skills/open.md; echo half >&3; echo said; read -r _; echo rest >&3"]
    with subprocess.Popen(
        command, cwd=space, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == b"said\n"
        drop = os.open(space / "inbox" / "open.json", os.O_CREAT | os.O_WRONLY)
        os.write(drop, SESSION.encode())
        # Within a second where the machine has nothing else to do; the client would wait for ever.
        assert own_mount.stop() < 5.0
        with pytest.raises(OSError):
            os.write(drop, b"x")
        try:
            os.close(drop)
        except OSError as error:
            assert error.errno in (errno.ENOTCONN, errno.ECONNABORTED)
        client.communicate(b"\n", timeout=10)
        assert client.returncode == 1
    own_mount.start()
    assert (space / "skills" / "open.md").read_text() == "half\n"
    assert own_mount.waits(space / "inbox" / "open.json")


def test_umount_ends_the_server(own_mount: Mount) -> None:
    space = own_mount.new_space()
    (space / "skills" / "last.md").write_text("saved\n")
    done = own_mount.run("fusermount3", "-u", own_mount.path)
    assert (done.returncode, done.stderr) == (0, "")
    own_mount.ended()
    own_mount.start()
    assert (space / "skills" / "last.md").read_text() == "saved\n"


def test_content_that_the_store_has_lost_is_an_input_output_error_and_no_more(own_mount: Mount) -> None:
    space = own_mount.new_space()
    path = space / "skills" / "lost.md"
    path.write_text("a text that no other file has\n")
    own_mount.at_rest(space)
    own_mount.remount()
    with own_mount.store() as store:
        chunk = blobs.leaf(b"a text that no other file has\n")
        store.execute("DELETE FROM blobs WHERE hash = ?", (chunk.hash,))
    own_mount.expect_in_log("read failed")
    with pytest.raises(OSError) as refusal:
        path.read_text()
    assert refusal.value.errno == errno.EIO
    assert path.stat().st_size == 30
    (space / "skills" / "other.md").write_text("fine")
    assert (space / "skills" / "other.md").read_text() == "fine"
    with own_mount.store() as store:
        blobs.put(store, chunk.data)
    assert path.read_text() == "a text that no other file has\n"


def test_a_validator_that_dies_is_replaced(own_mount: Mount) -> None:
    inbox_path = own_mount.new_space() / "inbox"
    children = own_mount.run("pgrep", "-P", str(own_mount.pid), "-f", "validator").stdout.split()
    assert len(children) == 1
    own_mount.expect_in_log("the validator died; starting another")
    os.kill(int(children[0]), signal.SIGKILL)
    (inbox_path / "monday.json").write_text(json.dumps(CHAT))
    assert own_mount.waits(inbox_path / "monday.json")
    (inbox_path / "bad.json").write_text("[")
    assert own_mount.error_of(inbox_path / "bad.json").startswith("bad.json: ")


def test_a_mountpoint_that_cannot_be_used_is_one_line_and_exit_1(own_mount: Mount, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    command = [sys.executable, "-m", "skillfs_daemon", "mount", "--store", own_mount.store_path, tmp_path / "file"]
    done = own_mount.run(*map(str, command))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "file") in done.stderr.splitlines()[-1]
    assert own_mount.new_space().exists()
