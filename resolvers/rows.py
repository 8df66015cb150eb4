"""Where rows come from in a statement, and who judges them.

A `Source` is raw: tables joined under their aliases, with the conditions that make a row exist for
the caller (current or as-of version, link, guards). A `Page` is a source closed into a subselect:
it carries just the columns and scope flags that are asked of it, each scope judged once a row.
Both are `View`s, so guards, filters and cells are written once. Rights are always judged on the
current version of a row, whatever moment its values are of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import (
    Alias,
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    false,
    func,
    not_,
    or_,
    select,
)
from typing_extensions import override

from resolvers.binding import Row, Span, TypeBinding
from resolvers.json_sql import Ref, every, some
from resolvers.plan import EVERYBODY, OF_DAYS, Guard, ScopeKey
from resolvers.subselects import BOOLEAN, Named, RowByRow, exists

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

Condition = ColumnElement[bool]


class Columns(Mapping[str, ColumnElement[Any]]):
    """The columns of an alias by name, made when asked for; `given` ones are known outside it."""

    def __init__(
        self,
        alias: str,
        kinds: Mapping[str, TypeEngine[Any]],
        given: Mapping[str, ColumnElement[Any]] | None = None,
    ) -> None:
        self.alias = alias
        self.kinds = kinds
        self.given = given or {}
        self.asked: dict[str, None] = {}

    @override
    def __getitem__(self, name: str) -> ColumnElement[Any]:
        if name in self.given:
            return self.given[name]
        self.asked[name] = None
        return Ref(self.alias, name, self.kinds[name])

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self.kinds)

    @override
    def __len__(self) -> int:
        return len(self.kinds)


def kinds_of(rows: FromClause) -> Mapping[str, TypeEngine[Any]]:
    """The column types of a table, of an alias of one, or of a select, by column name."""
    table = rows.element if isinstance(rows, Alias) else rows
    return _kinds(table) if isinstance(table, Table) else _listed(rows)


def _listed(rows: FromClause) -> dict[str, TypeEngine[Any]]:
    return {column.name: column.type for column in rows.columns}


_kinds = cache(_listed)  # of tables alone: an alias would make all its columns for it


class AnchorView(Protocol):
    """The row that anchors rights: its scopes as flags."""

    def anchor_flag(self, key: ScopeKey) -> Condition: ...


class View(Protocol):
    """A row in a statement, raw or paged."""

    binding: TypeBinding
    row: Row
    env: Env

    def flag(self, key: ScopeKey) -> Condition: ...


@dataclass(frozen=True)
class Env:
    """What a place in the statement knows of its surroundings."""

    anchor: AnchorView | None = None
    key: ColumnElement[Any] | None = None  # the bound key when all is about one anchor row
    as_of: ColumnElement[Any] | None = None
    history: Guard = frozenset({EVERYBODY})


def guarded(view: View, guard: Guard) -> Condition | None:
    """The condition that one key of the guard holds; None when it always does."""
    if EVERYBODY in guard:
        return None
    return some([view.flag(key) for key in sorted(guard)])


def current(row: Row, as_of: ColumnElement[Any] | None) -> Condition:
    """The version of a row that counts: the current one, or the one known at a moment."""
    if as_of is None:
        return row["superseded_at"].is_(None)
    return and_(
        row["recorded_at"] <= as_of,
        or_(row["superseded_at"].is_(None), row["superseded_at"] > as_of),
    )


def kept(row: Row, other: Row, others: FromClause, as_of: ColumnElement[Any] | None) -> Condition:
    """The last version known, though none is current; of what came later, the first."""
    same = other["fact_id"] == row["fact_id"]
    if as_of is None:
        later = exists(others, same, other["recorded_at"] > row["recorded_at"])
        return or_(row["superseded_at"].is_(None), not_(later))
    last = select(func.max(other["recorded_at"])).select_from(others).where(same)
    known = last.where(other["recorded_at"] <= as_of).scalar_subquery()
    first = select(func.min(other["recorded_at"])).select_from(others).where(same)
    return row["recorded_at"] == func.coalesce(known, first.scalar_subquery())


@dataclass
class Source:
    """Raw rows of one type: FROM, conditions, and how scopes are judged on them."""

    binding: TypeBinding
    row: Row
    scope_row: Row
    env: Env
    rows: FromClause
    conditions: list[Condition] = field(default_factory=list)
    anchor_row: Row | None = None  # the current anchor row, when this source brings it
    anchor_binding: TypeBinding | None = None

    def anchor_flag(self, key: ScopeKey) -> Condition:
        """Judge an anchor scope on the anchor row of this source."""
        if self.anchor_row is None or self.anchor_binding is None:
            if self.env.anchor is None:
                raise LookupError(f"no row to judge {key[0]} on")
            return self.env.anchor.anchor_flag(key)
        (word, variant), row = key, replace(self.anchor_row, as_of=self.env.as_of)
        family, days = _days(self.anchor_binding, variant, row, self.anchor_row)
        return _true(self.anchor_binding.scopes[word].make(self.anchor_row, family, days))

    def flag(self, key: ScopeKey) -> Condition:
        """Judge a scope on this very row."""
        word, variant = key
        if self.is_anchor or not self.knows(key):
            return self.anchor_flag(key)
        scope = self.binding.scopes.get(word) or self.anchor_scopes[word]
        family, days = _days(self.binding, variant, self.row, self.scope_row)
        return _true(scope.make(self.scope_row, family, days))

    @property
    def is_anchor(self) -> bool:
        return self.anchor_type is not None and self.binding.name == self.anchor_type.name

    @property
    def brings_anchor(self) -> bool:
        return self.anchor_row is not None

    @property
    def belongs(self) -> bool:
        """Whether every row is an anchor's, or is one."""
        return self.is_anchor or self.binding.anchored

    @property
    def anchor_scopes(self) -> Mapping[str, Any]:
        return self.anchor_type.scopes if self.anchor_type is not None else {}

    anchor_type: TypeBinding | None = None
    anchor_key: str = ""

    def known_key(self) -> dict[str, ColumnElement[Any]]:
        """Where all is about one anchor row, its key is the bound one, at every depth."""
        key, name = self.env.key, self.anchor_key
        return {} if key is None or name not in self.row.columns else {name: key}

    def knows(self, key: ScopeKey) -> bool:
        """Whether the row's own binding, and not its anchor, judges this scope."""
        if self.is_anchor:
            return False
        word, variant = key
        anchor = self.anchor_scopes.get(word)
        named = self.binding.dated or variant.partition(OF_DAYS)[2] in self.binding.days
        dated = anchor is not None and anchor.dated and bool(named)
        return word in self.binding.scopes or dated


def _days(
    binding: TypeBinding, variant: str, row: Row, current_row: Row
) -> tuple[str, Span | None]:
    """The family in a variant, and the days by which a period bounds what it judges.

    A column is of the current version; days that are worked out are those of the value shown.
    """
    family, _, name = variant.partition(OF_DAYS)
    name = name or binding.dated
    if not name:
        return family, None
    if name not in binding.days:
        return family, (current_row[name], current_row[name])
    return family, (binding.days[name].first(row), binding.days[name].last(row))


def _true(condition: ColumnElement[Any]) -> Condition:
    """A scope is two-valued: unknown is no."""
    return func.coalesce(condition, false(), type_=BOOLEAN)


class Page:
    """A source closed into a subselect that carries what is asked of it."""

    def __init__(self, alias: str, source: Source) -> None:
        self.alias = alias
        self.source = source
        self.binding = source.binding
        self.env = source.env
        kinds = source.row.columns.kinds  # type: ignore[attr-defined] # Columns
        self.columns = Columns(alias, kinds, source.known_key())
        self.row = Row(self.columns, source.row.binds, source.env.as_of)
        self.flags: dict[ScopeKey, str] = {}
        self.anchor_flags: dict[ScopeKey, str] = {}

    @property
    def brings_anchor(self) -> bool:
        return self.source.anchor_row is not None

    def anchor_flag(self, key: ScopeKey) -> Condition:
        """An anchor scope: judged here when this page brings the anchor, else further out."""
        if not self.brings_anchor:
            return self.source.anchor_flag(key)
        return self._column(self.anchor_flags, key, "a")

    def flag(self, key: ScopeKey) -> Condition:
        """A scope of this row, as a column of the page."""
        if self.source.knows(key):
            return self._column(self.flags, key, "s")
        return self.anchor_flag(key)

    def _column(self, flags: dict[ScopeKey, str], key: ScopeKey, letter: str) -> Condition:
        name = flags.setdefault(
            key, "_".join(("", letter, *filter(None, key))).replace(OF_DAYS, "_")
        )
        return Ref(self.alias, name, BOOLEAN)

    def names(self) -> list[tuple[str, TypeEngine[Any]]]:
        """The columns that the page carries so far."""
        asked = [(name, self.columns.kinds[name]) for name in self.columns.asked]
        flags = [*self.flags.values(), *self.anchor_flags.values()]
        return asked + [(name, BOOLEAN) for name in flags]

    def inner(self, *, few: bool = False) -> Select[Any]:
        """The subselect, with every column and flag that was asked for; `few` rows of it."""
        source = self.source
        chosen = [(name, source.row[name]) for name in self.columns.asked]
        flags = [(name, source.flag(key)) for key, name in self.flags.items()]
        flags += [(name, source.anchor_flag(key)) for key, name in self.anchor_flags.items()]
        chosen += [(name, RowByRow(flag)) for name, flag in flags] if few else flags
        chosen = chosen or [("_", source.row[next(iter(source.row.columns))])]
        return select(Named(chosen)).select_from(source.rows).where(every(source.conditions))
