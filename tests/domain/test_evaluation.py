"""Measures of an institution's year: what is owed, came and was paid; silence is no merit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from hub.domain.evaluation import (
    Account,
    Claim,
    Record,
    checked,
    facts,
    measures,
    shipped_sheet,
    usual_measures,
)
from hub.errors import DomainError

SINCE, UNTIL = date(2021, 7, 1), date(2022, 6, 30)
YEAR = Record(since=SINCE, until=UNTIL)
FULL = Account(date(2020, 1, 1), None, 365, 365, 0, SINCE, UNTIL, 1)


def of(*accounts: Account, **more: object) -> dict[str, str]:
    return facts(replace(YEAR, accounts=accounts, **more))


def test_nothing_on_record_is_no_measure() -> None:
    assert facts(YEAR) == {}
    assert of(Account(None, None)) == {}  # never opened, never reported
    assert of(Account(UNTIL + timedelta(days=1), None)) == {}
    assert of(Account(date(2020, 1, 1), SINCE)) == {}  # closed on its first day


def test_a_year_without_a_gap() -> None:
    found = of(FULL)
    assert (found["BALANCES_OWED"], found["BALANCES_REPORTED"]) == ("365", "365")
    assert (found["REPORTED_SHARE"], found["PUNCTUAL_SHARE"]) == ("1.0000", "1.0000")
    assert found["LONGEST_GAP_DAYS"] == "0"


@pytest.mark.parametrize(
    ("account", "owed", "gap"),
    [
        (replace(FULL, reported=0, first=None, last=None), "365", "365"),
        (replace(FULL, first=date(2021, 7, 4)), "365", "3"),
        (replace(FULL, last=date(2022, 6, 28)), "365", "2"),
        (replace(FULL, widest=6), "365", "5"),
        (replace(FULL, opened_on=date(2022, 6, 21), first=date(2022, 6, 21)), "10", "0"),
        (replace(FULL, closed_on=date(2021, 7, 11), last=date(2021, 7, 10)), "10", "0"),
        (replace(FULL, opened_on=None, first=date(2022, 6, 30)), "1", "0"),
    ],
)
def test_what_is_owed_and_the_longest_wait(account: Account, owed: str, gap: str) -> None:
    found = of(account)
    assert (found["BALANCES_OWED"], found["LONGEST_GAP_DAYS"]) == (owed, gap)


def test_a_weekly_rhythm_owes_a_seventh() -> None:
    found = of(replace(FULL, reported=53, punctual=53, widest=7), cadence=7)
    assert (found["BALANCES_OWED"], found["LONGEST_GAP_DAYS"]) == ("53", "0")


def test_claims_count_what_was_paid_until_the_end() -> None:
    claims = (
        Claim(date(2021, 9, 1), date(2021, 9, 11), 500_000),
        Claim(date(2021, 9, 1), date(2021, 10, 1), None),
        Claim(date(2022, 6, 1), date(2022, 7, 1), 900_000),  # after the period
        Claim(date(2022, 6, 1), None, 100),
    )
    found = facts(replace(YEAR, claims=claims, covers=(5_000_000, 1)))
    assert (found["CLAIMS_REPORTED"], found["CLAIMS_PAID"], found["CLAIMS_OPEN"]) == ("4", "2", "2")
    assert (found["CLAIMS_PAID_SHARE"], found["AMOUNT_PAID"]) == ("0.5000", "5000.00")
    assert found["LONGEST_CLAIM_DAYS"] == "30"
    assert (found["GUARANTEES"], found["COVER_TOTAL"]) == ("2", "50000.01")


def test_quarantined_rows_are_a_share_of_those_sent() -> None:
    found = facts(replace(YEAR, rows=3, quarantined=2))
    assert (found["ROWS_SENT"], found["ROWS_QUARANTINED_SHARE"]) == ("3", "0.6666")


ACCOUNTS = st.builds(
    Account,
    st.none() | st.dates(date(2020, 1, 1), date(2023, 1, 1)),
    st.none() | st.dates(date(2020, 1, 1), date(2023, 1, 1)),
    reported=st.integers(0, 365),
    punctual=st.integers(0, 365),
)


@given(st.lists(ACCOUNTS, max_size=5))
def test_shares_lie_between_nothing_and_all(accounts: list[Account]) -> None:
    found = of(*accounts)
    for name, value in found.items():
        number = Decimal(value)
        assert number >= 0
        assert not name.endswith("_SHARE") or number <= 1


def test_the_shipped_sheet_makes_one_and_names_measures_that_are() -> None:
    for kind in ("BANK", "INSURER"):
        lines = [line for line in shipped_sheet() if line.institution == kind]
        assert sum(Decimal(line.weight) for line in lines) == 1
        for line in lines:
            assert checked(line.measures) == list(line.measures)
            assert line.basis.startswith("PLAN 资金监管")
    assert usual_measures("BANK", "数据报送")[0] == "REPORTED_SHARE"
    assert usual_measures("BANK", "别的") == []


def test_a_measure_that_is_none_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        checked(["ACCOUNTS", "CHARM"])
    assert refused.value.code == "MEASURE"
    assert all(name.split(" ", 1)[1].isascii() for name in measures().values())
