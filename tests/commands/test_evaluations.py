"""What the records show of a bank's and an insurer's year stands beside the scores given for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from hub.domain.identifiers import hash63
from hub.tables.fund import custody_account, custody_balance, guarantee, guarantee_claim
from hub.tables.intake import batch
from hub.tables.party import institution, institution_evaluation, source
from tests.commands.world import CITY, GYM, SALON, Desk, put

SINCE, UNTIL = date(2020, 7, 1), date(2021, 6, 30)
SHEET = [
    {"criterion": "数据报送", "weight": 0.6, "score": 90.0},
    {"criterion": "风险处置", "weight": 0.4, "score": 80.0, "measures": ["CLAIMS_PAID"]},
]


def noon(day: date, days: int = 1) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC) + timedelta(days=days)


def days() -> Iterator[date]:
    return (SINCE + timedelta(days=number) for number in range(365))


def account(connection: Connection, uscc: str, number: str, **more: Any) -> tuple[int, int]:
    row = {"bank": "bank-a", "account_number": number, "merchant_id": hash63(uscc), **more}
    put(connection, custody_account, "A", **row)
    return row["merchant_id"], put_key(connection, number)


def put_key(connection: Connection, number: str) -> int:
    found = connection.execute(
        custody_account.select().where(custody_account.c.account_number == number)
    ).one()
    key: int = found.fact_id
    return key


def balance(connection: Connection, home: tuple[int, int], day: date, **more: Any) -> None:
    merchant_id, account_id = home
    row = {"bank": "bank-a", "account_number": "1", "day": day, "balance": 100}
    put(
        connection, custody_balance, "B",
        **row, merchant_id=merchant_id, account_id=account_id,
        **{"recorded_at": noon(day), **more},
    )  # fmt: skip


def bank_year(connection: Connection) -> None:
    """One account whole but for four days, one late, one corrected; one account closed in May."""
    first = account(connection, SALON, "1", opened_on=date(2019, 1, 1))
    gap = {date(2020, 10, number) for number in (2, 3, 4, 9)}
    for day in days():
        if day in gap:
            continue
        late = day == date(2020, 12, 1)
        corrected = {"superseded_at": noon(day, 3)} if day == date(2021, 1, 5) else {}
        key = 10_000_000 + day.toordinal()
        balance(connection, first, day, fact_id=key, recorded_at=noon(day, 1 + late), **corrected)
        if corrected:
            balance(connection, first, day, fact_id=key, recorded_at=noon(day, 3))
    gone = date(2020, 8, 1)  # withdrawn: it does not stand
    second = account(connection, GYM, "2", opened_on=gone, closed_on=date(2020, 8, 11))
    balance(connection, second, gone, superseded_at=noon(gone, 2))
    balance(connection, second, date(2020, 8, 10))
    other = {"kind": "custody-balances", "idempotency_key": "1", "received_at": noon(SINCE)}
    counts = {"rows": 10, "accepted": 9, "unchanged": 0, "quarantined": 1, "digest": ""}
    state = {"status": "", "codes": {}, "state": "VISIBLE", "staged_rows": 10, "settings": {}}
    for number, provider in enumerate(("bank-a", "bank-b")):
        ids = {"batch_id": number, "node_id": str(number), "source": provider}
        row = {**ids, **other, **counts, **state, "provider": provider}
        connection.execute(insert(batch).values(row))


def evaluated(desk: Desk, code: str) -> dict[str, Any]:
    done = desk.done(CITY, "evaluateInstitution", institution=code, year=2021, scores=SHEET)
    return desk.row(institution_evaluation, done.fact_id)


def values(row: dict[str, Any]) -> dict[str, str]:
    return {fact["measure"]: fact["value"] for fact in row["facts"]}


def test_a_bank_that_reported_with_gaps(desk: Desk) -> None:
    desk.transact(bank_year)
    found = values(evaluated(desk, "bank-a"))
    assert found == {
        "ACCOUNTS": "2",
        "BALANCES_OWED": "375",
        "BALANCES_REPORTED": "362",
        "REPORTED_SHARE": "0.9653",
        "PUNCTUAL_SHARE": "0.9626",
        "LONGEST_GAP_DAYS": "9",
        "BALANCES_CORRECTED": "1",
        "ROWS_SENT": "10",
        "ROWS_QUARANTINED_SHARE": "0.1000",
    }


def test_a_slower_rhythm_is_no_fault(desk: Desk) -> None:
    def work(connection: Connection) -> None:
        given = {"name": "存管", "party": "bank-a", "kinds": ["custody-balances"]}
        put(connection, source, "S", code="bank-a-weekly", cadence_days=7, **given)
        home = account(connection, SALON, "1", opened_on=SINCE)
        for day in list(days())[6::7]:
            balance(connection, home, day, recorded_at=noon(day, 7))

    desk.transact(work)
    found = values(evaluated(desk, "bank-a"))
    assert (found["BALANCES_OWED"], found["BALANCES_REPORTED"]) == ("53", "52")
    assert found["LONGEST_GAP_DAYS"] == "0"
    assert found["PUNCTUAL_SHARE"] == found["REPORTED_SHARE"] == "0.9811"


def test_an_insurer_by_its_claims(desk: Desk) -> None:
    def work(connection: Connection) -> None:
        put(connection, institution, "I", code="insurer-a", kind="INSURER", name="甲保险")
        mine = {"merchant_id": hash63(SALON), "issuer": "insurer-a", "number": "1"}
        for until in (SINCE, SINCE - timedelta(days=1)):
            put(
                connection, guarantee, "G", **mine, kind="PERFORMANCE_GUARANTEE_INSURANCE",
                cover_amount=5_000_000, valid_from=date(2020, 1, 1), valid_until=until,
            )  # fmt: skip
        for reported, paid in ((SINCE, date(2020, 8, 1)), (UNTIL, None), (date(2020, 6, 30), None)):
            put(
                connection, guarantee_claim, "C", **mine, guarantee_id=1, claim=str(reported),
                reported_on=reported, paid_on=paid, amount=300_000, status="",
            )  # fmt: skip

    desk.transact(work)
    row = evaluated(desk, "insurer-a")
    assert values(row) == {
        "GUARANTEES": "1",
        "COVER_TOTAL": "50000.00",
        "CLAIMS_REPORTED": "2",
        "CLAIMS_PAID": "1",
        "CLAIMS_PAID_SHARE": "0.5000",
        "AMOUNT_PAID": "3000.00",
        "LONGEST_CLAIM_DAYS": "31",
        "CLAIMS_OPEN": "1",
    }
    assert "理赔报案数 claims reported" in {fact["name"] for fact in row["facts"]}


def test_a_criterion_names_what_it_rests_on(desk: Desk) -> None:
    row = evaluated(desk, "bank-a")
    assert row["facts"] == []  # nothing on record, and nothing said for it
    assert row["scores"][0]["measures"][:2] == ["REPORTED_SHARE", "PUNCTUAL_SHARE"]
    assert row["scores"][1]["measures"] == ["CLAIMS_PAID"]


@pytest.mark.parametrize("named", [["CHARM"], ["ACCOUNTS", ""]])
def test_a_measure_that_is_none(desk: Desk, named: list[str]) -> None:
    scores = [{"criterion": "a", "weight": 1.0, "score": 1.0, "measures": named}]
    given = {"institution": "bank-a", "year": 2021, "scores": scores}
    refused = desk.refused(CITY, "evaluateInstitution", **given)
    assert refused == ("INVALID", ("scores", "0", "measures"))
