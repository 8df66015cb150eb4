"""Rows for the tests of derived figures, written straight into the tables.

In: a connection and what matters to the test. Out: rows whose other columns are plain and valid.
Keys are made as intake makes them; amounts are yuan here and fen in the tables.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from hub.derive.run import Counts, derive
from hub.domain.identifiers import fact_key, hash63, node_id, uscc_check_digit
from hub.domain.thresholds import ThresholdRow, Thresholds, shipped_rows
from hub.tables.complaint import complaint
from hub.tables.credit import listing, risk_status
from hub.tables.enforcement import penalty, rectification
from hub.tables.fund import (
    card_report,
    custody_account,
    custody_assessment,
    custody_balance,
    guarantee,
    guarantee_claim,
)
from hub.tables.intake import recompute
from hub.tables.merchant import link, merchant, revenue

SECRET = b"s" * 32
DAY = date(2022, 4, 1)
RECORDED = datetime(2022, 3, 1, tzinfo=UTC)
DISTRICT = "310113"
SOURCE = "operator"
_TICKS = count()  # no two versions of a test have one instant


def at(day: date, hour: int = 4, minute: int = 0) -> datetime:
    """An instant of a Shanghai day, from its noon on."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def code_of(number: int, prefix: str = "91") -> str:
    body = f"{prefix}{DISTRICT}{number:09d}"
    return body + uscc_check_digit(body)


class World:
    """One merchant's facts at a time, on one connection."""

    def __init__(self, connection: Connection, uscc: str = code_of(1)) -> None:
        self.connection = connection
        self.uscc = uscc
        self.id = hash63(uscc)

    def put(self, table: Table, key: tuple[str, ...], **columns: Any) -> int:
        """A new current version of the fact with that key."""
        fact_id = columns.pop("fact_id", None) or fact_key(SECRET, table.name, (self.uscc, *key))
        recorded = columns.pop("recorded_at", RECORDED + next(_TICKS) * timedelta(microseconds=1))
        closed = update(table).where(
            table.c.merchant_id == self.id,
            table.c.fact_id == fact_id,
            table.c.superseded_at.is_(None),
        )
        self.connection.execute(closed.values(superseded_at=recorded))
        row = {
            "merchant_id": self.id,
            "fact_id": fact_id,
            "node_id": node_id("x", self.id, fact_id),
            "recorded_at": recorded,
            "source": SOURCE,
            "provider": SOURCE,
            "disputed": False,
        }
        self.connection.execute(insert(table).values(row | columns))
        return fact_id

    def merchant(self, **more: Any) -> World:
        self.put(
            merchant,
            (),
            **{
                "uscc": self.uscc,
                "name": "某店",
                "name_folded": "某店",
                "kind": "ENTERPRISE",
                "status": "OPERATING",
                "issuer": "CONFIRMED",
                "district": DISTRICT,
                "district_basis": "stated",
                "industry": "8040",
                "industry_edition": 2017,
                "industry_key": "2017:8040",
                "mall_type": False,
                "established_on": date(2018, 1, 1),
                **more,
            },
        )
        return self

    def linked(self, since: date | None = date(2022, 3, 1), **more: Any) -> World:
        self.put(link, (), **{"status": "LINKED", "linked_on": since, **more})
        return self

    def revenue(self, yuan: int, year: int = 2021) -> World:
        self.put(revenue, (str(year),), year=year, main_business_revenue=yuan * 100)
        return self

    def report(self, yuan: int, day: date = date(2022, 3, 31), **more: Any) -> World:
        self.put(
            card_report,
            (day.isoformat(),),
            reported_for=day,
            prepaid_total=yuan * 200,
            prepaid_balance=yuan * 100,
            cards_issued=10,
            on_time=True,
            **more,
        )
        return self

    def account(self, number: str = "1", **more: Any) -> World:
        self.put(custody_account, (number,), bank="bank-a", account_number=number, **more)
        return self

    def held(self, yuan: int, day: date = date(2022, 3, 31), number: str = "1") -> World:
        self.put(
            custody_balance,
            (number, day.isoformat()),
            account_id=fact_key(SECRET, custody_account.name, (self.uscc, number)),
            bank="bank-a",
            account_number=number,
            day=day,
            balance=yuan * 100,
        )
        return self

    def guarantee(
        self, yuan: int, until: date, since: date = date(2022, 1, 1), number: str = "1"
    ) -> World:
        self.put(
            guarantee,
            (number,),
            kind="PERFORMANCE_GUARANTEE_INSURANCE",
            issuer="insurer-a",
            number=number,
            cover_amount=yuan * 100,
            valid_from=since,
            valid_until=until,
        )
        return self

    def claim(self, yuan: int, paid_on: date | None, claim: str = "1", number: str = "1") -> World:
        self.put(
            guarantee_claim,
            (number, claim),
            guarantee_id=fact_key(SECRET, guarantee.name, (self.uscc, number)),
            issuer="insurer-a",
            number=number,
            claim=claim,
            status="PAID",
            paid_on=paid_on,
            amount=yuan * 100,
        )
        return self

    def listing(
        self, since: date, until: date | None = None, kind: str = "SERIOUS_DISHONESTY"
    ) -> World:
        self.put(
            listing,
            (kind,),
            kind=kind,
            ground="OTHER",
            decided_by="区商务委",
            reference="1",
            listed_on=since,
            removed_on=until,
        )
        return self

    def order(self, issued: date, due: date, corrected: date | None = None) -> World:
        self.put(
            rectification,
            (issued.isoformat(),),
            issuer="district-commerce-310113",
            reference="1",
            issued_on=issued,
            due_on=due,
            violation="CUSTODY_DEFICIENT",
            status="OPEN",
            corrected_on=corrected,
        )
        return self

    def penalty(self, day: date, violation: str = "CUSTODY_DEFICIENT") -> World:
        self.put(
            penalty,
            (day.isoformat(),),
            authority="宝山区市场监管局",
            authority_folded="宝山区市场监管局",
            decision_number=day.isoformat(),
            decided_on=day,
            violation=violation,
            kind="罚款",
            penalty_class="ordinary",
        )
        return self

    def complaints(self, count: int, day: date = date(2022, 3, 30)) -> World:
        for number in range(count):
            self.put(
                complaint,
                (str(number),),
                channel="hotline-12345",
                ticket=str(number),
                category="request",
                received_on=day,
                status="RECEIVED",
            )
        return self

    def touch(self, day: date = DAY) -> World:
        self.connection.execute(insert(recompute).values(merchant_id=self.id, since=at(day)))
        return self

    def clean(self) -> World:
        """Linked, small, reported: green for certain."""
        return self.merchant().linked().revenue(5_000_000).report(100_000)

    def short(self) -> World:
        """Above the general standard, 120,000 due, 60,000 held: red."""
        return self.clean().report(300_000).account().held(60_000)

    def derive(self, day: date = DAY, *, hour: int = 4, **more: Any) -> Counts:
        given = {"merchants": [self.id], "now": at(day, hour), "secret": SECRET, **more}
        return derive(self.connection, day=day, **given)

    def custody(self) -> Any:
        return self.history(custody_assessment, "assessed_for")[-1]

    def risk(self) -> Any:
        return self.history(risk_status, "since")[-1]

    def history(self, table: Table, dated: str) -> list[Any]:
        """The current rows, oldest first."""
        chosen = select(table).where(
            table.c.merchant_id == self.id, table.c.superseded_at.is_(None)
        )
        return list(self.connection.execute(chosen.order_by(table.c[dated])))

    def versions(self, table: Table) -> int:
        """Rows ever written about the merchant."""
        rows = select(table.c.fact_id).where(table.c.merchant_id == self.id)
        return len(self.connection.execute(rows).all())


def codes(reasons: list[dict[str, str]]) -> list[str]:
    return [reason["code"] for reason in reasons]


def changed(parameter: str, value: str, day: date, industry: str = "") -> Thresholds:
    """The shipped rules with one value changed from a day on."""
    row = ThresholdRow(parameter, industry, "", "", day, value, "test")
    return Thresholds((*shipped_rows(), row))
