"""Nobody's update is lost: people, learners and other mounts that write the same file at the same time."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from committing import commit_elsewhere
from live_mount import Mount, eventually, mounted, watched

from skillfs.learning import publication
from skillfs.learning.receipt import Receipt
from skillfs.store import blobs, commits, sessions, spaces
from skillfs_daemon.learner import learn_until_idle

pytestmark = pytest.mark.mount

ROUNDS = 40
TALK = {"messages": [{"role": "user", "content": "My name is Gus. I prefer TypeScript."}]}
FACTS = "user-general-facts/personal-info.md"


def append_as_a_learner_does(mount: Mount, space: Path, path: str, line: str) -> None:
    """Read the last commit, add a line, publish that; again on the new state until nobody came in between."""

    def published() -> bool:
        with mount.store() as store:
            state = commits.state(store, spaces.by_name(store, space.name).id)
            entry = state.entries.get(path.encode())
            before = b"" if entry is None else blobs.get(store, entry.blob, entry.size)
        try:
            commit_elsewhere(mount, space, {path: before + line.encode()}, state)
        except (commits.Held, commits.Conflict):
            return False
        return True

    eventually(published, 20)


def receipt_of(mount: Mount, space: Path, name: str) -> Receipt:
    with mount.store() as store:
        record = sessions.get(store, spaces.by_name(store, space.name).id, name)
    assert record is not None
    assert record.receipt is not None
    return Receipt.model_validate_json(record.receipt)


def drop_talk(mount: Mount, space: Path, name: str) -> None:
    (space / "inbox" / f"{name}.json").write_text(json.dumps(TALK))
    assert mount.waits(space / "inbox" / f"{name}.json")


# -- a person and a learner ------------------------------------------------------------------------------------------


def test_lines_that_a_person_and_a_learner_append_at_once_are_all_there(mount: Mount, space: Path) -> None:
    path = space / "skills" / "log.md"
    path.write_text("# log\n")
    mount.at_rest(space)

    def learn() -> None:
        for index in range(ROUNDS):
            append_as_a_learner_does(mount, space, "skills/log.md", f"learnt {index}\n")

    learner = threading.Thread(target=learn)
    learner.start()
    for index in range(ROUNDS):
        with path.open("a") as file:
            file.write(f"written {index}\n")
        # Long enough now and then for a commit to be cut, so that both have their turn.
        time.sleep(0.25 if index % 6 == 0 else 0.003)
    learner.join()
    mount.at_rest(space)
    wanted = [f"{word} {index}" for word in ("learnt", "written") for index in range(ROUNDS)]

    def lost() -> set[str]:
        return set(wanted) - set(path.read_text().splitlines())

    with contextlib.suppress(AssertionError):
        eventually(lambda: not lost())
    assert lost() == set()
    said = path.read_text().splitlines()
    assert sorted(said[1:]) == sorted(wanted)
    for word in ("learnt", "written"):
        assert [line for line in said if line.startswith(word)] == [f"{word} {index}" for index in range(ROUNDS)]


def test_a_name_that_a_learner_takes_while_a_person_makes_it_is_appended_to(mount: Mount, space: Path) -> None:
    """`open(…, "a")` is to make what is not there, and never fails because somebody else has just made it."""
    skills = space / "skills"

    def learn() -> None:
        for index in range(ROUNDS):
            append_as_a_learner_does(mount, space, f"skills/{index}.md", "learnt\n")

    learner = threading.Thread(target=learn)
    for index in range(ROUNDS):
        assert not (skills / f"{index}.md").exists()
    learner.start()
    for index in range(ROUNDS):
        with (skills / f"{index}.md").open("a") as file:
            file.write("written\n")
        time.sleep(0.004)
    learner.join()
    mount.at_rest(space)
    versions = mount.log_of(space)
    for index in range(ROUNDS):
        text = (skills / f"{index}.md").read_text()
        path = f"skills/{index}.md".encode()
        committed = sum(change.path == path for commit in versions for change in commit.changes)
        # Where both made the name in the same moment, the mount's version is on top and the learner's in the log.
        is_whole = sorted(text.splitlines()) == ["learnt", "written"]
        assert is_whole or (text == "written\n" and committed == 2), (index, text, committed)


def test_an_old_version_is_read_to_the_end_and_never_written(mount: Mount, space: Path) -> None:
    """An open that the kernel has sent on its way just before a learner's version took the name comes too late."""
    path = space / "skills" / "log.md"
    path.write_text("old\n")
    mount.at_rest(space)
    with path.open() as reader:
        commit_elsewhere(mount, space, {"skills/log.md": b"new\n"})
        eventually(lambda: path.read_text() == "new\n")
        with pytest.raises(OSError) as refused:
            os.open(f"/proc/self/fd/{reader.fileno()}", os.O_WRONLY | os.O_APPEND)
        assert refused.value.errno == errno.ESTALE
        assert reader.read() == "old\n"


def test_an_editor_that_holds_a_file_keeps_the_learner_waiting(mount: Mount, space: Path) -> None:
    path = space / "skills" / FACTS
    path.write_text("# personal-info\n")
    mount.at_rest(space)
    drop_talk(mount, space, "monday")
    with path.open("a") as editor:
        learner = threading.Thread(target=learn_until_idle, args=(mount.store_path, mount.space(space).id, 30))
        learner.start()
        time.sleep(1.0)
        editor.write("- a person wrote this\n")
    learner.join()
    assert receipt_of(mount, space, "monday").state == "learnt"
    eventually(lambda: "Gus" in path.read_text())
    assert "- a person wrote this\n" in path.read_text()


def test_an_editor_that_keeps_a_file_open_is_a_conflict_that_is_resolved_later(
    mount: Mount, space: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "HELD_PATIENCE_SECONDS", 0.3)
    path = space / "skills" / FACTS
    path.write_text("# personal-info\n")
    mount.at_rest(space)
    drop_talk(mount, space, "monday")
    with path.open("a") as editor:
        learn_until_idle(mount.store_path, mount.space(space).id, 3)
        receipt = receipt_of(mount, space, "monday")
        assert (receipt.state, receipt.reason) == (
            "failed",
            f"conflict: skills/{FACTS} is open for writing in a mount; close it",
        )
        editor.write("- a person wrote this\n")
    mount.at_rest(space)
    with mount.store() as store:
        store.execute("UPDATE jobs SET due_ns = 0")
    assert learn_until_idle(mount.store_path, mount.space(space).id, 30)
    assert receipt_of(mount, space, "monday").state == "learnt"
    eventually(lambda: "Gus" in path.read_text())
    assert "- a person wrote this\n" in path.read_text()


def test_a_space_that_is_removed_elsewhere_comes_back_with_the_last_save(mount: Mount, space: Path) -> None:
    path = space / "skills" / "note.md"
    path.write_text("saved\n")
    with mount.store() as store:
        spaces.remove(store, space.name)
    eventually(lambda: not space.exists())
    time.sleep(0.3)
    with mount.store() as store:
        spaces.restore(store, space.name, author="test")
    assert eventually(lambda: path.exists() and path.read_text()) == "saved\n"


# -- two mounts ------------------------------------------------------------------------------------------------------


@pytest.fixture
def twins(tmp_path: Path) -> Iterator[tuple[Mount, Mount]]:
    """Two mounts of one store."""
    first = Mount(tmp_path, name="first")
    second = Mount(tmp_path, first.store_path, name="second")
    with watched(first), watched(second), mounted(first):
        second.start()
        try:
            yield first, second
        finally:
            second.close()


def test_what_one_mount_has_committed_is_what_the_other_appends_to(twins: tuple[Mount, Mount]) -> None:
    """As on NFS: who opens a file after another one's close and commit sees it all."""
    first, _ = twins
    space = first.new_space()
    paths = [mount.path / space.name / "skills" / "both.md" for mount in twins]
    paths[0].touch()
    eventually(paths[1].exists)
    lines = []
    for index in range(10):
        number = first.space(space).head
        # A shell neither seeks nor looks at the size before it writes.
        twins[index % 2].sh(f"echo line {index} >> {paths[index % 2]}", paths[index % 2].parent)
        lines.append(f"line {index}")
        first.next_commit(space, number)
    for path in paths:
        eventually(lambda path=path: path.read_text().splitlines() == lines)  # type: ignore[misc]


def test_two_mounts_that_save_one_file_at_once_agree_and_keep_both_versions(twins: tuple[Mount, Mount]) -> None:
    first, _ = twins
    space = first.new_space()
    paths = [mount.path / space.name / "skills" / "both.md" for mount in twins]
    paths[0].write_text("the start\n")
    eventually(paths[1].exists)
    first.at_rest(space)
    number = first.space(space).head
    texts = [f"{name} wrote this\n" for name in ("first", "second")]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    eventually(lambda: len(first.log_of(space, number)) == 2)
    last = first.log_of(space, number)[-1]
    assert eventually(lambda: paths[0].read_text() == paths[1].read_text() and paths[0].read_text()) in texts
    with first.store() as store:
        kept = {
            blobs.get(store, change.entry.blob, change.entry.size).decode()
            for commit in first.log_of(space, number)
            for change in commit.changes
            if change.path == b"skills/both.md" and change.entry is not None
        }
    assert kept == set(texts)
    assert "skills/both.md" in last.message
