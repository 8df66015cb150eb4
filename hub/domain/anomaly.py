"""How far a figure is from its own history: median and median deviation of the same weekdays.

In: the figure of a day and those of the same weekday in the weeks before, None where unknown, and
the limits of the day. Out:
an `Anomaly` when it is far off, else None. A median is not moved by one bad week, so an anomaly of
last week does not hide this week's. Refused: nothing; too short a history judges nobody. Source:
PLAN 智能监管三 (异常监测); the limit is that of Iglewicz and Hoaglin, How to Detect Outliers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from hub.domain.money import ONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.domain.thresholds import Standards

SCALE = Fraction(14826, 10000)  # from median deviation to standard deviation: no law's number


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as far off on a day."""

    weeks: int  # of history
    least: int  # of them known
    deviations: Fraction  # standard ones
    flat: Fraction  # a history that never moves still moves by so much of itself
    count: int  # the least that counts as a move
    amount: int  # and of an amount, in fen

    @classmethod
    def of(cls, values: Standards) -> Limits:
        return cls(
            weeks=values["anomaly.weeks"],
            least=values["anomaly.least_weeks"],
            deviations=Fraction(values["anomaly.deviations"], ONE),
            flat=Fraction(values["anomaly.flat_share"], ONE),
            count=values["anomaly.least_count"],
            amount=values["anomaly.least_amount"],
        )


@dataclass(frozen=True, slots=True)
class Anomaly:
    """The figure, what was to be expected, and how many deviations lie between."""

    observed: int
    expected: Fraction
    deviation: Fraction


def judge(
    observed: int | None, history: Sequence[int | None], unit: int, limits: Limits
) -> Anomaly | None:
    """The anomaly of a figure beside its history; `unit` is the least that counts as a move."""
    known = [Fraction(figure) for figure in history if figure is not None]
    if observed is None or len(known) < limits.least:
        return None
    expected = Fraction(median(known))
    spread = SCALE * Fraction(median(abs(figure - expected) for figure in known))
    scale = max(spread, limits.flat * abs(expected), Fraction(unit))
    deviation = (observed - expected) / scale
    if abs(deviation) < limits.deviations:
        return None
    return Anomaly(observed, expected, deviation)


def scaled(value: Fraction, by: int) -> int:
    """So many parts of a value, halves away from zero."""
    size = (2 * abs(value.numerator) * by + value.denominator) // (2 * value.denominator)
    return size if value >= 0 else -size
