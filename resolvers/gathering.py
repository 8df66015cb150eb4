"""What rows are gathered with: the anchor rows that a guard admits, and periods of time.

In: a branch of a plan whose root gathers, its one node, sources and filters. Out, to the binding
that gathers: the cells asked for, the grant's figures, anchor rows under a guard and the caller's
own `where`, periods as rows. A figure of a row counts where the caller may read it there. It
refuses nothing; what it cannot judge is not admitted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import ColumnElement, Date, FromClause, String, case, cast, null, select

from resolvers.binding import Link
from resolvers.json_sql import Ref
from resolvers.plan import EVERYBODY, Branch, Leaf, Shown, Value
from resolvers.rows import Env, Page, guarded

if TYPE_CHECKING:
    from resolvers.filters import Filters
    from resolvers.plan import Guard, Node
    from resolvers.rows import Condition, Source
    from resolvers.scopes import Rights
    from resolvers.sources import Sources
    from resolvers.values import Binds

Spans = Callable[[Mapping[str, Any]], Sequence[tuple[date, date]]]  # from the variables


@dataclass(frozen=True)
class Periods:
    """Periods as rows of a FROM clause, and the two days of each."""

    rows: FromClause
    since: ColumnElement[Any]
    until: ColumnElement[Any]


@dataclass(frozen=True)
class Gathering:
    """One root that gathers, in one statement."""

    sources: Sources
    filters: Filters
    branch: Branch
    node: Node

    @property
    def rights(self) -> Rights:
        return self.sources.rights

    @property
    def binds(self) -> Binds:
        return self.sources.binds

    @property
    def figures(self) -> tuple[Any, ...]:
        """What the grant allows here."""
        return self.rights.figures(self.branch.coordinate)

    @property
    def asked(self) -> frozenset[str]:
        """The cells that the answer shows, by field."""
        leaves = (each for each in self.node.members if isinstance(each, Leaf))
        return frozenset(leaf.coordinate.partition(".")[2] for leaf in leaves)

    def people(self, figures: Iterable[Any]) -> Page:
        """The anchor rows of some figures, as the caller narrows them."""
        anchor = self.sources.registry.types[self.sources.registry.anchor]
        keys = frozenset(self.rights.key(each.scope, each.family) for each in figures)
        source: Source = self.sources.make(anchor, Link(anchor.name), Shown(keys), Env(), None, {})
        source.conditions += self.filters.where(source, self.branch.where)
        return Page(self.binds.alias(anchor.name), source)

    def readable(self, page: Page, needs: Iterable[str]) -> list[Condition] | None:
        """When all of these coordinates are read in plain on an anchor row; None: on no row."""
        conditions = []
        for coordinate in needs:
            guard = self._judged(self.rights.shown(coordinate).plain)
            if not guard:
                return None
            condition = guarded(page, guard)
            if condition is not None and not self.sources.implied(page.source, guard):
                conditions.append(condition)
        return conditions

    def _judged(self, guard: Guard) -> Guard:
        """The keys that an anchor row judges whole: no row of a fact, no day of one."""
        scopes = self.sources.registry.types[self.sources.registry.anchor].scopes
        return frozenset(
            key
            for key in guard
            if key == EVERYBODY or (key[0] in scopes and not scopes[key[0]].dated)
        )

    def seen(
        self, page: Page, needs: Iterable[str], value: Callable[[], ColumnElement[Any]]
    ) -> ColumnElement[Any]:
        """A value of an anchor row where all that it is made of is read; else null."""
        conditions = self.readable(page, needs)
        if conditions is None:
            return cast(null(), value().type)
        made = value()
        for condition in conditions:
            made = case((condition, made))
        return made

    def periods(self, spans: Spans) -> Periods:
        """Periods that the request's variables tell, as rows."""
        alias = self.binds.alias("period")
        text = self.binds.argument(Value(spans), String(), _as_json)
        dialect = self.binds.dialect
        listed = dialect.document_rows(text, self.binds.alias("listed"), ("since", "until"))
        days = (dialect.day(listed.c[name]).label(name) for name in ("since", "until"))
        rows = select(*days).select_from(listed).subquery(alias)
        return Periods(rows, Ref(alias, "since", Date()), Ref(alias, "until", Date()))


def _as_json(spans: Sequence[tuple[date, date]]) -> str:
    return orjson.dumps([{"since": since, "until": until} for since, until in spans]).decode()
