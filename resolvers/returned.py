"""The rows that a branch returns: one, all, or a page of them, and how to ask whether any is so.

A page that only gives nodes is one ordered, limited subselect. A page that also tells whether more
follows, or that is read backwards, is a CTE of one row more, numbered in its order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    case,
    func,
    select,
    table as named_table,
)

from resolvers.json_sql import Ref, every
from resolvers.subselects import exists

if TYPE_CHECKING:
    from resolvers.paging import Sorted
    from resolvers.rows import Condition, Page

NUMBER = "_n"


@dataclass
class Rows:
    """The rows that a branch returns, and how to ask whether any of them is so."""

    page: Page
    path: tuple[str, ...]
    outer: Rows | None
    sorted: list[Sorted]
    backwards: bool = False
    numbered: bool = False
    size: ColumnElement[Any] | None = None
    one_more: ColumnElement[Any] | None = None
    single: bool = False
    conditions: list[Condition] = field(default_factory=list)
    open: list[Condition] = field(default_factory=list)  # on the row above, for these to count

    def limited(self) -> Select[Any]:
        """Exactly the rows that are returned."""
        rows = self._ordered()
        if self.single:
            return rows.limit(1)
        return rows if self.size is None else rows.limit(self.size)

    def _ordered(self) -> Select[Any]:
        few = self.single or self.size is not None
        rows = self.page.inner(few=few).where(*self.conditions)
        return rows.order_by(*(key.clause(self.backwards) for key in self.sorted))

    def as_cte(self) -> CTE:
        """The rows as a CTE of the page's name; numbered ones hold one row more."""
        return self._cte_rows().cte(self.page.alias).prefix_with("MATERIALIZED")

    def _cte_rows(self) -> Select[Any]:
        if not self.numbered:
            return self.limited()
        clauses = [key.clause(self.backwards) for key in self.sorted]
        number = func.row_number().over(order_by=clauses).label(NUMBER)
        return self._ordered().add_columns(number).limit(self.one_more)

    def number(self) -> ColumnElement[Any]:
        return Ref(self.page.alias, NUMBER, Integer())

    def returned(self) -> FromClause:
        """Where the returned rows are read from, in the order asked."""
        alias = self.page.alias
        if not self.numbered:
            top = self.outer is None
            return named_table(alias) if top else self.limited().subquery(alias)
        columns = [Ref(alias, name, kind).label(name) for name, kind in self.page.names()]
        columns = columns or [self.number().label(NUMBER)]
        order = self.number().desc() if self.backwards else self.number().asc()
        rows = select(*columns).select_from(named_table(alias))
        return rows.where(self.number() <= self.size).order_by(order).subquery(alias)

    def keys(self, name: str, *, apart: bool) -> Select[Any]:
        """The anchor keys of the returned rows of a root page; `apart`: some belong to none.

        An empty page that tells whether more follows tells of the first row.
        """
        key = self.page.row[name]
        rows = select(key.label(name)).select_from(named_table(self.page.alias))
        rows = rows.where(key != 0) if apart else rows
        if not self.numbered or self.size is None:
            return rows
        return rows.where(self.number() <= case((self.size < 1, 1), else_=self.size))

    def any(self, condition: Condition) -> Condition:
        """Whether a returned row is so."""
        if self.outer is None:
            within = [self.number() <= self.size] if self.numbered else []
            return exists(named_table(self.page.alias), every([*within, condition]))
        here = self.limited().subquery(self.page.alias)
        found = exists(here, condition)
        return self.outer.any(every([*self.open, found]))
