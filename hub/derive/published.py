"""The published figures of a day: cells of the fixed dimensions, suppressed and rounded once.

In: a connection inside one transaction, a day that is over, the instant. Out: cells of the day and
of each week, month, quarter and year that ends on it. The groups to be shown are chosen once a day
for all of them, by who is in them and not by what they did. A day's cells are never edited: a
recomputation that differs supersedes them. Refused: a day that is not over (DomainError DAY).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from hub import rule_set
from hub.clock import day_of
from hub.derive.anomalies import add, find_anomalies, history
from hub.derive.members import Members, insiders, members, next_keys, offices
from hub.derive.position import AMOUNTS, MEASURES
from hub.derive.restate import restate
from hub.domain.dimensions import FIXED, LEVELS, NONE, level
from hub.domain.periods import ending
from hub.domain.suppression import Limits, Parts, publishable, published
from hub.errors import DomainError
from hub.tables.statistics import anomaly, statistics_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from hub.derive.anomalies import Series
    from hub.derive.members import Keys, Office
    from hub.domain.thresholds import Thresholds

DAY = timedelta(days=1)
PART = 500  # merchants that are read at once
BEFORE_ALL = -1  # before every key
Group = tuple[str, "Keys"]  # the level, and its keys by FIXED: empty where the level has none


@dataclass
class Gathered:
    """What was read of a day so far, up to the merchant with the key `last`."""

    last: int = BEFORE_ALL
    members: Members = field(default_factory=Members)
    series: Series = field(default_factory=lambda: defaultdict(dict))

    def add(self, more: Gathered) -> None:
        self.last = more.last
        self.members.add(more.members)
        add(self.series, more.series)


@dataclass(frozen=True)
class Terms:
    """By what a day is stated: its rules, and the offices that see some merchants one by one."""

    day: date
    rules: Thresholds
    offices: Sequence[Office]


@dataclass(frozen=True)
class Stated:
    """The rows of a day, as they are to stand."""

    day: date
    cells: Sequence[dict[str, Any]]
    anomalies: Sequence[dict[str, Any]]


def publish(connection: Connection, day: date, *, now: datetime) -> int:
    """State the figures of a day that is over in one transaction; how many rows were written."""
    agreed, found = terms(connection, day, now), Gathered()
    while more := gather(connection, day, found.last):
        found.add(more)
    return write(connection, work_out(found, agreed), now)


def terms(connection: Connection, day: date, now: datetime) -> Terms:
    """Raises DomainError DAY for a day that is not over."""
    if day >= day_of(now):
        raise DomainError("DAY", "该日尚未结束 (the day is not over)")
    return Terms(day, rule_set.thresholds_of(connection), offices(connection))


def gather(connection: Connection, day: date, after: int) -> Gathered | None:
    """What the next merchants bring to a day, None behind the last of them.

    Each merchant is read as a whole; two parts may be read in two transactions.
    """
    among = next_keys(connection, after, PART)
    if among is None:
        return None
    series = history(connection, day, rule_set.thresholds_of(connection), among)
    return Gathered(among[1], members(connection, ending(day), among), series)


def work_out(gathered: Gathered, agreed: Terms) -> Stated:
    """What is published of a day; it needs no database, and seconds for a whole city."""
    day, rules, found = agreed.day, agreed.rules, gathered.members
    limits = Limits.of(rules.on(day))
    shown = _shown(found, agreed.offices, limits.least)
    fixed = {"until": day, "least": limits.least, "rule_version": rules.rule_version}
    cells = [
        {"since": since, **fixed, **cell}
        for since, _ in ending(day)
        for cell in _cells(found.parts.get((since, day), {}), shown, limits)
    ]
    return Stated(day, cells, find_anomalies(day, gathered.series, rules))


def write(connection: Connection, stated: Stated, now: datetime) -> int:
    """Write the rows of a day where they differ; how many."""
    of_day = statistics_cell.c.until == stated.day
    written = restate(connection, statistics_cell, of_day, stated.cells, now)
    return written + restate(
        connection, anomaly, anomaly.c.day == stated.day, stated.anomalies, now
    )


def publish_due(connection: Connection, now: datetime) -> int:
    """State the days that are over and not yet stated: after the newest, or yesterday's."""
    return sum(publish(connection, day, now=now) for day in due_days(connection, now))


def due_days(connection: Connection, now: datetime) -> list[date]:
    """The days that are over and not yet stated, oldest first; yesterday when none ever was."""
    yesterday = day_of(now) - DAY
    newest: date | None = connection.scalar(select(func.max(statistics_cell.c.until)))
    days = 1 if newest is None else (yesterday - newest).days
    return [yesterday - number * DAY for number in reversed(range(days))]


def _shown(found: Members, seeing: Sequence[Office], least: int) -> Mapping[Group, bool]:
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
    inside = list(insiders(seeing, found, places))
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
