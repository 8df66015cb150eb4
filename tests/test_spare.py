"""A PostgreSQL that is lent again is as a new one; what cannot be made so is not lent again."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Connection, delete, text, update
from sqlalchemy.exc import DBAPIError

from hub.database import run_blocking
from hub.engines.postgresql import target
from hub.tables.party import district, violation
from hub.tables.policy import rights_epoch
from tests import spare
from tests.conftest import engines_of
from tests.engines import Engines
from tests.migrations.shape import content, shape
from tests.world.build import insert as insert_world

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def apart(pytestconfig: pytest.Config) -> Engines:
    """Databases that only this test borrows."""
    return engines_of(pytestconfig, "spare")


def run(url: str, *statements: str) -> None:
    def work(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    run_blocking(url, work)


def whole(url: str) -> tuple[Any, Any, Any]:
    """Its shape, its rows, and the documents of a seeded table to the letter."""
    return run_blocking(url, shape), run_blocking(url, content), run_blocking(url, _letters)


def _letters(connection: Connection) -> list[str]:
    found = connection.execute(text("select kinds::text from source order by code"))
    return list(found.scalars())


def spoilt(connection: Connection) -> None:
    """A row more in every table of the world; a seed changed, one gone, one more."""
    insert_world(connection)
    connection.execute(update(rights_epoch).values(register=77, policy="x"))
    connection.execute(delete(district).where(district.c.code == "310115"))
    connection.execute(violation.insert().values(code="x", name="x", legal_basis="x"))


def test_every_row_and_every_seed_is_as_before(apart: Engines) -> None:
    url = apart.fresh("postgresql")
    before = whole(url)
    for _ in range(2):
        run_blocking(url, spoilt)
        assert whole(url) != before
        apart.drop(url)
        assert apart.fresh("postgresql") == url
        assert whole(url) == before
    apart.drop(url)


@pytest.mark.parametrize(
    "statement",
    [
        "create table more (one int)",
        "create index more on merchant (name)",
        "alter table merchant alter column name drop not null",
        "alter table merchant drop column contact_phone",
        "analyze merchant",
        "create function more() returns int language sql as 'select 1'",
    ],
)
def test_another_catalogue_is_thrown_away(apart: Engines, statement: str) -> None:
    url = apart.fresh("postgresql")
    run_blocking(url, insert_world)
    run(url, statement)
    apart.drop(url)
    assert gone(url)


def test_what_has_grown_is_thrown_away(apart: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    url = apart.fresh("postgresql")
    run_blocking(url, insert_world)
    monkeypatch.setattr(spare, "GROWN", 100_000)
    apart.drop(url)
    assert gone(url)


def test_nobody_stays_in_it(apart: Engines) -> None:
    url = apart.fresh("postgresql")

    async def left_open() -> None:
        stays = await asyncpg.connect(**target(url))
        await stays.execute("begin; delete from district")
        await asyncio.to_thread(apart.drop, url)
        assert stays.is_closed() or await refused(stays)
        stays.terminate()

    asyncio.run(left_open())
    assert apart.fresh("postgresql") == url
    apart.drop(url)


async def refused(connection: Any) -> bool:
    try:
        await connection.fetchval("select 1")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return True
    return False


def gone(url: str) -> bool:
    try:
        run(url, "select 1")
    except DBAPIError as error:
        return "does not exist" in str(error)
    return False
