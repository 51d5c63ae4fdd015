"""Nodes of earlier states in the control directory: what they are, whose, and for how long."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

import pytest
from tree_on_store import TreeOnStore

from skillfs.store.entries import Entry, Kind
from skillfs.tree import files
from skillfs.tree.nodes import Directory, Node, Symlink
from skillfs.tree.tree import CONTROL

DIRECTORY = Entry(Kind.DIRECTORY, 7, 0o2775, 41, 42, 11, xattrs={b"user.d": b"1"})
PROGRAM = Entry(Kind.FILE, 8, 0o4755, 41, 42, 12, 3, b"b" * 32, xattrs={b"user.f": b"2"})
LINK = Entry(Kind.SYMLINK, 9, 0o777, 41, 42, 13, target=b"../x")


def state_of(mount: TreeOnStore, number: bytes = b"3") -> Directory:
    control = mount.tree.lookup(mount.space.top.ino, CONTROL)
    assert isinstance(control, Directory)
    return mount.tree.control_directory(mount.tree.control_directory(control, b"history"), number, 99)


def seen(mount: TreeOnStore, node: Node) -> tuple[str, int, int, int, int]:
    mount.tree.renew_access(node)
    return stat.filemode(node.mode), node.uid, node.gid, node.mtime_ns, node.size


def test_a_version_has_its_mode_without_what_would_change_it_and_belongs_to_the_owner(mount: TreeOnStore) -> None:
    state = state_of(mount)
    mount.space.top.uid, mount.space.top.gid = 71, 72
    directory = mount.tree.version(state, b"skills", DIRECTORY)
    assert isinstance(directory, Directory)
    assert seen(mount, state) == ("drwx------", 71, 72, 99, 0)
    assert seen(mount, directory) == ("dr-xr-xr-x", 71, 72, 11, 0)
    assert seen(mount, mount.tree.version(directory, b"run", PROGRAM)) == ("-r-xr-xr-x", 71, 72, 12, 3)
    assert seen(mount, mount.tree.version(directory, b"l", LINK)) == ("lrwxrwxrwx", 71, 72, 13, 4)
    closed = Entry(Kind.FILE, 8, 0o000, 41, 42, 12)
    assert seen(mount, mount.tree.version(directory, b"closed", closed))[0] == "-r--------"
    closed_directory = Entry(Kind.DIRECTORY, 8, 0o000, 41, 42, 12)
    assert seen(mount, mount.tree.version(directory, b"cellar", closed_directory))[0] == "dr-x------"


def test_a_version_is_the_same_node_at_each_look_and_takes_no_change(mount: TreeOnStore) -> None:
    state = state_of(mount)
    directory, file = mount.tree.version(state, b"skills", DIRECTORY), mount.tree.version(state, b"run", PROGRAM)
    assert mount.tree.version(state, b"run", PROGRAM) is file
    assert (files.list_xattrs(mount.tree, file.ino), files.list_xattrs(mount.tree, directory.ino)) == (
        [b"user.f"], [b"user.d"],
    )  # fmt: skip
    assert files.get_xattr(mount.tree, file.ino, b"user.f") == b"2"
    refused: dict[int, Callable[[], object]] = {
        errno.EACCES: lambda: files.open_file(mount.tree, file.ino, os.O_WRONLY),
        errno.EPERM: lambda: files.set_attributes(mount.tree, file, files.Attributes(mode=0o777)),
        errno.ENOTSUP: lambda: files.set_xattr(mount.tree, file.ino, b"user.f", b"3"),
    }
    for code, change in refused.items():
        with pytest.raises(OSError) as raised:
            change()
        assert raised.value.errno == code


def test_a_link_is_the_same_node_while_it_has_the_same_target(mount: TreeOnStore) -> None:
    history = state_of(mount).parent
    assert history is not None
    first = mount.tree.control_link(history, b"latest", b"3", 1)
    assert mount.tree.control_link(history, b"latest", b"3", 2) is first
    second = mount.tree.control_link(history, b"latest", b"4", 3)
    assert isinstance(second, Symlink)
    assert (second is first, second.target, first.ino in mount.tree.nodes) == (False, b"4", False)
    assert seen(mount, second)[0] == "lrwxrwxrwx"


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_in_whatever_order_the_kernel_forgets_nothing_stays(mount: TreeOnStore, order: tuple[int, ...]) -> None:
    before = set(mount.tree.nodes)
    state = state_of(mount)
    assert state.parent is not None
    directory = mount.tree.version(state, b"skills", DIRECTORY)
    assert isinstance(directory, Directory)
    chain = [state.parent, state, directory, mount.tree.version(directory, b"run", PROGRAM)]
    for node in chain:
        node.lookups = 1
    for index in order:
        mount.tree.forget(chain[index].ino, 1)
    assert set(mount.tree.nodes) == before


def test_a_directory_of_a_space_that_was_removed_has_no_place(mount: TreeOnStore) -> None:
    directory = mount.tree.version(state_of(mount), b"skills", DIRECTORY)
    assert isinstance(directory, Directory)
    directory.lookups = 1
    assert mount.tree.control_place(directory) == b"history/3/skills"
    mount.tree.remove_space(mount.space.id)
    assert mount.tree.control_place(directory) is None
