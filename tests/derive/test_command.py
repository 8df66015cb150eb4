"""`hub recompute`: what it does to the database and what it says."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from hub.cli.main import run
from hub.keys import make_keys
from hub.tables.credit import risk_status
from hub.tables.statistics import statistics_cell
from tests.conftest import Transact
from tests.derive.world import DAY, World, code_of

PAST = DAY - timedelta(days=2)


@pytest.fixture
def hub(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's surroundings: this database, a clock that stands on the day."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUB_MODE", "demo")
    monkeypatch.setenv("HUB_DATABASE_URL", database_url)
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("HUB_NOW", f"{DAY}T12:00:00+08:00")
    make_keys(tmp_path / "var" / "keys", demo=True, made=0)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["recompute", *arguments, "--json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def world_of(connection: Connection) -> None:
    World(connection).short()
    World(connection, code_of(2)).merchant()


@pytest.mark.usefixtures("hub")
def test_it_judges_who_waits_and_then_nobody(
    transact: Transact[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    transact(world_of)
    first, nothing = said(capsys), {"custody": 0, "risk": 0, "statistics": 0}
    assert first.pop("statistics") > 0
    assert first == {"day": "2022-04-01", "merchants": 2, "custody": 2, "risk": 2}
    assert said(capsys) == {"day": "2022-04-01", "merchants": 0, **nothing}
    assert said(capsys, "--all") == {"day": "2022-04-01", "merchants": 2, **nothing}
    assert run(["recompute"]) == 0
    assert capsys.readouterr().out.startswith("2022-04-01: 0 merchants judged")


@pytest.mark.usefixtures("hub")
def test_a_day_of_the_past_is_followed_by_every_later_one(
    transact: Transact[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    early = PAST - timedelta(days=1)
    transact(lambda connection: World(connection).clean().report(9_000, early).listing(DAY))
    answer = said(capsys, "--day", PAST.isoformat())
    assert (answer["day"], answer["merchants"]) == (PAST.isoformat(), 3)
    rows = transact(lambda connection: World(connection).history(risk_status, "since"))
    assert [(row.code, row.since) for row in rows] == [("GREEN", PAST), ("BLACK", DAY)]
    days = select(statistics_cell.c.until).distinct().order_by(statistics_cell.c.until)
    stated = transact(lambda connection: list(connection.scalars(days)))
    assert stated == [PAST, PAST + timedelta(days=1)], "each day that is over"


@pytest.mark.usefixtures("hub")
def test_a_day_to_come_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recompute", "--day", "2022-04-02"]) == 1
    assert capsys.readouterr().err.startswith("hub: DAY: ")
    assert run(["recompute", "--day", "yesterday"]) == 2
