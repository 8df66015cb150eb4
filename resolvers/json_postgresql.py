"""JSON made by PostgreSQL: records and arrays of records, turned into JSON once, at the top."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Date,
    Dialect as Engine,
    FromClause,
    Numeric,
    String,
    Text,
    bindparam,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSON, asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import TableValuedAlias

from resolvers.joint import TOLD
from resolvers.json_sql import Dialect, Inlined, Pairs, Whole
from resolvers.subselects import Derived, Subselect, subselect

HOURS_OF_SHANGHAI = 8
WHOLE = "r$"  # no response key is called so: a column of that name would stand before the row


class _PostgresqlText(Inlined, PGCompiler_asyncpg):  # type: ignore[misc] # the mix-in overrides
    """PostgreSQL's compiler with constants inlined."""


class _JointText(_PostgresqlText):
    """The same, where a value is a column of what is told (`resolvers.joint`)."""

    @override
    def bindparam_string(self, name: str, *more: Any, **named: Any) -> str:
        text: str = super().bindparam_string(name, *more, **named)
        return text.replace(self.compilation_bindtemplate % {"name": name}, f'{TOLD}."{name}"')


def _engine(compiler: type[_PostgresqlText]) -> Engine:
    engine: Engine = asyncpg.dialect()  # type: ignore[no-untyped-call] # untyped upstream
    engine.statement_compiler = compiler
    return engine


class PostgreSQL(Dialect):
    """Records and arrays of records, turned into JSON once, at the top."""

    name = "postgresql"
    record_in_statement = True

    def __init__(self) -> None:
        self.engine, self.joint_engine = _engine(_PostgresqlText), _engine(_JointText)

    @override
    def money(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(value * literal(Decimal("0.01"), Numeric), Text)

    @override
    def instant(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        local = func.timezone(literal("Asia/Shanghai", String), value)
        return func.to_char(local, literal('YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"', String))

    @override
    def fraction(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.trim_scale(value * literal(Decimal("0.000001"), Numeric))

    @override
    def hundredths(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.trim_scale(value * literal(Decimal("0.01"), Numeric))

    @override
    def boolean(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value

    @override
    def document(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(value, JSON)

    @override
    def record(
        self, pairs: Pairs, rows: FromClause | None = None, within: CTE | None = None
    ) -> ColumnElement[Any]:
        return subselect(Whole(WHOLE), Derived(pairs, rows, WHOLE), within)

    @override
    def array(self, pairs: Pairs, rows: FromClause) -> ColumnElement[Any]:
        return func.array(subselect(Whole(WHOLE), Derived(pairs, rows, WHOLE)))

    @override
    def plain_array(self, value: ColumnElement[Any], rows: FromClause) -> ColumnElement[Any]:
        return func.array(Subselect(value, rows))

    @override
    def as_json(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.to_json(value)

    @override
    def body(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.row_to_json(value)

    @override
    def among(self, value: ColumnElement[Any], name: str, kind: Any) -> ColumnElement[bool]:
        return value == func.any(bindparam(name, type_=ARRAY(kind)))

    @override
    def elements(self, document: ColumnElement[Any], alias: str) -> TableValuedAlias:
        return func.json_array_elements_text(document).table_valued("value", name=alias)

    @override
    def list_value(self, values: Sequence[Any]) -> Any:
        return list(values)

    @override
    def contains(self, value: ColumnElement[Any], part: ColumnElement[Any]) -> Any:
        return func.strpos(value, part) > 0

    @override
    def days(self, later: ColumnElement[Any], earlier: ColumnElement[Any]) -> Any:
        return later - earlier

    @override
    def add_days(self, day: ColumnElement[Any], days: int) -> ColumnElement[Any]:
        return day + literal(days)

    @override
    def day(self, text: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.to_date(text, "YYYY-MM-DD", type_=Date())

    @override
    def day_of(self, instant: ColumnElement[Any]) -> ColumnElement[Any]:
        east = func.make_interval(0, 0, 0, 0, HOURS_OF_SHANGHAI)
        return func.date(func.timezone("UTC", instant) + east, type_=Date())

    @override
    def document_rows(
        self, value: ColumnElement[Any], alias: str, names: Sequence[str]
    ) -> FromClause:
        rows = (
            func.json_array_elements(cast(value, JSON))
            .table_valued("element", with_ordinality="position")
            .render_derived(name="element")
        )
        read = [rows.c.element.op("->>")(literal(name, String)).label(name) for name in names]
        return select(*read, rows.c.position).select_from(rows).subquery(alias)
