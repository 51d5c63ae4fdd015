"""Archives are read back by the programs that users read them with, and at any offset."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillfs.store import blobs, commits, spaces
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Entry, Kind
from skillfs.transfer import tar_format
from skillfs.transfer.archive import Archive, tar_archive, zip_archive
from skillfs.transfer.members import Member

XATTRS = {b"user.origin": b"me", b"user.a=%b": b"\x00\xff\n"}
SPACE_NS = 1_773_700_000_000_000_001
Commit = Callable[[spaces.Space, Mapping[bytes, Entry | None]], int]
Make = Callable[..., Entry]
Held = dict[str, tuple[Kind, int, int, bytes]]


@pytest.fixture
def state(
    store: Store, space: spaces.Space, commit: Commit, file: Make, directory: Make, symlink: Make
) -> commits.State:
    """A space with something of everything; every mtime is set."""
    big = random.Random(1).randbytes(3 * blobs.CHUNK_SIZE + 17)
    commit(
        space,
        {
            b"SPACE.md": file(b"# work\n"),
            b"skills": directory(),
            b"skills/facts": directory(0o750),
            b"skills/facts/SKILL.md": file(b"---\nname: facts\n---\n", xattrs=XATTRS),
            b"skills/facts/empty.md": file(b"", 0o600),
            b"skills/facts/run.sh": file(b"#!/bin/sh\n", 0o755, mtime_ns=1_700_000_000_000_000_000),
            b"skills/facts/link": symlink(b"run.sh"),
            b"skills/facts/big.bin": file(big),
            b"skills/facts-and-more": directory(),
            b"skills/facts/" + "Überblick 日本".encode() + b".md": file(b"unicode\n"),
            b"skills/facts/" + b"n" * 200 + b".md": file(b"long\n"),
            b"skills/facts/long-link": symlink(b"t" * 300),
            b"skills/facts/\xff\xfe.md": file(b"not utf-8\n"),
        },
    )  # fmt: skip
    return commits.state(store, space.id)


def body(archive: Archive, store: Store) -> bytes:
    data = b"".join(archive.stream(store))
    assert len(data) == archive.size
    return data


def expected(state: commits.State) -> Held:
    """What should be in an archive: path to type, mode, time, content or target."""
    return {
        os.fsdecode(b"work/" + path): (entry.kind, entry.mode, entry.mtime_ns, entry.target or entry.blob)
        for path, entry in state.entries.items()
    } | {
        "work": (Kind.DIRECTORY, 0o755, SPACE_NS, b""),
        "work/inbox": (Kind.DIRECTORY, 0o755, SPACE_NS, b""),
    }


def extracted(top: Path) -> Held:
    """What is in a directory, in the terms of `expected`."""
    found: Held = {}
    for path in [top, *top.rglob("*")]:
        status = path.lstat()
        name = str(path.relative_to(top.parent))
        if path.is_symlink():
            found[name] = (Kind.SYMLINK, 0o777, status.st_mtime_ns, os.fsencode(path.readlink()))
        elif path.is_dir():
            found[name] = (Kind.DIRECTORY, status.st_mode & 0o7777, status.st_mtime_ns, b"")
        else:
            data = path.read_bytes()
            chunks = blobs.split(data)
            found[name] = (
                Kind.FILE,
                status.st_mode & 0o7777,
                status.st_mtime_ns,
                blobs.hash_of([chunk.hash for chunk in chunks], len(data)),
            )
    return found


def test_gnu_tar_extracts_every_member_as_it_was(store: Store, state: commits.State, tmp_path: Path) -> None:
    archive = tmp_path / "work.tar"
    archive.write_bytes(body(tar_archive("work", state, space_mtime_ns=SPACE_NS), store))
    listing = subprocess.run(["tar", "-tvf", archive], capture_output=True, check=True)
    # GNU tar passes over what POSIX has it know, and takes the bytes as they are, which is what is meant.
    assert set(listing.stderr.splitlines()) == {b"tar: Ignoring unknown extended header keyword 'hdrcharset'"}
    assert b"1000/1000" in listing.stdout
    subprocess.run(["tar", "-xpf", archive, "-C", tmp_path], capture_output=True, check=True)
    assert extracted(tmp_path / "work") == expected(state)


def test_gnu_tar_extracts_extended_attributes(store: Store, state: commits.State, tmp_path: Path) -> None:
    try:
        os.setxattr(tmp_path, "user.test", b"1")
    except OSError as error:
        pytest.skip(f"the file system of {tmp_path} has no user attributes: {error}")
    archive = tmp_path / "work.tar"
    archive.write_bytes(body(tar_archive("work", state, space_mtime_ns=SPACE_NS), store))
    subprocess.run(["tar", "--xattrs", "-xf", archive, "-C", tmp_path], capture_output=True, check=True)
    skill = tmp_path / "work/skills/facts/SKILL.md"
    found = {os.fsencode(name): os.getxattr(skill, name) for name in os.listxattr(skill)}
    assert {name: value for name, value in found.items() if name.startswith(b"user.")} == XATTRS


def test_tarfile_reads_it_directories_first(store: Store, state: commits.State) -> None:
    data = body(tar_archive("work", state, space_mtime_ns=SPACE_NS), store)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        names = archive.getnames()
        inbox = archive.getmember("work/inbox")
        owners = {(member.uid, member.gid, member.uname, member.gname) for member in archive}
    assert names[:5] == ["work", "work/SPACE.md", "work/inbox", "work/skills", "work/skills/facts"]
    assert set(names) == set(expected(state))
    assert inbox.isdir()
    assert owners == {(1000, 1000, "", "")}


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_and_zipfile_read_it(store: Store, state: commits.State, tmp_path: Path) -> None:
    readable = commits.State(
        state.space_id, state.number, {path: entry for path, entry in state.entries.items() if b"\xff" not in path}
    )
    path = tmp_path / "work.zip"
    path.write_bytes(body(zip_archive("work", readable, space_mtime_ns=SPACE_NS), store))
    tested = subprocess.run(["unzip", "-t", path], capture_output=True, check=False)
    assert (tested.returncode, tested.stderr) == (0, b"")
    environment = os.environ | {"TZ": "America/New_York", "LC_ALL": "C.UTF-8"}
    subprocess.run(["unzip", "-q", path, "-d", tmp_path], check=True, env=environment)
    to_seconds = {
        name: (kind, mode, 0 if kind is Kind.SYMLINK else time_ns // 10**9, content)
        for name, (kind, mode, time_ns, content) in expected(readable).items()
    }
    assert {
        name: (kind, mode, 0 if kind is Kind.SYMLINK else time_ns // 10**9, content)
        for name, (kind, mode, time_ns, content) in extracted(tmp_path / "work").items()
    } == to_seconds
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.getinfo("work/skills/facts/run.sh").date_time == (2023, 11, 14, 22, 13, 20)


def test_zip_keeps_a_name_that_is_not_utf8(store: Store, state: commits.State) -> None:
    data = body(zip_archive("work", state, space_mtime_ns=SPACE_NS), store)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unmarked = [info for info in archive.infolist() if not info.flag_bits & 0x800]
        assert [info.orig_filename.encode("cp437") for info in unmarked] == [b"work/skills/facts/\xff\xfe.md"]
        assert archive.read(unmarked[0]) == b"not utf-8\n"


@pytest.mark.parametrize("make", [tar_archive, zip_archive])
def test_the_same_state_gives_the_same_bytes(store: Store, state: commits.State, make: Callable[..., Archive]) -> None:
    again = commits.state(store, state.space_id, state.number)
    shuffled = commits.State(again.space_id, again.number, dict(reversed(again.entries.items())))
    first = body(make("work", state, space_mtime_ns=SPACE_NS), store)
    assert body(make("work", shuffled, space_mtime_ns=SPACE_NS), store) == first


@pytest.mark.parametrize("make", [tar_archive, zip_archive])
def test_any_range_is_the_slice(store: Store, state: commits.State, make: Callable[..., Archive]) -> None:
    archive = make("work", state, space_mtime_ns=SPACE_NS)
    data = body(archive, store)
    numbers = random.Random(2)
    for _ in range(300):
        offset = numbers.randrange(len(data) + 1000)
        length = numbers.choice([0, 1, 511, 4096, 131072, 1 << 20])
        assert archive.read(store, offset, length) == data[offset : offset + length]


def test_missing_content_is_an_error_where_it_is_read(store: Store, state: commits.State) -> None:
    archive = tar_archive("work", state, space_mtime_ns=SPACE_NS)
    store.execute("DELETE FROM blobs WHERE hash = ?", (state.entries[b"skills/facts/run.sh"].blob,))
    assert len(archive.read(store, 0, 4096)) == 4096
    with pytest.raises(StoreError, match="is missing from"):
        body(archive, store)


def test_several_threads_read_one_archive(store: Store, state: commits.State) -> None:
    archive = zip_archive("work", state, space_mtime_ns=SPACE_NS)
    data = body(archive, store)
    results: list[bytes] = []

    def read() -> None:
        with Store(store.path) as own:
            results.append(b"".join(archive.stream(own)))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [data] * 4


names = st.binary(min_size=1, max_size=150).filter(lambda name: b"/" not in name and b"\0" not in name)
entries = st.builds(
    Entry,
    kind=st.just(Kind.FILE),
    ino=st.just(1),
    mode=st.integers(0, 0o7777),
    uid=st.integers(0, 2**32 - 2),
    gid=st.integers(0, 2**32 - 2),
    mtime_ns=st.integers(-(2**62), 2**63 - 1),
    size=st.integers(0, 2**60),
    xattrs=st.dictionaries(names.map(lambda name: b"user." + name), st.binary(max_size=1200), max_size=3),
) | st.builds(
    Entry,
    kind=st.sampled_from([Kind.SYMLINK, Kind.DIRECTORY]),
    ino=st.just(1),
    mode=st.just(0o755),
    uid=st.just(0),
    gid=st.just(0),
    mtime_ns=st.integers(-(2**62), 2**63 - 1),
    target=names,
)


@given(name=names, entry=entries)
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_header_size_is_that_of_the_header(store: Store, name: bytes, entry: Entry) -> None:
    if entry.kind is Kind.DIRECTORY:
        entry = Entry(Kind.DIRECTORY, 1, 0o755, 0, 0, entry.mtime_ns)
    member = Member(b"work/" + name, entry)
    header, *_ = tar_format.segments([member])
    data = header.read(store, 0, 1 << 20)
    assert len(data) == header.size
    info = tarfile.TarInfo.frombuf(data[-512:], "utf-8", "surrogateescape")
    assert info.mode == entry.mode


def test_zip64_where_a_number_needs_it(store: Store, space: spaces.Space, tmp_path: Path) -> None:
    """A sparse file of 4 GiB, all holes: the archive is written as a sparse file too, then listed by both readers."""
    size = 4 << 30
    with store.transaction():
        blob = blobs.put_list(store, [blobs.HOLE] * (size // blobs.CHUNK_SIZE), size)
    last = Entry(Kind.FILE, 2, 0o644, 0, 0, 0, 3, blobs.put(store, b"end"))
    entries = {b"skills/a": Entry(Kind.FILE, 1, 0o644, 0, 0, 0, size, blob), b"skills/b": last}
    archive = zip_archive("work", commits.State(space.id, 1, entries), space_mtime_ns=SPACE_NS)
    tail = size  # still within the zeros: a header comes before them
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.write(archive.read(store, 0, 1 << 20))
        file.seek(tail)
        file.write(archive.read(store, tail, archive.size - tail))
    assert archive.read(store, 1 << 20, 4096) == bytes(4096)
    with zipfile.ZipFile(path) as opened:
        assert [(info.filename, info.file_size) for info in opened.infolist()] == [
            ("work/", 0), ("work/inbox/", 0), ("work/skills/a", size), ("work/skills/b", 3),
        ]  # fmt: skip
        assert opened.read("work/skills/b") == b"end"
    if shutil.which("unzip"):
        listing = subprocess.run(["unzip", "-l", path], capture_output=True, text=True, check=True)
        assert str(size) in listing.stdout


def test_more_members_than_sixteen_bits_can_count(store: Store) -> None:
    entries = {b"skills/%05d" % index: Entry(Kind.FILE, index, 0o644, 0, 0, 0) for index in range(65_536)}
    archive = zip_archive("work", commits.State(1, 1, entries), space_mtime_ns=SPACE_NS)
    with zipfile.ZipFile(io.BytesIO(body(archive, store))) as opened:
        assert len(opened.infolist()) == 65_538


def test_ten_thousand_files_are_measured_at_once(store: Store) -> None:
    entries = {b"skills/%05d.md" % index: Entry(Kind.FILE, index, 0o644, 0, 0, 1_700_000_000_000_000_001 + index, 5000)
               for index in range(10_000)}  # fmt: skip
    state = commits.State(1, 1, entries)
    started = time.perf_counter()
    archive = tar_archive("work", state, space_mtime_ns=SPACE_NS)
    seconds = time.perf_counter() - started
    assert archive.size % tarfile.RECORDSIZE == 0
    assert seconds < 2
