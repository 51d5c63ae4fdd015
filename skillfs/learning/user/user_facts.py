"""What a session's person says of themself, written into `user-general-facts`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from skillfs.learning.dates import day_of
from skillfs.learning.english.human_text import Statement
from skillfs.learning.protocol import Findings, Found, FoundKind, Occasion, Skipped
from skillfs.learning.user import fact_files
from skillfs.learning.user.answers import answered
from skillfs.learning.user.corrections import corrected, meant, retract, takes_back
from skillfs.learning.user.endings import no_longer
from skillfs.learning.user.fact_files import Line
from skillfs.learning.user.facts import Fact, facts_in
from skillfs.learning.user.forgetting import forget, forget_request
from skillfs.learning.user.replacements import beside, former_value, is_besides, replaced, superseded, without_former
from skillfs.sessions.messages import Session
from skillfs.skills.staging import Staging

MAX_FACTS = 20
"""Facts that one session may add; a session with more is a data dump, not a conversation."""

_ENDS = re.compile(
    r"The user(?: has)? (?:(?:just|recently|finally) )?(?:quit|stopped|left|dropped|ditched|sold|gave up|given up|"
    r"cancelled|abandoned|"
    r"is done with|can (?:finally |now )?(?:eat|drink|have|do|take|tolerate))\b"
)
"""What tells only that something ended: once what it ended is gone, there is nothing left to say."""
_OF_PEOPLE = frozenset({"attribute:manager"})
"""Keys of the facts whose value is a person."""


@dataclass(slots=True)
class UserFacts:
    """Learns statement by statement, in their order, so that what is said later holds."""

    session: Session
    skills: Staging
    occasion: Occasion
    findings: Findings
    told: list[Fact] = field(default_factory=list)
    added: int = 0
    heard: set[int] = field(default_factory=set)
    """The messages of which a statement was learnt: the first one of each may be an answer."""
    slipped: int | None = None
    """The message in which the user last owned to a slip."""

    def learn(self, statement: Statement) -> None:
        """File the facts of one statement, or take back what it takes back."""
        before = self.session.messages[statement.message - 1] if statement.message else None
        opens = statement.message not in self.heard
        self.heard.add(statement.message)
        for said in answered(statement, before) if opens else [statement]:
            self._learn(said)

    def _learn(self, statement: Statement) -> None:
        if what := forget_request(statement):
            self._forget(statement, what)
            return
        if not fact_files.exists(self.skills):
            self._miss_skill(statement)
            return
        ended: list[Line] = []
        for what in no_longer(statement):
            for line in retract(self.skills, what, self._day(statement)):
                self._found(FoundKind.CORRECTION, f"no longer: {line.text}", line.path, statement)
                ended.append(line)
        slip = meant(statement, slipped=statement.message == self.slipped)
        if slip and (fact := corrected(self.skills, statement, *slip, self.told)):
            self._file(fact, FoundKind.CORRECTION)
            return
        old = former_value(statement)
        said = without_former(statement) if old else statement
        facts = [fact for fact in facts_in(said) if not (ended and _ENDS.match(fact.text))]
        if facts and old:
            self._drop(superseded(self.skills, facts, old, self._day(statement)), statement)
        if takes_back(statement):
            self.slipped = statement.message
            self._take_back(statement, facts)
        for fact in facts:
            self._replace(statement, fact)
            self._file(beside(fact) if is_besides(statement) else fact, fact.kind)

    def put_right(self, slip: Statement) -> None:
        """Correct who somebody is to the user, where a slip about a person names whom the user did not mean."""
        new, old = meant(slip) or ("", None)
        fact = corrected(self.skills, slip, new, old, self.told) if old else None
        if fact and fact.key in _OF_PEOPLE:
            self._file(fact, FoundKind.CORRECTION)

    def _replace(self, statement: Statement, fact: Fact) -> None:
        self._drop(replaced(self.skills, statement, fact, self._day(statement)), statement)

    def _drop(self, lines: list[Line], statement: Statement) -> None:
        for line in reversed(lines):
            fact_files.remove(self.skills, line)
            self._found(FoundKind.CORRECTION, f"no longer: {line.text}", line.path, statement)

    def _file(self, fact: Fact, kind: FoundKind) -> None:
        self.told.append(fact)
        if self.added >= MAX_FACTS:
            self.findings.skipped.append(Skipped(fact.text, f"a session may add {MAX_FACTS} facts, this one has more"))
            return
        day = day_of(fact.time, self.session, self.occasion)
        path = fact_files.put(self.skills, fact.text, fact.key, fact.topic, day)
        if path:
            self.added += 1
            self.findings.found.append(Found(kind, fact.text, path, fact.message, fact.source))

    def _forget(self, statement: Statement, what: str) -> None:
        removed = forget(self.skills, what)
        for line in removed:
            self._found(FoundKind.FORGOTTEN, line.text, line.path, statement)
        if not removed:
            self.findings.skipped.append(Skipped(f"forget {what}", "no skill says anything of it"))

    def _take_back(self, statement: Statement, facts: list[Fact]) -> None:
        """Remove the latest fact of the session that is of the kind of one that is told in its place."""
        kinds = {fact.key.partition(":")[0] for fact in facts}
        wrong = next((fact for fact in reversed(self.told) if fact.key.partition(":")[0] in kinds), None)
        for line in list(fact_files.lines(self.skills)):
            if wrong and line.text == wrong.text:
                fact_files.remove(self.skills, line)
                self._found(FoundKind.CORRECTION, f"no longer: {line.text}", line.path, statement)

    def _miss_skill(self, statement: Statement) -> None:
        for fact in facts_in(statement):
            why = f"the space has no {fact_files.SKILL}/SKILL.md to keep it"
            self.findings.skipped.append(Skipped(fact.text, why))

    def _found(self, kind: FoundKind, text: str, path: str, statement: Statement) -> None:
        self.findings.found.append(Found(kind, text, path, statement.message, statement.source))

    def _day(self, statement: Statement) -> str:
        return day_of(statement.time, self.session, self.occasion)
