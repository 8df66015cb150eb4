"""Where a merchant stands in a period, as expressions: its measures, and the groups it falls into.

In: an `At`: a merchant's row, the two ends of a period, fresh aliases, the database's name. Out:
one expression a measure and one a dimension, over current rows. What is counted happened inside
the period; what stands is taken on its last day. Used by the statement that slices freely and by
the cells that are stored, so that both say the same. It refuses nothing and judges no rights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Date,
    Integer,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from hub.domain.vocabulary import Dimension
from hub.tables.base import BigInteger
from hub.tables.complaint import complaint
from hub.tables.credit import risk_status
from hub.tables.enforcement import clue, inspection, penalty, rectification
from hub.tables.fund import card_report, custody_account, custody_assessment, guarantee
from hub.tables.merchant import link, merchant

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Table

    Expression = ColumnElement[Any]

LINKED = ("LINKED", "DELINKING")
SHANGHAI = 8 * 3600


@dataclass(frozen=True)
class At:
    """A merchant's row in a period; `category` narrows its complaints to one of their groups."""

    row: Mapping[str, Expression]
    since: Expression
    until: Expression
    alias: Callable[[str], str]
    dialect: str
    category: Expression | None = None

    def rows(self, table: Table) -> Any:
        """Another table of the merchant under a fresh alias."""
        return table.alias(self.alias(table.name))

    def its(self, other: Any) -> Expression:
        """Current rows of the merchant."""
        return and_(other.c.merchant_id == self.row["merchant_id"], other.c.superseded_at.is_(None))

    def within(self, day: Expression) -> Expression:
        return and_(day >= self.since, day <= self.until)

    def days(self, later: Expression, earlier: Expression) -> Expression:
        """How many days lie between."""
        if self.dialect == "postgresql":
            return later - earlier
        return cast(func.julianday(later) - func.julianday(earlier), BigInteger)

    def after(self, day: Expression, days: int) -> Expression:
        if self.dialect == "postgresql":
            return type_coerce(day + literal(days), Date())
        return type_coerce(func.date(day, f"{days:+d} days"), Date())

    def day_of(self, instant: Expression) -> Expression:
        """The Shanghai day of an instant."""
        if self.dialect == "postgresql":
            return cast(func.timezone(literal("Asia/Shanghai", String), instant), Date)
        seconds = type_coerce(instant, BigInteger) // 1_000_000 + SHANGHAI
        return type_coerce(func.date(seconds, "unixepoch"), Date())


Make = Callable[[At], "Expression"]


def _latest(table: Table, dated: str, column: str) -> Make:
    """A column of the newest row up to the period's last day."""

    def make(at: At) -> Expression:
        one = at.rows(table)
        chosen = select(one.c[column]).where(at.its(one), one.c[dated] <= at.until)
        return chosen.order_by(one.c[dated].desc(), one.c.fact_id.desc()).limit(1).scalar_subquery()

    return make


def _of_report(column: str) -> Make:
    return _latest(card_report, "reported_for", column)


def _of_assessment(column: str) -> Make:
    return _latest(custody_assessment, "assessed_for", column)


def _of_risk(column: str) -> Make:
    return _latest(risk_status, "since", column)


def _is(make: Make, word: str) -> Make:
    return lambda at: case((make(at) == word, 1), else_=0)


def _how_many(table: Table, condition: Callable[[At, Any], Expression]) -> Make:
    def make(at: At) -> Expression:
        one = at.rows(table)
        chosen = select(func.count()).select_from(one)
        return chosen.where(at.its(one), condition(at, one)).scalar_subquery()

    return make


def _is_linked(at: At) -> Expression:
    one = at.rows(link)
    inside = and_(
        at.its(one),
        one.c.status.in_(LINKED),
        or_(one.c.linked_on.is_(None), one.c.linked_on <= at.until),
        or_(one.c.delinked_on.is_(None), one.c.delinked_on > at.until),
    )
    return case((exists(select(1).select_from(one).where(inside)), 1), else_=0)


def _reports_missing(at: At) -> Expression:
    """Days of a linked merchant whose report fell due in the period (T+1) and never came."""
    one = at.rows(link)
    first, last = at.after(at.since, -1), at.after(at.until, -1)
    begun = case((one.c.linked_on > first, one.c.linked_on), else_=first)
    report = at.rows(card_report)
    came = (
        select(func.count())
        .where(
            report.c.merchant_id == one.c.merchant_id,
            report.c.superseded_at.is_(None),
            report.c.reported_for >= begun,
            report.c.reported_for <= last,
        )
        .correlate(one)
        .scalar_subquery()
    )
    missing = at.days(last, begun) + 1 - came
    owed = (
        select(case((missing > 0, missing), else_=0))
        .select_from(one)
        .where(at.its(one), one.c.status.in_(LINKED), one.c.linked_on <= last)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(owed, 0)


def _complaints(at: At, one: Any) -> Expression:
    received = at.within(one.c.received_on)
    return received if at.category is None else and_(received, one.c.category == at.category)


def _penalties(at: At, one: Any) -> Expression:
    standing = or_(one.c.revoked_on.is_(None), one.c.revoked_on > at.until)
    return and_(at.within(one.c.decided_on), standing)


def _overdue(at: At, one: Any) -> Expression:
    """Past its last day and not corrected on the period's last day."""
    corrected = or_(
        one.c.corrected_on <= at.until,
        and_(one.c.corrected_on.is_(None), one.c.status == "CORRECTED"),
    )
    return and_(one.c.due_on < at.until, ~func.coalesce(corrected, false()))


MEASURES: Mapping[str, Make] = {
    "merchants": lambda _: literal(1, Integer),
    "linked": _is_linked,
    "reports_missing": _reports_missing,
    "prepaid_total": _of_report("prepaid_total"),
    "prepaid_balance": _of_report("prepaid_balance"),
    "cards_issued": _of_report("cards_issued"),
    "required": _of_assessment("required"),
    "held": _of_assessment("held"),
    "shortfall": _of_assessment("shortfall"),
    "in_shortfall": _is(_of_assessment("verdict"), "SHORTFALL"),
    "green": _is(_of_risk("code"), "GREEN"),
    "yellow": _is(_of_risk("code"), "YELLOW"),
    "red": _is(_of_risk("code"), "RED"),
    "black": _is(_of_risk("code"), "BLACK"),
    "complaints": _how_many(complaint, _complaints),
    "penalties": _how_many(penalty, _penalties),
    "rectifications": _how_many(rectification, lambda at, one: at.within(one.c.issued_on)),
    "rectifications_overdue": _how_many(rectification, _overdue),
    "inspections": _how_many(inspection, lambda at, one: at.within(one.c.inspected_on)),
    "clues": _how_many(clue, lambda at, one: at.within(at.day_of(one.c.sent_at))),
}
AMOUNTS = frozenset(("prepaid_total", "prepaid_balance", "required", "held", "shortfall"))


def _of_link(make: Callable[[Any], Expression]) -> Make:
    def made(at: At) -> Expression:
        one = at.rows(link)
        return select(make(one)).where(at.its(one)).limit(1).scalar_subquery()

    return made


def _system(one: Any) -> Expression:
    own = case((one.c.platform.is_not(None), "PUBLIC_BASE"), else_="OWN")
    return case((one.c.status.in_(LINKED), own))


def _custody_method(at: At) -> Expression:
    account, cover = at.rows(custody_account), at.rows(guarantee)
    has_account = exists(
        select(1)
        .select_from(account)
        .where(
            at.its(account),
            or_(account.c.opened_on.is_(None), account.c.opened_on <= at.until),
            or_(account.c.closed_on.is_(None), account.c.closed_on > at.until),
        )
    )
    in_force = and_(cover.c.valid_from <= at.until, cover.c.valid_until >= at.until)
    has_cover = exists(select(1).select_from(cover).where(at.its(cover), in_force))
    return case(
        (and_(has_account, has_cover), "BOTH"), (has_account, "ACCOUNT"), (has_cover, "COVER")
    )


# What a merchant falls under; null where it falls under nothing.
DIMENSIONS: Mapping[Dimension, Make] = {
    Dimension.DISTRICT: lambda at: at.row["district"],
    Dimension.INDUSTRY: lambda at: at.row["industry_key"],
    Dimension.SYSTEM: _of_link(_system),
    Dimension.CUSTODY_METHOD: _custody_method,
    Dimension.ISSUE_PERIOD: _of_link(lambda one: func.substr(cast(one.c.linked_on, String), 1, 4)),
    Dimension.ISSUER: lambda at: at.row["issuer"],
    Dimension.RISK_CODE: _of_risk("code"),
    Dimension.LIGHT: _of_risk("light"),
    Dimension.LINK_STATUS: _of_link(lambda one: one.c.status),
    Dimension.COMPLAINT_CATEGORY: lambda at: (
        at.category if at.category is not None else literal("")
    ),
}
COLUMNS = ("merchant_id", "district", "industry_key", "issuer")  # of the merchant's own row


def everybody(dialect: str, since: date, until: date) -> At:
    """The rows of `merchant` in a period."""
    numbers = count(1)
    row = {name: merchant.c[name] for name in COLUMNS}
    ends = literal(since, Date), literal(until, Date)
    return At(row, *ends, lambda hint: f"{hint}_{next(numbers)}", dialect)
