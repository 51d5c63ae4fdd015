"""A space's tokens for a day: what was used of them, and until when sessions wait once they are used up."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from skillfs.skills.settings import SpaceSettings
from skillfs.store import model_use
from skillfs.store.database import Store

DEFERRED = "deferred: "
"""How the reason begins for which a session waits for the next day."""


@dataclass(frozen=True, slots=True)
class Deferral:
    """Why sessions wait, in one line, and until when, in nanoseconds since the epoch."""

    reason: str
    until_ns: int


class DailyBudget:
    """The `token_budget_per_day` of a space. A session that was begun is finished: the run's ceilings bound it."""

    def __init__(self, store: Store, space_id: int, settings: SpaceSettings) -> None:
        self._store = store
        self._space_id = space_id
        self._settings = settings

    def spend(self, tokens: int) -> None:
        """Count tokens that were used just now."""
        if tokens:
            model_use.add(self._store, self._space_id, self._now().date().isoformat(), tokens)

    def deferral(self) -> Deferral | None:
        """Why no further session may be begun today, None where one may."""
        budget = self._settings.token_budget_per_day
        if budget is None:
            return None
        now = self._now()
        used = model_use.used(self._store, self._space_id, now.date().isoformat())
        if used < budget:
            return None
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), self._settings.zone)
        reason = (
            f"{DEFERRED}{used:,} tokens were used today and token_budget_per_day is {budget:,}; learning goes on at"
            f" {midnight.isoformat(sep=' ', timespec='minutes')}"
        )
        return Deferral(reason, int(midnight.timestamp() * 1e9))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), self._settings.zone)
