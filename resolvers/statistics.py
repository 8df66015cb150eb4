"""Statistics: sliced freely where a caller sees the rows, and read from published cells elsewhere.

In: what is gathered with, for `Query.statistics`. Out: one row a group and period. Whose figures
begin at a single merchant (`min_group:1`) counts over the merchants it may see, each measure where
it may read it. All others read the cells that were published for the day. Who holds both is
answered for its own rows where the question keeps to them. Refused: a dimension twice or more than
three (STATISTICS_DIMENSIONS), periods that are none, and what cells do not have.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    distinct,
    false,
    func,
    select,
    true,
    union_all,
)

from hub import clock
from hub.derive.position import AMOUNTS, COLUMNS, DIMENSIONS, MEASURES, At
from hub.domain.dimensions import FIXED, NONE
from hub.domain.periods import asked
from hub.domain.vocabulary import Dimension
from hub.errors import BadRequestError, DomainError
from hub.tables.complaint import complaint
from resolvers.arguments import given_values
from resolvers.binding import Cell, Gathered, Link, Order, TypeBinding
from resolvers.labels import PLACES, keyed, keys_of
from resolvers.parts import camel, cells
from resolvers.statistics_cells import published, takes
from resolvers.statistics_pins import apart, pin_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from resolvers.gathering import Gathering, Spans
    from resolvers.rows import Page

MOST = len(PLACES)  # dimensions at once
# What a measure is made of, to be read on a merchant before it counts there.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "merchants": (),
    "linked": ("InformationLink.status",),
    "reports_missing": ("ReportingQuality.missingDays",),
    "prepaid_total": ("CardReport.prepaidTotal",),
    "prepaid_balance": ("CardReport.prepaidBalance",),
    "cards_issued": ("CardReport.cardsIssued",),
    "required": ("CustodyAssessment.required",),
    "held": ("CustodyAssessment.held",),
    "shortfall": ("CustodyAssessment.shortfall",),
    "in_shortfall": ("CustodyAssessment.verdict",),
    **dict.fromkeys(("green", "yellow", "red", "black"), ("RiskStatus.code",)),
    "complaints": ("ComplaintSummary.total",),
    "penalties": ("Penalty.decidedOn",),
    "rectifications": ("Rectification.issuedOn",),
    "rectifications_overdue": ("Rectification.dueOn", "Rectification.correctedOn"),
    "inspections": ("Inspection.inspectedOn",),
    "clues": ("Clue.sentAt",),
}
# The same for the group that a merchant falls into.
GROUPED: Mapping[Dimension, tuple[str, ...]] = {
    Dimension.DISTRICT: ("Merchant.district",),
    Dimension.INDUSTRY: ("Merchant.industry",),
    Dimension.SYSTEM: ("InformationLink.platform",),
    Dimension.CUSTODY_METHOD: ("CustodyAccount.openedOn", "Guarantee.validUntil"),
    Dimension.ISSUE_PERIOD: ("InformationLink.linkedOn",),
    Dimension.ISSUER: ("Merchant.issuer",),
    Dimension.RISK_CODE: ("RiskStatus.code",),
    Dimension.LIGHT: ("RiskStatus.light",),
    Dimension.LINK_STATUS: ("InformationLink.status",),
    Dimension.COMPLAINT_CATEGORY: ("Complaint.category",),
}


def gather(given: Gathering) -> Gathered:
    """The rows of a question, from one of the two places or from both."""
    by = tuple(Dimension(word) for word in given.branch.arguments["by"])
    if len(set(by)) < len(by) or len(by) > MOST:
        message = f"name each dimension once, and at most {MOST}"
        raise BadRequestError("STATISTICS_DIMENSIONS", message)
    free = [one for one in given.figures if one.min_group == 1 and _within(one, by)]
    crowds = [one for one in given.figures if one.min_group > 1 and _within(one, by)]
    if not (free or crowds):
        raise BadRequestError("STATISTICS_FIXED", "your statistics have no such dimensions")
    if not crowds or (free and not takes(given, by)):
        rows, page = sliced(given, by, free)
        return Gathered(rows, (page.source,))
    if not free:
        return Gathered(published(given, by, crowds, spans(given)))
    return _both(given, by, free, crowds)


def _both(
    given: Gathering, by: tuple[Dimension, ...], free: Sequence[Any], crowds: Sequence[Any]
) -> Gathered:
    """Own rows where the question keeps to them, published cells for the rest."""
    pin = pin_of(free)
    here, rest = apart(given, by, pin)
    rows, page = sliced(given, by, free, here)
    other = published(given, by, crowds, spans(given), rest)
    names = [column.name for column in rows.selected_columns]
    both = union_all(rows, other).subquery(given.binds.alias("both"))
    return Gathered(select(*(both.c[name] for name in names)), (page.source,))


def _within(figure: Any, by: Sequence[Dimension]) -> bool:
    return not figure.dimensions or set(by) <= set(figure.dimensions)


def spans(given: Gathering) -> Spans:
    """The periods that the variables of a request ask for."""
    arguments = given.branch.arguments
    days = {name: arguments.get(name) for name in ("day", "since", "until", "every")}

    def read(variables: Mapping[str, Any]) -> tuple[tuple[date, date], ...]:
        try:
            return asked(**given_values(days, variables), today=clock.today())
        except DomainError as error:
            raise BadRequestError(error.code, error.message) from None

    return read


def sliced(
    given: Gathering, by: tuple[Dimension, ...], free: Sequence[Any], only: Any = None
) -> tuple[Select[Any], Page]:
    """Groups of the merchants that the caller sees one by one."""
    page, period = given.people(free), given.periods(spans(given))
    tickets = complaint.alias(given.binds.alias("ticket"))
    category = tickets.c.category if Dimension.COMPLAINT_CATEGORY in by else None
    row = {name: page.row[name] for name in COLUMNS}
    at = At(row, period.since, period.until, given.binds.alias, given.binds.dialect.name, category)
    chosen = [row["merchant_id"].label("merchant_id"), period.since.label("since")]
    chosen.append(period.until.label("until"))
    for place, name in enumerate(by, 1):
        key = given.seen(page, GROUPED[name], partial(DIMENSIONS[name], at))
        chosen.append(func.coalesce(key, NONE, type_=String()).label(f"key_{place}"))
    measures = _measures(given)
    for measure in measures:
        value = given.seen(page, NEEDS[measure], partial(MEASURES[measure], at))
        chosen.append(value.label(measure))
    conditions = [] if only is None else [only(page.row)]
    if category is not None:
        readable = given.readable(page, GROUPED[Dimension.COMPLAINT_CATEGORY])
        conditions += [false()] if readable is None else readable
    inner = page.inner().subquery(page.alias).join(period.rows, true())
    if category is not None:
        inner = inner.join(tickets, and_(at.its(tickets), at.within(tickets.c.received_on)))
    each = select(*chosen).distinct().select_from(inner).where(*conditions)
    return _grouped(given, by, each, measures), page


def _measures(given: Gathering) -> tuple[str, ...]:
    return tuple(name for name in MEASURES if camel(name) in given.asked)


def _grouped(
    given: Gathering, by: tuple[Dimension, ...], each: Select[Any], measures: Sequence[str]
) -> Select[Any]:
    """One row a group; without dimensions one a period, though nobody is in it."""
    one = each.subquery(given.binds.alias("each"))
    rows: Any = one
    since: ColumnElement[Any] = one.c.since
    until: ColumnElement[Any] = one.c.until
    if not by:
        period = given.periods(spans(given))
        since, until = period.since, period.until
        rows = period.rows.outerjoin(one, and_(one.c.since == since, one.c.until == until))
    keys = [one.c[f"key_{place}"] for place, _ in enumerate(by, 1)]
    figures = (_sum(name, one).label(name) for name in measures)
    return (
        select(
            since.label("period_from"),
            until.label("period_until"),
            false().label("suppressed"),
            *keyed(by, keys),
            *figures,
        )
        .select_from(rows)
        .group_by(since, until, *keys)
    )


def _sum(name: str, one: Any) -> ColumnElement[Any]:
    if name == "merchants":
        return func.count(distinct(one.c.merchant_id))
    total: ColumnElement[Any] = func.sum(one.c[name])
    return total


def offers(rights: Any) -> Mapping[str, frozenset[str]]:
    """The dimensions that a grant leaves: all whose keys it reads, or the fixed ones."""
    left: set[str] = set()
    for one in rights.figures("Query.statistics"):
        words = one.dimensions or tuple(Dimension)
        if one.min_group > 1:
            left.update(set(words) & set(FIXED))
        else:
            left.update(word for word in words if _readable(rights, GROUPED[Dimension(word)]))
    return {"Dimension": frozenset(left)}


def _readable(rights: Any, needs: Sequence[str]) -> bool:
    return all(rights.shown(coordinate).plain for coordinate in needs)


_AMOUNTS = [name for name in MEASURES if name in AMOUNTS]
_COUNTS = [name for name in MEASURES if name not in AMOUNTS]

ROW = TypeBinding(
    "StatisticsRow",
    None,
    {
        **cells("date", "period_from", "period_until"),
        **cells("boolean", "suppressed"),
        **cells("int", *_COUNTS),
        **cells("money", *_AMOUNTS),
    },
    {"keys": Link("DimensionKey", many="list", rows=keys_of, order=(Order("position"),))},
    order=tuple(Order(name) for name in ("period_from", *(f"key_{place}" for place in PLACES))),
)
KEY = TypeBinding(
    "DimensionKey",
    None,
    {name: Cell("text", name) for name in ("dimension", "key", "label")},
)

BINDINGS = (ROW, KEY)
