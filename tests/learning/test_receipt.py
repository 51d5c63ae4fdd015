"""Receipts as people read them, and as programs do."""

from __future__ import annotations

from datetime import UTC, datetime

from skillfs.learning.diffs import unified_diff
from skillfs.learning.protocol import Findings, Found, FoundKind, Skipped, Task, TaskStatus
from skillfs.learning.receipt import (
    FileChange,
    Receipt,
    ReceiptState,
    counted,
    going_on,
    receipt_json,
    receipt_md,
    with_findings,
)

NOON = datetime(2026, 3, 17, 12, tzinfo=UTC)
BARE = Receipt(session="monday", state=ReceiptState.SKIPPED, messages=4, received=NOON, finished=NOON, seconds=0.25)


def test_a_receipt_that_learnt() -> None:
    findings = Findings(
        tasks=[Task("Fix the parser", TaskStatus.SUCCESS, "the last check passed")],
        found=[Found(FoundKind.PREFERENCE, "The user prefers mornings", "user-general-facts/work.md", 2, "I like …")],
        skipped=[Skipped("Alice", "two people have that name")],
        recalled_lines=3,
        model="gpt",
        tokens={"input": 1200},
    )
    change = FileChange(path="user-general-facts/work.md", diff="+- The user prefers mornings")
    receipt = with_findings(
        BARE.model_copy(update={"commit": 12, "format": "openai", "learner": "llm", "redactions": {"token": 2}}),
        findings,
        [change],
    )

    assert (
        receipt_md(receipt)
        == """\
# monday: learnt

**Learnt**: 1 preference.

- Session: 4 messages (openai)
- Received 2026-03-17 12:00:00 UTC, finished 2026-03-17 12:00:00 UTC, 250 ms of work
- Learner: llm (gpt)
- Tokens: 1,200 input
- Commit: 12
- Redacted: 2 × token
- Recalled: 3 lines from skills, not learnt again

## Tasks

- ✓ Fix the parser: success (the last check passed)

## Learnt

In `user-general-facts/work.md`

- preference: The user prefers mornings (message 2)

## Left out

- Alice: two people have that name

## Changed

```diff
+- The user prefers mornings
```
"""
    )


def test_skipped_and_failed_are_different_words_and_say_why() -> None:
    skipped = with_findings(BARE, Findings(skipped=[Skipped("the session", "it holds small talk only")]), [])
    failed = BARE.model_copy(update={"state": ReceiptState.FAILED, "reason": "conflict: x.md is open"})

    heads = [receipt_md(receipt).splitlines()[:3] for receipt in (skipped, failed)]
    assert heads == [
        ["# monday: skipped", "", "**Skipped**: the session: it holds small talk only"],
        ["# monday: failed", "", "**Failed**: conflict: x.md is open"],
    ]


def test_a_learner_that_says_nothing_still_gets_a_reason() -> None:
    assert with_findings(BARE, Findings(), []).reason == "nothing in it was new or worth keeping"


def test_transcript_text_cannot_break_the_page() -> None:
    found = [Found(FoundKind.FACT, "<script>\n# Heading", "a.md")]
    receipt = with_findings(BARE, Findings(found=found), [FileChange(path="a.md", diff="+````\n+evil")])

    page = receipt_md(receipt).splitlines()
    assert "- fact: &lt;script> # Heading" in page
    assert page[-4:] == ["`````diff", "+````", "+evil", "`````"]


def test_the_json_reads_back_as_the_same_receipt() -> None:
    assert Receipt.model_validate_json(receipt_json(BARE)) == BARE


def test_a_session_that_goes_on_keeps_what_was_learnt() -> None:
    first = with_findings(
        BARE,
        Findings(found=[Found(FoundKind.FACT, "one", "a.md")], tokens={"input": 5}),
        [FileChange(path="a.md", diff="1")],
    )
    second = with_findings(BARE, Findings(tokens={"input": 7}, skipped=[Skipped("the rest", "small talk")]), [])

    whole = going_on(first, second)

    assert (whole.state, whole.reason, whole.earlier, whole.tokens) == ("learnt", None, 1, {"input": 12})
    assert [item.text for item in whole.found] == ["one"]
    assert whole.seconds == 0.5


def test_a_task_that_was_open_is_left_out_no_longer_when_it_is_logged() -> None:
    first = with_findings(BARE, Findings(skipped=[Skipped("Fix it", "still open"), Skipped("Bob", "unclear")]), [])
    second = with_findings(BARE, Findings(found=[Found(FoundKind.LOG, "Fix it", "daily-logs/a.md")]), [])

    assert [item.what for item in going_on(first, second).skipped] == ["Bob"]


def test_counts_have_their_plurals() -> None:
    people = [Found(FoundKind.PERSON, text, path) for text, path in (("x", "a.md"), ("y", "a.md"), ("x", "b.md"))]
    receipt = with_findings(BARE, Findings(found=[*people, Found(FoundKind.FACT, "x", "c.md")]), [])

    assert counted(receipt.found) == "1 fact, 2 people"


def test_a_diff_of_a_long_file_shows_the_place_of_the_edit() -> None:
    before = [f"line {number}" for number in range(1, 5001)]
    after = [*before[:2500], "new", *before[2500:]]

    diff = unified_diff("a.md", "\n".join(before).encode(), "\n".join(after).encode())

    assert diff.splitlines() == [
        "--- a/a.md",
        "+++ b/a.md",
        "@@ -2498,6 +2498,7 @@",
        " line 2498",
        " line 2499",
        " line 2500",
        "+new",
        " line 2501",
        " line 2502",
        " line 2503",
    ]


def test_a_new_file_and_bytes_that_are_no_text() -> None:
    assert unified_diff("a.md", None, b"one\n") == "--- /dev/null\n+++ b/a.md\n@@ -0,0 +1 @@\n+one"
    assert unified_diff("a.bin", b"\xff", b"\xfe") == "Binary files a/a.bin and b/a.bin differ"
