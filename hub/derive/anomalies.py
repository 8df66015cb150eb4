"""Figures that are far from their own history: of a district, a trade, a system, a merchant.

In: a connection, a day, merchants range by range. Out: rows of `anomaly`. Each subject is judged
by the same weekday of the weeks before, as known now: the rule itself is `hub/domain/anomaly.py`.
A group's figure is the sum of those who are in it today. It refuses nothing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from hub.derive.members import within
from hub.derive.position import AMOUNTS, DIMENSIONS, MEASURES, everybody
from hub.domain.anomaly import Limits, judge, scaled
from hub.domain.vocabulary import AnomalySubject, Dimension
from hub.tables.merchant import merchant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection, Select

    from hub.derive.members import Keyed
    from hub.domain.anomaly import Anomaly
    from hub.domain.thresholds import Thresholds

WATCHED = ("prepaid_balance", "held", "reports_missing", "complaints")
GROUPS: Mapping[AnomalySubject, Dimension] = {
    AnomalySubject.DISTRICT: Dimension.DISTRICT,
    AnomalySubject.INDUSTRY: Dimension.INDUSTRY,
    AnomalySubject.SYSTEM: Dimension.SYSTEM,
}
HUNDRED, MILLION, FARTHEST = 100, 1_000_000, 10**15
NOBODY = 0  # the merchant of an anomaly of a group
Subject = tuple[str, str, int]  # kind, key, merchant
Series = dict[tuple[Subject, str], dict[int, int]]  # figures by weeks ago


def history(connection: Connection, day: date, rules: Thresholds, among: Keyed) -> Series:
    """The figures of the merchants of a range of keys, and what they add to their groups."""
    series: Series = defaultdict(dict)
    for weeks in range(Limits.of(rules.on(day)).weeks + 1):
        asked = _figures(connection.dialect.name, day - timedelta(weeks=weeks), among)
        for row in connection.execute(asked):
            _take(series, row, weeks)
    return series


def add(series: Series, other: Series) -> None:
    """Other merchants beside these: the figures of a group are summed."""
    for name, known in other.items():
        there = series[name]
        for weeks, figure in known.items():
            there[weeks] = there.get(weeks, 0) + figure


def find_anomalies(day: date, series: Series, rules: Thresholds) -> list[dict[str, Any]]:
    """The anomalies of a day, as rows."""
    limits = Limits.of(rules.on(day))
    return [
        {
            "merchant_id": merchant_id,
            "subject": kind,
            "key": key,
            "measure": measure,
            "day": day,
            **_told(found, measure),
            "rule_version": rules.rule_version,
        }
        for ((kind, key, merchant_id), measure), known in series.items()
        if (found := _judged(known, measure, limits)) is not None
    ]


def _told(found: Anomaly, measure: str) -> dict[str, int]:
    """Columns: figures in hundredths, which of an amount are its fen; deviations in millionths."""
    hundredths = 1 if measure in AMOUNTS else HUNDRED
    return {
        "observed": found.observed * hundredths,
        "expected": scaled(found.expected, hundredths),
        "deviation": max(-FARTHEST, min(FARTHEST, scaled(found.deviation, MILLION))),
    }


def _judged(known: Mapping[int, int], measure: str, limits: Limits) -> Anomaly | None:
    before = [known.get(weeks) for weeks in range(1, limits.weeks + 1)]
    unit = limits.amount if measure in AMOUNTS else limits.count
    return judge(known.get(0), before, unit, limits)


def _take(series: Series, row: Any, weeks: int) -> None:
    """A merchant's figures of one day, into its own series and those of its groups."""
    groups = [(kind.value, getattr(row, kind.value), NOBODY) for kind in GROUPS]
    subjects = [group for group in groups if group[1]]
    own = (AnomalySubject.MERCHANT.value, row.uscc, row.merchant_id)
    for measure in WATCHED:
        figure = getattr(row, measure)
        if figure is None:
            continue
        series[own, measure][weeks] = int(figure)
        for subject in subjects:
            there = series[subject, measure]
            there[weeks] = there.get(weeks, 0) + int(figure)


def _figures(dialect: str, day: date, among: Keyed) -> Select[Any]:
    at = everybody(dialect, day, day)
    groups = (DIMENSIONS[name](at).label(kind.value) for kind, name in GROUPS.items())
    figures = (MEASURES[name](at).label(name) for name in WATCHED)
    return select(merchant.c.merchant_id, merchant.c.uscc, *groups, *figures).where(
        merchant.c.superseded_at.is_(None), within(merchant, among)
    )
