"""A chunk of merchants as a table inside a statement, and the shapes of asking about it.

In: merchant keys. Out: a FROM clause over one bound value (a JSON array on SQLite, an array on
PostgreSQL), and selects that hang on it: every current row of a table, or the newest by a day. So
a chunk costs one statement a table, whatever its size. It refuses nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Date, and_, bindparam, func, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import String

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, FromClause, Select, Table

POSTGRESQL = "postgresql"
IDS, FACTS = "merchant_ids", "fact_ids"
DAY = bindparam("day", type_=Date())


class Given:
    """The merchants of a chunk: `source` is the FROM clause, `id` its column."""

    def __init__(self, dialect: str) -> None:
        self.id: ColumnElement[int]
        self.source: FromClause
        if dialect == POSTGRESQL:
            made = func.unnest(bindparam(IDS, type_=ARRAY(BigInteger))).table_valued("value")
            self.source = made.render_derived(name="given")
            self.id = type_coerce(self.source.c.value, BigInteger)
        else:
            payload = bindparam(IDS, type_=String)
            self.source = func.json_each(payload).table_valued("value", name="given")
            self.id = type_coerce(self.source.c.value, BigInteger)

    def current(self, table: Table, *columns: ColumnElement[Any]) -> Select[Any]:
        """The current rows of the merchants; `columns` in place of all of them."""
        mine = and_(table.c.merchant_id == self.id, table.c.superseded_at.is_(None))
        return select(*(columns or table.c)).select_from(self.source.join(table, mine))

    def newest(self, table: Table, dated: str, *, before: bool = False) -> Select[Any]:
        """Each merchant's current row of the latest day up to `day`, or before it.

        Of two rows of one day the reader takes the last.
        """
        older = table.alias("older")
        bound = older.c[dated] < DAY if before else older.c[dated] <= DAY
        latest = (
            select(older.c[dated])
            .where(older.c.merchant_id == self.id, older.c.superseded_at.is_(None), bound)
            .order_by(older.c[dated].desc())
            .limit(1)
            .correlate(self.source)
            .scalar_subquery()
        )
        mine = and_(
            table.c.merchant_id == self.id,
            table.c.superseded_at.is_(None),
            table.c[dated] == latest,
        )
        joined = select(*table.c).select_from(self.source.join(table, mine))
        return joined.order_by(table.c.merchant_id, table.c.fact_id)


class Pairs:
    """Keys of facts as a table: `merchant_id` and `fact_id` of each."""

    def __init__(self, dialect: str) -> None:
        self.merchant_id: ColumnElement[int]
        self.fact_id: ColumnElement[int]
        self.source: FromClause
        if dialect == POSTGRESQL:
            arrays = (bindparam(name, type_=ARRAY(BigInteger)) for name in (IDS, FACTS))
            made = func.unnest(*arrays).table_valued("merchant_id", "fact_id")
            self.source = made.render_derived(name="given")
            self.merchant_id = type_coerce(self.source.c.merchant_id, BigInteger)
            self.fact_id = type_coerce(self.source.c.fact_id, BigInteger)
        else:
            payload = bindparam(IDS, type_=String)
            self.source = func.json_each(payload).table_valued("value", name="given")
            value = self.source.c.value
            self.merchant_id = type_coerce(func.json_extract(value, "$[0]"), BigInteger)
            self.fact_id = type_coerce(func.json_extract(value, "$[1]"), BigInteger)


def bound_pairs(dialect: str, pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """The parameters of `Pairs`."""
    if dialect == POSTGRESQL:
        return {IDS: [pair[0] for pair in pairs], FACTS: [pair[1] for pair in pairs]}
    return {IDS: json.dumps(pairs)}


def bound(dialect: str, ids: Sequence[int], day: date) -> dict[str, Any]:
    """The parameters of the statements of a chunk."""
    return {IDS: list(ids) if dialect == POSTGRESQL else json.dumps(list(ids)), "day": day}
