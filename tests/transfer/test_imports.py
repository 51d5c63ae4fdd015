"""An import holds exactly what the archive holds; a refused one leaves nothing."""

from __future__ import annotations

import dataclasses
import gzip
import io
import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from importing import a_file, content, nothing_came_of_it, take, tar_of

from skillfs.store import blobs, commits, daemons, inbox, spaces
from skillfs.store.database import Store, StoreError
from skillfs.store.entries import Entry, Kind
from skillfs.transfer import imports
from skillfs.transfer.exports import Format, export_archive
from skillfs.transfer.imports import ImportRefused, import_archive

Commit = Callable[[spaces.Space, Mapping[bytes, Entry | None]], int]
Make = Callable[..., Entry]
NOW_NS = 1_700_000_000_000_000_000


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


def test_progress_counts_the_content(store: Store) -> None:
    data = tar_of(*[a_file(f"w/skills/{index}", os.urandom(300_000)) for index in range(10)])
    calls: list[tuple[int, int]] = []
    import_archive(
        store, data, name=None, author="t", uid=0, gid=0, on_progress=lambda done, total: calls.append((done, total))
    )
    assert calls == sorted(calls)
    assert len(calls) > 2
    assert calls[-1] == (3_000_000, 3_000_000)


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


def test_an_import_that_is_interrupted_while_it_begins_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = commits.begin
    begun: list[int] = []

    def interrupted(*arguments: Any) -> int:
        if begun:
            raise KeyboardInterrupt
        begun.append(begin(*arguments))
        return begun[0]

    monkeypatch.setattr(commits, "begin", interrupted)
    with pytest.raises(KeyboardInterrupt):
        take(store, tar_of(a_file("w/skills/x")))
    assert begun != []
    nothing_came_of_it(store)


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
