"""What `close` and `.error` say of bytes that are no session, and what becomes of files that their user removes."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest
from live_mount import SESSION, Mount, eventually

from skillfs.store import inbox

pytestmark = pytest.mark.mount

MIB = 1024**2


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


IMPOSSIBLE = {
    "scalar": (
        b"5\n",
        "line 1, column 1: is neither a JSON object nor an array, so no session; see docs/session-formats.md",
    ),
    "prose": (
        b"Dear diary",
        "line 1, column 1: is neither a JSON object nor an array, so no session; see docs/session-formats.md",
    ),
    "latin-1": (
        b'{"messages": [\n{"role": "user", "content": "caf\xe9"}]}',
        "line 2, column 33: has a byte that is no UTF-8 (0xe9); save it as UTF-8",
    ),
    "deep": (
        b"[" * 5000 + b"]" * 5000,
        "line 1, column 1: is nested more than 200 levels deep; flatten it",
    ),
    "unknown format": (
        b'{"title": "shopping", "items": ["milk"]}',
        '$: is in no format that skillfs knows; write {"messages": [...]}, see docs/session-formats.md',
    ),
    "NaN": (b'{"messages": [NaN]}', None),
    "wrong member": (b'{"messages": [{"role": "user", "content": 7}]}', None),
    "control character": (b'{"messages": [{"role": "user", "content": "a\x00b"}]}', None),
    "two documents": (
        SESSION.encode() * 2,
        "line 2, column 1: another JSON document starts; name the file .jsonl",
    ),
}


@pytest.mark.parametrize("kind", IMPOSSIBLE)
def test_what_can_never_be_a_session_is_refused_at_close(mount: Mount, inbox_path: Path, kind: str) -> None:
    data, error = IMPOSSIBLE[kind]
    path = inbox_path / "bad.json"
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, 0o644)
    assert os.write(descriptor, data) == len(data)
    with pytest.raises(OSError) as refusal:
        os.close(descriptor)
    assert refusal.value.errno == errno.EINVAL
    said = mount.error_of(path)
    assert said.startswith("bad.json: ")
    assert "line 1, " in said or "line 2, " in said or "$" in said
    if error is not None:
        assert said == f"bad.json: {error}\n"
    assert mount.settled(path).state == inbox.REJECTED
    assert path.read_bytes() == data
    path.write_text(SESSION)
    assert mount.waits(path)
    assert names(inbox_path) == ["bad.json"]


def test_cp_says_invalid_argument(mount: Mount, inbox_path: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("5")
    done = mount.run("cp", tmp_path / "bad.json", inbox_path)
    assert done.returncode == 1
    assert done.stderr.endswith(": Invalid argument\n")
    assert names(inbox_path) == ["bad.json", "bad.json.error"]


def test_the_error_has_the_owner_of_its_file_and_is_read_only(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "notes.txt"
    path.write_text("x")
    mount.error_of(path)
    status = (inbox_path / "notes.txt.error").stat()
    assert (status.st_mode & 0o7777, status.st_uid) == (0o444, os.getuid())
    with pytest.raises(PermissionError):
        (inbox_path / "notes.txt.error").open("a")


@pytest.mark.parametrize("data", [b"", b" \n", SESSION.encode()[:-5], b"\xef\xbb", b'{"messages": [{"a": "\xc3'])
def test_what_may_still_become_one_is_taken_and_named_on_release(mount: Mount, inbox_path: Path, data: bytes) -> None:
    path = inbox_path / "short.json"
    path.write_bytes(data)
    said = mount.error_of(path)
    assert said.startswith("short.json: ")
    assert mount.settled(path).state == inbox.REJECTED
    path.write_text(SESSION)
    assert mount.waits(path)
    assert names(inbox_path) == ["short.json"]


@pytest.mark.parametrize(
    "text",
    [
        '{"messages": [{"role": "user", "content": "a \\u0000 b"}]}',
        '{"messages": [{"role": "user", "content": "half \\ud83d a pair"}]}',
        '{"messages": [{"role": "user", "content": "x"}], "cost": 1e400}',
        '{"messages": [], "messages": [{"role": "user", "content": "the last one wins"}]}',
        '\ufeff{"messages": [{"role": "user", "content": "with a byte order mark"}]}',
    ],
    ids=["NUL", "lone surrogate", "1e400", "duplicate keys", "byte order mark"],
)
def test_strange_json_is_a_session_where_json_allows_it(mount: Mount, inbox_path: Path, text: str) -> None:
    path = inbox_path / "strange.json"
    path.write_text(text)
    assert mount.waits(path)
    assert path.read_text() == text


def test_what_is_larger_than_the_limit_is_refused_and_harms_nobody(mount: Mount, inbox_path: Path) -> None:
    (inbox_path / "good.json").write_text(SESSION)
    done = mount.run("dd", "if=/dev/zero", "of=large.json", "bs=1M", "count=70", "status=none", cwd=inbox_path)
    assert done.returncode == 1
    assert "File too large" in done.stderr
    path = inbox_path / "large.json"
    limit = f"max_session_bytes ({64 * MIB} bytes) in SPACE.md"
    assert mount.error_of(path) == f"large.json: is larger than {limit}; raise that, then drop it again\n"
    assert path.stat().st_size == 64 * MIB
    assert mount.waits(inbox_path / "good.json")
    path.unlink()
    path.write_text(SESSION)
    assert mount.waits(path)


def test_the_limit_is_the_one_of_the_space(mount: Mount, space: Path) -> None:
    (space / "SPACE.md").write_text("---\nmax_session_bytes: 2000\n---\n")
    number = mount.at_rest(space)
    assert number > 1
    path = space / "inbox" / "large.json"
    with pytest.raises(OSError) as refusal:
        path.write_text(" " * 2001)
    assert refusal.value.errno == errno.EFBIG
    assert "larger than max_session_bytes (2000 bytes)" in mount.error_of(path)
    with pytest.raises(OSError) as refusal:
        os.truncate(path, 2001)
    assert refusal.value.errno == errno.EFBIG
    path.write_text(SESSION)
    assert mount.waits(path)


def test_a_large_session_is_taken(mount: Mount, inbox_path: Path) -> None:
    """The verdict takes longer than `close` waits for it, and comes all the same."""
    path = inbox_path / "large.json"
    head, tail = SESSION.split("Done")
    text = head + "".join(f"word {index} " for index in range(1_500_000)) + tail
    path.write_text(text)
    assert mount.waits(path)
    assert path.read_text() == text


def test_removing_a_waiting_file_cancels_it(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "monday.json"
    path.write_text(SESSION)
    assert mount.waits(path)
    ino = mount.drop(path).ino
    path.unlink()

    def cancelled() -> bool:
        with mount.store() as store:
            drop = inbox.get(store, ino)
            queued = store.one("SELECT count(*) FROM jobs WHERE ino = ?", (ino,))
        return drop is not None and drop.state == inbox.CANCELLED and queued == 0

    assert eventually(cancelled)
    assert names(inbox_path) == []


def test_the_error_goes_with_its_file(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "notes.txt"
    path.write_text("x")
    mount.error_of(path)
    path.unlink()
    eventually(lambda: names(inbox_path) == [])
    assert not (inbox_path / "notes.txt.error").exists()


def test_an_error_that_was_removed_stays_away_until_there_is_news(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "notes.txt"
    path.write_text("x")
    mount.error_of(path)
    (inbox_path / "notes.txt.error").unlink()
    time.sleep(0.2)
    assert names(inbox_path) == ["notes.txt"]
    path.write_text("y")
    assert mount.error_of(path).startswith("notes.txt: ")


def test_renaming_over_a_rejected_file_tries_again(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "monday.json"
    path.write_text("[")
    mount.error_of(path)
    (inbox_path / "new.tmp").write_text(SESSION)
    (inbox_path / "new.tmp").rename(path)
    assert mount.waits(path)
    assert path.read_text() == SESSION
    eventually(lambda: names(inbox_path) == ["monday.json"])
    assert not (inbox_path / "monday.json.error").exists()


def test_renaming_a_rejected_file_takes_its_error_along(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "one.json"
    path.write_text("[")
    mount.error_of(path)
    path.rename(inbox_path / "two.json")
    assert mount.error_of(inbox_path / "two.json").startswith("two.json: ")
    assert not (inbox_path / "one.json.error").exists()
    assert names(inbox_path) == ["two.json", "two.json.error"]
    (inbox_path / "two.json").rename(inbox_path / "two.json.tmp")
    eventually(lambda: names(inbox_path) == ["two.json.tmp"])
    assert not (inbox_path / "two.json.error").exists()


def test_rename_never_says_invalid(mount: Mount, inbox_path: Path) -> None:
    (inbox_path / "five.tmp").write_text("5")
    (inbox_path / "five.tmp").rename(inbox_path / "five.json")
    assert mount.error_of(inbox_path / "five.json").startswith("five.json: line 1, column 1: ")
    (inbox_path / "six.tmp").write_text("6")
    os.link(inbox_path / "six.tmp", inbox_path / "six.json")
    assert mount.error_of(inbox_path / "six.json").startswith("six.json: line 1, column 1: ")


def test_an_inbox_is_removed_and_made_again(mount: Mount, space: Path) -> None:
    inbox_path = space / "inbox"
    (inbox_path / "a.json").write_text(SESSION)
    (inbox_path / "b.json").write_text("[")
    (inbox_path / "deep").mkdir()
    (inbox_path / "deep" / "c.txt").write_text("x")
    (inbox_path / "d.tmp").write_text("x")
    mount.error_of(inbox_path / "b.json")
    mount.error_of(inbox_path / "deep" / "c.txt")
    mount.sh("rm -r inbox", space)
    assert names(space) == ["SPACE.md", "skills"]
    assert eventually(lambda: not mount.space(space).inbox)
    inbox_path.mkdir()
    assert names(inbox_path) == []
    assert eventually(lambda: mount.space(space).inbox)
    (inbox_path / "a.json").write_text(SESSION)
    assert mount.waits(inbox_path / "a.json")


def test_a_verdict_survives_a_remount(own_mount: Mount) -> None:
    inbox_path = own_mount.new_space() / "inbox"
    (inbox_path / "good.json").write_text(SESSION)
    (inbox_path / "bad.json").write_text("[")
    (inbox_path / "sub").mkdir()
    (inbox_path / "sub" / "aside.tmp").write_text("half")
    assert own_mount.waits(inbox_path / "good.json")
    said = own_mount.error_of(inbox_path / "bad.json")
    inodes = {name: (inbox_path / name).stat().st_ino for name in ("good.json", "bad.json", "sub", "sub/aside.tmp")}
    own_mount.settled(inbox_path / "bad.json")
    own_mount.remount()
    assert names(inbox_path) == ["bad.json", "bad.json.error", "good.json", "sub"]
    assert {name: (inbox_path / name).stat().st_ino for name in inodes} == inodes
    assert (inbox_path / "bad.json.error").read_text() == said
    assert own_mount.waits(inbox_path / "good.json")
    assert (inbox_path / "sub" / "aside.tmp").read_text() == "half"
