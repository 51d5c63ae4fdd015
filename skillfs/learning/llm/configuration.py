"""Which model the llm learner asks, and how long it may take: from the environment, config.toml and SPACE.md."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from skillfs.learning.protocol import LearningFailed
from skillfs.sessions.redaction import redact

NO_KEY = "none"
"""What is sent as the key to an endpoint that asks for none; the client refuses an empty one."""
REMEDY = "set SKILLFS_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL, or write them under [llm] in {path}"

_FROM_ENVIRONMENT = {
    "model": "SKILLFS_MODEL",
    "api_key": "OPENAI_API_KEY",
    "base_url": "OPENAI_BASE_URL",
    "trace_directory": "SKILLFS_TRACE",
}


class InvalidConfiguration(LearningFailed):
    """config.toml cannot be used. The message is one line: the file, the field and what is wrong with it."""


class LlmSettings(BaseModel):
    """How to reach the model, and the ceilings of one run. Times are in seconds, sizes in tokens.

    `api_key` is never shown: not by `repr`, not in an error. `batch_tokens` is how much of a session the tasks stage
    sees at once, `lesson_tokens` how much of a task the lessons stage does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    model: str = ""
    api_key: SecretStr | None = None
    base_url: str | None = None
    trace_directory: Path | None = None
    timeout_seconds: float = Field(120.0, gt=0, le=3600)
    retries: int = Field(4, ge=0, le=20)
    batch_tokens: int = Field(12_000, ge=500)
    lesson_tokens: int = Field(24_000, ge=500)
    max_iterations: int = Field(40, ge=1, le=1000)
    max_tokens_per_run: int = Field(400_000, ge=1)
    max_seconds_per_run: float = Field(900.0, gt=0)

    @property
    def is_complete(self) -> bool:
        """Whether there is a model, and an endpoint or a key to ask it with."""
        return bool(self.model and (self.api_key or self.base_url))

    @property
    def key(self) -> str:
        return self.api_key.get_secret_value() if self.api_key else NO_KEY

    @property
    def endpoint(self) -> str:
        """The endpoint as it may be shown."""
        return redact(self.base_url or "https://api.openai.com/v1")[0]


def config_path() -> Path:
    """Where config.toml is: ``$XDG_CONFIG_HOME/skillfs/config.toml``."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "skillfs" / "config.toml"


def settings_for(space_model: str = "", environment: Mapping[str, str] | None = None) -> LlmSettings:
    """The settings in force: those of config.toml, over them the environment's, over them the model of SPACE.md.

    Check `LlmSettings.is_complete` before use. Raises `InvalidConfiguration`.
    """
    environment = os.environ if environment is None else environment
    values = _from_file(config_path())
    values |= {field: value for field, name in _FROM_ENVIRONMENT.items() if (value := environment.get(name))}
    if space_model:
        values["model"] = space_model
    try:
        return LlmSettings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise InvalidConfiguration(f"{config_path()}: [llm] {field}: {first['msg']}") from None


def _from_file(path: Path) -> dict[str, Any]:
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        raise InvalidConfiguration(f"{path}: {reason}; correct or remove it") from None
    table = document.get("llm", {})
    if not isinstance(table, dict):
        raise InvalidConfiguration(f"{path}: llm must be a table: write [llm] and its keys below it")
    return table
