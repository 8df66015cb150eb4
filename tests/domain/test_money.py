"""Money is fen or refused; what is read is written again."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from hub.domain.money import (
    MONEY_LIMIT,
    format_fraction6,
    format_money,
    parse_fraction6,
    parse_money,
    parse_share,
)
from hub.errors import DomainError


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("120000.00", 12_000_000),
        ("0.01", 1),
        ("1.5", 150),
        ("-50000", -5_000_000),
        ("+3", 300),
        ("-0.00", 0),
        ("90000000000000.00", MONEY_LIMIT),
    ],
)
def test_decimal_text_is_fen(text: str, fen: int) -> None:
    assert parse_money(text) == fen


@pytest.mark.parametrize(
    "bad",
    [
        "", " 1", "1 ", "1\n", "1,000.00", "1e5", "NaN", "Infinity", "0x10", "1.", ".5", "1.005",
        "--1", "1_000", "１２", "٣", "90000000000000.01",
        "99999999999999", "1" * 400, 1.5, 3, None, True,
    ],
)  # fmt: skip
def test_everything_else_is_refused(bad: object) -> None:
    with pytest.raises(DomainError) as caught:
        parse_money(bad)
    assert caught.value.code == "MONEY"


@given(st.integers(min_value=-MONEY_LIMIT, max_value=MONEY_LIMIT))
def test_money_goes_there_and_back(fen: int) -> None:
    assert parse_money(format_money(fen)) == fen


@given(st.integers(min_value=-9 * 10**15, max_value=9 * 10**15))
def test_fractions_go_there_and_back(millionths: int) -> None:
    text = format_fraction6(millionths)
    assert parse_fraction6(text) == millionths
    assert "." not in text or not text.endswith("0")


def test_shares_lie_between_0_and_1() -> None:
    assert [parse_share(text) for text in ("0", "1", "1.000000", "0.333333")] == [
        0,
        1_000_000,
        1_000_000,
        333_333,
    ]
    for bad in ("-0.1", "1.000001", "50%", "0.3333333", "", 0.5):
        with pytest.raises(DomainError) as caught:
            parse_share(bad)
        assert caught.value.code == "SHARE"
    for bad in ("1e1", "4.1234567", None):
        with pytest.raises(DomainError) as caught:
            parse_fraction6(bad)
        assert caught.value.code == "FRACTION"
