"""Amounts and fractions as text: exact at every size and sign, the same on both databases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
import pytest
from sqlalchemy import BigInteger, Column, ColumnElement, Integer, MetaData, Table, insert, select

from hub.database import Database
from resolvers.compiled import laid_out
from resolvers.json_postgresql import PostgreSQL
from resolvers.json_sql import Dialect
from resolvers.json_sqlite import SQLite

pytestmark = pytest.mark.anyio

LARGEST = 2**63 - 1
EDGES = (0, 1, 5, 10, 99, 100, 101, 1_000_000, 12_345_678, 9_007_199_254_740_993, LARGEST)
NUMBERS = (None, *EDGES, *(-edge for edge in EDGES[1:]), -LARGEST - 1)
SHOWN = Table("shown", MetaData(), Column("at", Integer), Column("number", BigInteger))


async def seen(database: Database, kind: str) -> list[Any]:
    dialect: Dialect = PostgreSQL() if database.dialect == "postgresql" else SQLite()
    rows = [{"at": at, "number": number} for at, number in enumerate(NUMBERS)]
    await database.run(lambda c: (SHOWN.create(c), c.execute(insert(SHOWN), rows)))
    listed = select(SHOWN.c.number).order_by(SHOWN.c.at).subquery("listed")
    value: ColumnElement[Any] = getattr(dialect, kind)(listed.c.number)
    array = dialect.body(dialect.record([("all", dialect.array([("it", value)], listed))]))
    text = laid_out(select(array), dialect.engine)
    row = await database.read(text.sql)
    assert row is not None
    found: list[Any] = [each["it"] for each in orjson.loads(row[0])["all"]]
    return found


def exact(number: int | None, places: int) -> Decimal | None:
    return None if number is None else Decimal(number).scaleb(-places)


async def test_money_keeps_every_fen_and_both_places(database: Database) -> None:
    assert await seen(database, "money") == [
        None if number is None else f"{exact(number, 2):.2f}" for number in NUMBERS
    ]


@pytest.mark.parametrize(("kind", "places"), [("fraction", 6), ("hundredths", 2)])
async def test_a_fraction_is_the_number_that_was_stored(
    database: Database, kind: str, places: int
) -> None:
    wanted = [None if each is None else float(exact(each, places) or 0) for each in NUMBERS]
    assert await seen(database, kind) == wanted
