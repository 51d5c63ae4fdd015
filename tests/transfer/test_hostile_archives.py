"""What a hostile archive tries: places outside of the space, bytes without end, and what no space can hold."""

from __future__ import annotations

import copy
import gzip
import io
import os
import socket
import stat
import struct
import subprocess
import tarfile
import tracemalloc
import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from importing import a_directory, a_file, content, nothing_came_of_it, of_type, take, tar_of

from skillfs.store.database import Store, StoreError
from skillfs.transfer import import_plan, imports, incoming
from skillfs.transfer.imports import ImportRefused


def test_set_user_id_is_not_taken_over(store: Store) -> None:
    info, data = a_file("w/skills/run")
    info.mode = 0o6755
    assert content(store, take(store, tar_of((info, data))))[b"skills/run"].mode == 0o755


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
    with pytest.raises(ImportRefused, match="unpacks to more than 64 MiB"):
        take(store, tmp_path / "huge.tar")
    nothing_came_of_it(store)


def test_many_sparse_files_are_no_way_around_the_ratio(store: Store, tmp_path: Path) -> None:
    (tmp_path / "w/skills").mkdir(parents=True)
    for index in range(20):
        with (tmp_path / f"w/skills/{index}").open("wb") as file:
            file.truncate(8 << 20)
    for format_ in ("gnu", "pax"):
        path = tmp_path / f"{format_}.tgz"
        subprocess.run(["tar", f"--format={format_}", "-czSf", path, "-C", tmp_path, "w"], check=True)
        assert path.stat().st_size < 4096
        with pytest.raises(ImportRefused, match="unpacks to more than 64 MiB"):
            take(store, path)
    nothing_came_of_it(store)


def zip_that_lies(actual: bytes, announced: int) -> io.BytesIO:
    """A zip file whose headers say that its file has `announced` bytes and the checksum of those of them it has."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("w/skills/x", actual)
    data = buffer.getvalue()
    true = struct.pack("<L", len(actual))
    assert data.count(true) == 2
    return io.BytesIO(data.replace(true, struct.pack("<L", announced)))


@pytest.mark.parametrize("announced", [0, 10, (64 << 20) - 1])
def test_a_zip_that_lies_about_a_size_is_refused(store: Store, announced: int) -> None:
    """Neither is more read than was announced, nor is a file taken that is not what its header says."""
    archive = zip_that_lies(bytes(20 << 20), announced)
    tracemalloc.start()
    with pytest.raises(ImportRefused, match=r"damaged|announced"):
        take(store, archive)
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()
    nothing_came_of_it(store)


def test_a_zip_whose_members_share_their_bytes_is_refused(store: Store) -> None:
    """The bomb without nesting: many entries of the central directory for one local file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("w/skills/000", bytes(8 << 20))
        (kernel,) = archive.infolist()
        for index in range(1, 500):
            again = copy.copy(kernel)
            again.filename = f"w/skills/{index:03}"
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
        archive._didModify = True  # type: ignore[attr-defined]
    assert len(buffer.getvalue()) < 100_000
    with pytest.raises(ImportRefused, match="unpacks to more than"):
        take(store, buffer)
    nothing_came_of_it(store)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("max_skills_bytes: 1 KiB", "skills/ would hold 1051 bytes; max_skills_bytes in SPACE.md allows 1024"),
        ("max_skills_files: 3", "skills/ would hold 4 files; max_skills_files in SPACE.md allows 3"),
    ],
)
def test_more_than_its_own_space_md_allows(store: Store, setting: str, says: str) -> None:
    def archive(settings: str) -> io.BytesIO:
        return tar_of(
            a_file("w/skills/ok/SKILL.md", b"x" * 51),
            a_file("w/skills/ok/b.md", b"x" * 1000),
            a_file("w/inbox/c.json", b"x" * 5000),
            a_file("w/SPACE.md", f"---\n{settings}\n---\n".encode()),
        )

    with pytest.raises(ImportRefused) as refusal:
        take(store, archive(setting))
    assert str(refusal.value) == f"{says}: raise it in the archive's SPACE.md, then import it again"
    nothing_came_of_it(store)
    assert take(store, archive("max_skills_bytes: 1051\nmax_skills_files: 4")).head == 1


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


@pytest.mark.parametrize("swapped", ["ok", "ok/SKILL.md"])
def test_what_becomes_a_symlink_while_a_directory_is_imported_is_not_followed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    """Everything is checked first and read later: in between its owner may put a link to /etc in place."""
    skill = tmp_path / "w/skills/ok"
    skill.mkdir(parents=True)
    (skill / "SKILL.md").write_text("harmless")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "SKILL.md").write_text("harmful!")
    target = outside if swapped == "ok" else outside / "SKILL.md"

    def check_then_swap(members: Iterable[incoming.Incoming]) -> import_plan.Plan:
        planned = import_plan.plan(members)
        victim = tmp_path / "w/skills" / swapped
        victim.rename(tmp_path / "moved")
        victim.symlink_to(target)
        return planned

    monkeypatch.setattr(imports, "plan", check_then_swap)
    with pytest.raises(ImportRefused, match=r"Not a directory|symbolic links"):
        take(store, tmp_path / "w")
    nothing_came_of_it(store)


def test_a_pipe_that_takes_a_files_place_is_not_waited_for(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skill = tmp_path / "w/skills/ok"
    skill.mkdir(parents=True)
    (skill / "SKILL.md").write_text("harmless")

    def check_then_swap(members: Iterable[incoming.Incoming]) -> import_plan.Plan:
        planned = import_plan.plan(members)
        (skill / "SKILL.md").unlink()
        os.mkfifo(skill / "SKILL.md")
        return planned

    monkeypatch.setattr(imports, "plan", check_then_swap)
    with pytest.raises(ImportRefused, match="no regular file any more"):
        take(store, tmp_path / "w")
    nothing_came_of_it(store)
