"""Many rows as one value: a JSON array in, a table of typed columns inside the statement out.

In: rows of Python values and the types of their columns. Out: a bound payload and a FROM clause
over it, or over the documents of staged rows, on SQLite (`json_each`) and PostgreSQL
(`json_to_recordset`). So every write of intake is one set-based statement. It refuses nothing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Date, String, bindparam, cast, column as sql_column, func, type_coerce
from sqlalchemy.dialects.postgresql import JSON

from hub.tables.base import EPOCH, Instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, FromClause, Table
    from sqlalchemy.types import TypeEngine

POSTGRESQL = "postgresql"
PAYLOAD = "payload"

Types = dict[str, "TypeEngine[Any]"]


class Records:
    """A FROM clause with the columns `c`; bind `pack(rows)` to it as `payload`."""

    def __init__(self, dialect: str, types: Types, name: str = "given") -> None:
        payload = bindparam(PAYLOAD, type_=String)
        self.c: Mapping[str, ColumnElement[Any]]
        self.source: FromClause
        if dialect == POSTGRESQL:
            made = func.json_to_recordset(cast(payload, JSON)).table_valued(
                *(sql_column(each, kind) for each, kind in types.items()), name=name
            )
            self.source = made.render_derived(with_types=True)
            self.c = {each: self.source.c[each] for each in types}
        else:
            self.source = func.json_each(payload).table_valued("value", name=name)
            self.c = _extracted(self.source.c.value, types)


def document(
    dialect: str, content: ColumnElement[Any], types: Types
) -> tuple[tuple[FromClause, ...], Mapping[str, ColumnElement[Any]]]:
    """The typed columns inside a column of documents, and what to add to the FROM clause."""
    if dialect == POSTGRESQL:
        made = func.json_to_record(content).table_valued(
            *(sql_column(each, kind) for each, kind in types.items()),
            name="document",
            joins_implicitly=True,
        )
        source = made.render_derived(with_types=True)
        return (source,), {each: source.c[each] for each in types}
    return (), _extracted(content, types)


def _extracted(value: ColumnElement[Any], types: Types) -> Mapping[str, ColumnElement[Any]]:
    return {
        each: type_coerce(func.json_extract(value, f'$."{each}"'), kind)
        for each, kind in types.items()
    }


def types_of(table: Table, names: Iterable[str]) -> Types:
    """The column types of a table by name."""
    return {name: table.c[name].type for name in names}


def pack(rows: Any) -> str:
    """The payload of rows whose values went through `encode`."""
    return orjson.dumps(rows).decode()


def encode(value: Any, dialect: str) -> Any:
    """A value as the document holds it: an instant is microseconds on SQLite, else ISO text."""
    if isinstance(value, datetime) and dialect != POSTGRESQL:
        return (value - EPOCH) // timedelta(microseconds=1)
    return value


def encode_row(row: Mapping[str, Any], dialect: str) -> dict[str, Any]:
    """All values of a row encoded, under names that are plain text."""
    return {str(name): encode(value, dialect) for name, value in row.items()}


def decode(value: Any, kind: TypeEngine[Any]) -> Any:
    """What `encode` and the document made of a value, undone."""
    if value is None:
        return None
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Instant):
        if isinstance(value, int):
            return EPOCH + timedelta(microseconds=value)
        return datetime.fromisoformat(value).astimezone(UTC)
    return value
