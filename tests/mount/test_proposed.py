"""Proposals through a real mount: read with cat, accepted from the command line while the mount serves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from live_mount import Mount, eventually

from skillfs.learning.review import accept, reject
from skillfs_daemon.learner import learn_until_idle

pytestmark = pytest.mark.mount

TALK = {"messages": [{"role": "user", "content": "My name is Gus. I prefer TypeScript."}]}
FACTS = "user-general-facts/personal-info.md"


def propose(mount: Mount, space: Path) -> None:
    """Drop a session into a space that is reviewed, and learn from it."""
    before = mount.at_rest(space)
    (space / "SPACE.md").write_text("---\nreview: true\n---\n")
    mount.next_commit(space, before)
    (space / "inbox" / "monday.json").write_text(json.dumps(TALK))
    mount.settled(space / "inbox" / "monday.json")
    assert learn_until_idle(mount.store_path, mount.space(space).id, 30)


def test_a_proposal_is_read_and_accepted_while_the_mount_serves(mount: Mount, space: Path) -> None:
    proposed, live = space / ".skillfs" / "proposed", space / "skills" / FACTS
    assert list(proposed.iterdir()) == []
    propose(mount, space)

    assert mount.sh("ls .skillfs/proposed .skillfs/proposed/1", space).stdout.split() == [
        ".skillfs/proposed:", "1", ".skillfs/proposed/1:", "diff", "files", "proposal.md",
    ]  # fmt: skip
    diff = mount.sh("cat .skillfs/proposed/1/diff", space).stdout
    file = (proposed / "1" / "files" / FACTS).read_text()
    found = mount.sh("grep -rl Gus .skillfs/proposed/1/files", space).stdout.splitlines()
    assert f"+++ b/{FACTS}" in diff.splitlines()
    assert f".skillfs/proposed/1/files/{FACTS}" in found
    assert not live.exists()
    assert "proposed  1: " in (space / ".skillfs" / "status").read_text()

    with mount.store() as store:
        accept(store, mount.space(space), 1)

    assert eventually(lambda: live.exists() and live.read_text()) == file
    assert list(proposed.iterdir()) == []
    assert not (proposed / "1" / "diff").exists()
    assert "- Proposal 1 was accepted" in (space / ".skillfs" / "sessions" / "monday" / "receipt.md").read_text()


def test_a_rejected_proposal_is_gone_and_its_receipt_says_so(mount: Mount, space: Path) -> None:
    propose(mount, space)
    receipt = space / ".skillfs" / "sessions" / "monday" / "receipt.md"
    assert "- Proposal 1 waits: " in receipt.read_text()

    with mount.store() as store:
        reject(store, mount.space(space), 1)

    assert list((space / ".skillfs" / "proposed").iterdir()) == []
    assert receipt.read_text().splitlines()[:3] == ["# monday: skipped", "", "**Skipped**: proposal 1 was rejected"]
    assert not (space / "skills" / FACTS).exists()


def test_nobody_writes_there(mount: Mount, space: Path) -> None:
    propose(mount, space)
    for command in ("rm .skillfs/proposed/1/diff", "echo x > .skillfs/proposed/1/diff", "mkdir .skillfs/proposed/2"):
        refused = mount.run("bash", "-c", command, cwd=space)
        assert refused.returncode != 0, command
