"""The two doors of the database, on both engines."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, text

from hub.database import Database, open_database
from hub.errors import UnavailableError
from hub.tables.policy import policy_version, rights_epoch

pytestmark = pytest.mark.anyio

SLOW = {
    "sqlite": "with recursive t(x) as (select 1 union all select x + 1 from t) select max(x) from t",
    "postgresql": "select count(*) from generate_series(1, 1000000000000) as t(x)",
}


async def test_work_is_committed_or_not_at_all(database: Database) -> None:
    await database.run(lambda c: c.execute(text("create table t (x integer primary key)")))
    await database.run(lambda c: c.execute(text("insert into t values (1)")))

    def fails(connection: object) -> None:
        connection.execute(text("insert into t values (2)"))  # type: ignore[attr-defined]
        raise LookupError

    with pytest.raises(LookupError):
        await database.run(fails)
    assert await database.read("select count(*), max(x) from t") == (1, 1)
