"""Anomalies: far from the same weekdays' median, in deviations that one bad week does not move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from hub.domain import anomaly
from hub.domain.anomaly import Anomaly, Limits, scaled
from hub.domain.thresholds import shipped_thresholds

LIMITS = Limits.of(shipped_thresholds().on(date(2026, 1, 1)))
LEAST, LIMIT = LIMITS.least, LIMITS.deviations

FIGURES = st.integers(0, 10**9)
HISTORY = st.lists(FIGURES, min_size=LEAST, max_size=8)


def judge(observed: int | None, history: Sequence[int | None], unit: int) -> Anomaly | None:
    return anomaly.judge(observed, history, unit, LIMITS)


@pytest.mark.parametrize(
    ("observed", "history", "found"),
    [
        (100, [100] * 8, None),
        (117, [100] * 8, None),  # 3.4 times the five per cent that a flat history is given
        (118, [100] * 8, Anomaly(118, Fraction(100), Fraction(18, 5))),
        (50, [100] * 8, Anomaly(50, Fraction(100), Fraction(-10))),
        (3, [0] * 8, None),
        (4, [0] * 8, Anomaly(4, Fraction(0), Fraction(4))),
        (200, [100, 100, 100, 100, 5_000], Anomaly(200, Fraction(100), Fraction(20))),
        (120, [80, 90, 100, 110, 120], None),
        (10**9, [1, 2, 3], None),  # too short a history
        (10**9, [1, None, 3, None, 2], None),
        (None, [1] * 8, None),
    ],
)
def test_examples(observed: int | None, history: list[int], found: Anomaly | None) -> None:
    assert judge(observed, history, 1) == found


@given(HISTORY)
def test_the_usual_is_no_anomaly(history: list[int]) -> None:
    middle = sorted(history)[len(history) // 2]
    if len(history) % 2:
        assert judge(middle, history, 1) is None


@given(HISTORY, FIGURES, st.permutations(range(LEAST)))
def test_the_order_of_weeks_does_not_matter(
    history: list[int], observed: int, order: list[int]
) -> None:
    four = history[:LEAST]
    assert judge(observed, four, 1) == judge(observed, [four[at] for at in order], 1)


@given(HISTORY, FIGURES)
def test_further_off_is_no_less_of_an_anomaly(history: list[int], observed: int) -> None:
    found = judge(observed, history, 1)
    if found is not None and found.deviation > 0:
        further = judge(observed + 1_000, history, 1)
        assert further is not None
        assert further.deviation > found.deviation >= LIMIT


def test_parts_are_rounded_away_from_zero() -> None:
    halves = (Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3), Fraction(5, 2))
    assert [scaled(each, 1) for each in halves] == [1, -1, 0, 3]
    assert scaled(Fraction(10**16), 100) == 10**18
