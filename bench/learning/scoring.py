"""What a case shows when it is learnt: what was found of what is expected, and everything that must not be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch

from bench.learning.cases import Case, Expectation
from bench.learning.scratch_space import ScratchSpace, ScratchStore
from bench.learning.sources import Sources
from bench.learning.transcripts import suffix, transcript
from skillfs.learning.offline import OfflineLearner
from skillfs.learning.protocol import Learner

DAILY_LOGS = "daily-logs/"
SKILL_MD = "SKILL.md"


@dataclass(frozen=True, slots=True)
class Score:
    """One case's result. `missed`, `forbidden`, `unsourced` and `changed` each say in a line what is wrong.

    `expected` counts the expectations, `entries` the entries that receipts name. `forbidden` has what stands where it
    must not, `unsourced` the entries whose source is nowhere in the transcript, `changed` the files that a second drop
    of the same sessions changed.
    """

    case: Case
    expected: int
    entries: int
    missed: Sequence[str]
    forbidden: Sequence[str]
    unsourced: Sequence[str]
    changed: Sequence[str]

    @property
    def failures(self) -> list[str]:
        """What went wrong, each in one line that begins with its kind."""
        kinds = {
            "missed": self.missed, "forbidden": self.forbidden, "no source": self.unsourced, "changed": self.changed
        }  # fmt: skip
        return [f"{kind}: {line}" for kind, lines in kinds.items() for line in lines]


@dataclass(frozen=True, slots=True)
class Table:
    """The scores of a table of cases, and their sums."""

    scores: Sequence[Score] = field(default_factory=tuple)

    @property
    def recall(self) -> float:
        """The share of the expectations that hold, in percent."""
        expected = sum(score.expected for score in self.scores)
        return 100.0 * (1 - sum(len(score.missed) for score in self.scores) / expected)

    @property
    def sourced(self) -> float:
        """The share of the entries whose source span exists in the transcript, in percent."""
        entries = sum(score.entries for score in self.scores)
        return 100.0 * (1 - sum(len(score.unsourced) for score in self.scores) / entries)

    @property
    def forbidden(self) -> int:
        return sum(len(score.forbidden) for score in self.scores)

    @property
    def changed(self) -> int:
        return sum(len(score.changed) for score in self.scores)


def run_cases(cases: Sequence[Case], learner: Callable[[], Learner] = OfflineLearner) -> Table:
    """Learn every case in a space of its own; `learner` makes the learner of each run."""
    with ScratchStore(learner) as scratch:
        return Table([_run(case, scratch.space(case.name[:64], case.skills, case.settings)) for case in cases])


def _run(case: Case, space: ScratchSpace) -> Score:
    given = set(space.files())
    names = [f"session-{number}.{suffix(drop)}" for number, drop in enumerate(case.drops)]
    for name, drop in zip(names, case.drops, strict=True):
        space.drop(name, transcript(drop))
    files = space.files()
    written = {path: text for path, text in files.items() if path not in given}
    sources = Sources(space)
    return Score(
        case,
        expected=len(case.expect),
        entries=sources.entries,
        missed=[_shown(item) for item in case.expect if not _holds(item, written)],
        forbidden=[*_forbidden(case, written), *_leaked(case, files, space)],
        unsourced=sources.missing(written),
        changed=_changed_by_a_second_drop(case, names, space),
    )


def _shown(expectation: Expectation) -> str:
    return f"{expectation.file}: {' … '.join(expectation.words)}"


def _holds(expectation: Expectation, files: Mapping[str, str]) -> bool:
    texts = [text for path, text in files.items() if fnmatch(path, expectation.file)]
    alternatives = [words for words in (expectation.words, expectation.alternative) if words]
    if expectation.times is not None:
        lines = [line for text in texts for line in text.splitlines()]
        return sum(_has_all(line, expectation.words) for line in lines) == expectation.times
    return any(_has_all(entry, words) for text in texts for entry in _entries(text) for words in alternatives)


def _entries(text: str) -> Iterator[str]:
    """The lines of a Markdown file, each by itself, then its second-level sections."""
    yield from text.splitlines()
    yield from text.split("\n## ")


def _has_all(text: str, words: Sequence[str]) -> bool:
    folded = " ".join(text.split()).casefold()
    return all(word.casefold() in folded for word in words)


def _forbidden(case: Case, written: Mapping[str, str]) -> Iterator[str]:
    durable = {path: text for path, text in written.items() if not path.startswith(DAILY_LOGS)}
    for text in case.forbid:
        yield from (
            f"{text!r} in {path}" for path, body in durable.items() if text.casefold() in f"{path}\n{body}".casefold()
        )
    yield from (f"{_shown(item)} is there" for item in case.absent if _holds(item, written))
    if case.learns_nothing:
        yield from (
            f"{path} was written: {_first_entry(body)}" for path, body in durable.items() if not path.endswith(SKILL_MD)
        )


def _first_entry(text: str) -> str:
    return next((line for line in text.splitlines() if line and not line.startswith("# ")), "(empty)")


def _leaked(case: Case, files: Mapping[str, str], space: ScratchSpace) -> Iterator[str]:
    kept = dict(files)
    for record in space.records():
        kept[f"the receipt of {record.name}"] = record.receipt or ""
        kept[f"the session.json of {record.name}"] = space.document(record).decode()
    for secret in case.never:
        yield from (f"{secret!r} in {place}" for place, text in kept.items() if secret in text)


def _changed_by_a_second_drop(case: Case, names: Sequence[str], space: ScratchSpace) -> list[str]:
    """Drop everything again: the same bytes, as other files, and the same messages as other bytes."""
    before = space.files()
    for name, drop in zip(names, case.drops, strict=True):
        space.drop(name, transcript(drop))
        space.drop(f"copy-of-{name}", transcript(drop))
        space.drop(name, transcript(drop, indent=1))
    after = space.files()
    return [path for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)]
