"""Where the llm learner's settings come from, and what wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillfs.learning.llm.configuration import InvalidConfiguration, settings_for


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("SKILLFS_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "SKILLFS_TRACE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "skillfs").mkdir()
    return tmp_path / "skillfs" / "config.toml"


def test_nothing_is_configured_at_first() -> None:
    assert not settings_for().is_complete


def test_the_environment_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILLFS_MODEL", "m")
    assert not settings_for().is_complete
    monkeypatch.setenv("OPENAI_API_KEY", "k-0123456789")
    settings = settings_for()
    assert (settings.is_complete, settings.model, settings.key) == (True, "m", "k-0123456789")
    assert "0123456789" not in repr(settings)


def test_the_space_wins_over_the_environment_and_that_over_the_file(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text('[llm]\nmodel = "from-file"\nbase_url = "http://file/v1"\nretries = 1\n')
    assert (settings_for().model, settings_for().is_complete) == ("from-file", True)
    monkeypatch.setenv("SKILLFS_MODEL", "from-environment")
    assert (settings_for().model, settings_for().base_url) == ("from-environment", "http://file/v1")
    assert (settings_for("from-space").model, settings_for("from-space").retries) == ("from-space", 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[llm\n", "config.toml: TOMLDecodeError: "),
        ("llm = 3\n", "llm must be a table"),
        ('[llm]\nretries = "many"\n', "[llm] retries: Input should be a valid integer"),
        ('[llm]\nmodle = "m"\n', "[llm] modle: Extra inputs are not permitted"),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong(config: Path, text: str, says: str) -> None:
    config.write_text(text)
    with pytest.raises(InvalidConfiguration) as failure:
        settings_for()
    assert str(failure.value).startswith(str(config))
    assert says in str(failure.value)


def test_an_error_never_shows_the_key(config: Path) -> None:
    config.write_text('[llm]\napi_key = ["sk-0123456789"]\n')
    with pytest.raises(InvalidConfiguration) as failure:
        settings_for()
    assert "0123456789" not in str(failure.value)


def test_an_endpoint_is_shown_without_its_password() -> None:
    settings = settings_for(environment={"OPENAI_BASE_URL": "https://me:hunter22secret@host/v1"})
    assert "hunter22secret" not in settings.endpoint
