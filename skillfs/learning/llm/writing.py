"""The writing stage: the lessons and statements of a run become edits of skills, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from skillfs.learning.llm.agent import Agent, Limits
from skillfs.learning.llm.attribution import Added, attribute
from skillfs.learning.llm.client import ChatClient
from skillfs.learning.llm.content_rules import ContentRules
from skillfs.learning.llm.lessons import Lesson
from skillfs.learning.llm.notes import Admitted, SessionNotes, admit, log_unverified
from skillfs.learning.llm.prompts import WRITING, prompt
from skillfs.learning.llm.rendering import fenced
from skillfs.learning.llm.skill_tools import Edit, SkillDesk
from skillfs.learning.llm.tasks import guidance_section
from skillfs.learning.protocol import Found, Skipped
from skillfs.skills.catalog import catalog_entries
from skillfs.skills.staging import Staging

SKILL_MD = "SKILL.md"
NEW_SKILLS_A_SESSION = 1
NEW_FILES_A_SESSION = 10
"""Files outside of daily-logs that one session may add: people, topics, entries (LEARNING.md)."""


@dataclass(slots=True)
class Written:
    """What a writing did: the `edits` in order, and by session id what of it came to stand in the skills, or why not.

    `schemas` are the digests of the SKILL.md files that were read, for a replay.
    """

    edits: list[Edit] = field(default_factory=list)
    schemas: dict[str, bytes] = field(default_factory=dict)
    found: dict[str, list[Found]] = field(default_factory=dict)
    skipped: dict[str, list[Skipped]] = field(default_factory=dict)


async def write(
    chat: ChatClient,
    notes: Sequence[SessionNotes],
    skills: Staging,
    *,
    problem: Callable[[Staging], str | None] = lambda skills: None,
    earlier: Written | None = None,
    limits: Limits | None = None,
) -> Written:
    """Put what sessions taught into `skills`. Raises `LearningFailed`, and then `skills` is half done: drop it.

    `problem` says what keeps a state from being published. With `earlier`, a writing of the same notes on another state
    of the skills, its edits are made again; only where some do not apply here is the model asked, and told which.
    """
    before = skills.fork()
    admitted = admit(notes, skills)
    logged = {one.notes.session_id: log_unverified(one, skills) for one in admitted}
    desk = _desk(notes, admitted, skills, problem)
    if any(not one.is_empty for one in admitted):
        await _edit(chat, notes, admitted, desk, earlier, limits or Limits(chat))
    return _account(admitted, logged, desk, Added(before, skills))


async def _edit(
    chat: ChatClient,
    notes: Sequence[SessionNotes],
    admitted: Sequence[Admitted],
    desk: SkillDesk,
    earlier: Written | None,
    limits: Limits,
) -> None:
    stale: list[tuple[Edit, str]] = []
    if earlier is not None:
        desk.seen_schemas.update(earlier.schemas)
        stale = desk.replay(earlier.edits)
        if not stale and desk.problem(desk.skills) is None:
            return
    instructions = prompt(WRITING).filled(skills=catalog(desk.skills), guidance=guidance_section(notes[-1].occasion))
    agent = Agent(chat, WRITING, desk.tools(), limits)
    agent.messages = [
        {"role": "system", "content": instructions},
        {"role": "user", "content": "\n\n".join([*_items(admitted), *_about_replay(earlier, stale)])},
    ]
    await agent.work()


def _desk(
    notes: Sequence[SessionNotes],
    admitted: Sequence[Admitted],
    skills: Staging,
    problem: Callable[[Staging], str | None],
) -> SkillDesk:
    texts = [lesson.text for one in admitted for lesson in one.procedures]
    rules = ContentRules([one.session for one in notes], texts)
    return SkillDesk(
        skills,
        rules,
        notes[-1].occasion.is_persons if notes else lambda path: True,
        problem,
        max_new_skills=NEW_SKILLS_A_SESSION * len(notes),
        max_new_files=NEW_FILES_A_SESSION * len(notes),
    )


def catalog(skills: Staging) -> str:
    """The names and descriptions of the skills that there are, one a line."""
    sources = [
        (path.split("/")[0], skills.read_text(path))
        for path in skills.paths()
        if path.count("/") == 1 and path.endswith(f"/{SKILL_MD}")
    ]
    lines = [f"- {entry.directory}: {entry.skill.description}" for entry in catalog_entries(sources) if entry.skill]
    return fenced("\n".join(lines) or "None.", "skills")


def _items(admitted: Sequence[Admitted]) -> Iterator[str]:
    yield "# Lessons and preferences to write"
    number = 0
    for one in admitted:
        for lesson in one.procedures:
            number += 1
            yield fenced(_lesson_text(number, lesson, one.notes.session_id), "lesson")
        if one.statements:
            lines = [f"- {item.text} (date: {item.date})" for item in one.statements]
            head = f"What people said in session {one.notes.session_id}:"
            yield fenced("\n".join([head, *lines]), "preferences")


def _lesson_text(number: int, lesson: Lesson, session_id: str) -> str:
    lines = [
        f"Lesson {number}, from session {session_id}, date: {lesson.date}",
        f"Task: {lesson.task.request}",
        f"Outcome: {lesson.task.status} ({lesson.task.evidence})",
        *(f"Progress: {line}" for line in lesson.task.progress),
        *(f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in lesson.fields),
        f"Applies when: {lesson.applies_when}",
    ]
    return "\n".join(lines)


def _about_replay(earlier: Written | None, stale: Sequence[tuple[Edit, str]]) -> Iterator[str]:
    if earlier is None:
        return
    yield (
        "# The skills were changed by somebody else while you worked\n"
        f"Of your {len(earlier.edits)} edits, {len(earlier.edits) - len(stale)} are made again already. These no longer"
        " apply; read what stands there now, and do again what is still needed, keeping what the other one wrote:"
    )
    for edit, reason in stale:
        arguments = json.dumps(json.loads(edit.arguments), ensure_ascii=False)
        yield fenced(f"{edit.tool} {arguments}\nError: {reason}", "edit")


def _account(admitted: Sequence[Admitted], logged: Mapping[str, list[Found]], desk: SkillDesk, added: Added) -> Written:
    written = Written(list(desk.edits), dict(desk.seen_schemas))
    for one in admitted:
        found, skipped = attribute(one, added)
        written.found[one.notes.session_id] = [*found, *logged[one.notes.session_id]]
        written.skipped[one.notes.session_id] = [*one.skipped, *skipped]
    return written
