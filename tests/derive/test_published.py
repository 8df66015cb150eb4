"""Published cells and anomalies of a day: stated once, anew when they differ, never edited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from hub.derive import published
from hub.derive.published import publish, publish_due
from hub.errors import DomainError
from hub.tables.complaint import complaint
from hub.tables.party import party
from hub.tables.statistics import anomaly, statistics_cell
from tests.conftest import Transact
from tests.derive.world import DAY, RECORDED, World, at, code_of

BEFORE = DAY - timedelta(days=1)  # the last day of March, of the quarter
KEYS = ("level", "district", "industry", "risk_code")
NOW = at(DAY)


def firms(connection: Connection, **counts: int) -> list[World]:
    """So many merchants by district; each with a report, and a ticket of the month."""
    made = []
    for district, count in counts.items():
        for _ in range(count):
            one = World(connection, code_of(len(made) + 1)).merchant(district=district.strip("d"))
            one.linked().report(300_000, BEFORE)
            ticket(one, "1", date(2022, 3, 2))
            made.append(one)
    return made


def ticket(one: World, number: str, day: date) -> None:
    one.put(
        complaint,
        (number,),
        channel="12345",
        ticket=f"{one.uscc}-{number}",
        category="REFUND",
        received_on=day,
        status="RECEIVED",
    )


def office(connection: Connection, district: str) -> None:
    row = {"fact_id": int(district), "node_id": f"P{district}", "recorded_at": RECORDED}
    version = {"source": "operator", "provider": "operator", "disputed": False}
    columns = {"kind": "DISTRICT_COMMERCE", "name": "区", "industries": [], "roles": []}
    own = {"code": district, "district": district}
    connection.execute(party.insert().values(row | version | columns | own))


def cells(connection: Connection, since: date = BEFORE) -> dict[tuple[str, ...], Any]:
    chosen = select(statistics_cell).where(
        statistics_cell.c.since == since, statistics_cell.c.superseded_at.is_(None)
    )
    return {tuple(getattr(row, key) for key in KEYS): row for row in connection.execute(chosen)}


TOTAL = ("", "", "", "")


def test_cells_of_a_day_and_of_the_periods_that_end_on_it(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        firms(connection, d310113=8, d310115=6)
        assert publish(connection, BEFORE, now=NOW) > 0
        day, month, quarter = (cells(connection, one) for one in map(date.fromisoformat, SINCE))
        for found in (day, month, quarter):
            assert found[TOTAL].merchants == 15  # fourteen, rounded
            assert found[TOTAL].prepaid_balance == 14 * 30_000_000 // 50_000_000 * 50_000_000
            assert not found["DISTRICT", "310113", "", ""].suppressed
        assert (day[TOTAL].complaints, month[TOTAL].complaints) == (0, 15)
        assert quarter[TOTAL].complaints == 15
        assert set(day) == set(month) == set(quarter)

    transact(work)


SINCE = ("2022-03-31", "2022-03-01", "2022-01-01")


def test_a_small_group_takes_its_neighbour_along(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        firms(connection, d310113=9, d310115=6, d310101=3)
        publish(connection, BEFORE, now=NOW)
        found = cells(connection)
        hidden = {key[1] for key, cell in found.items() if key[0] == "DISTRICT" and cell.suppressed}
        assert hidden == {"310101", "310115"}
        figures = found["DISTRICT", "310101", "", ""]
        assert figures.merchants is None
        assert figures.prepaid_total is None

    transact(work)


def test_an_office_that_sees_some_counts_the_others(transact: Transact[None]) -> None:
    """The office of a district would subtract its own firms from the city's."""

    def work(connection: Connection) -> None:
        firms(connection, d310113=9, d310115=4)
        publish(connection, BEFORE, now=NOW)
        assert not cells(connection)[TOTAL].suppressed
        office(connection, "310113")
        publish(connection, BEFORE, now=at(DAY, 5))
        assert cells(connection)[TOTAL].suppressed

    transact(work)


def test_a_figure_that_one_merchant_dominates_is_not_shown(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        made = firms(connection, d310113=9)
        made[0].report(900_000_000, BEFORE)
        publish(connection, BEFORE, now=NOW)
        total = cells(connection)[TOTAL]
        assert not total.suppressed
        assert (total.prepaid_balance, total.merchants) == (None, 10)

    transact(work)


def test_a_second_computation_writes_nothing_and_a_correction_supersedes(
    transact: Transact[None],
) -> None:
    def work(connection: Connection) -> None:
        made = firms(connection, d310113=9)
        first = publish(connection, BEFORE, now=NOW)
        assert publish(connection, BEFORE, now=at(DAY, 5)) == 0
        made[0].report(400_000, BEFORE)
        made[1].report(400_000, BEFORE)
        assert publish(connection, BEFORE, now=at(DAY, 5)) == first
        versions = select(func.count()).select_from(statistics_cell)
        assert connection.scalar(versions) == 2 * first
        ended = statistics_cell.c.superseded_at == at(DAY, 5)
        assert connection.scalar(versions.where(ended)) == first

    transact(work)


def test_days_that_are_over_are_stated_in_order(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        firms(connection, d310113=9)
        publish_due(connection, NOW)
        days = select(statistics_cell.c.until).distinct().order_by(statistics_cell.c.until)
        assert list(connection.scalars(days)) == [BEFORE]
        assert publish_due(connection, NOW) == 0
        publish_due(connection, at(DAY + timedelta(days=3)))
        assert len(list(connection.scalars(days))) == 4
        with pytest.raises(DomainError) as refused:
            publish(connection, DAY, now=NOW)
        assert refused.value.code == "DAY"

    transact(work)


def test_anomalies_of_a_merchant_and_of_its_groups(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        made = firms(connection, d310113=2)
        for weeks in range(1, 9):
            for one in made:
                one.report(300_000, BEFORE - timedelta(weeks=weeks))
        made[0].report(3_000_000, BEFORE)
        for number in range(6):
            ticket(made[1], f"a{number}", BEFORE)
        publish(connection, BEFORE, now=NOW)
        rows = connection.execute(select(anomaly).where(anomaly.c.superseded_at.is_(None))).all()
        found = {(row.subject, row.measure, row.merchant_id): row for row in rows}
        balance = found["MERCHANT", "prepaid_balance", made[0].id]
        assert (balance.observed, balance.expected) == (300_000_000, 30_000_000)
        assert balance.deviation == 180_000_000  # of five per cent of what was to be expected
        assert found["MERCHANT", "complaints", made[1].id].deviation == 6_000_000
        assert found["DISTRICT", "complaints", 0].key == "310113"
        assert {row.subject for row in rows} == {"MERCHANT", "DISTRICT", "INDUSTRY", "SYSTEM"}
        assert publish(connection, BEFORE, now=at(DAY, 5)) == 0

    transact(work)


def test_read_in_parts_it_is_the_same(
    transact: Transact[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(connection: Connection) -> None:
        firms(connection, d310113=7, d310115=6)
        office(connection, "310115")
        found = []
        for part in (100, 3, 1):
            monkeypatch.setattr(published, "PART", part)
            gathered, count = published.Gathered(), 0
            while more := published.gather(connection, BEFORE, gathered.last):
                gathered.add(more)
                count += 1
            assert count == -(-13 // part)
            stated = published.work_out(gathered, published.terms(connection, BEFORE, NOW))
            found.append((stated.cells, sorted(map(str, stated.anomalies))))
        assert found[0][0]
        assert found == [found[0]] * 3

    transact(work)
