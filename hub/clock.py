"""The only now and the only today of the hub.

`now()` is an aware instant in UTC with whole microseconds; `today()` is the calendar day in
Asia/Shanghai, which is what every rule, deadline and window of the hub is judged by.
`set_clock` fixes the time; the settings allow it in demo mode only (`HUB_NOW`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

AHEAD = timedelta(hours=8)  # no summer time since 1991
SHANGHAI = timezone(AHEAD, "Asia/Shanghai")

_fixed: list[datetime] = []


def set_clock(instant: datetime | None) -> None:
    """Fix the time to an aware instant, or let it run again with None."""
    if instant is not None and instant.tzinfo is None:
        raise ValueError("the clock takes an aware instant")
    _fixed[:] = [] if instant is None else [instant.astimezone(UTC)]


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed[0] if _fixed else datetime.now(UTC)


def today() -> date:
    """The present calendar day in Shanghai."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The Shanghai calendar day on which an aware instant lies."""
    if instant.tzinfo is UTC:  # nearly all are: a sum takes a sixth of a conversion
        return (instant + AHEAD).date()
    return instant.astimezone(SHANGHAI).date()


class Minute(NamedTuple):
    """A minute, and the Shanghai calendar day on which it lies."""

    begins: datetime
    ends: datetime
    day: date


_FIRST = datetime.min.replace(tzinfo=UTC)
_latest = [Minute(_FIRST, _FIRST, _FIRST.date())]


def minute_of(instant: datetime) -> Minute:
    """The minute in which an aware instant lies; the latest is remembered."""
    minute = _latest[0]
    if not minute.begins <= instant < minute.ends:
        begins = instant.replace(second=0, microsecond=0)
        minute = _latest[0] = Minute(begins, begins + timedelta(minutes=1), day_of(begins))
    return minute


def start_of(day: date) -> datetime:
    """The first instant of a Shanghai calendar day."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
