"""SPACE.md: a learning space's settings (YAML front matter) and its guidance for the learner (the body)."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from skillfs.skills import frontmatter
from skillfs.skills.frontmatter import FrontMatterError
from skillfs.store.quota import Quota

MIB = 1024 * 1024
DAY_SECONDS = 86_400

_SIZE = re.compile(r"(\d{1,15})\s*(B|KB|MB|GB|KiB|MiB|GiB)", re.IGNORECASE)
_UNITS = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_MAX_SHOWN = 60


class InvalidSpace(ValueError):
    """A SPACE.md cannot be used. The message is one line: the field, what is wrong with it, what is allowed."""


class LearnerChoice(StrEnum):
    """Which learner serves a space. `AUTO` is the llm one where a model is configured, else the offline one."""

    AUTO = "auto"
    OFFLINE = "offline"
    LLM = "llm"
    OFF = "off"


def _learner(value: object) -> object:
    """YAML 1.1 reads a bare ``off`` as false."""
    return "off" if value is False else value


def _bytes(value: object) -> object:
    """A size written with its unit, as a number of bytes; everything else as it is."""
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(match[1]) * _UNITS[match[2].lower()] if match else value


def _setting(default: object, means: str, allowed: str, **limits: Any) -> Any:
    return Field(default, description=means, json_schema_extra={"allowed": allowed}, **limits)


class SpaceSettings(BaseModel):
    """The settings of a space, all with defaults. Times are in seconds, sizes in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, allow_inf_nan=False)

    description: str = _setting("", "what this space is for", "text of at most 1024 characters", max_length=1024)
    learner: Annotated[LearnerChoice, BeforeValidator(_learner)] = _setting(
        LearnerChoice.AUTO, "who learns: auto takes the llm when a model is configured", "auto, offline, llm or off"
    )
    model: str = _setting("", "the llm learner's model; empty for SKILLFS_MODEL", "the name of a model", max_length=200)
    success_criteria: str = _setting("", "when a task counts as done, in your words", "text", max_length=10_000)
    failure_criteria: str = _setting("", "when a task counts as failed, in your words", "text", max_length=10_000)
    idle_seconds: float = _setting(
        8.0, "a live session is analysed after so long without a line", "0.1 to 86400 seconds", ge=0.1, le=DAY_SECONDS
    )
    finish_seconds: float = _setting(
        900.0, "a live session is finished after so long without a line", "0.1 to 604800 seconds",
        ge=0.1, le=7 * DAY_SECONDS,
    )  # fmt: skip
    batch_turns: int = _setting(
        16, "a live session is analysed after so many new turns", "a whole number from 1 to 10000", ge=1, le=10_000
    )
    review: bool = _setting(False, "true: what is learnt waits for skillfs accept", "true or false")
    max_session_bytes: Annotated[int, BeforeValidator(_bytes)] = _setting(
        64 * MIB, "larger sessions are refused", "1 KiB to 4 GiB, such as 67108864 or 64 MiB", ge=1024, le=4096 * MIB
    )
    max_skills_bytes: Annotated[int | None, BeforeValidator(_bytes)] = _setting(
        None, "what the files below skills/ may take together; empty for no limit",
        "from 1 KiB, such as 1073741824 or 1 GiB", ge=1024,
    )  # fmt: skip
    max_skills_files: int | None = _setting(
        None, "how many files, directories and links skills/ may hold; empty for no limit",
        "a whole number from 1", ge=1,
    )  # fmt: skip
    token_budget_per_day: int | None = _setting(
        None, "tokens the llm learner may use in a day; empty for no limit", "a whole number from 0", ge=0
    )
    redact: bool = _setting(True, "secrets are taken out before anything is stored", "true or false")
    timezone: str = _setting("UTC", "the zone of the dates in what is learnt", "an IANA zone such as Europe/Berlin")

    @field_validator(
        "idle_seconds", "finish_seconds", "batch_turns", "max_skills_files", "token_budget_per_day", mode="before"
    )
    @classmethod
    def _number(cls, value: object) -> object:
        if isinstance(value, bool | str):
            raise PydanticCustomError("not_a_number", "is no number")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise PydanticCustomError("no_zone", "is no time zone") from None
        return value

    @property
    def quota(self) -> Quota:
        """How much `skills/` may hold."""
        return Quota(self.max_skills_files, self.max_skills_bytes)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone that `timezone` names."""
        return zoneinfo.ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class SpaceDocument:
    """A SPACE.md: its settings, and its body without HTML comments, which the learner reads before every run."""

    settings: SpaceSettings
    guidance: str


def parse_space(text: str) -> SpaceDocument:
    """The settings and the guidance of a SPACE.md. One without front matter is all guidance; an empty key is a default.

    Raises `InvalidSpace`.
    """
    try:
        parts = frontmatter.split(text.removeprefix("\ufeff"))
        if parts is None:
            return SpaceDocument(SpaceSettings(), _without_comments(text.removeprefix("\ufeff")))
        node = frontmatter.mapping_node(parts.yaml)
        values = yaml.SafeLoader("").construct_document(node) if node else {}
    except FrontMatterError as error:
        raise InvalidSpace(f"SPACE.md: {error}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidSpace(f"SPACE.md: a value cannot be read ({_shown(error)}): put it in double quotes") from None
    return SpaceDocument(_settings(values), _without_comments(parts.body))


def default_space_md(description: str = "") -> str:
    """The SPACE.md of a new space: its description, and every other setting as a comment with its default.

    Raises `InvalidSpace` for a description that is too long.
    """
    _settings({"description": description})
    lines = ["---", f"description: {frontmatter.quoted(description.strip())}"]
    lines.append("# Settings, all optional. Remove the # to change one; what is learnt next follows it.")
    lines.extend(_commented_settings())
    return "\n".join([*lines, "---", "", *_GUIDANCE_HINT, ""])


_GUIDANCE_HINT = (
    "<!-- Below this comment, write to the learner in your own words. It reads that before every run, for example:",
    '     "We call the staging cluster Blue. Note every decision about the database. Write British English." -->',
)


def _settings(values: dict[str, object]) -> SpaceSettings:
    for key in values:
        if key not in SpaceSettings.model_fields:
            nearest = difflib.get_close_matches(str(key), SpaceSettings.model_fields, n=1, cutoff=0.0)[0]
            raise InvalidSpace(f"SPACE.md: {_shown(key)} is no setting; the nearest is {nearest}")
    try:
        settings = SpaceSettings.model_validate({key: value for key, value in values.items() if value is not None})
    except ValidationError as error:
        raise InvalidSpace(_first_error(error.errors(include_url=False)[0])) from None
    if settings.finish_seconds < settings.idle_seconds:
        raise InvalidSpace(
            f"SPACE.md: finish_seconds is {settings.finish_seconds:g}; allowed: at least idle_seconds, "
            f"which is {settings.idle_seconds:g}"
        )
    return settings


def _first_error(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    return f"SPACE.md: {name} is {_shown(error['input'])}; allowed: {_allowed(name)}"


def _allowed(name: str) -> str:
    extra = SpaceSettings.model_fields[name].json_schema_extra
    return str(extra["allowed"]) if isinstance(extra, dict) else ""


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    short = text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
    return repr(short) if isinstance(value, str) else short


def _commented_settings() -> Iterator[str]:
    for name, info in SpaceSettings.model_fields.items():
        if name != "description":
            yield f"# {name}: {_as_yaml(name, info.default)}".ljust(34) + f" # {info.description}"


def _as_yaml(name: str, default: object) -> str:
    if name == "max_session_bytes" and isinstance(default, int):
        return f"{default // MIB} MiB"
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, float):
        return f"{default:g}"
    return "" if default is None else str(default)


def _without_comments(text: str) -> str:
    """The text without its HTML comments; one that is not closed is text."""
    kept, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[position:start])
        position = end + len("-->")
    return "".join([*kept, text[position:]]).strip()
