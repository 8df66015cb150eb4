"""Filters and orders over what the caller may see, and nothing else.

In: the `where` tree of a field and a view of its rows. Out: conditions that are two-valued and
sargable: `scope and column op value`. A comparison sees the cell as the caller does
(`resolvers.sights`). A path follows links as a selection would, under the guards of every hop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, func, not_, select

from resolvers.binding import Compare, Count, Exists, FilterField, Link, Special
from resolvers.comparisons import Comparisons
from resolvers.json_sql import every, some
from resolvers.paging import sorted_by
from resolvers.plan import Guard, OrderKey
from resolvers.rows import Condition, Env, Page, Source, View, guarded
from resolvers.sights import Sights, Test, known
from resolvers.subselects import exists

if TYPE_CHECKING:
    from resolvers.sources import Sources

Meaning = Callable[["Filters", View, Any, Special], Condition]


class Filters:
    """Conditions of one statement; `meanings` are the filters with a meaning of their own."""

    def __init__(
        self,
        sources: Sources,
        expansions: Mapping[str, Callable[[Sequence[str]], Sequence[str]]],
        meanings: Mapping[str, Meaning],
        fold: Callable[[str], str],
    ) -> None:
        self.sources = sources
        self.binds = sources.binds
        self.dialect = sources.binds.dialect
        self.expansions = expansions
        self.meanings = meanings
        self.sights = Sights(sources)
        self._tests = Comparisons(self.binds, expansions, fold)

    def where(self, view: View, tree: Mapping[str, Any]) -> list[Condition]:
        """All conditions of a `where` tree; and, or, not are of any depth the budget admits."""
        conditions: list[Condition] = []
        for name, given in tree.items():
            match name:
                case "and":
                    conditions += [every(self.where(view, part)) for part in given]
                case "or":
                    conditions.append(some([every(self.where(view, part)) for part in given]))
                case "not":
                    conditions.append(not_(every(self.where(view, given))))
                case _:
                    conditions.append(self._field(view, view.binding.filters[name], given))
        return conditions

    def named(self, view: View, tree: Mapping[str, Any]) -> list[Condition]:
        """What the values of a tree name one by one, wherever they stand in it."""
        found: list[Condition] = []
        for name, given in tree.items():
            if name in {"and", "or", "not"}:
                for part in [given] if name == "not" else given:
                    found += self.named(view, part)
                continue
            field = view.binding.filters[name]
            if isinstance(field, Compare) and field.names:
                whole = field.how != "text" or given.keys() <= {"eq", "in"}
                found += [self._compare(view, field, given)] if whole else []
        return found

    def _field(self, view: View, field: FilterField, given: Any) -> Condition:
        match field:
            case Compare(how="boolean", narrow=narrow) if narrow is not None:
                found = narrow(self.sights.row(view))
                return found if given else not_(found)
            case Compare():
                return self._compare(view, field, given)
            case Exists(path, narrow):
                found = self._rows_behind(
                    view, path[0], lambda below: narrow(self.sights.row(below))
                )
                return found if given else not_(found)
            case Count():
                return self._count(view, field, given)
            case Special():
                return self.meanings[field.word](self, view, given, field)

    def _compare(self, view: View, field: Compare, given: Any) -> Condition:
        match field.how:
            case "text":
                return self._text(view, field, given)
            case "ordered":
                return self._ordered(view, field, given)
            case "present":
                present = self._behind(view, field, field.path, lambda c: c.is_not(None))
                return present if given else not_(present)
            case _:
                return self._behind(view, field, field.path, self._tests.of(field, given))

    def _text(self, view: View, field: Compare, given: Mapping[str, Any]) -> Condition:
        """Equality is exact; `contains` and `startsWith` match on folded text."""
        exact = {name: value for name, value in given.items() if name in ("eq", "in")}
        folded = {name: value for name, value in given.items() if name not in exact}
        plain = replace(field, column="")
        tests = [(plain, self._tests.exact(exact))] if exact else []
        tests += [(field, self._tests.folded(folded))] if folded else []
        return every([self._behind(view, of, of.path, test) for of, test in tests])

    def _ordered(self, view: View, field: Compare, given: Mapping[str, Any]) -> Condition:
        """What is withheld counts as absent, so `isNull: true` is "no value that you see"."""
        present = self._behind(view, field, field.path, lambda column: column.is_not(None))
        parts: list[Condition] = []
        if "isNull" in given:
            parts.append(not_(present) if given["isNull"] else present)
        compared = {name: value for name, value in given.items() if name != "isNull"}
        if compared:
            parts.append(self._behind(view, field, field.path, self._tests.between(compared, None)))
        return every(parts)

    def _behind(self, view: View, field: Compare, path: tuple[str, ...], test: Test) -> Condition:
        if len(path) == 1:
            passed = self.sights.seen(view, path[0], test, field.column)
            return (
                passed
                if field.narrow is None
                else and_(field.narrow(self.sights.row(view)), passed)
            )
        if len(path) == 2 and field.here and self._says_the_same(view, path):  # noqa: PLR2004 # a last hop
            guard = guarded(view, self._keys(view, path[0]))
            passed = known(view.row[field.here], test)
            return passed if guard is None else and_(guard, passed)
        return self._rows_behind(
            view, path[0], lambda below: self._behind(below, field, path[1:], test)
        )

    def _keys(self, view: View, name: str) -> Guard:
        shown = self.sources.rights.shown(f"{view.binding.name}.{name}")
        return shown.plain | shown.masked

    def _says_the_same(self, view: View, path: tuple[str, ...]) -> bool:
        """Whether everybody who may follow the last hop may read the cell behind it."""
        link = view.binding.links[path[0]]
        rights = self.sources.rights
        return rights.shown(f"{link.type}.{path[1]}").always

    def _rows_behind(
        self, view: View, name: str, condition: Callable[[View], Condition]
    ) -> Condition:
        """There is a row behind a link, visible to the caller, for which the condition holds."""
        link = view.binding.links[name]
        source = self.below(view, name, link)
        target: View = source
        rows: Any = source.rows
        conditions = source.conditions
        if link.many == "one" and link.order:
            page = Page(self.binds.alias(name), source)
            wanted = condition(page)
            first = sorted_by(page.inner(), self, source, self._first(link)).limit(1)
            found = exists(first.subquery(page.alias), wanted)
        else:
            wanted = condition(target)
            found = exists(rows, every([*conditions, wanted]))
        guard = self._link_guard(view, name, source)
        return found if guard is None else and_(guard, found)

    def _first(self, link: Link) -> tuple[OrderKey, ...]:
        """The order in which the first of several is the one that is shown."""
        ties = self.sources.registry.types[link.type].ties
        return tuple(OrderKey(o.path, o.column, o.descending) for o in (*link.order, *ties))

    def below(self, view: View, name: str, link: Link) -> Source:
        """The rows behind a link of a view."""
        binding = self.sources.registry.types[link.type]
        shown = self.sources.rights.shown(f"{view.binding.name}.{name}")
        return self.sources.make(binding, link, shown, env_below(view), view, {})

    def _link_guard(self, view: View, name: str, source: Source) -> Condition | None:
        keys = self._keys(view, name)
        return guarded(view, keys) if self.sources.closes(source, keys, view) else None

    def _count(self, view: View, field: Count, given: Any) -> Condition:
        link = view.binding.links[field.path[0]]
        source = self.below(view, field.path[0], link)
        rows = select(func.count()).select_from(source.rows)
        count = rows.where(
            every([*source.conditions, field.narrow(self.sights.row(source))])
        ).scalar_subquery()
        passed = self._tests.between(given, count.type)(count)
        guard = self._link_guard(view, field.path[0], source)
        return passed if guard is None else and_(guard, passed)

    def order_value(self, view: View, key: OrderKey) -> ColumnElement[Any]:
        """What a row is sorted by: a column that ties, or the caller's sight of a cell."""
        if not key.path:
            return view.row[key.column]
        return self._order_behind(view, key.path, key.column)

    def _order_behind(self, view: View, path: tuple[str, ...], column: str) -> ColumnElement[Any]:
        if len(path) == 1:
            return self.sights.value(view, path[0], column)
        link = view.binding.links[path[0]]
        source = self.below(view, path[0], link)
        value = self._order_behind(source, path[1:], column)
        rows = select(value).select_from(source.rows).where(every(source.conditions))
        found = sorted_by(rows, self, source, self._first(link)).limit(1).scalar_subquery()
        guard = self._link_guard(view, path[0], source)
        return found if guard is None else case((guard, found))


def env_below(view: View) -> Env:
    """The surroundings of rows below a view: anchored rows keep the anchor, others lose it."""
    has_anchor = view.binding.anchored or getattr(view, "brings_anchor", False) or _is_anchor(view)
    if not has_anchor:
        return Env(None, None, view.env.as_of, view.env.history)
    return Env(view, view.env.key, view.env.as_of, view.env.history)  # type: ignore[arg-type] # pages and sources are anchor views


def _is_anchor(view: View) -> bool:
    source = view.source if isinstance(view, Page) else view
    return isinstance(source, Source) and source.is_anchor
