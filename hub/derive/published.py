"""The published figures of a day: cells of the fixed dimensions, suppressed and rounded once.

In: a connection inside one transaction, a day that is over, the instant. Out: cells of the day and
of each week, month, quarter and year that ends on it. The groups to be shown are chosen once a day
for all of them, by who is in them and not by what they did. A day's cells are never edited: a
recomputation that differs supersedes them. Refused: a day that is not over (DomainError DAY).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from hub import rule_set
from hub.clock import day_of
from hub.derive.anomalies import find_anomalies
from hub.derive.members import insiders, members
from hub.derive.position import AMOUNTS, MEASURES
from hub.derive.restate import restate
from hub.domain.dimensions import FIXED, LEVELS, NONE, level
from hub.domain.periods import ending
from hub.domain.suppression import Limits, Parts, publishable, published
from hub.errors import DomainError
from hub.tables.statistics import statistics_cell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from hub.derive.members import Keys, Members

DAY = timedelta(days=1)
Group = tuple[str, "Keys"]  # the level, and its keys by FIXED: empty where the level has none


def publish(connection: Connection, day: date, *, now: datetime) -> int:
    """State the figures of a day that is over; how many rows were written."""
    if day >= day_of(now):
        raise DomainError("DAY", "该日尚未结束 (the day is not over)")
    thresholds = rule_set.thresholds_of(connection)
    limits = Limits.of(thresholds.on(day))
    periods = ending(day)
    found = members(connection, periods)
    shown = _shown(connection, found, limits.least)
    fixed = {"until": day, "least": limits.least, "rule_version": thresholds.rule_version}
    rows = [
        {"since": since, **fixed, **cell}
        for since, _ in periods
        for cell in _cells(found.parts[since, day], shown, limits)
    ]
    of_day = statistics_cell.c.until == day
    written = restate(connection, statistics_cell, of_day, rows, now)
    return written + find_anomalies(connection, day, now=now, rules=thresholds)


def publish_due(connection: Connection, now: datetime) -> int:
    """State the days that are over and not yet stated: after the newest, or yesterday's."""
    yesterday = day_of(now) - DAY
    newest: date | None = connection.scalar(select(func.max(statistics_cell.c.until)))
    day = yesterday if newest is None else newest + DAY
    written = 0
    while day <= yesterday:
        written += publish(connection, day, now=now)
        day += DAY
    return written


def _shown(connection: Connection, found: Members, least: int) -> Mapping[Group, bool]:
    """Every group with anybody in it, and whether its figures may be published."""
    places = sorted(found.seen)
    groups: dict[Group, set[int]] = defaultdict(set)
    for number, keys in enumerate(places):
        for group in _groups_of(keys):
            groups[group].add(number)
    sizes = [len(found.seen[keys]) for keys in places]

    def worth(group: Group) -> tuple[int, int, Group]:
        """Coarse before fine, large before small."""
        return group[0].count("+") + bool(group[0]), -sum(sizes[at] for at in groups[group]), group

    ordered = {group: frozenset(groups[group]) for group in sorted(groups, key=worth)}
    inside = list(insiders(connection, found, places))
    may = publishable(ordered, sizes, least=least, insiders=inside)
    return {group: group in may for group in ordered}


def _groups_of(keys: Keys) -> list[Group]:
    """The groups of a merchant, one a level."""
    return [
        (
            level(chosen),
            tuple(key if name in chosen else NONE for name, key in zip(FIXED, keys, strict=True)),
        )
        for chosen in LEVELS
    ]


def _cells(
    parts: Mapping[Keys, Mapping[str, Parts]], shown: Mapping[Group, bool], limits: Limits
) -> list[dict[str, Any]]:
    """One period's cells."""
    sums: dict[Group, dict[str, Parts]] = {group: {} for group in shown}
    for keys, figures in parts.items():
        for group in _groups_of(keys):
            here = sums[group]
            for name, part in figures.items():
                here[name] = here.get(name, Parts()) + part
    return [
        {
            "level": group[0],
            **dict(zip(FIXED.values(), group[1], strict=True)),
            "suppressed": not open_,
            **{name: _figure(name, sums[group], limits) if open_ else None for name in MEASURES},
        }
        for group, open_ in shown.items()
    ]


def _figure(name: str, figures: Mapping[str, Parts], limits: Limits) -> int | None:
    base = limits.amounts if name in AMOUNTS else limits.counts
    return published(figures.get(name, Parts()), base, limits.share)
