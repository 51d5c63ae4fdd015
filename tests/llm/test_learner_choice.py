"""Which learner serves a space, by its settings, the environment and config.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillfs.learning.choice import LearnerUnavailable, learner_for, learner_name, model_name, why_paused
from skillfs.skills.settings import LearnerChoice, SpaceSettings

AUTO, LLM = SpaceSettings(), SpaceSettings(learner=LearnerChoice.LLM)


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("SKILLFS_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "skillfs").mkdir()
    return tmp_path / "skillfs" / "config.toml"


def describe(settings: SpaceSettings) -> tuple[str, str, str | None]:
    learner = learner_for(settings)
    return (learner_name(settings), model_name(settings), learner.name if learner else None)


def test_auto_is_offline_until_a_model_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    assert describe(AUTO) == ("offline", "", "offline")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert describe(AUTO) == ("offline", "", "offline")
    assert describe(SpaceSettings(model="m")) == ("llm", "m", "llm")
    monkeypatch.setenv("SKILLFS_MODEL", "n")
    assert describe(AUTO) == ("llm", "n", "llm")
    assert describe(SpaceSettings(learner=LearnerChoice.OFFLINE)) == ("offline", "", "offline")
    assert describe(SpaceSettings(learner=LearnerChoice.OFF)) == ("off", "", None)


def test_llm_without_a_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    reason = why_paused(LLM)
    assert reason == (
        "SPACE.md says learner: llm, but no model is configured: set SKILLFS_MODEL, and OPENAI_API_KEY or"
        f" OPENAI_BASE_URL, or write them under [llm] in {config}"
    )
    with pytest.raises(LearnerUnavailable, match="no model is configured"):
        learner_for(LLM)
    monkeypatch.setenv("SKILLFS_MODEL", "m")
    assert "neither a key nor an endpoint is configured" in (why_paused(LLM) or "")


def test_a_broken_config_pauses_auto_instead_of_falling_back(config: Path) -> None:
    config.write_text("[llm]\nmodel = 3\nbase_url = 4\n")
    assert (learner_name(AUTO), model_name(AUTO)) == ("llm", "")
    assert str(why_paused(AUTO)).startswith(f"{config}: [llm] model: Input should be a valid string")
    assert why_paused(SpaceSettings(learner=LearnerChoice.OFFLINE)) is None
