"""What a session shows of a project (how it is built, deployed and repaired), where a skill keeps files of projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from skillfs.learning.dates import day_of
from skillfs.learning.english.human_text import Statement
from skillfs.learning.english.plain_text import word_key
from skillfs.learning.protocol import Findings, Found, FoundKind, Occasion, Skipped
from skillfs.learning.safety import is_dangerous, is_poison, is_redacted, one_safe_line, without_contacts
from skillfs.learning.work.custom_skills import CustomSkill, with_known
from skillfs.learning.work.error_files import known_of
from skillfs.learning.work.fixes import Fix
from skillfs.learning.work.procedures import title_of
from skillfs.sessions.messages import Session
from skillfs.skills.schema import FieldStyle
from skillfs.skills.schema_files import add_bullet, set_field
from skillfs.skills.staging import Staging

DEPLOY = "deploy|deployment|how to deploy|deploying|release|releasing|deploy command|deploy steps"
ARCHITECTURE = "architecture|overview|stack|tech stack|components|structure|design"

_KIND = r"(?:project|repo|repository|service|app|application|codebase|site|package|api|backend|frontend)"
_NAMED = re.compile(rf"\b(?:[Tt]he|[Oo]ur|[Mm]y|[Tt]his)\s+(?P<name>[\w-]{{2,40}}(?:\s[\w-]{{2,40}})?)\s+{_KIND}\b")
_NO_PROJECT = re.compile(
    r"(?:\w+\s)?(?:whole|entire|new|old|other|same|current|main|first|test|web|python|node|side|next|own)", re.I
)
_CODE = re.compile(r"`(?P<command>[^`\n]{2,200})`")
_SAYS_DEPLOY = re.compile(
    r"\b(?:deploys?|deployed|deployment|deploying|ship(?:s|ped)?|releases?|released|roll(?:s|ed)? out)\b", re.I
)
_IS_MADE_OF = re.compile(
    r"\b(?:is (?:an?|built|made|written|split|composed|based)|consists? of|(?:is|are) made up of|runs? on|uses?|"
    r"talks? to|"
    r"stores?|reads?|writes? to|sits? (?:behind|on)|has (?:an?|two|three|four|five|\d+)|depends? on|is backed by|"
    r"exposes?|"
    r"listens? on)\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\bis (?:an? )?(?:mess|broken|slow|down|late|great|nice|pain|problem|disaster|joke)\b", re.IGNORECASE
)
_HOME_DIRECTORIES = frozenset(
    {"", "root", "home", "work", "src", "app", "tmp", "workspace", "workspaces", "code", "projects"}
)


@dataclass(slots=True)
class Runbooks:
    """Files what is known of projects."""

    session: Session
    skills: Staging
    occasion: Occasion
    findings: Findings

    def learn(self, said: Sequence[Statement], fixed: Sequence[Fix], skill: CustomSkill) -> None:
        """File what people state of projects, and the fixes of the session under the project that it is about."""
        for statement in said:
            if not (statement.one_off or statement.past or statement.invented):
                self._state(statement, skill)
        if fixed:
            self._file_issues(said, fixed, skill)

    def _state(self, statement: Statement, skill: CustomSkill) -> None:
        name = self._project_of(statement.text, skill)
        if name is None or is_poison(statement.text) or is_redacted(statement.text):
            return
        commands = [match["command"] for match in _CODE.finditer(statement.text)]
        if _SAYS_DEPLOY.search(statement.text) and commands and not any(map(is_dangerous, commands)):
            self._add(skill, name, DEPLOY, "; then ".join(f"`{command}`" for command in commands), statement)
        elif _IS_MADE_OF.search(statement.text) and not _STATE.search(statement.text):
            line = one_safe_line(without_contacts(statement.text)).rstrip(".!")
            self._add(skill, name, ARCHITECTURE, f"{line[:1].upper()}{line[1:]}", statement)

    def _add(self, skill: CustomSkill, name: str, names: str, value: str, statement: Statement) -> None:
        field = skill.field(names)
        path, text = skill.place(self.skills, name)
        if value in text:
            return
        day = day_of(statement.time, self.session, self.occasion)
        if field is None:
            edited = add_bullet(text, skill.schema.last_heading, f"{value} (date: {day})", skill.schema)
        elif field.style is FieldStyle.BULLETS:
            edited = add_bullet(text, field.heading, f"{value} (date: {day})", skill.schema)
        else:
            edited = set_field(text, skill.schema, field, f"{value} (date: {day})")
        self.skills.write(path, edited)
        self.findings.found.append(Found(FoundKind.FACT, f"{name}: {value}", path, statement.message, statement.source))

    def _file_issues(self, said: Sequence[Statement], fixed: Sequence[Fix], skill: CustomSkill) -> None:
        name = self._project(said, skill)
        if name is None:
            why = "the session does not say which project it is about"
            self.findings.skipped.append(Skipped(f"the fixes of this session, for {skill.directory}", why))
            return
        for fix in fixed:
            path, text = skill.place(self.skills, name)
            day = day_of(self.session.messages[fix.passing.message].time, self.session, self.occasion)
            edited = with_known(text, skill.schema, title_of(fix), known_of(fix, self.session), day)
            if edited != text:
                self.skills.write(path, edited)
                source = fix.passing.command or ""
                self.findings.found.append(Found(FoundKind.PROCEDURE, title_of(fix), path, fix.passing.message, source))

    def _project(self, said: Sequence[Statement], skill: CustomSkill) -> str | None:
        """The one project that a session is about: the one that people name, else the one it was held in."""
        named = {name for statement in said if (name := self._project_of(statement.text, skill))}
        if len(named) == 1:
            return named.pop()
        return None if named else next(self._held_in(), None)

    def _held_in(self) -> Iterator[str]:
        for key in ("project", "cwd", "repository", "repo"):
            value = self.session.meta.get(key)
            if isinstance(value, str) and (name := PurePosixPath(value).name).casefold() not in _HOME_DIRECTORIES:
                yield name

    def _project_of(self, text: str, skill: CustomSkill) -> str | None:
        """The project that a sentence is about: "the checkout project", or one that has a file, by its name."""
        for match in _NAMED.finditer(text):
            name = match["name"]
            if not _NO_PROJECT.fullmatch(name):
                return name
        words = f" {word_key(text)} "
        known = [name for name in skill.things(self.skills) if f" {word_key(name)} " in words]
        return known[0] if len(known) == 1 else None
