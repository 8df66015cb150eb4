"""What is late or silent makes a figure uncertain, never silently green."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, insert, update

from hub.tables.party import source
from tests.conftest import Transact
from tests.derive.world import DAY, RECORDED, SOURCE, World, code_of, codes


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


LATE = [
    (ago(0), 0, "GREEN", False),
    (ago(1), 0, "GREEN", False),
    (ago(2), 0, "GREEN", False),  # yesterday's report may still come today
    (ago(3), 1, "GREEN", True),
    (ago(4), 2, "GREEN", True),
    (ago(5), 3, "YELLOW", True),
    (ago(60), 58, "YELLOW", True),
]


def test_days_without_a_report_are_counted_when_their_time_is_over(
    transact: Transact[None],
) -> None:
    def work(connection: Connection) -> None:
        for number, (last, missing, code, uncertain) in enumerate(LATE):
            world = World(connection, code_of(number)).merchant().linked(date(2021, 1, 1))
            world.revenue(5_000_000).report(100_000, last).derive()
            risk = world.risk()
            assert (last, risk.code, risk.uncertain) == (last, code, uncertain)
            assert risk.inputs["missing_report_days"] == missing

    transact(work)


def test_without_any_report_days_count_from_linking(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        cases = ((None, None), (DAY, 0), (ago(2), 1), (ago(4), 3))
        for number, (linked_on, missing) in enumerate(cases):
            world = World(connection, code_of(number)).merchant().linked(linked_on)
            world.revenue(5_000_000).derive()
            assert world.custody().verdict == "UNVERIFIED"
            assert world.risk().uncertain is True
            assert world.risk().inputs.get("missing_report_days") == missing
            assert "BALANCE_UNKNOWN" in codes(world.risk().reasons)

    transact(work)


@pytest.mark.parametrize(("last", "verdict"), [(ago(2), "SHORTFALL"), (ago(3), "UNVERIFIED")])
def test_a_bank_that_falls_silent_leaves_it_unverified(
    transact: Transact[None], last: date, verdict: str
) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean().report(300_000).account().held(60_000, last)
        world.derive()
        assert world.custody().verdict == verdict
        assert world.risk().uncertain is (verdict == "UNVERIFIED")

    transact(work)


def test_a_source_with_a_slower_rhythm_is_late_later(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        connection.execute(
            insert(source).values(
                fact_id=1, node_id="S", recorded_at=RECORDED, source=SOURCE, provider=SOURCE,
                disputed=False, code="weekly", name="每周", party="bank-a", kinds=[],
                cadence_days=7,
            )
        )  # fmt: skip
        world = World(connection).clean().report(300_000).account().held(60_000, ago(8))
        from hub.tables.fund import custody_balance

        connection.execute(update(custody_balance).values(source="weekly"))
        world.derive()
        assert world.custody().verdict == "SHORTFALL"
        world.report(300_000, DAY).derive(DAY + timedelta(days=1))
        assert world.custody().verdict == "UNVERIFIED"

    transact(work)


@pytest.mark.parametrize("accounts", [0, 1])
def test_no_account_and_no_balance_are_not_known_to_hold_nothing(
    transact: Transact[None], accounts: int
) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean().report(300_000)
        if accounts:
            world.account("1").held(500_000, number="1").account("2")
        world.derive()
        assert (world.custody().verdict, world.custody().held) == ("UNVERIFIED", None)
        assert (world.risk().code, world.risk().uncertain) == ("GREEN", True)
        assert "HELD_UNKNOWN" in codes(world.risk().reasons)

    transact(work)
