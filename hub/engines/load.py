"""Many rows at once into one table, by the quickest way that its driver has.

In: a connection inside its transaction, a table, and columns of values, all of one length, or one
value for every row. Out: nothing but the rows. A binary COPY on PostgreSQL, one `executemany` of
the driver on SQLite; both fire constraints, so whatever breaks one raises IntegrityError.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from hub.tables.base import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Dialect, Table
    from sqlalchemy.types import TypeEngine


@dataclass(frozen=True, slots=True)
class Same:
    """One value for every row."""

    value: Any


@dataclass(frozen=True, slots=True)
class Made:
    """Values that are already as the driver takes them: documents as text."""

    values: Sequence[Any]


Values = Sequence[Any] | Same | Made  # of one column


def load(connection: Connection, table: Table, columns: Mapping[str, Values]) -> None:
    """Insert rows given by columns. At least one column is no `Same`."""
    dialect = connection.dialect
    names = [column.name for column in table.c if column.name in columns]
    encoded = [_encoded(table.c[name].type, columns[name], dialect) for name in names]
    rows = zip(*encoded, strict=False)  # one value for every row has no end
    if dialect.name == "postgresql":
        _copy(connection, table.name, names, rows)
    else:
        statement = insert(table).compile(dialect=dialect, column_keys=names)
        connection.exec_driver_sql(str(statement), list(rows))


def _encoded(kind: TypeEngine[Any], values: Values, dialect: Dialect) -> Iterable[Any]:
    """The values as the driver takes them; each distinct one is made once."""
    if isinstance(values, Made):
        return values.values
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    if isinstance(values, Same):
        return repeat(values.value if process is None else process(values.value))
    if process is None:
        return values
    if isinstance(kind, Document):
        return [process(value) for value in values]
    made = {value: process(value) for value in set(values)}
    return [made[value] for value in values]


def _copy(
    connection: Connection, table: str, names: list[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    connection.exec_driver_sql("SELECT 1")  # COPY goes past SQLAlchemy, which begins late
    driver: Any = connection.connection.dbapi_connection
    refused: Any = connection.dialect.dbapi
    try:
        driver.run_async(
            lambda each: each.copy_records_to_table(table, columns=names, records=rows)
        )
    except refused.asyncpg.IntegrityConstraintViolationError as error:
        raise IntegrityError(None, None, error) from error
    except refused.asyncpg.PostgresError as error:
        raise DBAPIError(None, None, error) from error
