"""Times as transcripts write them, as aware UTC datetimes. An unreadable time is no reason to lose a session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from skillfs.sessions.messages import JSON

TIME_FIELDS = ("timestamp", "created_at", "createdAt", "created", "time", "ts", "date")
"""The names under which messages carry their time, the most specific first."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\d{9,19}(?:\.\d{1,9})?")

# Above each bound a number of that size can only be the finer unit: 1e11 seconds is the year 5138.
_UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))


def parse_time(value: JSON) -> datetime | None:
    """The instant that an ISO 8601 string or an epoch number (seconds to nanoseconds) names, in UTC; else None.

    A string without an offset is taken as UTC.
    """
    try:
        if isinstance(value, str):
            return _from_number(float(value)) if _NUMBER.fullmatch(value) else _from_iso(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _from_number(value)
    except (ValueError, OverflowError):
        return None
    return None


def message_time(record: Mapping[str, JSON]) -> datetime | None:
    """The first readable time among the `TIME_FIELDS` of a record."""
    times = (parse_time(record[name]) for name in TIME_FIELDS if name in record)
    return next((time for time in times if time is not None), None)


def _from_iso(value: str) -> datetime:
    time = datetime.fromisoformat(value.strip())
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _from_number(value: float) -> datetime | None:
    if not value > 0:
        return None
    divisor = next((unit for bound, unit in _UNITS if value >= bound), 1.0)
    return _EPOCH + timedelta(seconds=value / divisor)
