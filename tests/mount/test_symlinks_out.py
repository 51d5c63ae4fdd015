"""Symlinks out of a space: who follows one is its reader. Nothing that skillfs does with a space leaves the store."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from live_mount import Mount
from one_run import learn

pytestmark = pytest.mark.mount

SECRET = "a7f3-of-the-host"
SAID = '{"messages": [{"role": "user", "content": "My name is Gus and I live in Oslo."}]}'


def contents(directory: Path) -> dict[str, bytes]:
    """The regular files below a directory; no link is followed."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A directory of the host's with a skill and a secret in it."""
    directory = tmp_path / "host"
    directory.mkdir()
    (directory / "SKILL.md").write_text(
        f'---\nname: "evil"\ndescription: "{SECRET}"\n---\nOne file per day, {SECRET}.\n'
    )
    (directory / "SPACE.md").write_text(f"---\ndescription: {SECRET}\nlearner: off\n---\n{SECRET}\n")
    (directory / "secret.md").write_text(SECRET)
    return directory


def test_a_space_full_of_links_to_the_host_gives_nothing_of_it_away_and_changes_nothing_there(
    mount: Mount, space: Path, host: Path, tmp_path: Path
) -> None:
    before = contents(host)
    mount.sh(
        f"ln -s {host} evil; ln -s {host}/secret.md leak.md; ln -sf {host}/SKILL.md daily-logs/SKILL.md;"
        f" rm -r user-general-facts; ln -s {host} user-general-facts; ln -s {host}/new.md daily-logs/2026-03-16.md",
        space / "skills",
    )
    (space / "inbox" / "monday.json").write_text(SAID)
    learn(mount, space)
    control = space / ".skillfs"
    given = {name: (control / name).read_bytes() for name in
             ("status", "status.json", "catalog.md", "catalog.xml", "catalog.json", "export.tar", "export.zip",
              "sessions/monday/receipt.md", "sessions/monday/tasks.json")}  # fmt: skip
    command = [sys.executable, "-P", "-m", "skillfs_cli", "--store", str(mount.store_path)]
    for arguments in (["mirror", space.name, str(tmp_path / "mirror"), "--once"], ["validate", space.name]):
        done = subprocess.run([*command, *arguments], capture_output=True, timeout=30, check=False)
        given[arguments[0]] = done.stdout + done.stderr
    given |= contents(tmp_path / "mirror")
    assert [name for name, data in given.items() if SECRET.encode() in data] == []
    assert contents(host) == before
    with tarfile.open(fileobj=io.BytesIO(given["export.tar"])) as archive:
        links = {name.partition("/skills/")[2]: archive.getmember(name).linkname for name in archive.getnames()
                 if archive.getmember(name).issym()}  # fmt: skip
    assert links == {
        "evil": str(host), "leak.md": f"{host}/secret.md", "user-general-facts": str(host),
        "daily-logs/SKILL.md": f"{host}/SKILL.md", "daily-logs/2026-03-16.md": f"{host}/new.md",
    }  # fmt: skip
    # The mirror's readers follow links where the mount's do: it is their own right that counts.
    assert (tmp_path / "mirror" / "leak.md").is_symlink()


def test_a_link_in_a_files_place_is_not_written_through(mount: Mount, space: Path, host: Path) -> None:
    facts = space / "skills" / "user-general-facts" / "personal-info.md"
    facts.symlink_to(host / "secret.md")
    mount.at_rest(space)
    (space / "inbox" / "monday.json").write_text(SAID)
    learn(mount, space)
    assert (host / "secret.md").read_text() == SECRET
    assert facts.readlink() == host / "secret.md"
    assert "skills/user-general-facts/personal-info.md is a symlink, not a file" in (
        (space / ".skillfs" / "status").read_text()
    )


def test_a_space_md_is_never_a_link(mount: Mount, space: Path, host: Path) -> None:
    link = space / "skills" / "link"
    link.symlink_to(host / "SPACE.md")
    mount.sh("rm SPACE.md", space)
    for attempt in (
        lambda: link.rename(space / "SPACE.md"),
        lambda: link.rename(space / "SPACE.md.tmp"),
        lambda: (space / "SPACE.md").symlink_to(host / "SPACE.md"),
        lambda: (space / "SPACE.md~").symlink_to(host / "SPACE.md"),
    ):
        with pytest.raises(OSError) as refusal:
            attempt()
        assert refusal.value.errno == errno.EPERM
    assert {path.name for path in space.iterdir()} == {"inbox", "skills"}
