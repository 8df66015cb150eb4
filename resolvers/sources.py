"""Making sources: from a link to joined tables with the conditions that let its rows exist.

In: a binding, a link, the row above (if any) and its surroundings. Out: a `Source` whose
conditions hold the join, the version, what the link means, and the caller's guards on the link and
on the rows. A guard that another one implies is left out; a page remembers which guards are known
to hold on its rows, so that cells under them are bare columns.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    UnaryExpression,
    and_,
    case,
    not_,
)
from sqlalchemy.sql import operators

from resolvers.binding import Cell, Link, Made, Registry, Row, TypeBinding
from resolvers.json_sql import some
from resolvers.masks import form
from resolvers.plan import EVERYBODY, Guard, ScopeKey, Shown, Value
from resolvers.rows import Columns, Condition, Env, Source, View, current, guarded, kept, kinds_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from resolvers.scopes import Rights
    from resolvers.values import Binds

Test = Callable[[ColumnElement[Any]], Condition]


@dataclass
class Sources:
    """Makes sources for one statement."""

    rights: Rights
    binds: Binds
    known: dict[int, tuple[Guard, ...]] = field(default_factory=dict)

    @property
    def registry(self) -> Registry:
        return self.rights.registry

    def make(
        self,
        binding: TypeBinding,
        link: Link,
        shown: Shown,
        env: Env,
        above: View | None,
        arguments: Mapping[str, Any],
    ) -> Source:
        """The rows behind a link, as far as the caller may know them."""
        source = self._joined(binding, link, env, above, arguments)
        source.conditions += (
            self._led_to(source) if above is None else self._on(source, link, above)
        )
        source.conditions += self._meaning(source, link)
        self._guard(source, shown, above)
        source.conditions += self._compared(source, link, arguments)
        unmasked = self.unmasked(link, shown, above)
        source.conditions += [] if unmasked is None else [unmasked]
        return source

    def unmasked(self, link: Link, shown: Shown, above: View | None) -> Condition | None:
        """Where a link is masked, on which rows above it may be followed all the same."""
        mask = link.masks.get(shown.mask) if shown.mask and not shown.always else None
        if above is None or not isinstance(mask, Made):
            return None
        plain = [above.flag(key) for key in sorted(shown.plain)]
        return some([*plain, mask.make(above.row)])

    def bare(self, binding: TypeBinding, env: Env) -> Source:
        """Rows of a type wherever they hang, under the type's own guard (for cursors and ids)."""
        source = self._joined(binding, Link(binding.name), env, None, {})
        source.conditions += self._led_to(source)
        source.conditions += self._meaning(source, Link(binding.name))
        self._guard(source, Shown(frozenset({EVERYBODY})), None)
        return source

    def over(self, binding: TypeBinding, rows: Select[Any]) -> Source:
        """Rows that are made already, guards and all."""
        alias = self.binds.alias(binding.name)
        made = rows.subquery(alias)
        row = Row(Columns(alias, kinds_of(made)), self.binds)
        return Source(binding, row, row, Env(), made)

    def _joined(
        self,
        binding: TypeBinding,
        link: Link,
        env: Env,
        above: View | None,
        arguments: Mapping[str, Any],
    ) -> Source:
        alias = self.binds.alias(binding.name)
        rows, versioned = self._rows(binding, link, alias, above, arguments)
        row = Row(Columns(alias, kinds_of(rows)), self.binds, env.as_of)
        source = Source(binding, row, row, env, rows)
        source.anchor_type = self.registry.types[self.registry.anchor]
        source.anchor_key = self.registry.anchor_key
        if versioned and link.kept and binding.table is not None:
            source.conditions.append(self._kept(binding.table, row, env))
        elif versioned and not link.history:
            source.conditions.append(current(row, env.as_of))
        elif versioned and env.as_of is not None:
            source.conditions.append(row["recorded_at"] <= env.as_of)
        if versioned and env.as_of is not None:
            self._join_present(source)
        self._bring_anchor(source, above)
        return source

    def _kept(self, table: Table, row: Row, env: Env) -> Condition:
        alias = self.binds.alias(f"{table.name}_known")
        others = Row(Columns(alias, kinds_of(table)), self.binds)
        return kept(row, others, table.alias(alias), env.as_of)

    def _rows(
        self,
        binding: TypeBinding,
        link: Link,
        alias: str,
        above: View | None,
        arguments: Mapping[str, Any],
    ) -> tuple[FromClause, bool]:
        if link.rows is not None and above is not None:
            return link.rows(above.row, arguments).subquery(alias), False
        if binding.rows is not None:
            return binding.rows(self.binds, alias), False
        if binding.table is None:
            raise LookupError(f"{binding.name} has no rows of its own")
        return binding.table.alias(alias), bool(binding.table.info["versioned"])

    def _join_present(self, source: Source) -> None:
        """Rights look at the current version, whatever moment the values are of."""
        table = source.binding.table
        if table is None:
            return
        alias = self.binds.alias(f"{source.binding.name}_now")
        present = Row(Columns(alias, kinds_of(table)), self.binds)
        keys = [c.name for c in table.primary_key.columns if c.name != "recorded_at"]
        same = and_(
            *(present[k] == source.row[k] for k in keys), present["superseded_at"].is_(None)
        )
        source.rows = source.rows.outerjoin(table.alias(alias), same)
        source.scope_row = present

    def _bring_anchor(self, source: Source, above: View | None) -> None:
        """Give rights a row to stand on: the anchor of the row above, or one joined here."""
        anchor = self.registry.types[self.registry.anchor]
        if source.binding.name == anchor.name:
            if source.env.anchor is None or above is None:
                source.anchor_row, source.anchor_binding = source.scope_row, anchor
        elif source.binding.anchored and source.env.anchor is None and anchor.table is not None:
            alias = self.binds.alias(anchor.name)
            row = Row(Columns(alias, kinds_of(anchor.table)), self.binds)
            key = self.registry.anchor_key
            same = and_(row[key] == source.row[key], row["superseded_at"].is_(None))
            source.rows = source.rows.join(anchor.table.alias(alias), same)
            source.anchor_row, source.anchor_binding = row, anchor

    def _on(self, source: Source, link: Link, above: View) -> list[Condition]:
        conditions: list[Condition] = []
        target = source.row if link.through is None else self._between(source, link, above)
        for here, there in link.on if link.pairs is None else ():
            value = self._key(source, above, here, there)
            if link.among:
                conditions.append(self.binds.dialect.in_document(target[there], value))
            else:
                conditions.append(target[there] == value)
        return conditions

    def _key(self, source: Source, above: View, here: str, there: str) -> ColumnElement[Any]:
        """The value above that a column is paired with; an anchor's key is the one bound."""
        bound = source.env.key
        if there != self.registry.anchor_key or source.env.anchor is None or bound is None:
            return above.row[here]
        return bound

    def _between(self, source: Source, link: Link, above: View) -> Row:
        """Join the pairs between a row and those behind the link."""
        table: Any = link.through
        alias = self.binds.alias(table.name)
        between = Row(Columns(alias, kinds_of(table)), self.binds)
        given = {there for _, there in link.on}
        shared = [name for name in between.columns if name in source.row.columns]
        keys = {name: between[name] for name in shared if name not in given}
        pairs: FromClause = table.alias(alias)
        if link.pairs is not None:
            ((here, there),) = link.on
            pairs = link.pairs(self._key(source, above, here, there)).subquery(alias)
            keys = {name: _led(key) for name, key in keys.items()}
        same = [key == source.row[name] for name, key in keys.items()]
        source.rows = source.rows.join(pairs, and_(*same))
        return between

    def _led_to(self, source: Source) -> list[Condition]:
        """What hangs on nothing here is there for whom a link leads to it."""
        further = source.binding.further
        if further is None:
            return []
        shown = self.rights.shown(further.link)
        guard = shown.plain | shown.masked
        if EVERYBODY in guard:
            return []
        ways = [source.flag(key) for key in sorted(guard) if self.by_row(source, key)]
        return [some([not_(further.rows(source.row)), *ways])]

    def _meaning(self, source: Source, link: Link) -> list[Condition]:
        conditions: list[Condition] = []
        if link.narrow is not None:
            conditions.append(link.narrow(source.row))
        if source.binding.visible is not None:
            conditions.append(source.binding.visible(source.row))
        return conditions

    def _compared(
        self, source: Source, link: Link, arguments: Mapping[str, Any]
    ) -> list[Condition]:
        """What arguments compare, each with the cell as the caller sees it."""
        tests: list[tuple[str, Test]] = []
        for name, column in link.arguments.items():
            given = arguments.get(name)
            if isinstance(given, Value):
                tests.append((column, partial(self._among, given)))
            elif given is not None:  # a word of an enum stands in the statement itself
                tests.append((column, partial(self._word, given)))
        if link.span and link.rows is None:
            for name, compare in (("since", operator.ge), ("until", operator.le)):
                if isinstance(arguments.get(name), Value):
                    tests.append((link.span, partial(self._bound, compare, arguments[name])))
        return [self._seen(source, column, test) for column, test in tests]

    def _among(self, given: Value, cell: ColumnElement[Any]) -> Condition:
        return self.binds.argument_among(cell, given, cell.type)

    @staticmethod
    def _word(given: Any, cell: ColumnElement[Any]) -> Condition:
        condition: Condition = cell == given
        return condition

    def _bound(self, compare: Any, given: Value, cell: ColumnElement[Any]) -> Condition:
        condition: Condition = compare(cell, self.binds.argument(given, cell.type))
        return condition

    def _seen(self, source: Source, column: str, test: Test) -> Condition:
        """A test on a column: where its cell is withheld, nothing passes."""
        cells = source.binding.cells
        name = next((name for name, cell in cells.items() if cell.column == column), None)
        plain = test(source.row[column])
        if name is None:
            return plain
        shown = self.rights.shown(f"{source.binding.name}.{name}")
        if self.implied(source, shown.plain):
            return plain
        ways = [_and(guarded(source, shown.plain), plain)] if shown.plain else []
        if shown.mask in cells[name].masks:
            masked = test(form(cells[name], shown.mask, source.row))
            ways.append(_and(guarded(source, shown.masked), masked))
        return some(ways)

    def _guard(self, source: Source, shown: Shown, above: View | None) -> None:
        """Add the guards of link and rows that do not follow from one another."""
        link, rows = shown.plain | shown.masked, self.rights.rows(source.binding)
        if any(self.by_owner(source, key, above) for key in link) and EVERYBODY not in link:
            source.conditions.append(some([self._flag(source, key, above) for key in sorted(link)]))
            link = frozenset({EVERYBODY})
        needed = [guard for guard in (link, rows) if EVERYBODY not in guard]
        if len(needed) == 2:  # noqa: PLR2004 # a pair is two
            needed = _strongest(needed[0], needed[1])
        known = list(needed)
        if self.from_above(source, link, above):
            known.append(link)
            needed = [guard for guard in needed if not link <= guard]
        for guard in needed:
            source.conditions.append(
                some([self._flag(source, key, above) for key in sorted(guard)])
            )
        source.conditions += self._history(source, above)
        self.known[id(source)] = tuple(known)

    def _flag(self, source: Source, key: ScopeKey, above: View | None) -> Condition:
        """A scope of a link is judged on the rows behind it, or else on the row above."""
        if above is None:
            return source.flag(key)
        owners = self.by_owner(source, key, above)
        return source.flag(key) if self.by_row(source, key) and not owners else above.flag(key)

    def by_owner(self, source: Source, key: ScopeKey, above: View | None) -> bool:
        """A link to what belongs to no anchor is judged on the row that it leaves, if that can."""
        if above is None or source.binding.anchored or source.is_anchor:
            return False
        inherited = above.binding.anchored and key[0] in source.anchor_scopes
        return key[0] in above.binding.scopes or inherited

    def _history(self, source: Source, above: View | None) -> list[Condition]:
        """A past moment needs a right of its own; rows that it cannot be judged on are hidden.

        Rows with a day of their own are judged again: the right may be bounded in time.
        """
        history = sorted(source.env.history)
        if EVERYBODY in history:
            return []
        if above is None or source.anchor_row is not None:
            return [some([source.flag(key) for key in history if self.by_row(source, key)])]
        again = any(source.knows(key) for key in history)
        return [some([self._flag(source, key, above) for key in history])] if again else []

    def figure(self, view: View, cell: Cell, guard: Guard) -> ColumnElement[Any]:
        """The value of a cell; what it is made of is bounded as the right that shows it is."""
        scopes = self.registry.types[self.registry.anchor].scopes
        timed = [key for key in sorted(guard) if key[0] in scopes and scopes[key[0]].dated]
        if cell.within is None or EVERYBODY in guard or not timed:
            return cell.value(view.row)

        def judge(row: Row, day: ColumnElement[Any]) -> Condition:
            return some([scopes[word].make(row, family, (day, day)) for word, family in timed])

        others = [view.flag(key) for key in sorted(guard - set(timed))]
        whole = [(some(others), cell.value(view.row))] if others else []
        inside = cell.within(view.row, judge)
        return case(*whole, else_=inside) if whole else inside

    def by_row(self, source: Source, key: ScopeKey) -> bool:
        """Whether the very rows of the source, or an anchor they bring, judge a scope."""
        if source.knows(key):
            return True
        return source.anchor_row is not None and key[0] in source.anchor_scopes

    def from_above(self, source: Source, guard: Guard, above: View | None) -> bool:
        """Whether the row above judges this guard, once for all rows below it."""
        if above is None or not guard or EVERYBODY in guard:
            return False
        return not any(self.by_row(source, key) for key in guard)

    def closes(self, source: Source, guard: Guard, above: View) -> bool:
        """Whether a link is shut as a whole where the row above admits nothing."""
        judged = bool(guard) and all(word in above.binding.scopes for word, _ in guard)
        return judged or self.from_above(source, guard, above)

    def implied(self, source: Source, guard: Guard) -> bool:
        """Whether a guard holds on every row of the source anyway."""
        return EVERYBODY in guard or any(
            known <= guard for known in self.known.get(id(source), ()) if known
        )


def _led(key: ColumnElement[Any]) -> ColumnElement[Any]:
    """A whole number that leads to rows: SQLite would look it up for each row of a table."""
    return UnaryExpression(key, operator=operators.custom_op("+"), type_=key.type)


def _and(guard: Condition | None, condition: Condition) -> Condition:
    return condition if guard is None else and_(guard, condition)


def _strongest(link: Guard, rows: Guard) -> list[Guard]:
    if rows <= link:
        return [rows]
    return [link] if link <= rows else [link, rows]
