"""Money taken in advance: reports, filings, custody, guarantees, assessments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Integer, Select, case, func, literal, select

from hub.tables.base import Date
from hub.tables.fund import (
    card_report,
    custody_account,
    custody_assessment,
    custody_balance,
    filing,
    guarantee,
    guarantee_claim,
)
from hub.tables.merchant import link
from resolvers.binding import Cell, CellKind, Cut, Days, Further, Judge, Link, Row, TypeBinding
from resolvers.parts import (
    NEWEST_TIES,
    OWN_RECORDS,
    beside,
    cells,
    fact,
    known,
    newest,
    outlived,
    reasons,
    stated,
    to_institution,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS_SHOWN = 30


def _balance_of(column: str) -> Any:
    """The latest balance; under a right in a period: the latest that it admits."""

    def latest(row: Row, judge: Judge | None = None) -> ColumnElement[Any]:
        table, balance = beside(row, custody_balance, "balance")
        whole = (
            select(balance[column])
            .select_from(table)
            .where(
                balance["merchant_id"] == row["merchant_id"],
                balance["account_id"] == row["fact_id"],
                known(balance, row),
            )
            .order_by(balance["day"].desc())
            .limit(1)
        )
        admitted = whole if judge is None else whole.where(judge(balance, balance["day"]))
        return admitted.scalar_subquery()

    return latest


def _balance(kind: CellKind, column: str) -> Cell:
    latest = _balance_of(column)
    return Cell(kind, make=latest, within=latest)


def _claims_paid(row: Row, judge: Judge | None = None) -> ColumnElement[Any]:
    """What was paid on claims; under a right in a period: on the days that it admits."""
    table, claim = beside(row, guarantee_claim, "claim")
    paid = select(func.coalesce(func.sum(claim["amount"]), 0)).select_from(table)
    whole = paid.where(
        claim["merchant_id"] == row["merchant_id"],
        claim["guarantee_id"] == row["fact_id"],
        claim["paid_on"].is_not(None),
        known(claim, row),
    )
    admitted = whole if judge is None else whole.where(judge(claim, claim["paid_on"]))
    return admitted.scalar_subquery()


def _reporting(row: Row, arguments: Mapping[str, Any]) -> Select[Any]:
    """Days expected of a linked merchant (T+1: until yesterday), received, late and missing."""
    binds, dialect = row.binds, row.binds.dialect
    since = _given(binds, arguments, "since", dialect.add_days(binds.today, -DAYS_SHOWN))
    until = _given(binds, arguments, "until", dialect.add_days(binds.today, -1))
    linked_on = _linked_on(row)
    counted = _received(row, since, until).subquery(binds.alias("counted"))
    begins = case((linked_on > since, linked_on), else_=since)
    days = dialect.days(until, begins) + 1
    expected = case((linked_on.is_(None), 0), (days > 0, days), else_=0)
    missing = case((expected > counted.c.received, expected - counted.c.received), else_=0)
    return select(
        row["merchant_id"].label("merchant_id"),
        since.label("since"),
        until.label("until"),
        counted.c.last.label("last_reported_for"),
        expected.label("expected_days"),
        counted.c.received.label("received_days"),
        func.coalesce(counted.c.late, literal(0, Integer)).label("late_days"),
        missing.label("missing_days"),
    ).select_from(counted)


def _linked_on(row: Row) -> ColumnElement[Any]:
    links, linked = beside(row, link, "link")
    found = select(linked["linked_on"]).select_from(links)
    return found.where(
        linked["merchant_id"] == row["merchant_id"], known(linked, row)
    ).scalar_subquery()


def _received(row: Row, since: ColumnElement[Any], until: ColumnElement[Any]) -> Select[Any]:
    table, report = beside(row, card_report, "report")
    late = func.coalesce(func.sum(case((report["on_time"], 0), else_=1)), 0)
    return (
        select(
            func.count().label("received"),
            late.label("late"),
            func.max(report["reported_for"]).label("last"),
        )
        .select_from(table)
        .where(
            report["merchant_id"] == row["merchant_id"],
            report["reported_for"] >= since,
            report["reported_for"] <= until,
            known(report, row),
        )
    )


def _given(
    binds: Any, arguments: Mapping[str, Any], name: str, otherwise: ColumnElement[Any]
) -> ColumnElement[Any]:
    value = arguments.get(name)
    return otherwise if value is None else binds.argument(value, Date())


REPORTING_LINK = Link("ReportingQuality", rows=_reporting)

REPORTING = TypeBinding(
    "ReportingQuality",
    None,
    {
        **cells("date", "since", "until", "last_reported_for"),
        **cells("int", "expected_days", "received_days", "late_days", "missing_days"),
    },
    anchored=True,
    dated="asked",
    days={"asked": Days(lambda row: row["since"], lambda row: row["until"])},
)
CARD_REPORT = fact(
    "CardReport",
    card_report,
    "C",
    {
        **cells("date", "reported_for"),
        **cells("money", "prepaid_total", "prepaid_balance"),
        **cells("int", "cards_issued"),
        **cells("boolean", "on_time"),
    },
    dated="reported_for",
    order=newest("reportedFor"),
)
FILING = fact(
    "Filing",
    filing,
    "F",
    {
        **cells("text", "kind", "period", "main_uses"),
        **cells("money", "main_business_revenue", "profit", "prepaid_spent"),
        **cells("date", "due_on", "filed_on"),
        **cells("boolean", "late"),
    },
    dated="due_on",
    order=newest("dueOn"),
)
ACCOUNT = fact(
    "CustodyAccount",
    custody_account,
    "A",
    {
        "accountNumber": Cell("text", "account_number", masks={"last4": Cut(0, 4, "****")}),
        **cells("date", "opened_on", "closed_on", "confirmed_on"),
        "balance": _balance("money", "balance"),
        "balanceOn": _balance("date", "day"),
    },
    links={
        "bank": to_institution("bank"),
        "balances": Link(
            "CustodyBalance",
            (("merchant_id", "merchant_id"), ("fact_id", "account_id")),
            "connection",
            span="day",
        ),
    },
    order=newest("openedOn"),
)
BALANCE = TypeBinding(
    "CustodyBalance",
    custody_balance,
    {**cells("date", "day"), **cells("money", "balance")},
    {},
    OWN_RECORDS,
    anchored=True,
    dated="day",
    letter="b",
    order=newest("day"),
    ties=NEWEST_TIES,
)
GUARANTEE = fact(
    "Guarantee",
    guarantee,
    "G",
    {
        **cells("text", "kind", "number"),
        **cells("money", "cover_amount"),
        "claimsPaid": Cell("money", make=_claims_paid, within=_claims_paid),
        **cells("date", "valid_from", "valid_until", "confirmed_on"),
    },
    links={"issuer": to_institution("issuer")},
    order=newest("validUntil"),
)
ASSESSMENT = TypeBinding(
    "CustodyAssessment",
    custody_assessment,
    {
        "id": Cell("id", "node_id"),
        **cells("date", "assessed_for", "funding_due_on"),
        **cells("text", "standard", "verdict"),
        "ruleVersion": stated("rule_version"),
        **cells("boolean", "provisional"),
        **cells("fraction", "ratio"),
        **cells("money", "balance", "special_standard", "required", "covered", "cash_due"),
        **cells("money", "held", "shortfall", "releasable"),
        **cells("instant", "computed_at"),
    },
    {"reasons": reasons("reasons")},
    OWN_RECORDS,
    anchored=True,
    dated="assessed_for",
    letter="U",
    order=newest("assessedFor"),
    ties=NEWEST_TIES,
    further=Further(outlived(custody_assessment, "assessed_for"), "Merchant.custodyHistory"),
)

BINDINGS = (REPORTING, CARD_REPORT, FILING, ACCOUNT, BALANCE, GUARANTEE, ASSESSMENT)
