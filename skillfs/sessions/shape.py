"""The boundary between JSON of any shape and typed values: pydantic models, and errors that carry a JSON path."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from skillfs.sessions.messages import JSON

Path: TypeAlias = tuple[str | int, ...]


class Boundary(BaseModel):
    """A model of foreign JSON: it names the fields that are read, and lets all others pass."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ShapeError(ValueError):
    """A JSON document is no session of its format. `path` leads to the place; `problem` names flaw and remedy."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{json_path(self.path)}: {self.problem}"


def json_path(path: Path) -> str:
    """`path` in JSONPath notation (RFC 9535): ``$.messages[3].content``."""
    steps = (f"[{step}]" if isinstance(step, int) else _member(step) for step in path)
    return "$" + "".join(steps)


def _member(name: str) -> str:
    return f".{name}" if name.isidentifier() else f"[{name[:40]!r}]"


Model = TypeVar("Model", bound=Boundary)


def validate(model: type[Model], value: JSON, path: Path) -> Model:
    """`value` as a `model`. Raises `ShapeError` for the first flaw, under `path`, where `value` stands."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        if first["type"] == "model_type":
            raise ShapeError(path, "must be an object; write one") from None
        problem = "is missing; add it" if first["type"] == "missing" else f"{_plain(first['msg'])}; correct it"
        raise ShapeError((*path, *first["loc"]), problem) from None


def _plain(message: str) -> str:
    return message.replace("Input should be", "must be", 1).removeprefix("Value error, ")
