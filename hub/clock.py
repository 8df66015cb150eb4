"""The only now and the only today of the hub.

`now()` is an aware instant in UTC with whole microseconds; `today()` is the calendar day in
Asia/Shanghai, which is what every rule, deadline and window of the hub is judged by.
`set_clock` fixes the time; the settings allow it in demo mode only (`HUB_NOW`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991

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
    return instant.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The first instant of a Shanghai calendar day."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
