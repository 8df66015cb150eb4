"""The data version moves with every write, whatever is written and by which way, and only then."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Table,
    delete,
    insert,
    select,
)

from hub.database import Database
from hub.engines.load import load
from hub.tables.base import Document, Fraction6, Instant, Money
from hub.tables.catalogue import TABLES
from hub.tables.version import data_version
from tests.test_house import files, name, tree

pytestmark = pytest.mark.anyio

OPENING = {"create_engine", "create_async_engine", "connect", "create_pool"}
ENGINES = {f"hub/engines/{name}.py" for name in ("embedded", "postgresql", "sqlite")}
IN_MEMORY = {"resolvers/json_sqlite.py"}  # asks the library what it can do
VALUES: dict[type, Any] = {
    BigInteger: 1,
    Boolean: False,
    Date: date(2022, 1, 1),
    Document: [],
    Fraction6: 1,
    Instant: datetime(2022, 1, 1, tzinfo=UTC),
    Integer: 1,
    LargeBinary: b"",
    Money: 1,
}
Way = Callable[[Connection, Table, dict[str, Any]], object]


async def version(database: Database) -> int:
    return int(await database.run(lambda each: each.scalar(select(data_version.c.version))))


def row(table: Table) -> dict[str, Any]:
    """A row of which nothing is said."""

    def value(kind: Any) -> Any:
        return next((VALUES[each] for each in type(kind).__mro__ if each in VALUES), "x")

    return {each.name: value(each.type) for each in table.c if not each.nullable}


def written_out(connection: Connection, table: Table, values: dict[str, Any]) -> object:
    """By SQL that no one but the driver reads."""
    connection.execute(insert(table).values(**values))
    return connection.exec_driver_sql(f"DELETE FROM {table.name}")


WAYS: dict[str, Way] = {
    "a statement": lambda c, table, values: c.execute(insert(table).values(**values)),
    "a bulk load": lambda c, table, values: load(c, table, {k: [v] for k, v in values.items()}),
    "the driver's own": written_out,
}


@pytest.mark.parametrize("way", WAYS)
async def test_every_table_moves_it_by_every_way(database: Database, way: str) -> None:
    still = []
    for table in TABLES.values():
        if table is data_version:
            continue
        await database.run(lambda each, table=table: each.execute(delete(table)))
        before = await version(database)
        await database.run(lambda each, table=table: WAYS[way](each, table, row(table)))
        if await version(database) != before + 1:
            still.append(table.name)
    assert still == []


async def test_reading_what_fails_and_records_of_proof_leave_it(database: Database) -> None:
    before = await version(database)
    await database.run(lambda each: each.execute(select(TABLES["district"])).all())

    def fails(connection: Connection) -> None:
        connection.execute(delete(TABLES["district"]))
        raise LookupError

    with pytest.raises(LookupError):
        await database.run(fails)
    mark = "?" if database.dialect == "sqlite" else "$1"
    await database.append([(f"DELETE FROM access_counter WHERE answers = {mark}", [(1,)])])
    assert await version(database) == before


async def test_what_is_appended_may_depend_on_it(database: Database) -> None:
    found: list[int] = []

    def none(number: int) -> list[Any]:
        found.append(number)
        return []

    await database.append(none)
    assert found == [await version(database)]


def test_nobody_but_the_engines_opens_a_database() -> None:
    """Who wrote past them would move nothing."""
    found = {name(path) for path in files("hub", "resolvers", "authz") if opens(path)}
    assert found == ENGINES | IN_MEMORY


def opens(path: Path) -> bool:
    calls = [each.func for each in ast.walk(tree(path)) if isinstance(each, ast.Call)]
    return any(getattr(each, "attr", getattr(each, "id", "")) in OPENING for each in calls)
