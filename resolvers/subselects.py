"""Selects inside others, no more than `SELECT … FROM … WHERE …`: of one value, or of named ones.

In: values, where they are read from, conditions. Out: expressions, and rows. A `select` of
SQLAlchemy looks for the tables behind each column and condition, and for names that stand twice.
Here columns bring no table (`Ref`) and the rows are named, so that nothing is to be looked for.
What is ordered, limited or grouped is a `select`, which may stand inside and lean on these rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    FromClause,
    Join,
    UnaryExpression,
    and_,
    literal,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.types import NULLTYPE
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Condition = ColumnElement[bool]

BOOLEAN = Boolean()
ONE = literal(1)


class Subselect(ColumnElement[Any]):
    """One value of the rows that fit."""

    inherit_cache = False

    def __init__(
        self,
        value: ColumnElement[Any],
        rows: FromClause | None,
        condition: Condition | None = None,
    ) -> None:
        self.value = value
        self.rows = rows
        self.condition = condition
        self.type = value.type

    @override
    def self_group(self, against: Any = None) -> ColumnElement[Any]:
        return self  # it stands in brackets of its own


class RowByRow(ColumnElement[bool]):
    """A condition on few rows, each of which looks for itself whether others exist.

    PostgreSQL would gather those of all rows first, thousands for a page of hundreds.
    """

    inherit_cache = False
    type = BOOLEAN

    def __init__(self, condition: Condition) -> None:
        self.condition = condition


class Derived(FromClause):
    """Values of rows under names, as rows of an alias."""

    inherit_cache = False

    def __init__(
        self, values: Sequence[tuple[str, ColumnElement[Any]]], rows: FromClause | None, alias: str
    ) -> None:
        self.values = values
        self.rows = rows
        self.alias_name = alias


class Named(ColumnElement[Any]):
    """Values under names, where a select takes a column: it does not look at each of them."""

    inherit_cache = False
    name = "named"  # so that no select gives it another
    type = NULLTYPE

    def __init__(self, values: Sequence[tuple[str, ColumnElement[Any]]]) -> None:
        self.values = values


@compiles(Subselect)
def _compile_subselect(element: Subselect, compiler: Any, **_: Any) -> str:
    return _text(compiler, [("", element.value)], element.rows, element.condition)


@compiles(Subselect, "postgresql")
def _compile_on_postgresql(
    element: Subselect, compiler: Any, row_by_row: bool = False, **_: Any
) -> str:
    text = _compile_subselect(element, compiler)
    return f"{text[:-1]} OFFSET 0)" if row_by_row and element.value is ONE else text


@compiles(RowByRow)
def _compile_row_by_row(element: RowByRow, compiler: Any, **_: Any) -> str:
    return str(compiler.process(element.condition, row_by_row=True))


@compiles(Derived)
def _compile_derived(element: Derived, compiler: Any, **_: Any) -> str:
    text = _text(compiler, element.values, element.rows)
    return f"{text} AS {compiler.preparer.quote(element.alias_name)}"


@compiles(Named)
def _compile_named(element: Named, compiler: Any, **_: Any) -> str:
    return _columns(compiler, element.values)


def _text(
    compiler: Any,
    values: Iterable[tuple[str, ColumnElement[Any]]],
    rows: FromClause | None,
    condition: Condition | None = None,
) -> str:
    compiler.stack.append(_inside(rows, compiler.stack))
    text = _columns(compiler, values)
    if rows is not None:
        text = f"{text} \nFROM {compiler.process(rows, asfrom=True)}"
    if condition is not None:
        text = f"{text} \nWHERE {compiler.process(condition)}"
    compiler.stack.pop()
    return f"(SELECT {text})"


def _columns(compiler: Any, values: Iterable[tuple[str, ColumnElement[Any]]]) -> str:
    return ", ".join(_column(compiler, name, value) for name, value in values)


def _column(compiler: Any, name: str, value: ColumnElement[Any]) -> str:
    text = str(compiler.process(value, within_columns_clause=True))
    return f"{text} AS {compiler.preparer.quote(name)}" if name else text


def _inside(rows: FromClause | None, around: Sequence[Any]) -> dict[str, Any]:
    """What a select inside may lean on, as the compiler keeps it: these rows, and those around."""
    own = set() if rows is None else set(_joined(rows))
    outer = around[-1] if around else {"correlate_froms": set(), "selectable": None}
    return {
        "asfrom_froms": own,
        "correlate_froms": own | outer["correlate_froms"],
        "selectable": outer["selectable"],
    }


def _joined(rows: FromClause) -> Iterator[FromClause]:
    yield rows
    if isinstance(rows, Join):
        yield from _joined(rows.left)
        yield from _joined(rows.right)


def subselect(
    value: ColumnElement[Any], rows: FromClause | None, within: CTE | None = None
) -> ColumnElement[Any]:
    """A value without a name; `within`: a CTE that stands in this subselect and nowhere else."""
    if within is None:
        return Subselect(value.label(None), rows)
    whole = select(value) if rows is None else select(value).select_from(rows)
    return whole.add_cte(within, nest_here=True).scalar_subquery()


def exists(rows: FromClause, *conditions: Condition) -> Condition:
    """Whether there is a row for which all of the conditions hold."""
    some = Subselect(ONE, rows, and_(*conditions) if conditions else None)
    return UnaryExpression(some, operator=operators.exists, type_=BOOLEAN)
