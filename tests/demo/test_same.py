"""The same merchants, seed, day and secret: the same rows. And the rows that intake would make."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select

from authz.principal import Principal
from hub.clock import start_of
from hub.database import run_blocking
from hub.demo.load import load
from hub.domain.money import format_fraction6, format_money
from hub.ingest.batch import Options, receive
from hub.ingest.context import Sender
from hub.ingest.declare import Kind
from hub.ingest.kinds import KINDS
from hub.tables.base import Fraction6, Money
from hub.tables.catalogue import TABLES
from hub.tables.merchant import merchant
from tests.engines import Engines

DAY = date(2026, 11, 24)
SECRET = bytes(range(32))
OPERATOR = Principal(party="operator", kind="STEWARD", subject="test", roles=("STEWARD",))
OFFERED = [name for name, kind in KINDS.items() if name not in ("thresholds", "calendar-days")]


def digest(connection: Connection) -> str:
    """Of all rows of all tables, in the order of their keys."""
    found = hashlib.sha256()
    for name, table in TABLES.items():
        rows = connection.execute(select(table).order_by(*table.primary_key.columns)).all()
        found.update(name.encode())
        for row in rows:
            found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def made(url: str, **given: Any) -> str:
    arguments = {"merchants": 30, "seed": 7, "day": DAY, "secret": SECRET, **given}
    run_blocking(url, lambda c: load(c, **arguments))
    return run_blocking(url, digest)


def test_the_same_world_twice_and_another_by_each_of_its_numbers(engines: Engines) -> None:
    other = {"seed": 8}, {"merchants": 31}, {"day": date(2026, 11, 25)}, {"secret": b"x" * 32}
    first, second, *others = [made(engines.fresh("sqlite"), **given) for given in ({}, {}, *other)]
    assert first == second
    assert len({first, *others}) == len(others) + 1


@pytest.mark.postgresql
def test_a_small_world_is_the_same_on_both_databases(engines: Engines) -> None:
    assert made(engines.fresh("sqlite")) == made(engines.fresh("postgresql"))


@pytest.fixture(scope="module")
def small(engines: Engines) -> Iterator[str]:
    url = engines.fresh("sqlite")
    made(url, merchants=60)
    yield url
    engines.drop(url)


@pytest.mark.parametrize("name", OFFERED)
def test_a_row_of_the_world_that_comes_again_is_unchanged(small: str, name: str) -> None:
    rows = run_blocking(small, lambda c: list(offered(c, KINDS[name])))
    assert rows
    body = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    outcome = receive(
        lambda work: run_blocking(small, work),
        io.BytesIO(body.encode()),
        kind=name,
        sender=Sender(OPERATOR, "operator"),
        key="again",
        secret=SECRET,
        guard=None,
        options=Options(form="ndjson"),
        now=lambda: start_of(DAY),
    ).receipt
    assert (outcome.codes, outcome.quarantined) == ({}, 0)
    assert (outcome.unchanged, outcome.accepted) == (len(rows), 0)


def offered(connection: Connection, kind: Kind) -> Iterator[dict[str, Any]]:
    """The current rows of a kind as a sender writes them."""
    table = kind.table
    chosen = select(table).where(table.c.superseded_at.is_(None), table.c.source != "operator")
    codes = dict(
        connection.execute(
            select(merchant.c.merchant_id, merchant.c.uscc).where(
                merchant.c.superseded_at.is_(None)
            )
        ).all()
    )
    for row in connection.execute(chosen).mappings():
        cells = {}
        for column in kind.columns:
            if column.name == "district" and row.get("district_basis") == "registration":
                continue  # nobody stated it
            if column.place in table.c:
                cells[column.name] = cell(row[column.place], table.c[column.place].type)
            elif row["merchant_id"]:
                cells[column.name] = codes[row["merchant_id"]]
        yield cells


def cell(value: Any, kind: Any) -> Any:
    if value is None or isinstance(value, list | str):
        return value or ""
    if isinstance(kind, Money):
        return format_money(value)
    if isinstance(kind, Fraction6):
        return format_fraction6(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
