"""Each kind of damage, done to a real store, is found, explained and put right."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from skillfs.store import blobs, commits, daemons, hierarchy, inbox, jobs, sessions, spaces
from skillfs.store.damage import unreadable
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Change, Entry, Kind
from skillfs.store.fsck import Finding, Problem, check
from skillfs.store.inbox import Drop

A = b"skills/facts/a.md"


def found(store: Store) -> list[tuple[Problem, str]]:
    return [(finding.problem, finding.text) for finding in check(store, repair=False)]


def repaired(store: Store) -> list[Finding]:
    """Repair, and see that the second check has nothing left that could be repaired."""
    findings = check(store, repair=True)
    assert all(finding.repaired == (finding.repair is not None) for finding in findings)
    assert [finding for finding in check(store, repair=False) if finding.repair is not None] == []
    return findings


def write(store: Store, space: spaces.Space, path: bytes, data: bytes) -> bytes:
    state = commits.state(store, space.id)
    blob = blobs.put(store, data)
    entry = Entry(Kind.FILE, store.reserve_inodes(1)[0], 0o644, 1, 1, 1, len(data), blob)
    commit_id = commits.begin(store, space.id, commits.STAGED, "writer")
    commits.put(store, commit_id, space.id, [Change(path, state.versions.get(path, 0), entry)])
    commits.publish(store, commit_id)
    return blob


def drop(store: Store, space: spaces.Space, data: bytes = b"{}") -> int:
    (ino,) = store.reserve_inodes(1)
    inbox.put(store, Drop(ino, space.id, b"monday.json", Kind.FILE, 0o644, 1, 1, 1, len(data), blobs.put(store, data)))
    return ino


def content(store: Store, space: spaces.Space, path: bytes) -> bytes:
    entry = commits.state(store, space.id).entries[path]
    return blobs.get(store, entry.blob, entry.size)


def lose(store: Store, blob: bytes) -> None:
    store.execute("DELETE FROM blobs WHERE hash = ?", (blob,))


def test_a_store_in_use_is_sound(store: Store, space: spaces.Space) -> None:
    write(store, space, A, os.urandom(3 * blobs.CHUNK_SIZE))
    with store.transaction():
        blobs.put_list(store, [blobs.HOLE] * 2, blobs.CHUNK_SIZE + 1)
    inbox.accept(store, drop(store, space), live=False, turns=1, due_ns=0)
    commits.begin(store, space.id, commits.DRAFT)
    me = daemons.register(store, daemons.MOUNT)
    daemons.take_lease(store, daemons.run_lease(space.id), me, 60)
    assert check(store, repair=True) == []


def test_a_lost_version_goes_back_to_the_last_whole_one(store: Store, space: spaces.Space) -> None:
    write(store, space, A, b"second")
    lose(store, write(store, space, A, b"third"))
    lose(store, write(store, space, b"skills/new.md", b"only version"))
    assert found(store) == [
        (Problem.MISSING_CONTENT, "work/skills/facts/a.md: its content is lost"),
        (Problem.MISSING_CONTENT, "work/skills/new.md: its content is lost"),
    ]
    before = commits.state(store, space.id).entries[A].ino
    repaired(store)
    assert content(store, space, A) == b"second"
    assert commits.state(store, space.id).entries[A].ino > before
    assert b"skills/new.md" not in commits.state(store, space.id).entries
    assert {text for _, text in found(store)} == {
        "work/skills/facts/a.md: the content of its version 3 is lost; later ones are not touched",
        "work/skills/new.md: the content of its version 4 is lost; later ones are not touched",
    }


def test_a_lost_leaf_is_lost_content(store: Store, space: spaces.Space) -> None:
    data = os.urandom(3 * blobs.CHUNK_SIZE)
    blob = write(store, space, b"skills/big", data)
    lose(store, blobs.chunks_of(store, blob, len(data))[1])
    assert found(store) == [(Problem.MISSING_CONTENT, "work/skills/big: its content is lost")]


def test_damaged_bytes_are_found_and_never_served(store: Store, space: spaces.Space) -> None:
    blob = write(store, space, A, b"true words")
    store.execute("UPDATE blobs SET data = ? WHERE hash = ?", (b"fake words", blob))
    texts = [text for _, text in found(store)]
    assert texts == [f"blob {blob.hex()} is not what its hash says", "work/skills/facts/a.md: its content is lost"]
    assert content(store, space, A) == b"fake words"
    repaired(store)
    assert content(store, space, A) == b"a\n"
    with pytest.raises(StoreError, match="is missing"):
        blobs.get_leaf(store, blob)
    assert blobs.put(store, b"true words") == blob
    assert found(store) == []


@pytest.mark.parametrize("damage", ["size = size + 1", "chunks = substr(chunks, 33)"])
def test_a_damaged_list_is_found(store: Store, space: spaces.Space, damage: str) -> None:
    blob = write(store, space, A, os.urandom(2 * blobs.CHUNK_SIZE))
    store.execute(f"UPDATE blobs SET {damage} WHERE hash = ?", (blob,))
    assert found(store)[0] == (Problem.DAMAGED_BLOB, f"blob {blob.hex()} is not what its hash says")
    repaired(store)
    assert content(store, space, A) == b"a\n"


def test_a_drop_whose_bytes_are_lost_says_so(store: Store, space: spaces.Space) -> None:
    ino = drop(store, space, b"[1]")
    inbox.accept(store, ino, live=False, turns=1, due_ns=0)
    lose(store, blobs.leaf(b"[1]").hash)
    assert found(store) == [(Problem.MISSING_CONTENT, "work/inbox/monday.json: its content is lost")]
    check(store, repair=True)
    rejected = inbox.get(store, ino)
    assert rejected is not None
    assert (rejected.state, rejected.error) == (
        inbox.REJECTED, "the store has lost this file's content (found by `skillfs fsck`); drop it again",
    )  # fmt: skip
    assert jobs.queued(store, space.id) == []


def test_a_lost_document_is_told(store: Store, space: spaces.Space) -> None:
    sessions.put(store, sessions.SessionRecord(space.id, "s", "learnt", 1, "f", 1, b"", b"", b"g" * 32, False, 1))
    assert found(store) == [(Problem.MISSING_CONTENT, "work/.skillfs/sessions/s/session.json: its content is lost")]


def test_an_unpublished_change_that_is_lost_is_taken_back(store: Store, space: spaces.Space) -> None:
    commit_id = commits.begin(store, space.id, commits.DRAFT)
    entry = Entry(Kind.FILE, store.reserve_inodes(1)[0], 0o644, 1, 1, 1, 4, b"g" * 32)
    commits.put(store, commit_id, space.id, [Change(A, 1, entry)])
    assert found(store) == [
        (Problem.MISSING_CONTENT, "work/skills/facts/a.md: the content of an unpublished change is lost")
    ]
    repaired(store)
    assert commits.unpublished(store, commit_id) == []


def test_a_gap_in_the_log_is_told(store: Store, space: spaces.Space) -> None:
    for data in (b"1", b"2", b"3"):
        write(store, space, A, data)
    store.execute("DELETE FROM changes WHERE commit_id IN (SELECT id FROM commits WHERE number = 2)")
    store.execute("DELETE FROM commits WHERE number = 2")
    (finding,) = [item for item in check(store, repair=False) if item.problem is not Problem.UNUSED_BLOBS]
    assert (finding.problem, finding.text, finding.repair) == (
        Problem.NUMBERS, "space work: 1 commit(s) of its log are lost, number 2 first", None,
    )  # fmt: skip


@pytest.mark.parametrize("head", [0, 7])
def test_a_wrong_head_is_set_right(store: Store, space: spaces.Space, head: int) -> None:
    store.execute("UPDATE spaces SET head = ?", (head,))
    assert found(store) == [(Problem.HEAD, f"space work: its head is {head}, but its last commit 1")]
    repaired(store)
    assert spaces.by_id(store, space.id).head == 1
    write(store, space, A, b"next")
    assert found(store) == []


def test_changes_of_no_commit_are_deleted(store: Store, space: spaces.Space) -> None:
    commit_id = commits.begin(store, space.id, commits.DRAFT)
    commits.put(store, commit_id, space.id, [Change(A, 1, None)])
    store.execute("DELETE FROM commits WHERE id = ?", (commit_id,))
    assert found(store) == [
        (Problem.CHANGES_WITHOUT_COMMIT, f"1 change(s) belong to commit {commit_id}, which does not exist")
    ]
    repaired(store)
    assert store.one("SELECT count(*) FROM changes WHERE commit_id = ?", (commit_id,)) == 0


def test_commits_of_no_space_are_deleted_unless_an_import_is_at_work(store: Store) -> None:
    space_id = spaces.reserve_id(store)
    me = daemons.register(store, daemons.COMMAND)
    commit_id = commits.begin(store, space_id, commits.STAGED, origin=me)
    assert found(store) == []
    daemons.leave(store, me)
    assert found(store) == [
        (Problem.ABANDONED_COMMIT, f"commit {commit_id} was to be the first of space {space_id}, but its import died")
    ]
    store.execute("UPDATE commits SET number = 1")
    assert found(store) == [
        (Problem.COMMITS_WITHOUT_SPACE, f"commit {commit_id} belongs to space {space_id}, which does not exist")
    ]
    repaired(store)
    assert store.one("SELECT count(*) FROM commits") == 0


def test_what_the_dead_left_is_taken_out(store: Store, space: spaces.Space) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom skillfs.store import daemons\n"
        "from skillfs.store.database import Store\nstore = Store(Path(sys.argv[1]))\n"
        "me = daemons.register(store, daemons.LEARNER)\ndaemons.take_lease(store, 'run:1', me, -5)\n"
        "import os\nprint(me, os.getpid())\n"
    )
    out = subprocess.run([sys.executable, "-c", script, store.path], capture_output=True, text=True, check=True)
    number, pid = out.stdout.split()
    assert found(store) == [
        (Problem.EXPIRED_LEASE, f"lease run:1 of process {number} expired 5 s ago"),
        (Problem.DEAD_DAEMON, f"learner {number} (pid {pid}) died without leaving"),
    ]
    assert all(finding.is_harmless for finding in repaired(store))
    assert (daemons.listed(store), store.one("SELECT count(*) FROM leases")) == ([], 0)


def test_a_job_and_its_drop_belong_together(store: Store, space: spaces.Space) -> None:
    ino = drop(store, space)
    inbox.accept(store, ino, live=False, turns=1, due_ns=0)
    jobs.done(store, ino)
    store.execute("INSERT INTO jobs (ino, space_id, due_ns, since_ns) VALUES (9999, ?, 0, 0)", (space.id,))
    assert found(store) == [
        (Problem.JOB_WITHOUT_DROP, "a job waits for inode 9999, which is in no inbox"),
        (Problem.DROP_WITHOUT_JOB, "work/inbox/monday.json: waits, but no learner would ever look at it"),
    ]
    repaired(store)
    assert [job.ino for job in jobs.queued(store, space.id)] == [ino]


def test_unused_blobs_are_information(store: Store, space: spaces.Space) -> None:
    blobs.put(store, b"12345")
    assert found(store) == []
    store.execute("UPDATE blobs SET touched_ns = 1")
    (finding,) = repaired(store)
    assert (finding.problem, finding.text, finding.is_harmless) == (
        Problem.UNUSED_BLOBS, "1 blob(s) of 5 bytes are not in use any more", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("table", "values", "text"),
    [
        ("sessions", "(space_id, name, state, format, messages, lines, received_ns)"
         " VALUES (99, 's', 'learnt', 'f', 1, 0, 1)",
         "1 session(s) belong to a space that does not exist"),
        ("lessons", "(session_id, kind, text, path, source) VALUES (99, 'k', 't', 'p', 's'), (98, 'k', 't', 'p', 's')",
         "2 lesson(s) belong to a session that does not exist"),
        ("proposals", "(space_id, number, state, author, message, sessions, created_ns)"
         " VALUES (99, 1, 'waiting', 'a', 'm', '[]', 1)", "1 proposal(s) belong to a space that does not exist"),
        ("proposed_files", "(proposal_id, path, base) VALUES (99, 'p', 0)",
         "1 proposed file(s) belong to a proposal that does not exist"),
        ("model_use", "VALUES (99, '2026-03-16', 7)", "1 count(s) of tokens belong to a space that does not exist"),
        ("served_lines", "VALUES (99, x'00')", "1 digest(s) of lines belong to a space that does not exist"),
    ],
)  # fmt: skip
def test_rows_that_belong_to_nothing_are_deleted(
    store: Store, space: spaces.Space, table: str, values: str, text: str
) -> None:
    store.execute(f"INSERT INTO {table} {values}")
    assert found(store) == [(Problem.ROWS_OF_NOTHING, text)]
    repaired(store)
    assert store.one(f"SELECT count(*) FROM {table}") == 0


def test_drops_of_no_space_are_deleted(store: Store, space: spaces.Space) -> None:
    drop(store, space)
    store.execute("UPDATE inbox SET space_id = 99")
    assert found(store) == [(Problem.ROWS_OF_NOTHING, "1 drop(s) belong to a space that does not exist")]
    repaired(store)
    assert store.one("SELECT count(*) FROM inbox") == 0


def test_a_path_that_nothing_leads_to_is_brought_back(
    store: Store, space: spaces.Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        # As a store of before the log was kept a tree.
        patch.setattr(hierarchy, "complete", lambda *_: None)
        write(store, space, b"skills/lost/deep/a.md", b"kept")
        write(store, space, b"skills/facts/SKILL.md/b.md", b"below a file")
    before = commits.state(store, space.id)
    assert found(store) == [
        (Problem.UNREACHABLE, "space work: 2 path(s) lie in no directory, skills/facts/SKILL.md/b.md first")
    ]

    repaired(store)

    after = commits.state(store, space.id)
    made = {path: after.entries[path] for path in after.entries.keys() - before.entries.keys()}
    assert {path: (entry.kind, entry.mode, entry.uid) for path, entry in made.items()} == {
        b"skills/lost": (Kind.DIRECTORY, 0o755, 1), b"skills/lost/deep": (Kind.DIRECTORY, 0o755, 1),
    }  # fmt: skip
    assert before.entries.keys() - after.entries.keys() == {b"skills/facts/SKILL.md/b.md"}
    assert content(store, space, b"skills/lost/deep/a.md") == b"kept"
    assert check(store, repair=False) == []


def test_a_counter_that_lags_behind_is_set_right(store: Store, space: spaces.Space) -> None:
    ino = drop(store, space)
    revision = inbox.last_revision(store)
    daemons.register(store, daemons.MOUNT)
    store.execute("UPDATE inbox SET owner = (SELECT max(id) FROM daemons)")
    store.execute("UPDATE counters SET value = 0 WHERE name IN ('inode', 'revision')")
    assert found(store) == [
        (Problem.COUNTER, f"the counter of inodes stands at 0, but {ino + 1} is the least that is free"),
        (Problem.COUNTER, f"the counter of revisions stands at 0, but {revision} is the least that is free"),
    ]
    repaired(store)
    assert store.reserve_inodes(1)[0] == ino + 1


def test_what_a_dead_mount_had_not_committed_is_committed_and_what_was_staged_is_dropped(
    store: Store, space: spaces.Space
) -> None:
    draft = commits.begin(store, space.id, commits.DRAFT, origin=99)
    staged = commits.begin(store, space.id, commits.STAGED, origin=98)
    entry = Entry(Kind.FILE, store.reserve_inodes(1)[0], 0o644, 1, 1, 1, 4, blobs.put(store, b"kept"))
    commits.put(store, draft, space.id, [Change(A, 1, entry)])
    commits.put(store, staged, space.id, [Change(b"skills/new.md", 0, entry)])
    text = "space work: 1 change(s) that a process had not committed when it died"
    findings = check(store, repair=False)
    assert [(item.problem, item.text, item.remedy, item.is_harmless) for item in findings] == [
        (Problem.ABANDONED_COMMIT, text, "repair commits them, as the next mount does", True),
        (Problem.ABANDONED_COMMIT, text, "repair drops them: nobody was promised them", True),
    ]
    repaired(store)
    assert content(store, space, A) == b"kept"
    assert b"skills/new.md" not in commits.state(store, space.id).entries


def overwrite(store: Store, page: int, by: Callable[[int], bytes] = os.urandom) -> None:
    """Put so many bytes, by default noise, over a page of a store's file, as a disk does that goes bad.

    The store is closed then.
    """
    page_size = store.one("PRAGMA page_size")
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    with store.path.open("r+b") as file:
        file.seek((page - 1) * page_size)
        file.write(by(page_size))


def test_a_damaged_file_is_told_with_what_each_space_lost_and_left_alone(store: Store, space: spaces.Space) -> None:
    sound = spaces.create(store, "play", {"SPACE.md": b"", "skills/b.md": b"b\n"}, uid=1, gid=1, author="test")
    lost = b"".join(b"line %d\n" % number for number in range(3000))
    write(store, space, b"skills/lost.md", lost)
    write(store, space, b"skills/kept.md", b"kept words")
    path = store.path
    # The page in which the middle of that content is.
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    page = path.read_bytes().index(lost[12_000:12_100]) // store.one("PRAGMA page_size") + 1
    overwrite(store, page)
    before = path.read_bytes()
    with Store(path) as damaged:
        first, *rest = check(damaged, repair=True)
        assert unreadable(damaged, commits.state(damaged, sound.id)) == []
    assert (first.problem, first.repair) == (Problem.DAMAGED_FILE, None)
    assert first.text.startswith(f"{path}: SQLite says: ")
    assert "`skillfs restore FILE` brings a backup back" in first.remedy
    assert [(item.problem, item.text, item.remedy) for item in rest] == [
        (Problem.DAMAGED_SPACE, "space play: all of its 2 files read",
         "`skillfs space export play FILE` takes them out"),
        (Problem.DAMAGED_SPACE, "space work: 1 of its 5 files do not read, skills/lost.md first",
         "`skillfs space export work FILE --rescue` takes the others out; `skillfs restore FILE` brings a backup back"),
    ]  # fmt: skip
    assert path.read_bytes() == before


def test_a_space_whose_log_does_not_read_is_told(store: Store, space: spaces.Space) -> None:
    for index in range(300):
        write(store, space, b"skills/%d" % index, os.urandom(300))
    root = store.one("SELECT rootpage FROM sqlite_master WHERE name = 'changes'")
    overwrite(store, root)
    with Store(store.path) as damaged:
        findings = check(damaged, repair=True)
    assert [item.problem for item in findings] == [Problem.DAMAGED_FILE, Problem.DAMAGED_SPACE]
    assert findings[1].text == "space work: its log does not read: database disk image is malformed"
    assert all("\n" not in item.text for item in findings)


def test_what_sqlite_says_of_very_many_pages_stays_one_line(store: Store, space: spaces.Space) -> None:
    write(store, space, b"skills/large.bin", os.urandom(8_000_000))
    overwrite(store, store.one("SELECT rootpage FROM sqlite_master WHERE name = 'blobs'"), bytes)
    with Store(store.path) as damaged:
        first, *_ = check(damaged, repair=True)
    assert re.fullmatch(r".*: SQLite says: [^;\n]+; [^;\n]+; [^;\n]+ \(and \d{2,} more\)", first.text)
    assert len(first.text) < 300
