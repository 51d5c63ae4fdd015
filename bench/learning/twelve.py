"""The twelve real transcripts beside the checkout, and the procedures that they give: these, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.learning.scratch_space import ScratchSpace, ScratchStore
from bench.learning.sources import Sources

TRANSCRIPTS = Path(__file__).parents[3] / "shared" / "sessions"
COUNT = 12

PROCEDURES: Mapping[str, tuple[str, str]] = {
    "python → python3, in two sessions": ("python: command not found", "Evidence: 2 sessions"),
    "pip's externally-managed-environment": ("externally-managed-environment", "--break-system-packages"),
    "a python-pptx slicing error": ("'list' object has no attribute 'rId'", "Verified:"),
    "a NetCDF file read after close": ("NetCDF: Not a valid ID", "Verified:"),
    "the SamplerException compile error": ("Sampler", "Verified:"),
}
"""What is expected, to words that stand together in one entry."""


def missing_reason() -> str | None:
    """Why the transcripts cannot be learnt from; None when they can."""
    return None if TRANSCRIPTS.is_dir() else f"the transcripts are not there: {TRANSCRIPTS}"


def differences() -> list[str]:
    """Learn the twelve in one space, and again: what differs from the table, each in one line; empty when exact."""
    with ScratchStore() as scratch:
        space = scratch.space("twelve", ["social-contacts"])
        given = set(space.files())
        paths = sorted(TRANSCRIPTS.glob("*.dataclaw.jsonl"))
        for path in paths:
            space.drop(path.name, path.read_bytes())
        files = space.files()
        written = {path: text for path, text in files.items() if path not in given}
        found = [*_wrong_count(paths), *_wrong_procedures(written), *_about_people(written)]
        found += [*_unlogged(space, len(paths)), *Sources(space).missing(written)]
        for path in paths:
            space.drop(f"again-{path.name}", path.read_bytes())
        again = space.files()
        return found + [f"{path} is changed by a second drop" for path in again if again[path] != files.get(path)]


def _wrong_count(paths: Sequence[Path]) -> list[str]:
    return [] if len(paths) == COUNT else [f"there are {len(paths)} transcripts in {TRANSCRIPTS}, not {COUNT}"]


def _wrong_procedures(written: Mapping[str, str]) -> list[str]:
    entries = [
        section
        for path, text in written.items()
        if not path.startswith("daily-logs/") and not path.endswith("SKILL.md")
        for section in text.split("\n## ")[1:]
    ]
    wrong = []
    for name, words in PROCEDURES.items():
        matching = [entry for entry in entries if all(word in entry for word in words)]
        if len(matching) != 1:
            wrong.append(f"{name}: {len(matching)} entries, not 1")
        entries = [entry for entry in entries if entry not in matching]
    return wrong + [f"a procedure that is not expected: {entry.splitlines()[0]}" for entry in entries]


def _about_people(written: Mapping[str, str]) -> list[str]:
    folders = ("user-general-facts/", "social-contacts/")
    return [f"{path} was written, and no person speaks in them" for path in written if path.startswith(folders)]


def _unlogged(space: ScratchSpace, count: int) -> list[str]:
    receipts = [space.receipt(record) for record in space.records()]
    logged = {receipt.session for receipt in receipts for item in receipt.found if item.path.startswith("daily-logs/")}
    silent = [f"{receipt.session} is in no daily log" for receipt in receipts if receipt.session not in logged]
    return silent if len(receipts) == count else [*silent, f"{len(receipts)} receipts for {count} sessions"]
