"""JSON made in the database, on both databases: the four switches of one `Dialect` value.

In: pairs of (response key, expression) and where their rows come from. Out: SQL expressions that
give JSON text with the keys in the order asked for. All differences between SQLite and
PostgreSQL live here: how objects and lists are built, how a leaf is printed (money as a decimal
string, instants with Shanghai's offset, exact fractions), and how a bound list is read.
Refuses nothing: by now every name and value has been judged.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Dialect as Engine,
    FromClause,
    and_,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.ext.compiler import compiles

from resolvers.printed import GAP, Form, Printed, Scalar

if TYPE_CHECKING:
    from sqlalchemy import TableValuedAlias
    from sqlalchemy.types import TypeEngine

    from resolvers.binding import CellKind

Pairs = Sequence[tuple[str, ColumnElement[Any]]]


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


class Dialect(ABC):
    """What differs between the databases."""

    name: str
    engine: Engine
    record_in_statement: bool  # the access record is a part of the read itself
    joint_engine: Engine | None = None  # prints the joint form of a statement, where there is one

    def leaf(self, kind: CellKind, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """Print a cell as its GraphQL scalar."""
        form = self._forms.get(kind)
        if form is None:
            return value
        return Printed(form, value) if isinstance(value, Ref) else form.make(value)

    @cached_property
    def _forms(self) -> Mapping[CellKind, Form]:
        """Of what is printed otherwise than it is stored."""
        scalars: dict[CellKind, Scalar] = {
            "money": self.money,
            "instant": self.instant,
            "fraction": self.fraction,
            "hundredths": self.hundredths,
            "boolean": self.boolean,
            "json": self.document,
        }
        others = {kind: make for kind, make in scalars.items() if make(GAP) is not GAP}
        return {kind: Form(make, self.engine) for kind, make in others.items()}

    @abstractmethod
    def money(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def instant(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def fraction(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def hundredths(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...
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
    def elements(self, document: ColumnElement[Any], alias: str) -> TableValuedAlias:
        """The texts of a stored list, as rows with one column, `value`."""

    def in_document(self, value: ColumnElement[Any], document: ColumnElement[Any]) -> Any:
        rows = self.elements(document, "listed")
        return value.in_(select(rows.c.value).select_from(rows))

    @abstractmethod
    def list_value(self, values: Sequence[Any]) -> Any: ...
    @abstractmethod
    def contains(self, value: ColumnElement[Any], part: ColumnElement[Any]) -> Any: ...
    @abstractmethod
    def days(self, later: ColumnElement[Any], earlier: ColumnElement[Any]) -> Any: ...
    @abstractmethod
    def add_days(self, day: ColumnElement[Any], days: int) -> ColumnElement[Any]: ...
    @abstractmethod
    def day(self, text: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def day_of(self, instant: ColumnElement[Any]) -> ColumnElement[Any]: ...
    @abstractmethod
    def document_rows(
        self, value: ColumnElement[Any], alias: str, names: Sequence[str]
    ) -> FromClause: ...

    def page_size(self, size: ColumnElement[Any]) -> ColumnElement[Any]:
        """How many rows a page has, as its limit takes it."""
        return size

    def starts_with(self, value: ColumnElement[Any], part: ColumnElement[Any]) -> Any:
        return func.substr(value, 1, func.length(part)) == part


class Inlined:
    """Constants stand in the SQL itself; whatever belongs to a request is bound."""

    def visit_bindparam(self, bindparam: Any, **options: Any) -> str:
        whole: Any = super()
        if not bindparam.required and not bindparam.expanding:
            return str(whole.render_literal_value(bindparam.value, bindparam.type))
        if not bindparam.required:
            return str(whole.visit_bindparam(bindparam, **options | {"literal_binds": True}))
        if bindparam not in self._given:
            self._given[bindparam] = str(whole.visit_bindparam(bindparam, **options))
        return self._given[bindparam]

    @cached_property
    def _given(self) -> dict[Any, str]:
        """The text of what is bound: a statement has the caller in many places."""
        return {}
