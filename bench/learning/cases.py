"""The labelled cases: conversations, and what is to be learnt from them or must not be.

They are the tables in `cases/`, in YAML. Those below `held_out/` and `held_out_later/` were kept from the rules when
they were written, and those below `by_another_hand/` were written by somebody who never saw a rule; all of these have
been read since. No rule is ever tuned to what is missed of those below `unseen/`, of the same hand: they say what holds
of sentences never seen. A negative case has nothing to be learnt in it: after it, only SKILL.md files and the daily log
are there, unless it says `may_learn`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

CASES = Path(__file__).with_name("cases")
HELD_OUT = CASES / "held_out"
HELD_OUT_LATER = CASES / "held_out_later"
BY_ANOTHER_HAND = CASES / "by_another_hand"
UNSEEN = CASES / "unseen"
NOON = datetime(2026, 3, 17, 12, tzinfo=UTC)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(_Part):
    """One turn, of one kind. `meta`, `summary` and `sidechain` are records of Claude Code that no person wrote.

    `run`, `edit`, `read` and `web` are tool calls: a command, a file, a file, an address. `prints` is what the tool
    answered, `fails` its error flag.
    """

    user: str | None = None
    agent: str | None = None
    meta: str | None = None
    summary: str | None = None
    sidechain: str | None = None
    run: str | None = None
    edit: str | None = None
    read: str | None = None
    web: str | None = None
    was: str = ""
    now: str = ""
    prints: str = ""
    fails: bool = False

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Turn:
        kinds = (
            self.user,
            self.agent,
            self.meta,
            self.summary,
            self.sidechain,
            self.run,
            self.edit,
            self.read,
            self.web,
        )
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError(f"a turn is of one kind: {self}")
        return self


class Conversation(_Part):
    """One session, begun `at` some time, with an explicit `outcome` or none. `format` is ``anthropic`` or
    ``claude-code``."""

    talk: tuple[Turn, ...] = Field(min_length=1)
    at: datetime = NOON
    outcome: str | None = None
    format: str = "anthropic"


class Expectation(_Part):
    """An entry of a file that matches `file`, a glob below ``skills/``, which has all `words`, or all words of `or`.

    Case does not matter. `times` is how many such lines there are, when that matters.
    """

    file: str
    words: tuple[str, ...] = Field(min_length=1)
    alternative: tuple[str, ...] = Field(default=(), alias="or")
    times: int | None = None


class Case(_Part):
    """Sessions that are learnt one after the other, and what holds of the skills after them.

    `skills` are put into the space first. `expect` is there, `absent` is not. `forbid` stands in no skill file nor in
    the name of one, the daily log left aside, which may repeat a request; `never` stands in no file, receipt or kept
    session at all.
    """

    name: str
    drops: tuple[Conversation, ...] = Field(min_length=1)
    skills: tuple[str, ...] = ()
    settings: dict[str, str] = Field(default_factory=dict)
    negative: bool = False
    may_learn: bool = False
    expect: tuple[Expectation, ...] = ()
    absent: tuple[Expectation, ...] = ()
    forbid: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _spell_out(cls, raw: dict[str, object]) -> dict[str, object]:
        """`says` is short for one session in which the user says this, and the agent that it is done."""
        if "says" in raw:
            spoken = raw.pop("says")
            raw["drops"] = [{"talk": [{"user": spoken}, {"agent": "Done."}]}]
        return raw

    @model_validator(mode="after")
    def _has_something_to_hold(self) -> Case:
        if self.negative == bool(self.expect):
            raise ValueError(f"{self.name}: a case is negative or it expects something")
        return self

    @property
    def learns_nothing(self) -> bool:
        return self.negative and not self.may_learn


def load(directory: Path = CASES) -> Sequence[Case]:
    """The cases of the tables in a directory, not of those below it. Raises `ValueError` where one is malformed."""
    cases = [
        Case.model_validate(raw)
        for path in sorted(directory.glob("*.yaml"))
        for raw in yaml.safe_load(path.read_text("utf-8"))
    ]
    names = [case.name for case in cases]
    if len(set(names)) != len(names):
        raise ValueError(f"two cases have one name: {sorted(name for name in names if names.count(name) > 1)}")
    return cases
