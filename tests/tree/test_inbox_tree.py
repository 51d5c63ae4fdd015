"""The inbox of a tree: operations on drops, what the store says of them, and the `.error` files."""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tree_on_store import TreeOnStore

from skillfs.store import inbox as rows
from skillfs.store.entries import Kind
from skillfs.store.inbox import Drop
from skillfs.tree import files, namespace
from skillfs.tree.effects import (
    DropMade,
    DropRemoved,
    DropRenamed,
    EntryChanged,
    ErrorDismissed,
    InboxMade,
    InboxRemoved,
    InodeChanged,
)
from skillfs.tree.inbox import DropFile, InboxTree
from skillfs.tree.nodes import Area, Bytes, Directory, Generated, Node

SPACE = 1


def new_inbox() -> InboxTree:
    nodes: dict[int, Node] = {}
    top = Directory(10, Area.INBOX, SPACE, 0o755, 0, 0, 0, is_top=True)
    nodes[10] = top
    return InboxTree(SPACE, top, nodes, itertools.count(1 << 48).__next__)


def row(path: bytes, ino: int = 20, revision: int = 1, **fields: object) -> Drop:
    drop = Drop(ino, SPACE, path, Kind.FILE, 0o644, 1, 2, 3, size=2, blob=b"{}", state=rows.WAITING, revision=revision)
    return replace(drop, **fields)  # type: ignore[arg-type]


def shown(tree: InboxTree) -> dict[bytes, str]:
    """Each path with the state of the drop that is there, or with what its file says."""

    def what(node: Node) -> str:
        if isinstance(node, DropFile):
            return node.state
        return node.body.data.decode() if isinstance(node, Generated) and isinstance(node.body, Bytes) else "directory"

    return {node.path(): what(node) for node in tree.top.walk() if node is not tree.top}


# -- what the store says ---------------------------------------------------------------------------------------------


def test_a_row_places_a_drop_and_its_error() -> None:
    tree = new_inbox()
    outdated = tree.apply(row(b"a.json", state=rows.REJECTED, error="line 1: no session"))
    assert outdated == [EntryChanged(10, b"a.json"), EntryChanged(10, b"a.json.error")]
    assert shown(tree) == {b"a.json": "rejected", b"a.json.error": "a.json: line 1: no session\n"}
    node = tree.find(b"a.json")
    assert isinstance(node, DropFile)
    assert (node.size, node.content.blob, node.uid, node.gid) == (2, b"{}", 1, 2)


def test_an_error_is_renewed_as_a_new_inode_and_goes_when_all_is_well() -> None:
    tree = new_inbox()
    tree.apply(row(b"a.json", state=rows.REJECTED, error="first"))
    first = tree.find(b"a.json.error")
    tree.apply(row(b"a.json", revision=2, state=rows.REJECTED, error="second"))
    second = tree.find(b"a.json.error")
    assert first is not None
    assert second is not None
    assert (first.ino != second.ino, shown(tree)[b"a.json.error"]) == (True, "a.json: second\n")
    assert tree.apply(row(b"a.json", revision=3)) == [EntryChanged(10, b"a.json.error")]
    assert shown(tree) == {b"a.json": "waiting"}


def test_an_error_that_nobody_looked_at_leaves_nothing_when_it_goes() -> None:
    tree = new_inbox()
    for revision in range(1, 6):
        error = f"error {revision}" if revision < 5 else None
        tree.apply(row(b"a.json", revision=revision, state=rows.REJECTED, error=error))
    assert sorted(tree._nodes) == [10, 20]


def test_an_error_does_not_replace_a_file_that_somebody_dropped_under_its_name() -> None:
    tree = new_inbox()
    tree.apply(row(b"a.json.error", ino=21))
    tree.apply(row(b"a.json", state=rows.REJECTED, error="bad"))
    assert shown(tree) == {b"a.json": "rejected", b"a.json.error": "waiting"}


def test_a_drop_that_was_learnt_from_goes_with_its_error() -> None:
    tree = new_inbox()
    tree.apply(row(b"a.json", error="a warning"))
    assert tree.apply(row(b"a.json", revision=2, state=rows.MOVED)) == [
        EntryChanged(10, b"a.json"),
        EntryChanged(10, b"a.json.error"),
    ]
    assert shown(tree) == {}


def test_a_drop_that_is_open_stays_readable_after_it_has_gone() -> None:
    tree = new_inbox()
    tree.apply(row(b"a.json"))
    node = tree.find(b"a.json")
    assert node is not None
    node.handles = 1
    tree.apply(row(b"a.json", revision=2, state=rows.CANCELLED))
    assert (tree.find(b"a.json"), tree._nodes[20]) == (None, node)


def test_what_the_store_says_is_old_while_a_change_is_on_its_way() -> None:
    tree = new_inbox()
    tree.apply(row(b"a.json"))
    tree.sent(20)
    tree.sent(20)
    assert tree.apply(row(b"a.json", revision=2, state=rows.REJECTED, error="old")) == []
    tree.settled(20, 4)
    assert tree.apply(row(b"a.json", revision=9, state=rows.REJECTED, error="old")) == []
    tree.settled(20, 3)
    assert tree.apply(row(b"a.json", revision=4, state=rows.REJECTED, error="its own")) == []
    assert shown(tree) == {b"a.json": "waiting"}
    tree.apply(row(b"a.json", revision=5, state=rows.REJECTED, error="new"))
    assert shown(tree) == {b"a.json": "rejected", b"a.json.error": "a.json: new\n"}


def test_what_has_gone_goes_whatever_is_on_its_way() -> None:
    tree = new_inbox()
    tree.apply(row(b"a.json"))
    tree.sent(20)
    assert tree.apply(row(b"a.json", revision=2, state=rows.MOVED)) == [EntryChanged(10, b"a.json")]
    assert shown(tree) == {}


def test_a_drop_that_was_moved_stays_while_somebody_appends_to_it() -> None:
    tree = new_inbox()
    tree.apply(row(b"a.jsonl"))
    node = tree.find(b"a.jsonl")
    assert isinstance(node, DropFile)
    node.writers = 1
    assert tree.apply(row(b"a.jsonl", revision=2, state=rows.MOVED)) == []
    assert shown(tree) == {b"a.jsonl": "moved"}
    node.writers = 0
    assert tree.take_away(node) == [EntryChanged(10, b"a.jsonl")]


def test_a_rename_and_other_bytes_from_elsewhere() -> None:
    tree = new_inbox()
    tree.apply(row(b"a.json", error="old"))
    outdated = tree.apply(row(b"b.json", revision=2, blob=b"[]", size=7, mtime_ns=9, mode=0o600))
    assert outdated == [
        EntryChanged(10, b"a.json"),
        EntryChanged(10, b"b.json"),
        EntryChanged(10, b"a.json.error"),
        InodeChanged(20),
        EntryChanged(10, b"b.json.error"),
    ]
    node = tree.find(b"b.json")
    assert isinstance(node, DropFile)
    assert (node.content.blob, node.size, node.mtime_ns, node.mode & 0o7777) == (b"[]", 7, 9, 0o600)
    assert shown(tree) == {b"b.json": "waiting"}


def test_the_bytes_of_a_file_that_is_being_written_here_are_its_own() -> None:
    tree = new_inbox()
    tree.apply(row(b"a.json"))
    node = tree.find(b"a.json")
    assert isinstance(node, DropFile)
    node.writers, mine = 1, node.content
    tree.apply(row(b"a.json", revision=2, blob=b"[]", size=7))
    assert node.content is mine


HISTORIES = [
    [
        row(b"a.json", revision=1, state=rows.OPEN),
        row(b"a.json", revision=2, state=rows.REJECTED, error="not yet"),
        row(b"a.json", revision=3, state=rows.WAITING),
    ],
    [row(b"b.tmp", ino=21, revision=4, state=rows.ASIDE), row(b"b.json", ino=21, revision=5, error="half a line")],
    [row(b"c.json", ino=22, revision=6), row(b"c.json", ino=22, revision=7, state=rows.MOVED)],
]


@given(st.data())
def test_drops_in_any_order_with_steps_left_out_and_repeated_end_the_same(data: st.DataObject) -> None:
    """A mount reads each drop's last state, whenever it looks: of the steps it may see few, or one twice."""
    seen = [
        [step for step in history[:-1] for _ in range(data.draw(st.integers(0, 2)))]
        + [history[-1]] * data.draw(st.integers(1, 2))
        for history in HISTORIES
    ]
    tree = new_inbox()
    while left := [steps for steps in seen if steps]:
        tree.apply(data.draw(st.sampled_from(left)).pop(0))
    assert shown(tree) == {
        b"a.json": "waiting",
        b"b.json": "waiting",
        b"b.json.error": "b.json: half a line\n",
    }


def test_a_row_below_a_directory_that_is_not_known_is_left_for_later() -> None:
    tree = new_inbox()
    below = row(b"day/a.json", ino=21, revision=2)
    assert tree.apply(below) == []
    tree.apply(row(b"day", ino=20, revision=1, kind=Kind.DIRECTORY, state=rows.ASIDE))
    tree.apply(below)
    assert shown(tree) == {b"day": "directory", b"day/a.json": "waiting"}


# -- what is done through the mount ----------------------------------------------------------------------------------


def drop(mount: TreeOnStore, name: bytes = b"a.json") -> DropFile:
    made = namespace.create(mount.tree, mount.ino(b"inbox"), name, 0o644, 1, 2)
    assert isinstance(made, DropFile)
    return made


def effects_of(mount: TreeOnStore) -> list[object]:
    found, mount.tree.effects = mount.tree.effects, []
    return list(found)


def test_a_drop_is_no_part_of_the_versioned_tree(mount: TreeOnStore) -> None:
    made = drop(mount)
    assert effects_of(mount) == [DropMade(made, b"a.json")]
    assert (mount.space.pending, made.path(), made.state) == ({}, b"a.json", rows.OPEN)


def test_link_gives_a_further_name_that_counts_from_now_on(mount: TreeOnStore) -> None:
    inbox_ino = mount.ino(b"inbox")
    made = drop(mount, b"a.part")
    assert namespace.link(mount.tree, made.ino, inbox_ino, b"a.json") is made
    assert (made.link_count, made.path()) == (2, b"a.json")
    namespace.unlink(mount.tree, inbox_ino, b"a.part")
    assert (made.link_count, made.path()) == (1, b"a.json")
    assert effects_of(mount) == [DropMade(made, b"a.part"), DropRenamed(made, b"a.json")]


def test_when_the_name_that_counted_goes_the_older_one_counts_again(mount: TreeOnStore) -> None:
    inbox_ino = mount.ino(b"inbox")
    made = drop(mount)
    namespace.link(mount.tree, made.ino, inbox_ino, b"b.json")
    effects_of(mount)
    namespace.unlink(mount.tree, inbox_ino, b"b.json")
    assert (made.path(), made.link_count, effects_of(mount)) == (b"a.json", 1, [DropRenamed(made, b"a.json")])


def test_a_rename_over_a_rejected_drop_takes_its_error_along(mount: TreeOnStore) -> None:
    inbox_ino, inbox = mount.ino(b"inbox"), mount.tree.inboxes[mount.space.id]
    bad, good = drop(mount), drop(mount, b"a.tmp")
    inbox.say(bad, rows.REJECTED, "bad")
    effects_of(mount)
    namespace.rename(mount.tree, inbox_ino, b"a.tmp", inbox_ino, b"a.json", 0)
    top = mount.space.find(b"inbox")
    assert isinstance(top, Directory)
    assert effects_of(mount) == [DropRemoved(bad, top, b"a.json"), DropRenamed(good, b"a.json")]
    assert inbox.find(b"a.json") is good


def test_removing_an_error_dismisses_it(mount: TreeOnStore) -> None:
    inbox_ino, inbox = mount.ino(b"inbox"), mount.tree.inboxes[mount.space.id]
    bad = drop(mount)
    inbox.say(bad, rows.REJECTED, "bad")
    effects_of(mount)
    namespace.unlink(mount.tree, inbox_ino, b"a.json.error")
    assert (effects_of(mount), bad.error, bad.state) == ([ErrorDismissed(bad)], None, rows.REJECTED)
    assert shown(inbox) == {b"a.json": "rejected"}


def test_nothing_grows_beyond_what_the_space_allows(mount: TreeOnStore) -> None:
    mount.tree.session_limits[mount.space.id] = 10
    made = drop(mount)
    handle = files.open_file(mount.tree, made.ino, os.O_WRONLY)
    files.write(mount.tree, handle, 0, b"0123456789")
    for grow in (lambda: files.write(mount.tree, handle, 10, b"x"), lambda: files.truncate(mount.tree, made, 11)):
        with pytest.raises(OSError) as raised:
            grow()
        assert (raised.value.errno, made.refused, made.size) == (errno.EFBIG, True, 10)
    files.truncate(mount.tree, made, 0)
    assert made.refused is False


def test_the_inbox_can_be_removed_when_it_is_empty_and_made_again(mount: TreeOnStore) -> None:
    top, inbox_ino = mount.space.top, mount.ino(b"inbox")
    made = drop(mount)
    with pytest.raises(OSError) as raised:
        namespace.rmdir(mount.tree, top.ino, b"inbox")
    assert raised.value.errno == errno.ENOTEMPTY
    namespace.unlink(mount.tree, inbox_ino, made.name)
    effects_of(mount)
    namespace.rmdir(mount.tree, top.ino, b"inbox")
    assert effects_of(mount)[0] == InboxRemoved(mount.space.id)
    namespace.mkdir(mount.tree, top.ino, b"inbox", 0o700, 1, 2)
    assert InboxMade(mount.space.id) in effects_of(mount)
    assert (mount.ino(b"inbox"), mount.tree.nodes[inbox_ino].mode & 0o7777) == (inbox_ino, 0o700)


# -- the errors of each part of the tree -----------------------------------------------------------------------------

Operation = Callable[[TreeOnStore], object]
SKILL = b"skills/daily-logs"


def _control(mount: TreeOnStore) -> int:
    control = mount.tree.lookup(mount.space.top.ino, b".skillfs")
    assert control is not None
    return control.ino


REFUSED: dict[str, tuple[int, Operation]] = {
    "create in the root": (errno.EPERM, lambda m: namespace.create(m.tree, 1, b"x", 0o644, 0, 0)),
    "remove README.md": (errno.EPERM, lambda m: namespace.unlink(m.tree, 1, b"README.md")),
    "write README.md": (errno.EACCES, lambda m: files.open_file(m.tree, 2, os.O_WRONLY)),
    "truncate README.md": (errno.EACCES, lambda m: files.truncate(m.tree, m.tree.node(2), 0)),
    "create in a space": (errno.EPERM, lambda m: namespace.create(m.tree, m.space.top.ino, b"notes.md", 0o644, 0, 0)),
    "mkdir in a space": (errno.EPERM, lambda m: namespace.mkdir(m.tree, m.space.top.ino, b"more", 0o755, 0, 0)),
    "mkdir .skillfs": (errno.EPERM, lambda m: namespace.mkdir(m.tree, m.space.top.ino, b".skillfs", 0o755, 0, 0)),
    "remove .skillfs": (errno.EPERM, lambda m: namespace.rmdir(m.tree, m.space.top.ino, b".skillfs")),
    "create in .skillfs": (errno.EPERM, lambda m: namespace.create(m.tree, _control(m), b"x", 0o644, 0, 0)),
    "chmod .skillfs": (
        errno.EPERM,
        lambda m: files.set_attributes(m.tree, m.tree.node(_control(m)), files.Attributes(mode=0)),
    ),
    "rename skills/": (
        errno.EPERM,
        lambda m: namespace.rename(m.tree, m.space.top.ino, b"skills", m.ino(b"skills"), b"x", 0),
    ),
    "symlink in a space": (errno.EPERM, lambda m: namespace.symlink(m.tree, m.space.top.ino, b"x", b"y", 0, 0)),
    "symlink in the inbox": (errno.EPERM, lambda m: namespace.symlink(m.tree, m.ino(b"inbox"), b"x", b"y", 0, 0)),
    "link a skill": (
        errno.EPERM,
        lambda m: namespace.link(m.tree, m.ino(SKILL + b"/SKILL.md"), m.ino(SKILL), b"copy.md"),
    ),
    "move a skill file into the inbox": (
        errno.EXDEV,
        lambda m: namespace.rename(m.tree, m.ino(SKILL), b"SKILL.md", m.ino(b"inbox"), b"a.json", 0),
    ),
    "exchange two names": (
        errno.EINVAL,
        lambda m: namespace.rename(m.tree, m.ino(SKILL), b"SKILL.md", m.ino(SKILL), b"b", 2),
    ),
    "a target that is too long": (
        errno.ENAMETOOLONG,
        lambda m: namespace.symlink(m.tree, m.ino(SKILL), b"x", b"y" * 4096, 0, 0),
    ),
    "look up a name that is too long": (errno.ENAMETOOLONG, lambda m: m.tree.lookup(m.ino(SKILL), b"n" * 256)),
    "an xattr on the inbox": (errno.ENOTSUP, lambda m: files.set_xattr(m.tree, m.ino(b"inbox"), b"user.a", b"")),
    "a trusted xattr": (errno.ENOTSUP, lambda m: files.set_xattr(m.tree, m.ino(SKILL), b"trusted.a", b"")),
    "xattrs beyond the limit": (
        errno.E2BIG,
        lambda m: files.set_xattr(m.tree, m.ino(SKILL), b"user.a", bytes(files.MAX_XATTRS)),
    ),
    "an xattr that is not there": (errno.ENODATA, lambda m: files.get_xattr(m.tree, m.ino(SKILL), b"user.a")),
    "open a directory": (errno.EISDIR, lambda m: files.open_file(m.tree, m.ino(SKILL), os.O_RDONLY)),
    "truncate a directory": (errno.EISDIR, lambda m: files.truncate(m.tree, m.tree.node(m.ino(SKILL)), 0)),
    "list a file": (errno.ENOTDIR, lambda m: m.tree.listing(m.ino(SKILL + b"/SKILL.md"))),
    "an inode that is not there": (errno.ENOENT, lambda m: m.tree.node(123_456_789)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_the_tree_refuses_it_refuses_by_name_and_without_a_trace(mount: TreeOnStore, what: str) -> None:
    code, operation = REFUSED[what]
    before = mount.entries()
    with pytest.raises(OSError) as raised:
        operation(mount)
    assert errno.errorcode[raised.value.errno or 0] == errno.errorcode[code]
    assert (mount.entries(), mount.space.pending, mount.tree.effects) == (before, {}, [])


def test_nothing_is_made_in_a_directory_that_was_removed(mount: TreeOnStore) -> None:
    parent = mount.ino(b"skills")
    empty = namespace.mkdir(mount.tree, parent, b"empty", 0o755, 0, 0)
    empty.handles = 1
    namespace.rmdir(mount.tree, parent, b"empty")
    for make in (
        lambda: namespace.create(mount.tree, empty.ino, b"a", 0o644, 0, 0),
        lambda: namespace.mkdir(mount.tree, empty.ino, b"a", 0o755, 0, 0),
        lambda: namespace.rename(mount.tree, parent, b"daily-logs", empty.ino, b"a", 0),
    ):
        with pytest.raises(OSError) as raised:
            make()
        assert raised.value.errno == errno.ENOENT


def test_a_write_appends_and_needs_a_handle_to_write(mount: TreeOnStore) -> None:
    node = namespace.create(mount.tree, mount.ino(SKILL), b"run", 0o6755, 0, 0)
    handle = files.open_file(mount.tree, node.ino, os.O_WRONLY | os.O_APPEND)
    files.write(mount.tree, handle, 100, b"#!/bin/sh\n")
    # The set-ID bits are the kernel's to clear, by who writes: it asks for that itself.
    assert (node.mode & 0o7777, node.size) == (0o6755, 10)
    reader = files.open_file(mount.tree, node.ino, os.O_RDONLY)
    with pytest.raises(OSError) as raised:
        files.write(mount.tree, reader, 0, b"x")
    assert raised.value.errno == errno.EBADF


def test_the_control_directory_is_found_by_name_and_never_listed(mount: TreeOnStore) -> None:
    top = mount.space.top
    control = mount.tree.lookup(top.ino, b".skillfs")
    assert isinstance(control, Directory)
    assert sorted(name for name, _ in mount.tree.listing(top.ino)) == [b"SPACE.md", b"inbox", b"skills"]
    assert mount.tree.lookup(mount.ino(b"skills"), b".skillfs") is None


def test_a_generated_file_of_another_content_is_another_inode(mount: TreeOnStore) -> None:
    control = mount.tree.directory(_control(mount))
    first = mount.tree.control_file(control, b"status", "one", Bytes(b"one"), 1)
    assert mount.tree.control_file(control, b"status", "one", Bytes(b"one"), 2) is first
    first.handles = 1
    second = mount.tree.control_file(control, b"status", "two", Bytes(b"two"), 3)
    assert (second.ino != first.ino, first.ino in mount.tree.nodes) == (True, True)
    first.handles = 0
    mount.tree.discard(first)
    assert first.ino not in mount.tree.nodes


def test_a_space_that_is_removed_leaves_what_is_open_and_nothing_else(mount: TreeOnStore) -> None:
    handle = files.open_file(mount.tree, mount.ino(SKILL + b"/SKILL.md"), os.O_RDONLY)
    mount.tree.remove_space(mount.space.id)
    assert set(mount.tree.nodes) == {1, 2, handle.node.ino}
    assert mount.with_content(lambda: files.read(mount.tree, handle, 0, 3)) == b"---"


def test_a_space_is_renamed_as_a_whole(mount: TreeOnStore) -> None:
    ino = mount.ino(SKILL)
    assert mount.tree.rename_space(mount.space.id, "play") == [EntryChanged(1, b"work"), EntryChanged(1, b"play")]
    assert [name for name, _ in mount.tree.listing(1)] == [b"README.md", b"play"]
    assert (mount.ino(SKILL), mount.space.name) == (ino, "play")
