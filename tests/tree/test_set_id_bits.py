"""The set-user-ID and set-group-ID bits, as far as Linux leaves them to the server of a file system."""

from __future__ import annotations

import os
import stat

import pytest
from tree_on_store import TreeOnStore

from skillfs.tree import files, namespace
from skillfs.tree.files import Attributes

SKILL = b"skills/daily-logs"
GROUP = 77


@pytest.fixture
def shared(mount: TreeOnStore) -> int:
    """The inode of a skill folder that gives its group to what is made in it."""
    ino = mount.ino(SKILL)
    files.set_attributes(mount.tree, mount.tree.node(ino), Attributes(mode=0o2775, gid=GROUP))
    return ino


def test_what_is_made_in_a_set_group_id_directory_gets_its_group(mount: TreeOnStore, shared: int) -> None:
    made = [
        namespace.create(mount.tree, shared, b"note.md", stat.S_IFREG | 0o644, 1, 2),
        namespace.symlink(mount.tree, shared, b"link", b"note.md", 1, 2),
        namespace.mkdir(mount.tree, shared, b"more", 0o755, 1, 2),
    ]
    shown = [(stat.filemode(node.mode), node.uid, node.gid) for node in made]
    assert shown == [("-rw-r--r--", 1, GROUP), ("lrwxrwxrwx", 1, GROUP), ("drwxr-sr-x", 1, GROUP)]
    mount.cut()
    below = TreeOnStore(mount.store, mount.space_row).entries()
    assert [(below[path].mode, below[path].gid) for path in (SKILL + b"/note.md", SKILL + b"/more")] == [
        (0o644, GROUP),
        (0o2755, GROUP),
    ]


def test_what_is_moved_into_a_set_group_id_directory_keeps_its_group(mount: TreeOnStore, shared: int) -> None:
    elsewhere = mount.ino(b"skills/user-general-facts")
    note = namespace.create(mount.tree, elsewhere, b"note.md", stat.S_IFREG | 0o644, 1, 2)
    namespace.rename(mount.tree, elsewhere, b"note.md", shared, b"note.md", 0)
    assert note.gid == 2


def test_an_inbox_made_again_in_a_set_group_id_space_gets_its_group(mount: TreeOnStore) -> None:
    top = mount.space.top
    files.set_attributes(mount.tree, top, Attributes(mode=0o2775, gid=GROUP))
    namespace.rmdir(mount.tree, top.ino, b"inbox")
    inbox = namespace.mkdir(mount.tree, top.ino, b"inbox", 0o755, 1, 2)
    assert (stat.filemode(inbox.mode), inbox.uid, inbox.gid) == ("drwxr-sr-x", 1, GROUP)


@pytest.mark.parametrize(("uid", "mode"), [(0, 0o6755), (1, 0o755)])
def test_a_program_that_is_emptied_by_its_opening_keeps_its_bits_only_for_root(
    mount: TreeOnStore, uid: int, mode: int
) -> None:
    program = mount.tree.node(mount.ino(SKILL + b"/SKILL.md"))
    files.set_attributes(mount.tree, program, Attributes(mode=0o6755))
    files.release(mount.tree, files.open_file(mount.tree, program.ino, os.O_WRONLY | os.O_TRUNC, uid))
    assert stat.S_IMODE(program.mode) == mode


def test_a_write_leaves_the_bits_to_the_kernel(mount: TreeOnStore) -> None:
    """It has taken them away before, from whoever has no right to keep them."""
    program = mount.tree.node(mount.ino(SKILL + b"/SKILL.md"))
    files.set_attributes(mount.tree, program, Attributes(mode=0o6755))
    handle = files.open_file(mount.tree, program.ino, os.O_WRONLY, 1)
    mount.with_content(lambda: files.write(mount.tree, handle, 0, b"x"))
    assert stat.S_IMODE(program.mode) == 0o6755
