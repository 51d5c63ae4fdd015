"""On which day something happened, in the space's time zone."""

from __future__ import annotations

from datetime import date, datetime

from skillfs.learning.protocol import Occasion
from skillfs.sessions.messages import Session


def day_of(moment: datetime | None, session: Session, occasion: Occasion) -> str:
    """The ISO date of a message: its own time, else the session's, else ``meta.date``, else when it was dropped."""
    if moment is None and session.created_at is None and (stated := _stated_date(session)):
        return stated
    return local_day(moment or session.created_at or occasion.dropped_at, occasion)


def local_day(moment: datetime, occasion: Occasion) -> str:
    """The ISO date of an instant in the space's time zone; a naive time is taken as local."""
    local = moment if moment.tzinfo is None else moment.astimezone(occasion.timezone)
    return local.date().isoformat()


def _stated_date(session: Session) -> str | None:
    stated = session.meta.get("date")
    if not isinstance(stated, str):
        return None
    try:
        return date.fromisoformat(stated[:10]).isoformat()
    except ValueError:
        return None
