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
    Select,
    and_,
    case,
    not_,
)

from resolvers.binding import Cell, Link, Made, Registry, Row, TypeBinding
from resolvers.joins import Joins
from resolvers.json_sql import some
from resolvers.masks import form
from resolvers.plan import EVERYBODY, Guard, ScopeKey, Shown, Value
from resolvers.rows import Columns, Condition, Env, Source, View, guarded, kinds_of

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

    def __post_init__(self) -> None:
        self.joins = Joins(self.registry, self.binds)

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
        source = self.joins.joined(binding, link, env, above, arguments)
        source.conditions += (
            self._led_to(source) if above is None else self.joins.on(source, link, above)
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
        source = self.joins.joined(binding, Link(binding.name), env, None, {})
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


def _and(guard: Condition | None, condition: Condition) -> Condition:
    return condition if guard is None else and_(guard, condition)


def _strongest(link: Guard, rows: Guard) -> list[Guard]:
    if rows <= link:
        return [rows]
    return [link] if link <= rows else [link, rows]
