"""What a space's tree makes of commits that others publish, and of the numbers of its own."""

from __future__ import annotations

import os
import stat
import tracemalloc
from dataclasses import replace

import pytest
from tree_on_store import TreeOnStore, commit_elsewhere

from skillfs.store import blobs, commits
from skillfs.store.commits import State
from skillfs.store.entries import Change, Entry, Kind
from skillfs.tree import files, namespace
from skillfs.tree.content import Missing
from skillfs.tree.effects import EntryChanged, InodeChanged
from skillfs.tree.files import Handle
from skillfs.tree.nodes import Directory, File, Symlink
from skillfs.tree.space import IN_FLIGHT

FACTS = b"skills/user-general-facts"
SKILL_MD = FACTS + b"/SKILL.md"
NOTE = FACTS + b"/note.md"


def entry_of(mount: TreeOnStore, data: bytes, ino: int | None = None) -> Entry:
    """A new version of a file as a learner publishes it: another inode, unless `ino` says which."""
    blob = blobs.put(mount.store, data)
    number = mount.store.reserve_inodes(1)[0] if ino is None else ino
    return Entry(Kind.FILE, number, 0o644, 1000, 1000, 1_700_000_000_000_000_000, len(data), blob)


def directory_entry(mount: TreeOnStore) -> Entry:
    return Entry(Kind.DIRECTORY, mount.store.reserve_inodes(1)[0], 0o755, 1000, 1000, 1_700_000_000_000_000_000)


def read(mount: TreeOnStore, path: bytes) -> bytes:
    node = mount.space.find(path)
    assert isinstance(node, File)
    return mount.with_content(lambda: node.content.read(0, 1 << 20, mount.tree.cache))


def write(mount: TreeOnStore, path: bytes, data: bytes) -> Handle:
    """Make a file hold `data` through the mount; the handle, still open."""
    parent, _, name = path.rpartition(b"/")
    if mount.space.find(path) is None:
        namespace.create(mount.tree, mount.ino(parent), name, 0o644, 1000, 1000)
    handle = files.open_file(mount.tree, mount.ino(path), os.O_RDWR)
    files.truncate(mount.tree, handle.node, 0)
    mount.with_content(lambda: files.write(mount.tree, handle, 0, data))
    return handle


def elsewhere(mount: TreeOnStore, changes: dict[bytes, Entry | None]) -> None:
    commit_elsewhere(mount.store, mount.space.id, changes)


def test_load_shows_the_state_and_what_is_kept_beside_it(mount: TreeOnStore) -> None:
    top, nodes = Directory(5, mount.space.top.area, 9, 0o755, 0, 0, 0, is_top=True), dict(mount.tree.nodes)
    space = type(mount.space)(9, "other", 0, top, nodes)
    directory = directory_entry(mount)
    link = Entry(Kind.SYMLINK, 71, 0o777, 1, 2, 3, target=b"a.md")
    entries = {b"skills": directory, b"skills/x": replace(directory, ino=70), b"skills/x/l": link}
    state = State(9, 4, entries, dict.fromkeys(entries, 4))
    kept = replace(entry_of(mount, b"swap"), ino=72, xattrs={b"user.a": b"1"})
    space.load(state, [Change(b"skills/x/.l.swp", 0, kept), Change(b"skills/gone/4913", 0, kept)])
    assert {node.path(): node.ino for node in top.walk() if node is not top} == {
        b"skills": directory.ino,
        b"skills/x": 70,
        b"skills/x/.l.swp": 72,
        b"skills/x/l": 71,
    }
    shown = space.find(b"skills/x/.l.swp")
    assert isinstance(shown, File)
    assert (shown.version, dict(shown.xattrs), shown.size) == (0, {b"user.a": b"1"}, 4)
    symlink = space.find(b"skills/x/l")
    assert isinstance(symlink, Symlink)
    assert (symlink.version, symlink.target, stat.S_ISLNK(symlink.mode)) == (4, b"a.md", True)
    assert (space.number, space.pending, space.find(b"skills/none"), space.find(b"skills/x/l/deep")) == (
        4,
        {},
        None,
        None,
    )


def test_what_changed_is_taken_once(mount: TreeOnStore) -> None:
    files.release(mount.tree, write(mount, NOTE, b"one"))
    taken = mount.space.take_unstaged()
    assert [(state.path, state.base, state.entry is None) for state in taken] == [(FACTS, 1, False), (NOTE, 0, False)]
    assert taken[1].snapshot is not None
    assert taken[1].entry is not None
    assert (taken[1].entry.blob, taken[1].snapshot.size) == (b"", 3)
    assert taken[1].change(b"hash").entry == replace(taken[1].entry, blob=b"hash")
    assert mount.space.take_unstaged() == []
    assert mount.space.pending == {FACTS: 1, NOTE: 0}


def test_only_what_is_asked_for_is_taken_with_the_new_directories_above_it(mount: TreeOnStore) -> None:
    parent = namespace.mkdir(mount.tree, mount.ino(FACTS), b"deep", 0o755, 1000, 1000)
    namespace.mkdir(mount.tree, parent.ino, b"er", 0o755, 1000, 1000)
    path = FACTS + b"/deep/er/note.md"
    files.release(mount.tree, write(mount, path, b"one"))
    files.release(mount.tree, write(mount, NOTE, b"two"))
    taken = mount.space.take_unstaged([path, b"skills/never"])
    assert [state.path for state in taken] == [FACTS, FACTS + b"/deep", FACTS + b"/deep/er", path]
    assert mount.space.unstaged == {NOTE}


def test_a_directory_that_the_draft_has_is_not_taken_again_with_what_is_in_it(mount: TreeOnStore) -> None:
    def save(path: bytes) -> list[bytes]:
        files.release(mount.tree, write(mount, path, b"one"))
        taken = mount.space.take_unstaged([path])
        mount.space.has_draft(taken)
        return [state.path for state in taken]

    deep = FACTS + b"/deep"
    namespace.mkdir(mount.tree, mount.ino(FACTS), b"deep", 0o755, 1000, 1000)
    assert save(deep + b"/a.md") == [FACTS, deep, deep + b"/a.md"]
    assert save(deep + b"/b.md") == [deep + b"/b.md"]
    assert mount.space.unstaged == {deep}
    namespace.rename(mount.tree, mount.ino(FACTS), b"deep", mount.ino(FACTS), b"gone", 0)
    namespace.mkdir(mount.tree, mount.ino(FACTS), b"deep", 0o755, 1000, 1000)
    assert save(deep + b"/c.md") == [deep, deep + b"/c.md"]
    assert [state.path for state in mount.space.take_unstaged()] == [
        FACTS, deep + b"/a.md", deep + b"/b.md", FACTS + b"/gone", FACTS + b"/gone/a.md", FACTS + b"/gone/b.md",
    ]  # fmt: skip
    mount.space.begin_cut({deep})
    assert save(deep + b"/d.md") == [deep, deep + b"/d.md"]


def test_an_operation_that_lacks_content_leaves_no_trace(mount: TreeOnStore) -> None:
    elsewhere(mount, {NOTE: entry_of(mount, b"long" * 100_000)})
    mount.follow()
    node = mount.space.find(NOTE)
    assert isinstance(node, File)
    with pytest.raises(Missing):
        files.truncate(mount.tree, node, 5)
    assert (mount.space.pending, mount.space.unstaged, node.size) == ({}, set(), 400_000)


def test_a_file_replaced_elsewhere_is_another_inode_and_its_reader_keeps_the_old_one(mount: TreeOnStore) -> None:
    old = mount.space.find(SKILL_MD)
    assert isinstance(old, File)
    before = read(mount, SKILL_MD)
    handle = files.open_file(mount.tree, old.ino, os.O_RDONLY)
    entry = entry_of(mount, b"new")
    elsewhere(mount, {SKILL_MD: entry})
    assert mount.follow() == [EntryChanged(mount.ino(FACTS), b"SKILL.md")] * 2
    assert (mount.ino(SKILL_MD), read(mount, SKILL_MD)) == (entry.ino, b"new")
    assert mount.with_content(lambda: files.read(mount.tree, handle, 0, 1 << 20)) == before
    assert (old.linked, old.ino in mount.tree.nodes) == (False, True)
    files.release(mount.tree, handle)
    assert old.ino not in mount.tree.nodes


def test_a_file_rewritten_by_another_mount_keeps_its_inode_and_says_what_is_stale(mount: TreeOnStore) -> None:
    ino = mount.ino(SKILL_MD)
    entry = entry_of(mount, b"rewritten", ino)
    elsewhere(mount, {SKILL_MD: entry})
    assert mount.follow() == [InodeChanged(ino, attributes_only=False)]
    assert read(mount, SKILL_MD) == b"rewritten"
    elsewhere(mount, {SKILL_MD: replace(entry, mode=0o600)})
    assert mount.follow() == [InodeChanged(ino, attributes_only=True)]
    assert mount.entries()[SKILL_MD] == replace(entry, mode=0o600)


def test_a_directory_removed_elsewhere_goes_with_all_that_is_in_it(mount: TreeOnStore) -> None:
    skills, directory, skill_md = mount.ino(b"skills"), mount.ino(FACTS), mount.ino(SKILL_MD)
    elsewhere(mount, {FACTS: None, SKILL_MD: None})
    assert mount.follow() == [EntryChanged(directory, b"SKILL.md"), EntryChanged(skills, b"user-general-facts")]
    assert mount.space.find(FACTS) is None
    assert not {directory, skill_md} & mount.tree.nodes.keys()


def test_a_rename_by_another_mount_keeps_the_inode_across_paths(mount: TreeOnStore) -> None:
    ino, data = mount.ino(SKILL_MD), read(mount, SKILL_MD)
    entry = mount.entries()[SKILL_MD]
    new = b"skills/renamed"
    elsewhere(mount, {SKILL_MD: None, FACTS: None, new: mount.entries()[FACTS], new + b"/SKILL.md": entry})
    mount.follow()
    assert (mount.space.find(FACTS), mount.ino(new + b"/SKILL.md")) == (None, ino)
    assert (read(mount, new + b"/SKILL.md"), mount.tree.nodes[ino].path()) == (data, new + b"/SKILL.md")
    assert mount.entries()[new + b"/SKILL.md"] == entry


def test_a_directory_in_place_of_a_file_and_the_other_way_round(mount: TreeOnStore) -> None:
    elsewhere(mount, {SKILL_MD: directory_entry(mount), SKILL_MD + b"/a": entry_of(mount, b"a")})
    mount.follow()
    assert read(mount, SKILL_MD + b"/a") == b"a"
    elsewhere(mount, {SKILL_MD + b"/a": None, SKILL_MD: entry_of(mount, b"file again")})
    mount.follow()
    assert read(mount, SKILL_MD) == b"file again"


def test_what_was_changed_here_wins_over_what_comes_from_elsewhere(mount: TreeOnStore) -> None:
    files.release(mount.tree, write(mount, SKILL_MD, b"mine"))
    ino = mount.ino(SKILL_MD)
    elsewhere(mount, {SKILL_MD: entry_of(mount, b"theirs"), NOTE: entry_of(mount, b"their note")})
    mount.follow()
    assert (read(mount, SKILL_MD), mount.ino(SKILL_MD), read(mount, NOTE)) == (b"mine", ino, b"their note")
    assert mount.space.pending == {SKILL_MD: 2}
    mount.cut()
    state = commits.state(mount.store, mount.space.id)
    assert blobs.get(mount.store, state.entries[SKILL_MD].blob, 4) == b"mine"
    assert state.number == mount.space.number == 3


def test_what_was_removed_here_stays_removed(mount: TreeOnStore) -> None:
    namespace.unlink(mount.tree, mount.ino(FACTS), b"SKILL.md")
    elsewhere(mount, {SKILL_MD: entry_of(mount, b"theirs")})
    mount.follow()
    assert mount.space.find(SKILL_MD) is None
    mount.cut()
    assert SKILL_MD not in commits.state(mount.store, mount.space.id).entries


def test_a_commit_of_its_own_is_confirmed_by_number_alone(mount: TreeOnStore) -> None:
    files.release(mount.tree, write(mount, NOTE, b"one"))
    draft = mount.begin_cut()
    assert mount.space.in_flight == frozenset((FACTS, NOTE))
    assert mount.space.pending == {}
    namespace.unlink(mount.tree, mount.ino(FACTS), b"note.md")
    assert mount.space.pending[NOTE] == IN_FLIGHT
    mount.publish(draft)
    assert mount.follow() == []
    assert mount.space.pending[NOTE] == 2
    assert mount.space.in_flight == frozenset()
    mount.cut()
    assert [change.path for change in list(commits.log(mount.store, mount.space.id))[-1].changes] == [FACTS, NOTE]
    assert NOTE not in commits.state(mount.store, mount.space.id).entries


def test_what_is_made_and_removed_between_two_commits_never_reaches_the_log(mount: TreeOnStore) -> None:
    files.release(mount.tree, write(mount, NOTE, b"one"))
    mount.stage()
    namespace.unlink(mount.tree, mount.ino(FACTS), b"note.md")
    mount.cut()
    assert [change.path for change in list(commits.log(mount.store, mount.space.id))[-1].changes] == [FACTS]


def test_what_is_removed_while_its_making_is_about_to_be_published_stays_removed(mount: TreeOnStore) -> None:
    files.release(mount.tree, write(mount, NOTE, b"one"))
    mount.stage()
    namespace.unlink(mount.tree, mount.ino(FACTS), b"note.md")
    mount.publish(mount.cut_what_is_staged())
    assert mount.space.pending[NOTE] == IN_FLIGHT
    mount.follow()
    assert mount.space.pending[NOTE] == 2
    mount.cut()
    assert NOTE not in commits.state(mount.store, mount.space.id).entries


def test_temporaries_are_kept_and_never_published(mount: TreeOnStore) -> None:
    files.release(mount.tree, write(mount, FACTS + b"/.note.md.swp", b"swap"))
    mount.cut()
    state = commits.state(mount.store, mount.space.id)
    assert FACTS + b"/.note.md.swp" not in state.entries
    again = TreeOnStore(mount.store, mount.space_row)
    assert read(again, FACTS + b"/.note.md.swp") == b"swap"
    assert again.entries() == mount.entries()


def test_an_editors_rename_into_place_is_one_change_of_the_file(mount: TreeOnStore) -> None:
    files.release(mount.tree, write(mount, FACTS + b"/.SKILL.md.tmp", b"saved"))
    namespace.rename(mount.tree, mount.ino(FACTS), b".SKILL.md.tmp", mount.ino(FACTS), b"SKILL.md", 0)
    mount.cut()
    last = list(commits.log(mount.store, mount.space.id))[-1]
    assert [(change.path, change.base) for change in last.changes] == [(FACTS, 1), (SKILL_MD, 1)]
    assert commits.unpublished(mount.store, commits.unversioned(mount.store, mount.space.id)) == []


def test_a_commit_from_elsewhere_clears_the_answers_that_it_makes_wrong(mount: TreeOnStore) -> None:
    mount.cut()
    state = commits.state(mount.store, mount.space.id)
    for node in mount.tree.nodes.values():
        node.answer = "kept"
    changed = replace(state.entries[SKILL_MD], mode=0o600)
    elsewhere(mount, {SKILL_MD: changed, FACTS: replace(state.entries[FACTS], mode=0o700), NOTE: entry_of(mount, b"n")})
    mount.follow()
    kept = {node.path() for node in mount.space.top.walk() if node.answer == "kept"}
    assert {node.path() for node in mount.space.top.walk()} - kept == {FACTS, SKILL_MD, NOTE}


def test_a_cut_of_nothing_leaves_nothing_behind(mount: TreeOnStore) -> None:
    """Whoever reads an export has one cut, so that it is up to date: a thousand times a minute, maybe."""
    mount.space.begin_cut(set())
    tracemalloc.start()
    try:
        for _ in range(1000):
            mount.space.begin_cut(set())
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown < 10_000
