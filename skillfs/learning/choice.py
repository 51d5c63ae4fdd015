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


def learner_for(settings: SpaceSettings) -> Learner | None:
    """The learner of a space, None where learning is off. Raises `LearnerUnavailable`."""
    name = learner_name(settings)
    if name == OFF:
        return None
    if name == LearnerChoice.LLM:
        raise LearnerUnavailable("SPACE.md: learner llm is not part of this skillfs; set learner: offline")
    from skillfs.learning.offline import OfflineLearner

    return OfflineLearner()
