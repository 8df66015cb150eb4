"""The periods that figures are asked for: one day, or a series cut by the calendar.

In: a day, or a first and last day and a grain, as asked; today. Out: (first, last) days, in order,
cut to what was asked. Refused (DomainError): PERIOD_TWICE for a day and a series, PERIOD_OPEN for a
grain without both ends, PERIOD_ORDER for an end before the beginning, PERIOD_FUTURE for days to
come, PERIOD_MANY for more than `MOST`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hub.domain.calendar import add_months
from hub.domain.vocabulary import Grain
from hub.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 400
DAY = timedelta(days=1)
MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
Period = tuple[date, date]


def asked(
    day: date | None, since: date | None, until: date | None, every: str | None, today: date
) -> tuple[Period, ...]:
    """The periods of a question; without any day it is about today."""
    series = (since, until, every)
    if day is not None and any(one is not None for one in series):
        raise DomainError("PERIOD_TWICE", "统计日与时间段不能同时给出 (give a day or a series)")
    if since is None and until is None and every is None:
        return _not_to_come(((day or today,) * 2,), today)
    if since is None:
        raise DomainError("PERIOD_OPEN", "时间序列须有起始日 (a series needs its first day)")
    last = until or today
    if last < since:
        raise DomainError("PERIOD_ORDER", "截止日早于起始日 (the end is before the beginning)")
    whole = ((since, last),) if every is None else tuple(_first(_cut(since, last, Grain(every))))
    return _not_to_come(whole, today)


def _not_to_come(periods: tuple[Period, ...], today: date) -> tuple[Period, ...]:
    if periods[-1][1] > today:
        raise DomainError("PERIOD_FUTURE", "日期晚于今日 (the day lies in the future)")
    return periods


def _first(periods: Iterator[Period]) -> Iterator[Period]:
    for number, period in enumerate(periods):
        if number == MOST:
            raise DomainError("PERIOD_MANY", f"至多 {MOST} 期 (more than {MOST} periods)")
        yield period


def _cut(since: date, until: date, grain: Grain) -> Iterator[Period]:
    first = since
    while first <= until:
        last = end_of(first, grain)
        yield first, min(last, until)
        if last >= until:
            return
        first = last + DAY


def end_of(day: date, grain: Grain) -> date:
    """The last day of the day's week, month, quarter or year."""
    if grain is Grain.DAY:
        return day
    if grain is Grain.WEEK:
        return day + DAY * (6 - day.weekday())
    months = MONTHS[grain]
    begun = day.replace(day=1, month=(day.month - 1) // months * months + 1)
    return add_months(begun, months) - DAY


def ending(day: date) -> tuple[Period, ...]:
    """The whole periods that end on a day: the day itself, and its week, month, quarter, year."""
    found = [(day, day)]
    if end_of(day, Grain.WEEK) == day:
        found.append((day - 6 * DAY, day))
    for grain, months in MONTHS.items():
        if end_of(day, grain) == day:
            found.append((add_months(day + DAY, -months), day))
    return tuple(found)
