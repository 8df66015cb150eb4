"""A city of merchants written straight into the tables, in bulk: what the measures stand on.

In: a connection, how many merchants, a day. Out: for each merchant its row; for three of ten a
link, last year's revenue, reports and balances of thirty days, and for some of those a guarantee,
complaints, an order to correct, a place on a list, a penalty. The same number and day give the
same rows. Keys are those of intake. It refuses nothing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert

from hub.domain.identifiers import fact_key, hash63, node_id, uscc_check_digit
from hub.tables.complaint import complaint
from hub.tables.credit import listing
from hub.tables.enforcement import penalty, rectification
from hub.tables.fund import card_report, custody_account, custody_balance, guarantee
from hub.tables.merchant import link, merchant, revenue

SECRET = b"s" * 32
DAYS = 30
PART = 1_000  # merchants of one insert
DISTRICTS = ("310113", "310115", "310104", "310112")
TRADES = ("8040", "8930", "6210", "5231", "8391")
YUAN = 100
Rows = dict[Table, list[dict[str, Any]]]


def code_of(number: int) -> str:
    body = f"91{DISTRICTS[number % len(DISTRICTS)]}{number:09d}"
    return body + uscc_check_digit(body)


def write(connection: Connection, merchants: int, day: date) -> None:
    """All of it, a thousand merchants at a time."""
    for first in range(0, merchants, PART):
        rows: Rows = defaultdict(list)
        for number in range(first, min(first + PART, merchants)):
            _firm(rows, number, day)
        for table, found in rows.items():
            connection.execute(insert(table), found)


def is_linked(number: int) -> bool:
    return number % 10 < 3


def _firm(rows: Rows, number: int, day: date) -> None:
    uscc = code_of(number)
    linked = is_linked(number)
    put = _Putter(rows, uscc, day)
    trade = TRADES[number // 10 % len(TRADES)]
    put(
        merchant, uscc=uscc, name=f"第{number}店", name_folded=f"第{number}店", kind="ENTERPRISE",
        status="OPERATING", issuer="CONFIRMED" if linked or number % 10 == 3 else "NOT_KNOWN",
        district=uscc[2:8], district_basis="stated", industry=trade, industry_edition=2017,
        industry_key=f"2017:{trade}", mall_type=number % 97 == 0,
        established_on=day - timedelta(days=200 + number % 4_000),
    )  # fmt: skip
    put(link, status="LINKED" if linked else "UNLINKED", linked_on=_ago(day, 400, linked))
    if linked:
        _money(put, number, day)
        _trouble(put, number // 10, day)


def _money(put: _Putter, number: int, day: date) -> None:
    balance = (20_000 + number * 7_919 % 900_000) * YUAN
    put(revenue, str(day.year - 1), year=day.year - 1, main_business_revenue=6 * balance)
    account = put(custody_account, bank="bank-a", account_number=str(number))
    for age in range(1, DAYS + 1):
        if age == 1 and number % 50 == 0:
            continue  # late
        past, grown = day - timedelta(days=age), balance + (DAYS - age) * 10 * YUAN
        put(
            card_report, past.isoformat(), reported_for=past, prepaid_total=2 * grown,
            prepaid_balance=grown, cards_issued=number % 5_000, on_time=True,
        )  # fmt: skip
        put(
            custody_balance, past.isoformat(), account_id=account, bank="bank-a",
            account_number=str(number), day=past, balance=grown * (30 + number % 80) // 100,
        )  # fmt: skip


def _trouble(put: _Putter, number: int, day: date) -> None:
    if number % 10 == 0:
        put(
            guarantee, kind="BANK_GUARANTEE", issuer="bank-a", number=str(number),
            cover_amount=50_000 * YUAN, valid_from=day - timedelta(days=300),
            valid_until=day + timedelta(days=number % 90),
        )  # fmt: skip
    for ticket in range(number % 13):
        put(
            complaint, str(ticket), channel="hotline-12345", ticket=f"{number}-{ticket}",
            category="request", received_on=day - timedelta(days=number % 60), status="RECEIVED",
        )  # fmt: skip
    issued = day - timedelta(days=20)
    if number % 25 == 0:
        put(
            rectification, issuer="district-commerce-310113", reference=str(number),
            issued_on=issued, due_on=issued + timedelta(days=number % 40), status="OPEN",
            violation="CUSTODY_DEFICIENT",
        )  # fmt: skip
    if number % 40 == 0:
        put(
            penalty, authority="市场监管局", authority_folded="市场监管局",
            decision_number=str(number), decided_on=issued, violation="CUSTODY_DEFICIENT",
            kind="罚款", penalty_class="ordinary",
        )  # fmt: skip
    if number % 60 == 0:
        put(
            listing, kind="ABNORMAL_OPERATION", ground="OTHER", decided_by="市场监管局",
            reference=str(number), listed_on=issued,
        )  # fmt: skip


def _ago(day: date, days: int, known: bool) -> date | None:
    return day - timedelta(days=days) if known else None


class _Putter:
    """Rows of one merchant, each with its key; the fact's key comes back."""

    def __init__(self, rows: Rows, uscc: str, day: date) -> None:
        self._rows, self._uscc, self._id = rows, uscc, hash63(uscc)
        self._known = datetime.combine(day - timedelta(days=1), time(), UTC)

    def __call__(self, table: Table, *key: str, **columns: Any) -> int:
        fact_id = fact_key(SECRET, table.name, (self._uscc, *key))
        row = {
            "merchant_id": self._id,
            "fact_id": fact_id,
            "node_id": node_id("x", self._id, fact_id),
            "recorded_at": self._known,
            "source": "operator",
            "provider": "operator",
            "disputed": False,
        }
        self._rows[table].append(row | columns)
        return fact_id
