"""Which file each thing that was learnt went into, told from the lines that a run added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from skillfs.learning.llm.lessons import Lesson, LessonKind
from skillfs.learning.llm.notes import DAILY_LOGS, Admitted, source_of
from skillfs.learning.llm.sources import content_words, likeness
from skillfs.learning.llm.tasks import Preference
from skillfs.learning.protocol import Found, FoundKind, Skipped
from skillfs.skills.staging import Staging

LEAST = 0.3
"""Of the content words of a lesson or a line, the share that tells that one came from the other."""
USER_FACTS = "user-general-facts"
NOT_WRITTEN = "the model wrote it nowhere: the skills hold it already, or it belongs to none of them"


class Added:
    """The lines that an edited state of the skills has more than the one before, by file."""

    def __init__(self, before: Staging, after: Staging) -> None:
        edited = {change.path for staging in (before, after) for change in staging.changes()}
        lines = {path: _added(before.read_text(path), after.read_text(path)) for path in sorted(edited)}
        self.lines: Mapping[str, list[str]] = {path: added for path, added in lines.items() if added}

    def file_of(self, text: str, *, within: str = "", outside: str = "") -> str | None:
        """The file whose added lines have most of the words of `text`, None where none has enough."""
        words = content_words(text)
        best, found = LEAST, None
        for path, lines in self.lines.items():
            skill = path.split("/")[0]
            if (within and skill != within) or skill == outside or path.endswith("/SKILL.md"):
                continue
            score = likeness(words, content_words("\n".join(lines)))
            if score >= best and (found is None or score > best):
                best, found = score, path
        return found


def _added(before: str | None, after: str | None) -> list[str]:
    earlier = set((before or "").splitlines())
    return [line for line in (after or "").splitlines() if line.strip() and line not in earlier]


def attribute(admitted: Admitted, added: Added) -> tuple[list[Found], list[Skipped]]:
    """What of a session's lessons and statements stands in the skills now, and what does not."""
    found: list[Found] = []
    skipped: list[Skipped] = []
    for lesson in admitted.procedures:
        _place(_lessons_found(lesson, admitted, added), lesson.headline, found, skipped)
    for statement in admitted.statements:
        _place(_statement_found(statement, added), statement.text, found, skipped)
    return found, skipped


def _place(placed: Sequence[Found], what: str, found: list[Found], skipped: list[Skipped]) -> None:
    if placed:
        found.extend(placed)
    else:
        skipped.append(Skipped(what, NOT_WRITTEN))


def _lessons_found(lesson: Lesson, admitted: Admitted, added: Added) -> list[Found]:
    source = source_of(lesson, admitted.notes.session)
    kind = FoundKind.PROCEDURE if lesson.kind is LessonKind.SUCCESS else FoundKind.WARNING
    results = []
    if path := added.file_of(lesson.text, outside=DAILY_LOGS):
        results.append(Found(kind, lesson.headline, path, source.message, source.words))
    if path := added.file_of(f"{lesson.task.request}\n{lesson.text}", within=DAILY_LOGS):
        results.append(Found(FoundKind.LOG, lesson.task.request, path, source.message, source.words))
    return results


def _statement_found(statement: Preference, added: Added) -> list[Found]:
    path = added.file_of(statement.text, outside=DAILY_LOGS) or added.file_of(statement.text)
    if path is None:
        return []
    kind = _statement_kind(statement.text, path.split("/")[0])
    return [Found(kind, statement.text, path, statement.source.message, statement.source.words)]


def _statement_kind(text: str, skill: str) -> FoundKind:
    if text.casefold().startswith(("the user prefers", "the user wants", "the user likes")):
        return FoundKind.PREFERENCE
    about_user = text.casefold().startswith("the user") or skill in (USER_FACTS, DAILY_LOGS)
    return FoundKind.FACT if about_user else FoundKind.PERSON
