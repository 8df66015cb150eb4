"""Filings of merchants and evaluations of institutions: periods, due days, sheets."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hub.domain.identifiers import hash63
from hub.tables.fund import filing
from hub.tables.intake import recompute
from hub.tables.party import institution_evaluation
from tests.commands.world import (
    BANK,
    BAOSHAN,
    CITY,
    NOBODY,
    NOW,
    SALON,
    SALON_ITSELF,
    TODAY,
    Desk,
    caller,
)

QUARTER: dict[str, Any] = {
    "kind": "QUARTERLY",
    "period": "2022q1",
    "mainBusinessRevenue": 1_000_000,
    "profit": -5_000,
    "prepaidSpent": 300_000,
    "mainUses": "房租、货款",
}
ON_TIME = datetime(2022, 4, 25, 15, 59, 59, tzinfo=UTC)  # the 25th itself counts


def test_a_quarter_in_time(desk: Desk) -> None:
    done = desk.done(SALON_ITSELF, "submitFiling", now=ON_TIME, **QUARTER)
    row = desk.row(filing, done.fact_id)
    assert (done.type_name, done.merchant_id) == ("Filing", hash63(SALON))
    assert (row["period"], row["due_on"], row["filed_on"], row["late"]) == (
        *("2022Q1", date(2022, 4, 25)),
        *(date(2022, 4, 25), False),
    )
    assert (row["main_business_revenue"], row["profit"], row["prepaid_spent"]) == (
        *(1_000_000, -5_000),
        300_000,
    )
    assert (row["provider"], row["source"]) == (SALON_ITSELF.party, "acts")
    assert len(desk.rows_of(recompute)) == 1


def test_a_correction_is_as_punctual_as_the_first(desk: Desk) -> None:
    first = desk.done(SALON_ITSELF, "submitFiling", now=ON_TIME, **QUARTER)
    second = desk.done(SALON_ITSELF, "submitFiling", **{**QUARTER, "prepaidSpent": 1})
    row = desk.row(filing, second.fact_id)
    assert second == first
    assert (row["prepaid_spent"], row["filed_on"], row["late"]) == (1, date(2022, 4, 25), False)
    assert len(desk.rows(filing)) == 2


@pytest.mark.parametrize(
    ("kind", "period", "now", "due_on", "late"),
    [
        ("QUARTERLY", "2022Q1", datetime(2022, 4, 25, 16, tzinfo=UTC), date(2022, 4, 25), True),
        ("QUARTERLY", "2021Q4", NOW, date(2022, 1, 25), True),
        ("MONTHLY_OPERATING", "2022-05", NOW, date(2022, 6, 27), False),  # the 25th rests
        ("HALF_YEAR_STATEMENT", "2021H2", NOW, date(2022, 2, 28), True),
        # past the calendar's known day nothing turns against a merchant
        ("MONTHLY_OPERATING", "2031-05", datetime(2032, 1, 1, tzinfo=UTC), None, False),
    ],
)
def test_due_and_late(desk: Desk, kind, period, now, due_on, late) -> None:  # type: ignore[no-untyped-def]
    given = {**QUARTER, "kind": kind, "period": period}
    done = desk.done(SALON_ITSELF, "submitFiling", now=now, **given)
    row = desk.row(filing, done.fact_id)
    assert row["late"] is late
    assert due_on is None or row["due_on"] == due_on


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"period": "2022Q2"}, "WRONG_STATE", "period"),
        ({"period": "2022-05"}, "INVALID", "period"),
        ({"period": "2022Q5"}, "INVALID", "period"),
        ({"period": "0000Q1"}, "INVALID", "period"),
        ({"kind": "MONTHLY_OPERATING", "period": "2022-13"}, "INVALID", "period"),
        ({"kind": "HALF_YEAR_STATEMENT", "period": "2022H1"}, "WRONG_STATE", "period"),
        ({"prepaidSpent": None}, "INCOMPLETE", "prepaidSpent"),
        ({"prepaidSpent": -1}, "INVALID", "prepaidSpent"),
        ({"mainBusinessRevenue": -1}, "INVALID", "mainBusinessRevenue"),
        ({"mainUses": "x" * 10_001}, "INVALID", "mainUses"),
    ],
)
def test_a_filing_out_of_order(desk: Desk, changed, code, field) -> None:  # type: ignore[no-untyped-def]
    given = {**QUARTER, **changed}
    assert desk.refused(SALON_ITSELF, "submitFiling", **given) == (code, (field,))
    assert desk.rows(filing) == []


def test_only_a_merchant_files(desk: Desk) -> None:
    for who in (BANK, BAOSHAN):
        assert desk.refused(who, "submitFiling", **QUARTER)[0] == "NOT_ALLOWED"
    stranger = caller(f"merchant-{NOBODY}", "MERCHANT", merchant_id=hash63(NOBODY))
    assert desk.refused(stranger, "submitFiling", **QUARTER)[0] == "NOT_FOUND"
    homeless = caller("merchant-x", "MERCHANT")
    assert desk.refused(homeless, "submitFiling", **QUARTER)[0] == "NOT_ALLOWED"


def sheet(*rows: tuple[str, float, float]) -> list[dict[str, Any]]:
    return [{"criterion": name, "weight": weight, "score": score} for name, weight, score in rows]


YEAR: dict[str, Any] = {
    "institution": "bank-a",
    "year": 2021,
    "scores": sheet(("按时报送", 0.3, 95.5), ("赔付", 0.7, 88.0)),
}


def test_a_year_from_july_to_june(desk: Desk) -> None:
    done = desk.done(CITY, "evaluateInstitution", **YEAR)
    row = desk.row(institution_evaluation, done.fact_id)
    assert (done.type_name, done.merchant_id) == ("InstitutionEvaluation", None)
    assert (row["period_from"], row["period_until"]) == (date(2020, 7, 1), date(2021, 6, 30))
    assert (row["total"], row["grade"], row["decided_on"]) == (90_250_000, "A", TODAY)
    kept = {"criterion": "按时报送", "weight": 0.3, "score": 95.5, "evidence": None, "measures": []}
    assert row["scores"][0] == kept
    finance = caller("financial-regulator", "FINANCIAL_REGULATOR")
    worse = {**YEAR, "scores": sheet(("按时报送", 1.0, 59.999999))}
    assert desk.done(finance, "evaluateInstitution", **worse) == done
    row = desk.row(institution_evaluation, done.fact_id)
    assert (row["total"], row["grade"], row["provider"]) == (59_999_999, "E", finance.party)


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"institution": "bank-z"}, "NOT_FOUND", ("institution",)),
        ({"year": 2022}, "WRONG_STATE", ("year",)),  # until 30 June, and this is the 15th
        ({"year": 9999}, "INVALID", ("year",)),
        ({"scores": []}, "INCOMPLETE", ("scores",)),
        ({"scores": sheet(("a", 0.5, 1.0))}, "INVALID", ("scores",)),
        ({"scores": sheet(("a", 0.5, 1.0), ("a ", 0.5, 1.0))}, "INVALID", ("scores",)),
        ({"scores": sheet(("a", 0.5, 1.0), ("b", 0.5, 100.1))}, "INVALID", ("scores", "1")),
        ({"scores": sheet(("a", 0.0, 1.0), ("b", 1.0, 1.0))}, "INVALID", ("scores", "0")),
        ({"scores": sheet(("", 1.0, 1.0))}, "INCOMPLETE", ("scores", "0", "criterion")),
    ],
)
def test_a_sheet_out_of_order(desk: Desk, changed, code, field) -> None:  # type: ignore[no-untyped-def]
    assert desk.refused(CITY, "evaluateInstitution", **{**YEAR, **changed}) == (code, field)
    assert desk.rows(institution_evaluation) == []


def test_a_bank_does_not_judge_itself(desk: Desk) -> None:
    assert desk.refused(BANK, "evaluateInstitution", **YEAR)[0] == "NOT_ALLOWED"
