"""Where each table lies when the database is spread over many machines; nothing elsewhere.

In: a connection after its revisions. Out: every table that says `shard`, `key`, `stream` or
`reference` and is not yet placed is placed, reference tables first; the data version is gone, since
a commit is not seen on all machines at once, and so no answer is kept. On SQLite and on PostgreSQL
without Citus nothing is done. Refuses a table that does not say where it belongs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, text

from hub.tables.catalogue import TABLES
from hub.tables.version import data_version

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

# Where the first column of the key would put too much in one place.
COLUMNS = {"locator": "natural_key", "idempotency_key": "key", "access_counter": "operation_digest"}
ORDER = ("reference", "shard", "key", "stream", "local")


def distribution(table: Table) -> str | None:
    """The call that places a table, or None for one that stays where it is."""
    placement = table.info["placement"]
    if placement not in ORDER:
        raise ValueError(f"{table.name} has no placement that we know")
    if placement == "local":
        return None
    if placement == "reference":
        return f"select create_reference_table('{table.name}')"
    column = COLUMNS.get(table.name, next(iter(table.primary_key)).name)
    return f"select create_distributed_table('{table.name}', '{column}')"


def distribute(connection: Connection) -> None:
    """Place the tables that are there and not yet placed."""
    if connection.dialect.name != "postgresql":
        return
    if connection.scalar(text("select 1 from pg_extension where extname = 'citus'")) is None:
        return
    connection.execute(text("set local citus.multi_shard_modify_mode to 'sequential'"))
    placed = set(connection.scalars(text("select logicalrelid::text from pg_dist_partition")))
    there = set(
        connection.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
    )
    for table in sorted(TABLES.values(), key=lambda table: ORDER.index(table.info["placement"])):
        call = distribution(table)
        if call and table.name in there - placed:
            connection.execute(text(call))
    if data_version.name in there:
        connection.execute(delete(data_version))
