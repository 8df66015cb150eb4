"""Many rows as one value: a JSON array in, a table of typed columns inside the statement out.

In: rows of Python values and the types of their columns. Out: a bound payload and a FROM clause
over it, on SQLite (`json_each`) and PostgreSQL (`json_to_recordset`, `unnest` for numbers). So
looking up and changing many rows is one set-based statement. It refuses nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import (
    BigInteger,
    String,
    bindparam,
    cast,
    column as sql_column,
    func,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON

from hub.tables.base import EPOCH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

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


class Numbers:
    """A FROM clause with columns of whole numbers; `bind` gives its parameters."""

    def __init__(self, dialect: str, *names: str) -> None:
        self._names = names
        self._arrays = dialect == POSTGRESQL
        self.c: Mapping[str, ColumnElement[Any]]
        self.source: FromClause
        if self._arrays:
            given = [bindparam(f"all_{name}", type_=ARRAY(BigInteger)) for name in names]
            made = func.unnest(*given).table_valued(
                *(sql_column(name, BigInteger) for name in names), name="numbers"
            )
            self.source = made.render_derived()
            self.c = {name: self.source.c[name] for name in names}
        else:
            self.source = func.json_each(bindparam(PAYLOAD, type_=String)).table_valued(
                "value", name="numbers"
            )
            value = self.source.c.value
            self.c = {
                name: type_coerce(func.json_extract(value, f"$[{place}]"), BigInteger())
                for place, name in enumerate(names)
            }

    def bind(self, rows: Collection[tuple[int, ...]]) -> dict[str, Any]:
        """The parameters for rows of numbers, in the order of the names."""
        if self._arrays:
            columns = zip(*rows, strict=True) if rows else ((),) * len(self._names)
            return {
                f"all_{name}": list(each) for name, each in zip(self._names, columns, strict=True)
            }
        return {PAYLOAD: pack(list(rows))}


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
