"""What a mount that died had confirmed comes into its draft from the files beside the store, once, and in order."""

from __future__ import annotations

import errno
import os
import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from skillfs.store import backup, blobs, closes, commits, daemons, fsck, recovery, spaces
from skillfs.store.closes import Closes
from skillfs.store.database import Store
from skillfs.store.entries import Change, Entry, Kind
from skillfs.store.findings import Problem

A, B = b"skills/facts/a.md", b"skills/facts/b.md"


@pytest.fixture
def origin(store: Store) -> int:
    """A mount that has ended, and has said so to nobody."""
    store.reserve_inodes(1000)
    daemon_id = daemons.register(store, daemons.MOUNT)
    daemons.leave(store, daemon_id)
    return daemon_id


@pytest.fixture
def written(store: Store, space: spaces.Space, origin: int) -> Closes:
    return Closes(store.path, origin, space.id, space.created_ns)


def closed(path: bytes, data: bytes, base: int = 0, ino: int = 77) -> bytes:
    return closes.packed(path, base, ino, 0o640, 7, 8, 9, {b"user.x": b"1"}, data)


def directory(path: bytes) -> bytes:
    return closes.packed(path, 0, 78, 0o750, 7, 8, 9, {}, None)


def content(store: Store, space: spaces.Space) -> dict[bytes, bytes]:
    """What the log says is in the space's files."""
    return {
        path: blobs.get(store, entry.blob, entry.size)
        for path, entry in commits.state(store, space.id).entries.items()
        if entry.kind is Kind.FILE
    }


def test_the_last_close_of_a_path_counts(store: Store, space: spaces.Space, written: Closes) -> None:
    written.append(closed(A, b"one", base=1))
    written.append(directory(b"skills/new") + closed(b"skills/new/c.md", b""))
    written.append(closed(A, b"two", base=1))
    (published,) = recovery.recover(store)
    assert content(store, space) == {
        b"SPACE.md": b"# work\n", b"skills/facts/SKILL.md": b"facts\n", A: b"two", b"skills/new/c.md": b"",
    }  # fmt: skip
    (commit,) = commits.log(store, space.id, after=1)
    assert (commit.id, commit.message) == (published, "recovered after a crash")
    by_path = {change.path: change for change in commit.changes}
    assert by_path[A] == Change(
        A, 1, Entry(Kind.FILE, 77, 0o640, 7, 8, 9, 3, blobs.leaf(b"two").hash, xattrs={b"user.x": b"1"})
    )
    assert by_path[b"skills/new"] == Change(b"skills/new", 0, Entry(Kind.DIRECTORY, 78, 0o750, 7, 8, 9))
    assert (closes.files(store.path), recovery.recover(store)) == ([], [])


def test_what_is_not_versioned_is_kept_beside_the_log(store: Store, space: spaces.Space, written: Closes) -> None:
    written.append(closed(b"skills/a.md~", b"tilde"))
    assert recovery.recover(store) == []
    (kept,) = commits.unpublished(store, commits.unversioned(store, space.id))
    assert (kept.path, space.head) == (b"skills/a.md~", 1)


def test_a_record_that_was_cut_off_was_confirmed_to_nobody(store: Store, space: spaces.Space, written: Closes) -> None:
    written.append(closed(A, b"whole"))
    written.append(closed(B, b"half"))
    (file,) = closes.files(store.path)
    os.truncate(file.path, file.path.stat().st_size - 1)
    recovery.recover(store)
    assert (content(store, space)[A], B in content(store, space)) == (b"whole", False)


def test_bytes_that_the_disk_has_lost_end_what_is_believed(store: Store, space: spaces.Space, written: Closes) -> None:
    written.append(closed(A, b"whole"))
    whole = written.size
    written.append(closed(B, b"hurt"))
    written.append(closed(b"skills/c.md", b"behind it"))
    (file,) = closes.files(store.path)
    with file.path.open("r+b") as opened:
        opened.seek(whole + 10)
        opened.write(b"\0\0\0\0")
    recovery.recover(store)
    assert content(store, space)[A] == b"whole"
    assert content(store, space).keys().isdisjoint({B, b"skills/c.md"})


def test_what_a_draft_has_is_not_brought_in_on_top_of_it(
    store: Store, space: spaces.Space, origin: int, written: Closes
) -> None:
    """As after a crash between the transaction that stages and the removal of the file."""
    written.append(closed(A, b"old"))
    through = written.complete()
    draft = commits.begin(store, space.id, commits.DRAFT, origin=origin)
    with store.transaction():
        commits.put(store, draft, space.id, [Change(A, 1, None)])
        closes.note(store, origin, space.id, through)
    written.append(closed(B, b"since"))
    assert recovery.recover(store) == [draft]
    assert (A in content(store, space), content(store, space)[B]) == (False, b"since")
    assert closes.files(store.path) == []
    assert store.execute("SELECT * FROM closes").fetchall() == []


def test_recovery_that_is_interrupted_begins_again(
    store: Store, space: spaces.Space, written: Closes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3 * closes.RECORDS_A_TRANSACTION):
        written.append(closed(b"skills/facts/%d.md" % number, b"%d" % number, ino=100 + number))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(closes, "note", die)
        with pytest.raises(KeyboardInterrupt):
            recovery.recover(store)
    assert len(recovery.recover(store)) == 1
    assert len(content(store, space)) == 3 + 3 * closes.RECORDS_A_TRANSACTION
    assert fsck.check(store, repair=False) == []


def test_the_files_of_a_mount_that_lives_are_its_own(store: Store, space: spaces.Space) -> None:
    mine = Closes(store.path, daemons.register(store, daemons.MOUNT), space.id, space.created_ns)
    mine.append(closed(A, b"new"))
    assert recovery.recover(store) == []
    assert (len(closes.files(store.path)), content(store, space)[A]) == (1, b"a\n")
    assert fsck.check(store, repair=False) == []


def test_the_files_of_another_store_are_left_alone(store: Store, space: spaces.Space, origin: int) -> None:
    other = Closes(store.path, origin, space.id, space.created_ns + 1)
    other.append(closed(A, b"another's"))
    mine = Closes(store.path, origin, space.id, space.created_ns)
    mine.append(closed(B, b"mine"))
    assert len(recovery.recover(store)) == 1
    assert (content(store, space)[A], content(store, space)[B]) == (b"a\n", b"mine")
    assert [file.number for file in closes.files(store.path)] == [1]
    mine.complete()
    mine.remove(2)
    assert len(closes.files(store.path)) == 1


def test_fsck_tells_of_them_and_repair_commits_them(store: Store, space: spaces.Space, written: Closes) -> None:
    written.append(closed(A, b"new"))
    (finding,) = fsck.check(store, repair=True)
    assert (finding.problem, finding.is_harmless, finding.repaired) == (Problem.ABANDONED_COMMIT, True, True)
    assert finding.text.startswith("space work: store.db-closes-")
    assert content(store, space)[A] == b"new"
    assert fsck.check(store, repair=False) == []


def test_a_backup_has_what_was_confirmed_before_it(store: Store, space: spaces.Space, tmp_path: Path) -> None:
    mine = Closes(store.path, daemons.register(store, daemons.MOUNT), space.id, space.created_ns)
    mine.append(closed(A, b"new"))
    target = tmp_path / "backup.db"
    backup.back_up(store, target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.db", "data"]
    with sqlite3.connect(target) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with Store(target) as copy:
        assert len(recovery.recover(copy)) == 1
        assert (content(copy, space)[A], content(store, space)[A]) == (b"new", b"a\n")


def test_a_restored_store_does_not_get_what_the_one_before_it_had_confirmed(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    with Store(path) as store:
        space = spaces.create(store, "work", {"skills/facts/a.md": b"a\n"}, uid=0, gid=0, author="test")
        backup.back_up(store, target)
        Closes(path, 9, space.id, space.created_ns).append(closed(A, b"since"))
    restored = backup.restore(target, path, force=True)
    assert restored.aside is not None
    for place, found in ((path, b"a\n"), (restored.aside, b"since")):
        with Store(place) as store:
            recovery.recover(store)
            assert content(store, space)[A] == found


def test_purge_erases_them(store: Store, space: spaces.Space, written: Closes) -> None:
    written.append(closed(A, b"secret"))
    spaces.remove(store, "work")
    spaces.purge(store, "work")
    assert closes.files(store.path) == []


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """No file of this process grows beyond a size: a write that reaches it takes a part, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_half_a_record_hides_nothing_that_comes_after_it(store: Store, space: spaces.Space, written: Closes) -> None:
    written.append(closed(A, b"first"))
    with at_most(written.size + 20), pytest.raises(OSError, match="No space left") as refused:
        written.append(closed(A, b"second"))
    assert refused.value.errno == errno.ENOSPC
    written.append(closed(B, b"third"))
    recovery.recover(store)
    assert (content(store, space)[A], content(store, space)[B]) == (b"first", b"third")


def test_only_their_owner_reads_them(store: Store, written: Closes) -> None:
    umask = os.umask(0)
    try:
        written.append(closed(A, b"mine"))
    finally:
        os.umask(umask)
    (file,) = closes.files(store.path)
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_an_older_store_gets_the_table(path: Path) -> None:
    with Store(path) as store:
        store.execute("DROP TABLE closes")
        store.execute("DELETE FROM _sqlite_migrations WHERE name = 'm0005_closes'")
    with Store(path) as store:
        assert recovery.recover(store) == []
