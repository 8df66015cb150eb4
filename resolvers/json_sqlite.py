"""JSON made by SQLite: JSON functions throughout.

A value that comes out of a scalar subselect stays JSON on newer libraries; on one that forgets it,
which is asked once, it is parsed again by `json()`: at every level, so that deep answers cost most.
"""

from __future__ import annotations

from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    LargeBinary,
    String,
    bindparam,
    case,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from typing_extensions import override

from hub.engines.sqlite import driver
from resolvers.json_sql import Dialect, Inlined, Pairs
from resolvers.subselects import subselect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import TableValuedAlias

SECONDS_OF_SHANGHAI = 8 * 3600
NESTED = """
select json_array(
  (select json_group_array((select json_object('c', c) from (select b as c)))
     from (select 1 as b union all select 2 order by b desc limit 2)),
  case when 1 then (select json_object('a', json('true')) from (select 1)) end)
"""


@cache
def _keeps_json() -> bool:
    """Whether what a subselect gives is still JSON to the function around it."""
    with closing(driver.connect(":memory:")) as connection:
        (made,) = connection.execute(NESTED).fetchone()
    return bool(made == '[[{"c":2},{"c":1}],{"a":true}]')


def _decimal(value: ColumnElement[Any], places: int) -> ColumnElement[Any]:
    """A whole number of parts with all its places; null of a null."""
    one, parts = 10**places, type_coerce(value, BigInteger)
    form = f"%d.%0{places}d"
    below = func.printf(f"-{form}", -(parts // one), -(parts % one))  # division is towards nought
    return case((value >= 0, func.printf(form, parts // one, parts % one)), (value < 0, below))


def _shortest(value: ColumnElement[Any], places: int) -> ColumnElement[Any]:
    """The same as a JSON number without needless places."""
    return func.json(func.rtrim(func.rtrim(_decimal(value, places), "0"), "."))


class _SqliteText(Inlined, SQLiteCompiler):  # type: ignore[misc] # the mix-in overrides
    """SQLite's compiler with constants inlined, and no offset: pages begin at cursors."""

    @override
    def limit_clause(self, select: Any, **options: Any) -> str:
        whole: Any = super()
        return str(whole.limit_clause(select, **options)).removesuffix(" OFFSET 0")


class SQLite(Dialect):
    """JSON functions throughout; a nested value passes through `json()` to stay JSON."""

    name = "sqlite"
    record_in_statement = False

    def __init__(self, *, keeps: bool | None = None) -> None:
        self.engine = pysqlite.dialect()
        self.engine.statement_compiler = _SqliteText
        self._keeps = _keeps_json() if keeps is None else keeps

    def _nested(
        self, value: ColumnElement[Any], rows: FromClause | None, within: CTE | None = None
    ) -> ColumnElement[Any]:
        made = subselect(value, rows, within)
        return made if self._keeps else func.json(made)

    @override
    def money(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return _decimal(value, 2)

    @override
    def instant(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        micros = type_coerce(value, BigInteger)
        seconds = micros // 1_000_000 + SECONDS_OF_SHANGHAI
        whole = func.strftime("%Y-%m-%dT%H:%M:%S", seconds, "unixepoch")
        return whole.concat(func.printf(".%06d+08:00", micros % 1_000_000))

    @override
    def fraction(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return _shortest(value, 6)

    @override
    def hundredths(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return _shortest(value, 2)

    @override
    def boolean(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.json(case((value, "true"), (value.is_not(None), "false")))

    @override
    def document(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.json(value)

    @staticmethod
    def _flat(pairs: Pairs) -> list[Any]:
        return [part for key, value in pairs for part in (key, value)]

    @override
    def record(
        self, pairs: Pairs, rows: FromClause | None = None, within: CTE | None = None
    ) -> ColumnElement[Any]:
        made = func.json_object(*self._flat(pairs))
        alone = rows is None and within is None
        return made if alone else self._nested(made, rows, within)

    @override
    def array(self, pairs: Pairs, rows: FromClause) -> ColumnElement[Any]:
        return self.plain_array(func.json_object(*self._flat(pairs)), rows)

    @override
    def plain_array(self, value: ColumnElement[Any], rows: FromClause) -> ColumnElement[Any]:
        return self._nested(func.json_group_array(value), rows)

    @override
    def as_json(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.json(value)

    @override
    def body(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(value, LargeBinary)

    @override
    def among(self, value: ColumnElement[Any], name: str, kind: Any) -> ColumnElement[bool]:
        rows = func.json_each(bindparam(name, type_=String())).table_valued("value")
        return value.in_(select(rows.c.value).select_from(rows))

    @override
    def elements(self, document: ColumnElement[Any], alias: str) -> TableValuedAlias:
        return func.json_each(document).table_valued("value", name=alias)

    @override
    def list_value(self, values: Sequence[Any]) -> Any:
        return orjson.dumps(list(values)).decode()

    @override
    def page_size(self, size: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(size, Integer)  # a bare parameter as a limit: planned anew at every run

    @override
    def contains(self, value: ColumnElement[Any], part: ColumnElement[Any]) -> Any:
        return func.instr(value, part) > 0

    @override
    def days(self, later: ColumnElement[Any], earlier: ColumnElement[Any]) -> Any:
        return cast(func.julianday(later) - func.julianday(earlier), BigInteger)

    @override
    def add_days(self, day: ColumnElement[Any], days: int) -> ColumnElement[Any]:
        return func.date(day, f"{days:+d} days")

    @override
    def day(self, text: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.date(text)

    @override
    def day_of(self, instant: ColumnElement[Any]) -> ColumnElement[Any]:
        seconds = type_coerce(instant, BigInteger) // 1_000_000
        return func.date(seconds + SECONDS_OF_SHANGHAI, "unixepoch")

    @override
    def document_rows(
        self, value: ColumnElement[Any], alias: str, names: Sequence[str]
    ) -> FromClause:
        rows = func.json_each(value).table_valued("key", "value", name="element")
        read = [func.json_extract(rows.c.value, f"$.{name}").label(name) for name in names]
        return select(*read, rows.c.key.label("position")).select_from(rows).subquery(alias)
