"""What is to be answered: an operation, the grant already folded in, and nothing of SQL.

A plan is a tree of frozen records. A `Node` is rows of one type; its `Leaf`s are cells and its
`Branch`es lead on. A `Guard` is a set of scope keys of which one must hold; EVERYBODY is a key that
always does. Arguments appear as `Value`s: they are read from the variables when the statement runs,
so one plan serves all requests of the same shape.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from resolvers.binding import Cell, Gathered, Key, Link, TypeBinding

ScopeKey = tuple[str, str]
Guard = frozenset[ScopeKey]

EVERYBODY: ScopeKey = ("all", "")
OF_DAYS = "."  # in a key, between what it judges and the days by which a period bounds it
NOBODY: Guard = frozenset()


@dataclass(frozen=True)
class Value:
    """An argument value, read from the coerced variables of a request.

    `one`: it is a list of exactly one value, whatever the request.
    """

    read: Callable[[Mapping[str, Any]], Any]
    one: bool = False


@dataclass(frozen=True)
class Shown:
    """How a coordinate is seen: plain under one guard, in its mask's form under another."""

    plain: Guard
    mask: str = ""
    masked: Guard = NOBODY

    @property
    def always(self) -> bool:
        return EVERYBODY in self.plain


@dataclass(frozen=True)
class Leaf:
    """A cell under its response key; `constant` stands for a value known with the document."""

    key: str
    coordinate: str
    cell: Cell | None
    shown: Shown
    constant: str = ""


@dataclass(frozen=True)
class Withheld:
    """The families that this row withholds from the caller."""

    key: str
    families: tuple[tuple[str, Guard], ...]


@dataclass(frozen=True)
class Window:
    """The page asked for: so many from the start or the end, after or before a row."""

    backwards: bool
    size: Value
    after: Value | None = None
    before: Value | None = None


@dataclass(frozen=True)
class OrderKey:
    """One key of an order: the cell at a path, or a column, with the sight the caller has."""

    path: tuple[str, ...]
    column: str
    descending: bool


@dataclass(frozen=True)
class Part:
    """One member of a connection, an edge or a page info, by its GraphQL name."""

    key: str
    name: str
    node: Node | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Branch:
    """A link under its response key, and what is asked of the rows behind it."""

    key: str
    coordinate: str
    link: Link
    shown: Shown
    path: tuple[str, ...]
    nodes: tuple[Node, ...]  # several where the rows may be of several types
    parts: tuple[Part, ...] = ()
    window: Window | None = None
    order: tuple[OrderKey, ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)
    arguments: Mapping[str, Any] = field(default_factory=dict)
    filter: str = ""


@dataclass(frozen=True)
class Node:
    """Rows of one type and what is shown of them; a row exists for the caller under `rows`."""

    binding: TypeBinding
    rows: Guard
    members: tuple[Leaf | Withheld | Branch, ...]


@dataclass(frozen=True)
class RootField:
    """A field of the query: a branch without a row above it."""

    branch: Branch
    key: tuple[tuple[Key, Value], ...] = ()  # what picks a single row
    as_of: Value | None = None
    history: Guard = frozenset({EVERYBODY})
    gather: Callable[[Any], Gathered] | None = None


# how the database plans: single rows and pages by an index once for all values, others with theirs
Planned = Literal["point", "steady", "list"]


@dataclass(frozen=True)
class Plan:
    """All root fields that need the database, and those known already."""

    fields: tuple[RootField, ...]
    constants: tuple[tuple[str, str], ...] = ()  # response key -> JSON text
    order: tuple[str, ...] = ()  # response keys in the order asked
    families: frozenset[str] = frozenset()
    planned: Planned = "point"

    def longest(self, variables: Mapping[str, Any]) -> int:
        """The most rows that one root field gives."""
        sizes = self._sizes
        return max([int(size.read(variables)) for size in sizes]) if sizes else 1

    @cached_property
    def _sizes(self) -> tuple[Value, ...]:
        windows = (field.branch.window for field in self.fields)
        return tuple(window.size for window in windows if window)
