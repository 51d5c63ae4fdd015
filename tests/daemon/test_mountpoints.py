"""Finding, preparing and freeing mountpoints, without a skillfs on them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from live_skillfs import PATIENCE_SECONDS

from skillfs_daemon import mountpoints
from skillfs_daemon.mountpoints import Mountpoint, MountpointError


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_missing_mountpoint_is_made_with_its_parents_and_closed_to_writers(tmp_path: Path) -> None:
    with Mountpoint(tmp_path / "a" / "b") as place:
        assert place.path == tmp_path / "a" / "b"
        assert mode_of(place.path) == 0o555
    assert mode_of(tmp_path / "a") == 0o755


def test_a_directory_of_the_user_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o750)
    with Mountpoint(tmp_path / "mine") as place:
        place.open_up()
        place.seal()
    assert mode_of(tmp_path / "mine") == 0o750


def test_a_directory_that_is_not_empty_is_refused_by_the_name_it_would_hide(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(MountpointError) as refusal:
        Mountpoint(tmp_path)
    assert str(refusal.value) == f"{tmp_path}: not empty, a mount would hide 'notes.txt'; choose an empty or a new one"


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MountpointError) as refusal:
        Mountpoint(tmp_path / "file")
    assert str(refusal.value) == f"{tmp_path / 'file'}: not a directory; choose an empty or a new one"


def test_a_path_is_canonical_without_its_last_part_being_there(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert mountpoints.canonical(tmp_path / "link" / "x") == tmp_path / "real" / "x"
    assert mountpoints.canonical(tmp_path / "link") == tmp_path / "real"
    assert mountpoints.canonical(tmp_path / "link" / ".." / "real") == tmp_path / "real"


def test_mounts_are_found_by_mountpoint_and_only_a_skillfs_is_one() -> None:
    proc = mountpoints.mounted_at(Path("/proc"))
    assert proc is not None
    assert proc.fstype == "proc"
    assert not mountpoints.is_skillfs(Path("/proc"))
    assert not mountpoints.answers(Path("/proc"))


def test_the_bare_directory_below_a_mount_that_is_being_replaced_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks may have found the dead mount in its place, which is taken off before the question gets there."""
    monkeypatch.setattr(mountpoints, "is_skillfs", lambda path: True)
    assert not mountpoints.answers(tmp_path, PATIENCE_SECONDS)


def test_a_mountpoint_with_spaces_is_unescaped() -> None:
    line = r"36 35 0:39 / /mnt/my\040memory\134x rw,nosuid shared:1 - fuse.skillfs skillfs rw,user_id=0"
    assert mountpoints._mount(line) == mountpoints.Mount(Path("/mnt/my memory\\x"), "fuse.skillfs", 39)
