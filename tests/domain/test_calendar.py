"""Working days against two independent calendars, and the edge where knowledge ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given, strategies as st

from hub.domain.calendar import (
    CountedDay,
    WorkCalendar,
    add_months,
    month_end,
    shanghai_day,
    shipped_calendar,
)
from hub.errors import DomainError

CALENDAR = shipped_calendar()
KNOWN = st.dates(date(2019, 1, 1), date(2026, 11, 30))
KNOWN_DAYS = [date(2019, 1, 1) + timedelta(days=n) for n in range(8 * 365 + 2)]


def test_every_known_day_agrees_with_chinesecalendar() -> None:
    assert KNOWN_DAYS[-1] == CALENDAR.known_until
    differing = [
        day
        for day in KNOWN_DAYS
        if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)
    ]
    assert differing == []


def test_public_holidays_agree_with_the_holidays_package() -> None:
    """`holidays` names the statutory days; none of them may be worked."""
    statutory = holidays.country_holidays("CN", years=range(2019, 2027), language="en_US")
    named = [day for day in statutory if day in set(KNOWN_DAYS)]
    assert len(named) > 80
    assert [day for day in named if CALENDAR.is_working_day(day)] == []


@given(KNOWN, st.integers(0, 20))
def test_adding_working_days_counts_them(start: date, count: int) -> None:
    last = CALENDAR.add_working_days(start, count).day
    days = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(map(CALENDAR.is_working_day, days)) == count
    assert count == 0 or CALENDAR.is_working_day(last)


@given(KNOWN)
def test_rolling_skips_rest_days_only(day: date) -> None:
    rolled = CALENDAR.roll_forward(day).day
    assert CALENDAR.is_working_day(rolled)
    skipped = [day + timedelta(days=n) for n in range((rolled - day).days)]
    assert not any(map(CALENDAR.is_working_day, skipped))


def test_past_the_known_day_weekends_only_and_provisional() -> None:
    assert CALENDAR.is_working_day(date(2027, 1, 1))
    assert not CALENDAR.is_working_day(date(2027, 1, 2))
    assert CALENDAR.add_working_days(date(2026, 12, 30), 1) == CountedDay(date(2026, 12, 31), False)
    assert CALENDAR.add_working_days(date(2026, 12, 30), 2) == CountedDay(date(2027, 1, 1), True)
    assert CALENDAR.roll_forward(date(2027, 1, 2)) == CountedDay(date(2027, 1, 4), True)
    assert CALENDAR.add_working_days(date(2018, 12, 31), 1).provisional


def test_a_calendar_that_contradicts_itself_is_refused() -> None:
    day = date(2022, 1, 1)
    for rows in ([(day, "holiday"), (day, "workday_shift")], [(day, "feast")]):
        with pytest.raises(DomainError) as caught:
            WorkCalendar.from_rows(rows, known_from=day, known_until=day)
        assert caught.value.code == "CALENDAR"
    with pytest.raises(DomainError):
        WorkCalendar.from_rows([], known_from=day, known_until=date(2021, 1, 1))


def test_months_end_where_they_end() -> None:
    assert add_months(date(2022, 1, 31), 1) == date(2022, 2, 28)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2022, 3, 29), 36) == date(2025, 3, 29)
    assert add_months(date(2022, 10, 31), 4) == date(2023, 2, 28)
    assert add_months(date(2022, 3, 31), -1) == date(2022, 2, 28)
    assert month_end(date(2024, 2, 1)) == date(2024, 2, 29)
    assert month_end(date(2022, 12, 5)) == date(2022, 12, 31)


def test_the_day_is_judged_in_shanghai() -> None:
    late = datetime(2022, 3, 31, 16, 0, tzinfo=UTC)
    assert shanghai_day(late) == date(2022, 4, 1)
    assert shanghai_day(late - timedelta(seconds=1)) == date(2022, 3, 31)
    assert shanghai_day(datetime.fromisoformat("2022-03-31T23:59")) == date(2022, 3, 31)
