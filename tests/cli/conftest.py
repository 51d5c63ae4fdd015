"""The command line as its users have it: arguments in; exit code, stdout and stderr out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from skillfs_cli.main import main


@dataclass(frozen=True)
class Result:
    """What a command ended with."""

    code: int
    out: str
    err: str


@pytest.fixture
def store_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "store" / "store.db"
    monkeypatch.setenv("SKILLFS_STORE", str(path))
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "SKILLFS_MODEL"):
        monkeypatch.delenv(name, raising=False)
    return path


@pytest.fixture
def skillfs(
    store_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Result]:
    """Run `skillfs` with these arguments, on a store of the test's own."""

    def run(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["skillfs", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capfd.readouterr()
        assert isinstance(end.value.code, int)
        return Result(end.value.code, out, err)

    return run
