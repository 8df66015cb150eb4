"""Reports that a listed subject owes: due, late, filed, and gone when the listing is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from hub.derive.run import Counts, run_due
from hub.domain.identifiers import fact_key, parse_node_id
from hub.domain.thresholds import RULES_EDITION
from hub.tables.credit import listing
from hub.tables.fund import filing
from tests.conftest import Transact
from tests.derive.world import SECRET, World, at, code_of
from tests.ingest.world import SECRET as INTAKE_SECRET, A, Intake

LISTED = date(2022, 3, 15)


def live(connection: Connection, day: date, hour: int = 4) -> Counts:
    return run_due(connection, at(day, hour), secret=SECRET)


def owed(world: World) -> list[tuple[Any, ...]]:
    chosen = select(filing).where(
        filing.c.merchant_id == world.id, filing.c.superseded_at.is_(None)
    )
    rows = world.connection.execute(chosen.order_by(filing.c.due_on, filing.c.period))
    return [(row.period, row.due_on, row.filed_on, row.late) for row in rows]


def test_each_month_and_half_year_on_the_list_is_owed(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).merchant().listing(LISTED)
        other = World(connection, code_of(2)).merchant().listing(LISTED, kind="ABNORMAL_OPERATION")
        live(connection, date(2022, 3, 31))
        assert owed(world) == []  # the month is not over
        for day in (date(2022, 4, 1), date(2022, 4, 25)):
            live(connection, day)
            assert owed(world) == [("2022-03", date(2022, 4, 25), None, False)]
        live(connection, date(2022, 4, 26))
        assert owed(world) == [("2022-03", date(2022, 4, 25), None, True)]
        live(connection, date(2022, 7, 1))
        assert owed(world)[-1] == ("2022H1", date(2022, 8, 31), None, False)
        assert [row[0] for row in owed(world)] == [
            *("2022-03", "2022-04", "2022-05", "2022-06", "2022H1")
        ]
        assert owed(other) == []

    transact(work)


def test_a_row_is_the_filing_that_will_come(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).merchant().listing(LISTED)
        live(connection, date(2022, 4, 1))
        row = connection.execute(select(filing)).one()
        key = fact_key(SECRET, "Filing", (world.uscc, "MONTHLY_OPERATING", "2022-03"))
        assert (row.fact_id, parse_node_id(row.node_id)[1:]) == (key, (world.id, key))
        assert row.rule_version.startswith(f"{RULES_EDITION}-")  # nobody owns it: whoever files may
        filed = {"due_on": date(2022, 4, 25), "filed_on": date(2022, 4, 20), "late": False}
        world.put(
            filing, (), fact_id=key, kind="MONTHLY_OPERATING", period="2022-03",
            recorded_at=at(date(2022, 4, 20)), **filed,
        )  # fmt: skip
        live(connection, date(2022, 4, 26))
        assert owed(world) == [("2022-03", date(2022, 4, 25), date(2022, 4, 20), False)]

    transact(work)


def test_a_second_run_writes_nothing_and_a_withdrawn_listing_owes_nothing(
    transact: Transact[None],
) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean().listing(LISTED)
        day = date(2022, 5, 1)
        live(connection, day)
        assert len(owed(world)) == 2
        world.touch(day)
        live(connection, day, 5)
        assert world.versions(filing) == 2
        gone = update(listing).where(listing.c.merchant_id == world.id)
        connection.execute(gone.values(superseded_at=at(day, 6)))
        world.touch(day)
        live(connection, day, 7)
        assert owed(world) == []

    transact(work)


def test_a_duty_that_goes_and_comes_while_the_clock_stands_still(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).merchant().listing(LISTED)
        mine = update(listing).where(listing.c.merchant_id == world.id)
        day = date(2022, 4, 2)
        live(connection, day)
        for _ in range(3):
            connection.execute(mine.values(superseded_at=at(day)))
            world.touch(day)
            live(connection, day)
            assert owed(world) == []
            connection.execute(mine.values(superseded_at=None))
            world.touch(day)
            live(connection, day)
            assert owed(world) == [("2022-03", date(2022, 4, 25), None, False)]
        assert world.versions(filing) == 4

    transact(work)


def test_removed_from_the_list_it_owes_what_ended_before(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).merchant().listing(LISTED, date(2022, 4, 20))
        live(connection, date(2022, 6, 10))
        assert [row[0] for row in owed(world)] == ["2022-03"]

    transact(work)


def test_past_the_calendar_nothing_is_late(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).merchant().listing(date(2027, 1, 4))
        live(connection, date(2027, 2, 1) + timedelta(days=60))
        assert [late for *_, late in owed(world)] == [False, False, False]

    transact(work)


def test_what_is_sent_takes_the_place_of_what_was_awaited(database_url: str) -> None:
    hub = Intake(database_url, None)
    hub.at = at(date(2022, 4, 26))
    hub.operator("merchants", f"uscc,name,district\n{A},店,310115\n")
    head = "uscc,kind,reference,ground,ground_text,decided_by,listed_on\n"
    hub.operator("listings", f"{head}{A},SERIOUS_DISHONESTY,1,OTHER,演示,区商务委,{LISTED}\n")
    for _ in range(2):
        hub.transact(lambda connection: run_due(connection, hub.at, secret=INTAKE_SECRET))
    (awaited,) = hub.rows(filing)
    assert (awaited["filed_on"], awaited["late"]) == (None, True)
    head = "uscc,kind,period,main_business_revenue,filed_on\n"
    sent = f"{head}{A},MONTHLY_OPERATING,2022-03,1000.00,2022-04-24\n"
    assert hub.operator("filings", sent).accepted == 1
    hub.transact(lambda connection: run_due(connection, hub.at, secret=INTAKE_SECRET))
    (row,) = hub.rows(filing)
    assert (row["fact_id"], row["rule_version"]) == (awaited["fact_id"], None)
    assert (row["filed_on"], row["late"]) == (date(2022, 4, 24), False)
    hub.close()
