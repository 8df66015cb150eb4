"""The data version, moved by the transaction that writes, whatever it wrote and however.

In: the connection of a transaction whose work is done. Out: nothing but the moved number, which is
seen by others at the very moment at which the writing is. The database itself tells whether
anything was written, so no writer can forget. Where there is no such number yet (before its
revision) there is nothing to move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

READ = "SELECT version FROM data_version"
MOVE = "UPDATE data_version SET version = version + 1"
THERE = "SELECT count(*) FROM sqlite_master WHERE name = 'data_version'"
# a transaction that only reads has no number of its own
WROTE = """
SELECT pg_current_xact_id_if_assigned() IS NOT NULL AND to_regclass('data_version') IS NOT NULL
"""


def written(connection: Connection) -> int:
    """How many rows an embedded database's connection has written since it was opened."""
    driver: Any = connection.connection.dbapi_connection
    return int(driver.total_changes)


def moved_embedded(connection: Connection, before: int) -> None:
    """Move it when more was written than `before`."""
    if written(connection) != before and connection.exec_driver_sql(THERE).scalar():
        connection.exec_driver_sql(MOVE)


def moved(connection: Connection) -> None:
    """Move it when the server knows this transaction as a writing one.

    It is the last that a transaction does: the row is held for the commit alone.
    """
    if connection.exec_driver_sql(WROTE).scalar():
        connection.exec_driver_sql(MOVE)
