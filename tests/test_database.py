"""The two doors of the database, on both engines: what they promise and what they refuse."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError

from hub.database import Database, open_database
from hub.engines import seats
from hub.engines.postgresql import PLANS
from hub.errors import UnavailableError

pytestmark = pytest.mark.anyio

SLOW = {
    "sqlite": "with recursive t(x) as (select 1 union all select x+1 from t) select max(x) from t",
    "postgresql": "select count(*) from generate_series(1, 1000000000000) as t(x)",
}
CHINESE = {
    "sqlite": "select json_object('名', ?)",
    "postgresql": "select json_build_object('名', $1::text)",
}


def execute(*statements: str) -> Any:
    def work(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    return work


@pytest.fixture
async def counted(database: Database) -> Database:
    await database.run(
        execute("create table t (id integer primary key, n integer)", "insert into t values (1, 0)")
    )
    return database


async def test_work_is_committed_or_not_at_all(counted: Database) -> None:
    def fails(connection: Connection) -> None:
        connection.execute(text("update t set n = 7"))
        raise LookupError

    with pytest.raises(LookupError):
        await counted.run(fails)
    assert await counted.read("select n from t") == (0,)
    assert await counted.read("select n from t where id = 2") is None


async def test_a_broken_rule_is_the_works_own_error(counted: Database) -> None:
    with pytest.raises(IntegrityError):
        await counted.run(execute("insert into t values (1, 1)"))


async def test_nothing_and_truth_go_in_as_they_are(counted: Database) -> None:
    mark = {"sqlite": "?", "postgresql": "$1"}[counted.dialect]
    await counted.run(execute("create table b (t boolean)"))
    for value in (None, True, False):
        await counted.append([(f"insert into b values ({mark})", [(value,)])])
    assert await counted.read("select count(*) from b where t is null") == (1,)
    assert await counted.read("select count(*) from b where t") == (1,)
    assert await counted.read("select count(*) from b where not t") == (1,)


async def test_no_update_is_lost(counted: Database) -> None:
    def increment(connection: Connection) -> None:
        lock = " for update" if connection.dialect.name == "postgresql" else ""
        n = connection.scalar(text(f"select n from t where id = 1{lock}"))
        connection.execute(text("update t set n = :n where id = 1"), {"n": n + 1})

    await asyncio.gather(*(counted.run(increment) for _ in range(40)))
    assert await counted.read("select n from t") == (40,)


async def test_json_arrives_as_it_was_made(database: Database) -> None:
    row = await database.read(CHINESE[database.dialect], ["美容"])
    assert row is not None
    body = row[0] if isinstance(row[0], bytes) else row[0].encode()
    assert body.replace(b" ", b"") == '{"名":"美容"}'.encode()


async def test_a_read_past_its_deadline_ends_in_the_database(database: Database) -> None:
    async with asyncio.timeout(5):
        with pytest.raises(UnavailableError) as refusal:
            await database.read(SLOW[database.dialect], deadline=0.1)
        assert refusal.value.code == "DEADLINE"
        assert await database.read("select 1") == (1,)


async def test_a_read_that_nobody_waits_for_ends(database_url: str) -> None:
    database = open_database(database_url, readers=1)
    try:
        reading = asyncio.create_task(database.read(SLOW[database.dialect]))
        await asyncio.sleep(0.1)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        async with asyncio.timeout(5):  # the only seat is free again
            assert await database.read("select 1") == (1,)
    finally:
        await database.close()


async def test_the_wait_for_a_seat_counts_against_the_deadline(database_url: str) -> None:
    database = open_database(database_url, readers=1, deadline=0.5)
    try:
        slow = [database.read(SLOW[database.dialect]) for _ in range(6)]
        async with asyncio.timeout(5):
            ends = await asyncio.gather(*slow, return_exceptions=True)
        assert {getattr(end, "code", end) for end in ends} == {"DEADLINE"}
    finally:
        await database.close()


async def test_a_wrong_statement_is_our_error_and_not_a_refusal(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere") as error:
        await database.read("select 1 from nowhere")
    assert not isinstance(error.value, UnavailableError)
    with pytest.raises(DBAPIError):
        await database.run(execute("insert into nowhere values (1)"))


async def test_seats_are_lent_in_the_order_of_asking() -> None:
    made: list[int] = []

    async def connect() -> int:
        made.append(1)
        return len(made)

    async def end(_: int) -> None:
        made.pop()

    lent: list[int] = []
    queue = seats.Seats(1, connect, end)

    async def sit(number: int) -> None:
        async with queue.seat():
            lent.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(sit(number) for number in range(20)))
    assert lent == list(range(20))
    assert made == [1]
    await queue.close()
    assert made == []


async def test_reads_of_the_embedded_database_do_not_stop_one_another(sqlite_url: str) -> None:
    database = open_database(sqlite_url, readers=1)
    try:
        slow = asyncio.create_task(database.read(SLOW["sqlite"], deadline=0.1))
        behind = [asyncio.create_task(database.read("select 1")) for _ in range(20)]
        behind[3].cancel()
        ends = await asyncio.gather(slow, *behind, return_exceptions=True)
        assert getattr(ends[0], "code", None) == "DEADLINE"
        assert isinstance(ends[4], asyncio.CancelledError)
        assert {end for at, end in enumerate(ends) if at not in (0, 4)} == {(1,)}
    finally:
        await database.close()


async def test_what_is_appended_is_there_whole_or_not_at_all(counted: Database) -> None:
    marks = "?, ?" if counted.dialect == "sqlite" else "$1, $2"
    good = (f"insert into t (id, n) values ({marks})", [(7, 1), (8, 1)])
    bad = (f"insert into nowhere (id, n) values ({marks})", [(7, 1)])
    with pytest.raises(Exception, match="nowhere"):
        await counted.append([good, bad])
    assert await counted.read("select count(*) from t") == (1,)
    await counted.append([good])
    assert await counted.read("select count(*) from t") == (3,)


async def test_readers_of_the_embedded_database_cannot_write(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    try:
        with pytest.raises(UnavailableError):
            await database.read("delete from district")
        assert await database.read("select count(*) from district") == (16,)
        assert await database.read("pragma synchronous") == (2,)
        assert await database.read("pragma foreign_keys") == (1,)
        assert await database.read("pragma journal_mode") == ("wal",)
    finally:
        await database.close()


@pytest.mark.postgresql
async def test_behind_a_pooler_nothing_is_kept_in_a_session(postgresql_url: str) -> None:
    address = make_url(postgresql_url).update_query_dict({"pooler": "transaction"})
    database = open_database(address.render_as_string(hide_password=False), readers=2)
    there = "select count(*), current_setting('plan_cache_mode') from pg_prepared_statements"
    try:
        for plan, mode in PLANS.items():
            for _ in range(3):
                assert await database.read(f"{there} where $1 = 7", [7], plan=plan) == (0, mode)  # type: ignore[arg-type] # three literals
        asked = text("select count(*), current_setting('lock_timeout') from pg_prepared_statements")
        assert tuple(await database.run(lambda c: c.execute(asked).one())) == (0, "30s")
        await database.append([("update rights_epoch set one = $1 where false", [(1,)])])
        for stack in database._stacks.values():  # type: ignore[attr-defined] # of this engine
            for connection in stack._idle:
                assert tuple(await connection.fetchrow(there)) == (0, "auto")
    finally:
        await database.close()


@pytest.mark.postgresql
async def test_a_read_of_postgresql_carries_its_own_record(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    try:
        await database.run(execute("create table seen (what text primary key)"))
        sql = (
            "with kept as (insert into seen values ($1::text) returning 1) "
            "select count(*) from district where exists (select 1 from kept)"
        )
        assert await database.read(sql, ["a look"]) == (16,)
        assert await database.read("select what from seen") == ("a look",)
        assert await database.read("show synchronous_commit") == ("on",)
        assert await database.read("show timezone") == ("UTC",)
        assert await database.read("show plan_cache_mode") == ("force_generic_plan",)
        assert await database.read("show plan_cache_mode", plan="list") == ("force_custom_plan",)
        assert await database.read("show plan_cache_mode", plan="steady") == (PLANS["point"],)
    finally:
        await database.close()


@pytest.mark.postgresql
async def test_a_lost_connection_heals(postgresql_url: str) -> None:
    """T103: what was idle when the server hung up is replaced; nothing waits for it."""
    database, other = open_database(postgresql_url), open_database(postgresql_url)
    hang_up = (
        "select count(pg_terminate_backend(pid)) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()"
    )
    try:
        assert await database.read("select 1") == (1,)
        await database.run(execute("select 1"))
        assert await other.read(hang_up) == (2,)
        await asyncio.sleep(0.1)
        assert await database.read("select 1") == (1,)
        await database.run(execute("select 1"))
        with pytest.raises(UnavailableError):
            await database.read("select pg_terminate_backend(pg_backend_pid())")
        assert await database.read("select 1") == (1,)
    finally:
        await database.close()
        await other.close()


@pytest.mark.postgresql
async def test_a_record_outlives_a_lost_connection_and_a_deadlock(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(postgresql_url)
    await database.run(execute("create table t (id int primary key)"))
    unwrapped: Any = database
    really, faults = unwrapped._append, [asyncpg.DeadlockDetectedError("x"), ConnectionError("x")]

    async def unheard(batches: Any) -> None:
        fault = faults.pop() if faults else None
        if isinstance(fault, asyncpg.DeadlockDetectedError):
            raise fault
        await really(batches)
        if fault is not None:
            raise fault

    hang_up = "select pg_terminate_backend(pg_backend_pid())"
    try:
        monkeypatch.setattr(database, "_append", unheard)
        await database.append([("insert into t values ($1)", [(1,)])])
        assert faults == []
        assert await database.read("select count(*) from t") == (1,)
        with pytest.raises(asyncpg.UniqueViolationError):  # what nobody wrote twice is a fault
            await database.append([("insert into t values ($1)", [(1,)])])
        monkeypatch.setattr("hub.engines.postgresql.PAUSES", (0.01,))
        with pytest.raises(UnavailableError):  # it never comes back
            await database.append([(hang_up, [()])])
        await database.append([("insert into t values ($1)", [(2,)])])
        assert await database.read("select count(*) from t") == (2,)
    finally:
        await database.close()


@pytest.mark.postgresql
async def test_a_deadlock_is_retried(postgresql_url: str) -> None:
    """T106: invisible to whoever asked."""
    database = open_database(postgresql_url)

    def swap(first: int, second: int) -> Any:
        return execute(
            f"update t set n = n + 1 where id = {first}",
            "select pg_sleep(0.05)",
            f"update t set n = n + 1 where id = {second}",
        )

    try:
        await database.run(
            execute(
                "create table t (id int primary key, n int)", "insert into t values (1,0),(2,0)"
            )
        )
        await asyncio.gather(database.run(swap(1, 2)), database.run(swap(2, 1)))
        assert await database.read("select sum(n) from t") == (4,)
    finally:
        await database.close()


@pytest.mark.postgresql
async def test_a_server_that_is_away_is_said_so() -> None:
    database = open_database("postgresql+asyncpg://hub@127.0.0.1:1/none")
    try:
        for ask in (lambda: database.read("select 1"), lambda: database.run(execute("select 1"))):
            with pytest.raises(UnavailableError) as refusal:
                await ask()
            assert refusal.value.code == "DATABASE_UNAVAILABLE"
    finally:
        await database.close()


async def test_a_full_disk_refuses_the_write_and_serves_reads(sqlite_url: str) -> None:
    """T102: no damage, and writing goes on when there is room again."""
    database = open_database(sqlite_url)
    try:
        pages = await database.read("pragma page_count")
        assert pages is not None
        grow = execute(
            f"pragma max_page_count={pages[0] + 1}",
            "create table big (x)",
            "insert into big values (randomblob(1000000))",
        )
        with pytest.raises(UnavailableError):
            await database.run(grow)
        assert await database.read("select count(*) from district") == (16,)
        await database.run(execute("pragma max_page_count=1000000"))
        await database.run(execute("create table big (x)"))
    finally:
        await database.close()


KILLED = """
import asyncio, sys
from sqlalchemy import text
from hub.database import open_database
async def main():
    database = open_database(sys.argv[1])
    for n in range(1, 1000000):
        await database.run(lambda c: c.execute(text("update t set n = :n"), {"n": n}))
        print(n, flush=True)
asyncio.run(main())
"""


def killed_while_writing(url: str) -> int:
    """Write numbers in another process, kill it, and say the last that it acknowledged."""
    command = [sys.executable, "-c", KILLED, url]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as child:
        assert child.stdout is not None
        first = [int(child.stdout.readline()) for _ in range(25)]
        child.kill()
        return ([*first, *map(int, child.stdout.read().split())])[-1]


@pytest.mark.slow
async def test_what_was_acknowledged_survives_a_kill(counted: Database, database_url: str) -> None:
    """T100: acknowledged is there; at most the one whose acknowledgement was on its way besides."""
    last = await asyncio.to_thread(killed_while_writing, database_url)
    row = await counted.read("select n from t")
    assert row is not None
    assert last >= 25
    assert row[0] in {last, last + 1}


async def test_other_poolers_are_refused() -> None:
    with pytest.raises(ValueError, match="pooler"):
        open_database("postgresql+asyncpg://nobody@127.0.0.1/hub?pooler=session")


async def test_other_addresses_are_refused(tmp_path: Path) -> None:
    for url in ("mysql://x/y", "postgresql://x/y", "sqlite+aiosqlite:///:memory:"):
        with pytest.raises(ValueError, match=r"database"):
            open_database(url)
    assert make_url(f"sqlite+aiosqlite:///{tmp_path / 'a b.sqlite'}").database
