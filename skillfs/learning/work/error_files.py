"""Errors that were met and overcome, filed by category where a skill of the space asks for that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from skillfs.learning.dates import day_of
from skillfs.learning.protocol import Findings, Found, FoundKind, Occasion
from skillfs.learning.work.causes import root_cause
from skillfs.learning.work.custom_skills import CustomSkill, with_known
from skillfs.learning.work.fixes import Fix
from skillfs.learning.work.procedures import title_of
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging

SYMPTOM, CAUSE, FIX = (
    "symptom|error|message",
    "root cause|cause|reason",
    "fix|solution|resolution|correct approach|steps",
)

_CATEGORIES = {
    "Permission errors": "permission denied|access (?:is )?denied|not permitted|forbidden|"
    "unauthori[sz]ed|40[13]\\b|EACCES",
    "Connection errors": "connect\\w*|refused|time[d ]?-?out|unreachable|host key|network|dns\\b|resolve host|socket|"
    "port \\d|ECONN\\w+|address already in use",
    "Dependency errors": "no module named|cannot find module|ModuleNotFound\\w*|ImportError|command not found|"
    "externally-managed|unmet|peer dep\\w*|could not find a version|package \\S+ (?:not found|does not exist)",
    "Resource errors": "no space left|out of memory|disk quota|too many open files|killed\\b|OOM",
    "Configuration errors": "JAVA_HOME|environment variable|not set|invalid (?:directory|option)|"
    "config\\w*|release version",
    "Build errors": "BUILD FAIL\\w*|compil\\w+|incompatible types|undefined reference|syntax ?error|cannot find symbol",
    "Authentication errors": "authenticat\\w+|password|credential\\w*|token|role \\S+ does not exist|login",
    "Version control errors": "failed to push|merge conflict|overwritten by|upstream branch|not a git repository",
    "Request errors": "(?:HTTP|status|error:?)\\W{0,3}[45]\\d\\d\\b|rate limit",
}
"""Words of error lines, by the category that they tell; the first that fits counts."""

_PATTERNS = tuple((name, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for name, words in _CATEGORIES.items())
_EXCEPTION = re.compile(r"(?:[\w.]+\.)?(?P<name>[A-Z]\w*?)(?:Error|Exception)\b")


@dataclass(slots=True)
class ErrorFiles:
    """Files the fixes of a session by the category of their errors."""

    session: Session
    skills: Staging
    occasion: Occasion
    findings: Findings

    def learn(self, fixed: Sequence[Fix], skill: CustomSkill) -> None:
        """Put each fix into the file of its category."""
        for fix in fixed:
            path, text = skill.place(self.skills, category_of_error(fix.symptom))
            day = day_of(self.session.messages[fix.passing.message].time, self.session, self.occasion)
            edited = with_known(text, skill.schema, title_of(fix), known_of(fix, self.session), day)
            if edited != text:
                self.skills.write(path, edited)
                source = fix.passing.command or ""
                self.findings.found.append(Found(FoundKind.PROCEDURE, title_of(fix), path, fix.passing.message, source))


def known_of(fix: Fix, session: Session) -> dict[str, str]:
    """What is known of an error that was fixed, by the names that formats give to it."""
    known = {SYMPTOM: f"`{fix.symptom}`"}
    if cause := root_cause(session, fix.passing.message):
        known[CAUSE] = cause
    if fix.steps:
        known[FIX] = "; then ".join(fix.steps)
    return known


def category_of_error(symptom: str) -> str:
    """The category of an error by its words: "Connection errors"; by the name of its exception where no other fits."""
    known = next((name for name, pattern in _PATTERNS if pattern.search(symptom)), None)
    if known:
        return known
    exception = _EXCEPTION.search(symptom)
    if exception and exception["name"]:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", exception["name"])
        return f"{words.capitalize()} errors"
    return "Other errors"
