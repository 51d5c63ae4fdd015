"""What sessions bring to the writing of skills, and what the gate lets through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from skillfs.learning.english.plain_text import fold, shorten
from skillfs.learning.entries import Entry, EntryFile
from skillfs.learning.llm.lessons import Lesson, LessonKind
from skillfs.learning.llm.sources import Source, content_words, likeness
from skillfs.learning.llm.tasks import MAX_FACTS, Preference
from skillfs.learning.protocol import Found, FoundKind, Occasion, Skipped
from skillfs.learning.safety import one_safe_line
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging

DAILY_LOGS = "daily-logs"
MAX_PROCEDURES = 5
"""Lessons of one session that go into skills (LEARNING.md)."""
SAME = 0.6
"""From which likeness on two lessons are one that was seen twice."""
_LEARNINGS = "- **Learnings**: "


@dataclass(frozen=True, slots=True)
class SessionNotes:
    """What one session taught: lessons of its ended tasks, and statements of people in it."""

    session_id: str
    session: Session
    occasion: Occasion
    lessons: tuple[Lesson, ...] = ()
    preferences: tuple[Preference, ...] = ()

    @property
    def statements(self) -> list[Preference]:
        """The preferences, and the facts of its lessons."""
        return [*self.preferences, *(fact for lesson in self.lessons for fact in lesson.facts)]

    @property
    def procedures(self) -> list[Lesson]:
        """The lessons that are no list of facts."""
        return [lesson for lesson in self.lessons if lesson.kind is not LessonKind.FACTS]


@dataclass(slots=True)
class Admitted:
    """What of a session may go into any skill. `logged` are lessons that the daily log alone may have, for now."""

    notes: SessionNotes
    procedures: list[Lesson] = field(default_factory=list)
    statements: list[Preference] = field(default_factory=list)
    logged: list[Lesson] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.procedures and not self.statements


def admit(notes: Sequence[SessionNotes], skills: Staging) -> list[Admitted]:
    """Send every lesson through the gate: what was verified, or seen in two sessions, or a person wants remembered.

    The bounds of a session hold, and what is over is named in `skipped`.
    """
    seen = [content_words(line) for line in _learnings(skills)]
    return [_admitted(one, [other for other in notes if other is not one], seen) for one in notes]


def _admitted(notes: SessionNotes, others: Sequence[SessionNotes], seen: list[frozenset[str]]) -> Admitted:
    result = Admitted(notes)
    elsewhere = [content_words(lesson.headline) for other in others for lesson in other.procedures] + seen
    for lesson in notes.procedures:
        words = content_words(lesson.headline)
        if lesson.verified or any(likeness(words, other) >= SAME for other in elsewhere if len(other) > 3):
            result.procedures.append(lesson)
        else:
            result.logged.append(lesson)
    for over in result.procedures[MAX_PROCEDURES:]:
        result.skipped.append(
            Skipped(over.headline, f"a session may add {MAX_PROCEDURES} procedures; this is one more")
        )
    del result.procedures[MAX_PROCEDURES:]
    result.statements = notes.statements[:MAX_FACTS]
    for statement in notes.statements[MAX_FACTS:]:
        result.skipped.append(Skipped(statement.text, f"a session may add {MAX_FACTS} facts; this is one more"))
    return result


def _learnings(skills: Staging) -> Iterator[str]:
    for path in skills.paths(DAILY_LOGS):
        for line in (skills.read_text(path) or "").splitlines():
            if line.startswith(_LEARNINGS):
                yield line.removeprefix(_LEARNINGS)


def log_unverified(admitted: Admitted, skills: Staging) -> list[Found]:
    """Write the lessons that did not pass the gate into the daily log, where there is one; the others are skipped."""
    found = []
    for lesson in admitted.logged:
        if skills.read(f"{DAILY_LOGS}/SKILL.md") is None:
            why = "only the agent says so, once: it waits for a check, a word of the user or a second time"
            admitted.skipped.append(Skipped(lesson.headline, why))
            continue
        path = f"{DAILY_LOGS}/{lesson.date}.md"
        file = EntryFile(skills.read_text(path), lesson.date)
        headline = shorten(one_safe_line(lesson.headline), 240)
        entry = Entry(
            one_safe_line(lesson.task.request) or "A task",
            (("Outcome", f"{lesson.task.status} (unconfirmed)"), ("Learnings", headline)),
        )
        if file.revise(entry):
            skills.write(path, file.text)
        source = source_of(lesson, admitted.notes.session)
        found.append(Found(FoundKind.LOG, headline, path, source.message, source.words))
    return found


def source_of(lesson: Lesson, session: Session) -> Source:
    """The message in which the task of a lesson begins."""
    index = lesson.task.messages[0] if lesson.task.messages else 0
    text = session.messages[index].text if index < len(session.messages) else ""
    return Source(index, shorten(fold(text), 200))
