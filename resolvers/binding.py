"""How a GraphQL type stands on a table: plain declarations, read by planner and statement.

In: SQLAlchemy tables. Out: frozen `TypeBinding`s, one a GraphQL object type, whose cells, links,
filters and orders are named by their GraphQL field. A binding says what a field is made of, never
who may see it: rights come from the grant. Callables in a binding take a `Row` and give a SQL
expression; they hold no state and know nothing of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, FromClause, Select, SelectBase, Table

if TYPE_CHECKING:
    from datetime import datetime

CellKind = Literal[
    "text",
    "int",
    "boolean",
    "date",
    "instant",
    "money",
    "fraction",
    "hundredths",
    "json",
    "id",
    "cursor",
]


@dataclass(frozen=True)
class Row:
    """One row in a statement: its columns, and the request's bound values beside it."""

    columns: Mapping[str, ColumnElement[Any]]
    binds: Any
    as_of: ColumnElement[Any] | None = None  # the moment of knowledge its values are of
    key: ColumnElement[Any] | None = None  # the anchor's, bound, where all is about one anchor

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        return self.columns[name]

    def is_callers(self, column: str, bind: str) -> ColumnElement[bool]:
        """The column equals a value of the caller's."""
        same: ColumnElement[bool] = self[column] == getattr(self.binds, bind)
        return same


Expression = Callable[[Row], ColumnElement[Any]]
Span = tuple[ColumnElement[Any], ColumnElement[Any]]  # the first and the last day


@dataclass(frozen=True)
class Days:
    """The days that a row or a figure speaks of, from the first to the last; null: not known."""

    first: Expression
    last: Expression


@dataclass(frozen=True)
class Cut:
    """A mask that shows the ends of a value: `left` and `right` characters around `stars`."""

    left: int
    right: int
    stars: str


@dataclass(frozen=True)
class Stored:
    """A mask that is a column of its own, made at intake."""

    column: str


@dataclass(frozen=True)
class Made:
    """A mask made of the row."""

    make: Expression


Mask = Cut | Stored | Made


Judge = Callable[[Row, ColumnElement[Any]], ColumnElement[bool]]  # of a row, by its day


@dataclass(frozen=True)
class Cell:
    """A leaf: a column of the row, or an expression over it.

    `within`: the same made of such other rows only as the caller's rights in a period admit.
    """

    kind: CellKind = "text"
    column: str = ""
    make: Expression | None = None
    masks: Mapping[str, Mask] = field(default_factory=dict)
    folded: str = ""  # the column that text filters match on
    within: Callable[[Row, Judge], ColumnElement[Any]] | None = None
    unseen: Any = None  # what stands where it is withheld, when the contract has no null there

    def value(self, row: Row) -> ColumnElement[Any]:
        return self.make(row) if self.make is not None else row[self.column]


@dataclass(frozen=True)
class Order:
    """One key of an order: a column, or the cell at a path of fields."""

    column: str = ""
    path: tuple[str, ...] = ()
    descending: bool = False


@dataclass(frozen=True)
class Link:
    """A field that leads to rows of another type.

    `on` pairs a column of this row with a column there. `many` is one, list or connection; a `one`
    with `order` is the first of several. `narrow` bounds the rows for good (an argument-free part
    of what the field means); `span` is the column that `since` and `until` bound; `rows` replaces
    the table by a select of its own (aggregates). `inline`: the object is made of this very row.
    `history`: all versions, not the current one; `kept`: what left its register is still told, in
    its last version.
    """

    type: str
    on: tuple[tuple[str, str], ...] = ()
    many: Literal["one", "list", "connection"] = "one"
    order: tuple[Order, ...] = ()
    narrow: Expression | None = None
    span: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)  # argument -> column (in list)
    rows: Callable[[Row, Mapping[str, Any]], Select[Any]] | None = None
    through: Table | None = None  # a plain pair table between the two
    pairs: Callable[[ColumnElement[Any]], SelectBase] | None = (
        None  # all of a key, if elsewhere too
    )
    inline: bool = False
    among: bool = False  # `on` pairs a column of listed values with the column that is one of them
    history: bool = False
    kept: bool = False
    masks: Mapping[str, Mask] = field(default_factory=dict)
    dated: str = ""  # which of the row's `days` bound it
    demanded: bool = False  # where it is asked, rows with nothing behind it are left out


@dataclass(frozen=True)
class Compare:
    """A filter on the cell at the end of a path: equal to one of, text, or ordered comparison."""

    path: tuple[str, ...]
    how: Literal["among", "text", "ordered", "boolean", "present", "equal", "since"]
    column: str = ""  # stands for the cell's own column, e.g. one folded at intake
    here: str = ""  # the column before the last hop that says the same as the cell behind it
    expand: str = ""  # name of the code list that widens the given values
    renames: bool = False  # that list gives one value for one
    narrow: Expression | None = None  # which rows at the end of the path count
    names: bool = False  # its values name single rows, found or not


@dataclass(frozen=True)
class Exists:
    """A boolean filter: whether there is a row at the end of this path."""

    path: tuple[str, ...]
    narrow: Expression


@dataclass(frozen=True)
class Count:
    """An ordered comparison with the number of rows behind a link."""

    path: tuple[str, ...]
    narrow: Expression
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Special:
    """A filter with a meaning of its own, made by the statement from the guards of `needs`."""

    word: str
    needs: tuple[str, ...] = ()


FilterField = Compare | Exists | Count | Special


@dataclass(frozen=True)
class Scope:
    """A scope word on rows of one type.

    `variant` names what of the family matters to the expression ("" when nothing does); `dated`:
    the expression also depends on the days that the row speaks of.
    """

    make: Callable[[Row, str, Span | None], ColumnElement[Any]]
    variant: Callable[[str], str] = lambda _: ""
    dated: bool = False


@dataclass(frozen=True)
class Further:
    """Rows of a type to which one link alone leads: found by an id, they need its right too."""

    rows: Expression
    link: str  # the coordinate


@dataclass(frozen=True)
class TypeBinding:
    """One GraphQL object type.

    `anchored`: its rows belong to a row of the anchor type through `anchor_key`, and judge the
    anchor's scopes. `dated`: the column by which a period of time bounds it, or one of its `days`.
    `ties`: what makes every order total.
    """

    name: str
    table: Table | None
    cells: Mapping[str, Cell]
    links: Mapping[str, Link] = field(default_factory=dict)
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    anchored: bool = False
    dated: str = ""
    days: Mapping[str, Days] = field(default_factory=dict)
    letter: str = ""
    order: tuple[Order, ...] = ()
    ties: tuple[Order, ...] = ()
    filters: Mapping[str, FilterField] = field(default_factory=dict)
    orders: Mapping[str, Order] = field(default_factory=dict)
    rows: Callable[[Any, str], FromClause] | None = None  # rows that are not a table
    visible: Expression | None = None  # rows that exist for nobody (a key that stands for none)
    further: Further | None = None


@dataclass(frozen=True)
class Key:
    """Part of what picks a single row: a column, the argument, and how its value is read."""

    column: str
    argument: str
    read: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Gathered:
    """Rows that are made of many others; `sources` are the anchor rows that they speak of."""

    rows: Select[Any]
    sources: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Root:
    """A field of Query: where its rows come from.

    `moment` reads a moment of knowledge out of an opaque id; `history` is the coordinate whose
    rules such a read needs besides. `gather` makes the rows of many others, by the figures that the
    grant allows; `fixed` names arguments whose very values decide the statement; `offers` says
    which words of an enum a grant leaves (an enum that it does not name is whole).
    """

    link: Link
    key: tuple[Key, ...] = ()
    filter: str = ""
    order_enum: str = ""
    moment: Callable[[str], datetime | None] | None = None
    history: str = ""
    gather: Callable[[Any], Gathered] | None = None
    fixed: tuple[str, ...] = ()
    offers: Callable[[Any], Mapping[str, Collection[str]]] | None = None


@dataclass(frozen=True)
class Registry:
    """All bindings of a hub, and which type is the anchor of rights."""

    types: Mapping[str, TypeBinding]
    roots: Mapping[str, Root]
    anchor: str
    anchor_key: str
    interfaces: Mapping[str, tuple[str, ...]]
    binds: Mapping[str, Any]  # bound values every statement may use, with their types

    def by_letter(self, letter: str) -> TypeBinding | None:
        return next((b for b in self.types.values() if b.letter and b.letter == letter), None)
