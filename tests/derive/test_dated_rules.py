"""A threshold sent today for a later day: intake, recomputation, and what each day then says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hub.derive.run import Counts, run_due
from hub.domain.identifiers import hash63
from hub.errors import IntakeError
from hub.tables.credit import risk_status
from hub.tables.fund import card_report, custody_assessment
from tests.ingest.world import PARTIES, SECRET, A, B, Intake

DAY = date(2022, 4, 1)
CHANGE = DAY + timedelta(days=2)
HEAD = "parameter,industry,zone,valid_from,value,basis\n"
FIRMS = f"""uscc,name,district,industry,established_on
{A},浦东美容有限公司,310115,8040,2018-01-01
{B},宝山健身有限公司,310113,8930,2018-01-01
"""


@pytest.fixture
def hub(database_url: str) -> Iterator[Intake]:
    """Two linked firms of 300,000 yuan that hold what 40 % asks for."""
    intake = Intake(database_url, None)
    intake.at = noon(DAY)
    intake.operator("parties", PARTIES)
    intake.operator("merchants", FIRMS)
    both = (A, B)
    intake.operator(
        "links", "uscc,status,linked_on\n" + "".join(f"{u},LINKED,2022-03-31\n" for u in both)
    )
    revenues = "".join(f"{u},2021,5000000.00\n" for u in both)
    intake.operator("revenues", "uscc,year,main_business_revenue\n" + revenues)
    accounts = "".join(f"bank-a,{n},{u},2022-03-01\n" for n, u in enumerate(both))
    intake.operator("custody-accounts", "bank,account_number,uscc,opened_on\n" + accounts)
    yield intake
    intake.close()


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def live(hub: Intake, day: date) -> Counts:
    """The reports of the day before come, and the figures are brought to the day."""
    hub.at = noon(day)
    last = day - timedelta(days=1)
    head = "uscc,reported_for,prepaid_total,prepaid_balance,cards_issued\n"
    rows = "".join(f"{u},{last},600000.00,300000.00,5\n" for u in (A, B))
    assert hub.operator("card-reports", head + rows).accepted == 2
    rows = "".join(f"bank-a,{n},{last},120000.00\n" for n in (0, 1))
    hub.operator("custody-balances", "bank,account_number,day,balance\n" + rows)
    return drain(hub)


def drain(hub: Intake) -> Counts:
    found: Counts = hub.transact(lambda connection: run_due(connection, hub.at, secret=SECRET))
    return found


def history(hub: Intake, uscc: str) -> list[tuple[Any, ...]]:
    key = hash63(uscc)
    rows = [row for row in hub.rows(custody_assessment) if row["merchant_id"] == key]
    return sorted((row["assessed_for"], row["required"] // 100, row["verdict"]) for row in rows)


def codes(hub: Intake, uscc: str) -> list[tuple[Any, ...]]:
    key = hash63(uscc)
    rows = [row for row in hub.rows(risk_status) if row["merchant_id"] == key]
    return sorted((row["since"], row["code"]) for row in rows)


def test_a_threshold_changes_the_figures_from_its_day_on(hub: Intake) -> None:
    live(hub, DAY)
    before = hub.rows(custody_assessment), hub.rows(risk_status)
    sent = f"{HEAD}custody.general_ratio,80,310115,{CHANGE},0.50,某文件 第1条 · 浦东美容业\n"
    assert hub.operator("thresholds", sent).accepted == 1
    drain(hub)
    assert (hub.rows(custody_assessment), hub.rows(risk_status)) == before
    for day in (CHANGE - timedelta(days=1), CHANGE, CHANGE + timedelta(days=1)):
        live(hub, day)
    days = [DAY + timedelta(days=number) for number in range(4)]
    needs = [120_000, 120_000, 150_000, 150_000]
    verdicts = ["COMPLIANT", "COMPLIANT", "SHORTFALL", "SHORTFALL"]
    assert history(hub, A) == list(zip(days, needs, verdicts, strict=True))
    assert [row[1:] for row in history(hub, B)] == [(120_000, "COMPLIANT")] * 4
    assert codes(hub, A) == [(DAY, "GREEN"), (CHANGE, "RED")]
    assert codes(hub, B) == [(DAY, "GREEN")]
    first = [row for row in hub.rows(custody_assessment) if row["assessed_for"] == DAY]
    assert first == before[0]


def test_a_threshold_is_taken_back_as_it_came(hub: Intake) -> None:
    live(hub, DAY)
    head = HEAD.replace("basis", "basis,withdrawn_on")
    row = f"custody.general_ratio,,,{DAY},0.50,某条 · 演示"
    hub.operator("thresholds", f"{head}{row},\n")
    drain(hub)
    assert history(hub, B) == [(DAY, 150_000, "SHORTFALL")]
    hub.operator("thresholds", f"{head}{row},{DAY}\n")
    drain(hub)
    assert history(hub, B) == [(DAY, 120_000, "COMPLIANT")]


TIED = """custody.general_ratio,80,,2022-04-01,0.50,某条 · 演示,
custody.general_ratio,,310115,2022-04-01,0.60,某条 · 演示,
"""
NOBODY = """custody.general_ratio,,,2019-05-01,0.40,某条 · 演示,2022-04-01
custody.general_ratio,,,2024-05-01,0.40,某条 · 演示,2022-04-01
custody.general_ratio,80,,2022-04-01,0.50,某条 · 演示,
"""


@pytest.mark.parametrize("rows", [TIED, NOBODY])
def test_thresholds_that_contradict_each_other_are_refused_whole(hub: Intake, rows: str) -> None:
    head = HEAD.replace("basis", "basis,withdrawn_on")
    with pytest.raises(IntakeError) as refused:
        hub.operator("thresholds", head + rows)
    assert refused.value.code == "THRESHOLD"
    live(hub, DAY)
    assert history(hub, A) == [(DAY, 120_000, "COMPLIANT")]


def test_due_days_of_intake_follow_the_register(hub: Intake) -> None:
    hub.at = noon(DAY)
    hub.operator("thresholds", f"{HEAD}due.card_upload,,,{DAY},3,某条 · 演示\n")
    hub.at = noon(DAY + timedelta(days=3))
    head = "uscc,reported_for,prepaid_total,prepaid_balance,cards_issued\n"
    sent = f"{A},2022-03-31,1.00,1.00,1\n{A},{DAY},1.00,1.00,1\n"
    hub.operator("card-reports", head + sent)
    found = {row["reported_for"]: row["on_time"] for row in hub.rows(card_report)}
    assert found == {date(2022, 3, 31): False, DAY: True}
