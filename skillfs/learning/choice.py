"""Which learner serves a space."""

from __future__ import annotations

from skillfs.learning.llm.configuration import REMEDY, InvalidConfiguration, LlmSettings, config_path, settings_for
from skillfs.learning.protocol import Learner
from skillfs.skills.settings import LearnerChoice, SpaceSettings

OFF, LLM, OFFLINE = LearnerChoice.OFF.value, LearnerChoice.LLM.value, LearnerChoice.OFFLINE.value


class LearnerUnavailable(Exception):
    """A space asks for a learner that cannot work here. The message is one line: the setting and the remedy."""


def learner_name(settings: SpaceSettings) -> str:
    """What receipts and status call the learner of a space: ``offline``, ``llm`` or ``off``."""
    if settings.learner is not LearnerChoice.AUTO:
        return settings.learner.value
    try:
        return LLM if settings_for(settings.model).is_complete else OFFLINE
    except InvalidConfiguration:
        # Learning pauses until it is corrected: to fall back on rules in silence is not what its writer meant.
        return LLM


def model_name(settings: SpaceSettings) -> str:
    """The model that a space's learner asks; empty for one that asks none."""
    if learner_name(settings) != LLM:
        return ""
    try:
        return settings_for(settings.model).model
    except InvalidConfiguration:
        return settings.model


def why_paused(settings: SpaceSettings) -> str | None:
    """Why nothing is learnt with these settings, None when something is."""
    name = learner_name(settings)
    if name == OFF:
        return "SPACE.md says learner: off"
    if name != LLM:
        return None
    try:
        _complete_settings(settings)
    except LearnerUnavailable as error:
        return str(error)
    return None


def learner_for(settings: SpaceSettings) -> Learner | None:
    """The learner of a space, None where learning is off. Raises `LearnerUnavailable`."""
    name = learner_name(settings)
    if name == OFF:
        return None
    if name == LLM:
        from skillfs.learning.llm.learner import LlmLearner

        return LlmLearner(_complete_settings(settings))
    from skillfs.learning.offline import OfflineLearner

    return OfflineLearner()


def _complete_settings(settings: SpaceSettings) -> LlmSettings:
    try:
        found = settings_for(settings.model)
    except InvalidConfiguration as error:
        raise LearnerUnavailable(str(error)) from None
    if not found.is_complete:
        what = "no model" if not found.model else "neither a key nor an endpoint"
        raise LearnerUnavailable(
            f"SPACE.md says learner: llm, but {what} is configured: {REMEDY.format(path=config_path())}"
        )
    return found
