"""A mirror equals skills/, follows the log, and never leaves its directory."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from skillfs.store import blobs, commits, spaces
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Entry, Kind
from skillfs.transfer.mirror import MARKER, Mirror, MirrorRefused

Commit = Callable[[spaces.Space, Mapping[bytes, Entry | None]], int]
Make = Callable[..., Entry]
Shown = dict[str, tuple[Kind, int, int, bytes]]  # path to type, mode, time, content or target
LATER_NS = 1_790_000_000_000_000_001


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "mirrors" / "work"


@pytest.fixture
def mirror(store: Store, space: spaces.Space, target: Path) -> Iterator[Mirror]:
    with Mirror(store.path, space, target) as opened:
        yield opened


def is_state(store: Store, space: spaces.Space) -> Shown:
    prefix = b"skills/"
    return {
        os.fsdecode(path.removeprefix(prefix)): (
            entry.kind,
            0 if entry.kind is Kind.SYMLINK else entry.mode,
            entry.mtime_ns,
            entry.target or blobs.get(store, entry.blob, entry.size),
        )
        for path, entry in commits.state(store, space.id).entries.items()
        if path.startswith(prefix)
    }


def is_there(target: Path) -> Shown:
    found: Shown = {}
    for path in target.rglob("*"):
        status = path.lstat()
        kind = {stat.S_IFLNK: Kind.SYMLINK, stat.S_IFDIR: Kind.DIRECTORY, stat.S_IFREG: Kind.FILE}[
            stat.S_IFMT(status.st_mode)
        ]
        if kind is Kind.SYMLINK:
            data = os.fsencode(path.readlink())
        elif kind is Kind.FILE:
            data = path.read_bytes()
        else:
            data = b""
        mode = 0 if kind is Kind.SYMLINK else stat.S_IMODE(status.st_mode)
        found[str(path.relative_to(target))] = (kind, mode, status.st_mtime_ns, data)
    assert found.pop(MARKER)[0] is Kind.FILE
    return found


@pytest.fixture
def rich(space: spaces.Space, commit: Commit, file: Make, directory: Make, symlink: Make) -> spaces.Space:
    commit(
        space,
        {
            b"skills": directory(),
            b"skills/facts": directory(0o750),
            b"skills/facts/SKILL.md": file(b"---\n", 0o640),
            b"skills/facts/run.sh": file(b"#!/bin/sh\n", 0o755),
            b"skills/facts/link": symlink(b"SKILL.md"),
            b"skills/facts/away": symlink(b"/etc"),
            b"skills/facts/big": file(os.urandom(blobs.CHUNK_SIZE + 5)),
            b"skills/facts/empty": file(b""),
            b"skills/facts/\xff": file(b"latin"),
            b"skills/none": directory(0o700),
        },
    )
    return space


def test_it_equals_the_skills(store: Store, rich: spaces.Space, mirror: Mirror, target: Path) -> None:
    assert mirror.sync_once() == 9
    assert is_there(target) == is_state(store, rich)
    assert json.loads((target / MARKER).read_text())["space"] == "work"
    assert mirror.sync_once() == 0


def test_it_follows_every_kind_of_change(
    store: Store, rich: spaces.Space, mirror: Mirror, target: Path, commit: Commit, file: Make, directory: Make,
    symlink: Make,
) -> None:  # fmt: skip
    mirror.sync_once()
    steps: list[Mapping[bytes, Entry | None]] = [
        {b"skills/facts/SKILL.md": file(b"---\nnew\n", mtime_ns=LATER_NS)},
        {b"skills/facts/run.sh": None, b"skills/facts/new": directory(), b"skills/facts/new/x": file(b"x")},
        {b"skills/facts/new/x": None, b"skills/facts/new": file(b"now a file", 0o600)},
        {b"skills/facts/new": symlink(b"../none")},
        {b"skills/facts/link": directory(), b"skills/facts/link/deep": file(b"deep")},
        {b"skills/facts/link/deep": None, b"skills/facts/link": None, b"skills/facts": directory(mtime_ns=LATER_NS)},
        {b"SPACE.md": file(b"other")},
        {path: None for path in commits.state(store, rich.id).entries if path.startswith(b"skills/")}
        | {b"skills/facts/new": None, b"skills/facts/link": None},
    ]
    for step in steps:
        commit(rich, step)
        mirror.sync_once()
        assert is_there(target) == is_state(store, rich)
    assert is_there(target) == {}


def test_a_restart_touches_only_what_differs(store: Store, rich: spaces.Space, target: Path) -> None:
    with Mirror(store.path, rich, target) as mirror:
        mirror.sync_once()
    inodes = {path: path.lstat().st_ino for path in target.rglob("*")}
    with Mirror(store.path, rich, target) as mirror:
        assert mirror.sync_once() == 0
    assert {path: path.lstat().st_ino for path in target.rglob("*")} == inodes

    skill = target / "facts/SKILL.md"
    mtime_ns = skill.stat().st_mtime_ns
    skill.write_bytes(b"***\n")  # the same size, and then the same time
    os.utime(skill, ns=(mtime_ns, mtime_ns))
    (target / "facts/run.sh").unlink()
    (target / "facts/extra").mkdir()
    (target / "facts/extra/file").write_bytes(b"x")
    (target / "facts/link").unlink()
    (target / "facts/link").symlink_to("elsewhere")
    (target / "none").chmod(0o755)
    with Mirror(store.path, rich, target) as mirror:
        assert mirror.sync_once() == 7
        assert is_there(target) == is_state(store, rich)
        assert {str(path.relative_to(target)) for path, ino in inodes.items() if path.lstat().st_ino != ino} <= {
            "facts/SKILL.md", "facts/run.sh", "facts/link",
        }  # fmt: skip


def test_no_symlink_leads_out(
    store: Store, rich: spaces.Space, mirror: Mirror, target: Path, tmp_path: Path, commit: Commit, file: Make
) -> None:
    mirror.sync_once()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "SKILL.md").write_bytes(b"precious")
    subprocess.run(["rm", "-r", target / "facts"], check=True)
    (target / "facts").symlink_to(outside)
    commit(rich, {b"skills/facts/SKILL.md": file(b"new"), b"skills/facts/run.sh": None})
    mirror.sync_once()
    assert [path.name for path in outside.iterdir()] == ["SKILL.md"]
    assert (outside / "SKILL.md").read_bytes() == b"precious"
    assert not (target / "facts").is_symlink()
    assert (target / "facts/SKILL.md").read_bytes() == b"new"
    (target / "facts/sub").symlink_to(outside)
    mirror.close()
    with Mirror(store.path, rich, target) as again:
        again.sync_once()
        assert is_there(target) == is_state(store, rich)
    assert (outside / "SKILL.md").read_bytes() == b"precious"


def test_a_directory_with_other_things_is_refused(store: Store, space: spaces.Space, target: Path) -> None:
    target.mkdir(parents=True)
    (target / "thesis.tex").write_bytes(b"years of work")
    with pytest.raises(MirrorRefused, match="not empty, and no mirror; name an empty or a new directory"):
        Mirror(store.path, space, target)
    assert [path.name for path in target.iterdir()] == ["thesis.tex"]


def test_a_mirror_of_another_space_is_refused(store: Store, space: spaces.Space, target: Path) -> None:
    Mirror(store.path, space, target).close()
    other = spaces.create(store, "other", {}, uid=0, gid=0, author="t")
    with pytest.raises(MirrorRefused, match="a mirror of 'work'; name another directory"):
        Mirror(store.path, other, target)
    (target / MARKER).write_bytes(b"{")
    with pytest.raises(MirrorRefused, match="unreadable"):
        Mirror(store.path, space, target)


def test_a_second_process_is_refused(store: Store, space: spaces.Space, mirror: Mirror, target: Path) -> None:
    with pytest.raises(MirrorRefused, match="another process keeps this mirror already"):
        Mirror(store.path, space, target)


def test_a_crash_while_writing_is_made_up_for(store: Store, rich: spaces.Space, target: Path) -> None:
    with Mirror(store.path, rich, target) as mirror:
        mirror.sync_once()
    (target / ".skillfs-mirror.tmp").write_bytes(b"half")
    (target / "facts/.skillfs-mirror.tmp").write_bytes(b"half")
    (target / "facts/SKILL.md").unlink()
    with Mirror(store.path, rich, target) as mirror:
        mirror.sync_once()
    (target / ".skillfs-mirror.tmp").unlink(missing_ok=True)
    assert is_there(target) == is_state(store, rich)


def test_a_failed_sync_is_tried_again_whole(
    store: Store, rich: spaces.Space, mirror: Mirror, target: Path, commit: Commit, file: Make
) -> None:
    mirror.sync_once()
    missing = Entry(Kind.FILE, 5, 0o644, 1, 1, 1, 4, b"g" * 32)
    commit(rich, {b"skills/facts/a": file(b"a"), b"skills/facts/b": missing, b"skills/facts/c": file(b"c")})
    with pytest.raises(StoreError, match="is missing from"):
        mirror.sync_once()
    commit(rich, {b"skills/facts/b": None})
    mirror.sync_once()
    assert is_there(target) == is_state(store, rich)


def test_a_purged_space_ends_it(store: Store, rich: spaces.Space, mirror: Mirror) -> None:
    mirror.sync_once()
    spaces.remove(store, "work")
    mirror.sync_once()
    spaces.purge(store, "work")
    with pytest.raises(StoreError, match="was purged"):
        mirror.sync_once()


def test_following_shows_whole_versions_soon(
    store: Store, rich: spaces.Space, target: Path, commit: Commit, file: Make
) -> None:
    """While versions of one size follow each other, a reader sees each one whole, and the last one within a second."""
    stop = threading.Event()

    def follow() -> None:
        with Mirror(store.path, rich, target) as mirror:
            mirror.follow(stop)

    follower = threading.Thread(target=follow)
    follower.start()
    seen = set()
    try:
        for number in range(15):
            commit(rich, {b"skills/facts/SKILL.md": file(bytes([65 + number]) * 300_000)})
            until = time.monotonic() + 0.06
            while time.monotonic() < until:
                path = target / "facts/SKILL.md"
                data = path.read_bytes() if path.exists() else b""
                if len(data) == 300_000:
                    seen.add(frozenset(data))
        deadline = time.monotonic() + 5
        while (target / "facts/SKILL.md").read_bytes()[:1] != b"O" and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        stop.set()
        follower.join()
    assert {len(letters) for letters in seen} == {1}
    assert is_there(target) == is_state(store, rich)
