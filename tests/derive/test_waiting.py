"""Whose figures are due: the touched, those whom time moves, and all when rules change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from hub.database import Database
from hub.derive.run import Counts, derive, recompute, run_due
from hub.errors import DomainError
from hub.tables.credit import risk_status
from hub.tables.intake import recompute as queue
from hub.tables.party import threshold
from tests.conftest import Transact
from tests.derive.world import DAY, RECORDED, SECRET, SOURCE, World, at, code_of

NEXT = DAY + timedelta(days=1)


def due(connection: Connection, day: date = DAY, **more: Any) -> Counts:
    return run_due(connection, at(day), secret=SECRET, **more)


def settled(connection: Connection) -> World:
    """Five bystanders and one merchant, all judged for the day."""
    for number in range(2, 7):
        World(connection, code_of(number)).merchant()
    world = World(connection).merchant()
    due(connection)
    return world


def test_the_first_run_judges_all_and_the_next_nobody(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        settled(connection)
        assert due(connection) == Counts()
        assert due(connection, NEXT) == Counts()

    transact(work)


def test_the_touched_are_judged_and_leave_the_queue(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = settled(connection)
        world.linked().report(100_000).touch()
        assert due(connection) == Counts(merchants=1, custody=1, risk=1)
        assert world.risk().code == "GREEN"
        assert connection.execute(select(queue)).all() == []

    transact(work)


def test_a_long_queue_is_worked_off_in_parts(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        for number in range(1, 8):
            World(connection, code_of(number)).merchant()
        found = [due(connection, limit=3) for _ in range(4)]
        assert [(one.merchants, one.left) for one in found] == [(3, 4), (3, 1), (1, 0), (0, 0)]

    transact(work)


MOVED: list[tuple[Callable[[World], Any], str | None, str | None]] = [
    (lambda w: w.linked(), None, None),  # judged again, whatever comes of it
    (lambda w: w.order(date(2022, 3, 1), DAY), None, "RED"),
    (lambda w: w.order(NEXT, date(2022, 5, 1)), None, "YELLOW"),
    (lambda w: w.order(date(2022, 3, 1), date(2022, 5, 1), NEXT), None, "GREEN"),
    (lambda w: w.listing(NEXT), "BLACK", None),
    (lambda w: w.listing(date(2022, 3, 1), NEXT), None, None),
    (lambda w: w.penalty(NEXT), None, None),
    (lambda w: w.linked(status="DELINKED", delinked_on=NEXT), None, None),
]


def test_time_alone_brings_a_merchant_up(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        settled(connection)
        worlds = [World(connection, code_of(50 + n)).merchant() for n in range(len(MOVED))]
        for world, (build, _, _) in zip(worlds, MOVED, strict=True):
            build(world)
            world.derive()
        assert due(connection, NEXT).merchants == len(MOVED)
        for world, (_, code, light) in zip(worlds, MOVED, strict=True):
            risk = world.risk()
            assert code is None or risk.code == code
            assert light is None or (risk.light, risk.since) == (light, NEXT)

    transact(work)


def test_a_report_that_does_not_come_turns_the_code(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean()
        seen = []
        for number in range(5):
            due(connection, DAY + timedelta(days=number))
            seen.append((world.risk().code, world.risk().uncertain))
        assert seen == [
            ("GREEN", False),
            ("GREEN", False),
            ("GREEN", True),
            ("GREEN", True),
            ("YELLOW", True),
        ]
        assert world.risk().since == DAY + timedelta(days=4)

    transact(work)


def test_a_policy_that_lapses_opens_a_shortfall(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean().report(300_000).account().held(60_000, DAY)
        world.guarantee(120_000, DAY)
        due(connection)
        assert (world.custody().verdict, world.risk().code) == ("COMPLIANT", "YELLOW")
        due(connection, NEXT)
        assert (world.custody().verdict, world.risk().code) == ("SHORTFALL", "RED")

    transact(work)


def test_changed_rules_bring_everybody_up(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        settled(connection)
        connection.execute(
            insert(threshold).values(
                fact_id=1, node_id="t", recorded_at=RECORDED, source=SOURCE, provider=SOURCE,
                disputed=False, parameter="custody.general_ratio", industry="80", size="",
                zone="", valid_from=date(2022, 4, 3), value="0.5", basis="test",
            )
        )  # fmt: skip
        assert due(connection).merchants == 6  # a new rule set
        assert due(connection, NEXT) == Counts()
        assert due(connection, date(2022, 4, 3)).merchants == 6  # its day has come

    transact(work)


def test_recompute_all_gives_the_same_again(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        World(connection).short().touch()
        World(connection, code_of(2)).merchant().touch()
        first = recompute(connection, day=None, now=at(DAY), secret=SECRET)
        assert first == Counts(merchants=2, custody=2, risk=2)
        again = recompute(connection, day=DAY, now=at(DAY, 5), secret=SECRET, everything=True)
        assert again == Counts(merchants=2)
        past = DAY - timedelta(days=1)
        assert recompute(connection, day=past, now=at(DAY, 5), secret=SECRET).merchants == 2
        assert due(connection) == Counts()

    transact(work)


def test_days_to_come_and_days_before_the_rules_are_refused(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        World(connection).clean()
        with pytest.raises(DomainError) as ahead:
            recompute(connection, day=NEXT, now=at(DAY), secret=SECRET)
        assert ahead.value.code == "DAY"
        early = date(2018, 12, 31)
        with pytest.raises(DomainError) as before:
            derive(connection, merchants=None, day=early, now=at(DAY), secret=SECRET)
        assert before.value.code == "RULE_NOT_IN_FORCE"

    transact(work)


@pytest.mark.anyio
async def test_two_at_once_share_the_work(database: Database) -> None:
    def work(connection: Connection) -> None:
        for number in range(20):
            World(connection, code_of(number)).merchant().touch()

    await database.run(work)
    parts = await asyncio.gather(*(database.run(due) for _ in range(3)))
    assert sum(part.merchants for part in parts) == 20
    assert sum(part.risk for part in parts) == 20
    rows = await database.run(lambda c: c.execute(select(risk_status.c.merchant_id)).all())
    assert len(rows) == 20
