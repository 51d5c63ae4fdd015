"""What a killed mount leaves, as `skillfs fsck` finds and repairs it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_skillfs import Skillfs, own_skillfs, wait_until

from skillfs.store import inbox, jobs
from skillfs.store.database import Store
from skillfs_daemon import mountpoints

pytestmark = [
    pytest.mark.mount,
    pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="/dev/fuse cannot be opened"),
]

SESSION = b'{"messages": [{"role": "user", "content": "I live in Oslo."}, {"role": "assistant", "content": "Noted."}]}'


@pytest.fixture
def skillfs(tmp_path: Path) -> Iterator[Skillfs]:
    with own_skillfs(tmp_path) as made:
        yield made


def test_fsck_clears_away_what_a_killed_mount_left(skillfs: Skillfs) -> None:
    process = skillfs.start("mount", skillfs.mountpoint)
    wait_until(skillfs.answers, "the mount answers")
    inbox_path = skillfs.mountpoint / "work" / "inbox"
    (skillfs.mountpoint / "work").mkdir()
    opened = {name: os.open(inbox_path / name, os.O_CREAT | os.O_WRONLY) for name in ("whole.json", "half.json")}
    os.write(opened["whole.json"], SESSION)
    os.write(opened["half.json"], SESSION[:40])
    for descriptor in opened.values():
        os.fsync(descriptor)
    process.kill()
    process.wait()
    for descriptor in opened.values():
        with pytest.raises(OSError):
            os.close(descriptor)

    found = skillfs.run("fsck", "--json")
    assert found.returncode == 0, "what a killed process leaves is no fault"
    listed = [(item["problem"], item["level"], item["text"]) for item in json.loads(found.stdout)]
    what = "was not judged yet when its mount died"
    assert sorted(listed) == [
        ("dead-daemon", "note", f"mount 1 (pid {process.pid}) died without leaving"),
        ("dead-mount", "note", f"{skillfs.mountpoint}: its process {process.pid} died, and the mount answers nobody"),
        ("half-spooled", "note", f"work/inbox/half.json: {what}; 40 bytes of it are safe"),
        ("half-spooled", "note", f"work/inbox/whole.json: {what}; {len(SESSION)} bytes of it are safe"),
    ]
    repaired = skillfs.run("fsck", "--repair", "--json")
    assert {item["level"] for item in json.loads(repaired.stdout)} == {"repaired"}
    assert not mountpoints.is_skillfs(skillfs.mountpoint)
    assert json.loads(skillfs.run("fsck", "--json").stdout) == []
    with Store(skillfs.store) as store:
        half, whole = inbox.listed(store, 1)
        assert (half.state, whole.state) == (inbox.REJECTED, inbox.WAITING)
        assert [job.ino for job in jobs.queued(store, 1)] == [whole.ino]
