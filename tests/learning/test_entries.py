"""Files of entries: added, revised, everything else kept."""

from __future__ import annotations

import time

import pytest

from skillfs.learning.entries import Entry, EntryFile

DONE = Entry("Fix the parser", (("Outcome", "success"), ("Summary", "it parses")))
OWN = "# My days\n\nProse.\n\n## Fix the parser\n- **Outcome**: failed\n- a note\n\n## Other\n- **Outcome**: success"


def test_a_new_file_has_a_title_and_entries_apart() -> None:
    file = EntryFile(None, "2026-03-17")
    assert [file.add(DONE), file.add(Entry("Next", (("Outcome", "failed"),)))] == ["Fix the parser", "Next"]
    assert file.text == (
        "# 2026-03-17\n## Fix the parser\n- **Outcome**: success\n- **Summary**: it parses\n\n## Next\n- "
        "**Outcome**: failed\n"
    )


@pytest.mark.parametrize("again", [DONE, Entry("Fix the parser", (("Outcome", "success"),))])
def test_what_stands_there_is_not_added(again: Entry) -> None:
    file = EntryFile(None, "2026-03-17")
    file.add(DONE)
    before = file.text
    assert (file.add(again), file.text) == (None, before)


def test_a_revision_keeps_every_line_that_is_not_its_own() -> None:
    file = EntryFile(OWN, "2026-03-17")
    assert file.revise(DONE)
    assert file.text == OWN.replace("- **Outcome**: failed\n", "- **Outcome**: success\n- **Summary**: it parses\n", 1)
    assert not file.revise(DONE)


def test_an_entry_of_the_same_heading_is_numbered() -> None:
    file = EntryFile(OWN, "2026-03-17")
    assert file.add(DONE) == "Fix the parser (2)"
    assert file.text.startswith(OWN + "\n\n## Fix the parser (2)\n")


def test_a_thousand_entries_of_one_heading_take_no_longer_each() -> None:
    file = EntryFile(None, "2026-03-17")
    entries = [Entry("Fix it", (("Summary", f"fix {number}"),)) for number in range(3000)]
    start = time.process_time()
    headings = [file.add(entry) for entry in entries]
    assert time.process_time() - start < 1
    assert headings[:2] + headings[-1:] == ["Fix it", "Fix it (2)", "Fix it (3000)"]
    assert file.add(entries[0]) is file.add(entries[-1]) is None
    assert EntryFile(file.text, "2026-03-17").add(Entry("Fix it", (("Summary", "new"),))) == "Fix it (3001)"
