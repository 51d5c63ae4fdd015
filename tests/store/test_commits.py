"""The commit log is the truth: numbers are dense, no update is lost, any state is a replay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillfs.store import commits, daemons, spaces
from skillfs.store.commits import DRAFT, STAGED, UNVERSIONED, Conflict, Held
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Change, Entry, Kind

InProcesses = Callable[[int, str], list[str]]
A, B = b"skills/a.md", b"skills/b.md"


def a_file(size: int = 1, ino: int = 100) -> Entry:
    return Entry(Kind.FILE, ino, 0o644, 1, 2, 3, size, b"h" * 32)


def staged(store: Store, space: spaces.Space, *changes: Change, kind: str = STAGED, origin: int | None = None) -> int:
    commit_id = commits.begin(store, space.id, kind, "author", "message", origin)
    commits.put(store, commit_id, space.id, changes)
    return commit_id


def test_publishing_takes_the_next_number_and_says_who(store: Store, space: spaces.Space) -> None:
    first = Change(A, 0, a_file(1))
    commit_id = staged(store, space, first, origin=7)
    assert commits.unpublished(store, commit_id) == [first]
    assert A not in commits.state(store, space.id).entries
    assert commits.publish(store, commit_id, author="someone", message="why") == 2
    (commit,) = commits.log(store, space.id, after=1)
    assert commit == commits.Commit(commit_id, space.id, 2, commit.time_ns, "someone", "why", 7, (first,))
    assert commits.time_of(store, space.id, 2) == commit.time_ns > commits.time_of(store, space.id, 1) > 0
    assert spaces.by_id(store, space.id).head == 2
    state = commits.state(store, space.id)
    assert (state.number, state.entries[A], state.versions[A]) == (2, a_file(1), 2)


def test_a_later_change_of_a_path_replaces_the_earlier_one(store: Store, space: spaces.Space) -> None:
    commit_id = staged(store, space, Change(A, 0, a_file(1)), Change(B, 0, a_file(2)))
    commits.put(store, commit_id, space.id, [Change(A, 0, a_file(3), b"o" * 32)])
    commits.take_out(store, commit_id, [B])
    assert commits.unpublished(store, commit_id) == [Change(A, 0, a_file(3), b"o" * 32)]
    commits.drop(store, commit_id)
    assert commits.unpublished(store, commit_id) == []
    assert store.one("SELECT count(*) FROM commits WHERE number IS NULL") == 0


def test_a_published_commit_cannot_be_dropped_by_mistake(store: Store, space: spaces.Space) -> None:
    commit_id = staged(store, space, Change(A, 0, a_file()))
    number = commits.publish(store, commit_id)
    commits.drop(store, commit_id)
    (commit,) = commits.log(store, space.id, number - 1)
    assert (commit.number, commit.changes) == (number, (Change(A, 0, a_file()),))


def test_a_lost_update_is_a_conflict(store: Store, space: spaces.Space) -> None:
    one = staged(store, space, Change(A, 0, a_file(1)), Change(B, 0, a_file(1)))
    two = staged(store, space, Change(A, 0, a_file(2)))
    commits.publish(store, one)
    with pytest.raises(Conflict) as conflict:
        commits.publish(store, two)
    assert conflict.value.paths == [A]
    assert str(conflict.value) == "1 path(s) changed meanwhile, skills/a.md among them"
    assert commits.state(store, space.id).entries[A] == a_file(1)
    commits.put(store, two, space.id, [Change(A, 2, a_file(2))])
    assert commits.publish(store, two) == 3


def test_a_removal_is_a_conflict_too(store: Store, space: spaces.Space) -> None:
    commits.publish(store, staged(store, space, Change(A, 0, a_file(1))))
    edit = staged(store, space, Change(A, 2, a_file(2)))
    commits.publish(store, staged(store, space, Change(A, 2, None)))
    with pytest.raises(Conflict):
        commits.publish(store, edit)
    assert A not in commits.state(store, space.id).entries


def test_what_was_removed_may_be_made_anew(store: Store, space: spaces.Space) -> None:
    commits.publish(store, staged(store, space, Change(A, 0, a_file(1))))
    commits.publish(store, staged(store, space, Change(A, 2, None)))
    assert commits.publish(store, staged(store, space, Change(A, 0, a_file(2)))) == 4
    with pytest.raises(Conflict):
        commits.publish(store, staged(store, space, Change(A, 0, a_file(3))))


def test_with_force_the_last_writer_wins_and_the_other_stays_in_the_log(store: Store, space: spaces.Space) -> None:
    commits.publish(store, staged(store, space, Change(A, 0, a_file(1))))
    commits.publish(store, staged(store, space, Change(A, 0, a_file(2))), force=True)
    assert commits.state(store, space.id).entries[A] == a_file(2)
    assert commits.state(store, space.id, at=2).entries[A] == a_file(1)


def test_directories_never_conflict(store: Store, space: spaces.Space) -> None:
    directory = Entry(Kind.DIRECTORY, 9, 0o755, 1, 2, 3)
    one = staged(store, space, Change(b"skills/facts", 1, directory))
    two = staged(store, space, Change(b"skills/facts", 1, directory))
    assert [commits.publish(store, one), commits.publish(store, two)] == [2, 3]


def test_a_learner_waits_for_a_writable_handle(store: Store, space: spaces.Space) -> None:
    mount = daemons.register(store, daemons.MOUNT)
    daemons.hold(store, [daemons.write_lease(space.id, A)], mount, 30)
    daemons.hold(store, [daemons.write_lease(space.id * 10, B)], mount, 30)
    commit_id = staged(store, space, Change(A, 0, a_file()), Change(B, 0, a_file()))
    with pytest.raises(Held) as held:
        commits.publish(store, commit_id, respect_leases=True)
    assert held.value.paths == [A]
    daemons.release(store, [daemons.write_lease(space.id, A)], mount)
    assert commits.publish(store, commit_id, respect_leases=True) == 2


def test_a_hold_that_has_expired_holds_nobody(store: Store, space: spaces.Space) -> None:
    mount = daemons.register(store, daemons.MOUNT)
    daemons.hold(store, [daemons.write_lease(space.id, A)], mount, -1)
    assert commits.publish(store, staged(store, space, Change(A, 0, a_file())), respect_leases=True) == 2


def test_recovery_publishes_the_drafts_of_the_dead(store: Store, space: spaces.Space) -> None:
    mine = staged(store, space, Change(A, 0, a_file(1)), kind=DRAFT, origin=1)
    dead = staged(store, space, Change(B, 0, a_file(2)), kind=DRAFT, origin=2)
    staged(store, space, kind=DRAFT, origin=2)
    staged(store, space, Change(b"skills/c.md", 0, a_file(3)), origin=2)
    keep = commits.unversioned(store, space.id)
    commits.put(store, keep, space.id, [Change(b"skills/x~", 0, a_file(4))])
    assert commits.recover(store, [1]) == [dead]
    (commit,) = commits.log(store, space.id, after=1)
    assert (commit.message, [change.path for change in commit.changes]) == ("recovered after a crash", [B])
    left = store.execute("SELECT id, kind FROM commits WHERE number IS NULL ORDER BY id").fetchall()
    assert left == [(mine, DRAFT), (keep, UNVERSIONED)]


def test_what_the_dead_were_staging_is_dropped_and_nothing_else(store: Store, space: spaces.Space) -> None:
    me = daemons.register(store, daemons.LEARNER)
    mine = staged(store, space, Change(A, 0, a_file(1)), origin=me)
    dead = staged(store, space, Change(B, 0, a_file(2)), origin=me + 1)
    draft = staged(store, space, Change(B, 0, a_file(2)), kind=DRAFT, origin=me + 1)
    nameless = staged(store, space, Change(B, 0, a_file(2)))
    keep = commits.unversioned(store, space.id)
    assert commits.drop_abandoned(store) == [me + 1]
    left = store.execute("SELECT id FROM commits WHERE number IS NULL ORDER BY id").fetchall()
    assert left == [(mine,), (draft,), (nameless,), (keep,)]
    assert commits.unpublished(store, dead) == []
    assert commits.publish(store, mine) == 2


def test_recovery_spares_who_came_after_it_had_asked(store: Store, space: spaces.Space) -> None:
    asked_before = [daemon.id for daemon in daemons.alive(store)]
    me = daemons.register(store, daemons.COMMAND)
    commit_id = staged(store, space, Change(A, 0, a_file()), origin=me)
    assert commits.recover(store, asked_before) == []
    assert commits.publish(store, commit_id) == 2


def test_a_commit_is_published_once(store: Store, space: spaces.Space) -> None:
    commit_id = staged(store, space, Change(A, 0, a_file()))
    commits.publish(store, commit_id)
    with pytest.raises(StoreError, match=f"commit {commit_id} is published or was dropped"):
        commits.publish(store, commit_id)
    assert [commit.number for commit in commits.log(store, space.id)] == [1, 2]


def test_unversioned_files_are_one_list_and_never_in_a_state(store: Store, space: spaces.Space) -> None:
    keep = commits.unversioned(store, space.id)
    assert commits.unversioned(store, space.id) == keep
    commits.put(store, keep, space.id, [Change(A, 0, a_file())])
    assert A not in commits.state(store, space.id).entries
    assert commits.unpublished(store, keep) == [Change(A, 0, a_file())]


def test_a_state_advances_by_what_others_publish(store: Store, space: spaces.Space, path: Path) -> None:
    state = commits.state(store, space.id)
    assert not state.advance(store)
    with Store(path) as other:
        commits.publish(other, staged(other, space, Change(A, 0, a_file(1))))
        commits.publish(other, staged(other, space, Change(b"skills/facts/a.md", 1, None)))
    assert state.advance(store)
    assert state == commits.state(store, space.id)


def test_publishing_within_a_transaction_is_part_of_it(store: Store, space: spaces.Space) -> None:
    commit_id = staged(store, space, Change(A, 0, a_file()))
    with pytest.raises(RuntimeError), store.transaction():
        commits.publish(store, commit_id)
        raise RuntimeError
    assert spaces.by_id(store, space.id).head == 1
    assert commits.unpublished(store, commit_id) == [Change(A, 0, a_file())]


def test_four_processes_number_densely_and_lose_nothing(
    store: Store, space: spaces.Space, in_processes: InProcesses
) -> None:
    """Each counts up a file that all share, as a learner does: on a conflict, again from the new state."""
    script = f"""
for step in range(25):
    while True:
        state = commits.state(store, {space.id})
        old = state.entries.get(b"skills/shared")
        size = (old.size if old else 0) + 1
        base = state.versions.get(b"skills/shared", 0)
        change = Change(b"skills/shared", base, Entry(Kind.FILE, 1, 0, 0, 0, 0, size))
        own = Change(b"skills/own-%d-%d" % (index, step), 0, Entry(Kind.FILE, 1, 0, 0, 0, 0))
        commit_id = commits.begin(store, {space.id}, commits.STAGED, str(index))
        commits.put(store, commit_id, {space.id}, [change, own])
        try:
            commits.publish(store, commit_id)
            break
        except commits.Conflict:
            commits.drop(store, commit_id)
"""
    in_processes(4, script)
    log = list(commits.log(store, space.id))
    assert [commit.number for commit in log] == list(range(1, 102))
    assert Counter(commit.author for commit in log[1:]) == {str(index): 25 for index in range(4)}
    shared = [change.entry.size for commit in log for change in commit.changes
              if change.path == b"skills/shared" and change.entry]  # fmt: skip
    assert shared == list(range(1, 101))
    assert [commit.time_ns for commit in log] == sorted(commit.time_ns for commit in log)
    assert store.one("SELECT count(*) FROM commits WHERE number IS NULL") == 0


# None lies below another: what the log does to keep a tree is tested in test_hierarchy.py.
names = st.sampled_from([b"SPACE.md", b"skills/a", b"skills/b", b"skills/\xff", b"skills/" + b"n" * 255])
xattrs = st.dictionaries(st.sampled_from([b"user.a", b"user.\xff"]), st.binary(max_size=20))
entries = st.builds(
    Entry,
    kind=st.sampled_from(list(Kind)),
    ino=st.integers(1, 2**62),
    mode=st.integers(0, 0o7777),
    uid=st.integers(0, 2**32 - 1),
    gid=st.integers(0, 2**32 - 1),
    mtime_ns=st.integers(-(2**63), 2**63 - 1),
    size=st.integers(0, 2**62),
    blob=st.sampled_from([b"", b"x" * 32]),
    target=st.binary(max_size=20),
    xattrs=xattrs,
)
histories = st.lists(st.dictionaries(names, st.none() | entries, max_size=5), max_size=8)
serial = count()


@given(history=histories)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_state_at_every_number_is_the_replay_of_the_log(
    store: Store, history: list[dict[bytes, Entry | None]]
) -> None:
    space = spaces.create(store, f"space-{next(serial)}", {}, uid=0, gid=0, author="test")
    model = dict(commits.state(store, space.id).entries)
    versions = dict.fromkeys(model, 1)
    models = {0: ({}, {}), 1: (dict(model), dict(versions))}
    for number, changes in enumerate(history, start=2):
        commit_id = staged(
            store, space, *(Change(path, versions.get(path, 0), entry) for path, entry in changes.items())
        )
        assert commits.publish(store, commit_id) == number
        for path, entry in changes.items():
            model.pop(path, None)
            versions.pop(path, None)
            if entry is not None:
                model[path], versions[path] = entry, number
        models[number] = (dict(model), dict(versions))
    replayed = commits.State(space.id)
    for commit in commits.log(store, space.id):
        replayed.apply(commit)
        assert (replayed.entries, replayed.versions) == models[commit.number]
    for number, (expected_entries, expected_versions) in models.items():
        expected = commits.State(space.id, number, expected_entries, expected_versions)
        assert commits.state(store, space.id, at=number) == expected
    assert commits.state(store, space.id).number == len(history) + 1
