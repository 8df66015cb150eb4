"""What a merchant's facts become: verdict, code, alert and light, each with its grounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from hub.domain.vocabulary import CustodyVerdict as V
from tests.conftest import Transact
from tests.derive.world import DAY, World, code_of, codes

Build = Callable[[World], Any]


def on(connection: Connection, build: Build, number: int = 1) -> World:
    """Another merchant, judged for the day."""
    world = World(connection, code_of(number))
    build(world)
    world.derive()
    return world


def test_an_unlinked_merchant_is_unknown_without_a_code(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = on(connection, lambda w: w.merchant(issuer="NOT_KNOWN"))
        assert world.custody().verdict == V.UNKNOWN
        assert codes(world.custody().reasons) == ["NOT_LINKED"]
        risk = world.risk()
        assert (risk.code, risk.rank, risk.alert, risk.uncertain) == (None, 1, False, True)
        assert codes(risk.public_reasons) == ["NO_CARD_BUSINESS"]

    transact(work)


ALERTS: list[tuple[Build, bool]] = [
    (lambda w: w.merchant(), True),
    (lambda w: w.merchant(issuer="REPORTED"), False),
    (lambda w: w.merchant(issuer="NOT_KNOWN"), False),
    (lambda w: w.merchant(issuer="CEASED"), False),
    (lambda w: w.merchant(kind="INDIVIDUAL_BUSINESS"), False),
    (lambda w: w.merchant().linked(status="NOT_REQUIRED"), False),
    (lambda w: w.merchant().linked(), False),
    (lambda w: w.merchant().linked(status="DELINKING"), False),
    (lambda w: w.merchant().linked(status="DELINKED"), True),
    (lambda w: w.merchant().linked(since=DAY + timedelta(days=1)), True),
    (lambda w: w.merchant().linked(status="LINKED", delinked_on=DAY), True),
]


def test_only_a_confirmed_issuer_that_must_link_and_does_not_is_alerted(
    transact: Transact[None],
) -> None:
    def work(connection: Connection) -> None:
        for number, (build, alert) in enumerate(ALERTS):
            assert (number, on(connection, build, number).risk().alert) == (number, alert)

    transact(work)


def test_an_individual_business_must_link_inside_a_franchise_system(
    transact: Transact[None],
) -> None:
    def work(connection: Connection) -> None:
        shop = World(connection, code_of(7, "92"))
        shop.merchant(kind="INDIVIDUAL_BUSINESS", brand="某发", brand_folded="某发")
        shop.derive()
        assert shop.risk().alert is False  # a brand of its own
        World(connection, code_of(8, "92")).merchant(brand="某发", brand_folded="某发")
        shop.derive(hour=5)
        assert shop.risk().alert is True

    transact(work)


def test_the_worked_example_is_red_and_its_order_runs_out(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection)
        world.clean().report(300_000).account().held(60_000)
        world.guarantee(50_000, date(2022, 12, 31))
        world.order(date(2022, 3, 1), date(2022, 3, 31))
        world.report(300_000, date(2022, 3, 29)).held(60_000, date(2022, 3, 29))
        world.derive(date(2022, 3, 31))
        custody, risk = world.custody(), world.risk()
        figures = (custody.required, custody.covered, custody.cash_due, custody.shortfall)
        assert figures == (12_000_000, 5_000_000, 7_000_000, 1_000_000)
        assert (custody.standard, custody.verdict) == ("GENERAL", "SHORTFALL")
        assert custody.funding_due_on == date(2022, 4, 8)  # five working days, with a holiday
        assert (risk.code, risk.rank, risk.light) == ("RED", 3, "YELLOW")
        assert codes(risk.way_to_green) == ["FUND_CUSTODY"]
        world.derive(date(2022, 4, 1))
        risk = world.risk()
        assert (risk.code, risk.light, risk.since) == ("RED", "RED", date(2022, 4, 1))
        assert "CORRECTION_OVERDUE" in codes(risk.reasons)

    transact(work)


def test_public_reasons_carry_no_amount_and_no_inner_ground(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = on(connection, lambda w: w.short().penalty(date(2022, 1, 5)).complaints(11))
        risk = world.risk()
        assert "VIOLATION_WITHOUT_ORDER" in codes(risk.reasons)
        assert codes(risk.public_reasons) == ["MEASURES_INSUFFICIENT", "RISK_SIGNAL"]
        text = "".join(reason["text"] for reason in risk.public_reasons)
        assert not any(letter.isdigit() for letter in text)

    transact(work)


SIGNS: list[tuple[Build, str, str]] = [
    (lambda w: w.clean(), "GREEN", "NO_FINDING"),
    (lambda w: w.clean().report(170_000), "YELLOW", "NEAR_STANDARD"),
    (lambda w: w.clean().complaints(10), "GREEN", "NO_FINDING"),
    (lambda w: w.clean().complaints(11), "YELLOW", "COMPLAINTS_OVER"),
    (lambda w: w.clean().complaints(11, DAY - timedelta(days=90)), "GREEN", "NO_FINDING"),
    (
        lambda w: w.clean().complaints(11, DAY - timedelta(days=89)),
        "YELLOW",
        "COMPLAINTS_OVER",
    ),
    (
        lambda w: w.clean().listing(DAY, kind="ABNORMAL_OPERATION"),
        "YELLOW",
        "ON_ABNORMAL_LIST",
    ),
    (
        lambda w: w.clean().listing(DAY, kind="SERIOUS_ILLEGALITY"),
        "YELLOW",
        "SERIOUS_ILLEGALITY",
    ),
    (
        lambda w: w.clean().listing(DAY, kind="JUDGMENT_DEFAULTER"),
        "YELLOW",
        "JUDGMENT_DEFAULTER",
    ),
    (
        lambda w: w.clean().report(300_000).guarantee(120_000, DAY + timedelta(days=30)),
        "YELLOW",
        "COVER_LAPSING",
    ),
    (
        lambda w: w.clean().report(300_000).guarantee(120_000, DAY + timedelta(days=31)),
        "GREEN",
        "NO_FINDING",
    ),
    (lambda w: w.clean().guarantee(120_000, DAY), "GREEN", "NO_FINDING"),  # nothing to cover
    (lambda w: w.short(), "RED", "SHORTFALL"),
    (lambda w: w.clean().listing(DAY), "BLACK", "LISTED"),
    (lambda w: w.merchant().listing(DAY), "BLACK", "LISTED"),
    (lambda w: w.clean().listing(DAY + timedelta(days=1)), "GREEN", "NO_FINDING"),
]


def test_each_sign_gives_its_code(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        for number, (build, code, reason) in enumerate(SIGNS):
            risk = on(connection, build, number).risk()
            assert (number, risk.code, reason in codes(risk.reasons)) == (number, code, True)

    transact(work)


def test_two_penalties_are_a_ground_and_not_yet_black(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        build = lambda w: w.clean().penalty(date(2021, 6, 1)).penalty(date(2022, 3, 1))  # noqa: E731
        risk = on(connection, build).risk()
        assert risk.code == "GREEN"
        assert risk.inputs["listing_grounds"] == ["TWO_PENALTIES"]
        assert "LISTING_GROUND_PRESENT" in codes(risk.reasons)
        assert "LISTING_GROUND_PRESENT" not in codes(risk.public_reasons)

    transact(work)


def test_money_counts_as_the_banks_report_it(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection)
        world.clean().report(300_000).account("1").held(50_000, number="1")
        world.account("2", opened_on=DAY).held(40_000, date(2022, 3, 30), number="2")
        world.held(20_000, DAY, number="2").held(99_000, DAY + timedelta(days=1), number="2")
        world.account("3", closed_on=DAY).held(77_000, number="3")
        world.account("4", opened_on=DAY + timedelta(days=1)).held(77_000, number="4")
        world.guarantee(30_000, DAY, number="1").claim(5_000, DAY).claim(9_000, None, "2")
        world.guarantee(60_000, DAY - timedelta(days=1), number="2")
        world.derive()
        custody = world.custody()
        assert (custody.held, custody.covered) == (7_000_000, 2_500_000)
        assert len(custody.inputs["accounts"]) == 2

    transact(work)


def test_four_quarterly_filings_stand_for_the_revenue(transact: Transact[None]) -> None:
    from hub.tables.fund import filing

    def work(connection: Connection) -> None:
        world = World(connection).merchant().linked().report(300_000).account().held(60_000)
        for quarter in (1, 2, 3, 4):
            due = date(2022, 1, 25)
            period = f"2021Q{quarter}"
            key, yuan = (period,), 500_000
            world.put(
                filing, key, kind="QUARTERLY", period=period, due_on=due, late=False,
                main_business_revenue=yuan * 100,
            )  # fmt: skip
            world.derive(hour=3 + quarter)
            assert world.custody().provisional is (quarter < 4)
        assert world.custody().special_standard == 40_000_000
        assert "REVENUE_FROM_FILINGS" in codes(world.custody().reasons)

    transact(work)
