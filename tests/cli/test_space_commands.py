"""`skillfs space` and the commands that read a space, on a store that nothing else uses."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DEFAULT_FILES = [
    "work", "work/SPACE.md", "work/inbox", "work/skills", "work/skills/daily-logs", "work/skills/daily-logs/SKILL.md",
    "work/skills/user-general-facts", "work/skills/user-general-facts/SKILL.md",
]  # fmt: skip

Skillfs = Callable[..., Any]


def names_of(skillfs: Skillfs, *options: str) -> list[str]:
    return [facts["name"] for facts in json.loads(skillfs("space", "list", "--json", *options).out)]


def test_a_space_is_made_listed_renamed_and_shown(skillfs: Skillfs) -> None:
    made = skillfs("space", "create", "work", "--description", "the day job")
    assert (made.code, made.out, made.err) == (0, "made the space work\n", "")
    assert skillfs("space", "list").out == "work  2 skills, 2 files\n"
    assert skillfs("space", "rename", "work", "job").out == "work is now job\n"
    shown = json.loads(skillfs("space", "show", "job", "--json").out)
    assert {key: shown[key] for key in ("name", "commits", "skills", "files", "waiting", "sessions", "removed")} == {
        "name": "job", "commits": 1, "skills": ["daily-logs", "user-general-facts"], "files": 2, "waiting": 0,
        "sessions": {}, "removed": None,
    }  # fmt: skip
    assert "  skills/daily-logs\n  skills/user-general-facts\n" in skillfs("space", "show", "job").out


def test_a_deleted_space_comes_back_and_a_purged_one_does_not(skillfs: Skillfs) -> None:
    skillfs("space", "create", "work")
    assert skillfs("space", "delete", "work").code == 0
    assert names_of(skillfs) == []
    assert names_of(skillfs, "--removed") == ["work"]
    assert skillfs("space", "restore", "work").code == 0
    assert names_of(skillfs) == ["work"]
    skillfs("space", "delete", "work")
    assert skillfs("space", "purge", "work", "--yes").out == "erased 1 space named work\n"
    gone = skillfs("space", "restore", "work")
    assert (gone.code, gone.err.count("\n")) == (1, 1)
    assert gone.err.startswith("skillfs: the trash has no space 'work'; ")


def test_purge_asks_about_what_is_in_the_trash_and_takes_no_answer_for_no(
    skillfs: Skillfs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    skillfs("space", "create", "work")
    live = skillfs("space", "purge", "work")
    assert (live.code, live.err.count("\n")) == (1, 1)
    assert live.err.startswith("skillfs: the trash has no space 'work'; ")
    skillfs("space", "delete", "work")
    refused = skillfs("space", "purge", "work")
    assert (refused.code, refused.out, refused.err.splitlines()) == (
        1, "", [
            "Erase 1 space named work and all history for good? [y/N]: ",
            "skillfs: work: nothing is erased; `--yes` erases without asking",
        ],
    )  # fmt: skip
    assert names_of(skillfs, "--removed") == ["work"]


def test_lists_without_a_space_say_so(skillfs: Skillfs) -> None:
    skillfs("space", "create", "work")
    assert skillfs("space", "list", "--removed").out == "the trash is empty\n"
    skillfs("space", "delete", "work")
    assert skillfs("space", "list").out == "there are no spaces; `skillfs space create NAME` makes one\n"


def test_an_export_to_an_unknown_suffix_or_a_missing_directory_is_refused(skillfs: Skillfs, tmp_path: Path) -> None:
    skillfs("space", "create", "work")
    suffix = skillfs("space", "export", "work", tmp_path / "work.rar")
    assert (suffix.code, suffix.err) == (
        2,
        f"skillfs: {tmp_path}/work.rar: the name of an archive ends in .tar, .tar.gz, .tgz or .zip;"
        " see `skillfs space export --help`\n",
    )
    folder = skillfs("space", "export", "work", tmp_path / "none" / "work.tar")
    assert (folder.code, folder.err) == (1, f"skillfs: {tmp_path}/none: there is no such directory; make it first\n")
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["space", "create", "Not Good"], 1, "'Not Good' cannot name a space: use 1 to 64 of a-z, 0-9 and '-'"),
        (["space", "create", "work"], 1, "there is a space 'work' already; choose another name"),
        (["space", "show", "nope"], 1, "there is no space 'nope'; `skillfs space list` shows what there is"),
        (["space", "frobnicate"], 2, "No such command 'frobnicate'; see `skillfs space --help`"),
        (["space", "create"], 2, "Missing argument 'NAME'; see `skillfs space create --help`"),
        (["--json", "space", "create", "x"], 2, "this command prints no JSON; see `skillfs space create --help`"),
    ],
)
def test_an_error_is_one_line_with_the_remedy(skillfs: Skillfs, arguments: list[str], code: int, message: str) -> None:
    skillfs("space", "create", "work")
    result = skillfs(*arguments)
    assert (result.code, result.out, result.err) == (code, "", f"skillfs: {message}\n")


def test_the_traceback_is_shown_on_request_only(skillfs: Skillfs) -> None:
    assert "Traceback" not in skillfs("space", "list").err
    told = skillfs("-v", "space", "list").err
    assert told.startswith("Traceback")
    assert told.endswith("there is no store; `skillfs up MOUNT` or `skillfs space create` makes one\n")


def test_common_options_stand_before_and_after_the_command(skillfs: Skillfs, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    assert skillfs("--store", other, "space", "create", "before").code == 0
    assert skillfs("space", "--store", other, "create", "between").code == 0
    assert skillfs("space", "create", "after", "--store", other).code == 0
    assert names_of(skillfs, "--store", str(other)) == ["after", "before", "between"]
    assert json.loads(skillfs("--json", "--store", other, "space", "list").out) == json.loads(
        skillfs("space", "list", "--store", other, "--json").out
    )


@pytest.mark.parametrize("suffix", ["tar", "tgz", "tar.gz", "zip"])
def test_an_exported_space_is_imported_equal(skillfs: Skillfs, tmp_path: Path, suffix: str) -> None:
    skillfs("space", "create", "work", "--description", "exported")
    file = tmp_path / f"work.{suffix}"
    assert skillfs("space", "export", "work", file).code == 0
    if suffix == "zip":
        with zipfile.ZipFile(file) as unzipped:
            assert [name.rstrip("/") for name in unzipped.namelist()] == DEFAULT_FILES
    else:
        with tarfile.open(file) as tar:
            assert tar.getnames() == DEFAULT_FILES
    taken = skillfs("space", "import", file)
    assert (taken.code, taken.err) == (1, "skillfs: there is a space 'work' already; choose another name\n")
    imported = skillfs("space", "import", file, "--name", "again")
    assert (imported.code, imported.out) == (0, f"made the space again from {file}\n")
    again = skillfs("catalog", "again", "--format", "json").out
    assert json.loads(again)["skills"] == json.loads(skillfs("catalog", "work", "--format", "json").out)["skills"]


def test_the_same_snapshot_exports_to_the_same_bytes(skillfs: Skillfs, tmp_path: Path) -> None:
    skillfs("space", "create", "work")
    first, second = tmp_path / "1.tgz", tmp_path / "2.tgz"
    skillfs("space", "export", "work", first)
    skillfs("space", "export", "work", second)
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.tgz", "2.tgz", "store"]


def test_an_archive_that_climbs_out_makes_nothing(skillfs: Skillfs, tmp_path: Path) -> None:
    skillfs("space", "create", "work")
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("evil/skills/../../../x"))
    refused = skillfs("space", "import", tmp_path / "evil.tar")
    assert (refused.code, refused.out, refused.err) == (
        1,
        "",
        f"skillfs: {tmp_path / 'evil.tar'}: evil/skills/../../../x: a name with '..' in it; nothing is imported\n",
    )
    assert names_of(skillfs) == ["work"]


def test_the_catalog_has_three_forms(skillfs: Skillfs) -> None:
    skillfs("space", "create", "work")
    assert skillfs("catalog", "work").out.startswith("# Skills of work\n\n- **daily-logs**: ")
    xml = skillfs("catalog", "work", "--format", "xml", "--prefix", "/memory/work/skills").out
    assert xml.startswith("<available_skills>\n<skill>\n<name>\ndaily-logs\n</name>\n")
    assert "\n/memory/work/skills/daily-logs/SKILL.md\n" in xml
    as_json = skillfs("catalog", "work", "--json").out
    assert as_json == skillfs("catalog", "work", "--format", "json").out
    assert [skill["name"] for skill in json.loads(as_json)["skills"]] == ["daily-logs", "user-general-facts"]


def test_validate_names_what_is_wrong_and_where(skillfs: Skillfs, tmp_path: Path) -> None:
    skillfs("space", "create", "work")
    assert skillfs("validate", "work").out == "3 of 3 valid\n"
    good, bad = tmp_path / "skills" / "good", tmp_path / "skills" / "bad"
    for folder in (good, bad):
        folder.mkdir(parents=True)
        (folder / "SKILL.md").write_text('---\nname: "good"\ndescription: "Things."\n---\n')
    assert skillfs("validate", good).out == "1 of 1 valid\n"
    result = skillfs("validate", tmp_path / "skills")
    assert (result.code, result.out) == (
        1,
        f"{bad}: the name 'good' must equal its directory, 'bad': rename one of them\n1 of 2 valid\n",
    )
    assert [entry["valid"] for entry in json.loads(skillfs("validate", tmp_path / "skills", "--json").out)] == [
        False, True,
    ]  # fmt: skip
    (tmp_path / "SPACE.md").write_text("---\nidle_secs: 3\n---\n")
    assert skillfs("validate", tmp_path / "SPACE.md").out == (
        f"{tmp_path / 'SPACE.md'}: 'idle_secs' is no setting; the nearest is idle_seconds\n0 of 1 valid\n"
    )
