"""What is written: nothing twice, nothing edited, and no trace of the order of arrival."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import Connection, func, select

from hub.database import run_blocking
from hub.derive.run import Counts, derive
from hub.domain.custody import assess
from hub.domain.identifiers import parse_node_id
from hub.domain.thresholds import RULES_EDITION
from hub.tables.credit import risk_status
from hub.tables.fund import custody_assessment
from tests.conftest import Transact
from tests.derive.world import DAY, RECORDED, SECRET, World, at, changed, code_of, codes

NEXT = DAY + timedelta(days=1)
KEPT_APART = ("recorded_at", "computed_at", "superseded_at")


def content(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name not in KEPT_APART}


def test_a_second_run_writes_nothing(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).short()
        World(connection, code_of(2)).merchant()
        first = derive(connection, merchants=None, day=DAY, now=at(DAY), secret=SECRET)
        assert first == Counts(merchants=2, custody=2, risk=2)
        again = derive(connection, merchants=None, day=DAY, now=at(DAY, 5), secret=SECRET)
        assert again == Counts(merchants=2)
        assert world.versions(risk_status) == 1

    transact(work)


def test_a_row_has_its_day_its_rules_its_inputs_and_its_id(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).short()
        world.derive()
        for row, letter in ((world.custody(), "U"), (world.risk(), "K")):
            assert parse_node_id(row.node_id) == (letter, world.id, row.fact_id)
            assert (row.source, row.provider, row.batch_id) == ("hub", "hub", None)
            assert row.rule_version.startswith(f"{RULES_EDITION}-")
            assert row.computed_at == row.recorded_at == at(DAY)
        assert world.custody().assessed_for == world.risk().since == DAY
        inputs = world.custody().inputs
        assert inputs["report"]["balance"] == 30_000_000
        assert inputs["accounts"][0]["day"] == "2022-03-31"
        assert inputs["short_since"] == "2022-04-01"
        assert {"code", "text", "rule"} == set(world.custody().reasons[0])

    transact(work)


@pytest.mark.parametrize("day", [DAY, NEXT])
def test_the_first_row_of_intake_is_superseded(transact: Transact[None], day: date) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean()
        first = world.put(
            risk_status, ("any",), code=None, rank=1, alert=False, since=DAY, uncertain=True,
            public_reasons=[],
        )  # fmt: skip
        world.derive(day)
        risk = world.risk()
        assert (risk.fact_id, risk.code, risk.since) == (first, "GREEN", day)
        assert len(world.history(risk_status, "since")) == 1
        assert world.versions(risk_status) == 2

    transact(work)


def test_a_state_stands_from_its_day_and_the_past_stays(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean()
        world.derive()
        assert world.derive(NEXT) == Counts(merchants=1)
        later = DAY + timedelta(days=2)
        world.report(300_000, NEXT).account().held(0, NEXT)
        world.derive(later)
        history = world.history(risk_status, "since")
        assert [(row.code, row.since) for row in history] == [("GREEN", DAY), ("RED", later)]
        days = [row.assessed_for for row in world.history(custody_assessment, "assessed_for")]
        assert days == [DAY, later]

    transact(work)


def test_new_grounds_of_one_state_are_a_new_version_of_it(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean().complaints(11)
        world.derive()
        before = world.risk()
        world.listing(NEXT, kind="ABNORMAL_OPERATION")
        world.derive(NEXT)
        now = world.risk()
        assert (now.fact_id, now.since, now.code) == (before.fact_id, DAY, "YELLOW")
        assert codes(now.reasons)[:2] == ["COMPLAINTS_OVER", "ON_ABNORMAL_LIST"]
        assert now.recorded_at == at(NEXT)

    transact(work)


def test_a_correction_on_the_same_day_leaves_no_trace_in_what_stands(
    transact: Transact[None],
) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean()
        world.derive()
        before = content(world.risk()), content(world.custody())
        for hour in (5, 7):
            world.listing(NEXT)
            world.derive(NEXT, hour=hour)
            assert world.risk().code == "BLACK"
            world.listing(NEXT + timedelta(days=9))
            world.derive(NEXT, hour=hour + 1)
            assert (content(world.risk()), content(world.custody())) == before
        assert world.versions(risk_status) == 3  # the closed ones can be read at their time

    transact(work)


def test_a_clock_that_stands_still_breaks_no_key(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean()
        world.derive(NEXT - timedelta(days=1))
        for _ in range(3):
            world.listing(NEXT)
            world.derive(NEXT)
            assert world.risk().code == "BLACK"
            world.report(90_000)
            world.listing(NEXT + timedelta(days=9))
            world.derive(NEXT)
            assert world.risk().code == "GREEN"
            world.report(100_000)
        chosen = select(risk_status.c.recorded_at, risk_status.c.superseded_at)
        for begun, ended in connection.execute(chosen):
            assert ended is None or ended > begun

    transact(work)


STEPS = (
    lambda w: w.linked(),
    lambda w: w.report(300_000),
    lambda w: w.account().held(60_000),
    lambda w: w.guarantee(50_000, date(2022, 4, 20)),
)


def test_the_order_of_arrival_does_not_matter(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        seen = []
        for number, order in enumerate(permutations(STEPS)):
            world = World(connection, code_of(100 + number)).merchant().revenue(5_000_000)
            world.derive(DAY - timedelta(days=1))
            for hour, step in enumerate(order):
                step(world)
                world.derive(hour=hour)
            plain = World(connection, code_of(500 + number)).merchant().revenue(5_000_000)
            plain.derive(DAY - timedelta(days=1))
            for step in STEPS:
                step(plain)
            plain.derive()
            for one in (world, plain):
                rows = (*one.history(custody_assessment, "assessed_for"),)
                rows += (*one.history(risk_status, "since"),)
                seen.append([shape(row) for row in rows])
        assert all(one == seen[0] for one in seen[1:])
        assert len(seen[0]) == 4

    transact(work)


FACTS: tuple[Callable[[World], Any], ...] = (
    *STEPS,
    lambda w: w.revenue(5_000_000),
    lambda w: w.claim(7_000, date(2022, 3, 20)),
    lambda w: w.complaints(12),
    lambda w: w.order(date(2022, 3, 20), date(2022, 3, 31)),
    lambda w: w.penalty(date(2022, 1, 9)),
    lambda w: w.listing(date(2022, 3, 1), kind="ABNORMAL_OPERATION"),
    lambda w: w.listing(date(2022, 3, 1), date(2022, 3, 30)),
)
_numbers = count(1_000)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(range(len(FACTS))),
    judged=st.sets(st.integers(0, len(FACTS))),
    again=st.booleans(),
)
def test_whatever_comes_when_and_is_judged_when(
    sqlite_url: str, order: list[int], judged: set[int], again: bool
) -> None:
    """Any order, judged after any of them: what stands is that of the plain facts, judged once."""

    def work(connection: Connection) -> None:
        one, plain = (World(connection, code_of(next(_numbers))).merchant() for _ in range(2))
        for place, number in enumerate(order):
            FACTS[number](one)
            if place in judged:
                one.derive(now=at(DAY, 5, place))
        one.derive(hour=6)
        assert not again or one.derive(hour=7) == Counts(merchants=1)
        for step in FACTS:
            step(plain)
        plain.derive(hour=6)
        for table, dated in ((custody_assessment, "assessed_for"), (risk_status, "since")):
            found, expected = one.history(table, dated), plain.history(table, dated)
            assert [shape(row) for row in found] == [shape(row) for row in expected]

    run_blocking(sqlite_url, work)


def shape(row: Any) -> dict[str, Any]:
    """A row without what differs between two merchants and two moments."""
    left_out = {*KEPT_APART, "merchant_id", "fact_id", "node_id", "inputs"}
    return {name: value for name, value in row._mapping.items() if name not in left_out}


def test_a_threshold_changed_from_a_day_on_leaves_the_past_alone(
    transact: Transact[None],
) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean().report(300_000).account().held(120_000, NEXT)
        world.held(120_000)
        world.derive()
        past = content(world.custody()), content(world.risk())
        rules = changed("custody.general_ratio", "0.50", NEXT, "80")
        world.derive(DAY, hour=5, thresholds=rules)
        assert (content(world.custody()), content(world.risk())) == past
        world.derive(NEXT, thresholds=rules)
        assert (world.custody().required, world.custody().verdict) == (15_000_000, "SHORTFALL")
        assert world.custody().rule_version == rules.rule_version != past[0]["rule_version"]
        assert world.risk().code == "RED"
        assert content(world.history(custody_assessment, "assessed_for")[0]) == past[0]
        assert content(world.history(risk_status, "since")[0]) == past[1]

    transact(work)


def test_leaving_the_list_gives_the_code_of_the_facts_from_that_day(
    transact: Transact[None],
) -> None:
    def work(connection: Connection) -> None:
        end = date(2022, 9, 1)
        world = World(connection).clean().listing(date(2022, 5, 1), end)
        for day in (date(2022, 5, 1), end - timedelta(days=1), end):
            world.report(100_000, day - timedelta(days=1)).derive(day)
        history = [(row.code, row.since) for row in world.history(risk_status, "since")]
        assert history == [("BLACK", date(2022, 5, 1)), ("GREEN", end)]
        assert world.custody().standard == "NONE"
        assert world.history(custody_assessment, "assessed_for")[0].standard == "FULL"

    transact(work)


def test_a_lasting_shortfall_keeps_the_day_of_its_funding(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).short()
        world.derive()
        due = world.custody().funding_due_on
        days = [DAY + timedelta(days=number) for number in range(1, 9)]
        for day in days:
            world.report(300_000, day)
            if day not in days[2:5]:  # silence ends no shortfall
                world.held(60_000, day)
            world.derive(day)
        verdicts = [row.verdict for row in world.history(custody_assessment, "assessed_for")]
        assert {"SHORTFALL", "UNVERIFIED"} == set(verdicts)
        assert (world.custody().verdict, world.custody().funding_due_on) == ("SHORTFALL", due)
        last = days[-1] + timedelta(days=1)
        world.report(300_000, last).held(120_000, last).derive(last)
        assert world.custody().verdict == "COMPLIANT"
        again = last + timedelta(days=1)
        world.report(300_000, again).held(0, again).derive(again)
        assert world.custody().inputs["short_since"] == again.isoformat()

    transact(work)


def test_a_day_of_the_past_does_not_speak_for_today(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean().complaints(11)
        world.derive()
        world.listing(NEXT, kind="ABNORMAL_OPERATION")
        world.derive(NEXT + timedelta(days=1))
        stands = content(world.risk())
        world.derive(DAY, now=at(NEXT + timedelta(days=1), 5))
        assert content(world.risk()) == stands

    transact(work)


def test_a_dispute_stays_marked(transact: Transact[None]) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).clean()
        world.derive()
        row = world.risk()
        shown = {name: value for name, value in row._mapping.items() if name != "superseded_at"}
        world.put(risk_status, (), **(shown | {"disputed": True, "recorded_at": at(DAY, 5)}))
        world.complaints(11).derive(hour=6)
        assert (world.risk().disputed, world.risk().code) == (True, "YELLOW")

    transact(work)


def test_every_figure_can_be_made_again_from_its_inputs(transact: Transact[None]) -> None:
    from hub.domain.custody import CustodyInput
    from hub.domain.thresholds import shipped_thresholds

    def work(connection: Connection) -> None:
        world = World(connection).short()
        world.derive()
        row = world.custody()
        found = assess(
            CustodyInput(
                day=row.assessed_for,
                linked=row.inputs["linked"],
                balance=row.inputs["report"]["balance"],
                revenue=row.inputs["revenue"]["amount"],
                established_on=date.fromisoformat(row.inputs["established_on"]),
                held=sum(one["balance"] for one in row.inputs["accounts"]),
                industry=row.inputs["industry"],
            ),
            shipped_thresholds(),
        )
        assert (found.required, found.shortfall, found.verdict) == (
            row.required,
            row.shortfall,
            row.verdict,
        )

    transact(work)


@pytest.mark.parametrize("table", [custody_assessment, risk_status])
def test_each_day_has_one_current_row(transact: Transact[None], table: Any) -> None:
    def work(connection: Connection) -> None:
        world = World(connection).short()
        for hour, yuan in enumerate((300_000, 100_000, 250_000, 170_000, 300_000)):
            world.report(yuan, recorded_at=at(DAY, hour)).derive(hour=hour)
        rows = select(func.count()).where(
            table.c.merchant_id == world.id, table.c.superseded_at.is_(None)
        )
        assert connection.scalar(rows) == 1
        assert world.custody().recorded_at > RECORDED

    transact(work)
