"""An import holds exactly what the archive holds; a refused one leaves nothing."""

from __future__ import annotations

import dataclasses
import gzip
import io
import os
import shutil
import socket
import stat
import struct
import subprocess
import tarfile
import time
import warnings
import zipfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import IO

import pytest

from skillfs.store import blobs, commits, daemons, inbox, spaces
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Entry, Kind
from skillfs.transfer import import_plan, imports, incoming
from skillfs.transfer.exports import Format, export_archive
from skillfs.transfer.imports import ImportRefused, import_archive

Commit = Callable[[spaces.Space, Mapping[bytes, Entry | None]], int]
Make = Callable[..., Entry]
NOW_NS = 1_700_000_000_000_000_000


def take(store: Store, source: Path | IO[bytes], name: str | None = None) -> spaces.Space:
    return import_archive(store, source, name=name, author="test", uid=7, gid=8)


def content(store: Store, space: spaces.Space) -> dict[bytes, Entry]:
    """A space's entries without what an import gives anew: inode numbers and owners."""
    entries = commits.state(store, space.id).entries
    return {path: dataclasses.replace(entry, ino=0, uid=0, gid=0) for path, entry in entries.items()}


def nothing_came_of_it(store: Store) -> None:
    assert spaces.listed(store) == []
    assert spaces.listed(store, removed=True) == []
    for table in ("commits", "changes", "inbox", "attributes", "daemons"):
        assert (table, store.one(f"SELECT count(*) FROM {table}")) == (table, 0)


def tar_of(*members: tuple[tarfile.TarInfo, bytes], compress: Callable[[bytes], bytes] = bytes) -> io.BytesIO:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return io.BytesIO(compress(buffer.getvalue()))


def a_file(name: str, data: bytes = b"x") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    return info, data


def of_type(name: str, type_: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type = type_
    info.linkname = target
    info.mode = 0o755
    return info, b""


def a_directory(name: str) -> tuple[tarfile.TarInfo, bytes]:
    return of_type(name, tarfile.DIRTYPE)


@pytest.fixture
def rich(store: Store, space: spaces.Space, commit: Commit, file: Make, directory: Make, symlink: Make) -> spaces.Space:
    commit(
        space,
        {
            b"skills": directory(0o700),
            b"skills/facts": directory(),
            b"skills/facts/SKILL.md": file(b"---\n", 0o444, xattrs={b"user.a=%b": b"\x00\xff", b"user.t": b"text"}),
            b"skills/facts/empty.md": file(b""),
            b"skills/facts/negative.md": file(b"-", mtime_ns=-1_500_000_000),
            b"skills/facts/big.bin": file(os.urandom(2 * blobs.CHUNK_SIZE) + b"tail"),
            b"skills/facts/link": symlink(b"../facts/SKILL.md"),
            b"skills/facts/" + b"n" * 180: file(b"long"),
            b"skills/facts/\xff.md": file(b"latin"),
            b"skills/empty": directory(),
        },
    )
    return space


def test_tar_export_and_import_are_inverse(store: Store, rich: spaces.Space) -> None:
    exported = io.BytesIO()
    assert export_archive(store, rich, exported, Format.TAR) == len(exported.getvalue())
    spaces.rename(store, "work", "old")
    space = take(store, exported)
    assert content(store, space) == content(store, rich)
    assert (space.name, space.head, space.inbox) == ("work", 1, True)
    assert {(entry.uid, entry.gid) for entry in commits.state(store, space.id).entries.values()} == {(7, 8)}
    (log,) = commits.log(store, space.id)
    assert (log.author, log.message, log.origin) == ("test", "import the space", None)
    assert daemons.listed(store) == []


def test_zip_export_and_import_keep_all_that_a_zip_can(store: Store, rich: spaces.Space) -> None:
    exported = io.BytesIO()
    export_archive(store, rich, exported, Format.ZIP)
    space = take(store, exported, name="from-zip")
    whole_seconds = {
        path: dataclasses.replace(entry, mtime_ns=entry.mtime_ns // 10**9 * 10**9, xattrs={})
        for path, entry in content(store, rich).items()
    }
    found = {path: dataclasses.replace(entry, xattrs={}) for path, entry in content(store, space).items()}
    assert found == whole_seconds


@pytest.mark.parametrize("options", [["-czf"], ["-cJf"], ["-cjf"], ["--format=gnu", "-cf"], ["--format=v7", "-cf"]])
def test_what_gnu_tar_makes_of_a_directory(store: Store, tmp_path: Path, options: list[str]) -> None:
    compressor = {"-cJf": "xz", "-cjf": "bzip2"}.get(options[0], "tar")
    if shutil.which(compressor) is None:
        pytest.skip(f"tar needs {compressor} for this, which is not installed")
    top = tmp_path / "notes"
    (top / "skills/a").mkdir(parents=True)
    (top / "inbox").mkdir()
    (top / "SPACE.md").write_bytes(b"# notes\n")
    (top / "skills/a/SKILL.md").write_bytes(b"---\n")
    (top / "skills/a/same").hardlink_to(top / "skills/a/SKILL.md")
    (top / "skills/a/link").symlink_to("SKILL.md")
    (top / "inbox/monday.json").write_bytes(b"{}")
    (top / "inbox/monday.json.error").write_bytes(b"no session")
    (top / "inbox/later.json.tmp").write_bytes(b"{")
    for path in [top, *top.rglob("*")]:
        os.utime(path, ns=(NOW_NS, NOW_NS), follow_symlinks=False)
    archive = tmp_path / "archive"
    subprocess.run(["tar", *options, archive, "-C", tmp_path, "notes"], check=True)
    from_tar = take(store, archive)
    drops = [(drop.path, drop.state, drop.size, drop.mtime_ns) for drop in inbox.listed(store, from_tar.id)]
    assert drops == [(b"later.json.tmp", "aside", 1, NOW_NS), (b"monday.json", "open", 2, NOW_NS)]
    from_directory = take(store, top, name="direct")
    skill = blobs.hash_of([blobs.leaf(b"---\n").hash], 4)
    space_md = blobs.hash_of([blobs.leaf(b"# notes\n").hash], 8)
    assert content(store, from_tar) == content(store, from_directory) == {
        b"SPACE.md": Entry(Kind.FILE, 0, 0o644, 0, 0, NOW_NS, 8, space_md),
        b"skills": Entry(Kind.DIRECTORY, 0, 0o755, 0, 0, NOW_NS),
        b"skills/a": Entry(Kind.DIRECTORY, 0, 0o755, 0, 0, NOW_NS),
        b"skills/a/SKILL.md": Entry(Kind.FILE, 0, 0o644, 0, 0, NOW_NS, 4, skill),
        b"skills/a/same": Entry(Kind.FILE, 0, 0o644, 0, 0, NOW_NS, 4, skill),
        b"skills/a/link": Entry(Kind.SYMLINK, 0, 0o777, 0, 0, NOW_NS, target=b"SKILL.md"),
    }  # fmt: skip


def test_zip_of_the_zip_program(store: Store, tmp_path: Path) -> None:
    """zipfile's own ZipInfo says neither kind nor mode, as DOS programs do."""
    path = tmp_path / "plain.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("notes/skills/a/SKILL.md", (2020, 2, 3, 4, 5, 6))
        info.create_system = 0
        archive.writestr(info, b"text" * 1000, zipfile.ZIP_DEFLATED)
    entry = content(store, take(store, path))[b"skills/a/SKILL.md"]
    assert (entry.mode, entry.size, entry.mtime_ns) == (0o644, 4000, 1_580_702_706_000_000_000)


def test_a_pipe_and_a_space_without_a_top_directory(store: Store) -> None:
    data = tar_of(a_file("./SPACE.md"), a_file("./skills/a/SKILL.md", b"---")).getvalue()
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    with open(reading, "rb") as pipe:  # noqa: PTH123 - a descriptor
        space = take(store, pipe, name="piped")
    assert sorted(content(store, space)) == [b"SPACE.md", b"skills", b"skills/a", b"skills/a/SKILL.md"]


def test_unversioned_files_are_kept_out_of_the_log(store: Store) -> None:
    data = tar_of(a_file("w/skills/a/SKILL.md"), a_file("w/skills/a/.git/HEAD", b"ref"), a_file("w/skills/a/x.md~"))
    space = take(store, data)
    assert sorted(content(store, space)) == [b"skills", b"skills/a", b"skills/a/SKILL.md"]
    kept = commits.unpublished(store, commits.unversioned(store, space.id))
    assert [change.path for change in kept] == [b"skills/a/.git", b"skills/a/.git/HEAD", b"skills/a/x.md~"]
    commits.recover(store, [])
    assert commits.unpublished(store, commits.unversioned(store, space.id)) == kept


def test_set_user_id_is_not_taken_over(store: Store) -> None:
    info, data = a_file("w/skills/run")
    info.mode = 0o6755
    assert content(store, take(store, tar_of((info, data))))[b"skills/run"].mode == 0o755


def test_progress_counts_the_content(store: Store) -> None:
    data = tar_of(*[a_file(f"w/skills/{index}", os.urandom(300_000)) for index in range(10)])
    calls: list[tuple[int, int]] = []
    import_archive(
        store, data, name=None, author="t", uid=0, gid=0, on_progress=lambda done, total: calls.append((done, total))
    )
    assert calls == sorted(calls)
    assert len(calls) > 2
    assert calls[-1] == (3_000_000, 3_000_000)


good = a_file("w/skills/ok/SKILL.md")
REFUSED = {
    "absolute": ([good, a_file("/etc/passwd")], "/etc/passwd: an absolute name"),
    "dotdot": ([good, a_file("w/../x")], "w/../x: a name with '..' in it"),
    "hidden dotdot": ([good, a_file("w/skills/../../../x")], "w/skills/../../../x: a name with '..' in it"),
    "device": ([good, of_type("w/skills/null", tarfile.CHRTYPE)], "w/skills/null: a device, FIFO or the like"),
    "fifo": ([good, of_type("w/skills/pipe", tarfile.FIFOTYPE)], "w/skills/pipe: a device, FIFO or the like"),
    "absolute link": ([good, of_type("w/skills/l", tarfile.SYMTYPE, "/etc/passwd")],
                      "w/skills/l: a symlink to /etc/passwd, outside of the space"),
    "link out": ([good, of_type("w/skills/l", tarfile.SYMTYPE, "../../x")],
                 "w/skills/l: a symlink to ../../x, outside of the space"),
    "link through a link": (
        [good, a_directory("w/skills/a"), a_directory("w/skills/a/b"),
         of_type("w/skills/a/b/up", tarfile.SYMTYPE, "../../.."),
         of_type("w/skills/out", tarfile.SYMTYPE, "a/b/up/..")],
        "w/skills/out: a symlink to a/b/up/.., outside of the space"),
    "file below a link": ([good, of_type("w/skills/l", tarfile.SYMTYPE, "ok"), a_file("w/skills/l/x")],
                          "w/skills/l/x: below w/skills/l, which is a symlink"),
    "file below a file": ([good, a_file("w/skills/ok/SKILL.md/x")],
                          "w/skills/ok/SKILL.md/x: below w/skills/ok/SKILL.md, which is a file"),
    "hard link out": ([good, of_type("w/skills/h", tarfile.LNKTYPE, "/etc/passwd")],
                      "/etc/passwd: an absolute name"),
    "hard link to nothing": ([good, of_type("w/skills/h", tarfile.LNKTYPE, "w/skills/none")],
                             "w/skills/h: a hard link to w/skills/none, which is no earlier file of the space"),
    "duplicate": ([good, a_file("w/./skills//ok/SKILL.md")], "w/./skills//ok/SKILL.md: twice in the archive"),
    "no space": ([a_file("w/readme.txt")], "the archive is no space: it has neither SPACE.md nor skills/"),
    "more than a space": ([good, a_file("w/readme.txt")],
                          "w/readme.txt: a space holds SPACE.md, skills/ and inbox/, nothing else"),
    "two tops": ([good, a_file("v/skills/x")],
                 "the archive is no space: it needs one top directory with SPACE.md and skills/ in it"),
    "no directory": ([a_file("SKILL.md")], "SKILL.md: a file, but the top of an archive must be a directory"),
    "skills is a file": ([a_file("w/skills")], "w/skills: a file, but must be a directory"),
    "link in the inbox": ([good, of_type("w/inbox/l", tarfile.SYMTYPE, "x")],
                          "w/inbox/l: a symlink in inbox/, which takes files and directories"),
    "long name": ([good, a_file("w/skills/" + "x" * 256)], "longer name than file systems take"),
    "no name": ([a_file("./skills/ok/SKILL.md")], "the archive has no single top directory to name the space after"),
    "bad space name": ([a_file("My Space/skills/x")], "'My Space' cannot name a space"),
    "empty": ([], "the archive is no space"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_no_space_can_hold_is_refused(store: Store, case: str) -> None:
    members, message = REFUSED[case]
    with pytest.raises(StoreError) as refusal:
        take(store, tar_of(*members))
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)
    nothing_came_of_it(store)


@pytest.mark.parametrize("name", ["/etc/passwd", "w/../x", "w/skills/ok/SKILL.md"])
def test_the_same_names_in_a_zip(store: Store, name: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("w/skills/ok/SKILL.md", b"x")
        with warnings.catch_warnings(action="ignore"):
            archive.writestr(name, b"x")
    with pytest.raises(ImportRefused, match=r"absolute|twice|'\.\.'"):
        take(store, buffer)
    nothing_came_of_it(store)


def test_a_symlink_and_a_device_in_a_zip(store: Store) -> None:
    for kind, message in ((stat.S_IFLNK, "outside of the space"), (stat.S_IFCHR, "a device")):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            info = zipfile.ZipInfo("w/skills/x")
            info.create_system = 3
            info.external_attr = (kind | 0o777) << 16
            archive.writestr(info, b"../../../etc/passwd")
        with pytest.raises(ImportRefused, match=message):
            take(store, buffer)
    nothing_came_of_it(store)


def test_a_socket_in_a_directory(store: Store, tmp_path: Path) -> None:
    (tmp_path / "w/skills").mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "w/skills/s"))
        with pytest.raises(ImportRefused, match="w/skills/s: a device, FIFO or the like"):
            take(store, tmp_path / "w")
    nothing_came_of_it(store)


def test_bombs_are_refused_before_they_unpack(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "RATIO_FREE_BYTES", 1 << 20)
    zeros = bytes(20 << 20)
    with pytest.raises(ImportRefused, match="unpacks to more than"):
        take(store, tar_of(a_file("w/skills/zeros", zeros), compress=gzip.compress))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("w/skills/zeros", zeros)
    with pytest.raises(ImportRefused, match="unpacks to more than"):
        take(store, buffer)
    nothing_came_of_it(store)


def test_a_sparse_file_of_an_exabyte_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "w/skills").mkdir(parents=True)
    with (tmp_path / "w/skills/huge").open("wb") as file:
        file.truncate(1 << 42)
    subprocess.run(["tar", "-cSf", tmp_path / "huge.tar", "-C", tmp_path, "w"], check=True)
    assert (tmp_path / "huge.tar").stat().st_size < 1 << 20
    with pytest.raises(ImportRefused, match="unpacks to more than 8192 MiB"):
        take(store, tmp_path / "huge.tar")
    nothing_came_of_it(store)


def test_a_sparse_file_is_taken_whole(store: Store, tmp_path: Path) -> None:
    (tmp_path / "w/skills").mkdir(parents=True)
    with (tmp_path / "w/skills/sparse").open("wb") as file:
        file.seek(1 << 20)
        file.write(b"end")
    for format_ in ("gnu", "pax"):
        path = tmp_path / f"{format_}.tar"
        subprocess.run(["tar", f"--format={format_}", "-cSf", path, "-C", tmp_path, "w"], check=True)
        entry = content(store, take(store, path, name=format_))[b"skills/sparse"]
        assert blobs.get(store, entry.blob, entry.size) == bytes(1 << 20) + b"end"


def test_too_many_members(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_plan, "MAX_MEMBERS", 3)
    with pytest.raises(ImportRefused, match="more than 3 members"):
        take(store, tar_of(*[a_file(f"w/skills/{index}") for index in range(4)]))
    nothing_came_of_it(store)


def test_a_header_of_many_megabytes_is_refused(store: Store) -> None:
    info, data = a_file("w/skills/x")
    info.pax_headers = {"comment": "x" * (5 << 20)}
    with pytest.raises(ImportRefused, match="a header of the archive is larger than 4 MiB"):
        take(store, tar_of((info, data)))
    nothing_came_of_it(store)


def test_damaged_archives_are_refused(store: Store, rich: spaces.Space, tmp_path: Path) -> None:
    whole = io.BytesIO()
    export_archive(store, rich, whole, Format.TAR)
    spaces.remove(store, "work")
    spaces.purge(store, "work")
    tar = whole.getvalue()
    header = tar.index(b"work/skills/facts/big.bin")
    damaged = bytearray(tar)
    damaged[header + 150] ^= 1
    plain = bytearray(tar_of(a_file("w/skills/x"), a_file("w/skills/y")).getvalue())
    plain[1024 + 5] ^= 1
    compressed = gzip.compress(os.urandom(100_000) + tar)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("w/skills/x", b"unmistakable")
    bad_crc = zipped.getvalue().replace(b"unmistakable", b"unmistakably", 1)
    cases = {
        "truncated tar": (tar[: header + 100_000], "damaged"),
        "damaged header": (bytes(damaged), "damaged: bad checksum"),
        "damaged plain header": (bytes(plain), "damaged at byte 1024"),
        "truncated gzip": (gzip.compress(tar)[:-5000], "damaged"),
        "not an archive": (compressed, "neither a tar nor a zip archive"),
        "text": (b"hello\n" * 1000, "neither a tar nor a zip archive"),
        "nothing": (b"", "neither a tar nor a zip archive"),
        "bad zip content": (bad_crc, "damaged"),
        "truncated zip": (zipped.getvalue()[:-10], "damaged"),
        "zstd": (b"\x28\xb5\x2f\xfd" + bytes(100), "zstd|damaged|neither"),
    }
    for case, (data, message) in cases.items():
        with pytest.raises(ImportRefused, match=message):
            take(store, io.BytesIO(data))
            pytest.fail(case)
        nothing_came_of_it(store)


def test_an_encrypted_member_is_refused(store: Store) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("w/skills/x", b"secret")
    data = bytearray(buffer.getvalue())
    central = data.index(b"PK\1\2")
    struct.pack_into("<H", data, central + 8, 1)
    with pytest.raises(ImportRefused, match="w/skills/x: encrypted"):
        take(store, io.BytesIO(bytes(data)))
    nothing_came_of_it(store)


def test_a_taken_name_is_refused(store: Store, space: spaces.Space) -> None:
    with pytest.raises(StoreError, match="there is a space 'work' already"):
        take(store, tar_of(a_file("work/skills/x")))
    assert [item.name for item in spaces.listed(store)] == ["work"]


def test_a_missing_file_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        take(store, tmp_path / "none.tar")
    assert str(refusal.value) == f"{tmp_path}/none.tar: No such file or directory"


def test_recovery_by_a_starting_mount_spares_an_import_at_work(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half-way, another process recovers the store; the import must come out whole."""
    monkeypatch.setattr(imports, "_ENTRIES_A_BATCH", 5)

    def recover(done: int, total: int) -> None:
        with Store(store.path) as other:
            commits.recover(other, [daemon.id for daemon in daemons.alive(other)])

    data = tar_of(*[a_file(f"w/skills/{index:02}", b"%d" % index) for index in range(20)])
    space = import_archive(store, data, name=None, author="t", uid=0, gid=0, on_progress=recover)
    assert len(content(store, space)) == 21


def test_transactions_stay_short(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand files in: what others wait for, the write lock, is never held for long."""
    held: list[float] = []
    begin = Store._begin

    def timed(self: Store) -> None:
        begin(self)
        held.append(-time.perf_counter())

    monkeypatch.setattr(Store, "_begin", timed)
    store._connection.set_trace_callback(lambda sql: held.append(time.perf_counter()) if sql == "COMMIT" else None)
    data = tar_of(*[a_file(f"w/skills/{index:05}", b"%d" % index) for index in range(10_000)])
    space = take(store, data)
    assert len(content(store, space)) == 10_001
    spans = [end + start for start, end in pairwise(held) if start < 0 < end]
    assert len(spans) > 100
    assert sorted(spans)[len(spans) // 2] < 0.01
