"""The code lists that a new database has: complete, consistent, and equal to the rules' own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from hub.database import run_blocking
from hub.domain.calendar import shipped_calendar
from hub.domain.thresholds import shipped_rows
from hub.domain.violations import VIOLATIONS
from hub.domain.vocabulary import PartyKind
from hub.tables import party as tables
from hub.tables.policy import rights_epoch

Rows = Callable[[Any], list[dict[str, Any]]]


@pytest.fixture
def rows(module_database_url: str) -> Rows:
    def read(table: Any) -> list[dict[str, Any]]:
        return run_blocking(
            module_database_url,
            lambda c: [dict(row._mapping) for row in c.execute(select(table))],
        )

    return read


def test_districts_and_what_else_they_are_called(rows: Rows) -> None:
    districts = {row["code"]: row["name"] for row in rows(tables.district)}
    assert len(districts) == 16
    assert districts["310113"] == "宝山区"
    aliases = {row["alias"]: row["district"] for row in rows(tables.district_alias)}
    assert set(aliases.values()) <= set(districts)
    for alias, code in {
        "310108": "310106",
        "闸北": "310106",
        "310230": "310151",
        "崇明县": "310151",
        "浦东": "310115",
        "自贸区": "310115",
        "上海市宝山区": "310113",
        "南汇区": "310115",
    }.items():
        assert aliases[alias] == code
    assert "310000" not in aliases
    assert not set(aliases) & set(districts)


def test_industries_of_both_editions(rows: Rows) -> None:
    all_rows = {(row["edition"], row["code"]): row for row in rows(tables.industry)}
    levels = [row["level"] for row in all_rows.values() if row["edition"] == 2017]
    assert [levels.count(level) for level in ("section", "division", "group", "class")] == [
        *(20, 97, 473, 1381)
    ]
    assert all_rows[2017, "8040"]["name"] == "理发及美容服务"
    assert all_rows[2011, "79"]["name"] == "居民服务业"
    assert all_rows[2011, "7940"]["section"] == "O"
    for (edition, code), row in all_rows.items():
        parent = row["parent"]
        assert (parent is None) == (row["level"] == "section")
        assert parent is None or (edition, parent) in all_rows
        assert row["section"] == code or (edition, row["section"]) in all_rows


@pytest.mark.parametrize(
    ("edition", "code", "regulator"),
    [
        (2017, "8040", "city-commerce"),
        (2017, "6210", "city-commerce"),
        (2017, "6110", "regulator-culture-tourism"),
        (2017, "7291", "regulator-culture-tourism"),
        (2017, "8930", "regulator-sport"),
        (2017, "8392", "regulator-sport"),
        (2017, "8391", "regulator-education"),
        (2017, "8111", "regulator-transport"),
        (2017, "7111", "regulator-transport"),
        (2017, "8223", "city-commerce"),
        (2017, "0111", None),
        (2011, "7940", "city-commerce"),
        (2011, "8111", "city-commerce"),
        (2011, "8830", "regulator-sport"),
    ],
)
def test_who_regulates_whom(rows: Rows, edition: int, code: str, regulator: str | None) -> None:
    found = [
        row for row in rows(tables.industry) if (row["edition"], row["code"]) == (edition, code)
    ]
    assert [row["regulator"] for row in found] == [regulator]


def test_violations_are_those_of_the_rules(rows: Rows) -> None:
    stored = {(row["code"], row["name"], row["legal_basis"]) for row in rows(tables.violation)}
    assert stored == {(v.code, v.name, v.legal_basis) for v in VIOLATIONS}


def test_the_calendar_is_that_of_the_rules(rows: Rows) -> None:
    calendar = shipped_calendar()
    days = {row["day"]: row["kind"] for row in rows(tables.calendar_day)}
    assert {day for day, kind in days.items() if kind == "holiday"} == calendar.holidays
    assert {day for day, kind in days.items() if kind != "holiday"} == calendar.workday_shifts
    horizon = {row["register"]: row for row in rows(tables.horizon)}
    assert horizon["calendar_day"]["known_until"] == calendar.known_until == date(2026, 12, 31)


def test_the_thresholds_are_those_of_the_rules(rows: Rows) -> None:
    names = ("parameter", "industry", "size", "zone", "valid_from", "value", "basis")
    stored = {tuple(row[name] for name in names) for row in rows(tables.threshold)}
    assert stored == {tuple(getattr(row, name) for name in names) for row in shipped_rows()}


def test_the_operators_source_takes_every_kind(rows: Rows) -> None:
    sources = {row["code"]: row for row in rows(tables.source)}
    assert sources.keys() == {"acts", "operator"}
    assert sources["acts"]["kinds"] == []  # nobody sends batches through what people do here
    kinds = sources["operator"]["kinds"]
    assert len(kinds) == len(set(kinds)) == 30
    parties = {row["code"]: row["kind"] for row in rows(tables.party)}
    assert parties == {"operator": PartyKind.STEWARD, "public": PartyKind.PUBLIC}
    assert rows(rights_epoch) == [{"one": 1, "policy": "", "register": 0}]
