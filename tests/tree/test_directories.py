"""Directories as POSIX has them: how deep they nest, and how many links they have."""

from __future__ import annotations

import sys

import pytest
from tree_on_store import TreeOnStore

from skillfs.tree import namespace
from skillfs.tree.nodes import Area, Directory

SKILLS = b"skills"
DEPTH = sys.getrecursionlimit() + 100


@pytest.fixture
def nested(mount: TreeOnStore) -> list[Directory]:
    """Directories in each other, deeper than Python lets calls be."""
    directories = [namespace.mkdir(mount.tree, mount.ino(SKILLS), b"deep", 0o755, 1, 2)]
    for _ in range(DEPTH):
        directories.append(namespace.mkdir(mount.tree, directories[-1].ino, b"d", 0o755, 1, 2))
    return directories


def test_directories_nest_without_a_limit(mount: TreeOnStore, nested: list[Directory]) -> None:
    namespace.rename(mount.tree, mount.ino(SKILLS), b"deep", mount.ino(b"skills/daily-logs"), b"deeper", 0)
    assert nested[-1].path() == b"skills/daily-logs/deeper" + b"/d" * DEPTH
    assert list(nested[0].walk()) == nested


def test_a_walk_has_parents_first_and_each_directory_in_order(mount: TreeOnStore) -> None:
    top = namespace.mkdir(mount.tree, mount.ino(SKILLS), b"top", 0o755, 1, 2)
    for name in (b"a", b"b"):
        middle = namespace.mkdir(mount.tree, top.ino, name, 0o755, 1, 2)
        namespace.create(mount.tree, middle.ino, b"f", 0o644, 1, 2)
    namespace.create(mount.tree, top.ino, b"c", 0o644, 1, 2)
    assert [node.path()[len(b"skills/") :] for node in top.walk()] == [
        b"top", b"top/a", b"top/a/f", b"top/b", b"top/b/f", b"top/c",
    ]  # fmt: skip


def test_a_directory_has_two_links_one_for_each_subdirectory_and_none_once_it_is_removed(mount: TreeOnStore) -> None:
    skills = mount.tree.directory(mount.ino(SKILLS))
    before = skills.link_count
    made = namespace.mkdir(mount.tree, skills.ino, b"made", 0o755, 1, 2)
    assert (skills.link_count, made.link_count) == (before + 1, 2)
    namespace.rmdir(mount.tree, skills.ino, b"made")
    assert (skills.link_count, made.link_count) == (before, 0)
    control = mount.tree.lookup(mount.space.top.ino, b".skillfs")
    assert control is not None
    assert (control.area, control.link_count, mount.tree.root.link_count) == (Area.CONTROL, 2, 3)
