"""Every way in which programs put a file into a directory, each into a real inbox (FUSE.md, "What writers do")."""

from __future__ import annotations

import mmap
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from live_mount import SESSION, VIM, Mount, eventually, line

from skillfs.store import blobs, inbox

pytestmark = pytest.mark.mount


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A session outside of the mount."""
    path = tmp_path / "monday.json"
    path.write_text(SESSION)
    return path


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def taken(mount: Mount, path: Path, text: str = SESSION) -> bool:
    """Whether a drop waits to be learnt from, with just these bytes in the mount and in the store."""
    drop = mount.settled(path)
    with mount.store() as store:
        stored = blobs.get(store, drop.blob, drop.size)
    return mount.waits(path) and path.read_bytes() == stored == text.encode()


def test_echo(mount: Mount, inbox_path: Path) -> None:
    mount.sh(f"echo '{SESSION.strip()}' > monday.json", inbox_path)
    assert taken(mount, inbox_path / "monday.json")
    assert names(inbox_path) == ["monday.json"]


def test_cp_with_mode_and_times(mount: Mount, inbox_path: Path, source: Path) -> None:
    source.chmod(0o640)
    os.utime(source, ns=(1_700_000_000_123_456_789, 1_700_000_001_123_456_789))
    mount.sh(f"cp -p {source} .", inbox_path)
    assert taken(mount, inbox_path / "monday.json")
    status = (inbox_path / "monday.json").stat()
    assert (status.st_mode & 0o777, status.st_mtime_ns) == (0o640, 1_700_000_001_123_456_789)
    eventually(lambda: mount.drop(inbox_path / "monday.json").mtime_ns == 1_700_000_001_123_456_789)


def test_tee(mount: Mount, inbox_path: Path, source: Path) -> None:
    mount.sh(f"cat {source} | tee monday.json > /dev/null", inbox_path)
    assert taken(mount, inbox_path / "monday.json")


def test_dd_with_small_blocks_and_fsync(mount: Mount, inbox_path: Path, source: Path) -> None:
    mount.sh(f"dd if={source} of=monday.json bs=7 conv=fsync status=none", inbox_path)
    assert taken(mount, inbox_path / "monday.json")


def test_install_sets_the_mode_after_the_release(mount: Mount, inbox_path: Path, source: Path) -> None:
    mount.sh(f"install -m 600 {source} monday.json", inbox_path)
    assert taken(mount, inbox_path / "monday.json")
    assert (inbox_path / "monday.json").stat().st_mode & 0o777 == 0o600


def test_mv_from_another_file_system(mount: Mount, inbox_path: Path, source: Path) -> None:
    mount.sh(f"mv {source} .", inbox_path)
    assert taken(mount, inbox_path / "monday.json")
    assert not source.exists()


def test_mv_into_place(mount: Mount, inbox_path: Path, source: Path) -> None:
    mount.sh(f"cp {source} monday.json.tmp", inbox_path)
    assert mount.settled(inbox_path / "monday.json.tmp").state == inbox.ASIDE
    mount.sh("mv monday.json.tmp monday.json", inbox_path)
    assert taken(mount, inbox_path / "monday.json")
    assert names(inbox_path) == ["monday.json"]


def test_rsync(mount: Mount, inbox_path: Path, source: Path) -> None:
    mount.sh(f"rsync -a {source} .", inbox_path)
    assert taken(mount, inbox_path / "monday.json")
    assert names(inbox_path) == ["monday.json"]
    mount.sh(f"rsync -a --inplace {source} tuesday.json", inbox_path)
    assert taken(mount, inbox_path / "tuesday.json")


def test_link_and_unlink(mount: Mount, inbox_path: Path, source: Path) -> None:
    mount.sh(f"cp {source} .upload", inbox_path)
    mount.sh("ln .upload monday.json && rm .upload", inbox_path)
    assert taken(mount, inbox_path / "monday.json")
    assert names(inbox_path) == ["monday.json"]
    assert (inbox_path / "monday.json").stat().st_nlink == 1


def test_a_vim_style_save(mount: Mount, inbox_path: Path, source: Path) -> None:
    path = inbox_path / "monday.json"
    mount.sh(
        f"touch .monday.json.swp && touch 4913 && rm 4913 && cp {source} monday.json~ &&"
        " mv monday.json~ monday.json && rm .monday.json.swp",
        inbox_path,
    )
    assert taken(mount, path)
    assert names(inbox_path) == ["monday.json"]


def test_vim_itself(mount: Mount, inbox_path: Path, source: Path) -> None:
    mount.sh(f"cp {source} .", inbox_path)
    path = inbox_path / "monday.json"
    assert mount.waits(path)
    done = mount.run(VIM, "-Nu", "NONE", "-es", "-c", "%s/Done/Renamed/", "-c", "wq", path, stdin="")
    assert done.returncode == 0, done
    assert taken(mount, path, SESSION.replace("Done", "Renamed"))
    assert names(inbox_path) == ["monday.json"]


def test_sed_in_place(mount: Mount, inbox_path: Path, source: Path) -> None:
    mount.sh(f"cp {source} . && sed -i s/Done/Renamed/ monday.json", inbox_path)
    assert taken(mount, inbox_path / "monday.json", SESSION.replace("Done", "Renamed"))
    assert names(inbox_path) == ["monday.json"]


def test_two_writers_make_one_file(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "monday.json"
    middle = len(SESSION) // 2
    with path.open("wb", buffering=0) as first, path.open("r+b", buffering=0) as second:
        first.write(SESSION[:middle].encode())
        first.close()
        time.sleep(0.1)
        assert mount.drop(path).state == inbox.OPEN
        second.seek(middle)
        second.write(SESSION[middle:].encode())
    assert taken(mount, path)
    assert names(inbox_path) == ["monday.json"]


def test_many_writers_at_once(mount: Mount, inbox_path: Path) -> None:
    def write(index: int) -> None:
        (inbox_path / f"s{index}.json").write_text(SESSION)

    threads = [threading.Thread(target=write, args=(index,)) for index in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert all(taken(mount, inbox_path / f"s{index}.json") for index in range(40))


def test_a_killed_writer_leaves_an_error_that_a_whole_file_removes(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "monday.json"
    half = SESSION[: len(SESSION) // 2]
    script = (
        "import sys, time\nfile = open(sys.argv[1], 'w')\n"
        "file.write(sys.argv[2]); file.flush(); print('written', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, path, half], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"written\n"
        writer.send_signal(signal.SIGKILL)
    assert mount.error_of(path).startswith("monday.json: ")
    assert mount.settled(path).state == inbox.REJECTED
    assert path.read_text() == half
    path.write_text(SESSION)
    assert taken(mount, path)
    assert names(inbox_path) == ["monday.json"]


def test_mmap_after_close(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "monday.json"
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR)
    os.ftruncate(descriptor, len(SESSION))
    with mmap.mmap(descriptor, len(SESSION)) as memory:
        os.close(descriptor)
        time.sleep(0.1)
        assert mount.drop(path).state == inbox.OPEN
        memory[:] = SESSION.encode()
    assert taken(mount, path)


def test_children_that_flush_a_shared_descriptor(mount: Mount, inbox_path: Path, tmp_path: Path) -> None:
    middle = len(SESSION) // 2
    (tmp_path / "a").write_text(SESSION[:middle])
    (tmp_path / "b").write_text(SESSION[middle:])
    mount.sh(f"{{ cat {tmp_path}/a; sleep 0.2; cat {tmp_path}/b; }} > monday.json", inbox_path)
    assert taken(mount, inbox_path / "monday.json")
    assert names(inbox_path) == ["monday.json"]


def test_lines_appended_to_a_live_session(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "live.jsonl"
    path.write_text(line("Start the server"))
    assert taken(mount, path, line("Start the server"))
    first = mount.drop(path)
    assert (first.live, first.turns) == (True, 1)
    mount.sh(f"echo '{line('It runs.', 'assistant').strip()}' >> live.jsonl", inbox_path)
    eventually(lambda: mount.drop(path).turns == 2)
    assert taken(mount, path, line("Start the server") + line("It runs.", "assistant"))
    assert mount.drop(path).ino == first.ino


def test_a_live_session_written_through_one_descriptor(mount: Mount, inbox_path: Path) -> None:
    """A transcript that its agent keeps open: fsync makes what it has so far durable, the release judges it."""
    path = inbox_path / "live.jsonl"
    written = ""
    with path.open("a") as file:
        for index in range(5):
            file.write(line(f"Step {index}"))
            file.flush()
            os.fsync(file.fileno())
            written += line(f"Step {index}")
            drop = mount.drop(path)
            with mount.store() as store:
                assert blobs.get(store, drop.blob, drop.size).decode() == written
    assert taken(mount, path, written)
    assert mount.drop(path).turns == 5


def test_a_live_session_may_end_inside_a_line(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "live.jsonl"
    whole = line("Start the server")
    path.write_text(whole + line("It runs.")[:12])
    drop = mount.settled(path)
    assert (drop.state, drop.turns) == (inbox.WAITING, 1)
    assert mount.error_of(path).startswith("live.jsonl: line 2 ")
    with path.open("a") as file:
        file.write(line("It runs.")[12:])
    eventually(lambda: mount.drop(path).turns == 2)
    assert mount.waits(path)
    assert names(inbox_path) == ["live.jsonl"]


def move_away(mount: Mount, path: Path) -> None:
    """Do what a learner does that is done with a drop."""
    drop = mount.drop(path)
    with mount.store() as store:
        inbox.move_away(store, drop.ino, drop.turns)


def test_what_was_learnt_from_leaves_the_inbox(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "monday.json"
    path.write_text(SESSION)
    assert taken(mount, path)
    with path.open() as reader:
        move_away(mount, path)
        eventually(lambda: not path.exists())
        assert reader.read() == SESSION
    path.write_text(SESSION)
    assert taken(mount, path)


def test_a_live_session_that_is_finished_goes_on_under_its_open_descriptor(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "live.jsonl"
    path.write_text(line("Start the server"))
    assert mount.waits(path)
    with path.open("a") as file:
        move_away(mount, path)
        time.sleep(0.1)
        assert names(inbox_path) == ["live.jsonl"]
        file.write(line("It runs."))
    eventually(lambda: mount.settled(path).turns == 2)
    assert taken(mount, path, line("Start the server") + line("It runs."))
    with path.open("a"):
        move_away(mount, path)
    eventually(lambda: names(inbox_path) == [])


def test_a_name_that_is_made_and_removed_at_once_stays_away(mount: Mount, inbox_path: Path) -> None:
    for index in range(50):
        path = inbox_path / f"{index % 5}.json"
        path.write_text(SESSION)
        path.unlink()
        (inbox_path / "directory").mkdir()
        (inbox_path / "directory").rename(inbox_path / "other")
        assert names(inbox_path) == ["other"]
        (inbox_path / "other").rmdir()
        assert names(inbox_path) == []
    time.sleep(0.3)
    assert names(inbox_path) == []


def test_truncate_by_name(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "live.jsonl"
    path.write_text(line("Start the server") + line("It runs."))
    assert mount.waits(path)
    os.truncate(path, len(line("Start the server")))
    eventually(lambda: mount.settled(path).turns == 1)
    assert taken(mount, path, line("Start the server"))
    os.truncate(path, 3)
    assert mount.error_of(path).startswith("live.jsonl: ")


def test_subdirectories(mount: Mount, inbox_path: Path, source: Path) -> None:
    mount.sh(f"mkdir -p team/july && cp {source} team/july/b.json", inbox_path)
    path = inbox_path / "team" / "july" / "b.json"
    assert taken(mount, path)
    assert inbox.session_name(mount.drop(path).path) == "team-july-b"
    mount.sh("mv team/july team/august", inbox_path)
    moved = inbox_path / "team" / "august" / "b.json"
    assert taken(mount, moved)
    assert moved.stat().st_ino == mount.drop(moved).ino


@pytest.mark.parametrize("name", [".hidden.json", "a.json.tmp", "a.json.part", "a.json~", "a.json.swp"])
def test_temporary_names_are_left_alone_until_renamed(mount: Mount, inbox_path: Path, name: str) -> None:
    path = inbox_path / name
    path.write_text("no session yet")
    assert mount.settled(path).state == inbox.ASIDE
    assert names(inbox_path) == [name]
    path.rename(inbox_path / "final.json")
    assert mount.error_of(inbox_path / "final.json").startswith("final.json: line 1, column 1: ")


def test_other_extensions_get_one_error_and_stay(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "notes.txt"
    path.write_text(SESSION)
    text = "notes.txt: is not learnt from: its name must end in .json or .jsonl; rename it\n"
    assert mount.error_of(path) == text
    with path.open("a") as file:
        file.write("more")
    time.sleep(0.2)
    assert names(inbox_path) == ["notes.txt", "notes.txt.error"]
    assert path.read_text() == SESSION + "more"
    path.write_text(SESSION)
    path.rename(inbox_path / "notes.json")
    assert taken(mount, inbox_path / "notes.json")
    assert names(inbox_path) == ["notes.json"]


def test_a_file_of_another_program_that_stays_open_is_not_judged(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / "monday.json"
    with path.open("w") as file:
        file.write(SESSION)
        file.flush()
        time.sleep(0.3)
        assert mount.drop(path).state == inbox.OPEN
    assert taken(mount, path)


def test_a_name_that_is_no_utf8(mount: Mount, inbox_path: Path) -> None:
    path = inbox_path / os.fsdecode(b"caf\xe9.json")
    path.write_text(SESSION)
    assert taken(mount, path)


def test_tar_into_the_inbox(mount: Mount, inbox_path: Path, source: Path) -> None:
    mount.sh(f"tar c -C {source.parent} monday.json | tar x", inbox_path)
    assert taken(mount, inbox_path / "monday.json")
