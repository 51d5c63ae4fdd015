"""The llm learner: reads every session of a run by itself, then writes for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from skillfs.learning.english.plain_text import plain
from skillfs.learning.llm import lessons, tasks, writing
from skillfs.learning.llm.agent import Limits
from skillfs.learning.llm.client import ChatClient
from skillfs.learning.llm.configuration import LlmSettings
from skillfs.learning.llm.lessons import Lesson
from skillfs.learning.llm.notes import SessionNotes
from skillfs.learning.llm.prompts import LESSONS, TASKS, WRITING, prompt
from skillfs.learning.llm.writing import Written
from skillfs.learning.protocol import Findings, Learner, Occasion, Skipped, StageUse
from skillfs.learning.recalled import Recalled
from skillfs.sessions.digest import message_digests
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging

BATCH_SECONDS = 300.0
"""For how long a run takes further sessions before it writes."""
USER_FACTS = "user-general-facts"


@dataclass(slots=True)
class _Reading:
    """What was read from one session; `findings` is the account so far."""

    notes: SessionNotes
    findings: Findings


@dataclass(slots=True)
class LlmLearner:
    """Learns with a model. One of these serves one run; what it has read and written is made again without asking the
    model where the space changed underneath."""

    settings: LlmSettings
    name: str = "llm"
    batch_seconds: float = BATCH_SECONDS
    _chat: ChatClient = field(init=False)
    _spent: Callable[[int], None] = lambda tokens: None
    _readings: dict[tuple[object, ...], _Reading] = field(default_factory=dict)
    _by_session: dict[str, _Reading] = field(default_factory=dict)
    _written: dict[tuple[str, ...], Written] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._chat = ChatClient(self.settings, spent=lambda tokens: self._spent(tokens))

    async def learn(self, session: Session, skills: Staging, occasion: Occasion) -> Findings:
        """Read a session: its tasks, and a lesson for each that has ended. Edits nothing. Raises `LearningFailed`."""
        self._spent = occasion.spent
        digests = message_digests(session)
        key = (
            occasion.session_id, occasion.learnt_through, occasion.ended, digests[-1] if digests else b"",
            session.outcome, session.feedback, occasion.guidance, occasion.success_criteria, occasion.failure_criteria,
        )  # fmt: skip
        reading = self._readings.get(key)
        if reading is None:
            reading = self._readings[key] = await self._read(session, skills, occasion)
        self._by_session[occasion.session_id] = reading
        return reading.findings

    async def finish_run(
        self, skills: Staging, sessions: Sequence[str], check: Callable[[Staging], str | None]
    ) -> Mapping[str, Findings]:
        """Write what these sessions taught, which were read before. Raises `LearningFailed`."""
        readings = [self._by_session[name] for name in sessions]
        used = dict(self._chat.use)
        key = tuple(sessions)
        written = self._written[key] = await writing.write(
            self._chat,
            [reading.notes for reading in readings],
            skills,
            problem=check,
            earlier=self._written.get(key),
        )
        use = _difference(self._chat.use, used).get(WRITING)
        return {
            name: self._finished(name, reading.findings, written, use, len(sessions))
            for name, reading in zip(sessions, readings, strict=True)
        }

    def go_on_from(self, earlier: Learner) -> None:
        """Take over the sessions that `earlier`, a learner with the same settings, has read."""
        if isinstance(earlier, LlmLearner) and earlier.settings == self.settings:
            self._readings = earlier._readings

    async def close(self) -> None:
        """Close the connections to the endpoint."""
        await self._chat.close()

    async def _read(self, session: Session, skills: Staging, occasion: Occasion) -> _Reading:
        used = dict(self._chat.use)
        limits = Limits(self._chat)
        recalled = Recalled(session, occasion.is_recalled)
        known = list(_known(skills))
        record = await tasks.extract(self._chat, session, occasion, known=known, limits=limits, recalled=recalled)
        known += [preference.text for preference in record.preferences]
        skipped, learnt = list(record.skipped), []
        for index in record.ended:
            result = await lessons.distil(
                self._chat,
                session,
                record.tasks[index],
                occasion,
                tasks=record.tasks,
                skills=writing.catalog(skills),
                known=known,
                limits=limits,
                recalled=recalled,
            )
            if isinstance(result, Lesson):
                learnt.append(result)
            else:
                skipped.append(Skipped(result.task.request, result.reason))
        notes = SessionNotes(occasion.session_id, session, occasion, tuple(learnt), tuple(record.preferences))
        findings = Findings(
            tasks=record.tasks,
            skipped=skipped,
            recalled_lines=len(recalled),
            model=self._chat.model,
            stages=_difference(self._chat.use, used),
            prompts={stage: prompt(stage).version for stage in (TASKS, LESSONS, WRITING)},
            awaits_writing=bool(learnt or record.preferences),
        )
        findings.tokens = _tokens(findings.stages)
        if not findings.awaits_writing and not skipped:
            findings.skipped.append(Skipped("the session", _why_nothing(session, occasion, bool(record.tasks))))
        return _Reading(notes, findings)

    def _finished(self, name: str, read: Findings, written: Written, use: StageUse | None, sessions: int) -> Findings:
        stages = dict(read.stages)
        if use is not None:
            stages[WRITING] = StageUse(
                use.calls, use.prompt_tokens, use.completion_tokens, use.cached_tokens, use.seconds, sessions
            )
        return Findings(
            tasks=read.tasks,
            found=written.found[name],
            skipped=[*read.skipped, *written.skipped[name]],
            recalled_lines=read.recalled_lines,
            model=read.model,
            stages=stages,
            tokens=_tokens(stages),
            prompts=read.prompts,
        )


def _known(skills: Staging) -> Iterator[str]:
    """The statements about the user that the skills hold."""
    for path in skills.paths(USER_FACTS):
        if not path.endswith("/SKILL.md"):
            for line in (skills.read_text(path) or "").splitlines():
                if line.startswith("- "):
                    yield plain(line)


def _difference(now: Mapping[str, StageUse], before: Mapping[str, StageUse]) -> dict[str, StageUse]:
    """What was used since, by stage."""
    return {stage: use - before.get(stage, StageUse()) for stage, use in now.items() if use != before.get(stage)}


def _tokens(stages: Mapping[str, StageUse]) -> dict[str, int]:
    """All tokens by kind, of shared stages the session's share."""
    shares = [(use, use.shared_by) for use in stages.values()]
    return {
        "prompt": sum(use.prompt_tokens // by for use, by in shares),
        "completion": sum(use.completion_tokens // by for use, by in shares),
        "cached": sum(use.cached_tokens // by for use, by in shares),
    }


def _why_nothing(session: Session, occasion: Occasion, has_tasks: bool) -> str:
    if len(session.messages) <= occasion.learnt_through:
        return "it has no messages that are new"
    if has_tasks:
        return "its tasks are still open, and nobody said anything of themselves"
    return "the model found no task and no preference in it"
