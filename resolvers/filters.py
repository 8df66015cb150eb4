"""Filters and orders over what the caller may see, and nothing else.

In: the `where` tree of a field and a view of its rows. Out: conditions that are two-valued and
sargable: `scope and column op value`. A comparison sees the cell as the caller does: withheld
counts as absent, a masked cell is compared in its mask's form. A path follows links as a selection
would, under the guards of every hop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, cast, exists, func, not_, null, select, true
from typing_extensions import override

from resolvers.binding import Compare, Count, Exists, FilterField, Link, Row, Special
from resolvers.json_sql import every, some
from resolvers.masks import form
from resolvers.paging import sorted_by
from resolvers.plan import Guard, OrderKey, Shown
from resolvers.rows import Condition, Env, Page, Source, View, guarded

if TYPE_CHECKING:
    from resolvers.sources import Sources

Meaning = Callable[["Filters", View, Any, Special], Condition]
Test = Callable[[ColumnElement[Any]], Condition]

ORDERED = {
    "eq": lambda column, value: column == value,
    "gte": lambda column, value: column >= value,
    "lte": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "lt": lambda column, value: column < value,
}


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
        self.fold = fold

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
                found = narrow(self.sight(view))
                return found if given else not_(found)
            case Compare():
                return self._compare(view, field, given)
            case Exists(path, narrow):
                found = self._rows_behind(view, path[0], lambda below: narrow(self.sight(below)))
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
                return self._behind(view, field, field.path, self._test(field, given))

    def _test(self, field: Compare, given: Any) -> Test:
        match field.how:
            case "boolean":
                return lambda column: column.is_(bool(given))
            case "equal":
                return self._exact({"eq": given})
            case "since":
                return self._between({"gte": given}, None)
            case _:
                return self._among(field, given)

    def _text(self, view: View, field: Compare, given: Mapping[str, Any]) -> Condition:
        """Equality is exact; `contains` and `startsWith` match on folded text."""
        exact = {name: value for name, value in given.items() if name in ("eq", "in")}
        folded = {name: value for name, value in given.items() if name not in exact}
        plain = replace(field, column="")
        tests = [(plain, self._exact(exact))] if exact else []
        tests += [(field, self._folded(folded))] if folded else []
        return every([self._behind(view, of, of.path, test) for of, test in tests])

    def _ordered(self, view: View, field: Compare, given: Mapping[str, Any]) -> Condition:
        """What is withheld counts as absent, so `isNull: true` is "no value that you see"."""
        present = self._behind(view, field, field.path, lambda column: column.is_not(None))
        parts: list[Condition] = []
        if "isNull" in given:
            parts.append(not_(present) if given["isNull"] else present)
        compared = {name: value for name, value in given.items() if name != "isNull"}
        if compared:
            parts.append(self._behind(view, field, field.path, self._between(compared, None)))
        return every(parts)

    # -- one cell -----------------------------------------------------------------------------

    def seen(
        self, view: View, name: str, test: Test, column: str = "", *, shown: Shown | None = None
    ) -> Condition:
        """Whether the cell, as this caller sees it, passes a test."""
        cell = view.binding.cells[name]
        sight = shown or self.sources.rights.shown(f"{view.binding.name}.{name}")
        figure = self.sources.figure(view, cell, sight.plain)
        plain = view.row[column] if column else figure
        bare = _known(plain, test)
        if self._implied(view, sight.plain):
            return bare
        guard = guarded(view, sight.plain)
        ways = [and_(guard, bare)] if guard is not None and sight.plain else []
        if sight.mask and sight.mask in cell.masks:
            masked = _known(form(cell, sight.mask, view.row), test)
            also = guarded(view, sight.masked)
            closed = not_(guard) if guard is not None and sight.plain else true()
            ways.append(and_(closed, true() if also is None else also, masked))
        return some(ways)

    def value(self, view: View, name: str, column: str = "") -> ColumnElement[Any]:
        """The cell as this caller sees it, for orders: what is withheld is null."""
        cell = view.binding.cells[name]
        sight = self.sources.rights.shown(f"{view.binding.name}.{name}")
        figure = self.sources.figure(view, cell, sight.plain)
        plain = view.row[column] if column else figure
        if self._implied(view, sight.plain):
            return plain
        guard = guarded(view, sight.plain)
        whens: list[Any] = [(guard, plain)] if guard is not None and sight.plain else []
        if sight.mask and sight.mask in cell.masks:
            also = guarded(view, sight.masked)
            whens.append((true() if also is None else also, form(cell, sight.mask, view.row)))
        return case(*whens) if whens else cast(null(), plain.type)  # a bare NULL orders nothing

    def sight(self, view: View) -> Row:
        """The row as this caller sees it: what is withheld is null."""
        return Row(_Sight(self, view), view.row.binds, view.row.as_of)

    def _implied(self, view: View, guard: Guard) -> bool:
        source = view.source if isinstance(view, Page) else view
        return isinstance(source, Source) and self.sources.implied(source, guard)

    # -- paths --------------------------------------------------------------------------------

    def _behind(self, view: View, field: Compare, path: tuple[str, ...], test: Test) -> Condition:
        if len(path) == 1:
            passed = self.seen(view, path[0], test, field.column)
            return passed if field.narrow is None else and_(field.narrow(self.sight(view)), passed)
        if len(path) == 2 and field.here and self._says_the_same(view, path):  # noqa: PLR2004 # a last hop
            guard = guarded(view, self._keys(view, path[0]))
            passed = _known(view.row[field.here], test)
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
            found = exists(select(1).select_from(first.subquery(page.alias)).where(wanted))
        else:
            wanted = condition(target)
            found = exists(select(1).select_from(rows).where(every([*conditions, wanted])))
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
            every([*source.conditions, field.narrow(self.sight(source))])
        ).scalar_subquery()
        passed = self._between(given, count.type)(count)
        guard = self._link_guard(view, field.path[0], source)
        return passed if guard is None else and_(guard, passed)

    # -- tests --------------------------------------------------------------------------------

    def _among(self, field: Compare, given: Any) -> Test:
        widen = self.expansions[field.expand] if field.expand else None
        one = given.one and (widen is None or field.renames)
        return lambda column: self.binds.argument_among(column, given, column.type, widen, one=one)

    def _between(self, given: Mapping[str, Any], kind: Any) -> Test:
        return lambda column: every(
            [
                ORDERED[name](column, self.binds.argument(value, kind or column.type))
                for name, value in given.items()
                if name in ORDERED
            ]
        )

    def _exact(self, given: Mapping[str, Any]) -> Test:
        def test(column: ColumnElement[Any]) -> Condition:
            kind = column.type
            parts = [column == self.binds.argument(given["eq"], kind)] if "eq" in given else []
            if "in" in given:
                among = given["in"]
                parts.append(self.binds.argument_among(column, among, kind, one=among.one))
            return every(parts)

        return test

    def _folded(self, given: Mapping[str, Any]) -> Test:
        ways = {"contains": self.dialect.contains, "startsWith": self.dialect.starts_with}
        return lambda column: every(
            [
                ways[name](column, self.binds.argument(value, column.type, self.fold))
                for name, value in given.items()
            ]
        )

    # -- orders -------------------------------------------------------------------------------

    def order_value(self, view: View, key: OrderKey) -> ColumnElement[Any]:
        """What a row is sorted by: a column that ties, or the caller's sight of a cell."""
        if not key.path:
            return view.row[key.column]
        return self._order_behind(view, key.path, key.column)

    def _order_behind(self, view: View, path: tuple[str, ...], column: str) -> ColumnElement[Any]:
        if len(path) == 1:
            return self.value(view, path[0], column)
        link = view.binding.links[path[0]]
        source = self.below(view, path[0], link)
        value = self._order_behind(source, path[1:], column)
        rows = select(value).select_from(source.rows).where(every(source.conditions))
        found = sorted_by(rows, self, source, self._first(link)).limit(1).scalar_subquery()
        guard = self._link_guard(view, path[0], source)
        return found if guard is None else case((guard, found))


class _Sight(Mapping[str, ColumnElement[Any]]):
    """The columns of a view by name, each as the cell that shows it."""

    def __init__(self, filters: Filters, view: View) -> None:
        self._filters = filters
        self._view = view

    @override
    def __getitem__(self, column: str) -> ColumnElement[Any]:
        cells = self._view.binding.cells.items()
        name = next((name for name, cell in cells if cell.column == column), None)
        return self._view.row[column] if name is None else self._filters.value(self._view, name)

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._view.row.columns)

    @override
    def __len__(self) -> int:
        return len(self._view.row.columns)


def _known(value: ColumnElement[Any], test: Test) -> Condition:
    """A test that is never unknown: an absent value passes nothing."""
    return and_(value.is_not(None), test(value))


def env_below(view: View) -> Env:
    """The surroundings of rows below a view: anchored rows keep the anchor, others lose it."""
    has_anchor = view.binding.anchored or getattr(view, "brings_anchor", False) or _is_anchor(view)
    if not has_anchor:
        return Env(None, None, view.env.as_of, view.env.history)
    return Env(view, view.env.key, view.env.as_of, view.env.history)  # type: ignore[arg-type] # pages and sources are anchor views


def _is_anchor(view: View) -> bool:
    source = view.source if isinstance(view, Page) else view
    return isinstance(source, Source) and source.is_anchor
