"""Verified fixes as procedures in domain skills, with evidence that grows over sessions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from skillfs.learning.dates import day_of
from skillfs.learning.domains import Domain, domain_of
from skillfs.learning.fixes import Fix, Unsolved, fixes_in
from skillfs.learning.plain_text import shorten
from skillfs.learning.protocol import Findings, Found, FoundKind, Occasion, Skipped
from skillfs.learning.safety import is_dangerous, is_poison, is_redacted
from skillfs.learning.tasks import Stretch
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging

MAX_PROCEDURES = 5
"""Procedures that one session may add or support."""
MAX_NEW_SKILLS = 1
"""Skills that one session may create."""

_EVIDENCE = re.compile(r"^- Evidence: \d+ sessions? \((?P<sessions>[^()]*)\)\s*$", re.MULTILINE)
_HEADING = re.compile(r"^## (?P<title>.+?)(?: \(date: \d{4}-\d{2}-\d{2}\))?\s*$")
_SCOPES = {
    "--break-system-packages": "system Python with PEP 668, in a throwaway container",
    "--force": "where it is accepted that `--force` overrides a safety check",
    "--no-verify": "where it is accepted that the hooks do not run",
    "--legacy-peer-deps": "where conflicting peer dependencies are accepted",
}
_ENDS_WITH_ERROR = re.compile(r"^(?:error|fatal|Error|ERROR):?\s+")


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
        learnings = [line for fix in fixed if fix.passing.message >= since and (line := self._file(fix))]
        return [*learnings, *_open_questions(unsolved)]

    def _file(self, fix: Fix) -> str | None:
        placed = domain_of(fix.action.family, fix.symptom)
        quoted = f"`{shorten(fix.symptom, 100)}`"
        if reason := _unfit(fix):
            self.findings.skipped.append(Skipped(fix.symptom, reason))
            return None
        self.fixed.append(fix)
        if placed is None:
            return f"{quoted} → {shorten('; then '.join(fix.steps), 160)}" if fix.steps else None
        domain, file = placed
        path = f"{domain.name}/{file}"
        if self._filed >= MAX_PROCEDURES:
            self.findings.skipped.append(
                Skipped(fix.symptom, f"a session may add {MAX_PROCEDURES} procedures, this one has more")
            )
            return None
        if not self._ensure_skill(domain, fix):
            return None
        self._filed += 1
        self._write(fix, path)
        return f"{quoted} → {path}"

    def _ensure_skill(self, domain: Domain, fix: Fix) -> bool:
        skill_md = f"{domain.name}/SKILL.md"
        if self.skills.read(skill_md) is not None:
            return True
        if self._created >= MAX_NEW_SKILLS:
            why = f"a session may create {MAX_NEW_SKILLS} skill, and {domain.name} would be one more"
            self.findings.skipped.append(Skipped(fix.symptom, why))
            return False
        self._created += 1
        self.skills.write(skill_md, domain.skill_md)
        return True

    def _write(self, fix: Fix, path: str) -> None:
        text = self.skills.read_text(path)
        if text is None:
            text = f"# {path.rpartition('/')[2].removesuffix('.md').capitalize()}\n"
        entry = title_of(fix)
        edited = _supported(text, entry, self.occasion.session_id)
        if edited is None:
            time = self.session.messages[fix.passing.message].time
            day = day_of(time, self.session, self.occasion)
            edited = f"{text.rstrip()}\n\n{_render(fix, entry, day, self.occasion.session_id)}"
        if edited != text:
            self.skills.write(path, edited)
            source = fix.passing.command or ""
            self.findings.found.append(Found(FoundKind.PROCEDURE, entry, path, fix.passing.message, source))


def _open_questions(unsolved: Sequence[Unsolved]) -> list[str]:
    """The failures that stayed, for the log: a warning goes live only when it is seen again."""
    symptoms = dict.fromkeys(f"unsolved: `{shorten(failure.symptom, 100)}`" for failure in unsolved)
    return list(symptoms)[-2:]


def _unfit(fix: Fix) -> str | None:
    words = "\n".join([*fix.steps, *fix.tried, *fix.diff])
    if is_dangerous(words):
        return "its fix is a command that must not be recommended"
    if is_redacted(words) or is_poison(words):
        return "its fix holds a secret or speaks to the reader"
    return None


def title_of(fix: Fix) -> str:
    """The heading of a fix's entry: the program and what it complained of."""
    symptom = _ENDS_WITH_ERROR.sub("", fix.symptom)
    return symptom if symptom.startswith(f"{fix.action.program}:") else f"{fix.action.program}: {symptom}"


def _supported(text: str, title: str, session_id: str) -> str | None:
    """The file with one more session in the evidence of the entry of that title; None where there is none."""
    lines = text.splitlines(keepends=True)
    start = next(
        (number for number, line in enumerate(lines) if (match := _HEADING.match(line)) and match["title"] == title),
        None,
    )
    if start is None:
        return None
    for number in range(start + 1, len(lines)):
        if lines[number].startswith("## "):
            break
        if match := _EVIDENCE.match(lines[number]):
            sessions = [name for name in match["sessions"].split(", ") if name]
            if session_id not in sessions:
                lines[number] = _evidence([*sessions, session_id])
            break
    return "".join(lines)


def _evidence(sessions: Sequence[str]) -> str:
    return f"- Evidence: {len(sessions)} session{'s' if len(sessions) > 1 else ''} ({', '.join(sessions)})\n"


def _render(fix: Fix, title: str, day: str, session_id: str) -> str:
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
    lines.append("- Verified: the same action passed afterwards")
    return "\n".join(lines) + "\n" + _evidence([session_id])


def _scope(fix: Fix) -> str:
    return "; ".join(scope for flag, scope in _SCOPES.items() if any(flag in step for step in fix.steps))
