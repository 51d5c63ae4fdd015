"""Two mounts of one store: each shows what the other commits, and what both do at once loses no file."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from live_mount import SESSION, Mount, eventually, mounted, watched

from skillfs.store import commits, hierarchy
from skillfs.store.entries import Kind

pytestmark = pytest.mark.mount


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


@pytest.fixture(scope="module")
def served_twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mount, Mount]]:
    """Two mounts of one store, which the tests of the module share: each uses spaces of its own."""
    directory = tmp_path_factory.mktemp("twins")
    first = Mount(directory, name="first")
    second = Mount(directory, first.store_path, name="second")
    with mounted(first):
        second.start()
        try:
            yield first, second
        finally:
            second.close()


@pytest.fixture
def twins(served_twins: tuple[Mount, Mount]) -> Iterator[tuple[Mount, Mount]]:
    """The module's two mounts, watched."""
    first, second = served_twins
    with watched(first), watched(second):
        yield first, second


@pytest.fixture
def spaces(twins: tuple[Mount, Mount]) -> tuple[Path, Path]:
    """A space in both mounts, with `skills/sailing/brig.md` and `skills/rowing/`."""
    first, second = twins
    here = first.new_space()
    (here / "skills" / "sailing").mkdir()
    (here / "skills" / "rowing").mkdir()
    (here / "skills" / "sailing" / "brig.md").write_text("two masts\n")
    there = second.path / here.name
    eventually(lambda: shows(there / "skills" / "sailing" / "brig.md", "two masts\n"))
    return here, there


def shows(path: Path, text: str) -> bool:
    """Whether a file is there with this content."""
    try:
        return path.read_text() == text
    except OSError:
        return False


def is_whole(mount: Mount, space: Path) -> bool:
    """Whether each path in the log of a space has its directories."""
    number = mount.space(space).id
    with mount.store() as store:
        entries = commits.state(store, number).entries
    return all(
        parent in entries and entries[parent].kind is Kind.DIRECTORY
        for path in entries
        for parent in hierarchy.parents(path)
    )


def in_both(spaces: tuple[Path, Path], probe: Callable[[Path], bool]) -> None:
    """Fail unless something comes to be true of both."""
    for space in spaces:
        eventually(lambda space=space: probe(space / "skills"))  # type: ignore[misc]


def test_two_mounts_see_each_other(twins: tuple[Mount, Mount]) -> None:
    first, second = twins
    here = first.new_space()
    there = second.path / here.name
    eventually(there.exists)
    (here / "skills" / "ship.md").write_text("brig\n")
    eventually(lambda: (there / "skills" / "ship.md").exists())
    assert (there / "skills" / "ship.md").read_text() == "brig\n"
    assert (there / "skills" / "ship.md").stat().st_ino == (here / "skills" / "ship.md").stat().st_ino
    with (there / "skills" / "ship.md").open("a") as file:
        file.write("sloop\n")
    eventually(lambda: (here / "skills" / "ship.md").read_text() == "brig\nsloop\n")
    (here / "skills" / "ship.md").rename(here / "skills" / "vessel.md")
    # A commit is shown file by file: the old name may go before the new one comes.
    eventually(lambda: (there / "skills" / "vessel.md").exists() and not (there / "skills" / "ship.md").exists())
    assert (there / "skills" / "vessel.md").read_text() == "brig\nsloop\n"
    (there / "inbox" / "notes.txt").write_text("x")
    eventually(lambda: (here / "inbox" / "notes.txt.error").exists())
    assert (here / "inbox" / "notes.txt").read_text() == "x"
    (here / "inbox" / "notes.txt").unlink()
    eventually(lambda: names(there / "inbox") == [])
    first.sh(f"rm -r {here.name}", first.path)
    eventually(lambda: not there.exists())
    assert names(second.path) == ["README.md"]


def test_two_mounts_that_write_at_once_lose_no_file(twins: tuple[Mount, Mount]) -> None:
    first, second = twins
    here = first.new_space()
    there = second.path / here.name
    eventually(there.exists)
    writers = [
        subprocess.Popen(["bash", "-c", f"for i in $(seq 50); do echo {word} > {word}$i.md; done"], cwd=root / "skills")
        for word, root in (("port", here), ("starboard", there))
    ]
    assert [writer.wait(30) for writer in writers] == [0, 0]
    expected = {f"{word}{index}.md" for word in ("port", "starboard") for index in range(1, 51)}
    eventually(lambda: expected <= set(names(here / "skills")) and expected <= set(names(there / "skills")))
    for root in (here, there):
        for name in expected:
            assert (root / "skills" / name).read_text().strip() in name


# -- both at once ----------------------------------------------------------------------------------------------------


def test_a_file_that_is_written_while_its_directory_is_removed_keeps_that(
    twins: tuple[Mount, Mount], spaces: tuple[Path, Path]
) -> None:
    """In place, so that nothing but the file itself is the writer's change."""
    here, there = spaces
    with (here / "skills" / "sailing" / "brig.md").open("a") as file:
        file.write("and a jib\n")
        file.flush()
        twins[1].sh("rm -r sailing rowing", there / "skills")
        eventually(lambda: not (here / "skills" / "rowing").exists())
    in_both(spaces, lambda skills: shows(skills / "sailing" / "brig.md", "two masts\nand a jib\n"))
    assert twins[0].at_rest(here) == twins[1].at_rest(there)
    assert is_whole(twins[0], here)
    assert [names(space / "skills" / "sailing") for space in spaces] == [["brig.md"]] * 2


def test_a_directory_that_is_removed_while_something_is_put_into_it_stays(
    twins: tuple[Mount, Mount], spaces: tuple[Path, Path]
) -> None:
    """The one who removes it has a file open, so that the commit of the removal comes after that of the file."""
    here, there = spaces
    with (there / "skills" / "open.md").open("w") as file:
        (there / "skills" / "rowing").rmdir()
        (here / "skills" / "rowing" / "oar.md").write_text("of ash\n")
        twins[0].at_rest(here)
        assert not (there / "skills" / "rowing").exists()
        file.write("done\n")
    in_both(spaces, lambda skills: shows(skills / "open.md", "done\n"))
    in_both(spaces, lambda skills: shows(skills / "rowing" / "oar.md", "of ash\n"))
    assert is_whole(twins[0], here)
    twins[1].sh("rm -r rowing", there / "skills")
    in_both(spaces, lambda skills: not (skills / "rowing").exists())


def test_a_directory_with_what_is_in_no_commit_stays(twins: tuple[Mount, Mount], spaces: tuple[Path, Path]) -> None:
    """A `.git` that was made in one mount is not seen in the other: removing the directory there must not lose it."""
    here, there = spaces
    twins[0].sh("git init -q -b main . && git add -A", here / "skills" / "sailing")
    twins[0].at_rest(here)
    twins[1].sh("rm -r sailing", there / "skills")
    eventually(lambda: not (here / "skills" / "sailing" / "brig.md").exists())
    in_both(spaces, lambda skills: (skills / "sailing").is_dir() and not (skills / "sailing" / "brig.md").exists())
    assert (here / "skills" / "sailing" / ".git" / "HEAD").read_text() == "ref: refs/heads/main\n"
    twins[0].remount()
    assert (here / "skills" / "sailing" / ".git" / "HEAD").read_text() == "ref: refs/heads/main\n"
    twins[0].sh("git checkout -q -- .", here / "skills" / "sailing")
    in_both(spaces, lambda skills: shows(skills / "sailing" / "brig.md", "two masts\n"))


def test_a_file_in_the_place_of_a_directory_wins_when_it_is_later(
    twins: tuple[Mount, Mount], spaces: tuple[Path, Path]
) -> None:
    here, there = spaces
    with (there / "skills" / "open.md").open("w") as file:
        number = twins[0].space(here).head
        (there / "skills" / "rowing").rmdir()
        (there / "skills" / "rowing").write_text("a file now\n")
        (here / "skills" / "rowing" / "oar.md").write_text("of ash\n")
        twins[0].next_commit(here, number)
        file.write("done\n")
    in_both(spaces, lambda skills: shows(skills / "rowing", "a file now\n"))
    assert is_whole(twins[0], here)
    added, replaced = twins[0].log_of(here, number)
    changes = [{change.path: change.entry is not None for change in commit.changes} for commit in (added, replaced)]
    assert changes == [
        {b"skills/rowing": True, b"skills/rowing/oar.md": True},
        {b"skills": True, b"skills/open.md": True, b"skills/rowing": True, b"skills/rowing/oar.md": False},
    ]


def test_an_inbox_that_is_removed_and_made_again_in_one_is_so_in_the_other(
    twins: tuple[Mount, Mount], spaces: tuple[Path, Path]
) -> None:
    here, there = spaces
    (here / "inbox" / "a").mkdir()
    (here / "inbox" / "a" / "monday.json").write_text(SESSION)
    eventually((there / "inbox" / "a" / "monday.json").exists)
    twins[1].sh("rm -r inbox", there)
    eventually(lambda: not (here / "inbox").exists())
    assert [names(space) for space in spaces] == [["SPACE.md", "skills"]] * 2
    for _ in range(20):
        (here / "inbox").mkdir()
        (here / "inbox").rmdir()
    (here / "inbox").mkdir()
    (here / "inbox" / "tuesday.json").write_text(SESSION)
    eventually((there / "inbox" / "tuesday.json").exists)
    assert [names(space) for space in spaces] == [["SPACE.md", "inbox", "skills"]] * 2
    assert [names(space / "inbox") for space in spaces] == [["tuesday.json"]] * 2
    assert twins[0].waits(here / "inbox" / "tuesday.json")
    (there / "inbox" / "tuesday.json").unlink()
    eventually(lambda: names(here / "inbox") == [])
