"""Which learner serves a space."""

from __future__ import annotations

from skillfs.learning.protocol import Learner
from skillfs.skills.settings import LearnerChoice, SpaceSettings

OFF = LearnerChoice.OFF.value


class LearnerUnavailable(Exception):
    """A space asks for a learner that cannot work here. The message is one line: the setting and the remedy."""


def learner_name(settings: SpaceSettings) -> str:
    """What receipts and status call the learner of a space: ``offline``, ``llm`` or ``off``."""
    choice = settings.learner
    return LearnerChoice.OFFLINE.value if choice is LearnerChoice.AUTO else choice.value


def why_paused(settings: SpaceSettings) -> str | None:
    """Why nothing is learnt with these settings, None when something is."""
    if learner_name(settings) == OFF:
        return "SPACE.md says learner: off"
    if settings.learner is LearnerChoice.LLM:
        return "SPACE.md: learner llm is not part of this skillfs; set learner: offline"
    return None


def learner_for(settings: SpaceSettings) -> Learner | None:
    """The learner of a space, None where learning is off. Raises `LearnerUnavailable`."""
    if learner_name(settings) == OFF:
        return None
    if reason := why_paused(settings):
        raise LearnerUnavailable(reason)
    from skillfs.learning.offline import OfflineLearner

    return OfflineLearner()
