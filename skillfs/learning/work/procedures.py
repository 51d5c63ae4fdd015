"""Verified fixes as procedures in domain skills, with evidence that grows over sessions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from skillfs.learning.dates import day_of
from skillfs.learning.english.plain_text import shorten
from skillfs.learning.english.turns import Turn
from skillfs.learning.protocol import Findings, Found, FoundKind, Occasion, Skipped
from skillfs.learning.safety import is_dangerous, is_poison, is_redacted
from skillfs.learning.work.actions import action_of
from skillfs.learning.work.domains import Domain, domain_of
from skillfs.learning.work.fixes import Fix, Unsolved, fixes_in
from skillfs.learning.work.placement import directory_for
from skillfs.learning.work.recurring import distinct, is_to_be_remembered, open_question, seen_before, warning_lines
from skillfs.learning.work.tasks import Stretch
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging

MAX_PROCEDURES = 5
"""Procedures that one session may add or support."""
MAX_OPEN_QUESTIONS = 2
"""Failures that stayed, of one task, that the daily log names."""
MAX_NEW_SKILLS = 1
"""Skills that one session may create."""

_EVIDENCE = re.compile(r"^- Evidence: \d+ sessions? \((?P<sessions>[^()]*)\)[ \t]*$", re.MULTILINE)
_VERIFIED = "- Verified:"
_HEADING = re.compile(r"^## (?P<title>.+?)(?: \(date: \d{4}-\d{2}-\d{2}\))?\s*$")
_SCOPES = {
    "--break-system-packages": "system Python with PEP 668, in a throwaway container",
    "--force": "where it is accepted that `--force` overrides a safety check",
    "--no-verify": "where it is accepted that the hooks do not run",
    "--legacy-peer-deps": "where conflicting peer dependencies are accepted",
}
_ENDS_WITH_ERROR = re.compile(r"^(?:error|fatal|Error|ERROR):\s+")


@dataclass(slots=True)
class Procedures:
    """Learns the fixes of a session's tasks."""

    session: Session
    skills: Staging
    occasion: Occasion
    findings: Findings
    fixed: list[Fix] = field(default_factory=list)
    _filed: int = 0
    _created: int = 0

    def learn(self, stretch: Stretch, since: int) -> list[str]:
        """File the fixes of a task that has ended, those that passed at message `since` or later; returns the lines for
        its Learnings in the daily log."""
        fixed, unsolved = fixes_in(stretch.executed)
        fixed = [fix for fix in fixed if not _is_refuted(fix, stretch)]
        learnings = [line for fix in fixed if fix.passing.message >= since and (line := self._file(fix))]
        failures = [failure for failure in distinct(unsolved) if failure.failing.message >= since]
        warnings = [self._warn(failure, stretch) for failure in failures]
        return [*learnings, *[line for line in warnings if line][-MAX_OPEN_QUESTIONS:]]

    def _warn(self, failure: Unsolved, stretch: Stretch) -> str:
        """The line for the daily log about a failure that stayed, and a warning where it was seen before."""
        line = open_question(failure)
        action = action_of(failure.failing.command or "")
        placed = domain_of(action, failure.symptom) if action else None
        seen = seen_before(failure, self.skills)
        gated = seen is not None or is_to_be_remembered(stretch)
        if action is None or placed is None or not gated or self._filed >= MAX_PROCEDURES:
            return line
        domain, file = placed
        directory = self._ensure_skill(domain, failure.symptom)
        if directory is None:
            return line
        title = _title(action.program, failure.symptom)
        path = f"{directory}/{file}"
        day = day_of(self.session.messages[failure.failing.message].time, self.session, self.occasion)
        block = [f"## {title} (date: {day})", *warning_lines(failure, stretch, self.session)]
        self._filed += 1
        found = Found(FoundKind.WARNING, title, path, failure.failing.message, failure.failing.command or "")
        self._put(found, "\n".join(block) + "\n", [seen] if seen else [])
        return f"{line} → {path}"

    def _file(self, fix: Fix) -> str | None:
        placed = domain_of(fix.action, fix.symptom)
        quoted = f"`{shorten(fix.symptom, 100)}`"
        if reason := _unfit(fix):
            self.findings.skipped.append(Skipped(fix.symptom, reason))
            return None
        self.fixed.append(fix)
        if placed is None:
            return f"{quoted} → {shorten('; then '.join(fix.steps), 160)}" if fix.steps else None
        domain, file = placed
        if self._filed >= MAX_PROCEDURES:
            self.findings.skipped.append(
                Skipped(fix.symptom, f"a session may add {MAX_PROCEDURES} procedures, this one has more")
            )
            return None
        directory = self._ensure_skill(domain, fix.symptom)
        if directory is None:
            return None
        path = f"{directory}/{file}"
        self._filed += 1
        self._write(fix, path)
        return f"{quoted} → {path}"

    def _ensure_skill(self, domain: Domain, symptom: str) -> str | None:
        """The directory of the skill for that domain, made where there is none; None where a session made enough."""
        directory = directory_for(domain, self.skills)
        if self.skills.read(f"{directory}/SKILL.md") is not None:
            return directory
        if self._created >= MAX_NEW_SKILLS:
            why = f"a session may create {MAX_NEW_SKILLS} skill, and {domain.name} would be one more"
            self.findings.skipped.append(Skipped(symptom, why))
            return None
        self._created += 1
        self.skills.write(f"{directory}/SKILL.md", domain.skill_md)
        return directory

    def _write(self, fix: Fix, path: str) -> None:
        time = self.session.messages[fix.passing.message].time
        title = title_of(fix)
        found = Found(FoundKind.PROCEDURE, title, path, fix.passing.message, fix.passing.command or "")
        self._put(found, _render(fix, title, day_of(time, self.session, self.occasion)))

    def _put(self, found: Found, block: str, earlier: Sequence[str] = ()) -> None:
        """Add an entry without its evidence, or this session to the evidence of the one that stands.

        `earlier` names the sessions before this one that a new entry rests on as well.

        A procedure takes the place of a warning about the same failure, and its evidence with it.
        """
        text = self.skills.read_text(found.path)
        base = text if text is not None else f"# {found.path.rpartition('/')[2].removesuffix('.md').capitalize()}\n"
        session = self.occasion.session_id
        known = _entry(base, found.text)
        if known and (found.kind is FoundKind.WARNING or _VERIFIED in known):
            edited = base.replace(known, _with_evidence(known, [*_sessions(known), session]))
        elif known:
            edited = base.replace(known, _with_evidence(block, [*_sessions(known), session]) + _gap_after(known))
        else:
            edited = f"{base.rstrip()}\n\n{_with_evidence(block, [*earlier, session])}"
        if edited != text:
            self.skills.write(found.path, edited)
            self.findings.found.append(found)


def _is_refuted(fix: Fix, stretch: Stretch) -> bool:
    """Whether the user's next words after a fix complain: "still broken here"."""
    said = (message for message in stretch.messages if message.human and message.index > fix.passing.message)
    answer = next(said, None)
    return answer is not None and stretch.heard.of(answer).turn is Turn.COMPLAINT


def _unfit(fix: Fix) -> str | None:
    words = "\n".join([*fix.steps, *fix.tried, *fix.diff])
    if is_dangerous(words):
        return "its fix is a command that must not be recommended"
    if is_redacted(words) or is_poison(words):
        return "its fix holds a secret or speaks to the reader"
    return None


def title_of(fix: Fix) -> str:
    """The heading of a fix's entry: the program and what it complained of."""
    return _title(fix.action.program, fix.symptom)


def _title(program: str, symptom: str) -> str:
    bare = _ENDS_WITH_ERROR.sub("", symptom)
    return bare if bare.startswith(f"{program}:") else f"{program}: {bare}"


def _entry(text: str, title: str) -> str | None:
    """The block of the entry of that title, from its heading to the next one; None where there is none."""
    lines = text.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if line.startswith("## ")]
    for start, end in pairwise([*starts, len(lines)]):
        if (match := _HEADING.match(lines[start])) and match["title"] == title:
            return "".join(lines[start:end])
    return None


def _sessions(block: str) -> list[str]:
    match = _EVIDENCE.search(block)
    return [name for name in match["sessions"].split(", ") if name] if match else []


def _with_evidence(block: str, sessions: Sequence[str]) -> str:
    """The entry with the sessions that it rests on, each named once, as its last line or in place of what it had."""
    names = list(dict.fromkeys(sessions))
    line = f"- Evidence: {len(names)} session{'s' if len(names) > 1 else ''} ({', '.join(names)})"
    if _EVIDENCE.search(block):
        return _EVIDENCE.sub(lambda _: line, block, count=1)
    return f"{block.rstrip()}\n{line}\n"


def _gap_after(block: str) -> str:
    return block[len(block.rstrip()) + 1 :]


def _render(fix: Fix, title: str, day: str) -> str:
    lines = [f"## {title} (date: {day})", f"- Symptom: `{fix.symptom}`"]
    if scope := _scope(fix):
        lines.append(f"- When to Apply: {scope}")
    steps = list(dict.fromkeys(fix.steps))
    if fix.program_replaced and steps:
        steps = [*steps[:-1], f"`{fix.passing_program}` instead of `{fix.action.program}`: {steps[-1]}"]
    if steps:
        lines.append("- Steps: " + " ".join(f"{number}. {step}" for number, step in enumerate(steps, 1)))
    if fix.diff:
        lines += ["- Changed lines:", "", "  ```diff", *(f"  {line}" for line in fix.diff), "  ```", ""]
    if fix.tried:
        lines.append(f"- Did not help: {', '.join(dict.fromkeys(fix.tried))}")
    lines.append(f"{_VERIFIED} the same action passed afterwards")
    return "\n".join(lines) + "\n"


def _scope(fix: Fix) -> str:
    return "; ".join(scope for flag, scope in _SCOPES.items() if any(flag in step for step in fix.steps))
