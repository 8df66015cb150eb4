"""A cell as its caller sees it, in filters and orders: nothing else can be compared.

In: a view of rows and the name of a cell. Out: a condition on it or its value: what is withheld is
null and passes no test, what is masked has its mask's form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, cast, not_, null, true
from typing_extensions import override

from resolvers.binding import Row
from resolvers.json_sql import some
from resolvers.masks import form
from resolvers.rows import Condition, Page, Source, View, guarded

if TYPE_CHECKING:
    from resolvers.plan import Guard, Shown
    from resolvers.sources import Sources

Test = Callable[[ColumnElement[Any]], Condition]


class Sights:
    """What the caller of one statement sees of rows."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def seen(
        self, view: View, name: str, test: Test, column: str = "", *, shown: Shown | None = None
    ) -> Condition:
        """Whether the cell, as this caller sees it, passes a test."""
        cell = view.binding.cells[name]
        sight = shown or self._sources.rights.shown(f"{view.binding.name}.{name}")
        figure = self._sources.figure(view, cell, sight.plain)
        plain = view.row[column] if column else figure
        bare = known(plain, test)
        if self._implied(view, sight.plain):
            return bare
        guard = guarded(view, sight.plain)
        ways = [and_(guard, bare)] if guard is not None and sight.plain else []
        if sight.mask and sight.mask in cell.masks:
            masked = known(form(cell, sight.mask, view.row), test)
            also = guarded(view, sight.masked)
            closed = not_(guard) if guard is not None and sight.plain else true()
            ways.append(and_(closed, true() if also is None else also, masked))
        return some(ways)

    def value(self, view: View, name: str, column: str = "") -> ColumnElement[Any]:
        """The cell as this caller sees it, for orders: what is withheld is null."""
        cell = view.binding.cells[name]
        sight = self._sources.rights.shown(f"{view.binding.name}.{name}")
        figure = self._sources.figure(view, cell, sight.plain)
        plain = view.row[column] if column else figure
        if self._implied(view, sight.plain):
            return plain
        guard = guarded(view, sight.plain)
        whens: list[Any] = [(guard, plain)] if guard is not None and sight.plain else []
        if sight.mask and sight.mask in cell.masks:
            also = guarded(view, sight.masked)
            whens.append((true() if also is None else also, form(cell, sight.mask, view.row)))
        return case(*whens) if whens else cast(null(), plain.type)  # a bare NULL orders nothing

    def row(self, view: View) -> Row:
        """The row as this caller sees it: what is withheld is null."""
        return Row(_Sight(self, view), view.row.binds, view.row.as_of)

    def _implied(self, view: View, guard: Guard) -> bool:
        source = view.source if isinstance(view, Page) else view
        return isinstance(source, Source) and self._sources.implied(source, guard)


class _Sight(Mapping[str, ColumnElement[Any]]):
    """The columns of a view by name, each as the cell that shows it."""

    def __init__(self, sights: Sights, view: View) -> None:
        self._sights = sights
        self._view = view

    @override
    def __getitem__(self, column: str) -> ColumnElement[Any]:
        cells = self._view.binding.cells.items()
        name = next((name for name, cell in cells if cell.column == column), None)
        return self._view.row[column] if name is None else self._sights.value(self._view, name)

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._view.row.columns)

    @override
    def __len__(self) -> int:
        return len(self._view.row.columns)


def known(value: ColumnElement[Any], test: Test) -> Condition:
    """A test that is never unknown: an absent value passes nothing."""
    return and_(value.is_not(None), test(value))
