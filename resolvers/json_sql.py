"""JSON made in the database, on both databases: the four switches of one `Dialect` value.

In: pairs of (response key, expression) and where their rows come from. Out: SQL expressions that
give JSON text with the keys in the order asked for. All differences between SQLite and
PostgreSQL live here: how objects and lists are built, how a leaf is printed (money as a decimal
string, instants with Shanghai's offset, exact fractions), and how a bound list is read.
Refuses nothing: by now every name and value has been judged.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Dialect as Engine,
    FromClause,
    LargeBinary,
    Numeric,
    Select,
    String,
    Text,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSON, asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.ext.compiler import compiles
from typing_extensions import override

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

    from resolvers.binding import CellKind

Pairs = Sequence[tuple[str, ColumnElement[Any]]]

SECONDS_OF_SHANGHAI = 8 * 3600


class Ref(ColumnElement[Any]):
    """A column of a named alias. Unlike a table's column it brings no FROM of its own."""

    inherit_cache = False

    def __init__(self, alias: str, name: str, kind: TypeEngine[Any]) -> None:
        self.alias = alias
        self.name = name
        self.type = kind


@compiles(Ref)
def _compile_ref(element: Ref, compiler: Any, **_: Any) -> str:
    quote = compiler.preparer.quote
    return f"{quote(element.alias)}.{quote(element.name)}"


class Whole(ColumnElement[Any]):
    """The whole row of an alias, as a record."""

    inherit_cache = False
    type = JSON()

    def __init__(self, alias: str) -> None:
        self.alias = alias


@compiles(Whole)
def _compile_whole(element: Whole, compiler: Any, **_: Any) -> str:
    return str(compiler.preparer.quote(element.alias))


def every(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """All of the conditions; true when there is none."""
    return and_(true(), *conditions) if len(conditions) != 1 else conditions[0]


def some(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """At least one of the conditions; false when there is none."""
    return or_(false(), *conditions) if len(conditions) != 1 else conditions[0]


def _whole(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.abs(type_coerce(value, BigInteger), type_=BigInteger)


def _within(rows: Select[Any], cte: CTE | None) -> Select[Any]:
    return rows if cte is None else rows.add_cte(cte, nest_here=True)


class Dialect(ABC):
    """What differs between the databases."""

    name: str
    engine: Engine
    record_in_statement: bool  # the access record is a part of the read itself

    def leaf(self, kind: CellKind, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """Print a cell as its GraphQL scalar."""
        match kind:
            case "money":
                return self.money(value)
            case "instant":
                return self.instant(value)
            case "fraction":
                return self.fraction(value)
            case "boolean":
                return self.boolean(value)
            case "json":
                return self.document(value)
            case _:
                return value

    @abstractmethod
    def money(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def instant(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def fraction(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def boolean(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def document(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def record(
        self, pairs: Pairs, rows: FromClause | None = None, within: CTE | None = None
    ) -> ColumnElement[Any]: ...
    @abstractmethod
    def array(self, pairs: Pairs, rows: FromClause) -> ColumnElement[Any]: ...
    @abstractmethod
    def plain_array(self, value: ColumnElement[Any], rows: FromClause) -> ColumnElement[Any]: ...
    @abstractmethod
    def as_json(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def body(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def among(self, value: ColumnElement[Any], name: str, kind: Any) -> ColumnElement[bool]: ...
    @abstractmethod
    def in_document(self, value: ColumnElement[Any], document: ColumnElement[Any]) -> Any: ...
    @abstractmethod
    def list_value(self, values: Sequence[Any]) -> Any: ...
    @abstractmethod
    def contains(self, value: ColumnElement[Any], part: ColumnElement[Any]) -> Any: ...
    @abstractmethod
    def days(self, later: ColumnElement[Any], earlier: ColumnElement[Any]) -> Any: ...
    @abstractmethod
    def add_days(self, day: ColumnElement[Any], days: int) -> ColumnElement[Any]: ...
    @abstractmethod
    def instant_after_days(self, instant: ColumnElement[Any], days: ColumnElement[Any]) -> Any: ...
    @abstractmethod
    def document_rows(
        self, value: ColumnElement[Any], alias: str, names: Sequence[str]
    ) -> FromClause: ...
    def starts_with(self, value: ColumnElement[Any], part: ColumnElement[Any]) -> Any:
        return func.substr(value, 1, func.length(part)) == part


class _Inlined:
    """Constants stand in the SQL itself; whatever belongs to a request is bound."""

    def visit_bindparam(self, bindparam: Any, **options: Any) -> str:
        if not bindparam.required:
            options["literal_binds"] = True
        return str(super().visit_bindparam(bindparam, **options))  # type: ignore[misc] # a mix-in


class _PostgresqlText(_Inlined, PGCompiler_asyncpg):  # type: ignore[misc] # the mix-in overrides
    """PostgreSQL's compiler with constants inlined."""


class _SqliteText(_Inlined, SQLiteCompiler):  # type: ignore[misc] # the mix-in overrides
    """SQLite's compiler with constants inlined."""


class PostgreSQL(Dialect):
    """Records and arrays of records, turned into JSON once, at the top."""

    name = "postgresql"
    record_in_statement = True

    def __init__(self) -> None:
        self.engine = asyncpg.dialect()  # type: ignore[no-untyped-call] # untyped upstream
        self.engine.statement_compiler = _PostgresqlText

    @override
    def money(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        exact = cast(value, Numeric(20, 0)) / literal(100, Numeric)
        return cast(cast(exact, Numeric(20, 2)), Text)

    @override
    def instant(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        local = func.timezone(literal("Asia/Shanghai", String), value)
        return func.to_char(local, literal('YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"', String))

    @override
    def fraction(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.trim_scale(cast(value, Numeric(24, 6)) / literal(1_000_000, Numeric))

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
        made = select(Whole("r")).select_from(self._named(pairs, rows))
        return _within(made, within).scalar_subquery()

    @override
    def array(self, pairs: Pairs, rows: FromClause) -> ColumnElement[Any]:
        inner = self._named(pairs, rows)
        return func.array(select(Whole("r")).select_from(inner).scalar_subquery())

    @staticmethod
    def _named(pairs: Pairs, rows: FromClause | None) -> FromClause:
        inner: Select[Any] = select(*(value.label(key) for key, value in pairs))
        if rows is not None:
            inner = inner.select_from(rows)
        return inner.subquery("r")

    @override
    def plain_array(self, value: ColumnElement[Any], rows: FromClause) -> ColumnElement[Any]:
        return func.array(select(value).select_from(rows).scalar_subquery())

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
    def in_document(self, value: ColumnElement[Any], document: ColumnElement[Any]) -> Any:
        rows = func.json_array_elements_text(document).table_valued("value", name="listed")
        return value.in_(select(rows.c.value).select_from(rows))

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
    def instant_after_days(self, instant: ColumnElement[Any], days: ColumnElement[Any]) -> Any:
        return instant + func.make_interval(0, 0, 0, days)

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


class SQLite(Dialect):
    """JSON functions throughout; a nested value passes through `json()` to stay JSON."""

    name = "sqlite"
    record_in_statement = False

    def __init__(self) -> None:
        self.engine = pysqlite.dialect()
        self.engine.statement_compiler = _SqliteText

    @staticmethod
    def _unless_null(value: ColumnElement[Any], text: ColumnElement[Any]) -> ColumnElement[Any]:
        return case((value.is_not(None), text))

    @override
    def money(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        fen = _whole(value)
        sign = case((value < 0, "-"), else_="")
        return self._unless_null(value, func.printf("%s%d.%02d", sign, fen // 100, fen % 100))

    @override
    def instant(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        micros = type_coerce(value, BigInteger)
        seconds = micros // 1_000_000 + SECONDS_OF_SHANGHAI
        whole = func.strftime("%Y-%m-%dT%H:%M:%S", seconds, "unixepoch")
        return whole.concat(func.printf(".%06d+08:00", micros % 1_000_000))

    @override
    def fraction(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        size = _whole(value)
        sign = case((value < 0, "-"), else_="")
        text = func.printf("%s%d.%06d", sign, size // 1_000_000, size % 1_000_000)
        return func.json(self._unless_null(value, func.rtrim(func.rtrim(text, "0"), ".")))

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
        if rows is None and within is None:
            return made
        whole = select(made) if rows is None else select(made).select_from(rows)
        return func.json(_within(whole, within).scalar_subquery())

    @override
    def array(self, pairs: Pairs, rows: FromClause) -> ColumnElement[Any]:
        return self.plain_array(func.json_object(*self._flat(pairs)), rows)

    @override
    def plain_array(self, value: ColumnElement[Any], rows: FromClause) -> ColumnElement[Any]:
        made = func.json_group_array(value)
        return func.json(select(made).select_from(rows).scalar_subquery())

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
    def in_document(self, value: ColumnElement[Any], document: ColumnElement[Any]) -> Any:
        rows = func.json_each(document).table_valued("value", name="listed")
        return value.in_(select(rows.c.value).select_from(rows))

    @override
    def list_value(self, values: Sequence[Any]) -> Any:
        return orjson.dumps(list(values)).decode()

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
    def instant_after_days(self, instant: ColumnElement[Any], days: ColumnElement[Any]) -> Any:
        return type_coerce(instant, BigInteger) + days * 86_400_000_000

    @override
    def document_rows(
        self, value: ColumnElement[Any], alias: str, names: Sequence[str]
    ) -> FromClause:
        rows = func.json_each(value).table_valued("key", "value", name="element")
        read = [func.json_extract(rows.c.value, f"$.{name}").label(name) for name in names]
        return select(*read, rows.c.key.label("position")).select_from(rows).subquery(alias)
