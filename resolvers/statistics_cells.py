"""Statistics read from published cells: counts and amounts that tell of no single merchant.

In: what is gathered with, the dimensions, figures of crowds, the periods. Out: a select of one row
a group and period that a cell was published for; several cells make one row when a filter names
several keys, and what one of them withholds the sum withholds. Amounts are shown to whoever may
read such an amount of some merchant. Refused: other dimensions or filters than the fixed ones
(STATISTICS_FIXED), more than two of them together (STATISTICS_TOO_FINE).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    null,
    or_,
    select,
    true,
)

from hub.derive.position import AMOUNTS, MEASURES
from hub.domain.dimensions import FIXED, TOGETHER, level
from hub.domain.vocabulary import Dimension
from hub.errors import BadRequestError
from hub.tables.base import Text
from hub.tables.statistics import statistics_cell
from resolvers.labels import keyed
from resolvers.parts import camel
from resolvers.statistics_pins import PINS
from resolvers.subselects import exists

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from resolvers.gathering import Gathering, Spans

FILTERS: Mapping[str, Dimension] = {
    "district": Dimension.DISTRICT,
    "industry": Dimension.INDUSTRY,
    "riskCode": Dimension.RISK_CODE,
}
WIDEST = ("all", "own_district", "own_industry")
SHOWN_TO: Mapping[str, str] = {
    "prepaid_total": "CardReport.prepaidTotal",
    "prepaid_balance": "CardReport.prepaidBalance",
    "required": "CustodyAssessment.required",
    "held": "CustodyAssessment.held",
    "shortfall": "CustodyAssessment.shortfall",
}


def takes(given: Gathering, by: Sequence[Dimension]) -> bool:
    """Whether a question keeps to what cells have."""
    return set(by) <= set(FIXED) and set(given.branch.where) <= set(FILTERS)


def published(
    given: Gathering,
    by: Sequence[Dimension],
    crowds: Sequence[Any],
    spans: Spans,
    only: Callable[[Any], ColumnElement[bool]] | None = None,
) -> Select[Any]:
    """Rows of the cells under the widest of the caller's figures."""
    figure = min(crowds, key=lambda one: WIDEST.index(one.scope))
    chosen = {*by, *(FILTERS[name] for name in given.branch.where if name in FILTERS)}
    _refuse(given, by, figure, chosen)
    cell = statistics_cell.alias(given.binds.alias("cell"))
    conditions = [
        cell.c.superseded_at.is_(None),
        *_of_scope(given, cell, figure.scope, chosen),
        *_narrowed(given, cell),
        _of_periods(given, cell, spans),
    ]
    if only is not None:
        conditions.append(only(cell))
    return _rows(given, by, cell, figure).where(*conditions)


def _refuse(given: Gathering, by: Sequence[Dimension], figure: Any, chosen: set[Dimension]) -> None:
    allowed = set(figure.dimensions or FIXED) & set(FIXED)
    if not takes(given, by) or not chosen <= allowed:
        words = ", ".join(sorted(allowed))
        message = f"these statistics are sliced and narrowed by {words} only"
        raise BadRequestError("STATISTICS_FIXED", message)
    pin = PINS.get(figure.scope)
    if len(chosen | ({pin.dimension} if pin else set())) > TOGETHER:
        message = (
            f"these statistics cross {TOGETHER} dimensions at most, filters and scope included"
        )
        raise BadRequestError("STATISTICS_TOO_FINE", message)


def _of_scope(
    given: Gathering, cell: Any, scope: str, chosen: set[Dimension]
) -> list[ColumnElement[bool]]:
    """The level that holds the groups, and within it the caller's own."""
    binds = given.binds
    if scope == "all":
        return [cell.c.level == level(chosen)]
    pin = PINS[scope]
    own = pin.own(binds, cell.c[FIXED[pin.dimension]])
    at_home = cell.c.level == level({*chosen, pin.dimension})
    if scope == "own_district":
        return [at_home, own]
    both = {*chosen, pin.dimension, Dimension.DISTRICT}
    fine = level(both) if len(both) <= TOGETHER else "?"
    in_district = and_(cell.c.level == fine, cell.c.district == binds.district)
    return [own, or_(and_(binds.district == "", at_home), and_(binds.district != "", in_district))]


def _narrowed(given: Gathering, cell: Any) -> list[ColumnElement[bool]]:
    """The caller's filters, each on the key of its dimension."""
    found = []
    for name, dimension in FILTERS.items():
        if name in given.branch.where:
            widen = given.filters.expansions.get(name)
            key, value = cell.c[FIXED[dimension]], given.branch.where[name]
            found.append(given.binds.argument_among(key, value, Text, widen))
    return found


def _of_periods(given: Gathering, cell: Any, spans: Spans) -> ColumnElement[bool]:
    """Whole periods as asked; without any day, the newest day that was published."""
    arguments = given.branch.arguments
    if all(arguments.get(name) is None for name in ("day", "since", "until", "every")):
        newest = statistics_cell.alias(given.binds.alias("newest"))
        last = select(func.max(newest.c.until)).where(newest.c.superseded_at.is_(None))
        return and_(cell.c.since == cell.c.until, cell.c.until == last.scalar_subquery())
    period = given.periods(spans)
    same = and_(cell.c.since == period.since, cell.c.until == period.until)
    return exists(period.rows, same)


def _rows(given: Gathering, by: Sequence[Dimension], cell: Any, figure: Any) -> Select[Any]:
    open_ = and_(cell.c.suppressed.is_(false()), cell.c.least >= figure.min_group)
    hidden = func.sum(case((open_, 0), else_=1)) > 0
    keys = [cell.c[FIXED[dimension]] for dimension in by]
    figures = [
        _figure(given, cell, name, open_, figure.rounding).label(name)
        for name in MEASURES
        if camel(name) in given.asked
    ]
    return (
        select(
            cell.c.since.label("period_from"),
            cell.c.until.label("period_until"),
            case((hidden, true()), else_=false()).label("suppressed"),
            *keyed(by, keys),
            *figures,
        )
        .select_from(cell)
        .group_by(cell.c.since, cell.c.until, *keys)
    )


def _figure(
    given: Gathering, cell: Any, name: str, open_: ColumnElement[bool], rounding: int
) -> ColumnElement[Any]:
    """The sum of one measure over the cells of a row, if all of them tell it."""
    if name in AMOUNTS and not given.rights.shown(SHOWN_TO[name]).plain:
        return cast(null(), BigInteger)
    told = case((open_, cell.c[name]))
    whole = case((func.count(told) == func.count(), cast(func.sum(told), BigInteger)))
    if name in AMOUNTS or rounding == 1:
        return whole
    return (whole + rounding // 2) // rounding * rounding
