"""A PostgreSQL database that a test has left, made again what it was when it was lent.

In: the URL of a migrated database, copied from the template of the run. Out: whether it is as the
template again: every row gone that was not there, every seeded table as it was. To make a database
costs the server five hundred files; to empty one costs it nothing. Refuses one whose catalogue was
changed or that has grown: that one is thrown away.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from hub.engines.postgresql import target

GROWN = 4_000_000  # bytes above the template
# Rows of catalogues keep the transaction that wrote them, through every copy.
CATALOGUES = (
    *("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_trigger"),
    *("pg_proc", "pg_type", "pg_namespace", "pg_statistic", "pg_statistic_ext", "pg_depend"),
    *("pg_rewrite", "pg_policy", "pg_event_trigger", "pg_extension", "pg_largeobject_metadata"),
)
TABLES = """
select relname from pg_class
where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname
"""
WRITTEN = """
select array_agg(relname::text) from pg_class
where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0
"""
OTHERS = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""
SIZE = "select pg_database_size(current_database())"
PATIENCE = 200  # times five milliseconds


@dataclass(frozen=True)
class Pattern:
    """The template: its catalogue, its size, the stamps of its seeded tables and their rows."""

    catalogue: str
    size: int
    stamps: dict[str, str]
    rows: dict[str, str]

    def text(self) -> str:
        return json.dumps([self.catalogue, self.size, self.stamps, self.rows])


def pattern(text: str) -> Pattern:
    """What `Pattern.text` wrote."""
    return Pattern(*json.loads(text))


def taken(url: str) -> Pattern:
    """The pattern of a template."""
    return _run(url, _taken)


def emptied(url: str, like: Pattern) -> bool:
    """Whether the database is as the template again; else it is to be thrown away."""
    return _run(url, lambda connection: _emptied(connection, like))


def _run(url: str, work: Any) -> Any:
    async def once() -> Any:
        connection = await asyncpg.connect(**target(url))
        try:
            return await work(connection)
        finally:
            await connection.close()

    with asyncio.Runner() as runner:
        return runner.run(once())


async def _taken(connection: Any) -> Pattern:
    names = [row[0] for row in await connection.fetch(TABLES)]
    stamps = await _stamps(connection, names)
    seeded = [name for name in names if stamps[name] != "0:"]
    rows = {
        name: await connection.fetchval(f'select json_agg(row_to_json(t))::text from "{name}" t')
        for name in seeded
    }
    catalogue, size = await _catalogue(connection), await connection.fetchval(SIZE)
    return Pattern(catalogue, size, {name: stamps[name] for name in seeded}, rows)


async def _catalogue(connection: Any) -> str:
    return json.dumps(await _stamps(connection, CATALOGUES))


async def _stamps(connection: Any, names: Sequence[str]) -> dict[str, str]:
    """How many rows each has, and which transaction wrote last."""
    parts = (
        f"select '{name}', count(*) || ':' || coalesce(max(xmin::text::bigint)::text, '')"
        f' from "{name}"'
        for name in names
    )
    return dict(await connection.fetch(" union all ".join(parts))) if names else {}


async def _emptied(connection: Any, like: Pattern) -> bool:
    await _alone(connection)
    grown = await connection.fetchval(SIZE) - like.size > GROWN
    if grown or await _catalogue(connection) != like.catalogue:
        return False
    written = set(await connection.fetchval(WRITTEN))
    stamps = await _stamps(connection, sorted(like.stamps))
    changed = {name for name in like.stamps if stamps[name] != like.stamps[name]}
    gone = sorted((written - like.stamps.keys()) | changed)
    again = (
        f'insert into "{name}" select * from json_populate_recordset('
        f'null::"{name}", $rows${like.rows[name]}$rows$)'
        for name in sorted(changed)
    )
    steps = [*(f'delete from "{name}"' for name in gone), *again]
    if steps:
        await connection.execute("; ".join(steps))
    return True


async def _alone(connection: Any) -> None:
    """End whoever is still there."""
    for _ in range(PATIENCE):
        if not await connection.fetch(OTHERS):
            return
        await asyncio.sleep(0.005)
    raise RuntimeError("somebody stays in a database that was left")
