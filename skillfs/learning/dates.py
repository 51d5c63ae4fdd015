"""On which day something happened, in the space's time zone."""

from __future__ import annotations

from datetime import date, datetime, time

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


def moment_of(moment: datetime | None, session: Session, occasion: Occasion) -> datetime:
    """The instant by which two statements are ordered: as `day_of`, at midnight where only a date is known."""
    if moment is None and session.created_at is None and (stated := _stated_date(session)):
        return datetime.combine(date.fromisoformat(stated), time(), occasion.timezone)
    known = moment or session.created_at or occasion.dropped_at
    return known if known.tzinfo else known.replace(tzinfo=occasion.timezone)


def _stated_date(session: Session) -> str | None:
    stated = session.meta.get("date")
    if not isinstance(stated, str):
        return None
    try:
        return date.fromisoformat(stated[:10]).isoformat()
    except ValueError:
        return None
