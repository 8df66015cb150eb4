"""Rows in bulk by the driver's own way: every type of column, and what breaks a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from hub.engines.load import Same, load
from hub.tables.intake import quarantined_row, recompute
from hub.tables.party import calendar_day

AT = datetime(2022, 3, 1, 1, 2, 3, 456_789, tzinfo=UTC)
Transact = Callable[[Callable[[Connection], Any]], Any]


def test_every_type_comes_back_as_it_was(transact: Transact) -> None:
    contents = [{"row": {"名": "甲"}, "fact": 2**63 - 1}, {"row": {}, "fact": 0}]
    columns = {
        "batch_id": Same(7),
        "line": [1, 2],
        "node_id": ["a", "b"],
        "provider": Same("p"),
        "code": ["DATE", "MONEY"],
        "field": ["day", None],
        "message": ["一", "二"],
        "resolved_at": [AT, None],
        "content": contents,
    }
    transact(lambda connection: load(connection, quarantined_row, columns))
    chosen = select(quarantined_row).order_by(quarantined_row.c.line)
    rows = transact(lambda connection: list(connection.execute(chosen).mappings()))
    assert [row["content"] for row in rows] == contents
    assert [row["resolved_at"] for row in rows] == [AT, None]
    assert [(row["batch_id"], row["field"]) for row in rows] == [(7, "day"), (7, None)]


def test_days_and_truth(transact: Transact) -> None:
    days = [date(2031, 1, 1), date(2031, 1, 2), date(2031, 1, 1)]
    columns = {
        "fact_id": [1, 2, 3],
        "node_id": ["x", "y", "z"],
        "recorded_at": Same(AT),
        "superseded_at": [None, None, AT],
        "source": Same("s"),
        "provider": Same("p"),
        "disputed": [False, True, False],
        "day": days,
        "kind": Same("holiday"),
    }
    transact(lambda connection: load(connection, calendar_day, columns))
    chosen = select(calendar_day).where(calendar_day.c.fact_id < 4).order_by(calendar_day.c.fact_id)
    rows = transact(lambda connection: list(connection.execute(chosen).mappings()))
    assert [(row["day"], row["disputed"]) for row in rows] == list(
        zip(days, [False, True, False], strict=True)
    )


def test_what_breaks_a_key_takes_all_back(transact: Transact) -> None:
    def twice(connection: Connection) -> None:
        load(connection, recompute, {"merchant_id": [1, 2], "since": Same(AT)})
        load(connection, recompute, {"merchant_id": [3, 2], "since": Same(AT)})

    with pytest.raises(IntegrityError):
        transact(twice)
    assert transact(lambda connection: connection.execute(select(recompute)).all()) == []
