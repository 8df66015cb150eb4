"""publishRating and withdrawRating: who may, about whom, and what stays on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hub.commands.act import Refused
from hub.domain.identifiers import hash63
from hub.tables.credit import rating
from tests.commands.world import (
    BANK,
    BARE,
    BEAUTY,
    GYM,
    NOBODY,
    NOW,
    PLATFORM,
    SALON,
    SPORT,
    TODAY,
    Desk,
)

GOOD = {"grade": "B", "method": "星级评定 2022", "score": 87.5, "comment": "服务规范"}


def test_an_association_rates_its_trade(desk: Desk) -> None:
    done = desk.done(BEAUTY, "publishRating", merchant=SALON, **GOOD)
    row = desk.row(rating, done.fact_id)
    assert (done.type_name, done.merchant_id) == ("Rating", hash63(SALON))
    assert (row["node_id"], row["merchant_id"]) == (done.node_id, hash63(SALON))
    assert (row["grade"], row["score"], row["published_on"]) == ("B", 87_500_000, TODAY)
    assert (row["provider"], row["publisher"], row["source"]) == (
        *(BEAUTY.party, BEAUTY.party),
        "beauty-ratings",
    )
    assert row["recorded_at"] == NOW


def test_the_platform_rates_whom_it_serves(desk: Desk) -> None:
    done = desk.done(PLATFORM, "publishRating", merchant=SALON, **GOOD)
    assert desk.row(rating, done.fact_id)["source"] == "acts"
    # a link that nobody confirmed serves nobody
    assert desk.refused(PLATFORM, "publishRating", merchant=GYM, **GOOD)[0] == "NOT_ALLOWED"


@pytest.mark.parametrize(
    ("who", "uscc", "code"),
    [
        (SPORT, SALON, "NOT_ALLOWED"),
        (BEAUTY, GYM, "NOT_ALLOWED"),
        (BEAUTY, BARE, "NOT_ALLOWED"),
        (BANK, SALON, "NOT_ALLOWED"),
        (BEAUTY, NOBODY, "NOT_FOUND"),
    ],
)
def test_nobody_rates_another_trade(desk: Desk, who, uscc, code) -> None:  # type: ignore[no-untyped-def]
    assert desk.refused(who, "publishRating", merchant=uscc, **GOOD) == (code, ("merchant",))
    assert desk.rows(rating) == []


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"method": "  "}, "INCOMPLETE", "method"),
        ({"method": "x" * 1001}, "INVALID", "method"),
        ({"comment": "a\u202eb"}, "INVALID", "comment"),
        ({"score": -1.0}, "INVALID", "score"),
        ({"score": 0.12345678}, "INVALID", "score"),
        ({"score": float("inf")}, "INVALID", "score"),
        ({"validUntil": TODAY}, "INVALID", "validUntil"),
    ],
)
def test_a_rating_out_of_order_is_refused(desk: Desk, changed, code, field) -> None:  # type: ignore[no-untyped-def]
    given = {**GOOD, **changed}
    assert desk.refused(BEAUTY, "publishRating", merchant=SALON, **given) == (code, (field,))
    assert desk.rows(rating) == []


def test_a_second_rating_of_the_day_corrects_the_first(desk: Desk) -> None:
    first = desk.done(BEAUTY, "publishRating", merchant=SALON, **GOOD)
    second = desk.done(BEAUTY, "publishRating", merchant=SALON, **{**GOOD, "grade": "C"})
    assert first == second
    old, new = desk.rows(rating, first.fact_id)
    assert (old["grade"], new["grade"]) == ("B", "C")
    assert old["superseded_at"] == new["recorded_at"] > old["recorded_at"]  # the clock stood still
    tomorrow = desk.done(
        BEAUTY, "publishRating", merchant=SALON, now=NOW + timedelta(days=1), **GOOD
    )
    assert tomorrow.fact_id != first.fact_id


def test_a_publisher_withdraws_its_own(desk: Desk) -> None:
    made = desk.done(BEAUTY, "publishRating", merchant=SALON, validUntil=date(2023, 1, 1), **GOOD)
    assert desk.done(BEAUTY, "withdrawRating", id=made.node_id, reason="数据有误") == made
    row = desk.row(rating, made.fact_id)
    assert (row["withdrawn_on"], row["withdrawal_reason"]) == (TODAY, "数据有误")
    assert (row["grade"], row["valid_until"], row["source"]) == (
        *("B", date(2023, 1, 1)),
        "beauty-ratings",
    )
    again = desk.refused(BEAUTY, "withdrawRating", id=made.node_id, reason="again")
    assert again == ("WRONG_STATE", ("id",))


def test_what_is_not_ones_own_is_as_if_it_were_not_there(desk: Desk) -> None:
    made = desk.done(BEAUTY, "publishRating", merchant=SALON, **GOOD)
    letter_of_a_listing = "L" + made.node_id[1:]
    bent = made.node_id[:-2] + ("AA" if made.node_id[-2:] != "AA" else "BA")
    answers = [
        desk.act(SPORT, "withdrawRating", id=each, reason="x", idempotencyKey=f"k{place}")
        for place, each in enumerate((made.node_id, letter_of_a_listing, bent, "nonsense"))
    ]
    assert isinstance(answers[0], Refused)
    assert answers == [answers[0]] * 4
    assert answers[0].errors[0].code.value == "NOT_FOUND"
    assert desk.row(rating, made.fact_id)["withdrawn_on"] is None


def test_no_reason_no_withdrawal(desk: Desk) -> None:
    made = desk.done(BEAUTY, "publishRating", merchant=SALON, **GOOD)
    assert desk.refused(BEAUTY, "withdrawRating", id=made.node_id, reason=" ") == (
        "INCOMPLETE",
        ("reason",),
    )
