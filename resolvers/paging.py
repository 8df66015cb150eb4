"""Orders and pages: total orders, absent last, and cursors that are ids of rows.

Every order ends in keys that tie, so that pages neither repeat nor skip. What is absent or withheld
sorts last in both directions. A cursor names a row; its sort key is read back through the caller's
own sight when it is used, in a CTE of the same statement, so a cursor tells nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, or_, select, table as named_table

from resolvers.json_sql import Ref, some

if TYPE_CHECKING:
    from collections.abc import Sequence

    from resolvers.plan import OrderKey
    from resolvers.rows import Condition, View


class Sorter(Protocol):
    """Whoever knows what a row is sorted by."""

    def order_value(self, view: View, key: OrderKey) -> ColumnElement[Any]: ...


@dataclass(frozen=True)
class Sorted:
    """One sort key of a row in a statement."""

    value: ColumnElement[Any]
    descending: bool
    ties: bool  # never null, so no thought of absence

    def clause(self, backwards: bool) -> ColumnElement[Any]:
        """The ORDER BY of this key; read backwards, absent values come first."""
        down = self.descending != backwards
        clause = self.value.desc() if down else self.value.asc()
        if self.ties:
            return clause
        return clause.nulls_first() if backwards else clause.nulls_last()

    def beyond(self, mark: ColumnElement[Any], backwards: bool) -> Condition:
        """Strictly past the mark on this key."""
        down = self.descending != backwards
        past = self.value < mark if down else self.value > mark
        if self.ties:
            return past
        if backwards:
            return or_(past, and_(mark.is_(None), self.value.is_not(None)))
        return or_(past, and_(self.value.is_(None), mark.is_not(None)))

    def level(self, mark: ColumnElement[Any]) -> Condition:
        """Equal to the mark on this key."""
        if self.ties:
            return self.value == mark
        return or_(self.value == mark, and_(self.value.is_(None), mark.is_(None)))


def ordered(sorter: Sorter, view: View, keys: Sequence[OrderKey]) -> list[Sorted]:
    """The sort keys of a view."""
    return [_sorted(sorter.order_value(view, key), key, view) for key in keys]


def _sorted(value: ColumnElement[Any], key: OrderKey, view: View) -> Sorted:
    """A bare column that is never null needs no thought about absence."""
    table = view.binding.table
    bare = isinstance(value, Ref) and table is not None and value.name in table.c
    never = bare and table is not None and not table.c[value.name].nullable
    own = bare and not key.path[1:]  # a longer path leads to another row
    return Sorted(value, key.descending, never and own)


def sorted_by(
    rows: Select[Any], sorter: Sorter, view: View, keys: Sequence[OrderKey]
) -> Select[Any]:
    """Rows in an order."""
    return rows.order_by(*(key.clause(False) for key in ordered(sorter, view, keys)))


def past_cursor(keys: Sequence[Sorted], alias: str, backwards: bool) -> Condition:
    """Rows past the row of a cursor, whose sort keys stand in the columns k0, k1, … of `alias`."""
    ways: list[Condition] = []
    level: list[Condition] = []
    for at, key in enumerate(keys):
        kept = Ref(alias, f"k{at}", key.value.type)
        mark = select(kept).select_from(named_table(alias)).scalar_subquery()
        ways.append(and_(*level, key.beyond(mark, backwards)))
        level.append(key.level(mark))
    return some(ways)
