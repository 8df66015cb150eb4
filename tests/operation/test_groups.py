"""What is written in one commit: counts at any data version, counts at one, and records."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from authz.principal import PUBLIC
from hub.database import Database, open_database
from hub.engines.postgresql import PostgresqlDatabase
from hub.proof.record import Reading, Stream
from hub.proof.recorder import Recorder
from hub.tables.proof import access_counter, access_record
from hub.tables.version import data_version
from tests.operation.conftest import SmallHub, principal

NOON = datetime(2026, 11, 25, 4, 0, 30, tzinfo=UTC)
LOOK = Reading(PUBLIC, "", "d" * 64, "1", ("PUBLIC",), NOON)


async def counted(database: Database) -> dict[Any, int]:
    columns = access_counter.c["operation_digest", "outcome", "merchant_id", "answers"]
    rows = await database.run(lambda c: c.execute(select(*columns)).all())
    return {tuple(row[1:3]): row.answers for row in rows if row.operation_digest == "d" * 64}


async def written(database: Database, *, with_record: bool) -> tuple[list[Any], int]:
    """What becomes of a group that knows two versions, and the version of the data."""
    recorder = Recorder(database, Stream(b"secret"))

    async def recorded(*of: Any) -> None:  # each in its task, so that all come into one group
        await recorder.record(*of)

    now = await database.run(lambda c: c.scalar(select(data_version.c.version)))
    assert now is not None
    asked = [("[7]", now), ("[7]", now - 1), ("[7]", now), ("[7,8]", now), ("[8]", now + 1)]
    named = Reading(principal("city-commerce"), "", "d" * 64, "1", (), NOON)
    found = await asyncio.gather(
        *(recorder.record_again(LOOK, subjects, version) for subjects, version in asked),
        recorded(LOOK, "REFUSED", "[]"),
        recorded(LOOK, "ANSWERED", "[7]"),
        *([recorded(named, "REFUSED", "[]")] if with_record else []),
    )
    return found[: len(asked)], now


EXPECTED = {("ANSWERED", 7): 3, ("ANSWERED", 0): 1, ("REFUSED", 0): 1}


@pytest.mark.anyio
@pytest.mark.parametrize("with_record", [False, True])
async def test_of_a_group_what_stands_is_counted_once(
    small_hub: SmallHub, with_record: bool
) -> None:
    database = small_hub.database
    for times in (1, 2):
        stands, now = await written(database, with_record=with_record)
        assert stands == [True, False, True, True, False]
        assert await counted(database) == {key: times * n for key, n in EXPECTED.items()}
        assert await database.run(lambda c: c.scalar(select(data_version.c.version))) == now
    number = select(func.count()).select_from(access_record)
    assert await database.run(lambda c: c.scalar(number)) == (2 if with_record else 0)


@pytest.mark.anyio
@pytest.mark.postgresql
@pytest.mark.parametrize("pooler", [False, True])
async def test_kept_answers_alone_are_one_statement(
    postgresql_url: str, pooler: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction of its own is begun only where a pooler wants its settings said in one."""
    begun, transaction = [], PostgresqlDatabase._transaction

    def noted(self: PostgresqlDatabase, *of: Any) -> Any:
        begun.append(of)
        return transaction(self, *of)

    monkeypatch.setattr(PostgresqlDatabase, "_transaction", noted)
    address = make_url(postgresql_url)
    if pooler:
        address = address.update_query_dict({"pooler": "transaction"})
    database = open_database(address.render_as_string(hide_password=False))
    try:
        stands, _ = await written(database, with_record=False)
        assert stands == [True, False, True, True, False]
        assert len(begun) == pooler
        assert await counted(database) == EXPECTED
    finally:
        await database.close()
