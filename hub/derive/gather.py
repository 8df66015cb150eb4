"""What is known of a chunk of merchants on a day: one statement a table, rows by merchant.

In: a connection, merchant keys, a day. Out: `Facts` of every merchant that has a current row, by
its key. Only current versions count, and nothing that is dated after the day, so that a day of
the past is judged by what is known of it now. It refuses nothing and judges nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, func, or_

from hub.derive.given import DAY, Given, bound
from hub.domain.vocabulary import ComplaintStatus, FilingKind
from hub.tables.base import Date, Text
from hub.tables.complaint import complaint
from hub.tables.credit import listing
from hub.tables.enforcement import inspection, penalty, rectification
from hub.tables.fund import (
    card_report,
    custody_account,
    custody_balance,
    filing,
    guarantee,
    guarantee_claim,
)
from hub.tables.merchant import link, merchant, revenue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection, Row, Select, Table

    from hub.derive.given import Chosen

COMPLAINT_DAYS = 90
# What the figures ask of each table, beside the merchant's key. The rest is not fetched.
NEEDED: Mapping[Table, str] = {
    merchant: "uscc issuer kind status district industry industry_key mall_type established_on"
    " brand_folded",
    link: "status linked_on delinked_on",
    revenue: "node_id main_business_revenue",
    card_report: "node_id reported_for prepaid_balance",
    inspection: "inspected_on result",
    custody_balance: "source day balance",
    filing: "node_id period main_business_revenue",
    guarantee: "fact_id node_id kind cover_amount valid_from valid_until",
    listing: "node_id kind listed_on removed_on",
    rectification: "node_id issued_on due_on status corrected_on",
    penalty: "decided_on violation",
}
SINGLE = ("link", "revenue", "report", "inspection", "complaints")
SEVERAL = ("filings", "accounts", "guarantees", "claims", "listings", "orders", "penalties")


@dataclass(slots=True)
class Facts:
    """The rows that one merchant's figures rest on; column names are those of the tables."""

    merchant: Row[Any]
    link: Row[Any] | None = None
    revenue: Row[Any] | None = None
    report: Row[Any] | None = None
    inspection: Row[Any] | None = None
    complaints: Row[Any] | None = None
    filings: list[Row[Any]] = field(default_factory=list)
    accounts: list[Row[Any]] = field(default_factory=list)
    guarantees: list[Row[Any]] = field(default_factory=list)
    claims: list[Row[Any]] = field(default_factory=list)
    listings: list[Row[Any]] = field(default_factory=list)
    orders: list[Row[Any]] = field(default_factory=list)
    penalties: list[Row[Any]] = field(default_factory=list)


def gather(connection: Connection, ids: Sequence[int], day: date) -> dict[int, Facts]:
    """The facts of the merchants that exist, in the order of their keys."""
    dialect = connection.dialect.name
    asked = _statements(dialect)
    last_year = day.year - 1
    parameters = bound(dialect, ids, day) | {
        "year": last_year,
        "first_period": f"{last_year}Q1",
        "last_period": f"{last_year}Q4",
        "complaints_since": day - timedelta(days=COMPLAINT_DAYS),
    }
    rows = connection.execute(asked["merchant"], parameters).all()
    found = {row.merchant_id: Facts(row) for row in sorted(rows, key=lambda row: row.merchant_id)}
    for name in SINGLE:
        for row in connection.execute(asked[name], parameters).all():
            if row.merchant_id in found:
                setattr(found[row.merchant_id], name, row)
    for name in SEVERAL:
        grouped: defaultdict[int, list[Row[Any]]] = defaultdict(list)
        for row in connection.execute(asked[name], parameters).all():
            grouped[row.merchant_id].append(row)
        for merchant_id in grouped.keys() & found.keys():
            setattr(found[merchant_id], name, grouped[merchant_id])
    return found


@lru_cache(maxsize=2)
def _statements(dialect: str) -> Mapping[str, Select[Any]]:
    given = Given(dialect)
    asked = {
        "merchant": _current(given, merchant),
        "link": _current(given, link),
        "revenue": _current(given, revenue).where(
            revenue.c.year == bindparam("year", type_=Integer())
        ),
        "report": given.newest(card_report, "reported_for", _needed(card_report)),
        "inspection": given.newest(inspection, "inspected_on", _needed(inspection)),
        "complaints": _complaints(given),
        "accounts": _accounts(given),
        "guarantees": _current(given, guarantee).where(guarantee.c.valid_until >= DAY),
    }
    return asked | _listed(given)


def _needed(table: Table, *, key: bool = True) -> Chosen:
    names = [*("merchant_id",) * key, *NEEDED[table].split()]
    return lambda columns: [columns[name] for name in names]


def _current(given: Given, table: Table) -> Select[Any]:
    return given.current(table, *_needed(table)(table.c))


def _listed(given: Given) -> dict[str, Select[Any]]:
    period = filing.c.period
    return {
        "filings": _current(given, filing).where(
            filing.c.kind == FilingKind.QUARTERLY.value,
            period >= bindparam("first_period", type_=Text),
            period <= bindparam("last_period", type_=Text),
            filing.c.main_business_revenue.is_not(None),
        ),
        "claims": _claims(given),
        "listings": _current(given, listing).where(listing.c.listed_on <= DAY),
        "orders": _current(given, rectification).where(rectification.c.issued_on <= DAY),
        "penalties": _current(given, penalty).where(
            penalty.c.decided_on <= DAY,
            or_(penalty.c.revoked_on.is_(None), penalty.c.revoked_on > DAY),
        ),
    }


def _complaints(given: Given) -> Select[Any]:
    """How many came in the ninety days that end today; a refused ticket is none."""
    counted = given.current(complaint, complaint.c.merchant_id, func.count().label("received"))
    return counted.where(
        complaint.c.received_on > bindparam("complaints_since", type_=Date()),
        complaint.c.received_on <= DAY,
        complaint.c.status != ComplaintStatus.REFUSED.value,
    ).group_by(complaint.c.merchant_id)


def _claims(given: Given) -> Select[Any]:
    """What was paid out of each guarantee."""
    paid = given.current(
        guarantee_claim,
        guarantee_claim.c.merchant_id,
        guarantee_claim.c.guarantee_id,
        func.sum(guarantee_claim.c.amount).label("paid"),
    ).where(guarantee_claim.c.paid_on <= DAY, guarantee_claim.c.amount.is_not(None))
    return paid.group_by(guarantee_claim.c.merchant_id, guarantee_claim.c.guarantee_id)


def _accounts(given: Given) -> Select[Any]:
    """Open accounts, confirmed or not, each with its latest balance: the bank's own word."""
    account = custody_account
    found = given.beside_newest(
        account,
        custody_balance,
        "day",
        lambda balance: (
            balance.c.merchant_id == account.c.merchant_id,
            balance.c.account_id == account.c.fact_id,
        ),
        _needed(custody_balance, key=False),
    )
    return found.where(
        or_(account.c.opened_on.is_(None), account.c.opened_on <= DAY),
        or_(account.c.closed_on.is_(None), account.c.closed_on > DAY),
    ).order_by(account.c.merchant_id, account.c.fact_id)
