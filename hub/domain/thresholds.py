"""Dated data under a rule version: every threshold, rate, window and interpretation.

In: rows (parameter, industry, size, zone, from-day, value, basis); the shipped ones stand in
`data/thresholds.csv`. Out: the value of each parameter on a day for a merchant's industry, size and
zone, the most specific row winning (REG Art. 15(3)), as an integer: fen, millionths, a count, or 1
and 0 of a switch. Refused (DomainError): THRESHOLD for an unknown parameter, a bad value, the same
key twice, two rows of which neither is more specific; RULE_NOT_IN_FORCE before the first from-day.
"""

from __future__ import annotations

import csv
import hashlib
import io
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import combinations
from typing import TYPE_CHECKING

from hub.domain.parameters import parse_value
from hub.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RULES_EDITION = "2022.2"  # of the formulas in code; the digest behind it is of the data
_CITATION_ENDS = " · "
_MEMO_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a row or a question is about; an empty text is everybody, or not known."""

    industry: str = ""
    size: str = ""
    zone: str = ""

    def covers(self, other: Scope) -> bool:
        """Every merchant of `other` is one of mine. Industry codes cover their descendants."""
        return (
            other.industry.startswith(self.industry)
            and self.size in ("", other.size)
            and self.zone in ("", other.zone)
        )

    def meet(self, other: Scope) -> Scope | None:
        """The merchants of both, or None when there can be none."""
        if not (
            self.industry.startswith(other.industry) or other.industry.startswith(self.industry)
        ):
            return None
        if (self.size and other.size and self.size != other.size) or (
            self.zone and other.zone and self.zone != other.zone
        ):
            return None
        return Scope(
            max(self.industry, other.industry, key=len),
            self.size or other.size,
            self.zone or other.zone,
        )


EVERYBODY = Scope()


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """One line of the parameter file; `basis` is the citation, ` · `, and what it means."""

    parameter: str
    industry: str
    size: str
    zone: str
    valid_from: date
    value: str
    basis: str

    @property
    def scope(self) -> Scope:
        return Scope(self.industry, self.size, self.zone)


@dataclass(frozen=True, slots=True)
class _Series:
    scope: Scope
    days: tuple[date, ...]
    values: tuple[int, ...]
    bases: tuple[str, ...]

    def at(self, day: date) -> int | None:
        place = bisect_right(self.days, day)
        return place - 1 if place else None


class Standards(dict[str, int]):
    """The values of one day and scope. A parameter not yet in force raises RULE_NOT_IN_FORCE."""

    def __missing__(self, parameter: str) -> int:
        raise DomainError(
            "RULE_NOT_IN_FORCE", "该日尚无此规则 (the rule was not in force on that day)"
        )


class Thresholds:
    """A loaded set of rows. `rule_version` names formulas and data: equal data, equal version."""

    def __init__(self, rows: Iterable[ThresholdRow]) -> None:
        ordered = sorted(
            rows, key=lambda row: (row.parameter, row.industry, row.size, row.zone, row.valid_from)
        )
        self._series = _series(ordered)
        self.rule_version = f"{RULES_EDITION}-{_digest(ordered)}"
        self._memo: dict[tuple[date, Scope], Standards] = {}

    def on(self, day: date, scope: Scope = EVERYBODY) -> Standards:
        """All parameters in force on a day for a scope. Remembered: rules ask again and again."""
        remembered = self._memo.get((day, scope))
        if remembered is None:
            if len(self._memo) >= _MEMO_LIMIT:
                self._memo.clear()
            found = {name: self._find(name, day, scope) for name in self._series}
            remembered = Standards(
                {name: row.values[place] for name, (row, place) in found.items() if place >= 0}
            )
            self._memo[day, scope] = remembered
        return remembered

    def value_or_first(
        self, parameter: str, day: date, scope: Scope = EVERYBODY
    ) -> tuple[int, bool]:
        """The value on a day; before there was one, the first, and True: it is provisional."""
        series, place = self._find(parameter, day, scope)
        return series.values[max(place, 0)], place < 0

    def dated(self, parameter: str) -> tuple[tuple[date, int], ...]:
        """Every value for everybody, with the day from which it stands."""
        series = self._series[parameter][-1]
        return tuple(zip(series.days, series.values, strict=True))

    def earliest(self, parameter: str) -> date:
        """The day from which the parameter is in force for everybody."""
        return self._series[parameter][-1].days[0]

    def citation(self, parameter: str, day: date, scope: Scope = EVERYBODY) -> str:
        """Instrument and article of the value in force, or of the first one before that."""
        series, place = self._find(parameter, day, scope)
        return series.bases[max(place, 0)].split(_CITATION_ENDS)[0]

    def _find(self, parameter: str, day: date, scope: Scope) -> tuple[_Series, int]:
        for series in self._series[parameter]:
            place = series.at(day) if series.scope.covers(scope) else None
            if place is not None:
                return series, place
        return self._series[parameter][-1], -1


def parse_row(row: Mapping[str, str]) -> ThresholdRow:
    """A row from text cells. Raises DomainError THRESHOLD."""
    try:
        return ThresholdRow(
            row["parameter"],
            row.get("industry") or "",
            row.get("size") or "",
            row.get("zone") or "",
            date.fromisoformat(row["valid_from"]),
            row["value"],
            row["basis"],
        )
    except (KeyError, ValueError):
        raise _refusal("参数行不完整 (a parameter row lacks a cell or has a bad day)") from None


def known_parameters() -> frozenset[str]:
    """Every parameter that the rules ask for: those of the shipped file."""
    return frozenset(row.parameter for row in shipped_rows())


@lru_cache(maxsize=1)
def shipped_rows() -> tuple[ThresholdRow, ...]:
    """The rows of `data/thresholds.csv`."""
    text = files("hub.domain").joinpath("data/thresholds.csv").read_text("utf-8")
    return tuple(parse_row(row) for row in csv.DictReader(io.StringIO(text)))


@lru_cache(maxsize=1)
def shipped_thresholds() -> Thresholds:
    """The shipped rule set."""
    return Thresholds(shipped_rows())


def _series(ordered: list[ThresholdRow]) -> dict[str, tuple[_Series, ...]]:
    grouped: dict[str, dict[Scope, list[ThresholdRow]]] = {}
    for row in ordered:
        grouped.setdefault(row.parameter, {}).setdefault(row.scope, []).append(row)
    if grouped.keys() != known_parameters():
        raise _refusal("参数名不存在或缺失 (a parameter is unknown or missing)")
    return {name: _ranked(by_scope) for name, by_scope in grouped.items()}


def _ranked(by_scope: dict[Scope, list[ThresholdRow]]) -> tuple[_Series, ...]:
    series = {scope: _one_series(scope, rows) for scope, rows in by_scope.items()}
    if EVERYBODY not in series:
        raise _refusal("参数缺少通用值 (a parameter lacks its value for everybody)")
    _refuse_ties(series)
    # a scope that covers another stands behind it: more dimensions, then longer codes, come first
    return tuple(
        sorted(
            series.values(),
            key=lambda one: (
                bool(one.scope.size) + bool(one.scope.zone),
                len(one.scope.industry),
            ),
            reverse=True,
        )
    )


def _one_series(scope: Scope, rows: list[ThresholdRow]) -> _Series:
    days = tuple(row.valid_from for row in rows)
    if len(set(days)) < len(days):
        raise _refusal("同一参数同日有两个值 (a parameter has two values from one day)")
    return _Series(
        scope,
        days,
        tuple(parse_value(row.parameter, row.value) for row in rows),
        tuple(row.basis for row in rows),
    )


def _refuse_ties(series: dict[Scope, _Series]) -> None:
    """Two rows that may speak of one merchant need a rank, or a row for those they share."""
    for one, other in combinations(series, 2):
        shared = one.meet(other)
        if shared is None or shared in (one, other):
            continue
        both_from = max(series[one].days[0], series[other].days[0])
        if shared not in series or series[shared].days[0] > both_from:
            raise _refusal("两个参数值不分先后 (two values tie: neither is more specific)")


def _digest(ordered: list[ThresholdRow]) -> str:
    text = "\n".join(
        "|".join((r.parameter, r.industry, r.size, r.zone, r.valid_from.isoformat(), r.value))
        for r in ordered
    )
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]


def _refusal(message: str) -> DomainError:
    return DomainError("THRESHOLD", message)
