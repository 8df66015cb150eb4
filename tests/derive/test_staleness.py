"""What is late or silent makes a figure uncertain, never silently green."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, insert, update

from hub.derive.run import run_due
from hub.domain.identifiers import hash63
from hub.tables.fund import custody_balance
from hub.tables.intake import batch
from hub.tables.party import party, source
from tests.conftest import Transact
from tests.derive.world import DAY, DISTRICT, RECORDED, SECRET, SOURCE, World, at, code_of, codes

REGISTERED = {
    "fact_id": 1, "node_id": "S", "recorded_at": RECORDED, "source": SOURCE, "provider": SOURCE,
    "disputed": False,
}  # fmt: skip


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
        weekly = {"code": "weekly", "name": "每周", "party": "bank-a", "cadence_days": 7}
        connection.execute(insert(source).values(REGISTERED | weekly | {"kinds": []}))
        world = World(connection).clean().report(300_000).account().held(60_000, ago(8))
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


FEEDS = {"complaints": "COMPLAINTS_LATE", "listings": "LISTS_LATE"}


def feed(
    connection: Connection, kind: str, *, days: int | None = 2, district: str | None = None
) -> None:
    """A source that is registered for a kind with a rhythm, since the first of March."""
    whose = {"code": "feeder", "kind": "ENFORCEMENT", "name": "某局", "district": district}
    registered = REGISTERED | {"industries": [], "roles": []}
    connection.execute(insert(party).values(registered | whose))
    own = {"code": "feed", "name": "来源", "party": "feeder", "kinds": [kind], "cadence_days": days}
    connection.execute(insert(source).values(REGISTERED | own))


def heard(connection: Connection, kind: str, day: date, status: str = "ACCEPTED") -> None:
    """A batch, which may well be empty."""
    key = f"{kind} {day} {status}"
    row = dict.fromkeys(("rows", "accepted", "unchanged", "quarantined", "staged_rows"), 0) | {
        "batch_id": hash63(key), "node_id": key, "idempotency_key": key, "provider": "feeder",
        "source": "feed", "kind": kind, "received_at": at(day), "digest": "", "status": status,
        "codes": {}, "state": "VISIBLE", "settings": {},
    }  # fmt: skip
    connection.execute(insert(batch).values(row))


def doubts(world: World) -> set[str]:
    risk = world.risk()
    found = set(codes(risk.reasons)) & set(FEEDS.values())
    assert (risk.code, risk.uncertain) == ("GREEN", bool(found))
    assert ("DATA_INCOMPLETE" in codes(risk.public_reasons)) == bool(found)
    return found


@pytest.mark.parametrize("kind", FEEDS)
def test_a_feed_that_falls_silent_leaves_no_figure_certain(
    transact: Transact[None], kind: str
) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean()
        feed(connection, kind)
        world.derive()
        assert doubts(world) == {FEEDS[kind]}  # never heard of since it was registered
        heard(connection, kind, DAY, "REFUSED")
        heard(connection, "merchants", DAY)
        world.derive()
        assert doubts(world) == {FEEDS[kind]}
        heard(connection, kind, ago(2))
        world.derive()
        assert doubts(world) == set()  # may still come today
        tomorrow = DAY + timedelta(days=1)
        world.report(100_000, DAY).derive(tomorrow)
        assert doubts(world) == {FEEDS[kind]}

    transact(work)


@pytest.mark.parametrize(
    ("days", "district", "found"),
    [
        (None, None, set()),  # no rhythm was agreed
        (60, None, set()),  # not yet owed since it was registered
        (2, "310104", set()),  # of another district
        (2, DISTRICT, {"LISTS_LATE"}),
    ],
)
def test_a_late_feed_touches_whom_it_speaks_of(
    transact: Transact[None], days: int | None, district: str | None, found: set[str]
) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean()
        feed(connection, "listings", days=days, district=district)
        world.derive()
        assert doubts(world) == found

    transact(work)


def test_what_comes_late_makes_figures_certain_again(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean()
        World(connection, code_of(2)).merchant()  # without a code nothing is to be doubted
        feed(connection, "complaints")
        run_due(connection, at(DAY), secret=SECRET)
        assert doubts(world) == {"COMPLAINTS_LATE"}
        heard(connection, "complaints", DAY)
        assert run_due(connection, at(DAY, 5), secret=SECRET).merchants == 1
        assert doubts(world) == set()
        assert run_due(connection, at(DAY, 6), secret=SECRET).merchants == 0

    transact(work)
