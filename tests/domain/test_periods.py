"""Periods of a question: a day, a series by the calendar, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, strategies as st

from hub.domain.periods import MOST, asked, end_of, ending
from hub.domain.vocabulary import Grain
from hub.errors import DomainError

TODAY = date(2026, 3, 11)
DAYS = st.dates(date(2020, 1, 1), TODAY)


def test_a_question_without_a_day_is_about_today() -> None:
    assert asked(None, None, None, None, TODAY) == ((TODAY, TODAY),)
    assert asked(date(2026, 3, 1), None, None, None, TODAY) == ((date(2026, 3, 1),) * 2,)


@pytest.mark.parametrize(
    ("grain", "ends"),
    [
        ("DAY", [date(2025, 12, 30) + timedelta(days=n) for n in range(14)]),
        ("WEEK", [date(2026, 1, 4), date(2026, 1, 11), date(2026, 1, 12)]),
        ("MONTH", [date(2025, 12, 31), date(2026, 1, 12)]),
        ("YEAR", [date(2025, 12, 31), date(2026, 1, 12)]),
        (None, [date(2026, 1, 12)]),
    ],
)
def test_a_series_is_cut_by_the_calendar(grain: str | None, ends: list[date]) -> None:
    found = asked(None, date(2025, 12, 30), date(2026, 1, 12), grain, TODAY)
    assert [last for _, last in found] == ends


@given(DAYS, DAYS, st.sampled_from(list(Grain)))
def test_periods_follow_each_other_without_gap(one: date, two: date, grain: Grain) -> None:
    since, until = sorted((one, two))
    if (until - since).days >= MOST:
        since = until - timedelta(days=MOST - 1)
    found = asked(None, since, until, grain, TODAY)
    assert (found[0][0], found[-1][1]) == (since, until)
    for (_, last), (first, _) in pairwise(found):
        assert first == last + timedelta(days=1)
        assert end_of(last, grain) == last


@given(DAYS)
def test_whole_periods_end_on_their_last_day(day: date) -> None:
    for first, last in ending(day):
        grains = [g for g in Grain if end_of(first, g) == last == day]
        assert grains
        before = first - timedelta(days=1)
        assert any(end_of(before, grain) == before for grain in grains)


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ((TODAY, TODAY, None, None), "PERIOD_TWICE"),
        ((TODAY, None, None, "DAY"), "PERIOD_TWICE"),
        ((None, None, TODAY, None), "PERIOD_OPEN"),
        ((None, None, None, "DAY"), "PERIOD_OPEN"),
        ((None, TODAY, date(2026, 3, 10), None), "PERIOD_ORDER"),
        ((date(2026, 3, 12), None, None, None), "PERIOD_FUTURE"),
        ((None, TODAY, date(2026, 3, 12), "MONTH"), "PERIOD_FUTURE"),
        ((None, date(2024, 1, 1), TODAY, "DAY"), "PERIOD_MANY"),
    ],
)
def test_refusals(given_: Any, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        asked(*given_, TODAY)
    assert refused.value.code == code
