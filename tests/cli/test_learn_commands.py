"""`skillfs learn` and `skillfs wait`, which do the learning themselves while no daemon runs."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from skillfs.store import commits, daemons, inbox, sessions, spaces
from skillfs.store.database import Store

EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples" / "sessions"

Skillfs = Callable[..., Any]


@pytest.fixture
def work(skillfs: Skillfs) -> Skillfs:
    skillfs("space", "create", "work")
    return skillfs


def skill_text(store_path: Path, path: bytes) -> bytes:
    from skillfs.store import blobs

    with Store(store_path) as store:
        entry = commits.state(store, spaces.by_name(store, "work").id).entries[b"skills/" + path]
        return blobs.get(store, entry.blob, entry.size)


def test_learning_prints_the_receipts_and_leaves_no_learner_behind(work: Skillfs, store_path: Path) -> None:
    learnt = work("learn", "work", EXAMPLES / "monday.json", EXAMPLES / "tuesday.jsonl")
    assert learnt.code == 0
    assert [line for line in learnt.out.splitlines() if line.startswith("# ")] == [
        "# monday: learnt",
        "# tuesday: learnt",
    ]
    assert learnt.err == "".join(f"learning in work: {done} of 2\n" for done in (0, 2))
    assert b"Gus" in skill_text(store_path, b"user-general-facts/personal-info.md")
    with Store(store_path) as store:
        space = spaces.by_name(store, "work")
        assert inbox.listed(store, space.id) == []
        assert {record.name: record.finished_ns is not None for record in sessions.listed(store, space.id)} == {
            "monday": True, "tuesday": True,
        }  # fmt: skip
        assert daemons.alive(store) == []


def test_the_second_time_nothing_is_learnt_and_the_receipt_says_so(work: Skillfs) -> None:
    work("learn", "work", EXAMPLES / "monday.json")
    before = json.loads(work("space", "show", "work", "--json").out)
    again = work("learn", "work", EXAMPLES / "monday.json")
    after = json.loads(work("space", "show", "work", "--json").out)
    assert again.code == 0
    assert "The same bytes were dropped again" in again.out
    assert after == before


def test_receipts_as_json_are_whole(work: Skillfs) -> None:
    receipts = json.loads(work("learn", "work", EXAMPLES / "wednesday.json", "--json").out)
    assert [(item["session"], item["state"], item["format"]) for item in receipts] == [
        ("wednesday", "learnt", "anthropic")
    ]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("broken.json", b'{"messages": [', "broken.json: "),
        ("scalar.json", b"42", "scalar.json: "),
        ("empty.jsonl", b"", "empty.jsonl: is empty; write a session to it"),
        ("notes.txt", b"hello", "notes.txt: only NAME.json and NAME.jsonl hold sessions; rename it"),
        (".hidden.json", b'{"messages": []}', ".hidden.json: only NAME.json and NAME.jsonl hold sessions; rename it"),
    ],
)
def test_a_file_that_is_no_session_is_named_and_leaves_no_trace(
    work: Skillfs, store_path: Path, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    refused = work("learn", "work", tmp_path / name)
    assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert refused.err.startswith(f"skillfs: {says}")
    with Store(store_path) as store:
        assert store.execute("SELECT count(*) FROM inbox").fetchall() == [(0,)]


def test_a_bad_file_does_not_keep_the_good_ones_from_being_learnt(work: Skillfs, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("[]")
    mixed = work("learn", "work", tmp_path / "bad.json", tmp_path / "missing.json", EXAMPLES / "monday.json")
    assert mixed.code == 1
    assert mixed.out.startswith("# monday: learnt\n")
    errors = [line for line in mixed.err.splitlines() if line.startswith("skillfs: ")]
    assert errors[1] == f"skillfs: {tmp_path / 'missing.json'}: No such file or directory"
    assert errors[0].startswith("skillfs: bad.json: ")
    assert len(errors) == 2


def test_a_session_larger_than_the_space_allows_is_refused(work: Skillfs, tmp_path: Path, store_path: Path) -> None:
    archive = tmp_path / "small" / "small"
    (archive / "skills").mkdir(parents=True)
    (archive / "SPACE.md").write_text("---\nmax_session_bytes: 2048\n---\n")
    assert work("space", "import", archive, "--name", "small").code == 0
    (tmp_path / "large.json").write_text(json.dumps({"messages": [{"role": "user", "content": "x" * 3000}]}))
    refused = work("learn", "small", tmp_path / "large.json")
    assert (refused.code, refused.out) == (1, "")
    size = (tmp_path / "large.json").stat().st_size
    assert refused.err == (
        f"skillfs: large.json: {size} bytes; SPACE.md of small allows 2048: raise max_session_bytes there\n"
    )


def test_two_files_of_one_name_are_a_question_of_usage(work: Skillfs, tmp_path: Path) -> None:
    (tmp_path / "monday.json").write_bytes((EXAMPLES / "monday.json").read_bytes())
    refused = work("learn", "work", EXAMPLES / "monday.json", tmp_path / "monday.json")
    assert (refused.code, refused.out) == (2, "")
    assert "2 files named monday.json" in refused.err


def test_wait_learns_what_an_import_brought_into_the_inbox(work: Skillfs, tmp_path: Path) -> None:
    work("space", "export", "work", tmp_path / "work.tar")
    folder = tmp_path / "work"
    with tarfile.open(tmp_path / "work.tar") as tar:
        tar.extractall(tmp_path, filter="data")
    (folder / "inbox" / "monday.json").write_bytes((EXAMPLES / "monday.json").read_bytes())
    (folder / "inbox" / "broken.json").write_text("{")
    assert work("space", "import", folder, "--name", "brought").code == 0
    waited = work("wait", "brought")
    assert waited.code == 1
    assert waited.out.startswith("1 learnt, 1 rejected")
    assert "skillfs: broken.json: " in waited.err
    assert work("wait", "brought").out == (
        "nothing waits; 1 file in inbox/ cannot be learnt: `skillfs status brought` says why\n"
    )
    named = work("wait", "brought", "broken")
    assert (named.code, named.out, named.err) == (1, "", waited.err.splitlines(keepends=True)[-1])
    assert work("wait", "brought", "monday").code == 0
    unknown = work("wait", "brought", "nope")
    assert (unknown.code, unknown.err) == (
        1, "skillfs: brought: no session 'nope' is waiting or known; `skillfs status brought` lists them\n",
    )  # fmt: skip


def test_where_learning_is_off_waiting_says_so_at_once(work: Skillfs, tmp_path: Path) -> None:
    (tmp_path / "quiet" / "skills").mkdir(parents=True)
    (tmp_path / "quiet" / "SPACE.md").write_text("---\nlearner: off\n---\n")
    work("space", "import", tmp_path / "quiet")
    refused = work("learn", "quiet", EXAMPLES / "monday.json", "--timeout", "60")
    assert (refused.code, refused.err.splitlines()[-1]) == (
        1, "skillfs: quiet: SPACE.md says learner: off",
    )  # fmt: skip


def test_time_that_is_up_is_an_error_that_names_what_waits(work: Skillfs) -> None:
    late = work("learn", "work", EXAMPLES / "monday.json", "--timeout", "0")
    assert late.code == 1
    assert late.err.splitlines()[-1] == (
        "skillfs: work: not learnt after 0 s: monday.json (still in the queue); see `skillfs status work`"
    )
    assert work("wait", "work").out.startswith("1 learnt: ")
