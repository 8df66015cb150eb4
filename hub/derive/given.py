"""A chunk of merchants as a table inside a statement, and the shapes of asking about it.

In: merchant keys. Out: a FROM clause over one bound value (a JSON array on SQLite, an array on
PostgreSQL), and selects that hang on it: every current row of a table, or the newest by a day, in
the columns that are needed. So a chunk costs one statement a table, whatever its size. It refuses
nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Date, and_, any_, bindparam, func, select, true, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import String

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, FromClause, Select, Table

    On = Callable[[Any], tuple[ColumnElement[bool], ...]]
    Chosen = Callable[[Any], Sequence[ColumnElement[Any]]]

POSTGRESQL = "postgresql"
IDS, FACTS = "merchant_ids", "fact_ids"
DAY = bindparam("day", type_=Date())


class Given:
    """The merchants of a chunk. `source` is the FROM clause, `id` its column.

    Rows are found by key from the merchants' side, whatever the planner believes of the tables:
    PostgreSQL gets `= any` and lateral joins, SQLite `in` and correlated days.
    """

    def __init__(self, dialect: str) -> None:
        self.id: ColumnElement[int]
        self.source: FromClause
        self._array = bindparam(IDS, type_=ARRAY(BigInteger))
        self._lateral = dialect == POSTGRESQL
        if self._lateral:
            made = func.unnest(self._array).table_valued("value")
            self.source = made.render_derived(name="given")
        else:
            payload = bindparam(IDS, type_=String)
            self.source = func.json_each(payload).table_valued("value", name="given")
        self.id = type_coerce(self.source.c.value, BigInteger)

    def mine(self, table: Table) -> ColumnElement[bool]:
        """Rows of these merchants."""
        if self._lateral:
            return table.c.merchant_id == any_(self._array)
        return table.c.merchant_id.in_(select(self.id).select_from(self.source))

    def current(self, table: Table, *columns: ColumnElement[Any]) -> Select[Any]:
        """These columns of the current rows of the merchants."""
        return select(*columns).where(self.mine(table), table.c.superseded_at.is_(None))

    def newest(
        self, table: Table, dated: str, chosen: Chosen, *, before: bool = False
    ) -> Select[Any]:
        """Each merchant's current row of the latest day up to `day`, or before it.

        Of two rows of one day the reader takes the last.
        """
        newest, joined = self._joined(
            self.source, table, dated, lambda inner: (inner.c.merchant_id == self.id,), before
        )
        ordered = select(*chosen(newest)).select_from(joined)
        return ordered.order_by(newest.merchant_id, newest.fact_id)

    def beside_newest(
        self, outer: Table, inner: Table, dated: str, on: On, chosen: Chosen
    ) -> Select[Any]:
        """The current rows of `outer`, each beside its row of `inner` of the latest day, if any.

        `chosen` says which columns of the row beside it come after the keys of `outer`.
        """
        newest, joined = self._joined(outer, inner, dated, on, False, outer=True)
        keys = (outer.c.merchant_id, outer.c.fact_id, outer.c.node_id)
        found = select(*keys, *chosen(newest)).select_from(joined)
        return found.where(self.mine(outer), outer.c.superseded_at.is_(None))

    def _joined(
        self, left: Any, table: Table, dated: str, on: On, before: bool, *, outer: bool = False
    ) -> tuple[Any, FromClause]:
        """(the columns of the newest row, the join that finds it)."""
        if self._lateral:
            newest = _last(table, dated, on, before, *table.c).lateral("newest")
            return newest.c, left.join(newest, true(), isouter=outer)
        older = table.alias("older")
        latest = _last(older, dated, on, before, older.c[dated]).correlate(left)
        mine = and_(
            *on(table), table.c.superseded_at.is_(None), table.c[dated] == latest.scalar_subquery()
        )
        return table.c, left.join(table, mine, isouter=outer)


def _last(table: Any, dated: str, on: On, before: bool, *columns: Any) -> Select[Any]:
    day = table.c[dated]
    bounded = day < DAY if before else day <= DAY
    chosen = select(*columns).where(*on(table), table.c.superseded_at.is_(None), bounded)
    return chosen.order_by(day.desc(), table.c.fact_id.desc()).limit(1)


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
    return {**bound_keys(dialect, ids), "day": day}


def bound_keys(dialect: str, ids: Sequence[int]) -> dict[str, Any]:
    """The merchants alone, for a statement that asks for no day."""
    return {IDS: list(ids) if dialect == POSTGRESQL else json.dumps(list(ids))}
