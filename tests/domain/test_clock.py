"""Days and minutes: the same however an instant is written, and whichever was asked for before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, strategies as st

from hub.clock import SHANGHAI, day_of, minute_of

ZONES = st.sampled_from([UTC, SHANGHAI, timezone(timedelta(hours=-9, minutes=-30))])
BOUNDS = map(datetime.fromisoformat, ("1990-01-01", "2100-01-01"))
INSTANTS = st.datetimes(*BOUNDS, timezones=ZONES)
NEAR = st.timedeltas(timedelta(minutes=-2), timedelta(minutes=2))


@given(INSTANTS)
def test_a_day_is_that_of_the_clock_in_shanghai(instant: datetime) -> None:
    assert day_of(instant) == instant.astimezone(SHANGHAI).date()


@given(INSTANTS, st.lists(NEAR, min_size=1, max_size=8))
def test_a_minute_holds_its_instant_whatever_was_asked_before(
    begin: datetime, steps: list[timedelta]
) -> None:
    for instant in (begin, *(begin + step for step in steps)):
        minute = minute_of(instant)
        assert minute.begins <= instant < minute.ends == minute.begins + timedelta(minutes=1)
        assert minute.begins.second == minute.begins.microsecond == 0
        assert minute.day == day_of(instant)
