"""Real mounts: a server process for each, its log read after every test, and nothing left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_mount import Mount, mounted, watched
from other_users import open_directory


@pytest.fixture(scope="module", autouse=True)
def fuse() -> None:
    """Skip what cannot run here."""
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        pytest.skip("/dev/fuse cannot be opened")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mount]:
    """A mount that the tests of a module share: each uses spaces of its own."""
    with mounted(Mount(tmp_path_factory.mktemp("served"))) as mount:
        yield mount


@pytest.fixture
def mount(served: Mount) -> Iterator[Mount]:
    """The module's mount, watched."""
    with watched(served):
        yield served


@pytest.fixture
def own_mount(tmp_path: Path) -> Iterator[Mount]:
    """A mount of the test's own, which it may remount, stop and kill."""
    with watched(Mount(tmp_path)) as mount, mounted(mount):
        yield mount


@pytest.fixture(scope="module")
def served_to_all() -> Iterator[Mount]:
    """A mount that other users get into, below a directory that they can reach; the tests of a module share it."""
    with open_directory() as directory, mounted(Mount(directory, options=["--allow-other"])) as mount:
        yield mount


@pytest.fixture
def open_mount(served_to_all: Mount) -> Iterator[Mount]:
    """The module's mount for all users, watched."""
    with watched(served_to_all):
        yield served_to_all


@pytest.fixture
def space(mount: Mount) -> Path:
    """A new space of the module's mount."""
    return mount.new_space()


@pytest.fixture
def inbox_path(space: Path) -> Path:
    return space / "inbox"


@pytest.fixture
def skills(space: Path) -> Path:
    return space / "skills"
